"""What CONTRIBUTING.md shows is true: the form that it adds is built, measured and drawn."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hazard_desk.forms import pdf, xlsx
from hazard_desk.forms.catalogue import About, Form
from hazard_desk.forms.faces import FontSet, font_set
from hazard_desk.forms.layout import lay_out
from hazard_desk.forms.shipped import load_texts
from hazard_desk.rules.facts import HazardFacts, InspectionFacts

TEXT = (Path(__file__).resolve().parents[1] / "CONTRIBUTING.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)


@pytest.fixture
def added(tmp_path: Path) -> tuple[dict[str, Any], Any]:
    """Give the texts and the function of the form that the page adds."""
    (words,) = blocks("json")
    (tmp_path / "rectification-list.json").write_text(words, encoding="utf-8")
    (code,) = blocks("python")
    module: dict[str, Any] = {}
    exec(compile(code, "CONTRIBUTING.md", "exec"), module)
    return load_texts("rectification-list", tmp_path), module["rectification_list"]


@pytest.fixture(scope="module")
def fonts() -> FontSet:
    return font_set()


def test_the_form_added_there_prints_filled_and_blank(
    added: tuple[dict[str, Any], Any], fonts: FontSet
) -> None:
    texts, build = added
    hazards = [
        HazardFacts(f"第{number}处消防通道堵塞", measures="清理", deadline=date(2025, 3, 20))
        for number in range(1, 40)
    ]
    visit = InspectionFacts(inspected_on=date(2025, 3, 7), hazards=hazards)
    for sheet in (build(texts), build(texts, enterprise="泽州县䶮盛铸造有限公司", visit=visit)):
        layout = lay_out(sheet, fonts)
        said = "".join(line.text for page in layout.pages for line in page.lines)
        assert "主要负责人（签字）：" in said
        assert ("第39处" in said) == (sheet.subject != "")
        assert pdf.draw(sheet, fonts=fonts).startswith(b"%PDF")
        assert xlsx.draw(sheet, fonts=fonts).startswith(b"PK")


def test_the_line_for_the_catalogue_is_one(added: tuple[dict[str, Any], Any]) -> None:
    (line,) = re.findall(r"`(Form\(\"rectification-list\".*?\))`", TEXT)
    form = eval(line, {"Form": Form, "About": About})
    assert form.about is About.VISIT
    json.dumps(added[0])


def test_the_files_that_it_names_are_there() -> None:
    root = Path(__file__).resolve().parents[1]
    for name in re.findall(r"`((?:hazard_desk|ui|resources|tests)/[\w./-]+)`", TEXT):
        if "rectification" not in name:
            assert (root / name).exists(), name
    assert (root / "hazard_desk/services/form_filling/filling.py").exists()

"""The headers of a template are recognised or named, never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from hazard_desk.issued_tables.layout import HeadColumn
from hazard_desk.services.county_templates import (
    BLANK,
    NUMBER,
    ColumnFill,
    ColumnSource,
    Origin,
    look_into,
    propose,
)
from hazard_desk.services.county_templates.matching import best_match, match
from hazard_desk.services.vocabulary import noun_spec, nouns
from hazard_desk.store.office_file import OfficeFile
from tests.county_tables import plain_table
from tests.services.county_templates.template_desk import (
    opened,
)


def heads(*paths: str) -> list[HeadColumn]:
    """Return columns of headers, the levels of one parted by /."""
    return [HeadColumn(at, tuple(path.split("/")), path.split("/")[-1]) for at, path in enumerate(paths)]


def matched(*paths: str) -> dict[str, str]:
    """Return the headers that are recognised, with the noun under ""."""
    found = best_match(heads(*paths), nouns())
    if found is None:
        return {}
    return {"": found.noun, **{paths[at]: key for at, key in found.columns.items()}}


@pytest.mark.parametrize(
    ("paths", "noun", "wanted"),
    [
        (
            ("序号", "企业全称", "信用代码", "详细地址", "法人代表", "手机", "所属行业", "从业人数"),
            "enterprise",
            ("name", "code", "address", "principal", "principal_phone", "industries", "staff_total"),
        ),
        (
            ("序号", "基本情况/单位名称", "基本情况/负责人", "基本情况/联系电话", "所在村"),
            "enterprise",
            ("name", "principal", "principal_phone", "village"),
        ),
        (
            ("企业（单位）名称", "问题隐患", "整改措施", "责任人", "完成时限"),
            "hazard",
            ("enterprise.name", "description", "measures", "responsible", "deadline"),
        ),
        (
            ("序号", "村名", "企业数（家）", "网格员", "联系电话"),
            "village",
            ("name", "enterprises", "grid_worker", "grid_phone"),
        ),
        (
            (
                "企业名称",
                "隐患排查治理/一般隐患/排查数",
                "隐患排查治理/一般隐患/已整改数",
                "隐患排查治理/重大隐患/排查数",
                "隐患排查治理/重大隐患/已整改数",
            ),
            "enterprise",
            ("name", "hazards_general", "general_rectified", "hazards_major", "major_rectified"),
        ),
        (("姓名", "职务", "联系电话"), "person", ("name", "title", "phone")),
    ],
)
def test_headers_in_other_words_are_recognised(
    paths: tuple[str, ...], noun: str, wanted: tuple[str, ...]
) -> None:
    found = matched(*paths)
    assert found.pop("") == noun
    assert tuple(found.values()) == wanted


def test_a_phone_belongs_to_the_person_before_it_and_to_nobody_else() -> None:
    spec = noun_spec("enterprise")
    found = match(heads("企业名称", "分管安全负责人", "联系电话", "地址", "联系电话"), spec)
    assert found.columns[2] == "safety_head_phone"
    assert 4 not in found.columns
    assert {"principal_phone", "office_phone"} <= set(found.doubtful[4])


def test_two_headers_for_one_column_of_ours_are_not_guessed() -> None:
    spec = noun_spec("enterprise")
    found = match(heads("企业名称", "法定代表人", "企业负责人"), spec)
    assert set(found.columns) == {0}
    assert found.doubtful == {1: ("principal",), 2: ("principal",)}
    # Our own word leaves no doubt about itself.
    found = match(heads("企业名称", "法定代表人", "主要负责人"), spec)
    assert (found.columns, found.doubtful) == ({0: "name", 2: "principal"}, {1: ("principal",)})


def test_a_word_below_another_header_means_what_both_say() -> None:
    found = match(heads("企业名称", "施工单位/负责人", "施工单位/地址"), noun_spec("enterprise"))
    assert found.columns == {0: "name"}
    assert found.unknown == (1, 2)


def test_unknown_headers_are_named_and_blank(office: OfficeFile, tmp_path: Path) -> None:
    path = plain_table(tmp_path / "a.xlsx", ("序号", "企业名称", "企业等级", "主要负责人"))
    (found,) = opened(office, path)
    assert found.mapping.columns == {
        0: NUMBER,
        1: ColumnFill(ColumnSource.COLUMN, "name", "单位名称"),
        2: BLANK,
        3: ColumnFill(ColumnSource.COLUMN, "principal", "主要负责人"),
    }
    assert found.origins == {1: Origin.RECOGNISED, 3: Origin.RECOGNISED}
    assert not found.remembered


def test_a_wanted_noun_is_taken_though_another_knows_more(office: OfficeFile, tmp_path: Path) -> None:
    path = plain_table(tmp_path / "a.xlsx", ("企业名称", "隐患描述", "整改措施", "整改期限"))
    (layout,) = look_into(path).layout.sheets
    assert office.ask(propose, layout).mapping.question.noun == "hazard"
    wanted = office.ask(lambda reading: propose(reading, layout, noun="enterprise"))
    assert wanted.mapping.keys == ("name",)

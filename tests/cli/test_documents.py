"""文书 on the command line: by their number, by the visit they belong to, or blank."""

from __future__ import annotations

from pathlib import Path

import pypdf
import pytest

from hazard_desk.services.documents import draft_document, issue_document
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import DocumentKind
from tests.cli.desk import Desk, enterprises, fingerprint, inspections

FOUND = {
    "企业名称": "兴隆铸造厂",
    "检查日期": "2026-03-05",
    "检查层级": "镇（街道）定期查",
    "检查人员": "张三、李四",
    "隐患类型": "一般",
    "整改方式": "限期整改",
    "整改责任人": "王五",
}


@pytest.fixture
def issued(desk: Desk, tmp_path: Path) -> Desk:
    """An office with two visits; two records and a notice of the first."""
    desk.done("import", "enterprises", enterprises(tmp_path / "企业.xlsx", {"单位名称": "兴隆铸造厂"}))
    rows = [
        FOUND | {"检查编号": "A1", "隐患描述": "配电箱未上锁", "限期整改时间": "2026-03-20"},
        FOUND
        | {
            "检查编号": "B1",
            "隐患描述": "灭火器失效",
            "限期整改时间": "2026-03-25",
            "检查日期": "2026-03-06",
        },
    ]
    desk.done("import", "inspections", inspections(tmp_path / "检查.xlsx", *rows))
    with OfficeFile.open(desk.folder) as office:
        for kind in (
            DocumentKind.ON_SITE_RECORD,
            DocumentKind.ON_SITE_RECORD,
            DocumentKind.RECTIFICATION_NOTICE,
        ):
            office.run(issue_document, office.ask(draft_document, kind, 1).facts)
    return desk


def text_of(path: Path) -> str:
    return "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(path).pages)


def test_the_documents_are_among_the_forms(nowhere: Desk) -> None:
    listed = {form["id"]: form["title"] for form in nowhere.done("forms")["forms"]}
    assert {kind.value: kind.label for kind in DocumentKind}.items() <= listed.items()


@pytest.mark.parametrize("kind", DocumentKind)
@pytest.mark.parametrize("suffix", ["pdf", "xlsx"])
def test_every_document_can_be_had_blank(
    issued: Desk, tmp_path: Path, kind: DocumentKind, suffix: str
) -> None:
    out = tmp_path / f"空白.{suffix}"
    assert issued.done("export", kind.value, out, "--blank") == {"file": str(out)}
    if suffix == "pdf":
        assert kind.label in text_of(out)
        assert "兴隆" not in text_of(out)


def test_of_a_visit_the_latest_of_its_kind(issued: Desk, tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    issued.done("export", "on-site-record", out, "--inspection", "A1")
    text = text_of(out)
    assert "安监现记〔2026〕2号" in text
    assert "1.配电箱未上锁。" in text
    assert "灭火器" not in text


def test_by_number_several_in_the_order_asked_for(issued: Desk, tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    words = ["--document", "（）安监现记〔2026〕2号", "--document", "()安监现记〔2026〕１号"]
    issued.done("export", "on-site-record", out, *words)
    first, second = (page.extract_text() for page in pypdf.PdfReader(out).pages)
    assert "〔2026〕2号" in first
    assert "〔2026〕1号" in second


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["on-site-record"], "--document"),
        (["on-site-record", "--inspection", "B1"], "还没有开具现场检查记录"),
        (["recheck-opinion", "--inspection", "A1"], "还没有开具整改复查意见书"),
        (["rectification-notice", "--document", "没有这个号"], "没有编号为「没有这个号」的文书"),
        (
            ["rectification-notice", "--document", "（）安监现记〔2026〕1号"],
            "（）安监现记〔2026〕1号 是现场检查记录，不是限期整改意见书",
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_document_that_is_not_there_is_said(
    issued: Desk, tmp_path: Path, words: list[str], told: str
) -> None:
    before = fingerprint(issued.folder)
    said = issued("export", words[0], tmp_path / "a.pdf", *words[1:])
    assert said.code == 2
    assert told in said.err
    assert not (tmp_path / "a.pdf").exists()
    assert fingerprint(issued.folder) == before

"""Reports: what they say, how their pages break, and the same words in Word."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from hazard_desk.forms.cross_report import cross_report
from hazard_desk.forms.faces import MM_PER_PT, FontSet, font_set
from hazard_desk.forms.layout import PAD_X_MM, lay_out
from hazard_desk.forms.report import (
    BarChart,
    Column,
    Heading,
    OpenParagraph,
    Paragraph,
    Part,
    Report,
    Series,
    Signature,
    Table,
    numbered,
)
from hazard_desk.forms.report_sheet import TABLE_PT, TEXT_MM, report_sheet
from hazard_desk.forms.report_word import draw
from hazard_desk.forms.sheet import Diagram, Frame
from hazard_desk.forms.shipped import FONTS
from tests.forms.page_checks import faults, squeezed
from tests.forms.reports import BASIS, BLANK_REPORT, REPORTS, TEXTS, long_report, pair_facts, round_facts

ALL = {**REPORTS, "blank": BLANK_REPORT, "long": cross_report(TEXTS, pair_facts(40))}
COLUMNS = (Column("名称", 3), Column("条数", 1))


def made(*parts: Part) -> Report:
    return Report("cross-report", ("报告",), parts, Signature("单位（盖章）：", "某乡", "2025年3月7日"))


def tables(report: Report, first: str) -> list[Table]:
    """Return the tables whose first column is called so."""
    return [
        part for part in report.parts if isinstance(part, Table) and part.columns[0].label.startswith(first)
    ]


# ---- what a report says ------------------------------------------------------------------------------


def test_headings_are_numbered_as_official_documents_number_them() -> None:
    parts = (
        Heading("甲"),
        Heading("子", 2),
        Heading("丑", 2),
        Paragraph("。"),
        Heading("乙"),
        Heading("寅", 2),
    )
    assert [words for words, _ in numbered(parts)] == [
        "一、甲",
        "（一）子",
        "（二）丑",
        "",
        "二、乙",
        "（一）寅",
    ]


def test_what_contradicts_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="level 3"):
        Heading("丙", 3)
    with pytest.raises(ValueError, match="a row of 1"):
        Table(COLUMNS, (("甲",),))


def test_the_tables_of_a_pair_say_what_its_facts_say() -> None:
    facts = pair_facts(7)
    report = cross_report(TEXTS, facts)
    enterprises, major = tables(report, "序号")
    assert [row[1] for row in enterprises.rows] == [one.name for one in facts.enterprises]
    assert enterprises.total[5:] == (facts.pairs[0].general, facts.pairs[0].major, facts.pairs[0].rectified)
    (levels,) = tables(report, "隐患类型")
    assert levels.total[1:3] == (facts.pairs[0].found, facts.pairs[0].rectified)
    assert all(sum(row[3:]) == row[1] for row in levels.all_rows)  # type: ignore[arg-type]
    assert [row[2] for row in major.rows] == [BASIS]
    (bases,) = tables(report, "判定依据")
    assert bases.rows == ((BASIS, 1, 1),)
    assert Paragraph("另有13条没有填写判定依据。") in report.parts


def test_an_enterprise_of_two_industries_counts_in_both_and_the_report_says_so() -> None:
    report = cross_report(TEXTS, pair_facts(7))
    (table,) = tables(report, "行业")
    assert {row[0]: row[1:3] for row in table.rows} == {
        "冶金工贸": (4, 6),
        "有限空间": (4, 6),
        "粉尘涉爆": (2, 3),
        "未填行业": (1, 4),
    }
    assert Paragraph(TEXTS["words"]["several_industries"]) in report.parts
    assert table.rows[-1][0] == "未填行业"


def test_a_round_has_a_row_for_each_pair_and_the_load_of_each_team() -> None:
    report = cross_report(TEXTS, round_facts())
    pairs = tables(report, "序号")[0]
    assert [row[1:3] for row in pairs.rows] == [
        ("第一检查组", "马村"),
        ("第二检查组", "东堡村"),
        ("第一检查组", "西街社区"),
    ]
    assert pairs.total[4] == 18
    (loads,) = tables(report, "检查方")[:1]
    assert [row[:4] for row in loads.rows] == [("第一检查组", 2, 6, 12), ("第二检查组", 1, 3, 6)]
    gaps = tables(report, "检查方→受检方")[0]
    assert gaps.rows == (("第二检查组→东堡村", "只检查 2 天"),)


def test_a_pair_that_went_nowhere_is_told_so_once_and_not_said_to_have_inspected() -> None:
    one, *others = round_facts().pairs
    gone_nowhere = replace(one, days=0, enterprises=0, general=0, major=0, rectified=0)
    late = replace(gone_nowhere, gaps=("组员只有 1 人",))
    facts = replace(round_facts(), pairs=(gone_nowhere, late, *others[1:]))
    gaps = tables(cross_report(TEXTS, facts), "检查方→受检方")[0]
    assert [row[1] for row in gaps.rows] == ["没有检查记录", "没有检查记录；组员只有 1 人"]
    (said, *_) = (part.text for part in ALL["cross-report-empty"].parts if isinstance(part, Paragraph))
    assert said.endswith("没有登记检查记录。")
    assert "开展了" not in said


def test_what_is_in_other_records_is_left_open_and_not_told_as_nought() -> None:
    one, two, three = round_facts().pairs
    away = {"own": False, "days": 0, "enterprises": 0, "general": 0, "major": 0, "rectified": 0, "gaps": ()}
    elsewhere = [replace(pair, handed_over_on=None, **away) for pair in (one, two)]
    report = cross_report(TEXTS, replace(round_facts(), pairs=(*elsewhere, three)))
    pairs, (loads, *_) = tables(report, "序号")[0], tables(report, "检查方")
    feedback = tables(report, "检查方→受检方")[-1]
    assert [row[3:8] for row in pairs.rows[:2]] == [(None,) * 5] * 2
    assert pairs.total[3:8] == pairs.rows[2][3:8]
    assert {row[0]: row[1:] for row in loads.rows}[two.inspector] == (1, None, None, None)
    assert [row[4:] for row in feedback.rows[:2]] == [(None, None)] * 2
    assert Paragraph(TEXTS["words"]["foreign_some"]) in report.parts
    (said, *_) = (part.text for part in report.parts if isinstance(part, Paragraph))
    assert "共安排3组交叉检查" in said
    alone = cross_report(TEXTS, replace(pair_facts(0), pairs=(elsewhere[0],)))
    (said, *_) = (part.text for part in alone.parts if isinstance(part, Paragraph))
    assert "没有登记检查记录。" in said
    gone = cross_report(
        TEXTS, replace(pair_facts(0), pairs=(replace(elsewhere[0], handed_over_on=date(2025, 3, 14)),))
    )
    (said, *_) = (part.text for part in gone.parts if isinstance(part, Paragraph))
    assert "开展了交叉检查" in said


def test_where_there_is_nothing_a_sentence_says_so_and_there_is_no_chart() -> None:
    report = REPORTS["cross-report-empty"]
    said = [part.text for part in report.parts if isinstance(part, Paragraph)]
    words = TEXTS["words"]
    assert {words["no_enterprises"], words["no_requirements"], words["nothing_entered"]} <= set(said)
    assert not [part for part in report.parts if isinstance(part, BarChart)]
    only_tables = [part for part in report.parts if isinstance(part, Table)]
    assert [row[1] for row in only_tables[0].rows] == [words["not_entered"]] * 7


def test_judgement_is_left_to_people() -> None:
    for report in ALL.values():
        labels = [part.label for part in report.parts if isinstance(part, OpenParagraph)]
        assert labels == [TEXTS["open"][key]["label"] for key in ("supervision", "management", "proposals")]
        sheet = report_sheet(report)
        for label in labels:
            (at,) = [cell.row for cell in sheet.cells if cell.text == f"　　【{label}】"]
            room = [cell for cell in sheet.cells if at < cell.row <= at + 5]
            assert {(cell.content, cell.frame) for cell in room} == {(None, Frame.BELOW)}


# ---- pages -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ALL)
def test_no_heading_caption_or_signature_stands_alone_on_its_page(name: str, fonts: FontSet) -> None:
    sheet = report_sheet(ALL[name])
    heads = {f"　　{words}" for words, part in numbered(ALL[name].parts) if isinstance(part, Heading)}
    captions = {words for words, part in numbered(ALL[name].parts) if isinstance(part, Table)}
    for page in lay_out(sheet, fonts).pages:
        last = max((placed for placed in page.cells), key=lambda placed: placed.box.bottom)
        assert last.cell.text not in heads | captions
        assert not last.cell.text.startswith("　　【")
    assert len({placed.cell.row for placed in lay_out(sheet, fonts).pages[-1].cells}) > 1


def test_the_header_of_a_table_returns_on_each_page_that_it_reaches(fonts: FontSet) -> None:
    sheet = long_report()
    header, last = sheet.inner_headers[0]
    pages = lay_out(sheet, fonts).pages
    reached = [page for page in pages if any(header < p.cell.row <= last for p in page.cells)]
    assert len(reached) > 2
    for page in reached:
        rows = [placed.cell.row for placed in page.cells if header <= placed.cell.row <= last]
        tops = {placed.cell.row: placed.box.y for placed in page.cells}
        assert min(tops[row] for row in rows) == tops[header]
    after = [page for page in pages if page.number > reached[-1].number]
    assert not any(placed.cell.row == header for page in after for placed in page.cells)


def test_tables_on_one_page_have_frames_of_their_own(fonts: FontSet) -> None:
    table = Table(COLUMNS, (("甲", 1),))
    (page,) = lay_out(report_sheet(made(table, Paragraph("两张表之间。"), table)), fonts).pages
    (between,) = [placed for placed in page.cells if placed.cell.text == "　　两张表之间。"]
    assert not [
        rule
        for rule in page.rules
        if min(rule.y1, rule.y2) < between.box.bottom and max(rule.y1, rule.y2) > between.box.y
    ]


PIECES = st.sampled_from(
    [
        "=1+1",
        "䶮㛃𠅤𬱖",
        "配电箱未上锁，且无警示标志。",
        "\x00\x0b",
        "\n",
        "W" * 40,
        " ",
        "《判定标准》",
        "——",
        "\ud800",
    ]
)
TEXT = st.lists(PIECES, max_size=8).map("".join)
ROW = st.tuples(TEXT, st.integers(0, 10**6))
PART = st.one_of(
    st.builds(Heading, TEXT, st.sampled_from([1, 2])),
    st.builds(Paragraph, TEXT),
    st.builds(OpenParagraph, TEXT, st.integers(0, 4)),
    st.lists(ROW, max_size=30).map(lambda rows: Table(COLUMNS, tuple(rows), "表")),
    st.lists(ROW, min_size=1, max_size=30).map(
        lambda rows: BarChart(
            "图", tuple(t for t, _ in rows), (Series("隐患", tuple(n + 1 for _, n in rows)),)
        )
    ),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(PART, max_size=9))
def test_whatever_stands_in_a_report_is_whole_on_its_pages_and_in_word(parts: list[Part]) -> None:
    report = made(*parts)
    fonts = font_set()
    assert faults(lay_out(report_sheet(report), fonts), fonts) == []
    assert_word_says(report)


# ---- Word --------------------------------------------------------------------------------------------


def words_of(report: Report) -> list[str]:
    """Return every text of a report in its order."""

    def texts() -> Iterator[str]:
        yield from (*report.title, report.subtitle, report.addressee)
        for words, part in numbered(report.parts):
            if not isinstance(part, BarChart):
                yield words
            match part:
                case Paragraph(text):
                    yield text
                case OpenParagraph(label, _):
                    yield f"【{label}】"
                case Table(columns, _, _, _):
                    yield from (column.label for column in columns)
                    for row in part.all_rows:
                        yield from (printed_cell(content) for content in row)
                case BarChart():
                    yield words
        yield report.signature.label + report.signature.name
        yield report.signature.date

    return [text for text in map(xml_text, texts()) if text]


def printed_cell(content: Any) -> str:
    from hazard_desk.forms.sheet import DateStyle, printed

    return printed(content, DateStyle.DOTS)


def xml_text(text: str) -> str:
    return squeezed("".join(c for c in text if c in "\t\n\r" or (c >= " " and not "\ud800" <= c <= "\udfff")))


def word_texts(data: bytes) -> list[str]:
    document = Document(io.BytesIO(data))
    found = [
        squeezed("".join(node.text or "" for node in paragraph.iter(qn("w:t"))))
        for paragraph in document.element.body.iter(qn("w:p"))
    ]
    return [text for text in found if text]


def assert_word_says(report: Report) -> None:
    found = word_texts(draw(report))
    if not any(isinstance(part, BarChart) for part in report.parts):
        assert found == words_of(report)
    else:  # the caption stands below each of its pictures
        assert set(found) == set(words_of(report))


@pytest.mark.parametrize("name", ALL)
def test_word_says_what_the_report_says(name: str) -> None:
    assert_word_says(ALL[name])


def test_the_word_file_has_headings_tables_whose_header_returns_and_pictures() -> None:
    document: Any = Document(io.BytesIO(draw(REPORTS["cross-report"])))
    heads = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert heads[0] == "一、检查基本情况"
    assert heads[-1] == "五、工作建议"
    assert "（一）监管层面" in [p.text for p in document.paragraphs if p.style.name == "Heading 2"]
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:tblHeader")) is None for row in table.rows[1:])
    pictures = document.inline_shapes
    assert len(pictures) == len([p for p in REPORTS["cross-report"].parts if isinstance(p, BarChart)])
    assert "重大事故隐患" in pictures[0]._inline.docPr.get("descr")
    section = document.sections[0]
    assert [round(edge.mm) for edge in (section.page_width, section.page_height)] == [210, 297]
    assert [round(edge.mm) for edge in (section.left_margin, section.right_margin)] == [28, 26]
    for name, face in (("Normal", "仿宋"), ("Heading 1", "黑体"), ("Title", "黑体")):
        fonts = document.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == face
        assert fonts.get(qn("w:eastAsiaTheme")) is None


def test_the_title_in_word_is_no_wider_than_it_was_measured() -> None:
    document: Any = Document(io.BytesIO(draw(REPORTS["cross-report"])))
    for name in ("Title", "Heading 1", "Heading 2"):
        letters = document.styles[name].element.rPr
        assert letters is not None
        assert letters.find(qn("w:spacing")) is None, "room between letters breaks a title that just fits"


def test_a_day_stands_in_one_line_in_word_whatever_typeface_stands_in() -> None:
    widest = len("2026.10.27") * TABLE_PT * 0.6 * MM_PER_PT + 2 * PAD_X_MM  # most digits are half a letter
    for name in ("enterprises", "major", "all_feedback"):
        columns = TEXTS["tables"][name]["columns"]
        whole = sum(column["share"] for column in columns)
        of_days = [one for one in columns if one["label"][-2:] in ("日期", "反馈", "期限")]
        assert of_days
        assert all(one["share"] / whole * TEXT_MM >= widest for one in of_days), name


def test_what_is_to_be_written_is_marked_in_word() -> None:
    document = Document(io.BytesIO(draw(REPORTS["cross-report"])))
    marked = [run.text for p in document.paragraphs for run in p.runs if run.font.highlight_color is not None]
    assert marked == [
        f"【{TEXTS['open'][key]['label']}】" for key in ("supervision", "management", "proposals")
    ]


def test_equal_reports_are_equal_files() -> None:
    report = REPORTS["cross-report-round"]
    assert draw(report) == draw(replace(report))
    with zipfile.ZipFile(io.BytesIO(draw(report))) as package:
        assert {part.date_time for part in package.infolist()} == {(2026, 1, 1, 0, 0, 0)}


@pytest.mark.skipif(shutil.which("soffice") is None, reason="soffice is not installed")
def test_libreoffice_opens_the_word_file_and_prints_the_same_words(tmp_path: Path) -> None:
    names = ("cross-report", "long")
    for name in names:
        (tmp_path / f"{name}.docx").write_bytes(draw(ALL[name]))
    config = tmp_path / "fonts.conf"
    config.write_text(
        f'<?xml version="1.0"?><fontconfig><dir>{FONTS}</dir><cachedir>{tmp_path}/cache</cachedir>'
        "</fontconfig>",
        encoding="utf-8",
    )
    done = subprocess.run(
        [
            *("soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"),
            *("--convert-to", "pdf", "--outdir", str(tmp_path)),
            *(str(tmp_path / f"{name}.docx") for name in names),
        ],
        env={**os.environ, "FONTCONFIG_FILE": str(config), "HOME": str(tmp_path)},
        capture_output=True,
        timeout=100,
        check=False,
    )
    for name in names:
        assert (tmp_path / f"{name}.pdf").exists(), done.stderr.decode(errors="replace")
        with pypdfium2.PdfDocument((tmp_path / f"{name}.pdf").read_bytes()) as document:
            pages = [squeezed(page.get_textpage().get_text_range()) for page in document]
        said = "".join(pages)
        for words in words_of(ALL[name]):
            # A cell's text may be torn by the next cell's where both have several lines.
            assert all(letter in said for letter in words)
        assert f"第1页共{len(pages)}页" in pages[0]
        heads = [words for words, part in numbered(ALL[name].parts) if isinstance(part, Heading)]
        assert all(squeezed(head) in said for head in heads)
    assert said.count("企业名称规模") > 2, "the header returns on every page of the long table"


def test_a_diagram_is_the_same_picture_on_the_page_and_in_word(fonts: FontSet) -> None:
    report = REPORTS["cross-report"]
    drawn = [cell.content.png for cell in report_sheet(report).cells if isinstance(cell.content, Diagram)]
    with zipfile.ZipFile(io.BytesIO(draw(report))) as package:
        in_word = [package.read(name) for name in package.namelist() if name.startswith("word/media/")]
    assert set(in_word) == set(drawn)
    assert drawn

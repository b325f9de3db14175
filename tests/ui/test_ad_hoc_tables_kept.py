"""临时报表 kept under their names: saved, found, opened, removed and back, given out; nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from hazard_desk.rules.table_question import Condition, Measure, Question, Reckoned, SortBy, Test
from hazard_desk.services.ad_hoc_tables import save_table, saved_tables
from tests.ui.ad_hoc_desk import Hands
from tests.ui.dialog_desk import is_open
from tests.ui.keyboard import CTRL, KEY
from ui.printing import printing
from ui.printing.paper import Job, fitting, prepare

VILLAGE = Question(
    noun="enterprise",
    title="东街村企业",
    columns=("name", "principal"),
    conditions=(Condition("village", Test.IS, ("东街村",)),),
    sort=(SortBy("name"),),
)
GROUPED = Question(noun="enterprise", title="各村企业数", groups=("village",))


@pytest.fixture
def hands(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    with Hands.in_office(tmp_path / "office", qtbot) as hands:
        hands.fill()
        yield hands


def kept(hands: Hands) -> dict[str, Question | None]:
    return {row.name: row.question for row in hands.ask(saved_tables)}


def test_a_table_is_saved_by_keys_and_opened_again_another_day(hands: Hands) -> None:
    dialog = hands.open()
    hands.choose_noun("qy")
    hands.press(KEY.Key_S, with_=CTRL)  # without a name it asks for one, and proposes one
    assert hands.focus is dialog.table.name.editor
    assert dialog.table.name.text() == "企业一览表"
    assert kept(hands) == {}
    hands.type("东街企业")
    hands.press(KEY.Key_Return)
    hands.type("县应急局")
    hands.press(KEY.Key_S, with_=CTRL)
    (row,) = hands.ask(saved_tables)
    assert (row.name, row.note) == ("东街企业", "县应急局")
    assert not dialog.table.is_changed
    hands.press(KEY.Key_Escape)
    assert not is_open(dialog)

    again = hands.open()  # where she left
    assert again.table.name.text() == "东街企业"
    assert again.table.note.text() == "县应急局"
    assert again.view.words.text() == "共 4 家"


def test_saved_tables_are_found_by_initials_and_shown_at_a_click(hands: Hands) -> None:
    hands.do(save_table, "东街村企业", VILLAGE, "张科长")
    hands.do(save_table, "各村企业数", GROUPED)
    dialog = hands.open()
    assert dialog.tabs.tabText(1) == "已存的表（2）"
    assert hands.focus is dialog.saved.search
    hands.type("zkz")  # by who asked
    hands.press(KEY.Key_Down)
    hands.settle()
    assert dialog.table.name.text() == "东街村企业"
    assert hands.rows() == [("利民加油站", "王五"), ("长兴木业有限公司", "张建国")]
    hands.press(KEY.Key_Return)  # to its question
    assert dialog.tabs.currentIndex() == 0
    assert dialog.panel.conditions.conditions() == VILLAGE.conditions


def test_another_name_renames_and_save_as_leaves_the_first(hands: Hands) -> None:
    hands.do(save_table, "东街村企业", VILLAGE)
    dialog = hands.open()
    hands.press(KEY.Key_Down, KEY.Key_F2)
    assert hands.focus is dialog.table.name.editor
    hands.type("东街")
    hands.press(KEY.Key_S, with_=CTRL)
    assert list(kept(hands)) == ["东街"]
    dialog.save_as_button.click()
    hands.settle()
    assert "另一个名字" in dialog.table.name.error
    assert dialog.table.name.text() == "东街（2）"
    dialog.save_as_button.click()
    hands.settle()
    assert set(kept(hands)) == {"东街", "东街（2）"}
    dialog.table.name.set_value("东街")
    hands.press(KEY.Key_S, with_=CTRL)
    assert "已经有叫" in dialog.table.name.error
    assert set(kept(hands)) == {"东街", "东街（2）"}


def test_a_removed_table_comes_back(hands: Hands) -> None:
    hands.do(save_table, "东街村企业", VILLAGE)
    dialog = hands.open()
    hands.press(KEY.Key_Down, KEY.Key_Delete)
    assert kept(hands) == {}
    assert dialog.panel.noun is None
    hands.press(KEY.Key_Z, with_=CTRL)
    assert list(kept(hands)) == ["东街村企业"]
    assert dialog.table.name.text() == "东街村企业"
    assert len(hands.rows()) == 2


def test_esc_keeps_what_was_put_together_even_half_a_condition(hands: Hands) -> None:
    dialog = hands.open()
    hands.choose_noun("qy")
    line = dialog.panel.conditions.add_line()
    assert line is not None
    line.set_raw({"column": "staff_total", "test": "at_least", "values": ["十来个"]})
    dialog.panel.grouping.add_group("village")
    dialog.table.note.set_value("王主任")
    hands.press(KEY.Key_Escape)
    assert not is_open(dialog)
    assert "草稿" in hands.messages.last_shown.text  # type: ignore[union-attr]

    again = hands.open()
    assert again.table.note.text() == "王主任"
    assert again.panel.conditions.box.raw() == [
        {"column": "staff_total", "test": "at_least", "values": ["十来个"]}
    ]
    assert again.panel.grouping.keys() == ("village",)
    assert "已经恢复" in again.messages.last_shown.text  # type: ignore[union-attr]
    again.strip._button.click()  # 丢弃改动
    hands.settle()
    assert again.panel.noun is None
    assert again.table.note.text() == ""


def test_another_table_leaves_a_way_back(hands: Hands) -> None:
    hands.do(save_table, "东街村企业", VILLAGE)
    hands.do(save_table, "各村企业数", GROUPED)
    dialog = hands.open()
    first, second = (row.id for row in sorted(dialog.saved.rows.values(), key=lambda row: row.id))
    dialog.show_table(first)
    dialog.panel.columns.set_keys(["name"])
    dialog.show_table(second)
    hands.settle()
    assert hands.heads() == ["所属村（社区）", "企业数（家）"]
    assert kept(hands)["东街村企业"] == VILLAGE
    dialog.strip._button.click()  # 回去
    hands.settle()
    assert dialog.table.name.text() == "东街村企业"
    assert dialog.panel.columns.keys() == ("name",)
    hands.press(KEY.Key_S, with_=CTRL)
    again = kept(hands)["东街村企业"]
    assert again is not None
    assert again.columns == ("name",)


def test_both_kinds_of_files_are_written_and_the_day_is_noted(hands: Hands, tmp_path: Path) -> None:
    hands.do(save_table, "东街村企业", VILLAGE)
    dialog = hands.open()
    hands.press(KEY.Key_Down)
    hands.press(KEY.Key_E, with_=CTRL)
    (chooser,) = dialog.findChildren(QFileDialog)
    assert "东街村企业.xlsx" in chooser.selectedFiles()[0]
    book, page = tmp_path / "表.xlsx", tmp_path / "表.pdf"
    chooser.fileSelected.emit(str(book))
    chooser.reject()
    hands.settle()
    question = dialog.table.question
    assert question is not None
    dialog.output.save_to(question, 2, page)
    hands.settle()
    cells = [str(cell) for row in load_workbook(book).active.values for cell in row if cell is not None]
    text = "".join(sheet.extract_text() for sheet in PdfReader(page).pages)
    for words in ("东街村企业", "长兴木业有限公司", "王五"):
        assert words in cells
        assert words in text.replace("\n", "")
    assert "宏达铸造厂" not in cells
    assert [row.used_on for row in hands.ask(saved_tables)] == [date.today()]
    dialog.output.save_to(question, 2, book / "不是文件夹" / "表.pdf")
    hands.settle()
    assert "「表.pdf」没有保存" in dialog.messages.last_shown.text  # type: ignore[union-attr]


def test_it_is_printed(hands: Hands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hands.do(save_table, "各村企业数", GROUPED)
    dialog = hands.open()
    hands.press(KEY.Key_Down)
    monkeypatch.setattr(printing, "printer_names", lambda: [])
    hands.press(KEY.Key_P, with_=CTRL)
    assert "没有安装打印机" in dialog.messages.last_shown.text  # type: ignore[union-attr]
    sent: list[object] = []
    monkeypatch.setattr(printing.Printing, "start_all", lambda _self, jobs, *_of: sent.extend(jobs))
    hands.press(KEY.Key_P, with_=CTRL)
    (job,) = sent
    assert job.title == "各村企业数"  # type: ignore[attr-defined]
    paper = tmp_path / "paper.pdf"
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(paper))
    printing.print_jobs(printer, [job], printing.kept_offsets(dialog.preferences, ""))  # type: ignore[list-item]
    assert len(PdfReader(paper).pages) == 1


@pytest.mark.parametrize(("paper", "width_mm"), [("A3", 420), ("A4", 297)])
def test_a_table_for_a3_is_printed_on_it_and_shrunk_where_there_is_none(
    qapp: QApplication, tmp_path: Path, paper: str, width_mm: int
) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "paper.pdf"))
    job = Job(b"", ((420.0, 297.0),), "很宽的表")
    prepare(printer, job.title, lying=True, paper=getattr(QPageSize.PageSizeId, paper))
    width, height = fitting(job.pages[0], printer)
    assert width == pytest.approx(width_mm, abs=1)
    assert height == pytest.approx(width_mm * 297 / 420, abs=1)
    assert job.paper is QPageSize.PageSizeId.A3


def test_a_table_too_wide_for_any_paper_says_what_to_do(hands: Hands) -> None:
    dialog = hands.open()
    hands.choose_noun("yh")
    noun = dialog.panel.noun
    assert noun is not None
    dialog.panel.columns.set_keys([column.key for column in noun.columns])
    hands.press(KEY.Key_P, with_=CTRL)
    assert "A3 纸也放不下" in dialog.messages.last_shown.text  # type: ignore[union-attr]


def test_records_of_no_page_say_where_they_are(hands: Hands) -> None:
    dialog = hands.open()
    hands.choose_noun("csq")  # 村（社区）
    assert dialog.panel.noun is not None
    assert dialog.panel.noun.key == "village"
    dialog.view.focus_table()
    hands.press(KEY.Key_Return)
    assert is_open(dialog)
    assert "名册" in dialog.messages.last_shown.text  # type: ignore[union-attr]


def test_with_half_a_condition_nothing_is_saved_or_given_out(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands.do(save_table, "东街村企业", VILLAGE)
    dialog = hands.open()
    hands.press(KEY.Key_Down)
    assert dialog.panel.conditions.add_line(
        {"column": "last_inspected_on", "test": "at_most", "values": ["2026133"]}
    )
    dialog.panel.changed.emit()
    hands.settle()
    asked: list[object] = []
    monkeypatch.setattr(dialog.output, "print", lambda *of: asked.append(of))
    monkeypatch.setattr(dialog.output, "save", lambda *of: asked.append(of))
    for key, not_done in ((KEY.Key_S, "没有保存。"), (KEY.Key_P, "没有打印。"), (KEY.Key_E, "没有导出。")):
        hands.press(key, with_=CTRL)
        told = dialog.messages.last_shown
        assert told is not None
        assert told.text.startswith(f"第 2 个条件没填完。{not_done}")
        assert hands.focus is dialog.panel.conditions.box.lines[1].values[0].editor
    assert asked == []
    assert kept(hands) == {"东街村企业": VILLAGE}
    assert dialog.table.is_changed
    hands.press(KEY.Key_Minus, with_=CTRL)
    hands.press(KEY.Key_E, with_=CTRL)
    assert len(asked) == 1


def test_a_figure_that_is_gone_takes_its_sorting_along(hands: Hands) -> None:
    dialog = hands.open()
    figures = (Reckoned(Measure.SUM, "zzz"), Reckoned(Measure.SUM, "staff_total"), Reckoned(Measure.COUNT))
    question = Question(
        "enterprise", groups=("village",), reckoned=figures, sort=(SortBy("#1"), SortBy("#0"))
    )
    assert dialog.panel.show_question(question) == ["zzz"]
    hands.settle()
    assert dialog.panel.sorting.sort() == (SortBy("#0"),)  # 职工人数 still, and nothing else in its place

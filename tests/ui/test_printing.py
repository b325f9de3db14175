"""Printing at true size, measured on what a printer to PDF was given."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import pytest
from PIL import Image
from PySide6.QtGui import QPageLayout
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from hazard_desk.errors import OutputError
from hazard_desk.forms.hazard_list import hazard_list
from hazard_desk.forms.layout import lay_out
from hazard_desk.forms.pdf import draw
from hazard_desk.forms.pictures import Picture, page_picture, page_sizes
from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.shipped import load_texts
from tests.forms.samples import week
from tests.ui.conftest import KeptSettings
from ui.background import Background
from ui.messages import Kind, Messages, MessageStrip
from ui.printing import printing
from ui.printing.calibration import (
    keep_offset,
    kept_offset,
    kept_offsets,
    offset_from,
    print_calibration_page,
)
from ui.printing.calibration_dialog import CalibrationDialog
from ui.printing.duplex import keep_duplex, kept_duplex
from ui.printing.paper import Job, Offset, Offsets, page_rect, picture_dpi, prepare, print_pages

MEASURED_AT = 600
MM = MEASURED_AT / 25.4
TOLERANCE_MM = 0.3
LANDSCAPE = (297.0, 210.0)
PORTRAIT = (210.0, 297.0)


@pytest.fixture
def sheet() -> Sheet:
    return week()


@pytest.fixture
def job(sheet: Sheet) -> Job:
    return Job(draw(sheet), (LANDSCAPE,), "F4 统计表")


def to_file(path: Path, dpi: int | None = None) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    if dpi:
        printer.setResolution(dpi)
    return printer


def dark_lines(picture: Picture, share: float) -> tuple[list[int], list[int]]:
    """Return the columns and rows of dots of which more than `share` is black."""
    grey = Image.frombytes("RGB", (picture.width, picture.height), picture.rgb).convert("L")
    across = grey.resize((picture.width, 1), Image.Resampling.BOX).tobytes()
    down = grey.resize((1, picture.height), Image.Resampling.BOX).tobytes()
    lightest = 255 * (1 - share)
    return (
        [x for x, mean in enumerate(across) if mean < lightest],
        [y for y, mean in enumerate(down) if mean < lightest],
    )


def frame(picture: Picture) -> tuple[float, float, float, float]:
    """Return left, top, width and height in mm of the table's frame, the longest lines of the page."""
    columns, _ = dark_lines(picture, 0.2)
    _, rows = dark_lines(picture, 0.6)  # a line of a dense title is half black
    left, right, top, bottom = columns[0], columns[-1] + 1, rows[0], rows[-1] + 1
    return left / MM, top / MM, (right - left) / MM, (bottom - top) / MM


def expected_frame(sheet: Sheet) -> tuple[float, float, float, float]:
    boxes = [placed.box for placed in lay_out(sheet).pages[0].cells]
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    line = 1.2 * 25.4 / 72  # the frame's own thickness, half of it outside
    width = max(box.right for box in boxes) - left + line
    height = max(box.bottom for box in boxes) - top + line
    return left - line / 2, top - line / 2, width, height


@pytest.mark.parametrize("dpi", [600, 1200, 300])
def test_the_form_prints_at_its_true_size_and_place(
    qapp: Any, tmp_path: Path, sheet: Sheet, job: Job, dpi: int
) -> None:
    printer = to_file(tmp_path / "paper.pdf", dpi)
    prepare(printer, job.title, lying=True)
    print_pages(printer, job, Offsets())
    paper = (tmp_path / "paper.pdf").read_bytes()
    assert page_sizes(paper) == [pytest.approx(LANDSCAPE, abs=TOLERANCE_MM)]
    found = frame(page_picture(paper, 1, dpi=MEASURED_AT))
    assert found == pytest.approx(expected_frame(sheet), abs=TOLERANCE_MM)


def test_the_measuring_itself_sees_a_page_that_is_out_of_scale(
    qapp: Any, tmp_path: Path, sheet: Sheet, job: Job
) -> None:
    """97 %, as a reader that fits to the printable area prints it."""
    shrunk = Job(job.pdf, ((297.0 * 0.97, 210.0 * 0.97),), job.title)
    printer = to_file(tmp_path / "paper.pdf")
    prepare(printer, job.title, lying=True)
    print_pages(printer, shrunk, Offsets())
    found = frame(page_picture((tmp_path / "paper.pdf").read_bytes(), 1, dpi=MEASURED_AT))
    assert found[2] < expected_frame(sheet)[2] - 5


def test_the_page_is_moved_by_what_the_calibration_found(
    qapp: Any, tmp_path: Path, sheet: Sheet, job: Job
) -> None:
    printer = to_file(tmp_path / "paper.pdf")
    prepare(printer, job.title, lying=True)
    print_pages(printer, job, Offsets(lying=Offset(3.0, -2.0), upright=Offset(9.0, 9.0)))
    left, top, width, _ = frame(page_picture((tmp_path / "paper.pdf").read_bytes(), 1, dpi=MEASURED_AT))
    expected = expected_frame(sheet)
    assert left == pytest.approx(expected[0] + 3.0, abs=TOLERANCE_MM)
    assert top == pytest.approx(expected[1] - 2.0, abs=TOLERANCE_MM)
    assert width == pytest.approx(expected[2], abs=TOLERANCE_MM)


def test_only_the_chosen_pages_are_printed(qapp: Any, tmp_path: Path, sheet: Sheet) -> None:
    three = Job(draw([sheet, sheet, sheet]), (LANDSCAPE,) * 3, "三页")
    printer = to_file(tmp_path / "paper.pdf", 300)
    prepare(printer, three.title, lying=True)
    printer.setFromTo(2, 3)
    print_pages(printer, three, Offsets())
    assert len(page_sizes((tmp_path / "paper.pdf").read_bytes())) == 2


@pytest.fixture
def mixed() -> tuple[Job, list[Sheet]]:
    """Make an upright form, one on its side, and an upright one again."""
    texts = load_texts("hazard-list")
    sheets = [hazard_list(texts, enterprise="长兴木业"), week(), hazard_list(texts, enterprise="宏达铸造厂")]
    return Job(draw(sheets), (PORTRAIT, LANDSCAPE, PORTRAIT), "三种"), sheets


def test_every_page_lies_as_its_form_does_at_its_true_size(
    qapp: Any, tmp_path: Path, mixed: tuple[Job, list[Sheet]]
) -> None:
    job, sheets = mixed
    printer = to_file(tmp_path / "paper.pdf", 300)
    prepare(printer, job.title, lying=job.lies(1))
    print_pages(printer, job, Offsets(upright=Offset(2.0, 1.0), lying=Offset(-3.0, 0.0)))
    paper = (tmp_path / "paper.pdf").read_bytes()
    assert page_sizes(paper) == [pytest.approx(size, abs=TOLERANCE_MM) for size in job.pages]
    moved = ((2.0, 1.0), (-3.0, 0.0), (2.0, 1.0))
    for number, (sheet, (right, down)) in enumerate(zip(sheets, moved, strict=True), start=1):
        left, top, width, height = expected_frame(sheet)
        found = frame(page_picture(paper, number, dpi=MEASURED_AT))
        assert found == pytest.approx((left + right, top + down, width, height), abs=TOLERANCE_MM)


@pytest.mark.parametrize(("first", "last", "sizes"), [(2, 3, [LANDSCAPE, PORTRAIT]), (2, 2, [LANDSCAPE])])
def test_a_range_begins_as_its_first_page_lies(
    qapp: Any,
    tmp_path: Path,
    mixed: tuple[Job, list[Sheet]],
    first: int,
    last: int,
    sizes: list[tuple[float, float]],
) -> None:
    job, _ = mixed
    printer = to_file(tmp_path / "paper.pdf", 300)
    prepare(printer, job.title, lying=job.lies(1))
    printer.setFromTo(first, last)
    print_pages(printer, job, Offsets())
    paper = (tmp_path / "paper.pdf").read_bytes()
    assert page_sizes(paper) == [pytest.approx(size, abs=TOLERANCE_MM) for size in sizes]


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_takes_nothing_is_said_in_three_parts(qapp: Any, tmp_path: Path, job: Job) -> None:
    printer = to_file(tmp_path / "no such folder" / "paper.pdf")
    prepare(printer, job.title, lying=True)
    with pytest.raises(OutputError) as refused:
        print_pages(printer, job, Offsets())
    assert refused.value.what
    assert refused.value.meaning
    assert "PDF" in refused.value.remedy


def test_pictures_are_as_fine_as_the_printer_within_reason() -> None:
    assert [picture_dpi(dpi) for dpi in (72, 300, 600, 1200)] == [300, 300, 600, 600]


def test_a_page_takes_its_millimetres_in_dots_whatever_qt_takes_a4_for() -> None:
    rect = page_rect(297.0, 210.0, 600, Offset(1.0, 0.5))
    assert rect.width() == pytest.approx(7015.75, abs=0.01)
    assert (rect.x(), rect.y()) == pytest.approx((23.622, 11.811), abs=0.001)


# ---- calibration -------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT])
def test_the_calibration_page_has_its_lines_where_it_says(
    qapp: Any, tmp_path: Path, size: tuple[float, float]
) -> None:
    printer = to_file(tmp_path / "lines.pdf")
    prepare(printer, "打印校准页", lying=size is LANDSCAPE)
    print_calibration_page(printer, *size)
    picture = page_picture((tmp_path / "lines.pdf").read_bytes(), 1, dpi=MEASURED_AT)
    dark_columns, dark_rows = dark_lines(picture, 0.5)
    assert sum(dark_rows) / len(dark_rows) / MM == pytest.approx(50, abs=TOLERANCE_MM)
    assert sum(dark_columns) / len(dark_columns) / MM == pytest.approx(50, abs=TOLERANCE_MM)


def test_what_was_measured_is_put_right_and_kept_for_this_printer_alone(settings: KeptSettings) -> None:
    assert offset_from(47.5, 51.0) == Offset(2.5, -1.0)
    keep_offset(settings, "惠普 1020", True, Offset(2.5, -1.0))
    assert kept_offset(settings, "惠普 1020", True) == Offset(2.5, -1.0)
    assert kept_offset(settings, "惠普 1020", False) == Offset()
    assert kept_offset(settings, "佳能", True) == Offset()
    assert kept_offsets(settings, "惠普 1020") == Offsets(lying=Offset(2.5, -1.0))


@pytest.mark.parametrize("kept", ["spoilt", [1.0], ["a", "b"], [400.0, 0.0], None])
def test_a_spoilt_calibration_moves_nothing(settings: KeptSettings, kept: object) -> None:
    settings.setValue("printing/offset/惠普 1020/landscape", kept)
    assert kept_offset(settings, "惠普 1020", True) == Offset()


def test_the_dialog_keeps_what_is_entered(qapp: Any, qtbot: QtBot, settings: KeptSettings) -> None:
    window = QWidget()
    strip = MessageStrip(window)
    qtbot.addWidget(window)
    dialog = CalibrationDialog(["惠普 1020", "佳能"], "佳能", True, settings, Messages(window, strip), window)
    dialog.from_left.setValue(48.0)
    dialog.from_top.setValue(50.5)
    dialog.save_button.click()
    assert kept_offset(settings, "佳能", True) == Offset(2.0, -0.5)
    assert kept_offset(settings, "佳能", False) == Offset()
    assert kept_offset(settings, "惠普 1020", True) == Offset()


# ---- the way to the printer --------------------------------------------------------------------------


@pytest.fixture
def desk(
    qapp: Any, qtbot: QtBot, background: Background, settings: KeptSettings
) -> tuple[printing.Printing, Messages]:
    window = QWidget()
    qtbot.addWidget(window)
    messages = Messages(window, MessageStrip(window))
    return printing.Printing(background, messages, settings, window), messages


def test_without_a_printer_the_way_out_is_offered(
    desk: tuple[printing.Printing, Messages], job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "printer_names", lambda: [])
    printer, messages = desk
    asked: list[str] = []
    printer.start(job, lambda: asked.append("PDF"))
    said = messages.last_shown
    assert said is not None
    assert said.kind is Kind.WARNING
    assert "没有安装打印机" in said.what
    assert "另存为 PDF" in said.remedy
    messages._strip._button.click()  # type: ignore[union-attr]
    assert asked == ["PDF"]


def test_the_dialog_opens_over_the_window_and_may_be_left(
    desk: tuple[printing.Printing, Messages], job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "printer_names", lambda: ["惠普 1020"])
    sent: list[Job] = []
    printer, messages = desk
    monkeypatch.setattr(printer, "send_all", lambda _printer, jobs, _printed: sent.extend(jobs))
    printer.start(job, lambda: None)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QPrintDialog)
    asked = dialog.printer()
    assert asked.fullPage()
    assert asked.pageLayout().orientation() == QPageLayout.Orientation.Landscape
    assert asked.docName() == job.title
    dialog.reject()
    assert sent == []
    printer.start(job, lambda: None)
    again = QApplication.activeModalWidget()
    assert isinstance(again, QPrintDialog)
    again.done(QPrintDialog.DialogCode.Accepted)
    assert sent == [job]
    assert messages.last_shown is None


class Installed:
    """The printers of a PC, as `QPrinterInfo` tells of them."""

    names: ClassVar[list[str]] = ["惠普 1020", "佳能 A3", "文书专用"]
    default = "惠普 1020"

    @classmethod
    def availablePrinterNames(cls) -> list[str]:
        return cls.names

    @classmethod
    def defaultPrinterName(cls) -> str:
        return cls.default


class Sent(QPrinter):
    """A printer that the dialog left chosen."""

    def __init__(self, name: str) -> None:
        super().__init__(QPrinter.PrinterMode.HighResolution)
        self._name = name

    def printerName(self) -> str:
        return self._name


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> type[Installed]:
    class OfThisTest(Installed):
        pass

    monkeypatch.setattr(printing, "QPrinterInfo", OfThisTest)
    return OfThisTest


def test_the_printer_offered_is_the_default_of_the_system_or_the_one_chosen_for_this_kind(
    qapp: Any,
    background: Background,
    settings: KeptSettings,
    job: Job,
    desk: tuple[printing.Printing, Messages],
    installed: type[Installed],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    forms, messages = desk
    documents = printing.Printing(background, messages, settings, forms._over, printing.DOCUMENTS)
    wide = Job(job.pdf, ((420.0, 297.0),), "一行业一台账")
    monkeypatch.setattr(background, "work", lambda *_args, **_more: None)

    def offered() -> list[str]:
        return [forms._offered_printer(job), forms._offered_printer(wide), documents._offered_printer(job)]

    assert offered() == ["惠普 1020"] * 3
    forms.send(Sent("佳能 A3"), wide)
    documents.send(Sent("文书专用"), job)
    assert offered() == ["惠普 1020", "佳能 A3", "文书专用"]
    forms.send(Sent("惠普 1020"), job)
    installed.default = "新打印机"
    installed.names = ["新打印机", "佳能 A3"]
    assert offered() == ["新打印机", "佳能 A3", "新打印机"]  # one was taken away, one was only the default


class TwoSided(QPrinter):
    """A printer that can print both sides, which one to a file can't."""

    chosen = QPrinter.DuplexMode.DuplexNone

    def duplex(self) -> QPrinter.DuplexMode:
        return self.chosen

    def setDuplex(self, chosen: QPrinter.DuplexMode) -> None:
        self.chosen = chosen


def test_both_sides_are_remembered_for_each_printer(
    desk: tuple[printing.Printing, Messages],
    job: Job,
    settings: KeptSettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(printing, "printer_names", lambda: ["惠普 1020"])
    monkeypatch.setattr(printing, "QPrinter", TwoSided)
    settings.setValue("printing/printer", "惠普 1020")
    keep_duplex(settings, "惠普 1020", QPrinter.DuplexMode.DuplexShortSide)
    printer, _ = desk
    asked: list[TwoSided] = []
    sent = printer.send_all
    monkeypatch.setattr(printer, "send_all", lambda target, _jobs, _printed: asked.append(target))
    printer.start(job, lambda: None)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QPrintDialog)
    dialog.done(QPrintDialog.DialogCode.Accepted)
    assert [target.duplex() for target in asked] == [QPrinter.DuplexMode.DuplexShortSide]
    target = TwoSided(QPrinter.PrinterMode.HighResolution)
    target.setDuplex(QPrinter.DuplexMode.DuplexLongSide)
    monkeypatch.setattr(target, "printerName", lambda: "惠普 1020")
    monkeypatch.setattr(printer._background, "work", lambda *_args, **_more: None)
    sent(target, [job])
    assert kept_duplex(settings, "惠普 1020") == QPrinter.DuplexMode.DuplexLongSide
    assert kept_duplex(settings, "佳能") is None


@pytest.mark.parametrize("kept", ["spoilt", 3, None])
def test_a_spoilt_choice_of_sides_leaves_the_printer_as_it_is_set(
    settings: KeptSettings, kept: object
) -> None:
    settings.setValue("printing/duplex/惠普 1020", kept)
    assert kept_duplex(settings, "惠普 1020") is None


def test_a_job_is_printed_off_the_gui_thread_and_told_of(
    desk: tuple[printing.Printing, Messages],
    job: Job,
    sheet: Sheet,
    settings: KeptSettings,
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    printer, messages = desk
    target = to_file(tmp_path / "paper.pdf")
    keep_offset(settings, target.printerName(), True, Offset(4.0, 0.0))
    printer.send(target, job)
    qtbot.waitUntil(lambda: messages.last_shown is not None, timeout=20_000)
    assert messages.last_shown is not None
    assert messages.last_shown.kind is Kind.SUCCESS
    found = frame(page_picture((tmp_path / "paper.pdf").read_bytes(), 1, dpi=MEASURED_AT))
    assert found[0] == pytest.approx(expected_frame(sheet)[0] + 4.0, abs=TOLERANCE_MM)

"""From 已定稿 to 已盖章 to 已报送, and back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from hazard_desk.errors import HazardDeskError, InputRefused, RecordMissing
from hazard_desk.services.attaching import Given, Owner, attachments_of
from hazard_desk.services.filing.filing import correct_week, file_week
from hazard_desk.services.filing.kept_files import kept_bytes
from hazard_desk.services.filing.papers import PaperRow, paper_row
from hazard_desk.services.filing.stages import attach_scan, report_paper
from hazard_desk.services.journal import undo, undo_last
from hazard_desk.terms import FilingState
from tests.photo_samples import jpeg
from tests.services.filing.paper_desk import FIRST, SECOND, PaperDesk, paper_desk

MONDAY = date(2026, 3, 9)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[PaperDesk]:
    """An office that has filed its first week; it is Friday after."""
    with paper_desk(tmp_path / "台账") as desk:
        desk.office.run(file_week, FIRST)
        desk.today(SECOND)
        yield desk


def paper(desk: PaperDesk) -> PaperRow:
    (row,) = desk.papers(FIRST)
    return row


def scan(*pages: tuple[int, int]) -> Given:
    writer = PdfWriter()
    for width, height in pages or ((595, 842),):
        writer.add_blank_page(width, height)
    whole = io.BytesIO()
    writer.write(whole)
    return Given("扫描.pdf", whole.getvalue())


def test_the_scan_comes_back_and_then_it_is_reported(desk: PaperDesk) -> None:
    changes = desk.office.run(attach_scan, paper(desk).id, [scan(), Given("第二页.jpg", jpeg())], MONDAY)
    stamped = paper(desk)
    assert (stamped.state, stamped.stamped_on) == (FilingState.STAMPED, MONDAY)
    assert changes.counts["pages"] == 2
    assert stamped.scan is not None
    assert stamped.scan.name.endswith("2026-03-06 盖章扫描件.pdf")
    assert len(PdfReader(io.BytesIO(kept_bytes(stamped.scan))).pages) == 2
    assert stamped.pdf == paper(desk).pdf
    assert stamped.pdf != stamped.scan
    desk.office.run(report_paper, stamped.id, SECOND, " 区安委办邮箱 ")
    done = paper(desk)
    assert (done.state, done.reported_on, done.reported_to) == (FilingState.REPORTED, SECOND, "区安委办邮箱")


def test_each_step_is_taken_back_by_itself(desk: PaperDesk) -> None:
    filed = paper(desk)
    desk.office.run(attach_scan, filed.id, [scan()], MONDAY)
    stamped = paper(desk)
    desk.office.run(report_paper, filed.id, MONDAY, "区安委办")
    desk.office.run(undo_last)
    assert paper(desk) == stamped
    desk.office.run(undo_last)
    assert paper(desk) == filed


def test_a_stamped_week_is_not_taken_back_but_corrected(desk: PaperDesk) -> None:
    desk.office.run(attach_scan, paper(desk).id, [scan()], MONDAY)
    with pytest.raises(HazardDeskError):
        desk.office.run(undo, 2)
    old = paper(desk)
    desk.office.run(correct_week, FIRST, "数字有误")
    assert paper(desk).state is FilingState.FILED
    assert desk.office.ask(paper_row, old.id) == old
    for work in (
        lambda: desk.office.run(report_paper, old.id, SECOND, "区安委办"),
        lambda: desk.office.run(attach_scan, old.id, [scan((842, 595))], MONDAY),
    ):
        with pytest.raises(HazardDeskError, match="已经更正") as refused:
            work()
        assert "第 2 版" in refused.value.remedy
    assert desk.office.ask(paper_row, old.id) == old


def test_a_better_scan_takes_the_place_of_the_first(desk: PaperDesk) -> None:
    first = scan()
    desk.office.run(attach_scan, paper(desk).id, [first], MONDAY)
    changes = desk.office.run(attach_scan, paper(desk).id, [scan((842, 595))], SECOND)
    assert changes.notices == ["原来的扫描件已移入回收站。"]
    row = paper(desk)
    assert row.stamped_on == SECOND
    kept = desk.office.ask(attachments_of, Owner("filed_paper", row.id))
    assert [one.suffix for one in kept] == [".pdf", ".xlsx", ".pdf"]
    desk.office.run(attach_scan, row.id, [first], SECOND)
    again = paper(desk).scan
    assert again is not None
    assert kept_bytes(again) == first.data


def test_a_scan_put_in_place_after_reporting_leaves_it_reported(desk: PaperDesk) -> None:
    desk.office.run(attach_scan, paper(desk).id, [scan()], MONDAY)
    desk.office.run(report_paper, paper(desk).id, MONDAY, "区安委办")
    desk.office.run(attach_scan, paper(desk).id, [scan((842, 595))], MONDAY)
    done = paper(desk)
    assert done.state is FilingState.REPORTED
    with pytest.raises(InputRefused, match="晚于报送的日子 2026-03-09"):
        desk.office.run(attach_scan, done.id, [scan()], SECOND)
    assert paper(desk) == done


def test_the_unstamped_original_is_no_scan(desk: PaperDesk) -> None:
    original = paper(desk).pdf
    assert original is not None
    with pytest.raises(InputRefused) as refused:
        desk.office.run(attach_scan, paper(desk).id, [original.path], MONDAY)
    assert "没有签字和公章" in refused.value.problems[0].message
    assert paper(desk).state is FilingState.FILED


@pytest.mark.parametrize(("day", "said"), [(date(2026, 3, 5), "早于定稿"), (date(2026, 3, 14), "晚于今天")])
def test_a_stamp_is_neither_older_than_the_paper_nor_of_tomorrow(
    desk: PaperDesk, day: date, said: str
) -> None:
    with pytest.raises(InputRefused, match=said):
        desk.office.run(attach_scan, paper(desk).id, [scan()], day)
    assert paper(desk).scan is None


def test_a_file_that_cannot_be_used_changes_nothing(desk: PaperDesk) -> None:
    with pytest.raises(InputRefused):
        desk.office.run(attach_scan, paper(desk).id, [scan(), Given("坏.pdf", b"%PDF-1.4")], MONDAY)
    assert (paper(desk).state, paper(desk).scan) == (FilingState.FILED, None)


def test_it_is_reported_only_once_stamped_to_somebody_on_a_day_that_can_be(desk: PaperDesk) -> None:
    with pytest.raises(HazardDeskError, match="还没有放回"):
        desk.office.run(report_paper, paper(desk).id, SECOND, "区安委办")
    desk.office.run(attach_scan, paper(desk).id, [scan()], MONDAY)
    for day, to, said in (
        (SECOND, " ", "报送给谁"),
        (date(2026, 3, 8), "区安委办", "早于盖章"),
        (date(2026, 3, 14), "区安委办", "晚于今天"),
    ):
        with pytest.raises(InputRefused, match=said):
            desk.office.run(report_paper, paper(desk).id, day, to)
    assert paper(desk).state is FilingState.STAMPED


def test_a_paper_that_is_gone(desk: PaperDesk) -> None:
    for work in (
        lambda: desk.office.run(attach_scan, 99, [scan()], MONDAY),
        lambda: desk.office.run(report_paper, 99, MONDAY, "区安委办"),
        lambda: desk.office.ask(paper_row, 99),
    ):
        with pytest.raises(RecordMissing):
            work()

"""What is kept of a filed week: its papers with their files, figures and places, version by version."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

from hazard_desk.errors import Cancelled, HazardDeskError, InputRefused
from hazard_desk.forms.pictures import page_sizes
from hazard_desk.model import AttachmentLink, Campaign, FiledPaper, Filing
from hazard_desk.services.attaching import Given, Owner, attach, attachments_of, detach
from hazard_desk.services.attachment_files import check_attachments
from hazard_desk.services.filing.filing import correct_week, file_week, filing_warnings, late_counts
from hazard_desk.services.filing.kept_files import kept_as_filed, kept_bytes
from hazard_desk.services.filing.papers import (
    PaperRow,
    filed_paper,
    paper_figures,
    paper_places,
    paper_versions,
    papers_of_filings,
)
from hazard_desk.services.form_entries import save_entry
from hazard_desk.services.form_filling import FormRequest, form_sheets
from hazard_desk.services.inspecting.saving import remove_inspection
from hazard_desk.services.journal import undo
from hazard_desk.services.reporting import statistics
from hazard_desk.services.wording import form_title
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import AttachmentKind, FilingState, NegativeKind, ReportScope
from tests.photo_samples import jpeg
from tests.services.filing.paper_desk import (
    FIRST,
    NAME,
    SECOND,
    PaperDesk,
    general,
    major,
    paper_desk,
    rectified,
)

F4, F6, F7 = "weekly-statistics", "weekly-dispatch", "major-hazards"
MONDAY = date(2026, 3, 2)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[PaperDesk]:
    with paper_desk(tmp_path / "台账") as desk:
        yield desk


def text_of(office: OfficeFile, paper: PaperRow) -> str:
    assert paper.pdf is not None
    pages = PdfReader(io.BytesIO(kept_bytes(paper.pdf))).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def test_before_it_is_filed_a_week_has_drafts(desk: PaperDesk) -> None:
    (draft,) = desk.papers(FIRST)
    assert (draft.id, draft.version, draft.state, draft.pdf) == (0, 0, FilingState.DRAFT, None)
    assert (draft.form_id, draft.due_at) == (F4, datetime(2026, 3, 6, 15))


def test_filing_keeps_what_was_printed(desk: PaperDesk) -> None:
    desk.visit(desk.enterprise("甲厂"), MONDAY, general(), rectified(MONDAY), major())
    changes = desk.office.run(file_week, FIRST)
    assert changes.counts == {"papers": 1, "version": 1, "late": 0, "warnings": len(changes.notices)}
    (paper,) = desk.papers(FIRST)
    assert (paper.state, paper.version, paper.scope) == (FilingState.FILED, 1, ReportScope.WEEK)
    assert paper.title == "镇（街道）、部门大排查大整治行动统计表"
    text = text_of(desk.office, paper)
    assert NAME in text
    assert "2026年3月6日" in text
    figures = {one.key: one for one in desk.office.ask(paper_figures, paper.id)}
    counted = desk.office.ask(statistics, FIRST).week
    assert {key: Decimal(one.value) for key, one in figures.items()} == counted
    assert figures["general_found"].value == figures["general_found"].computed == "2"
    assert paper.workbook is not None
    assert paper.workbook.suffix == ".xlsx"
    book = openpyxl.load_workbook(io.BytesIO(kept_bytes(paper.workbook)))
    values = [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    assert 2 in values
    assert NAME in "".join(str(value) for value in values)


def test_the_places_of_the_figures_lie_on_the_kept_page(desk: PaperDesk) -> None:
    desk.office.run(file_week, FIRST)
    (paper,) = desk.papers(FIRST)
    assert paper.pdf is not None
    (size,) = page_sizes(kept_bytes(paper.pdf))
    places = desk.office.ask(paper_places, paper.id)
    assert [place.key for place in places][:2] == ["inspection_teams", "general_found"]
    assert len(places) == 18
    for place in places:
        assert place.page == 1
        assert 0 < place.x_mm < place.x_mm + place.width_mm < size[0]
        assert 0 < place.y_mm < place.y_mm + place.height_mm < size[1]


def test_every_paper_of_the_week_is_drawn_for_its_campaign(desk: PaperDesk) -> None:
    desk.campaign("冶金工贸整治", starts_on=date(2026, 1, 1), recipient="市级领导组")
    for position, form in enumerate((F6, F7)):
        desk.asked(1, form, signer="单位主要负责人") if position == 0 else desk.asked(1, form)
    desk.visit(desk.enterprise("甲厂"), MONDAY, major(), campaigns=("冶金工贸整治",))
    desk.visit(desk.enterprise("乙厂"), MONDAY, major(description="与行动无关"))
    heard = []

    class Hearing:
        def report(self, done: int, total: int, what: str = "") -> None:
            heard.append((done, total, what))

    desk.office.run(file_week, FIRST, Hearing())
    dispatch, ledger = desk.papers(FIRST)
    assert (dispatch.form_id, dispatch.campaign, dispatch.recipient, dispatch.signer) == (
        F6,
        "冶金工贸整治",
        "市级领导组",
        "单位主要负责人",
    )
    assert dispatch.title.startswith("冶金工贸整治")
    assert "与行动无关" not in text_of(desk.office, ledger)
    assert "煤气区域没有报警装置" in text_of(desk.office, ledger)
    assert [(done, total) for done, total, _ in heard] == [(0, 3), (1, 3), (2, 3)]


def test_a_figure_overridden_by_hand_is_kept_with_what_was_reckoned(desk: PaperDesk) -> None:
    desk.asked(None, F6)
    desk.office.run(save_entry, F6, FIRST, None, "county_general_found", "7", "0", "县里补了 7 条")
    desk.office.run(save_entry, F6, FIRST, None, "problems", "企业主体责任不实。")
    desk.office.run(file_week, FIRST)
    (paper,) = desk.papers(FIRST)
    figures = {one.key: one for one in desk.office.ask(paper_figures, paper.id)}
    changed = figures["county_general_found"]
    assert (changed.value, changed.computed, changed.reason) == ("7", "0", "县里补了 7 条")
    assert "problems" not in figures
    assert "企业主体责任不实" in text_of(desk.office, paper)


def test_a_filed_paper_never_changes_whatever_becomes_of_the_records(desk: PaperDesk) -> None:
    visit = desk.visit(desk.enterprise("甲厂"), MONDAY, general())
    desk.office.run(file_week, FIRST)
    (paper,) = desk.papers(FIRST)
    assert paper.pdf is not None
    before = kept_bytes(paper.pdf)
    desk.office.run(remove_inspection, visit)
    desk.visit(1, date(2026, 3, 4), general(), general())
    assert desk.office.ask(statistics, FIRST).week["general_found"] == 1  # type: ignore[index]
    (again,) = desk.papers(FIRST)
    assert again == paper
    assert kept_bytes(paper.pdf) == before


def test_a_correction_is_a_version_of_its_own(desk: PaperDesk) -> None:
    visit = desk.visit(desk.enterprise("甲厂"), MONDAY, general(), general())
    desk.office.run(file_week, FIRST)
    (old,) = desk.papers(FIRST)
    desk.office.run(remove_inspection, visit)
    changes = desk.office.run(correct_week, FIRST, "重复登记")
    assert changes.counts["version"] == 2
    (new,) = desk.papers(FIRST)
    assert (new.version, new.state) == (2, FilingState.FILED)
    assert [row.id for row in desk.office.ask(paper_versions, old.id)] == [new.id, old.id]
    values = [
        {one.key: one.value for one in desk.office.ask(paper_figures, row.id)}["general_found"]
        for row in (old, new)
    ]
    assert values == ["2", "0"]
    assert old.pdf is not None
    assert new.pdf is not None
    assert "更正 2" in new.pdf.name
    assert kept_bytes(old.pdf) != kept_bytes(new.pdf)


def test_later_weeks_are_corrected_along_with_it_or_none_is(desk: PaperDesk) -> None:
    visit = desk.visit(desk.enterprise("甲厂"), MONDAY, general())
    desk.office.run(file_week, FIRST)
    desk.today(SECOND)
    desk.office.run(file_week, SECOND)
    desk.office.run(remove_inspection, visit)
    with pytest.raises(HazardDeskError):
        desk.office.run(correct_week, FIRST, "重复登记", [SECOND, date(2026, 3, 20)])
    assert [paper.version for week in (FIRST, SECOND) for paper in desk.papers(week)] == [1, 1]
    desk.office.run(correct_week, FIRST, "重复登记", [SECOND])
    assert [paper.version for week in (FIRST, SECOND) for paper in desk.papers(week)] == [2, 2]
    assert desk.office.ask(statistics, SECOND).cumulative["general_found"] == 0  # type: ignore[index]


def test_a_correction_has_the_papers_of_before_and_what_has_become_due(desk: PaperDesk) -> None:
    desk.campaign("行动", starts_on=date(2026, 1, 1))
    desk.asked(1, F7)
    desk.office.run(file_week, FIRST)
    desk.asked(None, F4, scope=ReportScope.WEEK)
    desk.office.run(correct_week, FIRST, "漏了统计表")
    assert [(paper.form_id, paper.campaign) for paper in desk.papers(FIRST)] == [(F7, "行动"), (F4, None)]

    def drop(work: object) -> None:
        work.session.get_one(Campaign, 1).deleted_at = work.now  # type: ignore[attr-defined]

    desk.do(drop)
    changes = desk.office.run(correct_week, FIRST, "行动取消")
    assert [paper.form_id for paper in desk.papers(FIRST)] == [F4]
    assert any("「行动」已删除" in text for text in changes.notices)


def test_a_report_in_prose_is_kept_with_its_word_file(desk: PaperDesk) -> None:
    desk.asked(None, "campaign-summary")
    desk.office.run(file_week, FIRST)
    (report,) = desk.papers(FIRST)
    assert report.workbook is not None
    assert report.workbook.suffix == ".docx"


def test_a_paper_of_several_sheets_is_called_what_its_form_is(desk: PaperDesk) -> None:
    desk.asked(None, "industry-ledger")
    desk.visit(desk.enterprise("甲厂"), MONDAY, general())
    desk.office.run(file_week, FIRST)
    (paper,) = desk.papers(FIRST)
    sheets = desk.office.ask(form_sheets, FormRequest("industry-ledger", FIRST))
    assert len({sheet.title for sheet in sheets}) > 1
    assert paper.title == form_title("industry-ledger")
    assert paper.pdf is not None
    assert paper.pdf.name == f"{paper.title} 2026-03-06.pdf"


def test_late_facts_are_counted_by_version(desk: PaperDesk) -> None:
    mill = desk.enterprise("甲厂")
    desk.office.run(file_week, FIRST)
    desk.visit(mill, MONDAY, general())
    desk.today(SECOND)
    changes = desk.office.run(file_week, SECOND)
    assert changes.counts["late"] == desk.office.ask(statistics, SECOND).late == 2  # the visit, its hazard
    assert desk.office.ask(late_counts) == {changes.record_id: 2}


def test_what_was_done_by_the_week_is_taken_back_whole(desk: PaperDesk) -> None:
    desk.visit(desk.enterprise("甲厂"), MONDAY, general())
    changes = desk.office.run(file_week, FIRST)
    assert changes.entry_id is not None
    desk.office.run(undo, changes.entry_id)
    assert desk.papers(FIRST)[0].state is FilingState.DRAFT

    def left(reading: object) -> list[int]:
        session = reading.session  # type: ignore[attr-defined]
        return [session.query(noun).count() for noun in (Filing, FiledPaper, AttachmentLink)]

    assert desk.office.ask(left) == [0, 0, 0]
    again = desk.office.run(file_week, FIRST)
    assert again.counts["version"] == 1


def test_the_kept_files_are_watched_over_and_cannot_be_taken_away(desk: PaperDesk) -> None:
    desk.office.run(file_week, FIRST)
    (paper,) = desk.papers(FIRST)
    owner = Owner("filed_paper", paper.id)
    kept = desk.office.ask(attachments_of, owner)
    with pytest.raises(HazardDeskError, match="原样保存"):
        desk.office.run(detach, [kept[0].id])
    with pytest.raises(HazardDeskError, match="扫描件"):
        desk.office.run(attach, owner, [Given("照片.jpg", jpeg())], AttachmentKind.OTHER)
    assert paper.pdf is not None
    paper.pdf.path.write_bytes(b"%PDF-1.4 changed")
    (fault,) = desk.office.ask(check_attachments)
    assert fault.owner_name == f"报送的表「{paper.title}」2026-03-06"
    with pytest.raises(HazardDeskError, match="不见了或已损坏"):
        kept_bytes(paper.pdf)


def test_a_form_asked_for_is_the_filed_one_where_it_was_filed(desk: PaperDesk) -> None:
    desk.asked(None, F4, scope=ReportScope.WEEK)
    desk.asked(None, F6)
    assert desk.office.ask(kept_as_filed, FormRequest(F4, FIRST), ".pdf") is None
    desk.office.run(file_week, FIRST)
    weekly, dispatch = desk.papers(FIRST)
    assert weekly.pdf is not None
    assert dispatch.workbook is not None
    found = desk.office.ask(kept_as_filed, FormRequest(F4, FIRST), ".pdf")
    assert found is not None
    assert found.data == kept_bytes(weekly.pdf)
    found = desk.office.ask(kept_as_filed, FormRequest(F6), ".xlsx")
    assert found is not None
    assert found.data == kept_bytes(dispatch.workbook)
    for other in (
        FormRequest(F7, FIRST),
        FormRequest(F4, FIRST, blank=True),
        FormRequest(F4, SECOND),
        FormRequest("registration"),
    ):
        assert desk.office.ask(kept_as_filed, other, ".pdf") is None
    for narrower in (
        {"lists": (NegativeKind.OVERDUE,)},
        {"villages": ("马村",)},
        {"round_name": "第一轮"},
        {"pair_id": 1},
        {"enterprises": (1,)},
    ):
        asked = FormRequest(F4, FIRST, **narrower)
        assert desk.office.ask(kept_as_filed, asked, ".pdf") is None
    cumulative = desk.office.ask(filed_paper, F4, FIRST, None, ReportScope.CUMULATIVE)
    assert cumulative is None
    assert desk.office.ask(filed_paper, F6, FIRST, None, ReportScope.WEEK) == dispatch


def test_stopping_it_leaves_nothing(desk: PaperDesk) -> None:
    class Stopping:
        def report(self, done: int, total: int, what: str = "") -> None:
            if done:
                raise Cancelled("已取消。", "没有定稿。")

    with pytest.raises(Cancelled):
        desk.office.run(file_week, FIRST, Stopping())
    assert desk.papers(FIRST)[0].state is FilingState.DRAFT


def test_it_is_filed_once(desk: PaperDesk) -> None:
    desk.office.run(file_week, FIRST)
    with pytest.raises(HazardDeskError, match="已经定稿"):
        desk.office.run(file_week, FIRST)
    with pytest.raises(HazardDeskError, match="已经定稿"):
        desk.office.run(correct_week, FIRST, " ")
    with pytest.raises(HazardDeskError, match="还没有定稿"):
        desk.office.run(correct_week, SECOND, " ")
    with pytest.raises(HazardDeskError):
        desk.office.run(file_week, date(2026, 2, 27))


def test_an_error_leaves_the_week_open(desk: PaperDesk) -> None:
    desk.asked(None, F6)
    desk.office.run(save_entry, F6, FIRST, None, "self_general_rectified", "3", "0", "企业报来的")
    with pytest.raises(InputRefused):
        desk.office.run(file_week, FIRST)
    assert desk.papers(FIRST)[0].state is FilingState.DRAFT
    assert desk.office.ask(filing_warnings, 1) == []


def test_a_thousand_major_hazards_take_some_seconds(desk: PaperDesk) -> None:
    desk.asked(None, F7)
    mill = desk.enterprise("甲厂")
    for number in range(20):
        visit = date(2026, 1, 5 + number)
        desk.visit(mill, visit, *(major(description=f"重大隐患{number}-{one}") for one in range(50)))
    begun = time.monotonic()
    changes = desk.office.run(file_week, FIRST)
    assert time.monotonic() - begun < 30
    assert changes.record_id is not None
    (paper,) = desk.office.ask(papers_of_filings, [changes.record_id])
    assert paper.pdf is not None
    assert "重大隐患19-49" in text_of(desk.office, paper)

"""All that a page of reports shows of one report, read in one look at the office file.

What it takes to count and to fill is loaded when the first report is read, not with this file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from hazard_desk.errors import RecordMissing
from hazard_desk.forms.catalogue import FORMS, About, Form
from hazard_desk.forms.contents import Content, contents_of
from hazard_desk.terms import FilingState, PartyKind, ReportScope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hazard_desk.forms.places import Place
    from hazard_desk.forms.report import Report as Prose
    from hazard_desk.forms.sheet import Sheet
    from hazard_desk.rules.reporting_week import Period
    from hazard_desk.services.attaching import AttachmentRow
    from hazard_desk.services.cross_inspecting.rounds import RoundRow
    from hazard_desk.services.filing.checks import WeekCheck
    from hazard_desk.services.filing.differences import Difference
    from hazard_desk.services.filing.papers import PaperFigure, PaperRow
    from hazard_desk.services.filing.weeks import WeekState
    from hazard_desk.services.form_filling import FormRequest
    from hazard_desk.services.form_filling.dispatch import Slot
    from hazard_desk.services.inspecting.finding import InspectionRow
    from hazard_desk.services.registry import EnterpriseRow
    from hazard_desk.services.reporting import FigureRow, Statistics
    from hazard_desk.store.unit_of_work import Reading
    from hazard_desk.terms import NegativeKind

WEEKLY_STATISTICS = "weekly-statistics"
WEEKLY_DISPATCH = "weekly-dispatch"
REGISTRATION = "registration"
CROSS_SUMMARY = "cross-summary"
CROSS_HANDOVER = "cross-handover"
HAZARD_LIST = "hazard-list"
RANKED_FORMS = ("ranking", "ranking-notice")
"""Those of 打分排队: of villages or of enterprises, over any days."""


def is_of_pairs(form_id: str) -> bool:
    """Whether a form can tell of one pair of a round of cross-inspection."""
    return FORMS[form_id].about is About.PAIR or form_id == CROSS_SUMMARY


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which report is asked for, of what; without a week the present one, without a visit the latest."""

    form_id: str = WEEKLY_STATISTICS
    content: Content = Content.WEEK
    week_end: date | None = None
    campaign: str | None = None
    enterprise_id: int | None = None
    inspection_id: int | None = None
    round_name: str | None = None
    round_id: int | None = None  # names the round in its place, until it has been looked up
    pair_id: int | None = None  # of that round; without one, all its pairs
    photos: bool = False  # 现场照片 behind 检查问题隐患清单
    paper_id: int | None = None  # a paper as it was filed, of whichever version; names all the rest

    lists: tuple[NegativeKind, ...] = ()  # of 负面清单; without one, all that have rows
    villages: tuple[str, ...] = ()  # of these lists and of 提醒单, by name; without one, all
    ranked: PartyKind = PartyKind.VILLAGE  # of 打分排队 and its 通报
    span: Period | None = None  # of these, in place of the week

    @property
    def form(self) -> Form:
        """The form, as the catalogue has it."""
        return FORMS[self.form_id]


@dataclass(frozen=True, slots=True)
class Report:
    """One report with all that the page says round it; `wanted` is what could be had.

    `blank` says that nothing is filled in, whether so wanted or for want of an enterprise, a visit, a round.
    """

    wanted: Wanted
    week_end: date
    sheets: tuple[Sheet, ...]
    blank: bool
    campaigns: tuple[str, ...]
    campaign_id: int | None
    weekday: int
    present_week_end: date
    folder: Path
    counted: Statistics | None = None  # of F4
    enterprise: EnterpriseRow | None = None
    visits: tuple[InspectionRow, ...] = ()  # of a form of visits, newest first
    rounds: tuple[RoundRow, ...] = ()
    pairs: tuple[tuple[int, str], ...] = ()  # of the round, by id: A组→马村
    slots: tuple[Slot, ...] = ()  # of F6, unless blank
    photo_count: int = 0  # of the hazards of F10, unless blank
    prose: Prose | None = None  # of a report that people go on writing, for Word
    paper: PaperRow | None = None  # as it was filed (定稿)
    versions: tuple[PaperRow, ...] = ()  # of that paper, the newest first
    places: tuple[Place, ...] = ()  # of its figures on the kept page
    overridden: tuple[PaperFigure, ...] = ()  # of its figures those changed by hand
    figures: tuple[Slot, ...] = ()  # of F4, unless blank: as counted, and what was written instead

    @property
    def form(self) -> Form:
        """The form, as the catalogue has it."""
        return self.wanted.form

    @property
    def kept(self) -> AttachmentRow | None:
        """The PDF that was kept when the paper was filed."""
        return self.paper.pdf if self.paper is not None else None

    @property
    def pair(self) -> str:
        """The pair that the form tells of, in words; "" where it tells of all."""
        return dict(self.pairs).get(self.wanted.pair_id or 0, "")

    @property
    def visit(self) -> InspectionRow | None:
        """The visit that the form tells of."""
        return next((row for row in self.visits if row.id == self.wanted.inspection_id), None)


def first_registration(reading: Reading) -> Wanted:
    """Return 登记表 of the enterprise entered first; a blank one where there is none yet."""
    from sqlalchemy import func, select

    from hazard_desk.model import Enterprise

    first = reading.session.scalar(select(func.min(Enterprise.id)).where(Enterprise.deleted_at.is_(None)))
    return Wanted(REGISTRATION, Content.FILLED if first else Content.BLANK, enterprise_id=first)


def read_report(reading: Reading, wanted: Wanted) -> Report:
    """Return the report; what is gone, or doesn't belong to the form, is put right."""
    from hazard_desk.services.cross_inspecting.rounds import rounds
    from hazard_desk.services.filing.weeks import week_end_of
    from hazard_desk.services.form_filling import form_sheets
    from hazard_desk.services.form_filling.dispatch import dispatch_slots, with_drafts
    from hazard_desk.services.form_filling.reports import is_report, requested_report
    from hazard_desk.services.form_filling.visits import photo_count
    from hazard_desk.services.offices import campaigns, office_row
    from hazard_desk.services.reporting import current_week_end, output_folder, statistics

    choices = {choice.name: choice.id for choice in campaigns(reading)}
    versions: tuple[PaperRow, ...] = ()
    if wanted.paper_id is not None:
        wanted, versions = _of_paper(reading, wanted)
    if wanted.campaign not in choices:
        wanted = replace(wanted, campaign=None)
    if wanted.content not in contents_of(wanted.form_id):
        wanted = replace(wanted, content=contents_of(wanted.form_id)[0])
    present = current_week_end(reading)
    week_end = week_end_of(reading, wanted.week_end) if wanted.week_end else present
    known_rounds: tuple[RoundRow, ...] = ()
    pairs: tuple[tuple[int, str], ...] = ()
    if wanted.form.about in _OF_ROUNDS or wanted.form_id == CROSS_SUMMARY:
        known_rounds = tuple(rounds(reading))
        wanted, pairs = _with_round(reading, wanted, known_rounds)
    wanted, enterprise, visits = _with_subject(reading, wanted)
    blank = wanted.content is Content.BLANK or _lacks_its_subject(wanted)
    request = _request(wanted, week_end, blank)
    sheets = form_sheets(reading, request)
    if wanted.form_id == CROSS_HANDOVER and not any(sheet.subject for sheet in sheets):
        blank = True  # nobody has inspected in this round yet
    if wanted.paper_id is None and not blank and request.of_a_week:
        campaign_id = choices.get(wanted.campaign) if wanted.campaign else None
        versions = _filed(reading, wanted, week_end, campaign_id)
    paper = next((one for one in versions if one.id == wanted.paper_id), next(iter(versions), None))
    shows_photos = wanted.form_id == HAZARD_LIST and not blank
    is_f4 = wanted.form_id == WEEKLY_STATISTICS
    counted = statistics(reading, week_end, wanted.campaign) if is_f4 else None
    slots: Sequence[Slot] = ()
    if wanted.form_id == WEEKLY_DISPATCH and not blank:
        slots = dispatch_slots(reading, week_end, wanted.campaign)
        slots = with_drafts(reading, slots, week_end, wanted.campaign)
    return Report(
        wanted,
        week_end,
        sheets,
        blank,
        tuple(choices),
        choices.get(wanted.campaign) if wanted.campaign else None,
        office_row(reading).reporting_weekday,
        present,
        output_folder(reading),
        counted,
        enterprise,
        visits,
        known_rounds,
        pairs,
        tuple(slots),
        photo_count(reading, [wanted.inspection_id]) if shows_photos and wanted.inspection_id else 0,
        requested_report(reading, request) if is_report(wanted.form_id) else None,
        paper,
        versions,
        *(_printed(reading, paper) if paper is not None else ((), ())),
        _figures(reading, counted, wanted, choices) if counted is not None and not blank else (),
    )


def _figures(
    reading: Reading, counted: Statistics, wanted: Wanted, campaigns: dict[str, int]
) -> tuple[Slot, ...]:
    from hazard_desk.forms.weekly_statistics import Scope
    from hazard_desk.services.form_filling.weekly_statistics import figure_slots

    scope = Scope.CUMULATIVE if wanted.content is Content.CUMULATIVE else Scope.WEEK
    return figure_slots(reading, counted, scope, campaigns.get(wanted.campaign or ""))


# ---- the week and its papers -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Week:
    """A reporting week (报送周): its papers with their states, and what stands in the way of filing it.

    `check` is of a week that can still be filed; `differences`, `warnings` are of one that was.
    """

    week_end: date
    present_week_end: date
    today: date
    state: WeekState
    papers: tuple[PaperRow, ...]
    asked: bool = (
        True  # whether its papers can be late: not where it is closed, or before the first one filed
    )
    check: WeekCheck | None = None
    late: tuple[FigureRow, ...] = ()  # 补录
    differences: tuple[Difference, ...] = ()
    warnings: tuple[str, ...] = ()

    def paper_of(self, report: Report) -> PaperRow | None:
        """Return the paper of the week that a report shows, or would be."""
        wanted = report.wanted
        if report.week_end != self.week_end:
            return None
        if not _request(wanted, report.week_end, report.blank).of_a_week:
            return None
        return next(
            (
                paper
                for paper in self.papers
                if (paper.form_id, paper.campaign_id) == (wanted.form_id, report.campaign_id)
                and content_of(paper) is wanted.content
            ),
            None,
        )


def read_week(reading: Reading, week_end: date | None = None) -> Week:
    """Return what 报表导出 says of a week, of the present one where none is named; checks take a while."""
    from hazard_desk.services.filing.checks import check_week
    from hazard_desk.services.filing.differences import differences, late_rows
    from hazard_desk.services.filing.filing import filing_warnings
    from hazard_desk.services.filing.papers import papers_of_week
    from hazard_desk.services.filing.weeks import last_closed, week_state
    from hazard_desk.services.reporting import current_week_end

    present = current_week_end(reading)
    week_end = week_end or present
    state = week_state(reading, week_end)
    return Week(
        week_end,
        present,
        reading.today,
        state,
        tuple(papers_of_week(reading, week_end)),
        state.filed or week_end == present or (last_closed(reading) or present) < week_end,
        None if state.filed or state.closed else check_week(reading, week_end),
        tuple(late_rows(reading, week_end)),
        tuple(differences(reading, week_end)) if state.filed else (),
        tuple(filing_warnings(reading, state.filing_id)) if state.filing_id is not None else (),
    )


# ---- papers that were filed ------------------------------------------------------------------------------


def wanted_of(paper: PaperRow) -> Wanted:
    """Return what to ask for to see a paper of a week: the newest version, or its draft."""
    return Wanted(paper.form_id, content_of(paper), paper.week_end, paper.campaign)


def next_paper(reading: Reading, week_end: date | None = None) -> Wanted:
    """Return what to ask for to see the first paper of a week that is not 已报送, else its first one.

    Without a week it is of the present one, whichever that will be.
    """
    from hazard_desk.services.filing.papers import papers_of_week
    from hazard_desk.services.reporting import current_week_end

    present = current_week_end(reading)
    papers = papers_of_week(reading, week_end or present)
    waiting = (paper for paper in papers if paper.state is not FilingState.REPORTED)
    wanted = wanted_of(next(waiting, papers[0]))
    return replace(wanted, week_end=None) if wanted.week_end == present else wanted


def content_of(paper: PaperRow) -> Content:
    """Return which content of its form a paper is handed in with."""
    scoped = {ReportScope.WEEK: Content.WEEK, ReportScope.CUMULATIVE: Content.CUMULATIVE}[paper.scope]
    contents = contents_of(paper.form_id)
    return scoped if scoped in contents else contents[0]


def _of_paper(reading: Reading, wanted: Wanted) -> tuple[Wanted, tuple[PaperRow, ...]]:
    """Return what is wanted as the paper that it names has it, and all versions of that paper."""
    from hazard_desk.services.filing.papers import paper_versions

    assert wanted.paper_id is not None
    try:
        versions = tuple(paper_versions(reading, wanted.paper_id))
    except RecordMissing:  # taken back meanwhile
        return replace(wanted, paper_id=None), ()
    paper = next(one for one in versions if one.id == wanted.paper_id)
    return replace(wanted_of(paper), paper_id=paper.id), versions


def _filed(reading: Reading, wanted: Wanted, week_end: date, campaign_id: int | None) -> tuple[PaperRow, ...]:
    """Return the versions of the paper that was filed with what is wanted, the newest first."""
    from hazard_desk.services.filing.papers import filed_paper, paper_versions

    scope = ReportScope.CUMULATIVE if wanted.content is Content.CUMULATIVE else ReportScope.WEEK
    paper = filed_paper(reading, wanted.form_id, week_end, campaign_id, scope)
    return tuple(paper_versions(reading, paper.id)) if paper is not None else ()


def _printed(reading: Reading, paper: PaperRow) -> tuple[tuple[Place, ...], tuple[PaperFigure, ...]]:
    """Return where the figures of a filed paper stand, and which were changed by hand."""
    from hazard_desk.services.filing.papers import paper_figures, paper_places

    changed = (figure for figure in paper_figures(reading, paper.id) if figure.reason)
    return tuple(paper_places(reading, paper.id)), tuple(changed)


_OF_ROUNDS = (About.ROUND, About.PAIR)


def _with_round(
    reading: Reading, wanted: Wanted, known: tuple[RoundRow, ...]
) -> tuple[Wanted, tuple[tuple[int, str], ...]]:
    """Return what is wanted with a round and a pair that there are, and the pairs to choose from.

    A form of rounds or of pairs is of one round, the newest if need be.
    """
    from hazard_desk.model import CrossPair
    from hazard_desk.services.cross_inspecting.records import pairs_query

    pair = reading.session.get(CrossPair, wanted.pair_id) if wanted.pair_id else None
    round_id = pair.round_id if pair is not None else wanted.round_id
    row = next((row for row in known if row.id == round_id), None)
    if row is None:
        pair = None
        row = next((row for row in known if row.name == wanted.round_name), None)
    if row is None and wanted.form.about in _OF_ROUNDS:
        row = next(iter(known), None)
    if wanted.form.about is About.ROUND:
        pair = None
    wanted = replace(
        wanted,
        round_name=row.name if row else None,
        round_id=None,
        pair_id=pair.id if pair is not None else None,
    )
    if row is None:
        return wanted, ()
    pairs = reading.session.scalars(pairs_query(row.id))
    return wanted, tuple((one.id, f"{one.inspector}→{one.inspected}") for one in pairs)


def _with_subject(
    reading: Reading, wanted: Wanted
) -> tuple[Wanted, EnterpriseRow | None, tuple[InspectionRow, ...]]:
    """Return what is wanted with an enterprise and a visit that there are, and those to choose from."""
    from hazard_desk.model import Enterprise, Inspection
    from hazard_desk.rules.weekly_figures import is_supervisory
    from hazard_desk.services.inspecting.finding import InspectionQuery, find_inspections, inspection_rows
    from hazard_desk.services.registry import enterprise_rows

    if wanted.form.about not in (About.ENTERPRISE, About.VISIT):
        return wanted, None, ()
    visit = reading.session.get(Inspection, wanted.inspection_id) if wanted.inspection_id else None
    if visit is not None and visit.deleted_at is None and wanted.form.about is About.VISIT:
        wanted = replace(wanted, enterprise_id=visit.enterprise_id)
    chosen = reading.session.get(Enterprise, wanted.enterprise_id) if wanted.enterprise_id else None
    if chosen is None or chosen.deleted_at is not None:
        return replace(wanted, enterprise_id=None, inspection_id=None), None, ()
    (enterprise,) = enterprise_rows(reading, [chosen.id])
    if wanted.form.about is About.ENTERPRISE:
        return wanted, enterprise, ()
    found = find_inspections(reading, InspectionQuery(enterprise_id=chosen.id))
    visits = tuple(inspection_rows(reading, found))
    if wanted.inspection_id not in found:
        # The form is the office's own: a self-check of the enterprise's comes last.
        newest = next((row for row in visits if is_supervisory(row.level, row.stage)), None)
        newest = newest or next(iter(visits), None)
        wanted = replace(wanted, inspection_id=newest.id if newest else None)
    return wanted, enterprise, visits


def _lacks_its_subject(wanted: Wanted) -> bool:
    needed = {
        About.WEEK: True,
        About.ENTERPRISE: wanted.enterprise_id is not None,
        About.VISIT: wanted.inspection_id is not None,
        About.ROUND: wanted.round_name is not None,
        About.PAIR: wanted.round_name is not None,
        About.PLAN: True,
    }
    return not needed[wanted.form.about]


def _request(wanted: Wanted, week_end: date, blank: bool) -> FormRequest:
    from hazard_desk.forms.supervision import Mood
    from hazard_desk.forms.weekly_statistics import Scope
    from hazard_desk.services.form_filling import FormRequest

    about = wanted.form.about
    dated = about in (About.WEEK, *_OF_ROUNDS)
    return FormRequest(
        wanted.form_id,
        week_end=week_end,
        # A form of one visit is titled with the visit's own campaign.
        campaign=wanted.campaign if dated else None,
        scope=Scope.CUMULATIVE if wanted.content is Content.CUMULATIVE else Scope.WEEK,
        enterprises=()
        if dated or about is About.PLAN or wanted.enterprise_id is None
        else (wanted.enterprise_id,),
        inspections=()
        if about is not About.VISIT or wanted.inspection_id is None
        else (wanted.inspection_id,),
        round_name=wanted.round_name,
        pair_id=wanted.pair_id,
        mood=Mood.INSPECTION if wanted.content is Content.INSPECTION else Mood.CLOSED_LOOP,
        blank=blank,
        photos=wanted.photos,
        lists=wanted.lists,
        villages=wanted.villages,
        ranked=wanted.ranked,
        span=wanted.span,
    )

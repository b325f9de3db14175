"""打分排队: agrees with an independent count, opens to its records, follows weights, prints as asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from hazard_desk.errors import InputRefused, UsageError
from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.weekly_statistics import Scope
from hazard_desk.model import (
    Collection,
    CollectionParty,
    Enterprise,
    EnterpriseStatus,
    Hazard,
    Inspection,
    Inspector,
    OpeningFigure,
    OpeningStatement,
    ReturnedSheet,
    Village,
    campaign_industry,
    campaign_village,
    enterprise_industry,
)
from hazard_desk.rules.ranking import rounded, weight_name
from hazard_desk.rules.ranking_overall import LeftOut
from hazard_desk.rules.reporting_week import Period
from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.services.demonstrating import fill_demo
from hazard_desk.services.following_up.finding import HazardQuery, find_hazards, hazard_rows
from hazard_desk.services.form_filling import FormRequest, form_sheets
from hazard_desk.services.form_filling.reports import requested_report
from hazard_desk.services.journal import undo
from hazard_desk.services.offices import campaign_by_name, campaigns, set_up_office
from hazard_desk.services.quotas import enterprise_quotas
from hazard_desk.services.ranking import (
    RankingQuery,
    Standing,
    overall,
    part_rows,
    placed,
    ranking_standing,
    weights_of,
)
from hazard_desk.services.reporting import coverage, statistics
from hazard_desk.services.settings import save_settings
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import Reading, UnitOfWork
from hazard_desk.terms import EnterpriseState, InspectionLevel, PartyKind, PlaceKind
from tests.services.ranking_ledger import PaperLedger, paper_score

NOW = datetime(2026, 3, 6, 10, 0)
TODAY = NOW.date()
VILLAGE, ENTERPRISE = PartyKind.VILLAGE, PartyKind.ENTERPRISE


@contextmanager
def demo(folder: Path, enterprises: int, seed: int) -> Iterator[OfficeFile]:
    """Open a demo office whose records are stirred: closed, voided, handed over, collected from."""
    OfficeFile.create(folder, set_up_office, "文水县西槽头乡人民政府")
    with OfficeFile.open(folder, clock=lambda: NOW) as office:
        office.run(fill_demo, enterprises, seed)
        office.run(stir, seed)
        yield office


def stir(work: UnitOfWork, seed: int) -> Changes:
    """Make what a demo is short of: every case in which something counts or doesn't."""
    random, session = Random(seed), work.session
    enterprises = session.scalars(select(Enterprise)).all()
    for one in random.sample(list(enterprises), len(enterprises) // 4):
        state = random.choice([EnterpriseState.SUSPENDED, EnterpriseState.IN_OPERATION])
        since = TODAY - timedelta(days=random.randrange(1, 100))
        session.add(EnterpriseStatus(enterprise_id=one.id, state=state, since=since))
    for one in random.sample(list(enterprises), 4):
        one.kind = PlaceKind.PLACE
    for one in random.sample(list(enterprises), 3):
        one.village_id = None
    for hazard in session.scalars(select(Hazard)):
        chance = random.random()
        found = session.get_one(Inspection, hazard.inspection_id).inspected_on
        if chance < 0.05:
            hazard.voided_on = TODAY
        elif chance < 0.1:
            hazard.referred_on = min(TODAY, found + timedelta(days=random.randrange(30)))
        elif chance < 0.5:
            hazard.deadline = found + timedelta(days=random.randrange(45))
            if random.random() < 0.6:
                hazard.rectified_on = min(TODAY, found + timedelta(days=random.randrange(60)))
    for one in random.sample(list(enterprises), 8):  # who did what the month asks
        month = random.choice([date(2026, 1, 1), date(2026, 2, 1)])
        for at in range(random.choice([3, 4, 8])):
            visit = Inspection(
                number=f"Z{one.id}-{month.month}-{at}",
                enterprise_id=one.id,
                inspected_on=month + timedelta(days=at),
                level=InspectionLevel.ENTERPRISE,
                stage="city_county",
                entered_at=work.now,
            )
            session.add(visit)
            session.flush()
            name = f"{one.principal[:1]}　{one.principal[1:]}" if at % 2 else one.principal
            session.add(Inspector(inspection_id=visit.id, position=0, name=name))
            session.add(Inspector(inspection_id=visit.id, position=1, name=one.safety_head))
    narrow(work, random)
    collect(work, random)
    return Changes("打乱")


def narrow(work: UnitOfWork, random: Random) -> None:
    """Give the newest campaign a scope: some villages and some industries."""
    campaign, session = campaigns(work)[0].id, work.session
    chosen_villages = random.sample(list(session.scalars(select(Village.id))), 7)
    session.execute(
        campaign_village.insert(),
        [{"campaign_id": campaign, "village_id": known} for known in chosen_villages],
    )
    used = list(session.scalars(select(enterprise_industry.c.industry_id).distinct()))
    present = set(
        session.scalars(
            select(campaign_industry.c.industry_id).where(campaign_industry.c.campaign_id == campaign)
        )
    )
    trades = [known for known in random.sample(sorted(used), len(used) // 2) if known not in present]
    session.execute(
        campaign_industry.insert(), [{"campaign_id": campaign, "industry_id": known} for known in trades]
    )


def collect(work: UnitOfWork, random: Random) -> None:
    session = work.session
    asked: dict[PartyKind, list[int]] = {
        VILLAGE: list(session.scalars(select(Village.id))),
        ENTERPRISE: list(session.scalars(select(Enterprise.id))),
    }
    for number in range(8):
        of = random.choice(list(PartyKind))
        due = random.choice([TODAY, None, TODAY + timedelta(days=5)]) if number > 5 else None
        due = due or TODAY - timedelta(days=random.randrange(60))
        sent = Collection(
            name=f"第{number}张表",
            asked=of,
            due_on=None if number == 7 else due,
            entered_at=work.now,
            deleted_at=work.now if number == 4 else None,
        )
        session.add(sent)
        session.flush()
        for known in asked[of]:
            party = CollectionParty(
                collection_id=sent.id,
                village_id=known if of is VILLAGE else None,
                enterprise_id=known if of is ENTERPRISE else None,
                exempt_reason="没有这类企业" if random.random() < 0.1 else "",
            )
            session.add(party)
            session.flush()
            for _ in range(random.choice([0, 1, 1, 2])):
                session.add(
                    ReturnedSheet(
                        collection_id=sent.id,
                        party_id=party.id,
                        file_name="a.xlsx",
                        sha256=f"{random.random()}",
                        returned_on=due + timedelta(days=random.randrange(-6, 5)),
                        entered_at=work.now,
                        deleted_at=work.now if random.random() < 0.1 else None,
                    )
                )


@pytest.fixture(scope="module", params=[3, 11])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficeFile]:
    with demo(tmp_path_factory.mktemp("ranking") / "office", 60, request.param) as opened:
        yield opened


SPANS = [
    Period(date(2026, 3, 1), TODAY),
    Period(date(2026, 2, 1), date(2026, 2, 28)),
    Period(date(2026, 1, 20), date(2026, 2, 10)),
    Period(None, TODAY),
]


def counts_of(standing: Standing) -> dict[int, dict[str, tuple[int, int]]]:
    return {
        one.id: {measure.key: (measure.numerator, measure.denominator) for measure in one.measures}
        for one in standing.subjects
    }


@pytest.mark.parametrize("of", PartyKind)
@pytest.mark.parametrize("span", SPANS, ids=str)
@pytest.mark.parametrize("within", [False, True], ids=["all", "campaign"])
def test_it_agrees_with_the_paper_ledger(
    office: OfficeFile, of: PartyKind, span: Period, within: bool
) -> None:
    name = office.ask(campaigns)[0].name if within else None
    standing = office.ask(ranking_standing, RankingQuery(of, span.start, span.end, name))
    campaign = office.ask(lambda reading: _campaign(reading, name))
    start = max(filter(None, (span.start, campaign[1])), default=None)
    ledger = PaperLedger.read(office.folder / "office.db", start, span.end, TODAY, campaign[0])
    counts = counts_of(standing)
    if of is VILLAGE:
        expected = {known: ledger.of_village(known) for known in counts}
    else:
        running = {row["id"] for row in ledger.runners() if row["kind"] == "enterprise"}
        assert set(counts) == running
        chosen = Random(1).sample(sorted(counts), min(12, len(counts)))
        expected = {known: ledger.of_enterprise(known) for known in chosen}
    assert {known: counts[known] for known in expected} == expected
    for line in placed(standing):
        if line.id in expected:
            by_hand = paper_score(expected[line.id], standing.weights)
            assert line.score.printed == (None if by_hand is None else rounded(by_hand))


def _campaign(reading: Reading, name: str | None) -> tuple[int | None, date | None]:
    found = campaign_by_name(reading, name) if name else None
    return (found.id, found.starts_on) if found else (None, None)


def test_the_offices_have_something_to_count_in_every_part(office: OfficeFile) -> None:
    for of in PartyKind:
        for measure in office.ask(ranking_standing, RankingQuery(of, None, TODAY)).whole:
            assert 0 < measure.numerator < measure.denominator, measure.key


@pytest.mark.parametrize("of", PartyKind)
def test_every_part_opens_to_as_many_records_as_it_counts(office: OfficeFile, of: PartyKind) -> None:
    for span in SPANS[:2]:
        query = RankingQuery(of, span.start, span.end)
        standing = office.ask(ranking_standing, query)
        for subject in standing.subjects[:6]:
            for measure in subject.measures:
                rows = office.ask(part_rows, query, subject.id, measure.key)
                assert len(rows.counted) == measure.numerator
                assert len(rows.counted) + len(rows.others) == measure.denominator


def test_it_says_what_the_rest_of_the_program_says(office: OfficeFile) -> None:
    standing = office.ask(ranking_standing, RankingQuery(VILLAGE, None, TODAY))
    whole = {measure.key: measure for measure in standing.whole}
    covered = office.ask(coverage, Period(None, TODAY), None)
    assert (whole["coverage"].numerator, whole["coverage"].denominator) == (
        covered.inspected,
        covered.in_operation,
    )
    month = office.ask(ranking_standing, RankingQuery(VILLAGE, date(2026, 3, 1), TODAY))
    quota = next(measure for measure in month.whole if measure.key == "quota")
    told = office.ask(enterprise_quotas, TODAY)
    assert (quota.numerator, quota.denominator) == (
        sum(one.met for one in told),
        sum(one.asked for one in told),
    )
    placed_in_villages = sum(one.enterprises for one in standing.subjects)
    assert placed_in_villages + standing.unplaced == covered.in_operation


def test_overdue_today_is_what_the_ledger_of_hazards_calls_overdue(tmp_path: Path) -> None:
    """With nothing stirred, those not counted are the view 逾期 of enterprises in operation."""
    OfficeFile.create(tmp_path / "office", set_up_office, "文水县西槽头乡人民政府")
    with OfficeFile.open(tmp_path / "office", clock=lambda: NOW) as office:
        office.run(fill_demo, 60, 5)
        query = RankingQuery(VILLAGE, date(2026, 3, 1), TODAY)
        standing = office.ask(ranking_standing, query)
        late: set[int] = set()
        for one in standing.subjects:
            late |= {row.id for row in office.ask(part_rows, query, one.id, "overdue").others}
        seen = office.ask(find_hazards, HazardQuery(view="逾期"))
        running = set(office.ask(_running))
        rows = office.ask(hazard_rows, list(seen))
        assert late
        assert late <= {row.id for row in rows}
        own = office.ask(_self_found)
        assert {row.id for row in rows if row.enterprise_id in running and row.id not in own} == late
        # The notice tells all of them, those of enterprises closed since too.
        closed = next(row.enterprise_id for row in rows if row.id in late)
        office.run(_close, closed)
        told = office.ask(overall, office.ask(ranking_standing, query))
        due = next(one for one in told.measures if one.key == "overdue")
        assert due.denominator - due.numerator + told.self_found == len(rows)
        of_closed = sum(row.enterprise_id == closed and row.id in late for row in rows)
        assert {one.why: one.overdue for one in told.unranked}[LeftOut.CLOSED] == of_closed


def _close(work: UnitOfWork, enterprise_id: int) -> Changes:
    session = work.session
    session.get_one(Enterprise, enterprise_id).state = EnterpriseState.OUT_OF_BUSINESS
    session.add(
        EnterpriseStatus(enterprise_id=enterprise_id, state=EnterpriseState.OUT_OF_BUSINESS, since=TODAY)
    )
    return Changes("注销")


def _running(reading: Reading) -> list[int]:
    return list(
        reading.session.scalars(
            select(Enterprise.id).where(
                Enterprise.deleted_at.is_(None),
                Enterprise.state == EnterpriseState.IN_OPERATION,
                Enterprise.village_id.is_not(None),
            )
        )
    )


def _self_found(reading: Reading) -> set[int]:
    query = (
        select(Hazard.id)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .where((Inspection.level == InspectionLevel.ENTERPRISE) | (Inspection.stage == "self_check"))
    )
    return set(reading.session.scalars(query))


# ---- weights ----------------------------------------------------------------------------------------------


def test_weights_are_settings_and_can_be_taken_back(office: OfficeFile) -> None:
    before = office.ask(weights_of, VILLAGE)
    changed = office.run(save_settings, {weight_name(VILLAGE, "coverage"): 80})
    try:
        assert office.ask(weights_of, VILLAGE) == before | {"coverage": 80}
        assert office.ask(weights_of, ENTERPRISE)["rectification"] == 25
        sheet = table(office)
        assert "检查覆盖率 80" in sheet.notes[0]
    finally:
        office.run(undo, changed.entry_id)
    assert office.ask(weights_of, VILLAGE) == before


def test_weights_that_are_all_0_are_not_kept(office: OfficeFile) -> None:
    names = [weight_name(VILLAGE, key) for key in office.ask(weights_of, VILLAGE)]
    with pytest.raises(InputRefused) as refused:
        office.run(save_settings, dict.fromkeys(names, 0))
    assert "权重不能全是 0" in refused.value.problems[0].message
    changed = office.run(save_settings, dict.fromkeys(names[1:], 0))
    try:
        with pytest.raises(InputRefused):
            office.run(save_settings, {names[0]: 0})
    finally:
        office.run(undo, changed.entry_id)


# ---- refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [(date(2026, 2, 2), date(2026, 2, 1)), (date(2026, 3, 7), date(2026, 3, 9))])
def test_days_that_are_no_span_are_refused(office: OfficeFile, days: tuple[date, date]) -> None:
    with pytest.raises(UsageError, match="没有可以统计的日子"):
        office.ask(ranking_standing, RankingQuery(VILLAGE, *days))


def test_an_office_without_anything_has_places_but_no_scores(tmp_path: Path) -> None:
    OfficeFile.create(tmp_path / "office", set_up_office, "文水县西槽头乡人民政府", ["东街村", "西街村"])
    with OfficeFile.open(tmp_path / "office", clock=lambda: NOW) as office:
        lines = placed(office.ask(ranking_standing, RankingQuery(VILLAGE, None, TODAY)))
        assert [(line.place, line.score.printed) for line in lines] == [(1, None), (1, None)]
        assert not office.ask(ranking_standing, RankingQuery(ENTERPRISE, None, TODAY)).subjects
        assert "（没有可以排名的）" in texts(table(office, ranked=ENTERPRISE))
        report = office.ask(requested_report, FormRequest("ranking-notice", ranked=ENTERPRISE))
        assert "没有可以排名的" in str(report.parts)


# ---- on paper ---------------------------------------------------------------------------------------------


def table(office: OfficeFile, **asked: object) -> Sheet:
    (sheet,) = office.ask(form_sheets, FormRequest("ranking", **asked))  # type: ignore[arg-type]
    return sheet


def texts(sheet: Sheet) -> list[str]:
    return [cell.text for cell in sheet.cells]


@pytest.mark.parametrize("of", PartyKind)
def test_the_table_says_what_the_ranking_says(office: OfficeFile, of: PartyKind) -> None:
    span = SPANS[1]
    sheet = table(office, ranked=of, span=span)
    lines = placed(office.ask(ranking_standing, RankingQuery(of, span.start, span.end)))
    last = len(sheet.columns) - 1
    rows = {
        (cell.row, cell.column): cell.text
        for cell in sheet.cells
        if cell.row >= 2 and cell.column in (0, 1, last)
    }
    for at, line in enumerate(lines, start=2):
        score = "—" if line.score.printed is None else f"{line.score.printed:.2f}"
        assert (rows[at, 0], rows[at, 1], rows[at, last]) == (str(line.place), line.ranked.name, score)
    assert sheet.head.middle is not None
    assert sheet.head.middle.label == "2026年2月1日至2026年2月28日"
    assert "每月任务统计2026年2月" in sheet.notes[-1]


def test_the_notice_names_first_and_last_and_leaves_the_rest_to_people(office: OfficeFile) -> None:
    span = SPANS[1]
    report = office.ask(requested_report, FormRequest("ranking-notice", span=span))
    lines = placed(office.ask(ranking_standing, RankingQuery(VILLAGE, span.start, span.end)))
    said = str(report.parts)
    scored = [line for line in lines if line.score.printed is not None]
    assert f"总分排在前面的是{scored[0].ranked.name}" in said
    assert f"总分排在后面的是{scored[-1].ranked.name}" in said
    assert "此处由本单位撰写" in said
    assert report.signature.name == "文水县西槽头乡人民政府"
    assert report.signature.date == "2026年3月6日"


# ---- the notice and the weekly statistics ---------------------------------------------------------------


def _f4(office: OfficeFile, week_end: date, *, cumulative: bool) -> tuple[int, int]:
    told = office.ask(statistics, week_end)
    figures = told.cumulative if cumulative else told.week
    found, rectified = (
        int(figures[general]) + int(figures[major])
        for general, major in (
            (Figure.GENERAL_FOUND, Figure.MAJOR_FOUND),
            (Figure.GENERAL_RECTIFIED, Figure.MAJOR_RECTIFIED),
        )
    )
    return found, rectified


@pytest.mark.parametrize("of", PartyKind)
@pytest.mark.parametrize("start", [None, TODAY - timedelta(days=6)], ids=["cumulative", "week"])
def test_the_notice_tells_what_f4_tells(office: OfficeFile, of: PartyKind, start: date | None) -> None:
    standing = office.ask(ranking_standing, RankingQuery(of, start, TODAY))
    told = office.ask(overall, standing)
    measures = {one.key: one for one in told.measures}
    found, due = measures["rectification"], measures["overdue"]
    assert (found.denominator, found.numerator + told.earlier) == _f4(office, TODAY, cumulative=start is None)
    assert told.reported is None
    late = due.denominator - due.numerator
    scored = {
        key: [each for one in standing.subjects for each in one.measures if each.key == key]
        for key in ("rectification", "overdue")
    }
    # What no score counts is told with its reason, nothing is lost between.
    assert sum(one.found for one in told.unranked) == found.denominator - sum(
        one.denominator for one in scored["rectification"]
    )
    assert sum(one.overdue for one in told.unranked) == late - sum(
        one.denominator - one.numerator for one in scored["overdue"]
    )
    assert {LeftOut.CLOSED} <= {one.why for one in told.unranked}


def test_the_notice_says_where_f4_tells_something_else(tmp_path: Path) -> None:
    """期初数 are in F4 and in no ranking; other days than those of F4 have nothing to be compared with."""

    def begin(work: UnitOfWork) -> Changes:
        statement = OpeningStatement(as_of=date(2025, 12, 31), source="旧账", entered_at=work.now)
        work.session.add(statement)
        work.session.flush()
        work.session.add(OpeningFigure(statement_id=statement.id, key="general_found", amount=40))
        return Changes("期初数")

    OfficeFile.create(tmp_path / "office", set_up_office, "文水县西槽头乡人民政府")
    with OfficeFile.open(tmp_path / "office", clock=lambda: NOW) as office:
        office.run(begin)
        notice = office.ask(requested_report, FormRequest("ranking-notice", scope=Scope.CUMULATIVE))
        assert "统计表同期为发现隐患40条、整改0条，含期初数" in str(notice.parts)
        month = FormRequest("ranking-notice", span=Period(date(2026, 2, 1), date(2026, 2, 27)))
        assert "统计表同期" not in str(office.ask(requested_report, month).parts)

"""F4 against an independent count, its rows, coverage, quotas and what must never count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from hazard_desk.errors import HazardDeskError, UsageError
from hazard_desk.model import Duty, Hazard, Industry, Person, Village, campaign_industry
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.rules.weekly_figures import Counting, Figure
from hazard_desk.services.enforcing import PenaltyFacts, save_enforcement
from hazard_desk.services.inspecting.record import inspection_record
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.offices import add_campaign, change_office, office_row, set_up_office
from hazard_desk.services.quotas import QuotaRow
from hazard_desk.services.registry import change_state, save_enterprise
from hazard_desk.services.reporting import (
    current_week_end,
    figure_rows,
    inspection_of_hazard,
    not_inspected,
    output_folder,
    reporting_week,
    statistics,
)
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import (
    EnterpriseState,
    HazardLevel,
    InspectionLevel,
    LeaderPost,
    PenaltyKind,
    RecheckResult,
    SourceStage,
)
from tests.services.township import (
    CAMPAIGNS,
    Township,
    count_by_hand,
    enter,
    in_operation_by_hand,
    inspected_by_hand,
    random_township,
)

SEEDS = (1, 2, 3, 4)
SCOPES = (None, *CAMPAIGNS)
Filled = tuple[OfficeFile, Township]
THIS_WEEK = date(2026, 11, 27)


def fridays() -> list[date]:
    """Return the reporting days from the first record to the present week, counted out by hand."""
    return [date(2026, 9, 4) + timedelta(days=7 * week) for week in range(13)]


def make_office(at: Path) -> OfficeFile:
    OfficeFile.create(at / "office", set_up_office, "文水县西槽头乡人民政府", ["东街村", "西街村"])
    return OfficeFile.open(at / "office", clock=lambda: datetime(2026, 11, 22, 9, 0))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    with make_office(tmp_path) as opened:
        yield opened


@pytest.fixture(params=SEEDS, scope="module")
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """Give an office that holds a random township; nothing may be changed in it."""
    town = random_township(request.param)
    with make_office(tmp_path_factory.mktemp("township")) as office:
        office.run(enter, town)
        yield office, town


def saved(changes: Changes) -> int:
    assert changes.record_id is not None
    return changes.record_id


def enterprise(office: OfficeFile, name: str = "兴隆铸造厂", **facts: Any) -> int:
    return saved(office.run(save_enterprise, EnterpriseFacts(name=name, **facts)))


def visited(office: OfficeFile, where: int, on: date, *hazards: HazardFacts, **facts: Any) -> int:
    given: dict[str, Any] = {"inspectors": ("张三", "李四"), "level": InspectionLevel.TOWNSHIP, **facts}
    return saved(
        office.run(
            save_inspection,
            InspectionFacts(enterprise_id=where, inspected_on=on, hazards=list(hazards), **given),
        )
    )


def week(office: OfficeFile, end: date, campaign: str | None = None) -> dict[Figure, Any]:
    return dict(office.ask(statistics, end, campaign).week)


# ---- the 18 figures, counted twice -------------------------------------------------------------------


@pytest.mark.parametrize("campaign", SCOPES)
def test_every_week_and_its_cumulative_are_what_a_count_by_hand_gives(
    filled: Filled, campaign: str | None
) -> None:
    office, town = filled
    for end in fridays():
        counted = office.ask(statistics, end, campaign)
        assert counted.week == count_by_hand(town, end - timedelta(days=6), end, campaign), end
        assert counted.cumulative == count_by_hand(town, None, end, campaign), end


def test_the_random_townships_move_every_figure(filled: Filled) -> None:
    """Else the count by hand would prove nothing of a figure that is always 0."""
    _, town = filled
    assert all(value > 0 for value in count_by_hand(town, None, THIS_WEEK, None).values())
    weeks = [count_by_hand(town, end - timedelta(days=6), end, None) for end in fridays()]
    for figure in Figure:
        assert len({week[figure.value] for week in weeks}) > 1, figure


@pytest.mark.parametrize("campaign", SCOPES)
def test_the_weeks_add_up_to_the_cumulative(filled: Filled, campaign: str | None) -> None:
    office, _ = filled
    sums: dict[Figure, Any] = dict.fromkeys(Figure, 0)
    for end in fridays():
        counted = office.ask(statistics, end, campaign)
        for figure in Figure:
            sums[figure] += counted.week[figure]
            if figure.counting is Counting.ONCE_EACH:
                assert counted.week[figure] <= counted.cumulative[figure] <= sums[figure], (figure, end)
            else:
                assert counted.cumulative[figure] == sums[figure], (figure, end)


@pytest.mark.parametrize("campaign", SCOPES)
def test_every_figure_can_be_counted_again_from_its_rows(filled: Filled, campaign: str | None) -> None:
    office, _ = filled
    end = date(2026, 10, 16)
    counted = office.ask(statistics, end, campaign)
    for figure in Figure:
        for cumulative, value in ((False, counted.week[figure]), (True, counted.cumulative[figure])):
            rows = office.ask(figure_rows, figure, end, cumulative=cumulative, campaign=campaign)
            facts = [row.fact for row in rows]
            if figure.counting is Counting.ONCE_EACH:
                again: Any = len({fact.who for fact in facts})
            else:
                again = sum(fact.amount for fact in facts)
            if figure.counting is Counting.MONEY:
                again = Decimal(again) / 1_000_000
            assert again == value, (figure, cumulative)
            assert [fact.on for fact in facts] == sorted(fact.on for fact in facts)
            begin = counted.week_period.start if not cumulative else date.min
            assert all(begin <= fact.on <= end for fact in facts)


# ---- what must not count, and what must count once ---------------------------------------------------


def test_a_failed_recheck_withdraws_the_rectification_and_the_second_one_counts_where_it_happened(
    office: OfficeFile,
) -> None:
    where = enterprise(office)
    hazard = HazardFacts("配电箱未上锁", HazardLevel.GENERAL, rectified_on=date(2026, 11, 3))
    visit_id = visited(office, where, date(2026, 11, 2), hazard)
    assert week(office, date(2026, 11, 6))[Figure.GENERAL_RECTIFIED] == 1

    def change(**facts: Any) -> None:
        stored = office.ask(inspection_record, visit_id).facts
        stored.hazards = [replace(stored.hazards[0], **facts)]
        office.run(save_inspection, stored, visit_id)

    change(rechecked_on=date(2026, 11, 4), rechecked_by="张三", recheck_result=RecheckResult.FAILED)
    assert week(office, date(2026, 11, 6))[Figure.GENERAL_RECTIFIED] == 0
    change(rectified_on=date(2026, 11, 12))
    assert week(office, date(2026, 11, 6))[Figure.GENERAL_RECTIFIED] == 0
    assert week(office, date(2026, 11, 13))[Figure.GENERAL_RECTIFIED] == 1
    assert office.ask(statistics, date(2026, 11, 13)).cumulative[Figure.GENERAL_RECTIFIED] == 1


@pytest.mark.parametrize(
    ("level", "stage", "counts"),
    [
        (InspectionLevel.TOWNSHIP, None, True),
        (InspectionLevel.ENTERPRISE, None, False),
        (InspectionLevel.ENTERPRISE, SourceStage.CITY_COUNTY, False),
        (InspectionLevel.TOWNSHIP, SourceStage.SELF_CHECK, False),
        (InspectionLevel.VILLAGE, SourceStage.TIP_OFF, True),
        (None, None, True),
    ],
)
def test_only_supervisory_visits_count(
    office: OfficeFile, level: InspectionLevel | None, stage: SourceStage | None, counts: bool
) -> None:
    hazard = HazardFacts("灭火器过期", HazardLevel.GENERAL)
    visited(office, enterprise(office), date(2026, 11, 17), hazard, level=level, stage=stage)
    counted = office.ask(statistics, date(2026, 11, 20))
    assert counted.week[Figure.GENERAL_FOUND] == counts
    assert counted.week[Figure.INSPECTION_TEAMS] == counts
    assert counted.coverage.inspected == counts


def test_the_same_names_in_another_order_are_one_team(office: OfficeFile) -> None:
    where = enterprise(office)
    for team in (("张三", "李四"), ("李四", "张三"), ("张三",)):
        visited(office, where, date(2026, 11, 17), inspectors=team)
    assert week(office, date(2026, 11, 20))[Figure.INSPECTION_TEAMS] == 2


def test_what_happened_before_a_campaign_began_is_in_none_of_its_weeks(office: OfficeFile) -> None:
    """It starts on a Wednesday; the week's Monday is before it, so the weeks still add up."""

    def begin(work: UnitOfWork) -> Changes:
        add_campaign(work, "冬季行动", starts_on=date(2026, 11, 18))
        return Changes("专项行动")

    office.run(begin)
    where = enterprise(office)
    for on in (date(2026, 11, 16), date(2026, 11, 18)):
        visited(office, where, on, HazardFacts("漏电", HazardLevel.GENERAL), campaigns=("冬季行动",))
    counted = office.ask(statistics, date(2026, 11, 20), "冬季行动")
    assert counted.week[Figure.GENERAL_FOUND] == counted.cumulative[Figure.GENERAL_FOUND] == 1
    assert week(office, date(2026, 11, 20))[Figure.GENERAL_FOUND] == 2


def test_fines_are_exact_to_the_last_fen(office: OfficeFile) -> None:
    for amount in (1, 1_000_000, 33_333_333):
        office.run(
            save_enforcement,
            PenaltyFacts(PenaltyKind.FINE, date(2026, 11, 17), party="某厂", amount_fen=amount),
        )
    assert week(office, date(2026, 11, 20))[Figure.FINES_WAN] == Decimal("34.333334")


def test_an_empty_office_reports_zero_everywhere(office: OfficeFile) -> None:
    counted = office.ask(statistics, THIS_WEEK)
    assert list(counted.week.values()) == [0] * 18
    assert (counted.coverage.in_operation, counted.coverage.rate) == (0, None)


# ---- the reporting day -------------------------------------------------------------------------------


def test_another_day_than_the_reporting_day_is_refused_with_the_right_one(office: OfficeFile) -> None:
    with pytest.raises(UsageError) as refused:
        office.ask(statistics, date(2026, 11, 19))
    assert refused.value.exit_code == 2
    assert "周四" in refused.value.what
    assert "2026-11-20" in refused.value.remedy


def test_the_office_may_report_on_another_day(office: OfficeFile) -> None:
    office.run(change_office, replace(office.ask(office_row), reporting_weekday=2))
    assert office.ask(current_week_end) == date(2026, 11, 25)
    period = office.ask(reporting_week, date(2026, 11, 25))
    assert (period.start, period.end) == (date(2026, 11, 19), date(2026, 11, 25))
    with pytest.raises(UsageError, match="周三"):
        office.ask(statistics, date(2026, 11, 20))


def test_a_week_has_both_its_ends(office: OfficeFile) -> None:
    where = enterprise(office)
    for on in (date(2026, 11, 13), date(2026, 11, 14), date(2026, 11, 20), date(2026, 11, 21)):
        visited(office, where, on, HazardFacts("漏电", HazardLevel.GENERAL))
    rows = office.ask(figure_rows, Figure.GENERAL_FOUND, date(2026, 11, 20))
    assert [row.fact.on for row in rows] == [date(2026, 11, 14), date(2026, 11, 20)]


def test_an_unknown_campaign_is_refused(office: OfficeFile) -> None:
    with pytest.raises(HazardDeskError, match="没有名为"):
        office.ask(statistics, date(2026, 11, 20), "没有这个行动")


# ---- coverage ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("campaign", SCOPES)
def test_coverage_is_as_of_the_weeks_end(filled: Filled, campaign: str | None) -> None:
    office, town = filled
    for end in fridays():
        working = in_operation_by_hand(town, end)
        inspected = working & inspected_by_hand(town, end, campaign)
        coverage = office.ask(statistics, end, campaign).coverage
        assert (coverage.in_operation, coverage.inspected) == (len(working), len(inspected)), end
        left = {town.ids.index(found) for found, _name in office.ask(not_inspected, end, campaign)}
        assert left == working - inspected, end


def test_an_enterprise_counts_again_from_the_day_it_reopens(office: OfficeFile) -> None:
    where = enterprise(office)
    office.run(change_state, where, EnterpriseState.SUSPENDED, date(2026, 11, 3))
    office.run(change_state, where, EnterpriseState.IN_OPERATION, date(2026, 11, 14))
    at_work = [office.ask(statistics, end).coverage.in_operation for end in fridays()[-5:]]
    assert at_work == [1, 0, 0, 1, 1]  # up to 10-30, 11-06, 11-13, 11-20, 11-27


def test_coverage_of_a_campaign_is_that_of_its_scope(office: OfficeFile) -> None:
    """An enterprise of another trade is neither asked for nor counted, even if it was visited for it."""

    def begin(work: UnitOfWork) -> Changes:
        known = add_campaign(work, "冶金行动")
        trade = work.session.scalar(select(Industry.id).where(Industry.name == "冶金工贸"))
        work.session.execute(insert(campaign_industry), {"campaign_id": known, "industry_id": trade})
        return Changes("专项行动")

    office.run(begin)
    metal = [enterprise(office, name, industries=("冶金工贸",)) for name in ("炼钢厂", "铸造厂")]
    shop = enterprise(office, "小卖部")
    for where in (metal[0], shop):
        visited(office, where, date(2026, 11, 17), campaigns=("冶金行动",))
    end = date(2026, 11, 20)
    coverage = office.ask(statistics, end, "冶金行动").coverage
    assert (coverage.in_operation, coverage.inspected, coverage.rate) == (2, 1, 0.5)
    assert office.ask(not_inspected, end, "冶金行动") == [(metal[1], "铸造厂")]
    assert office.ask(statistics, end).coverage.in_operation == 3


# ---- quotas ------------------------------------------------------------------------------------------


def test_quotas_count_days_out_and_visits_within_each_leaders_duty(office: OfficeFile) -> None:
    people: dict[str, int] = {}

    def staff(work: UnitOfWork) -> Changes:
        posts = {"陈书记": LeaderPost.SECRETARY, "白镇长": LeaderPost.HEAD, "包村": LeaderPost.TEAM_MEMBER}
        posts["包行业"] = posts["无包联"] = LeaderPost.TEAM_MEMBER
        for name, post in posts.items():
            person = Person(name=name, post=post, entered_at=work.now)
            work.session.add(person)
            work.session.flush()
            people[name] = person.id
        work.session.add(Person(name="普通干部", entered_at=work.now))
        village = work.session.scalar(select(Village.id).where(Village.name == "东街村"))
        trade = work.session.scalar(select(Industry.id).where(Industry.name == "冶金工贸"))
        work.session.add(Duty(person_id=people["包村"], village_id=village))
        work.session.add(Duty(person_id=people["包行业"], industry_id=trade))
        return Changes("人员")

    office.run(staff)
    east = enterprise(office, "东街铸造厂", village="东街村")
    metal = enterprise(office, "西街炼钢厂", village="西街村", industries=("冶金工贸",))
    everyone = tuple(people.values())
    visited(office, east, date(2026, 11, 2), leader_ids=everyone)
    visited(office, metal, date(2026, 11, 2), leader_ids=everyone)
    visited(office, metal, date(2026, 11, 30 - 8), inspectors=("白镇长",))  # inspecting herself counts
    visited(office, metal, date(2026, 10, 31), leader_ids=everyone)  # another month
    visited(office, east, date(2026, 11, 5), leader_ids=everyone, level=InspectionLevel.ENTERPRISE)

    rows = {row.person: row for row in office.ask(statistics, date(2026, 11, 20)).quotas}
    assert set(rows) == set(people)

    def done(name: str) -> tuple[int, int, int, int]:
        row: QuotaRow = rows[name]
        return row.target, row.outings, row.visits, row.shortfall

    assert done("陈书记") == (2, 1, 2, 1)
    assert done("白镇长") == (4, 2, 3, 2)
    assert done("包村") == (8, 1, 1, 7)
    assert done("包行业") == (8, 1, 1, 7)
    assert done("无包联") == (8, 1, 2, 7)
    assert [row.outings for row in office.ask(statistics, date(2026, 10, 30)).quotas] == [1, 1, 0, 1, 1]


# ---- ways from a figure ------------------------------------------------------------------------------


def test_a_hazard_leads_to_its_visit(office: OfficeFile) -> None:
    visit_id = visited(office, enterprise(office), date(2026, 11, 17), HazardFacts("漏电"))
    hazard_id = office.ask(lambda reading: reading.session.scalar(select(Hazard.id)))
    assert office.ask(inspection_of_hazard, hazard_id) == visit_id
    assert office.ask(inspection_of_hazard, 999) is None


def test_forms_go_to_the_offices_own_folder(office: OfficeFile) -> None:
    assert office.ask(output_folder).samefile(office.folder / "out")

"""每月检查指标 of leaders, of the township itself and of the enterprises."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from hazard_desk.model import Person
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.services.enforcing import TypicalCaseFacts, save_enforcement
from hazard_desk.services.holidays import mark_day
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.offices import set_up_office
from hazard_desk.services.quotas import (
    ENTERPRISE_QUOTAS,
    EnterpriseQuota,
    OwnQuota,
    enterprise_quotas,
    month_of,
    own_quotas,
    quotas_of_month,
    working_days_left,
)
from hazard_desk.services.registry import (
    VIEWS,
    EnterpriseQuery,
    change_state,
    find_enterprises,
    save_enterprise,
    view_counts,
)
from hazard_desk.services.rosters import PersonFacts, save_roster_entry
from hazard_desk.services.self_checking import SelfCheckFacts, remove_self_check, save_self_check
from hazard_desk.services.settings import save_settings
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import (
    DayKind,
    EnterpriseState,
    HazardLevel,
    InspectionLevel,
    LeaderPost,
    PlaceKind,
    RecheckResult,
    Remedy,
)

TODAY = date(2026, 11, 25)  # a Wednesday


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    OfficeFile.create(tmp_path / "office", set_up_office, "文水县西槽头乡人民政府", ["东街村"])
    with OfficeFile.open(tmp_path / "office", clock=lambda: datetime(2026, 11, 25, 9, 0)) as opened:
        yield opened


def saved(changes: Changes) -> int:
    assert changes.record_id is not None
    return changes.record_id


def enterprise(office: OfficeFile, name: str, **facts: Any) -> int:
    return saved(office.run(save_enterprise, EnterpriseFacts(name=name, **facts)))


def visited(office: OfficeFile, where: int, day: int, *hazards: HazardFacts, **facts: Any) -> int:
    given: dict[str, Any] = {"inspectors": ("张三",), "level": InspectionLevel.TOWNSHIP, **facts}
    visit = InspectionFacts(
        enterprise_id=where,
        inspected_on=given.pop("on", None) or date(2026, 11, day),
        hazards=list(hazards),
        **given,
    )
    return saved(office.run(save_inspection, visit))


def of_enterprises(office: OfficeFile, day: date = TODAY) -> dict[str, EnterpriseQuota]:
    return {quota.view: quota for quota in office.ask(enterprise_quotas, day)}


def own(office: OfficeFile, day: date = TODAY) -> dict[str, OwnQuota]:
    return {quota.key: quota for quota in office.ask(own_quotas, day)}


def test_a_leaders_target_is_what_the_office_set_and_the_visits_counted_are_told(office: OfficeFile) -> None:
    def staff(work: UnitOfWork) -> Changes:
        work.session.add(Person(name="张三", post=LeaderPost.HEAD, entered_at=work.now))
        return Changes("人员")

    office.run(staff)
    office.run(save_settings, {"quota.head": 3})
    where = enterprise(office, "甲厂")
    visits = [visited(office, where, day) for day in (3, 3, 9)]
    (row,) = office.ask(quotas_of_month, TODAY)
    assert (row.target, row.outings, row.visits, row.shortfall) == (3, 2, 3, 1)
    assert list(row.visit_ids) == visits


def test_visits_made_before_somebody_stood_in_the_roster_count_too(office: OfficeFile) -> None:
    where = enterprise(office, "兴隆铸造厂")
    visited(office, where, 3, inspectors=("张 三", "李四"))
    visited(office, where, 4, inspectors=("李四",))
    office.run(save_roster_entry, PersonFacts("张三", post=LeaderPost.HEAD))
    office.run(save_roster_entry, PersonFacts("李四"))
    office.run(save_roster_entry, PersonFacts("李四", title="另一人"))
    (leader,) = office.ask(quotas_of_month, TODAY)
    assert (leader.person, leader.outings, leader.visits) == ("张三", 1, 1)


def test_the_days_left_are_those_still_worked(office: OfficeFile) -> None:
    assert office.ask(working_days_left) == 4  # 25, 26, 27 and Monday the 30th
    office.run(mark_day, date(2026, 11, 27), DayKind.HOLIDAY)
    office.run(mark_day, date(2026, 11, 28), DayKind.WORKDAY)
    office.run(mark_day, date(2026, 11, 29), DayKind.WORKDAY)
    assert office.ask(working_days_left) == 5


def test_a_month_has_both_its_ends() -> None:
    assert month_of(date(2028, 2, 17)) == (date(2028, 2, 1), date(2028, 2, 29))


# ---- enterprises -----------------------------------------------------------------------------------------


def test_an_enterprises_own_inspections_count_for_whoever_of_its_heads_took_part(office: OfficeFile) -> None:
    office.run(save_settings, {"quota.principal": 2, "quota.safety_head": 1})
    both = enterprise(office, "甲厂", principal="王建国", safety_head="李 四")
    principal = enterprise(office, "乙厂", principal="赵 六", safety_head="钱七")
    nobody = enterprise(office, "丙厂")
    for day in (2, 16):
        visited(office, both, day, inspectors=("王建国", "李四"), level=InspectionLevel.ENTERPRISE)
        visited(office, principal, day, inspectors=("赵六",), level=InspectionLevel.ENTERPRISE)
    # Another enterprise's heads, another month, a supervisory visit with him present: none of them counts.
    visited(office, nobody, 2, inspectors=("王建国",), level=InspectionLevel.ENTERPRISE)
    visited(office, principal, 2, inspectors=("钱七",), level=InspectionLevel.TOWNSHIP)
    visited(
        office, principal, 0, on=date(2026, 10, 31), inspectors=("钱七",), level=InspectionLevel.ENTERPRISE
    )
    quotas = of_enterprises(office)
    assert quotas["principal_short"].short == (nobody,)
    assert set(quotas["safety_head_short"].short) == {principal, nobody}
    assert (quotas["principal_short"].asked, quotas["principal_short"].met) == (3, 2)
    assert set(of_enterprises(office, date(2026, 10, 5))["safety_head_short"].short) == {both, nobody}


def test_self_checks_of_the_month_count_until_they_are_removed(office: OfficeFile) -> None:
    done, not_done = enterprise(office, "甲厂"), enterprise(office, "乙厂")
    check = saved(office.run(save_self_check, None, SelfCheckFacts(done, date(2026, 11, 1))))
    office.run(save_self_check, None, SelfCheckFacts(not_done, date(2026, 10, 31)))
    assert of_enterprises(office)["not_self_checked"].short == (not_done,)
    office.run(remove_self_check, check)
    assert set(of_enterprises(office)["not_self_checked"].short) == {done, not_done}


def test_who_does_not_work_and_what_is_no_enterprise_is_asked_nothing(office: OfficeFile) -> None:
    stopped, _fair = enterprise(office, "停了的厂"), enterprise(office, "庙会", kind=PlaceKind.PLACE)
    working = enterprise(office, "甲厂")
    office.run(change_state, stopped, EnterpriseState.SUSPENDED, date(2026, 11, 20))
    for quota in of_enterprises(office).values():
        assert (quota.asked, quota.short) == (1, (working,))
    assert of_enterprises(office, date(2026, 10, 9))["not_self_checked"].asked == 2, "it worked in October"


def test_each_negative_list_is_a_view_of_the_registry(office: OfficeFile) -> None:
    for name in ("甲厂", "乙厂", "丙厂"):
        where = enterprise(office, name, principal="王五")
    office.run(save_self_check, None, SelfCheckFacts(where, TODAY))
    counts = office.ask(view_counts, EnterpriseQuery())
    for view, quota in of_enterprises(office).items():
        assert set(office.ask(find_enterprises, EnterpriseQuery(view=view))) == set(quota.short)
        assert counts[view] == len(quota.short)
    assert set(ENTERPRISE_QUOTAS) <= set(VIEWS)
    assert counts["not_self_checked"] == 2


def test_a_quota_of_none_leaves_nobody_short(office: OfficeFile) -> None:
    enterprise(office, "甲厂")
    office.run(save_settings, dict.fromkeys(ENTERPRISE_QUOTAS.values(), 0))
    assert [quota.short for quota in of_enterprises(office).values()] == [(), (), ()]


# ---- the township itself ---------------------------------------------------------------------------------


def major(**facts: Any) -> HazardFacts:
    return HazardFacts(
        "违规动火",
        HazardLevel.MAJOR,
        remedy=Remedy.BY_DEADLINE,
        deadline=TODAY,
        responsible="王五",
        **facts,
    )


def test_major_hazards_are_counted_when_found_and_when_solved(office: OfficeFile) -> None:
    where = enterprise(office, "甲厂")
    visited(office, where, 3, major(), HazardFacts("配电箱未上锁", HazardLevel.GENERAL))
    visited(office, where, 4, major(), level=InspectionLevel.DEPARTMENT)  # found by the county
    solved = major(
        rectified_on=date(2026, 11, 2),
        rechecked_on=date(2026, 11, 6),
        rechecked_by="张三",
        recheck_result=RecheckResult.PASSED,
    )
    visited(office, where, 0, solved, on=date(2026, 10, 20))
    quotas = own(office)
    assert (quotas["major_found"].done, quotas["major_found"].target, quotas["major_found"].shortfall) == (
        1,
        1,
        0,
    )
    assert quotas["major_solved"].done == 1
    october = own(office, date(2026, 10, 1))
    assert (october["major_found"].done, october["major_solved"].done) == (1, 0)
    assert october["major_solved"].shortfall == 1


def test_cases_and_expert_checks_are_counted_by_their_day(office: OfficeFile) -> None:
    where = enterprise(office, "甲厂")
    with_experts = visited(office, where, 3, experts="周工")
    visited(office, where, 4, experts="  ")
    visited(office, where, 5, experts="吴工", level=InspectionLevel.ENTERPRISE)
    case = saved(office.run(save_enforcement, TypicalCaseFacts("某厂违规动火案", date(2026, 11, 30 - 8))))
    quotas = own(office)
    assert quotas["expert_checks"].ids == (with_experts,)
    assert quotas["typical_cases"].ids == (case,)
    office.run(save_settings, {"quota.typical_cases": 2})
    assert own(office)["typical_cases"].shortfall == 1
    assert own(office, date(2026, 12, 1))["typical_cases"].done == 0

"""Sample calls of the operations on what an office lists: campaigns, tasks, rosters, its plan, settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hazard_desk.rules.table_question import Question
from hazard_desk.rules.task_states import StepFacts, TaskFacts
from hazard_desk.rules.tip_offs import TipOffFacts
from hazard_desk.services.activities import ActivityFacts, remove_activity, save_activity
from hazard_desk.services.ad_hoc_tables import remove_table, save_table
from hazard_desk.services.campaigning import (
    CampaignFacts,
    ObligationFacts,
    OpeningFacts,
    PhaseFacts,
    remove_campaign,
    remove_opening,
    save_campaign,
    save_opening,
    save_own_obligations,
)
from hazard_desk.services.enforcing import AdmonitionFacts, remove_enforcement, save_enforcement
from hazard_desk.services.holidays import HolidayDay, import_holidays, mark_day, save_holidays
from hazard_desk.services.labelled_batches import (
    BatchFacts,
    BatchItemFacts,
    move_batch,
    remove_batch,
    remove_batch_item,
    save_batch,
    save_batch_item,
)
from hazard_desk.services.offices import change_office, office_row, set_handler
from hazard_desk.services.planning import (
    PlanFacts,
    change_plan_entries,
    make_plan,
    remove_plan_entries,
    save_plan_entry,
)
from hazard_desk.services.rosters import PersonFacts, VillageFacts, remove_roster_entry, save_roster_entry
from hazard_desk.services.self_checking import SelfCheckFacts, remove_self_check, save_self_check
from hazard_desk.services.settings import save_settings
from hazard_desk.services.signs import clear_signs, set_signs, sign_items
from hazard_desk.services.support_pairs import SupportPairFacts, remove_support_pair, save_support_pair
from hazard_desk.services.tasks import import_notice, move_task, notices, remove_task, save_task
from hazard_desk.services.tip_offs import remove_tip_off, save_tip_off, tip_off_record
from hazard_desk.services.wording import save_wordings, set_signatures
from hazard_desk.terms import (
    ActivityKind,
    AdmonitionKind,
    CheckMark,
    DayKind,
    ReportScope,
    SignState,
)
from tests.services.journal.operation_desk import TODAY, Call, OperationDesk

F4 = "weekly-statistics"
DAY = date(2026, 11, 18)


# ---- campaigns -----------------------------------------------------------------------------------------


def saved_campaign(desk: OperationDesk) -> Call:
    obligations = (ObligationFacts(F4, ReportScope.WEEK, weekday=4, due_time="15:00"),)
    facts = CampaignFacts(
        desk.name("冬季行动"),
        starts_on=date(2026, 11, 1),
        villages=tuple(desk.villages()[:1]),
        phases=(PhaseFacts("部署"), PhaseFacts("排查")),
        obligations=obligations,
    )
    known = desk.made(save_campaign, facts)
    changed = replace(
        facts, villages=tuple(desk.villages()[1:2]), phases=(PhaseFacts("总结"),), obligations=()
    )
    return desk.call(save_campaign, changed, known)


def own_obligations(desk: OperationDesk) -> Call:
    return desk.call(save_own_obligations, [ObligationFacts(F4, ReportScope.CUMULATIVE, weekday=3)])


def _opening(desk: OperationDesk) -> OpeningFacts:
    figures = {"general_found": 12, "fines_wan": 150_000}
    return OpeningFacts(desk.campaign(), date(2026, 9, 30), "县统计表", figures=figures)


def saved_opening(desk: OperationDesk) -> Call:
    facts = _opening(desk)
    known = desk.made(save_opening, facts)
    return desk.call(save_opening, replace(facts, figures={"general_found": 15}), known)


def removed_opening(desk: OperationDesk) -> Call:
    return desk.call(remove_opening, desk.made(save_opening, _opening(desk)))


# ---- enforcement, tip-offs, activities, tasks -----------------------------------------------------------


def _admonition(desk: OperationDesk, **facts: Any) -> AdmonitionFacts:
    return AdmonitionFacts(AdmonitionKind.EXPOSED, DAY, desk.enterprise(), reason="整改不力", **facts)


def saved_enforcement(desk: OperationDesk) -> Call:
    known = desk.made(save_enforcement, _admonition(desk))
    return desk.call(save_enforcement, _admonition(desk, note="补充"), known)


def removed_enforcement(desk: OperationDesk) -> Call:
    return desk.call(remove_enforcement, AdmonitionFacts, desk.made(save_enforcement, _admonition(desk)))


def _tip_off(desk: OperationDesk) -> int:
    return desk.made(save_tip_off, TipOffFacts(received_on=DAY, unit=desk.name("料场"), content="夜间作业"))


def saved_tip_off(desk: OperationDesk) -> Call:
    known = _tip_off(desk)
    facts = desk.office.ask(tip_off_record, known).facts
    return desk.call(save_tip_off, replace(facts, accepted_on=DAY, informant="张某"), known)


def removed_tip_off(desk: OperationDesk) -> Call:
    return desk.call(remove_tip_off, _tip_off(desk))


def _activity(desk: OperationDesk) -> ActivityFacts:
    return ActivityFacts(ActivityKind.MEETING, DAY, desk.name("例会"), enterprises=(desk.enterprise(),))


def saved_activity(desk: OperationDesk) -> Call:
    facts = _activity(desk)
    changed = replace(facts, participants=30, enterprises=(desk.enterprise(),))
    return desk.call(save_activity, changed, desk.made(save_activity, facts))


def removed_activity(desk: OperationDesk) -> Call:
    return desk.call(remove_activity, desk.made(save_activity, _activity(desk)))


def _task(desk: OperationDesk) -> TaskFacts:
    steps = (StepFacts(DAY, "印发方案", "李四"), StepFacts(TODAY, "已报送"))
    return TaskFacts(content=desk.name("理论学习"), due_on=date(2026, 12, 31), steps=steps)


def saved_task(desk: OperationDesk) -> Call:
    facts = _task(desk)
    known = desk.made(save_task, facts)
    return desk.call(save_task, replace(facts, result="完成", steps=(facts.steps[1],)), known)


def removed_task(desk: OperationDesk) -> Call:
    return desk.call(remove_task, desk.made(save_task, _task(desk)))


def moved_task(desk: OperationDesk) -> Call:
    desk.made(save_task, _task(desk))
    return desk.call(move_task, desk.made(save_task, _task(desk)), -1)


def notice_imported(desk: OperationDesk) -> Call:
    return desk.call(import_notice, desk.office.ask(notices)[0].key, [1, 2, 3], [3])


# ---- lists, rosters, plan, settings ---------------------------------------------------------------------


def _table(desk: OperationDesk) -> int:
    return desk.made(save_table, desk.name("未整改"), Question("hazard", ("description", "state")))


def saved_table(desk: OperationDesk) -> Call:
    question = Question("enterprise", ("name",))
    return desk.call(save_table, desk.name("企业表"), question, "县里要", _table(desk))


def removed_table(desk: OperationDesk) -> Call:
    return desk.call(remove_table, _table(desk))


def holidays_saved(desk: OperationDesk) -> Call:
    desk.office.run(mark_day, date(2031, 5, 7), DayKind.HOLIDAY, "调休")
    return desk.call(save_holidays, 2031, [HolidayDay(date(2031, 5, 1), DayKind.HOLIDAY, "劳动节")])


def day_marked(desk: OperationDesk) -> Call:
    desk.office.run(mark_day, date(2032, 5, 6), DayKind.HOLIDAY, "调休")
    return desk.call(mark_day, date(2032, 5, 6), None)


def holidays_imported(desk: OperationDesk) -> Call:
    return desk.call(import_holidays, [HolidayDay(date(2033, 10, 1), DayKind.HOLIDAY, "国庆节")])


def _batch(desk: OperationDesk) -> int:
    return desk.made(save_batch, BatchFacts(desk.name("曝光一批")))


def _item(desk: OperationDesk, batch: int) -> int:
    return desk.made(save_batch_item, batch, BatchItemFacts(DAY, desk.name("某企业")))


def saved_batch(desk: OperationDesk) -> Call:
    return desk.call(save_batch, BatchFacts(desk.name("约谈一批"), desk.campaign()), _batch(desk))


def moved_batch(desk: OperationDesk) -> Call:
    _batch(desk)
    return desk.call(move_batch, _batch(desk), -1)


def removed_batch(desk: OperationDesk) -> Call:
    batch = _batch(desk)
    _item(desk, batch)
    return desk.call(remove_batch, batch)


def saved_item(desk: OperationDesk) -> Call:
    batch = _batch(desk)
    by_record = BatchItemFacts(DAY, "", "enterprise", desk.enterprise())
    return desk.call(save_batch_item, batch, by_record, _item(desk, batch))


def removed_item(desk: OperationDesk) -> Call:
    return desk.call(remove_batch_item, _item(desk, _batch(desk)))


def changed_office(desk: OperationDesk) -> Call:
    row = desk.office.ask(office_row)
    return desk.call(change_office, replace(row, principal=desk.name("李"), reporting_weekday=3))


def plan_made(desk: OperationDesk) -> Call:
    desk.enterprise()
    return desk.call(make_plan, 2028)


def _planned(desk: OperationDesk, visits: int = 2) -> int:
    return desk.made(save_plan_entry, PlanFacts(2027, desk.enterprise(), "张三", visits))


def plan_saved(desk: OperationDesk) -> Call:
    enterprise = desk.enterprise()
    known = desk.made(save_plan_entry, PlanFacts(2027, enterprise, "张三", 2))
    return desk.call(save_plan_entry, PlanFacts(2027, enterprise, "李四", 4, "消防"), known)


def plan_changed(desk: OperationDesk) -> Call:
    return desk.call(change_plan_entries, [_planned(desk), _planned(desk)], responsible="王五", visits=12)


def plan_removed(desk: OperationDesk) -> Call:
    return desk.call(remove_plan_entries, [_planned(desk), _planned(desk)])


def _person(desk: OperationDesk) -> PersonFacts:
    return PersonFacts(
        desk.name("王"), duty_villages=tuple(desk.villages()[:1]), relatives=(desk.enterprise(),)
    )


def saved_person(desk: OperationDesk) -> Call:
    facts = _person(desk)
    known = desk.made(save_roster_entry, facts)
    changed = replace(facts, phone="138", duty_villages=tuple(desk.villages()[1:2]), relatives=())
    return desk.call(save_roster_entry, changed, known)


def removed_village(desk: OperationDesk) -> Call:
    known = desk.made(save_roster_entry, VillageFacts(desk.name("新村")))
    return desk.call(remove_roster_entry, VillageFacts, known)


def _self_check(desk: OperationDesk) -> SelfCheckFacts:
    marks = {1: (CheckMark.COMPLIES, None), 2: (CheckMark.FAILS, CheckMark.FAILS)}
    return SelfCheckFacts(desk.enterprise(), DAY, "王建国", marks)


def saved_self_check(desk: OperationDesk) -> Call:
    facts = _self_check(desk)
    known = desk.made(save_self_check, None, facts)
    changed = replace(facts, marks={2: (CheckMark.COMPLIES, None)}, note="复核")
    return desk.call(save_self_check, known, changed)


def removed_self_check(desk: OperationDesk) -> Call:
    return desk.call(remove_self_check, desk.made(save_self_check, None, _self_check(desk)))


def settings_saved(desk: OperationDesk) -> Call:
    desk.office.run(save_settings, {"plan.industries": "工贸 3"})
    return desk.call(save_settings, {"plan.industries": ""})


def signs_set(desk: OperationDesk) -> Call:
    cells = [(desk.enterprise(), item) for item in sign_items()[:2]]
    desk.office.run(set_signs, cells[:1], SignState.PRESENT, DAY)
    return desk.call(set_signs, cells, SignState.MISSING, TODAY)


def signs_cleared(desk: OperationDesk) -> Call:
    cells = [(desk.enterprise(), sign_items()[0])]
    desk.office.run(set_signs, cells, SignState.PRESENT, DAY)
    return desk.call(clear_signs, cells)


def _support(desk: OperationDesk) -> SupportPairFacts:
    return SupportPairFacts(desk.enterprise(), desk.enterprise(), DAY, plan="每月一次")


def saved_support(desk: OperationDesk) -> Call:
    facts = _support(desk)
    return desk.call(
        save_support_pair, replace(facts, progress="已座谈"), desk.made(save_support_pair, facts)
    )


def removed_support(desk: OperationDesk) -> Call:
    return desk.call(remove_support_pair, desk.made(save_support_pair, _support(desk)))


def worded(desk: OperationDesk) -> Call:
    desk.office.run(save_wordings, F4, {"title": desk.name("统计表"), "annex": "附"})
    return desk.call(save_wordings, F4, {"title": desk.name("汇总表"), "annex": None})


SAMPLES: dict[str, Any] = {
    "activities.remove_activity": removed_activity,
    "activities.save_activity": saved_activity,
    "ad_hoc_tables.saved.remove_table": removed_table,
    "ad_hoc_tables.saved.save_table": saved_table,
    "campaigning.obligations.save_own_obligations": own_obligations,
    "campaigning.opening.remove_opening": removed_opening,
    "campaigning.opening.save_opening": saved_opening,
    "campaigning.saving.remove_campaign": lambda desk: desk.call(remove_campaign, desk.campaign()),
    "campaigning.saving.save_campaign": saved_campaign,
    "enforcing.remove_enforcement": removed_enforcement,
    "enforcing.save_enforcement": saved_enforcement,
    "holidays.import_holidays": holidays_imported,
    "holidays.mark_day": day_marked,
    "holidays.save_holidays": holidays_saved,
    "labelled_batches.move_batch": moved_batch,
    "labelled_batches.remove_batch": removed_batch,
    "labelled_batches.remove_batch_item": removed_item,
    "labelled_batches.save_batch": saved_batch,
    "labelled_batches.save_batch_item": saved_item,
    "offices.change_office": changed_office,
    "offices.set_handler": lambda desk: desk.call(set_handler, desk.name("王干事")),
    "planning.change_plan_entries": plan_changed,
    "planning.make_plan": plan_made,
    "planning.remove_plan_entries": plan_removed,
    "planning.save_plan_entry": plan_saved,
    "rosters.remove_roster_entry": removed_village,
    "rosters.save_roster_entry": saved_person,
    "self_checking.remove_self_check": removed_self_check,
    "self_checking.save_self_check": saved_self_check,
    "settings.save_settings": settings_saved,
    "signs.clear_signs": signs_cleared,
    "signs.set_signs": signs_set,
    "support_pairs.remove_support_pair": removed_support,
    "support_pairs.save_support_pair": saved_support,
    "tasks.notices.import_notice": notice_imported,
    "tasks.saving.move_task": moved_task,
    "tasks.saving.remove_task": removed_task,
    "tasks.saving.save_task": saved_task,
    "tip_offs.remove_tip_off": removed_tip_off,
    "tip_offs.save_tip_off": saved_tip_off,
    "wording.save_wordings": worded,
    "wording.set_signatures": lambda desk: desk.call(set_signatures, F4, True),
}

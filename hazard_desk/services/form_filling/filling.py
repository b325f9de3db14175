"""From a request to sheets: finds the form's filler, then sets what the office chose for every form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from hazard_desk.errors import UsageError
from hazard_desk.forms.catalogue import FORMS
from hazard_desk.forms.sheet import Sheet
from hazard_desk.services.form_filling import (
    activities,
    dispatch,
    documents,
    enforcement,
    enterprise_file,
    enterprises,
    hand_over,
    handover,
    hazard_ledgers,
    industry_ledger,
    ledgers,
    negatives,
    planning,
    quota_table,
    ranking,
    reports,
    summary,
    tasks,
    tip_offs,
    township_lists,
    visits,
    weekly_statistics,
)
from hazard_desk.services.form_filling.finishing import finisher
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import DocumentKind

_FILLERS: dict[str, Callable[[Reading, FormRequest], Sequence[Sheet]]] = {
    "weekly-statistics": weekly_statistics.weekly_statistics_sheets,
    "illegal-acts": ledgers.illegal_act_sheets,
    "weekly-dispatch": dispatch.weekly_dispatch_sheets,
    "major-hazards": ledgers.major_hazard_sheets,
    "cross-arrangement": ledgers.cross_arrangement_sheets,
    "cross-summary": ledgers.cross_summary_sheets,
    "cross-report": reports.cross_report_sheets,
    "campaign-summary": summary.campaign_summary_sheets,
    "industry-ledger": industry_ledger.industry_ledger_sheets,
    "hazard-ledger": hazard_ledgers.hazard_ledger_sheets,
    "enforcement-ledger": enforcement.enforcement_ledger_sheets,
    "typical-cases": enforcement.typical_case_list_sheets,
    "typical-case": enforcement.typical_case_sheets,
    "quota-table": quota_table.quota_table_sheets,
    "ranking": ranking.ranking_sheets,
    "ranking-notice": ranking.ranking_notice_sheets,
    "support-pairs": township_lists.support_pair_sheets,
    "signs-and-cards": township_lists.sign_sheets,
    "batches": township_lists.batch_sheets,
    "negative-list": negatives.negative_list_sheets,
    "village-notice": negatives.village_notice_sheets,
    "visit-route": planning.visit_route_sheets,
    "supervision-plan": planning.supervision_plan_sheets,
    "task-plan": tasks.task_plan_sheets,
    "task-progress": tasks.task_progress_sheets,
    "hand-over-list": hand_over.hand_over_sheets,
    "tip-off-ledger": tip_offs.tip_off_ledger_sheets,
    "tip-off-public": tip_offs.tip_off_public_sheets,
    "activity-ledger": activities.activity_ledger_sheets,
}

_FILLERS_OF_EACH: dict[str, Callable[[Reading, FormRequest], Iterable[tuple[int, Sequence[Sheet]]]]] = {
    "registration": enterprises.registrations,
    "self-check": enterprises.self_checks,
    "supervision": visits.supervisions,
    "hazard-list": visits.hazard_lists,
    "visit-sheet": enterprises.visit_sheets,
    "enterprise-file": enterprise_file.enterprise_files,
    "problem-list": hazard_ledgers.problem_lists,
    "cross-handover": handover.cross_handovers,
    **{kind.value: documents.document_sheets for kind in DocumentKind},
}
"""Forms of which each enterprise, visit or pair has its own; their fillers say whose id a sheet bears."""


def form_sheets(reading: Reading, request: FormRequest) -> tuple[Sheet, ...]:
    """Return the sheets of a form, filled from the records, or one blank for filling in by hand.

    An unknown form, and one of enterprises or visits without any named, are refused (UsageError).
    """
    if request.form_id not in FORMS:
        known = "、".join(f"{form.id}（{form.title}）" for form in FORMS.values())
        raise UsageError(f"没有编号为「{request.form_id}」的表。", "没有导出。", f"现有：{known}。")
    if request.form_id in _FILLERS_OF_EACH:
        return tuple(sheet for _, sheets in sheets_of_each(reading, request) for sheet in sheets)
    finish = finisher(reading, request.form_id)
    return tuple(finish(sheet) for sheet in _FILLERS[request.form_id](reading, request))


def sheets_of_each(reading: Reading, request: FormRequest) -> list[tuple[int, tuple[Sheet, ...]]]:
    """Return a form of enterprises, visits or pairs with the id of each, in the order asked for.

    The id is that of the visit, document or pair where the form tells of one, else of the enterprise; 0 of a
    blank form for nobody in particular.
    """
    finish = finisher(reading, request.form_id)
    return [
        (record_id, tuple(finish(sheet) for sheet in sheets))
        for record_id, sheets in _FILLERS_OF_EACH[request.form_id](reading, request)
    ]

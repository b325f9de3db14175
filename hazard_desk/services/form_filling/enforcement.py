"""Forms of what 执法、追责、曝光 enter: 执法台账, and 典型案例 as a list and in prose.

They list what F4 counts, asked of `reporting`: so the fines add up to its column, 补录 included.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hazard_desk.errors import RecordMissing
from hazard_desk.forms.enforcement_ledger import EnforcementEntry, enforcement_ledger
from hazard_desk.forms.report import Report
from hazard_desk.forms.report_sheet import report_sheet
from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.typical_case import FORM_ID, CaseFacts, typical_case
from hazard_desk.forms.typical_cases import typical_cases
from hazard_desk.forms.weekly_statistics import Scope
from hazard_desk.model import (
    Accountability,
    Admonition,
    Enterprise,
    IllegalAct,
    Office,
    Penalty,
    TypicalCase,
)
from hazard_desk.rules.reporting_week import Period
from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.services.form_filling.enforcement_words import (
    handled_words,
    penalty_words,
    reason_words,
    who_words,
)
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.services.form_filling.spans import campaign_asked, filled_on, period_of
from hazard_desk.services.reporting import FigureRow, current_week_end, figure_rows
from hazard_desk.services.wording import form_texts
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import AccountabilityKind, AdmonitionKind, PenaltyKind, Term

_KINDS: dict[Figure, Term] = {
    Figure.FINES_WAN: PenaltyKind.FINE,
    Figure.SUSPENDED: PenaltyKind.SUSPENSION,
    Figure.LICENCES_REVOKED: PenaltyKind.LICENCE,
    Figure.CLOSED: PenaltyKind.CLOSURE,
    Figure.DISCIPLINED: AccountabilityKind.DISCIPLINE,
    Figure.PROSECUTED: AccountabilityKind.PROSECUTION,
    Figure.ADMONISHED: AdmonitionKind.ADMONISHED,
    Figure.EXPOSED: AdmonitionKind.EXPOSED,
    Figure.SANCTIONED: AdmonitionKind.SANCTIONED,
}
_LISTED = (Figure.ILLEGAL_FOUND, Figure.ILLEGAL_HANDLED, *_KINDS)
_MODELS: dict[str, type[Any]] = {
    "illegal_act": IllegalAct,
    "penalty": Penalty,
    "accountability": Accountability,
    "admonition": Admonition,
    "typical_case": TypicalCase,
}


def enforcement_ledger_sheets(reading: Reading, request: FormRequest) -> Sequence[Sheet]:
    """Return 执法台账 of the week, or of all days since the campaign began, in the order of the days."""
    office = reading.session.get_one(Office, 1)
    texts = form_texts(reading, request.form_id)
    if request.blank:
        campaign_asked(reading, request)
        return [enforcement_ledger(texts, unit_name=office.name, campaign=request.campaign)]
    period = _period(reading, request)
    rows = _counted(reading, request, *_LISTED)
    return [
        enforcement_ledger(
            texts,
            unit_name=office.name,
            filled_on=filled_on(reading, request),
            campaign=request.campaign,
            start=period.start,
            end=period.end,
            entries=[_entry(reading, texts, row, period) for row in _once_an_act(rows)],
        )
    ]


def typical_case_list_sheets(reading: Reading, request: FormRequest) -> Sequence[Sheet]:
    """Return 典型案例清单 of the week, or of all days since the campaign began."""
    office = reading.session.get_one(Office, 1)
    texts = form_texts(reading, request.form_id)
    if request.blank:
        campaign_asked(reading, request)
        return [typical_cases(texts, unit_name=office.name, campaign=request.campaign)]
    period = _period(reading, request)
    return [
        typical_cases(
            texts,
            unit_name=office.name,
            filled_on=filled_on(reading, request),
            campaign=request.campaign,
            start=period.start,
            end=period.end,
            cases=_cases(reading, request),
        )
    ]


def typical_case_report(reading: Reading, request: FormRequest) -> Report:
    """Return 典型案例 in prose: the case of the week or of the time up to its end, or each of several."""
    office = reading.session.get_one(Office, 1)
    campaign_asked(reading, request)
    return typical_case(
        form_texts(reading, request.form_id),
        None if request.blank else _cases(reading, request),
        unit_name=office.name,
        filled_on=filled_on(reading, request),
        campaign=request.campaign,
    )


def case_report(reading: Reading, case_id: int) -> Report:
    """Return 典型案例 in prose of one case; one that is gone is refused."""
    record = reading.session.get(TypicalCase, case_id)
    if record is None or record.deleted_at is not None:
        raise RecordMissing("这个典型案例已不在台账里。", "没有出材料。", "请刷新列表，再选一次。")
    office = reading.session.get_one(Office, 1)
    return typical_case(
        form_texts(reading, FORM_ID), [_case(reading, record)], unit_name=office.name, filled_on=reading.today
    )


def typical_case_sheets(reading: Reading, request: FormRequest) -> Sequence[Sheet]:
    """Return 典型案例 in prose as pages."""
    return [report_sheet(typical_case_report(reading, request))]


# ---- what is counted ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Counted:
    figure: Figure
    row: FigureRow

    @property
    def on(self) -> date:
        return self.row.fact.on

    @property
    def noun(self) -> str:
        return self.row.fact.noun

    @property
    def record_id(self) -> int:
        return self.row.fact.record_id


def _period(reading: Reading, request: FormRequest) -> Period:
    cumulative = request.scope is Scope.CUMULATIVE
    return period_of(reading, request, campaign_asked(reading, request), cumulative=cumulative)


def _counted(reading: Reading, request: FormRequest, *figures: Figure) -> list[_Counted]:
    week_end = request.week_end or current_week_end(reading)
    cumulative = request.scope is Scope.CUMULATIVE
    found = [
        _Counted(figure, row)
        for figure in figures
        for row in figure_rows(reading, figure, week_end, cumulative=cumulative, campaign=request.campaign)
    ]
    return sorted(found, key=lambda one: (one.on, figures.index(one.figure), one.record_id))


def _once_an_act(rows: Sequence[_Counted]) -> Iterator[_Counted]:
    """Yield the rows, an illegal act that was found and handled once: by the day that it was found."""
    seen: set[int] = set()
    for row in rows:
        if row.noun == "illegal_act":
            if row.record_id in seen:
                continue
            seen.add(row.record_id)
        yield row


def _entry(reading: Reading, texts: Mapping[str, Any], one: _Counted, period: Period) -> EnforcementEntry:
    term = _KINDS.get(one.figure)
    kind = str(term.label) if term is not None else str(texts["illegal_act"])
    model = _MODELS.get(one.noun)
    record = reading.session.get(model, one.record_id) if model is not None else None
    amount = one.row.fact.amount
    fine = amount if one.figure is Figure.FINES_WAN else None
    late = "" if one.on in period else str(texts["late"])  # counted in this week, though of an earlier one
    if record is None:  # 期初数: a figure without records behind it
        count = texts["units"].get(one.figure.value, "")
        handling = "" if fine is not None else str(count).replace("{count}", str(amount))
        return EnforcementEntry(one.on, kind, "", one.row.text, handling, fine, "", "", "")
    return EnforcementEntry(
        on=one.on,
        kind=kind,
        who=who_words(str(texts["person"]), record, one.row.enterprise),
        reason=reason_words(reading, record),
        handling=_handling(texts, record, one, kind, period.end),
        amount_fen=fine,
        decided_by=getattr(record, "decided_by", "") or getattr(record, "verifying_unit", ""),
        document_number=getattr(record, "document_number", ""),
        note="\n".join(filter(None, (late, record.note))),
    )


def _handling(texts: Mapping[str, Any], record: Any, one: _Counted, kind: str, until: date) -> str:
    if isinstance(record, IllegalAct):
        return handled_words(texts, record, until)
    if isinstance(record, Penalty) and isinstance(counted_as := _KINDS[one.figure], PenaltyKind):
        return penalty_words(texts, record, counted_as, one.row.fact.amount)
    return kind


# ---- 典型案例 -------------------------------------------------------------------------------------


def _cases(reading: Reading, request: FormRequest) -> list[CaseFacts]:
    cases = []
    for one in _counted(reading, request, Figure.TYPICAL_CASES):
        record = reading.session.get(TypicalCase, one.record_id) if one.noun == "typical_case" else None
        if record is None:
            continue  # 期初数 count cases that nobody wrote down here
        cases.append(_case(reading, record))
    return cases


def _case(reading: Reading, record: TypicalCase) -> CaseFacts:
    named = record.enterprise_id
    enterprise = reading.session.get(Enterprise, named) if named is not None else None
    return CaseFacts(
        record.title,
        record.reported_on,
        enterprise.name if enterprise is not None else "",
        record.summary,
        record.handling,
        record.lesson,
    )

"""报送要求: checked and kept, of a campaign or of the office itself (no campaign)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, fields

from sqlalchemy import delete, select

from hazard_desk.forms.catalogue import FORMS, Form
from hazard_desk.model import ReportObligation
from hazard_desk.rules.clock_times import read_clock_time
from hazard_desk.rules.refusal import Refusal
from hazard_desk.rules.unreadable import Unreadable
from hazard_desk.services.campaigning.facts import ObligationFacts
from hazard_desk.services.refusing import refuse_if_any
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork

_NAMES = tuple(item.name for item in fields(ObligationFacts))


def periodic_forms() -> list[Form]:
    """Return the forms that are handed in for a week, which an obligation may name."""
    return [form for form in FORMS.values() if form.can_be_due]


def own_obligations(reading: Reading) -> tuple[ObligationFacts, ...]:
    """Return what the office hands in whatever campaigns there are, over all records."""
    return obligations_of(reading, None)


def save_own_obligations(work: UnitOfWork, obligations: Sequence[ObligationFacts]) -> Changes:
    """Keep what the office itself hands in; refused as the obligations of a campaign are."""
    refuse_if_any(refused_obligations(obligations))
    set_obligations(work, None, obligations)
    return Changes(f"本单位报送要求：{len(obligations)} 条")


def obligations_of(reading: Reading, campaign_id: int | None) -> tuple[ObligationFacts, ...]:
    """Return the obligations of a campaign, or the office's own (None), in their order."""
    # `==` of None says IS NULL.
    query = select(ReportObligation).where(ReportObligation.campaign_id == campaign_id)
    return tuple(
        ObligationFacts(**{name: getattr(row, name) for name in _NAMES})
        for row in reading.session.scalars(query.order_by(ReportObligation.position, ReportObligation.id))
    )


def set_obligations(
    work: UnitOfWork, campaign_id: int | None, obligations: Sequence[ObligationFacts]
) -> None:
    """Put these in the place of those that there were; where they are the same nothing is written."""
    wanted = [_tidied(one) for one in obligations]
    if [astuple(one) for one in obligations_of(work, campaign_id)] == [astuple(one) for one in wanted]:
        return
    work.session.execute(delete(ReportObligation).where(ReportObligation.campaign_id == campaign_id))
    for position, one in enumerate(wanted):
        known = {name: getattr(one, name) for name in _NAMES}
        work.session.add(ReportObligation(campaign_id=campaign_id, position=position, **known))
    work.session.flush()


def refused_obligations(obligations: Sequence[ObligationFacts]) -> list[Refusal]:
    """Return what is wrong with obligations, each by its place in the list."""
    found = []
    for number, one in enumerate(obligations, start=1):
        where = f"第 {number} 条报送要求"
        said = [
            _of_form(one.form_id),
            _of_day(one),
            _of_time(one.due_time),
        ]
        found += [Refusal("obligations", f"{where}{why}", remedy) for why, remedy in said if why]
    return found


def _of_form(form_id: str) -> tuple[str, str]:
    if not form_id:
        return "没有写报表", "请写报表的名称。"
    if form_id not in FORMS:
        return f"写的“{form_id}”不是这里的报表", "请从清单里选。"
    if not FORMS[form_id].can_be_due:
        return f"写的《{FORMS[form_id].short}》不是按期报送的表", "请从清单里选。"
    return "", ""


def _of_day(one: ObligationFacts) -> tuple[str, str]:
    if one.weekday is None and one.due_on is None:
        return "没有写什么时候报", "请写“每周五”，或写日期。"
    if one.weekday is not None and one.due_on is not None:
        return "既写了每周几，又写了日期", "请只留一个；两样都要报的，分两条写。"
    if one.weekday is not None and one.weekday not in range(7):
        return "写的星期不对", "请写“每周一”到“每周日”。"
    return "", ""


def _of_time(text: str) -> tuple[str, str]:
    try:
        read_clock_time(text)
    except Unreadable as unreadable:
        return f"的时间“{text}”读不出来", unreadable.remedy
    return "", ""


def _tidied(one: ObligationFacts) -> ObligationFacts:
    time = read_clock_time(one.due_time)
    return ObligationFacts(
        one.form_id,
        one.scope,
        one.recipient.strip(),
        one.weekday,
        f"{time:%H:%M}" if time is not None else "",
        one.due_on,
        one.signer.strip(),
        one.note.strip(),
    )

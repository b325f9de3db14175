"""四牌一卡两栏 (S000 三(四)): how each of the seven stands at each enterprise, and from where that is known.

Entered once: a mark of the check list on a visit counts as well as one typed here; the newest stands.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import delete, func, select

from hazard_desk.model import Enterprise, Inspection, InspectionCheck, SignStatus, Village
from hazard_desk.rules.refusal import Refusal
from hazard_desk.services.checklists import check_lists
from hazard_desk.services.offices import campaign_by_name
from hazard_desk.services.refusing import refuse_if_any
from hazard_desk.services.registry import NO_VILLAGE, matches
from hazard_desk.services.supervisory import IN_OPERATION, in_operation_on, in_scope
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork, in_chunks
from hazard_desk.terms import NO_VILLAGE_LABEL, CheckMark, SignState

LIST_TITLE = "四牌一卡两栏"

VIEWS = {
    "all": "全部",
    "missing": "有未设置的",
    "faulty": "有不规范的",
    "incomplete": "不全",
    "unknown": "一项也没有登记",
}
"""What the matrix may be narrowed to; 不全 is whatever isn't seven times 已设置."""

_OF_MARK = {
    CheckMark.COMPLIES: SignState.PRESENT,
    CheckMark.RECTIFYING: SignState.FAULTY,
    CheckMark.FAILS: SignState.MISSING,
}


@dataclass(frozen=True, slots=True)
class SignSeen:
    """How one of the seven was last found; without a visit it was typed in the matrix."""

    state: SignState
    seen_on: date
    inspection_id: int | None = None
    number: str = ""  # of the visit
    note: str = ""  # written at the mark in the visit


Seen = tuple[SignSeen | None, ...]  # of each of the seven in their order; None is not known


@dataclass(frozen=True, slots=True)
class SignRow:
    """One line of the matrix."""

    id: int  # of the enterprise
    name: str
    village: str
    seen: Seen

    @property
    def present(self) -> int:
        """How many of the seven are 已设置."""
        return sum(one is not None and one.state is SignState.PRESENT for one in self.seen)


@dataclass(frozen=True, slots=True)
class SignQuery:
    """What the matrix is asked for; empty does not restrict."""

    text: str = ""
    villages: tuple[int, ...] = ()
    view: str = "all"


@dataclass(frozen=True, slots=True)
class SignBoard:
    """The enterprises that match, in the order of their villages, and how many each view would show."""

    ids: array[int]
    counts: dict[str, int]
    villages: tuple[tuple[int, str, int], ...]  # with the number of enterprises in operation


@cache
def sign_items() -> tuple[str, ...]:
    """Return the seven in the order of the document."""
    return next(one.items for one in check_lists() if one.title == LIST_TITLE)


def sign_board(reading: Reading, query: SignQuery) -> SignBoard:
    """Return which enterprises in operation the matrix shows."""
    village = func.coalesce(Enterprise.village_id, NO_VILLAGE)
    found: Any = (
        select(Enterprise.id, village)
        .where(IN_OPERATION, *matches(Enterprise.search_text, query.text))
        .order_by(village == NO_VILLAGE, village, Enterprise.name_key, Enterprise.id)
    )
    listed = [
        enterprise_id
        for enterprise_id, of_village in reading.session.execute(found)
        if not query.villages or of_village in query.villages
    ]
    seen = _seen(reading)
    nothing: Seen = (None,) * len(sign_items())
    shown = {view: array("q") for view in VIEWS}
    for enterprise_id in listed:
        for view in _views_of(seen.get(enterprise_id, nothing)):
            shown[view].append(enterprise_id)
    return SignBoard(shown[query.view], {view: len(ids) for view, ids in shown.items()}, _villages(reading))


def sign_rows(reading: Reading, ids: Sequence[int], until: date | None = None) -> list[SignRow]:
    """Return the lines of these enterprises in that order, as known on the day `until`."""
    rows: dict[int, SignRow] = {}
    nothing: Seen = (None,) * len(sign_items())
    for some in in_chunks(ids):
        seen = _seen(reading, some, until)
        query: Any = (
            select(Enterprise.id, Enterprise.name, func.coalesce(Village.name, ""))
            .outerjoin(Village, Village.id == Enterprise.village_id)
            .where(Enterprise.id.in_(some))
        )
        for enterprise_id, name, village in reading.session.execute(query):
            rows[enterprise_id] = SignRow(enterprise_id, name, village, seen.get(enterprise_id, nothing))
    return [rows[one] for one in ids if one in rows]


def signs_of_scope(reading: Reading, campaign: str | None = None, until: date | None = None) -> list[SignRow]:
    """Return every enterprise in operation, of the campaign's scope, in the order of the villages."""
    chosen = campaign_by_name(reading, campaign) if campaign else None
    query = (
        select(Enterprise.id)
        .where(in_operation_on(until) if until is not None else IN_OPERATION, in_scope(chosen))
        .order_by(Enterprise.village_id.is_(None), Enterprise.village_id, Enterprise.name_key, Enterprise.id)
    )
    return sign_rows(reading, list(reading.session.scalars(query)), until)


def count_states(rows: Iterable[SignRow]) -> list[dict[SignState, int]]:
    """Return of each of the seven how many enterprises have it in which state."""
    counts = [dict.fromkeys(SignState, 0) for _ in sign_items()]
    for row in rows:
        for place, one in enumerate(row.seen):
            if one is not None:
                counts[place][one.state] += 1
    return counts


def set_signs(work: UnitOfWork, cells: Sequence[tuple[int, str]], state: SignState, seen_on: date) -> Changes:
    """Say how signs (enterprise, item) were found on a day, in place of what was typed before.

    Refused: a day after today, an item that is none of the seven, an enterprise no longer in the registry.
    What a later visit found still stands; a notice says so.
    """
    refusals = _refusals(work, cells)
    if seen_on > work.today:
        refusals.append(Refusal("seen_on", f"查看日期 {seen_on} 晚于今天", "请填写已经发生的日期。"))
    refuse_if_any(refusals)
    session = work.session
    present = {(row.enterprise_id, row.item): row for row in _typed(work, cells)}
    for enterprise_id, item in dict.fromkeys(cells):
        row = present.get((enterprise_id, item))
        if row is None:
            session.add(SignStatus(enterprise_id=enterprise_id, item=item, state=state, seen_on=seen_on))
        else:
            row.state, row.seen_on = state, seen_on
    session.flush()
    changes = Changes(f"四牌一卡两栏：{_what(work, cells)}{state.label}", counts={"cells": len(cells)})
    later = _overruled(work, cells)
    if later:
        changes.notices.append(f"其中 {later} 项在 {seen_on} 以后的检查里又有结果，仍以检查为准。")
    return changes


def clear_signs(work: UnitOfWork, cells: Sequence[tuple[int, str]]) -> Changes:
    """Take back what was typed of these signs; what visits found stays, for it belongs to the visits."""
    typed = _typed(work, cells)
    if typed:
        work.session.execute(delete(SignStatus).where(SignStatus.id.in_([row.id for row in typed])))
    wanted = [(row.enterprise_id, row.item) for row in typed]
    said = f"四牌一卡两栏：清除登记，{_what(work, wanted)}" if wanted else "没有可以清除的登记"
    changes = Changes(said.rstrip("，"), counts={"cells": len(wanted)})
    rest = len(set(cells)) - len(wanted)
    if rest:
        changes.notices.append(f"其中 {rest} 项没有在这里登记过；检查里的结果要到检查记录里改。")
    return changes


# ---- inside ---------------------------------------------------------------------------------------


def _seen(
    reading: Reading, ids: Sequence[int] | None = None, until: date | None = None
) -> Mapping[int, Seen]:
    """Return what is known, by enterprise; of all of them where none are named."""
    places = {item: place for place, item in enumerate(sign_items())}
    found: dict[int, list[SignSeen | None]] = {}
    for enterprise_id, item, mark, day, inspection_id, number, note in _marks(reading, ids, until):
        line = found.setdefault(enterprise_id, [None] * len(places))
        line[places[item]] = SignSeen(_OF_MARK[mark], day, inspection_id, number, note)
    typed: Any = select(
        SignStatus.enterprise_id, SignStatus.item, SignStatus.state, SignStatus.seen_on
    ).where(SignStatus.item.in_(places))
    if ids is not None:
        typed = typed.where(SignStatus.enterprise_id.in_(ids))
    if until is not None:
        typed = typed.where(SignStatus.seen_on <= until)
    # What was typed on a visit's day is the later word.
    for enterprise_id, item, state, day in reading.session.execute(typed):
        line = found.setdefault(enterprise_id, [None] * len(places))
        known = line[places[item]]
        if known is None or known.seen_on <= day:
            line[places[item]] = SignSeen(state, day)
    return {enterprise_id: tuple(line) for enterprise_id, line in found.items()}


def _marks(reading: Reading, ids: Sequence[int] | None, until: date | None) -> Any:
    """Return the newest mark of each sign of each enterprise."""
    newest = Inspection.inspected_on.desc(), Inspection.id.desc(), InspectionCheck.position.desc()
    of_sign = Inspection.enterprise_id, InspectionCheck.text
    query = (
        select(
            *of_sign,
            InspectionCheck.mark,
            Inspection.inspected_on,
            Inspection.id.label("inspection_id"),
            Inspection.number,
            InspectionCheck.note,
            func.row_number().over(partition_by=of_sign, order_by=newest).label("place"),
        )
        .join(Inspection, Inspection.id == InspectionCheck.inspection_id)
        .where(
            InspectionCheck.title == LIST_TITLE,
            InspectionCheck.text.in_(sign_items()),
            InspectionCheck.mark.is_not(None),
            Inspection.deleted_at.is_(None),
        )
    )
    if ids is not None:
        query = query.where(Inspection.enterprise_id.in_(ids))
    if until is not None:
        query = query.where(Inspection.inspected_on <= until)
    *told, place = query.subquery().c
    return reading.session.execute(select(*told).where(place == 1))


def _views_of(seen: Seen) -> list[str]:
    states = {one.state if one is not None else None for one in seen}
    views = ["all"]
    if SignState.MISSING in states:
        views.append("missing")
    if SignState.FAULTY in states:
        views.append("faulty")
    if states != {SignState.PRESENT}:
        views.append("incomplete")
    if states == {None}:
        views.append("unknown")
    return views


def _villages(reading: Reading) -> tuple[tuple[int, str, int], ...]:
    query: Any = (
        select(func.coalesce(Enterprise.village_id, NO_VILLAGE), Village.name, func.count(Enterprise.id))
        .outerjoin(Village, Village.id == Enterprise.village_id)
        .where(IN_OPERATION)
        .group_by(Enterprise.village_id)
        .order_by(Enterprise.village_id.is_(None), Enterprise.village_id)
    )
    return tuple(
        (known, name or NO_VILLAGE_LABEL, count) for known, name, count in reading.session.execute(query)
    )


def _typed(reading: Reading, cells: Sequence[tuple[int, str]]) -> list[SignStatus]:
    wanted = set(cells)
    rows: list[SignStatus] = []
    for some in in_chunks(list({enterprise_id for enterprise_id, _ in cells})):
        query = select(SignStatus).where(SignStatus.enterprise_id.in_(some))
        rows += [row for row in reading.session.scalars(query) if (row.enterprise_id, row.item) in wanted]
    return rows


def _overruled(reading: Reading, cells: Sequence[tuple[int, str]]) -> int:
    """Return of how many cells a visit later than what was typed tells."""
    enterprises = list({enterprise_id for enterprise_id, _ in cells})
    places = {item: place for place, item in enumerate(sign_items())}
    seen: dict[int, Seen] = {}
    for some in in_chunks(enterprises):
        seen.update(_seen(reading, some))
    found = (seen[enterprise_id][places[item]] for enterprise_id, item in set(cells))
    return sum(one is not None and one.inspection_id is not None for one in found)


def _refusals(reading: Reading, cells: Sequence[tuple[int, str]]) -> list[Refusal]:
    if unknown := {item for _, item in cells}.difference(sign_items()):
        return [Refusal("item", f"没有“{'、'.join(sorted(unknown))}”这一项", "请从七项里选。")]
    wanted = {enterprise_id for enterprise_id, _ in cells}
    known: set[int] = set()
    for some in in_chunks(list(wanted)):
        query = select(Enterprise.id).where(Enterprise.id.in_(some), Enterprise.deleted_at.is_(None))
        known.update(reading.session.scalars(query))
    if wanted != known:
        return [
            Refusal("enterprise_id", f"有 {len(wanted - known)} 家已不在企业档案里", "请刷新，再登记一次。")
        ]
    return []


def _what(reading: Reading, cells: Sequence[tuple[int, str]]) -> str:
    """Return of what an operation is told: one sign of one enterprise by name, else how many."""
    if len(set(cells)) == 1:
        enterprise_id, item = cells[0]
        return f"「{reading.session.get_one(Enterprise, enterprise_id).name}」{item}"
    return f"{len({enterprise_id for enterprise_id, _ in cells})} 家 {len(set(cells))} 项" if cells else ""

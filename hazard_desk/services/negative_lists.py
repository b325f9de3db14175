"""负面清单: what isn't inspected, self-checked, rectified, rechecked, complete, reported, stamped; with whom.

As it stands today. Each list is made by the query that owns its condition, never by one of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from hazard_desk.model import Campaign, Enterprise, Inspection, Village
from hazard_desk.rules.enterprise_checks import missing_fields
from hazard_desk.services.filing.papers import PaperRow
from hazard_desk.services.filing.waiting import waiting_papers
from hazard_desk.services.following_up.finding import HazardQuery, HazardRow, find_hazards, hazard_rows
from hazard_desk.services.following_up.gaps import major_gaps
from hazard_desk.services.offices import campaign_by_name, campaigns
from hazard_desk.services.registry import EnterpriseQuery, enterprise_facts, find_enterprises
from hazard_desk.services.reporting import current_week_end, not_inspected
from hazard_desk.services.supervisory import SUPERVISORY, in_scope
from hazard_desk.store.unit_of_work import Reading, in_chunks
from hazard_desk.terms import NO_VILLAGE_LABEL, FilingState, NegativeKind


@dataclass(frozen=True, slots=True)
class NegativeRow:
    """One line: whose it is, what is the matter, since or by when, and whom to ring.

    `noun` and `id` lead to the record; `village_id` is None for 未分村 and of the office's papers.
    """

    kind: NegativeKind
    noun: str
    id: int
    village_id: int | None
    village: str
    enterprise: str
    text: str
    day: date | None  # the deadline; of a visit the last one
    person: str
    phone: str
    paper: PaperRow | None = None  # of the office's own papers


OF_ENTERPRISES = tuple(
    kind for kind in NegativeKind if kind not in (NegativeKind.NOT_REPORTED, NegativeKind.NOT_STAMPED)
)
"""The lists of which a village may be told; the papers are the office's own affair."""

_OVERLAPPING = (NegativeKind.DUE_WITHIN_3,)
"""What stands in another list too (within 7 days): a village is told of it once."""
OF_VILLAGES = tuple(kind for kind in OF_ENTERPRISES if kind not in _OVERLAPPING)


@dataclass(frozen=True, slots=True)
class NegativeLists:
    """All lists in one look, and the campaigns they could be of."""

    campaigns: tuple[str, ...]
    rows: dict[NegativeKind, list[NegativeRow]]


def negative_lists(reading: Reading, campaign: str | None = None) -> NegativeLists:
    """Return all lists; an unknown campaign is refused."""
    return NegativeLists(
        tuple(choice.name for choice in campaigns(reading)),
        {kind: negative_rows(reading, kind, campaign) for kind in NegativeKind},
    )


def negative_rows(reading: Reading, kind: NegativeKind, campaign: str | None = None) -> list[NegativeRow]:
    """Return one list, by village, the most urgent first within each.

    Of a campaign: enterprises within its scope and not inspected for it, hazards of its visits, its papers.
    """
    chosen = campaign_by_name(reading, campaign) if campaign else None
    rows = _LISTS[kind](reading, chosen)
    order = _village_order(reading)
    # Stable: within a village they stay as the list's own query has them.
    return sorted(rows, key=lambda row: order.get(row.village_id or 0, len(order)))


def village_rows(
    reading: Reading, kinds: Sequence[NegativeKind] = OF_VILLAGES, campaign: str | None = None
) -> dict[str, list[NegativeRow]]:
    """Return by village what its enterprises are behind with, in the order of the lists; 未分村 last."""
    found: dict[str, list[NegativeRow]] = {}
    for kind in kinds:
        for row in negative_rows(reading, kind, campaign):
            if kind in OF_ENTERPRISES:
                found.setdefault(row.village, []).append(row)
    order = [*_village_names(reading).values(), NO_VILLAGE_LABEL]
    return {name: found[name] for name in order if name in found}


def _village_names(reading: Reading) -> dict[int, str]:
    query = select(Village.id, Village.name).where(Village.deleted_at.is_(None)).order_by(Village.id)
    return dict(reading.session.execute(query).all())


def _village_order(reading: Reading) -> dict[int, int]:
    return {village: place for place, village in enumerate(_village_names(reading))}


# ---- enterprises --------------------------------------------------------------------------------------


def _not_inspected(reading: Reading, campaign: Campaign | None) -> list[NegativeRow]:
    name = campaign.name if campaign else None
    ids = [known for known, _ in not_inspected(reading, current_week_end(reading), name)]
    last = _last_visits(reading, ids)
    words = {known: f"上次检查 {last[known]}" if known in last else "还没有检查过" for known in ids}
    return _enterprises(reading, NegativeKind.NOT_INSPECTED, words, last)


def _last_visits(reading: Reading, ids: Sequence[int]) -> dict[int, date]:
    found: dict[int, date] = {}
    for some in in_chunks(ids):
        query: Any = (
            select(Inspection.enterprise_id, func.max(Inspection.inspected_on))
            .where(SUPERVISORY, Inspection.enterprise_id.in_(some))
            .group_by(Inspection.enterprise_id)
        )
        found |= dict(reading.session.execute(query).all())
    return found


def _of_view(
    view: str, kind: NegativeKind, text: str
) -> Callable[[Reading, Campaign | None], list[NegativeRow]]:
    def rows(reading: Reading, campaign: Campaign | None) -> list[NegativeRow]:
        ids = _within_scope(reading, find_enterprises(reading, EnterpriseQuery(view=view)), campaign)
        return _enterprises(reading, kind, dict.fromkeys(ids, text), {})

    return rows


def _incomplete(reading: Reading, campaign: Campaign | None) -> list[NegativeRow]:
    found = find_enterprises(reading, EnterpriseQuery(view="incomplete"))
    ids = _within_scope(reading, found, campaign)
    words: dict[int, str] = {}
    for some in in_chunks(ids):
        facts = enterprise_facts(reading, some)
        words |= {known: f"缺{'、'.join(missing_fields(facts[known]))}" for known in some if known in facts}
    return _enterprises(reading, NegativeKind.INCOMPLETE, words, {})


def _within_scope(reading: Reading, ids: Sequence[int], campaign: Campaign | None) -> list[int]:
    if campaign is None:
        return list(ids)
    inside = set(reading.session.scalars(select(Enterprise.id).where(in_scope(campaign))))
    return [known for known in ids if known in inside]


def _enterprises(
    reading: Reading, kind: NegativeKind, words: dict[int, str], days: dict[int, date]
) -> list[NegativeRow]:
    """Return the lines of these enterprises in their order."""
    people = _people(reading, list(words))
    return [
        NegativeRow(
            kind, "enterprise", known, one.village_id, one.village, one.name, text, days.get(known),
            one.principal, one.phone,
        )
        for known, text in words.items()
        if (one := people.get(known)) is not None
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Whose:
    name: str
    village_id: int | None
    village: str
    principal: str
    phone: str


def _people(reading: Reading, ids: Sequence[int]) -> dict[int, _Whose]:
    found: dict[int, _Whose] = {}
    for some in in_chunks(ids):
        query: Any = (
            select(
                Enterprise.id,
                Enterprise.name,
                Enterprise.village_id,
                func.coalesce(Village.name, NO_VILLAGE_LABEL),
                Enterprise.principal,
                Enterprise.principal_phone,
            )
            .outerjoin(Village, Village.id == Enterprise.village_id)
            .where(Enterprise.id.in_(some))
        )
        found |= {known: _Whose(*rest) for known, *rest in reading.session.execute(query)}
    return found


# ---- hazards ------------------------------------------------------------------------------------------


def _hazards_of(
    view: str, kind: NegativeKind, words: Callable[[HazardRow, date], str]
) -> Callable[[Reading, Campaign | None], list[NegativeRow]]:
    def rows(reading: Reading, campaign: Campaign | None) -> list[NegativeRow]:
        campaigns = (campaign.id,) if campaign else ()
        ids = find_hazards(
            reading, HazardQuery(view=view, campaigns=campaigns, sort="deadline", ascending=True)
        )
        return _hazard_rows(reading, kind, list(ids), lambda row: words(row, reading.today))

    return rows


def _hazard_rows(
    reading: Reading, kind: NegativeKind, ids: list[int], words: Callable[[HazardRow], str]
) -> list[NegativeRow]:
    hazards = hazard_rows(reading, ids)
    people = _people(reading, sorted({row.enterprise_id for row in hazards}))
    return [
        NegativeRow(
            kind,
            "hazard",
            row.id,
            people[row.enterprise_id].village_id,
            people[row.enterprise_id].village,
            row.enterprise,
            f"{words(row)}：{row.description}",
            row.deadline,
            row.responsible or people[row.enterprise_id].principal,
            people[row.enterprise_id].phone,
        )
        for row in hazards
    ]


def _overdue(row: HazardRow, _today: date) -> str:
    return f"逾期 {row.overdue} 天"


def _due(row: HazardRow, today: date) -> str:
    days = (row.deadline - today).days if row.deadline else 0
    return "今天到期" if days == 0 else f"还有 {days} 天"


def _awaiting(row: HazardRow, _today: date) -> str:
    return f"{row.rectified_on} 整改完成，还没有回查" if row.rectified_on else "还没有回查"


def _major(reading: Reading, campaign: Campaign | None) -> list[NegativeRow]:
    gaps = major_gaps(reading)
    ids = list(gaps)
    if campaign is not None:
        of_it = set(find_hazards(reading, HazardQuery(view="重大", campaigns=(campaign.id,))))
        ids = [one for one in ids if one in of_it]
    return _hazard_rows(reading, NegativeKind.MAJOR_GAPS, ids, lambda row: f"缺{'、'.join(gaps[row.id])}")


# ---- papers -------------------------------------------------------------------------------------------


def _not_reported(reading: Reading, campaign: Campaign | None) -> list[NegativeRow]:
    return [
        _paper(NegativeKind.NOT_REPORTED, paper)
        for paper in _papers(reading, campaign)
        if paper.due_at is None or paper.due_at <= reading.now
    ]


def _not_stamped(reading: Reading, campaign: Campaign | None) -> list[NegativeRow]:
    return [
        _paper(NegativeKind.NOT_STAMPED, paper)
        for paper in _papers(reading, campaign)
        if paper.state is FilingState.FILED
    ]


def _papers(reading: Reading, campaign: Campaign | None) -> list[PaperRow]:
    return [
        paper for paper in waiting_papers(reading) if campaign is None or paper.campaign_id == campaign.id
    ]


def _paper(kind: NegativeKind, paper: PaperRow) -> NegativeRow:
    due = paper.due_at.date() if paper.due_at else None
    text = "，".join(filter(None, (f"{paper.week_end} 一周", paper.campaign or "", paper.state.label)))
    return NegativeRow(
        kind,
        "filed_paper",
        paper.id,
        None,
        "",
        paper.title,
        text,
        due,
        paper.signer,
        paper.recipient,
        paper,
    )


_LISTS: dict[NegativeKind, Callable[[Reading, Campaign | None], list[NegativeRow]]] = {
    NegativeKind.NOT_INSPECTED: _not_inspected,
    NegativeKind.NOT_SELF_CHECKED: _of_view(
        "not_self_checked", NegativeKind.NOT_SELF_CHECKED, "本月自查次数不够"
    ),
    NegativeKind.OVERDUE: _hazards_of("逾期", NegativeKind.OVERDUE, _overdue),
    NegativeKind.DUE_WITHIN_3: _hazards_of("3天内到期", NegativeKind.DUE_WITHIN_3, _due),
    NegativeKind.DUE_WITHIN_7: _hazards_of("7天内到期", NegativeKind.DUE_WITHIN_7, _due),
    NegativeKind.NOT_RECHECKED: _hazards_of("待回查", NegativeKind.NOT_RECHECKED, _awaiting),
    NegativeKind.MAJOR_GAPS: _major,
    NegativeKind.INCOMPLETE: _incomplete,
    NegativeKind.NOT_REPORTED: _not_reported,
    NegativeKind.NOT_STAMPED: _not_stamped,
}

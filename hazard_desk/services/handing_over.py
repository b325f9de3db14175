"""换人交接: all that is open on the day of a hand-over, where things lie, and what this handler did lately.

Nothing is counted here: each group is what the screen that owns it shows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from hazard_desk.model import JournalChange, JournalEntry
from hazard_desk.resources import load_json
from hazard_desk.rules.settings import SETTINGS, Duration
from hazard_desk.services.county_templates.remembering import remembered
from hazard_desk.services.cross_inspecting.following import PairLine, pair_lines
from hazard_desk.services.cross_inspecting.rounds import rounds
from hazard_desk.services.filing.papers import PaperRow, papers_of_week
from hazard_desk.services.filing.waiting import waiting_papers
from hazard_desk.services.filing.weeks import current_week_end
from hazard_desk.services.following_up.due import progress_due, rechecks_due, replies_due
from hazard_desk.services.following_up.finding import HazardQuery, HazardRow, find_hazards, hazard_rows
from hazard_desk.services.following_up.gaps import major_gaps
from hazard_desk.services.following_up.lives import unanswered
from hazard_desk.services.kept_safe import KeptSafe, kept_safe
from hazard_desk.services.offices import office_row
from hazard_desk.services.planning import plan_rows
from hazard_desk.services.quotas import OwnQuota, QuotaRow, month_of, own_quotas, quotas_of_month
from hazard_desk.services.registry import EnterpriseQuery, enterprise_rows, view_counts
from hazard_desk.services.settings import Value, settings
from hazard_desk.services.tasks import task_rows
from hazard_desk.services.tip_offs import waiting_tip_offs
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import ChangeKind, FilingState, PairState, TaskState

DAYS_LOOKED_BACK = 30
"""Of the log of the handler who hands over."""


class Open(StrEnum):
    """What may be open, in the order of the list."""

    HAZARDS = "hazards"  # 没有整改完的隐患
    RECHECKS = "rechecks"  # 待回查
    PLATED = "plated"  # 挂牌督办, not 摘牌
    REPLIES = "replies"  # 移送, 上报 without an answer
    MAJOR_GAPS = "major_gaps"  # 重大隐患 that lack 双报告 or a commitment
    PAPERS = "papers"  # 报表 not filed, not stamped, not reported
    VISITS = "visits"  # 年度检查计划: what is due by the end of this month
    TIP_OFFS = "tip_offs"
    TASKS = "tasks"
    COLLECTIONS = "collections"
    ROUNDS = "rounds"  # pairs of 交叉检查 that aren't done


_LISTS: dict[Open, tuple[str, str]] = {
    Open.HAZARDS: ("hazard", "未整改"),
    Open.RECHECKS: ("hazard", "待回查"),
    Open.PLATED: ("hazard", "挂牌"),
    Open.REPLIES: ("hazard", "待答复"),
}


@dataclass(frozen=True, slots=True)
class OpenRow:
    """One thing that is open: whose it is, what, by when, who answers for it, how late it is in days.

    `noun` and `id` lead to its record; of a paper of a week `paper` does.
    """

    noun: str
    id: int
    subject: str
    text: str
    day: date | None
    person: str = ""
    late: int = 0
    paper: PaperRow | None = None


@dataclass(frozen=True, slots=True)
class OpenGroup:
    """All that is open of one kind, as the screen that owns it has it."""

    kind: Open
    rows: tuple[OpenRow, ...]
    month_end: date

    @property
    def list_of(self) -> tuple[str, str] | None:
        """Return the noun and the saved view that show these, or None."""
        return _LISTS.get(self.kind)

    @property
    def late(self) -> int:
        """How many are beyond their term."""
        return sum(row.late > 0 for row in self.rows)

    @property
    def this_month(self) -> int:
        """How many are to be done by the end of this month and aren't late yet."""
        return sum(row.late == 0 and row.day is not None and row.day <= self.month_end for row in self.rows)


@dataclass(frozen=True, slots=True)
class LongList:
    """A list too long for paper of which only the count is told: its saved view in 企业档案."""

    view: str
    count: int


@dataclass(frozen=True, slots=True)
class ChangedSetting:
    """A setting of 指标与期限 that the office changed."""

    label: str
    shipped: str
    now: str


@dataclass(frozen=True, slots=True)
class DoneRow:
    """What one handler entered and changed of one kind of record (企业, 隐患 …)."""

    label: str
    added: int
    edited: int
    removed: int


@dataclass(frozen=True, slots=True)
class HandOver:
    """All that the list of a hand-over tells."""

    today: date
    office: str
    handler: str
    groups: tuple[OpenGroup, ...]  # those that have rows
    long_lists: tuple[LongList, ...]
    quotas: tuple[QuotaRow, ...]
    own: tuple[OwnQuota, ...]
    templates: tuple[tuple[str, date | None], ...]  # 上级表格 that are known, and when last filled
    settings: tuple[ChangedSetting, ...]
    kept: KeptSafe
    since: date
    operations: int  # that stand, of this handler since then
    done: tuple[DoneRow, ...]

    def group(self, kind: Open) -> OpenGroup:
        """Return the group of a kind, an empty one where nothing of it is open."""
        end = month_of(self.today)[1]
        return next((one for one in self.groups if one.kind is kind), OpenGroup(kind, (), end))


def hand_over(reading: Reading) -> HandOver:
    """Return everything that is open today, and what else the next handler has to know."""
    office = office_row(reading)
    month_end = month_of(reading.today)[1]
    found = (
        OpenGroup(kind, tuple(sorted(rows(reading), key=_most_pressing)), month_end)
        for kind, rows in _GROUPS.items()
    )
    counts = view_counts(reading, EnterpriseQuery())
    since = reading.today - timedelta(days=DAYS_LOOKED_BACK)
    operations, done = _done(reading, office.handler, since)
    return HandOver(
        reading.today,
        office.name,
        office.handler,
        tuple(group for group in found if group.rows),
        tuple(LongList(view, counts[view]) for view in _LONG if counts[view]),
        tuple(quotas_of_month(reading, reading.today)),
        tuple(own_quotas(reading, reading.today)),
        tuple((row.name, row.used_on) for row in remembered(reading) if row.filled),
        tuple(changed_settings(reading)),
        kept_safe(reading),
        since,
        operations,
        done,
    )


_LONG = ("not_inspected", "not_self_checked", "incomplete")


def changed_settings(reading: Reading) -> list[ChangedSetting]:
    """Return the settings that the office set otherwise than shipped, in their order."""
    return [
        ChangedSetting(SETTINGS[name].label, _words(SETTINGS[name].default), _words(value))
        for name, value in settings(reading).items()
        if value != SETTINGS[name].default
    ]


def _words(value: Value) -> str:
    return value.words if isinstance(value, Duration) else str(value)


# ---- hazards ------------------------------------------------------------------------------------------


def _hazards(reading: Reading) -> list[OpenRow]:
    def told(row: HazardRow) -> tuple[str, date | None, int]:
        return _state(row), row.deadline, row.overdue

    return _hazard_rows(reading, _in_view(reading, "未整改"), told)


def _rechecks(reading: Reading) -> list[OpenRow]:
    due = rechecks_due(reading)

    def told(row: HazardRow) -> tuple[str, date | None, int]:
        rectified = f"{row.rectified_on} 整改完成，" if row.rectified_on else ""
        return f"{rectified}待回查", due.get(row.id), _past(due.get(row.id), reading.today)

    return _hazard_rows(reading, _in_view(reading, "待回查"), told)


def _plated(reading: Reading) -> list[OpenRow]:
    due = progress_due(reading)

    def told(row: HazardRow) -> tuple[str, date | None, int]:
        unit = f"，{row.supervision_unit}督办" if row.supervision_unit else ""
        day = due.get(row.id)
        return f"{_state(row)}{unit}，没有摘牌", day, _past(day, reading.today + timedelta(days=1))

    return _hazard_rows(reading, _in_view(reading, "挂牌"), told)


def _replies(reading: Reading) -> list[OpenRow]:
    due = replies_due(reading)
    asked = unanswered(reading, list(due))

    def told(row: HazardRow) -> tuple[str, date | None, int]:
        since, unit = asked[row.id]
        day = due[row.id]
        return f"{since} 移送（上报）{unit}，待答复", day, _past(day, reading.today)

    return _hazard_rows(reading, _in_view(reading, "待答复"), told)


def _major_gaps(reading: Reading) -> list[OpenRow]:
    gaps = major_gaps(reading)
    return _hazard_rows(reading, list(gaps), lambda row: (f"缺{'、'.join(gaps[row.id])}", row.deadline, 0))


def _in_view(reading: Reading, view: str) -> Sequence[int]:
    return find_hazards(reading, HazardQuery(view=view, sort="deadline", ascending=True))


def _hazard_rows(
    reading: Reading, ids: Sequence[int], told: Callable[[HazardRow], tuple[str, date | None, int]]
) -> list[OpenRow]:
    """Return these hazards; who answers is its 责任人, else the head of the enterprise."""
    hazards = hazard_rows(reading, ids)
    firms = {row.id: row for row in enterprise_rows(reading, sorted({row.enterprise_id for row in hazards}))}
    rows = []
    for row in hazards:
        words, day, late = told(row)
        firm = firms.get(row.enterprise_id)
        person = row.responsible or (firm.principal if firm is not None else "")
        text = f"{words}：{' '.join(row.description.split())}"
        rows.append(OpenRow("hazard", row.id, row.enterprise, text, day, person, late))
    return rows


def _state(row: HazardRow) -> str:
    level = row.level.label if row.level is not None else ""
    return "，".join(filter(None, (level, row.state.label)))


def _past(day: date | None, today: date) -> int:
    return max((today - day).days, 0) if day is not None else 0


def _most_pressing(row: OpenRow) -> tuple[int, date]:
    return -row.late, row.day or date.max


# ---- everything else -----------------------------------------------------------------------------------


def _papers(reading: Reading) -> list[OpenRow]:
    """Return the papers of past weeks and of the present one that aren't 已报送."""
    present = current_week_end(reading)
    papers = [
        *(paper for paper in waiting_papers(reading) if paper.week_end < present),
        *(paper for paper in papers_of_week(reading, present) if paper.state is not FilingState.REPORTED),
    ]
    rows = []
    for paper in papers:
        due = paper.due_at.date() if paper.due_at is not None else None
        late = 0
        if due is not None and paper.due_at is not None and paper.due_at < reading.now:
            late = max((reading.today - due).days, 1)
        whole = filter(None, (f"{paper.week_end} 一周", paper.campaign, paper.state.label, paper.recipient))
        text = "，".join(whole)
        rows.append(OpenRow("filed_paper", paper.id, paper.title, text, due, paper.signer, late, paper))
    return rows


def _visits(reading: Reading) -> list[OpenRow]:
    """Return what the plan of the year has due by the end of this month."""
    end = month_of(reading.today)[1]
    return [
        OpenRow(
            "enterprise",
            row.enterprise_id,
            row.enterprise,
            f"全年计划 {row.visits} 次，已查 {row.done} 次"
            + (f"，上次 {row.last_on}" if row.last_on else ""),
            row.due_on,
            row.responsible,
            _past(row.due_on, reading.today),
        )
        for row in plan_rows(reading, reading.today.year)
        if row.in_operation and row.due_on is not None and row.due_on <= end
    ]


def _tip_offs(reading: Reading) -> list[OpenRow]:
    # Neither who reported it nor what was reported: this list is read and signed by several people.
    return [
        OpenRow("tip_off", tip.id, tip.number, tip.state.label, tip.due_on, tip.assigned_to, tip.overdue)
        for tip in waiting_tip_offs(reading)
    ]


def _tasks(reading: Reading) -> list[OpenRow]:
    found = []
    for row in task_rows(reading, states=(TaskState.NOT_STARTED, TaskState.UNDER_WAY)):
        times = f"，今年已开展 {row.times} 次" if row.times or row.times_a_year else ""
        times += f"，要求 {row.times_a_year} 次" if row.times_a_year else ""
        words = f"{row.state.label}{times}"
        found.append(OpenRow("task", row.id, row.name, words, row.due_on, row.responsible, row.overdue))
    return found


def _collections(reading: Reading) -> list[OpenRow]:
    from hazard_desk.services.collecting.standing import collection_rows  # it reads spreadsheets

    rows = []
    for row in collection_rows(reading):
        if row.closed_on is None:
            words = f"已交 {row.returned}/{row.expected}，未交 {row.missing}"
            words += f"，冲突 {row.conflicts} 处" if row.conflicts else ""
            rows.append(OpenRow("collection", row.id, row.name, words, row.due_on, late=row.overdue))
    return rows


def _rounds(reading: Reading) -> list[OpenRow]:
    """Return the pairs that aren't done: of an older round those that were begun, of the newest all."""
    rows = []
    for at, one in enumerate(rounds(reading)):
        for line in pair_lines(reading, one.id):
            begun = line.state is not PairState.UNPLANNED
            if line.state is not PairState.ANSWERED and (begun or at == 0):
                rows.append(_pair(line, one.name, reading.today))
    return rows


def _pair(line: PairLine, name: str, today: date) -> OpenRow:
    awaiting = line.state is PairState.AWAITING
    day = line.feedback_due_on if awaiting else line.ends_on
    late = _past(line.feedback_due_on, today) if awaiting else 0
    subject = f"{line.inspector}检查{line.inspected}"
    return OpenRow("cross_pair", line.pair_id, subject, f"{name}：{line.state.label}", day, line.team, late)


_GROUPS: dict[Open, Callable[[Reading], list[OpenRow]]] = {
    Open.HAZARDS: _hazards,
    Open.RECHECKS: _rechecks,
    Open.PLATED: _plated,
    Open.REPLIES: _replies,
    Open.MAJOR_GAPS: _major_gaps,
    Open.PAPERS: _papers,
    Open.VISITS: _visits,
    Open.TIP_OFFS: _tip_offs,
    Open.TASKS: _tasks,
    Open.COLLECTIONS: _collections,
    Open.ROUNDS: _rounds,
}


# ---- what was done ---------------------------------------------------------------------------------------

_COUNTED = (
    "enterprise",
    "self_check",
    "inspection",
    "hazard",
    "recheck",
    "hazard_move",
    "document",
    "illegal_act",
    "penalty",
    "accountability",
    "admonition",
    "typical_case",
    "tip_off",
    "task",
    "task_step",
    "activity",
    "support_pair",
    "cross_round",
    "filing",
    "collection",
    "attachment",
)
"""The records that people speak of; what belongs to one of them isn't counted beside it."""


def _done(reading: Reading, handler: str, since: date) -> tuple[int, tuple[DoneRow, ...]]:
    """Return how many operations of a handler since a day stand, and what they entered, by kind of record."""
    of_handler = (
        JournalEntry.handler == handler,
        JournalEntry.at >= since,
        JournalEntry.undoes_id.is_(None),
        JournalEntry.undone_by_id.is_(None),
    )
    operations = len(reading.session.scalars(select(JournalEntry.id).where(*of_handler)).all())
    query: Any = (
        select(JournalChange.noun, JournalChange.kind, JournalChange.row_key)
        .join(JournalEntry, JournalEntry.id == JournalChange.entry_id)
        .where(*of_handler, JournalChange.noun.in_(_COUNTED))
        .distinct()
    )
    counts: dict[tuple[str, ChangeKind], int] = {}
    for noun, kind, key in reading.session.execute(query):
        counts[noun, kind] = counts.get((noun, kind), 0) + _records(key)
    labels: Any = load_json("field-labels.json")
    rows = (
        DoneRow(
            labels[noun][""],
            *(
                counts.get((noun, kind), 0)
                for kind in (ChangeKind.ADDED, ChangeKind.EDITED, ChangeKind.REMOVED)
            ),
        )
        for noun in _COUNTED
    )
    return operations, tuple(row for row in rows if row.added or row.edited or row.removed)


def _records(row_key: str) -> int:
    """Return how many rows a line of the journal tells of: those of a batch are one line."""
    key = json.loads(row_key)
    return int(key["last"]) - int(key["first"]) + 1 if isinstance(key, dict) else 1

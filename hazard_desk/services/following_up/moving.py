"""One step in the life of one hazard or of a whole selection: all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy import select

from hazard_desk.errors import InputRefused, Problem, RecordMissing
from hazard_desk.model import Enterprise, Hazard, HazardMove, Inspection, Office, Recheck
from hazard_desk.progress import Progress
from hazard_desk.rules.hazard_life import LifeFacts, Step, after, check_step, state_of, why_not
from hazard_desk.services.attaching import Given, Owner, attach_kept, kept_files
from hazard_desk.services.following_up.lives import lives, unanswered
from hazard_desk.services.inspecting.rechecks import present_rechecks
from hazard_desk.store.attachments import StoredFile
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork, in_chunks
from hazard_desk.terms import AttachmentKind, HazardLevel, HazardState, Move, RecheckResult

_KEPT_IN_FACTS = frozenset({Move.RECTIFY, Move.CONFIRM_ON_SITE, Move.PASS, Move.FAIL})
"""These stand in the hazard and its rechecks, where the forms read them."""

_SHOWN = {
    Move.RECTIFY: AttachmentKind.RECTIFIED,
    Move.CONFIRM_ON_SITE: AttachmentKind.RECTIFIED,
    Move.PASS: AttachmentKind.RECHECK,
    Move.FAIL: AttachmentKind.RECHECK,
}
"""What the photos taken at a step show."""

_ENTERED_ONCE = ("on", "person")
"""Of a visit that rechecks item by item."""

_MAJOR_ONE_BY_ONE = "重大隐患要逐一回查，不能成批办理。"


@dataclass(frozen=True, slots=True)
class RecheckItem:
    """What the recheck of one hazard found; the date and the persons are those of the whole visit."""

    hazard_id: int
    passed: bool
    on: date | None
    person: str
    note: str = ""
    new_deadline: date | None = None  # of a failed one
    files: tuple[Path | Given, ...] = ()  # photos and scans of this one

    @property
    def step(self) -> Step:
        """Return it as the step that it is."""
        kind = Move.PASS if self.passed else Move.FAIL
        return Step(kind, self.on, self.person, self.note, None if self.passed else self.new_deadline)


@dataclass(frozen=True, slots=True)
class MoveOffer:
    """A step as offered for a selection: for which of them, and what stands against it for the others."""

    kind: Move
    allowed: tuple[int, ...]
    reasons: tuple[tuple[int, str], ...]  # hazard → why not


def moves_offered(reading: Reading, ids: Sequence[int]) -> list[MoveOffer]:
    """Return every step with those of the hazards that it may be made for, in the order of `Move`."""
    found = lives(reading, ids)
    offers = []
    for move in Move:
        reasons = {
            hazard_id: _against(found[hazard_id], move, len(ids)) for hazard_id in ids if hazard_id in found
        }
        offers.append(
            MoveOffer(
                move,
                tuple(hazard_id for hazard_id, reason in reasons.items() if not reason),
                tuple((hazard_id, reason) for hazard_id, reason in reasons.items() if reason),
            )
        )
    return offers


def make_move(
    work: UnitOfWork,
    ids: Sequence[int],
    step: Step,
    files: Sequence[Path | Given] = (),
    progress: Progress | None = None,
) -> Changes:
    """Make a step for each of these hazards; where one of them may not, none does and each is named.

    `files` are attached to each record that is made; one that can't be kept refuses the step as well.

    重大 hazards are rechecked one by one (S001 四(三): 逐一复查). `record_id` of the changes is the record
    made for the last hazard: a `Recheck`, a `HazardMove`, or the hazard itself.
    """
    found = lives(work, ids)
    if len(found) < len(set(ids)):
        raise RecordMissing("有隐患已不在台账里（可能已移入回收站）。", "没有改动任何数据。", "请刷新列表。")
    _refuse(work, found, step)
    hazards = {hazard.id: hazard for hazard in _hazards(work, list(found))}
    rechecks = present_rechecks(work, ids)
    kept = kept_files(work, files, progress)
    made = None
    for hazard_id, life in found.items():
        made = _make(work, hazards[hazard_id], life, rechecks.get(hazard_id), step)
        _attach(work, step.kind, made, kept)
    what = f"隐患{step.kind.label}" if step.kind is not Move.PASS else "隐患回查合格并销号"
    of_one = _name(work, ids[0]) if len(found) == 1 else f" {len(found)} 条"
    return Changes(f"{what}{of_one}", made, counts={"hazards": len(found)})


def _attach(work: UnitOfWork, kind: Move, made: int, kept: Sequence[tuple[str, StoredFile]]) -> None:
    if kept:
        attach_kept(work, _owner(kind, made), kept, _SHOWN.get(kind, AttachmentKind.OTHER))


def _owner(kind: Move, made: int) -> Owner:
    if kind is Move.RECTIFY:
        return Owner("hazard", made)
    return Owner("recheck" if kind in _KEPT_IN_FACTS else "hazard_move", made)


def recheck_items(
    work: UnitOfWork, items: Sequence[RecheckItem], progress: Progress | None = None
) -> Changes:
    """Recheck hazards item by item (逐条回查): each has its own result, so 重大 ones may be among them.

    All or none; a refused field is named by its place (`items.2.note`), the day and the persons once.
    """
    found = lives(work, [item.hazard_id for item in items])
    if not items or len(found) < len(items):
        raise RecordMissing("有隐患已不在台账里（可能已移入回收站）。", "没有改动任何数据。", "请刷新列表。")
    _refuse_items(work, found, items)
    rechecks = present_rechecks(work, list(found))
    made = 0
    for place, item in enumerate(items):
        hazard = work.session.get_one(Hazard, item.hazard_id)
        made = _make(work, hazard, found[item.hazard_id], rechecks.get(item.hazard_id), item.step)
        try:
            _attach(work, item.step.kind, made, kept_files(work, item.files, progress))
        except InputRefused as error:
            problems = [replace(problem, field=f"items.{place}.files") for problem in error.problems]
            raise InputRefused(problems, f"没有登记回查：{error.what}") from error
    passed = sum(item.passed for item in items)
    told = [
        f"{count} 条{word}" for count, word in ((passed, "合格"), (len(items) - passed, "不合格")) if count
    ]
    return Changes(
        f"隐患逐条回查：{'，'.join(told)}",
        made,
        counts={"hazards": len(items), "passed": passed, "failed": len(items) - passed},
    )


def _refuse_items(work: UnitOfWork, found: dict[int, LifeFacts], items: Sequence[RecheckItem]) -> None:
    refused = [check_step(found[item.hazard_id], item.step, work.today) for item in items]
    of_all = [
        refusal
        for refusal in refused[0]
        if refusal.field in _ENTERED_ONCE and all(refusal in refusals for refusals in refused)
    ]
    problems = [Problem(refusal.message, refusal.remedy, field=refusal.field) for refusal in of_all]
    for place, (item, refusals) in enumerate(zip(items, refused, strict=True)):
        for refusal in refusals:
            if refusal in of_all:
                continue
            name = _name(work, item.hazard_id)
            field = refusal.field if refusal.field in _ENTERED_ONCE else f"items.{place}.{refusal.field}"
            problems.append(Problem(f"{name}{refusal.message}", refusal.remedy, value=name, field=field))
    if problems:
        said = "；".join(problem.message.rstrip("。") for problem in problems)
        raise InputRefused(problems, f"没有登记回查：{said}。")


def _against(life: LifeFacts, move: Move, count: int) -> str:
    if move is Move.PASS and count > 1 and life.level is HazardLevel.MAJOR:
        return _MAJOR_ONE_BY_ONE
    return why_not(life, move)


def _refuse(work: UnitOfWork, found: dict[int, LifeFacts], step: Step) -> None:
    problems = []
    for hazard_id, life in found.items():
        several = len(found) > 1
        if several and _against(life, step.kind, len(found)) == _MAJOR_ONE_BY_ONE:
            problems.append(Problem(_MAJOR_ONE_BY_ONE, value=_name(work, hazard_id), field="kind"))
            continue
        for refusal in check_step(life, step, work.today):
            name = _name(work, hazard_id) if several else ""
            problems.append(
                Problem(f"{name}{refusal.message}", refusal.remedy, value=name, field=refusal.field)
            )
    if problems:
        said = "；".join(dict.fromkeys(problem.message.rstrip("。") for problem in problems))
        raise InputRefused(problems, f"没有登记{step.kind.label}：{said}。")


def _name(reading: Reading, hazard_id: int) -> str:
    row = reading.session.execute(
        select(Enterprise.name, Hazard.description)
        .join(Inspection, Inspection.enterprise_id == Enterprise.id)
        .join(Hazard, Hazard.inspection_id == Inspection.id)
        .where(Hazard.id == hazard_id)
    ).one()
    words = " ".join(row.description.split())
    return f"「{row.name}：{words[:15]}{'…' if len(words) > 15 else ''}」"


def _make(work: UnitOfWork, hazard: Hazard, life: LifeFacts, recheck: Recheck | None, step: Step) -> int:
    then = after(life, step)
    person, note = step.person.strip(), step.note.strip()
    made: Recheck | HazardMove | None = None
    if step.kind is Move.FAIL:
        made = _failed(work, hazard, recheck, step)
    elif step.kind in (Move.PASS, Move.CONFIRM_ON_SITE):
        made = recheck or _new_recheck(work, hazard)
        made.rechecked_on, made.rechecked_by = then.rechecked_on, then.rechecked_by
        made.result, made.rectified_on = then.recheck_result, then.rectified_on
        made.note = note if step.kind is Move.PASS else made.note
    elif step.kind not in _KEPT_IN_FACTS:
        made = _recorded(work, hazard, life, then, step)
    if step.kind in (Move.RECTIFY, Move.CONFIRM_ON_SITE):
        hazard.rectified_by = person
        hazard.rectification_note = note or hazard.rectification_note
    if step.kind is Move.REPLY and life.rectified_on is None and then.rectified_on is not None:
        hazard.rectified_by = step.unit.strip() or hazard.referred_to or person
        hazard.rectification_note = note
    _carry_over(work, hazard, life, then, step)
    work.session.flush()
    return made.id if made is not None else hazard.id


def _carry_over(work: UnitOfWork, hazard: Hazard, life: LifeFacts, then: LifeFacts, step: Step) -> None:
    """Write what the step made of the facts."""
    if then.rectified_on != life.rectified_on:
        hazard.rectified_on = then.rectified_on
        hazard.rectified_entered_at = work.now if then.rectified_on is not None else None
    for name in ("remedy", "deadline", "referred_on", "voided_on", "supervised_on", "lifted_on"):
        setattr(hazard, name, getattr(then, name))
    for name in ("suspended_on", "resumed_on", "accepted_on"):
        setattr(hazard, name, getattr(then, name))
    hazard.failed_rechecks = then.failed
    match step.kind:
        case Move.REFER:
            hazard.referred_to = step.unit.strip()
        case Move.REPLY:
            hazard.referred_to = ""
        case Move.VOID:
            hazard.void_reason = step.note.strip()
        case Move.RESTORE:
            hazard.void_reason = ""
        case Move.SUPERVISE:
            hazard.supervision_unit = step.unit.strip()
            hazard.second_supervision_unit = step.second_unit.strip()
            hazard.supervision_due = step.new_deadline
            hazard.supervision_level = step.supervision_level or hazard.supervision_level
    hazard.state = state_of(then)
    hazard.closed_on = then.rechecked_on if hazard.state is HazardState.CLOSED else None


def _new_recheck(work: UnitOfWork, hazard: Hazard) -> Recheck:
    recheck = Recheck(hazard_id=hazard.id, entered_at=work.now)
    work.session.add(recheck)
    return recheck


def _failed(work: UnitOfWork, hazard: Hazard, recheck: Recheck | None, step: Step) -> Recheck:
    """Keep what the failed recheck looked at and withdrew."""
    made = recheck or _new_recheck(work, hazard)
    made.rechecked_on, made.rechecked_by = step.on, step.person.strip()
    made.result, made.note = RecheckResult.FAILED, step.note.strip()
    made.rectified_on, made.rectified_by = hazard.rectified_on, hazard.rectified_by
    made.rectification_note = hazard.rectification_note
    made.old_deadline, made.new_deadline = hazard.deadline, step.new_deadline
    hazard.rectified_by, hazard.rectification_note = "", ""
    return made


def _recorded(work: UnitOfWork, hazard: Hazard, life: LifeFacts, then: LifeFacts, step: Step) -> HazardMove:
    moved = then.deadline != life.deadline
    move = HazardMove(
        hazard_id=hazard.id,
        kind=step.kind,
        moved_on=step.on,
        person=step.person.strip(),
        note=step.note.strip(),
        old_deadline=life.deadline if moved else None,
        new_deadline=step.new_deadline,
        unit=step.unit.strip(),
        reply_due=step.reply_due,
        old_remedy=life.remedy if then.remedy is not life.remedy else None,
        entered_at=work.now,
    )
    work.session.add(move)
    return move


def default_step(reading: Reading, ids: Sequence[int], kind: Move) -> Step:
    """Return what the window offers for a step: today, and the persons and units that the records name."""
    hazards = _hazards(reading, ids)
    step = Step(kind, reading.today)
    if not hazards:
        return step
    first = hazards[0]
    if kind is Move.CONFIRM_ON_SITE:
        visit = reading.session.get_one(Inspection, first.inspection_id)
        return replace(step, on=visit.inspected_on, person=visit.inspectors)
    if kind is Move.RECTIFY:
        return replace(step, person=_agreed([hazard.responsible for hazard in hazards]))
    if kind in (Move.REFER, Move.REPORT):
        return replace(step, unit=reading.session.scalar(select(Office.reports_to)) or "")
    if kind is Move.SUPERVISE:
        return replace(
            step,
            unit=first.supervision_unit,
            second_unit=first.second_supervision_unit,
            supervision_level=first.supervision_level,
            new_deadline=first.supervision_due or first.deadline,
        )
    if kind is Move.REPLY:
        asked = unanswered(reading, ids)
        return replace(
            step, unit=_agreed([asked[hazard.id][1] if hazard.id in asked else "" for hazard in hazards])
        )
    return step


def _hazards(reading: Reading, ids: Sequence[int]) -> list[Hazard]:
    found: list[Hazard] = []
    for some in in_chunks(ids):
        found += reading.session.scalars(select(Hazard).where(Hazard.id.in_(some)))
    return found


def _agreed(values: Sequence[str]) -> str:
    return values[0] if len(set(values)) == 1 else ""

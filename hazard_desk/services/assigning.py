"""Arranging a round of 交叉检查 from spreadsheets alone: no office is needed, and none is touched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import randbelow

from hazard_desk.errors import InputRefused, Problem
from hazard_desk.intake.rounds import as_spelt_in, read_arrangement, read_round
from hazard_desk.rules.rotation import BrokenWish, Condition, Impossible, Pair, Rule, arrange

_SEEDS = 1_000_000  # as many as can still be read out on the telephone


@dataclass(frozen=True, slots=True)
class DrawnRound:
    """A round as it was drawn; `proven` says that no other breaks less."""

    pairs: tuple[Pair, ...]
    broken: tuple[BrokenWish, ...]
    seed: int
    proven: bool
    notices: tuple[str, ...]


def assign_round(file: Path, previous: Sequence[Path] = (), seed: int | None = None) -> DrawnRound:
    """Arrange what the workbook asks for; `previous` are F8 workbooks, newest first; a seed is drawn if none.

    Raises `InputRefused` where a sheet has problems, and where no arrangement exists: then each of the
    conditions that can't hold together is named with its place.
    """
    intake = read_round(file)
    earlier = tuple(as_spelt_in(intake.question, read_arrangement(path)) for path in previous)
    question = replace(intake.question, previous=earlier)
    found = arrange(question, drawn_seed() if seed is None else seed)
    if isinstance(found, Impossible):
        raise _refusal_of(found, intake.place)
    notices = list(intake.notices)
    names = {party.name for party in (*question.units, *question.inspected)}
    for path, pairs in zip(previous, earlier, strict=True):
        strangers = dict.fromkeys(name for pair in pairs for name in pair if name not in names)
        if strangers:
            notices.append(f"{path.name} 里的「{'」「'.join(strangers)}」不在这次的名单里，没有用到。")
    return DrawnRound(found.pairs, found.broken, found.seed, found.proven, tuple(notices))


def write_arrangement(drawn: DrawnRound, path: Path) -> None:
    """Write F8 with the shipped wording, the seed below the table."""
    from hazard_desk.forms.cross_arrangement import FORM_ID, cross_arrangement
    from hazard_desk.forms.cross_arrangement import Pair as Line
    from hazard_desk.forms.shipped import load_texts
    from hazard_desk.services.form_filling.saving import save_sheets

    lines = [Line(inspector, inspected) for inspector, inspected in drawn.pairs]
    save_sheets([cross_arrangement(load_texts(FORM_ID), pairs=lines, seed=drawn.seed)], path)


def drawn_seed() -> int:
    """Return a seed by chance."""
    return randbelow(_SEEDS)


def _refusal_of(found: Impossible, place: Callable[[Condition], Problem]) -> InputRefused:
    """Return the refusal of a round that can't be: each condition in words; `place` says where it stands."""
    others = len(found.conditions) - 1
    problems = [
        replace(
            place(condition),
            message=f"{condition.text}。"
            + (f"这一条和另外 {others} 条不能同时满足。" if others else "这一条不能满足。"),
            remedy=_way_out(condition, others),
        )
        for condition in found.conditions
    ]
    return InputRefused(problems, f"排不出来：{found.text}")


def _way_out(condition: Condition, others: int) -> str:
    if not others:
        return "请去掉这一条，或增加单位。"
    if condition.rule in (Rule.INSPECTS_WITHIN, Rule.INSPECTED_WITHIN):
        return "这几条里去掉任何一条，其余的就能满足；要放宽这一条，把它的片区清空。"
    return "这几条里去掉任何一条，其余的就能满足。"

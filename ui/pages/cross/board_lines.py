"""The lines of the board: who inspects whom, and what is to be said of it. Colours stand beside words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.tables.columns import Align, Column
from ui.theme import Meaning
from ui.widgets.drop_list import Offer

if TYPE_CHECKING:
    from hazard_desk.services.cross_inspecting.board import Board, BoardPair, BoardParty

INSPECTOR, ARROW, TARGET, LOCK, NOTE, CHECK = "inspector", "arrow", "inspected", "lock", "note", "check"
UNPAIRED = "未排"
LOCKED, FOLLOWED = "锁定", "已开展"
FINE = "√ 符合"


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One line: a pair (its id), or one that is in no pair yet (a negative id)."""

    id: int
    number: int
    inspector: str
    inspected: str
    note: str = ""
    locked: bool = False
    followed: bool = False
    faults: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    inspector_about: str = ""  # 片区 and 组员 behind the name
    inspected_about: str = ""

    @property
    def is_pair(self) -> bool:
        """Whether both sides are there."""
        return self.id > 0

    @property
    def fixed(self) -> str:
        """Say why the two can't be parted: 锁定, 已开展, or "" where they can."""
        return FOLLOWED if self.followed else LOCKED if self.locked else ""

    @property
    def searched(self) -> tuple[str, ...]:
        """Return what a search finds the line by."""
        return (self.inspector, self.inspected)


def lines_of(board: Board) -> list[BoardLine]:
    """Return the pairs in their order, then those that inspect nobody, then those whom nobody inspects."""
    inspectors = {party.name: party for party in board.inspectors}
    targets = {party.name: party for party in board.targets}
    lines = [
        _pair_line(number, pair, inspectors.get(pair.inspector), targets.get(pair.inspected))
        for number, pair in enumerate(board.pairs, start=1)
    ]
    idle = [party for party in board.inspectors if party.name not in {pair.inspector for pair in board.pairs}]
    left = [party for party in board.targets if party.name not in {pair.inspected for pair in board.pairs}]
    idle_names = {party.name for party in idle}
    for party in idle:
        about = _about(party, members=True)
        lines.append(BoardLine(-party.id, len(lines) + 1, party.name, "", inspector_about=about))
    for party in left:
        if board.square and party.name in idle_names:
            continue  # one and the same unit, which has its line already
        about = _about(party, members=False)
        lines.append(BoardLine(-party.id, len(lines) + 1, "", party.name, inspected_about=about))
    return lines


def _pair_line(
    number: int, pair: BoardPair, inspector: BoardParty | None, target: BoardParty | None
) -> BoardLine:
    return BoardLine(
        pair.id,
        number,
        pair.inspector,
        pair.inspected,
        pair.note,
        pair.locked,
        pair.followed,
        pair.faults,
        pair.wishes,
        _about(inspector, members=True) if inspector else "",
        _about(target, members=False) if target else "",
    )


def _about(party: BoardParty, *, members: bool) -> str:
    parts = [party.group] if party.group else []
    if members and party.members:
        parts.append(f"{len(party.members)} 人")
    return " · ".join(parts)


def _named(name: str, about: str) -> str:
    return f"{name}（{about}）" if about else name


def verdict(line: BoardLine) -> str:
    """Return what stands under 核对: the first thing wrong, or that all is well."""
    if not line.is_pair:
        return UNPAIRED
    if line.faults:
        return f"× {_shortened(line, line.faults[0])}" + _more(line.faults)
    if line.wishes:
        return f"！{_shortened(line, line.wishes[0])}" + _more(line.wishes)
    return FINE


def _shortened(line: BoardLine, text: str) -> str:
    # The line names its two sides already.
    return text.removeprefix(f"「{line.inspector}」检查「{line.inspected}」").lstrip("：:，")


def _more(said: tuple[str, ...]) -> str:
    return f"（另有 {len(said) - 1} 处）" if len(said) > 1 else ""


def _verdict_meaning(line: BoardLine) -> Meaning:
    if not line.is_pair:
        return Meaning.VOID
    if line.faults:
        return Meaning.OVERDUE
    return Meaning.DUE_SOON if line.wishes else Meaning.CLOSED


def _verdict_tip(line: BoardLine) -> str:
    faults = [f"× {text}" for text in line.faults]
    return "\n".join([*faults, *(f"！{text}" for text in line.wishes)]) or verdict(line)


def _lock_tip(line: BoardLine) -> str:
    return {
        LOCKED: "锁定（指定）：重新抽签时不动，Ctrl+L 解锁",
        FOLLOWED: "已开展：已有检查、抽检企业或移交等记录，不能再换",
    }.get(line.fixed, "")


def columns() -> tuple[Column, ...]:
    """Return the board's columns."""
    return (
        Column("number", "序号", width=46, align=Align.RIGHT, sortable=False),
        Column(
            INSPECTOR,
            "检查方",
            width=190,
            text=lambda line: _named(line.inspector, line.inspector_about) if line.inspector else UNPAIRED,
            meaning=lambda line: None if line.inspector else Meaning.VOID,
            sortable=False,
        ),
        Column(ARROW, "", width=34, align=Align.CENTRE, text=lambda line: "→", sortable=False),
        Column(
            TARGET,
            "受检方",
            width=190,
            text=lambda line: _named(line.inspected, line.inspected_about) if line.inspected else UNPAIRED,
            meaning=lambda line: None if line.inspected else Meaning.VOID,
            spoken=lambda line: f"{line.inspector or UNPAIRED} 检查 {line.inspected or UNPAIRED}",
            sortable=False,
        ),
        Column(
            LOCK,
            "锁定",
            width=62,
            align=Align.CENTRE,
            text=lambda line: line.fixed,
            meaning=lambda line: Meaning.IN_PROGRESS if line.fixed else None,
            tooltip=_lock_tip,
            sortable=False,
        ),
        Column(NOTE, "备注", width=84, sortable=False),
        Column(
            CHECK,
            "核对",
            width=220,
            text=verdict,
            meaning=_verdict_meaning,
            tooltip=_verdict_tip,
            sortable=False,
        ),
    )


def pair_named(board: Board, text: str) -> Iterator[int]:
    """Yield the ids of the pairs of which `text` is said."""
    for pair in board.pairs:
        if text in pair.faults or text in pair.wishes:
            yield pair.id


def target_offers(board: Board, line: BoardLine) -> list[Offer]:
    """Return the 受检方 that a line may have, each with who inspects it now or why it must not be."""
    by_target: dict[str, str] = {}
    for pair in board.pairs:
        by_target.setdefault(pair.inspected, pair.inspector)
    bars = {bar.inspected: bar.kind.label for bar in board.bars if bar.inspector == line.inspector}
    offers = []
    for party in board.targets:
        if party.name == line.inspector:
            continue
        now = by_target.get(party.name)
        aside = f"现由 {now} 检查" if now else "现在没有人检查"
        if party.name in bars:
            aside = f"不许：{bars[party.name]}"
        if board.square and now is not None and now == line.inspected:
            aside = f"不行：{now} 会检查自己"  # they would change places
        if party.name == line.inspected:
            aside = "现在的"
        offers.append(Offer(party.name, party.name, aside))
    return offers


def inspector_offers(board: Board, line: BoardLine) -> list[Offer]:
    """Return the 检查方 that may inspect the 受检方 of a line that has none."""
    bars = {bar.inspector: bar.kind.label for bar in board.bars if bar.inspected == line.inspected}
    return [
        Offer(party.name, party.name, f"不许：{bars[party.name]}" if party.name in bars else party.load)
        for party in board.inspectors
        if party.name != line.inspected
    ]

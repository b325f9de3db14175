"""What becomes of a 受检方 that is carried to another line: what it leads to, or why it can't be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ui.pages.cross.board_lines import FOLLOWED, LOCKED, BoardLine

_WHY_FIXED = {
    LOCKED: "已锁定，先解锁（Ctrl+L）",
    FOLLOWED: "已开展，不能再换",
}


@dataclass(frozen=True, slots=True)
class Move:
    """What a drop on a line would do; `problem` says why it can't be, `warning` what it would break."""

    words: str
    problem: str = ""
    warning: str = ""


def fixed_words(line: BoardLine) -> str:
    """Say why the two sides of a line can't be parted; "" where they can."""
    return f"「{line.inspector} → {line.inspected}」{_WHY_FIXED[line.fixed]}" if line.fixed else ""


def move(source: BoardLine, target: BoardLine, bars: Mapping[tuple[str, str], str]) -> Move:
    """Return what carrying the 受检方 of `source` to `target` does; `bars` are the forbidden pairs."""
    if source.id == target.id:
        return Move("放回原处")
    swapped = source.is_pair and target.is_pair
    words = f"「{target.inspector}」检查「{source.inspected}」"
    made = [(target.inspector, source.inspected)]
    if swapped:
        words += f"，「{source.inspector}」检查「{target.inspected}」"
        made.append((source.inspector, target.inspected))
    problem = fixed_words(source) or fixed_words(target) or _nonsense(source, target, swapped=swapped)
    broken = [bars[sides] for sides in made if sides in bars]
    return Move(words, problem, "" if problem else "；".join(broken))


def _nonsense(source: BoardLine, target: BoardLine, *, swapped: bool) -> str:
    if not target.inspector:
        return "这一行没有检查方"
    if target.inspector == source.inspected:
        return f"「{source.inspected}」不能检查自己"
    if swapped and source.inspector == target.inspected:
        return f"「{source.inspector}」不能检查自己"
    if swapped and (source.inspector == target.inspector or source.inspected == target.inspected):
        return "对调了也一样"
    return ""

"""The places of F6 in words: which sentence of which row, what is printed there, and why."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hazard_desk.forms.sheet import printed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hazard_desk.services.form_filling.dispatch import Slot, SlotRow

_CLAUSE_ENDS = re.compile(r"[，。；：、（）\n]")
_FOLLOWS = "已"  # 已整改: says nothing without the clause before it
_FOUND = "发现"
_NUMBERING = re.compile(r"^\d+\.\s*")


@dataclass(frozen=True, slots=True)
class SlotWords:
    """One place: its words (发现一般问题隐患…条), and what the list says of it."""

    place: str
    computed: str  # what the program reckons; "" where no record tells
    shown: str  # what the form prints, in a word where that is nothing yet
    explanation: str  # how it came to that


def slot_words(slots: Sequence[Slot]) -> list[SlotWords]:
    """Return the words of every place, told apart within each row of the form."""
    return [
        SlotWords(place, printed(slot.computed), _shown(slot), explanation(slot))
        for place, slot in zip(_places(slots), slots, strict=True)
    ]


def _places(slots: Sequence[Slot]) -> list[str]:
    clauses = [_clause(slot, slots[at - 1] if at else None) for at, slot in enumerate(slots)]
    seen = Counter((slot.category, clause) for slot, clause in zip(slots, clauses, strict=True))
    named = []
    category, whose = "", ""
    for slot, clause in zip(slots, clauses, strict=True):
        if slot.category != category:
            category, whose = slot.category, ""
        alone = seen[slot.category, clause] == 1
        if alone:
            whose = clause if clause and not slot.prompt else whose
        # The same words again: the clause before them that stands there once says of whom they are.
        words = clause if alone or not whose else f"{whose} · {clause}"
        named.append(_NUMBERING.sub("", slot.prompt) if slot.prompt else f"{words}…{_unit(slot)}")
    return named


def _clause(slot: Slot, before: Slot | None) -> str:
    words = _last_clause(slot.before)
    if words.startswith(_FOLLOWS) and before is not None:
        return _last_clause(before.before).removeprefix(_FOUND) + words
    return words


def _last_clause(words: str) -> str:
    return _CLAUSE_ENDS.split(words)[-1]


def _unit(slot: Slot) -> str:
    return _CLAUSE_ENDS.split(slot.after)[0]


def _shown(slot: Slot) -> str:
    if slot.entry is not None:
        changed = not slot.prompt and slot.computed is not None
        return f"{_one_line(slot.entry.text)}（已改）" if changed else _one_line(slot.entry.text)
    if slot.carried:
        return f"{_one_line(slot.carried)}（沿用）"
    return printed(slot.computed) if slot.computed is not None else "（未填）"


def explanation(slot: Slot) -> str:
    """Return how the place came to what it prints, for a tooltip: lines one under the other."""
    lines = []
    entry = slot.entry
    if slot.computed is not None:
        lines.append(f"{reckoned_words(slot)}：{printed(slot.computed)}")
    if entry is not None and not slot.prompt and slot.computed is not None:
        lines.append(f"改为：{entry.text}")
        if entry.computed and entry.computed != printed(slot.computed):
            lines.append(changed_since_words(slot))
        lines.append(f"改动原因：{entry.reason}")
    if entry is not None:
        who = entry.handler or "没有写经办人"
        lines.append(f"{who}，{entry.entered_at:%Y-%m-%d %H:%M}")
    elif slot.carried and slot.computed is not None:
        lines.append(f"{stands_words(slot)}\n以前的数宜记到期初数里；核对后点“改用{reckoned_words(slot)}”")
    elif slot.carried:
        lines.append("沿用以前一周填的，重新填写后以新的为准")
    elif slot.computed is None:
        lines.append("没有记录可以统计，请按实际填写")
    return "\n".join(lines)


def reckoned_words(slot: Slot) -> str:
    """Return what is said of the value that the records tell: a figure, or the names of a round."""
    return "轮次里的受检方" if isinstance(slot.computed, str) else "统计数字"


def stands_words(slot: Slot) -> str:
    """Say why what was typed for an earlier week is printed though records tell the figure."""
    return f"沿用以前一周填的 {slot.carried}：比{reckoned_words(slot)}大，累计数不会自己变小"


def changed_since_words(slot: Slot) -> str:
    """Say what the records told when it was overridden, where they tell something else now."""
    if slot.entry is None or not has_changed_since(slot):
        return ""
    return f"改的时候{reckoned_words(slot).removesuffix('数字')}是 {slot.entry.computed}，后来变了，请核对"


def made_of_records(slot: Slot, rows: Sequence[SlotRow]) -> str:
    """Say how the rows behind a figure make its value."""
    if isinstance(slot.computed, str):
        return f"共 {len(rows)} 次检查，同一受检方只写一次"
    if slot.name.endswith("_wan") or slot.computed == len(rows):  # a sum, or one each
        return f"共 {len(rows)} 条记录"
    return f"共 {len(rows)} 条记录，同一企业只计一次"


def has_changed_since(slot: Slot) -> bool:
    """Tell whether the records say another figure now than when it was overridden."""
    entry = slot.entry
    return bool(entry and entry.computed and slot.computed is not None) and (
        entry is not None and entry.computed != printed(slot.computed)
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())

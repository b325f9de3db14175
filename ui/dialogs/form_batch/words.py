"""How a batch is spoken of: names in a sentence, the name of a file, what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from hazard_desk.forms.catalogue import FORMS, About
from ui.messages import Kind, Message

if TYPE_CHECKING:
    from hazard_desk.services.form_filling.batch_saving import UnprintablePlace
    from hazard_desk.services.form_filling.batches import Batch

_NAMED = 3
_NAMED_AFTERWARDS = 8  # in the strip there is more room, and nobody asks again
_FORMS_NAMED = 2
_PLACES_SHOWN = 6


def some_names(names: Sequence[str], most: int = _NAMED) -> str:
    """Return 甲厂、乙厂、丙厂等 12 家: the first few, and how many there are."""
    more = f"等 {len(names)} 家" if len(names) > most else ""
    return "、".join(names[:most]) + more


def batch_stem(form_ids: Sequence[str], count: int, unit: str, today: date) -> str:
    """Return what a batch is called: on the printer's list, and as a file."""
    names = [FORMS[form_id].short for form_id in form_ids]
    forms = "、".join(names[:_FORMS_NAMED])
    if len(names) > _FORMS_NAMED:
        forms += f"等 {len(names)} 种表"
    return f"{forms} {count} {unit} {today.isoformat()}"


def left_out(batch: Batch, form_ids: Sequence[str]) -> str:
    """Return, in one sentence, which enterprises have no visit to fill the forms of visits from."""
    if not batch.without_visit:
        return ""
    forms = "、".join(FORMS[form_id].short for form_id in form_ids if FORMS[form_id].about is About.VISIT)
    return f"{some_names(batch.without_visit, _NAMED_AFTERWARDS)}还没有检查记录，没有出{forms}。"


def unprintable_message(places: Sequence[UnprintablePlace], deed: str) -> Message:
    """Return the question asked where characters can't be printed; `deed` names what would go on."""
    lines = [f"{one.name}，{one.form}，{one.where}：「{one.character}」" for one in places]
    more = f"……另有 {len(lines) - _PLACES_SHOWN} 处" if len(lines) > _PLACES_SHOWN else ""
    return Message(
        f"有 {len(places)} 处的字没有字体能印，会印成〓：",
        "\n".join(filter(None, [*lines[:_PLACES_SHOWN], more])),
        f"台账数据没有变化。可以先取消，把这些字改成能印的；也可以仍然{deed}，再手写补上。",
        Kind.WARNING,
        tuple(lines) if more else (),
    )

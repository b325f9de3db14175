"""What a figure of F4 or a place of F6 is called in a message, in the words of the office's form."""

from __future__ import annotations

import re

from hazard_desk.forms.weekly_dispatch import FORM_ID as WEEKLY_DISPATCH
from hazard_desk.forms.weekly_dispatch import sentence_of, slots
from hazard_desk.forms.weekly_statistics import FORM_ID as WEEKLY_STATISTICS
from hazard_desk.rules.dispatch_figures import SECTOR_WORDS
from hazard_desk.services.wording import form_texts
from hazard_desk.store.unit_of_work import Reading

_HAZARDS = re.compile(r"(\w+)_(general|major)_(found|rectified)")
_LEVELS = {"general": "一般问题隐患", "major": "重大事故隐患"}
_EVENTS = {"found": "发现", "rectified": "整改"}
_CLAUSE = re.compile(r"[，。；：、（）\n]")


def figure_name(reading: Reading, key: str) -> str:
    """Return 一般隐患·整改 of a figure of F4, 企业自查自改：重大事故隐患整改 of a place of F6; else the key.

    The places of F6 that count hazards are named alike by their sentences (已整改 … 条), so they are named by
    what they count.
    """
    for column in form_texts(reading, WEEKLY_STATISTICS)["columns"]:
        if column["key"] == key:
            return "·".join(dict.fromkeys("".join(label.split()) for label in column["labels"][-2:]))
    counted = _HAZARDS.fullmatch(key)
    if counted and counted[1] in SECTOR_WORDS:
        return f"{SECTOR_WORDS[counted[1]]}：{_LEVELS[counted[2]]}{_EVENTS[counted[3]]}"
    texts = form_texts(reading, WEEKLY_DISPATCH)
    places = slots(texts)
    if key not in places:
        return key
    category, before, after = sentence_of(texts, key)
    if prompt := places[key].rstrip("。"):
        return f"{category}（{prompt}）"
    said = [part for part in _CLAUSE.split(before) if part]
    unit = [part for part in _CLAUSE.split(after) if part]
    return f"{category}：{''.join(said[-1:])}…{''.join(unit[:1])}"

"""What a form can be filled with."""

from __future__ import annotations

from enum import Enum


class Content(Enum):
    """What stands in the form: the figures of a period, the facts of a record, or nothing."""

    WEEK = "本周"
    CUMULATIVE = "累计"
    FILLED = "填好的"
    INSPECTION = "检查版"
    CLOSED_LOOP = "闭环版"
    BLANK = "空白表"


_FILLED = (Content.FILLED, Content.BLANK)
_CONTENTS = {
    "weekly-statistics": (Content.WEEK, Content.CUMULATIVE, Content.BLANK),
    "illegal-acts": (Content.WEEK, Content.CUMULATIVE, Content.BLANK),
    "hazard-ledger": (Content.WEEK, Content.CUMULATIVE, Content.BLANK),
    "enforcement-ledger": (Content.WEEK, Content.CUMULATIVE, Content.BLANK),
    "typical-cases": (Content.WEEK, Content.CUMULATIVE, Content.BLANK),
    "typical-case": (Content.WEEK, Content.CUMULATIVE, Content.BLANK),
    "tip-off-ledger": (Content.WEEK, Content.CUMULATIVE, Content.BLANK),
    "tip-off-public": (Content.WEEK, Content.CUMULATIVE, Content.BLANK),
    "activity-ledger": (Content.WEEK, Content.CUMULATIVE, Content.BLANK),
    "ranking": (Content.WEEK, Content.CUMULATIVE, Content.BLANK),
    "ranking-notice": (Content.WEEK, Content.CUMULATIVE, Content.BLANK),
    "supervision": (Content.INSPECTION, Content.CLOSED_LOOP, Content.BLANK),
}


def contents_of(form_id: str) -> tuple[Content, ...]:
    """Return what a form can be filled with, the usual one first."""
    return _CONTENTS.get(form_id, _FILLED)

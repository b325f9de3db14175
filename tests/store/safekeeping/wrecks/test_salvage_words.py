"""What was salvaged is told by her nouns, with where it came from and what a loss means."""

from __future__ import annotations

from pathlib import Path

from hazard_desk.store.safekeeping.backups.copies import Told
from hazard_desk.store.safekeeping.wrecks.salvage_words import salvaged_words
from hazard_desk.store.safekeeping.wrecks.salvaging import Salvaged


def test_what_was_salvaged_is_said_by_where_it_came_from() -> None:
    told = Told("", 6, {}, 0, None, "")
    words = salvaged_words(
        Salvaged(
            Path("x"),
            told,
            read={"操作明细": 9, "村": 12, "企业": 124, "检查": 43},
            lost={"操作明细": None, "企业": 2},
            from_journal={},
            from_backup={"检查": 94, "隐患": 200},
            backup=None,
            let_go=0,
            notices=[],
        )
    )
    first, second, third = words.splitlines()
    assert first == "抢救出：企业 124 · 检查 137（读出 43，取自备份 94） · 隐患 200（取自备份 200）。", (
        "what she counts by comes first"
    )
    assert second == "另有：村 12、操作明细 9。"
    assert third == "找不回：企业 2；操作明细，数目不明（只影响撤销，和操作记录里的前后对照）。"

"""What a salvage (抢救) gave, told by the user's nouns: on the card, and in a text beside the new file."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hazard_desk.whole_files import write_whole

if TYPE_CHECKING:
    from hazard_desk.store.safekeeping.wrecks.salvaging import Salvaged

PREFIX = "抢救_"
_HERS = ("企业", "检查", "隐患", "附件")  # what she counts by
_LAST = ("操作记录", "操作明细", "其他记录")  # what the program counts by
_MEANING = {
    "其他记录": "如收表、表格里填的内容，请在程序里核对",
    "操作记录": "只影响操作记录和撤销",
    "操作明细": "只影响撤销，和操作记录里的前后对照",
}
_REST = "另有："
_MOST_LOST = 6  # kinds of records named; of more, their number
_MOST_DOUBTED = 3  # records of a kind named on the card; the text beside the file names all
_PARTIAL = "有记录找不回、取自备份（内容可能不是最新的），或与操作记录不一致，请逐条核对。"
_NAMES = {
    "enterprise": "SELECT id, name FROM enterprise",
    "inspection": (
        "SELECT inspection.id, inspection.inspected_on || ' ' || coalesce(enterprise.name, '')"
        " FROM inspection LEFT JOIN enterprise ON enterprise.id = inspection.enterprise_id"
    ),
    "hazard": (
        "SELECT hazard.id, coalesce(enterprise.name, '') || '：' || hazard.description FROM hazard"
        " LEFT JOIN inspection ON inspection.id = hazard.inspection_id"
        " LEFT JOIN enterprise ON enterprise.id = inspection.enterprise_id"
    ),
    "person": "SELECT id, name FROM person",
    "village": "SELECT id, name FROM village",
    "campaign": "SELECT id, name FROM campaign",
}


@dataclass(frozen=True, slots=True)
class SalvageNote:
    """The text beside a salvaged file: where it lies, what it says, whether something is missing or old."""

    path: Path
    words: str
    partial: bool

    @property
    def short(self) -> str:
        """Return what she counts by and what is lost, for where the rest would bury it."""
        return "\n".join(line for line in self.words.splitlines() if not line.startswith(_REST))


# ---- saying it ---------------------------------------------------------------------------------------


def is_partial(salvaged: Salvaged) -> bool:
    """Tell whether something is lost, or of an older state."""
    return bool(
        salvaged.lost or salvaged.from_backup or salvaged.left_out or salvaged.let_go or salvaged.doubtful
    )


def salvaged_words(salvaged: Salvaged) -> str:
    """Say how many of each kind there are and where they came from, what is lost, and what that means."""
    names = [*salvaged.read, *salvaged.from_journal, *salvaged.from_backup]
    hers = [_of_kind(salvaged, name, always=True) for name in _HERS if name in names]
    others = [name for name in dict.fromkeys(names) if name not in (*_HERS, *_LAST)]
    rest = [_of_kind(salvaged, name) for name in (*others, *(name for name in _LAST if name in names))]
    told = [f"抢救出：{' · '.join(hers) or '没有企业、检查和隐患'}。"]
    if any(rest):
        told.append(f"{_REST}{'、'.join(filter(None, rest))}。")
    told.append(_lost_words(salvaged))
    told.append("".join(salvaged.notices))
    return "\n".join(filter(None, told))


def _of_kind(salvaged: Salvaged, name: str, *, always: bool = False) -> str:
    """Say it of one kind; of her own kinds also that all of it was read."""
    parts = {
        "读出": salvaged.read.get(name, 0),
        "按操作记录补": salvaged.from_journal.get(name, 0),
        "取自备份": salvaged.from_backup.get(name, 0),
    }
    left_out = salvaged.left_out.get(name, 0)
    total = sum(parts.values()) - left_out
    if not left_out and parts["读出"] == total:
        if name not in salvaged.lost:
            if not total:
                return f"{name} 0" if always else ""
            return f"{name} {total}（全部读出）" if always else f"{name} {total}"
        return f"{name} {total}"
    told = [f"{words} {count}" for words, count in parts.items() if count]
    if left_out:
        told.append(f"没有收进来 {left_out}")
    return f"{name} {total}（{'，'.join(told)}）"


def _lost_words(salvaged: Salvaged) -> str:
    if not salvaged.lost:
        return "没有发现缺少的记录。"
    first = [name for name in _HERS if name in salvaged.lost]
    last = [name for name in _LAST if name in salvaged.lost]
    others = [name for name in salvaged.lost if name not in (*_HERS, *_LAST)]
    named = [_lost_kind(name, salvaged.lost[name]) for name in (*first, *others[:_MOST_LOST])]
    if len(others) > _MOST_LOST:
        named.append(f"另有 {len(others) - _MOST_LOST} 类记录")
    named += [_lost_kind(name, salvaged.lost[name]) for name in last]
    return f"找不回：{'；'.join(named)}。"


def _lost_kind(name: str, count: int | None) -> str:
    meaning = f"（{_MEANING[name]}）" if name in _MEANING else ""
    return f"{name} {count}{meaning}" if count is not None else f"{name}，数目不明{meaning}"


def doubted_words(doubtful: dict[str, list[str]]) -> str:
    """Say which records differ from what the journal has of them, the first few by name."""
    kinds = []
    for kind, names in doubtful.items():
        more = f"等 {len(names)} 条" if len(names) > _MOST_DOUBTED else ""
        kinds.append(f"{kind}{''.join(f'「{name}」' for name in names[:_MOST_DOUBTED])}{more}")
    count = sum(map(len, doubtful.values()))
    return (
        f"有 {count} 条记录与操作记录里最后记的不一致，不知道哪一边坏了，保留了读出的内容，"
        f"请核对：{'；'.join(kinds)}。"
    )


# ---- the text beside the file ------------------------------------------------------------------------


def names_of(new: sqlite3.Connection, table: str, keys: Sequence[object]) -> list[str]:
    """Return what these records of a table are called; an older office may not tell."""
    if table not in _NAMES or not keys:
        return []
    try:
        known = dict(new.execute(_NAMES[table]).fetchall())
    except sqlite3.Error:  # a schema that had other columns
        return [f"编号 {key}" for key in keys]
    return [" ".join(str(known[key]).split()) for key in keys if key in known]


def write_note(salvaged: Salvaged, damaged: Path, now: datetime) -> None:
    """Write beside the salvaged file what is in it, with the records by name that are of an older state."""
    head = (
        f"抢救时间：{now:%Y-%m-%d %H:%M}",
        f"损坏的台账：{damaged}（没有改动，原样保留）",
        f"抢救出的台账：{salvaged.path.name}",
    )
    body = [salvaged_words(salvaged), *([_PARTIAL] if is_partial(salvaged) else [])]
    lists = [f"取自备份的{kind}：\n" + "\n".join(names) for kind, names in salvaged.taken.items() if names]
    lists += [f"与操作记录不一致的{kind}：\n" + "\n".join(names) for kind, names in salvaged.doubtful.items()]
    text = "\n\n".join(("\n".join(head), "\n".join(body), *lists)) + "\n"
    write_whole(note_path(salvaged.path), text.replace("\n", "\r\n").encode("utf-8-sig"))


def note_path(salvaged: Path) -> Path:
    """Return where the text about a salvaged file lies."""
    return salvaged.with_suffix(".txt")


def note_of(source: Path) -> SalvageNote | None:
    """Return what is told of a file that one restores from, where it was salvaged."""
    if not source.name.startswith(PREFIX):
        return None
    path = note_path(source)
    try:
        _head, body, *_lists = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").split("\n\n")
    except (OSError, ValueError):
        return None
    partial = _PARTIAL in body
    return SalvageNote(path, body.replace(_PARTIAL, "").strip(), partial)

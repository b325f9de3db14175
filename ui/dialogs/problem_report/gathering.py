"""The text of a problem report: versions, numbers, the last lines of the logs; who and where taken out."""

from __future__ import annotations

import locale
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hazard_desk import __version__
from hazard_desk.resources import load_json
from ui.incidents import CRASH_NAME, LOG_NAME
from ui.scrubbing import scrub, without_user

if TYPE_CHECKING:
    from hazard_desk.services.problem_numbers import OfficeNumbers

_LOG_LINES = 200
_CRASH_LINES = 80
_IN_A_LINE = 4  # tables
_READ = 256 * 1024
_NOTHING = "（没有）"
_KINDS = {"local": "本机磁盘", "removable": "可移动盘", "network": "网络位置", "synced": "同步文件夹"}


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen as the window sees it."""

    width: int
    height: int
    scale: float


def report_text(
    office: OfficeNumbers | None,
    screens: Sequence[Screen],
    qt: str,
    logs: Path,
    now: datetime,
    why_not: str = "没有打开台账。",
) -> str:
    """Return the report; where there are no numbers of an office it says why not."""
    names = office.names if office is not None else frozenset()
    parts = [
        ("程序和电脑", _program(screens, qt, now)),
        ("台账（只有数目，没有内容）", _office(office, why_not)),
        ("最近的日志", _tail(logs / LOG_NAME, _LOG_LINES, names)),
        ("程序崩溃记录", _tail(logs / CRASH_NAME, _CRASH_LINES, names)),
    ]
    return "\n\n".join(f"【{title}】\n" + "\n".join(lines) for title, lines in parts) + "\n"


def _program(screens: Sequence[Screen], qt: str, now: datetime) -> list[str]:
    shown = "、".join(f"{one.width}×{one.height}（缩放 {one.scale:.0%}）" for one in screens)
    return [
        f"时间：{now:%Y-%m-%d %H:%M}",
        f"隐患台：{__version__}",
        f"系统：{without_user(f'{platform.system()} {platform.release()} {platform.version()}')}",
        f"处理器：{platform.machine()}",
        f"Python：{platform.python_version()}；Qt：{qt}",
        f"语言和编码：{locale.getlocale()[0] or '没有设'}，{locale.getpreferredencoding(False)}",
        f"屏幕：{shown or '不知道'}",
    ]


def _office(office: OfficeNumbers | None, why_not: str) -> list[str]:
    if office is None:
        return [why_not]
    password = {True: "设了", False: "没有设", None: "读不出"}[office.has_password]
    kind, _, gone = office.second_place.partition(" ")
    second = f"{_KINDS.get(kind, kind)}{'（现在不在）' if gone else ''}" if kind else "没有设"
    nouns = load_json("field-labels.json")
    rows = [f"{nouns.get(name, {}).get('', '其他')}（{name}）{count}" for name, count in office.rows.items()]
    lines = ["、".join(rows[at : at + _IN_A_LINE]) for at in range(0, len(rows), _IN_A_LINE)]
    return [
        f"数据版本：{office.schema}；SQLite：{office.sqlite}",
        f"台账文件：{_size(office.file_size)}；所在磁盘剩余：{_size(office.free)}",
        f"附件：{office.attachments} 个，{_size(office.attachment_size)}",
        f"台账放在：{_KINDS.get(office.place, office.place)}",
        f"备份：{office.backup_count} 份，最近一次 {_moment(office.last_backup)}",
        f"第二备份位置：{second}，最近一次 {_moment(office.second_last_good)}；台账包密码：{password}",
        "各类记录的条数（括号里是程序里的表名）：",
        *lines,
    ]


def _size(size: int) -> str:
    return f"{size / 2**30:.1f} GB" if size >= 2**30 else f"{size / 2**20:.1f} MB"


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at is not None else "没有"


def _tail(path: Path, most: int, names: frozenset[str]) -> list[str]:
    """Return the last lines of a file, scrubbed; a word where there is none."""
    try:
        with path.open("rb") as file:
            file.seek(max(path.stat().st_size - _READ, 0))
            text = file.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return [_NOTHING]
    except OSError:
        return ["（读不出）"]
    lines = scrub("\n".join(text.splitlines()[-most:]), names).splitlines()
    return lines if any(line.strip() for line in lines) else [_NOTHING]

"""The word on backups in the status bar: when the last one was made, or what is wrong."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from ui import theme

if TYPE_CHECKING:
    from hazard_desk.services.kept_safe import KeptSafe

_TIP = "点这里打开“备份与恢复”"


def light_words(standing: KeptSafe, failure: Exception | None, now: datetime) -> tuple[str, str, str]:
    """Return what is said, its tone, and what is said of it in full."""
    if failure is not None:
        return "备份没有做成！", "overdue", str(failure)
    if standing.unreadable is not None:
        return "备份设置读不出！", "overdue", str(standing.unreadable)
    if standing.old:
        return "第二备份该做了！", "soon", standing.old
    newest = standing.newest
    if newest is None:
        return "还没有备份", "calm", "退出时自动备份，录入期间每小时备份一次。"
    when = f"{newest:%H:%M}" if newest.date() == now.date() else f"{newest.month}月{newest.day}日"
    tip = f"最近一次备份：{newest:%Y-%m-%d %H:%M}。"
    if standing.second_place is None:
        tip += "\n只在这台电脑里，还没有设第二备份位置。"
    elif standing.last_good is not None:
        failed = "（最近一次没有做成）" if standing.last_problem and not standing.incomplete else ""
        tip += f"\n第二备份：{standing.last_good:%Y-%m-%d %H:%M}{failed}。"
    if standing.second_place is None:
        return f"只有本机备份 {when}", "calm", tip
    return f"备份 {when} ✓", "calm", tip


class BackupLight(QPushButton):
    """Empty while no office is open."""

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__()
        theme.set_role(self, "link")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.hide()

    def show_standing(self, standing: KeptSafe | None, failure: Exception | None, now: datetime) -> None:
        """Say how it stands with the backups; nothing where that isn't known."""
        self.setVisible(standing is not None)
        if standing is None:
            self.setText("")
            return
        words, tone, tip = light_words(standing, failure, now)
        self.setText(words)
        self.setToolTip(f"{tip}\n{_TIP}")
        self.setAccessibleDescription(tip)
        theme.set_property(self, "tone", tone)

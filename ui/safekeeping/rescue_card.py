"""The ways out of a damaged office file: the last good backup, what can still be read, another file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout

from ui import theme
from ui.messages import Message
from ui.safekeeping.kept_copies import counts_words, when_words

if TYPE_CHECKING:
    from hazard_desk.store.safekeeping.wrecks.damage import WaysOut
    from hazard_desk.store.safekeeping.wrecks.salvaging import Salvaged

_NAMED = 3  # of the steps that would be missing


def missing_words(count: int | None, summaries: list[str]) -> str:
    """Say which steps a backup lacks."""
    if count is None:
        return "之后还做过什么，已经读不出来。"
    if not count:
        return "之后没有别的操作，什么都不会少。"
    named = "；".join(summaries[:_NAMED])
    more = f"；另有 {count - _NAMED} 步" if count > _NAMED and named else ""
    return f"会少之后的 {count} 步操作{f'：{named}{more}' if named else ''}。"


class RescueCard(QFrame):
    """Hidden until a damaged file is to be told of."""

    backup_wanted = Signal(object)  # the path of a backup
    salvage_wanted = Signal()
    salvaged_wanted = Signal(object)  # the path of what was salvaged
    file_wanted = Signal()

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__()
        theme.set_role(self, "card")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._backup: Path | None = None
        self._salvaged: Path | None = None
        heading = QLabel("现在可以这样办")
        theme.set_role(heading, "heading")
        self.about = QLabel("不论选哪一种，损坏的台账都原样留在 backups 文件夹里，不删除、不覆盖。")
        theme.set_role(self.about, "secondary")
        self.about.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GROUP_GAP, theme.PAGE_MARGIN, theme.GROUP_GAP, theme.GROUP_GAP)
        layout.setSpacing(theme.SMALL_GAP)
        layout.addWidget(heading)
        layout.addWidget(self.about)
        self.backup_button, self.backup_words = self._way(layout, lambda: self._emit_backup())
        self.salvage_button, self.salvage_words = self._way(layout, self._on_salvage)
        self.file_button, self.file_words = self._way(layout, self.file_wanted.emit)
        self.file_button.setText("从文件恢复…")
        self.file_words.setText("用U盘、移动硬盘或另一台电脑上的台账包（.hazdesk）或备份（.db）。")
        self.hide()

    def _way(self, layout: QVBoxLayout, act: Callable[[], object]) -> tuple[QPushButton, QLabel]:
        button, words = QPushButton(), QLabel()
        button.clicked.connect(lambda _checked=False: act())
        words.setWordWrap(True)
        words.setTextFormat(Qt.TextFormat.PlainText)
        theme.set_role(words, "secondary")
        layout.addSpacing(theme.LABEL_GAP)
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(words)
        return button, words

    # ---- what is known -------------------------------------------------------------------------------

    def begin(self, *, gone: bool = False) -> None:
        """Say that the backups are being looked at; of a file that is gone there is nothing to salvage."""
        self._backup = self._salvaged = None
        self._show_backup("恢复到最近的备份", "正在查看有哪些备份…", possible=False)
        self.about.setVisible(not gone)
        for part in (self.salvage_button, self.salvage_words):
            part.setVisible(not gone)
        self.salvage_button.setText("抢救还能读出的记录")
        self.salvage_words.setText("从损坏的文件里读出还完好的记录，读完先告诉您读出多少、少了多少。")
        self._let(True)
        self.show()

    def show_ways(self, ways: WaysOut, today: date) -> None:
        """Offer the last good backup, if there is one, with what it holds and what it lacks."""
        copy = ways.newest_good
        if copy is None:
            self._show_backup("恢复到最近的备份", "没有找到完好的备份。", possible=False)
        else:
            self._backup = copy.path
            held = f"里面有：{counts_words(ways.told)}。" if ways.told is not None else ""
            self._show_backup(
                f"恢复到 {when_words(copy.made_at, today)} 的备份",
                f"{missing_words(ways.missing_count, ways.missing)}{held}",
                possible=True,
            )
        self.salvage_button.setEnabled(ways.can_salvage)
        if not ways.can_salvage:
            self.salvage_words.setText("这个文件里已经没有能读出的记录。")
        # One primary action: what loses least.
        best = self.backup_button if copy is not None else self.salvage_button
        for button in (self.backup_button, self.salvage_button):
            theme.set_property(button, "role", "primary" if button is best and button.isEnabled() else "")
        self._focus(best)

    def show_no_ways(self, said: Message) -> None:
        """Say why the backups could not be looked at; the other ways stay."""
        self._show_backup("恢复到最近的备份", said.text, possible=False)

    def show_not_salvaged(self, said: Message) -> None:
        """Say why nothing was salvaged."""
        self._let(True)
        self.salvage_words.setText(said.text)
        self._focus(self.salvage_button)

    def show_salvaging(self) -> None:
        """Say that it is being read, and let nothing else be begun."""
        self.setFocus()  # a button that is off would hand the keyboard on, out of sight
        self._let(False)
        self.salvage_words.setText("正在读出还完好的记录，请稍候…")

    def show_salvaged(self, salvaged: Salvaged) -> None:
        """Say what was read and what is lost, before it is put in place."""
        from hazard_desk.store.safekeeping.wrecks.salvage_words import salvaged_words

        self._let(True)
        self._salvaged = salvaged.path
        self.salvage_button.setText("用抢救出的记录继续…")
        self.salvage_words.setText(salvaged_words(salvaged))
        self._focus(self.salvage_button)

    def _show_backup(self, button: str, words: str, *, possible: bool) -> None:
        self.backup_button.setText(button)
        self.backup_button.setEnabled(possible)
        self.backup_words.setText(words)

    def _focus(self, button: QPushButton) -> None:
        """Give the keyboard to what helps most, where the page was shown for this."""
        (button if button.isEnabled() else self.file_button).setFocus()

    def _let(self, possible: bool) -> None:
        self.backup_button.setEnabled(possible and self._backup is not None)
        self.salvage_button.setEnabled(possible)
        self.file_button.setEnabled(possible)

    # ---- what is wanted ------------------------------------------------------------------------------

    def _emit_backup(self) -> None:
        if self._backup is not None:
            self.backup_wanted.emit(self._backup)

    def _on_salvage(self) -> None:
        if self._salvaged is not None:
            self.salvaged_wanted.emit(self._salvaged)
        else:
            self.salvage_wanted.emit()

"""The cards at the right of 备份与恢复: the chosen backup, the second place, the password."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from ui import theme
from ui.dialogs.safekeeping.source_facts import SourceFacts, facts_of
from ui.safekeeping.kept_copies import Source, when_words
from ui.widgets.push_button import push_button

if TYPE_CHECKING:
    from hazard_desk.services.kept_safe import KeptSafe

_NONE_CHOSEN = "在左边选一个备份，看它里面有什么。"


class _Card(QFrame):
    """A heading, what there is to say, and a row of buttons."""

    def __init__(self, title: str) -> None:
        super().__init__()
        theme.set_role(self, "card")
        heading = QLabel(title)
        theme.set_role(heading, "heading")
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(
            theme.PAGE_MARGIN, theme.LABEL_GAP, theme.PAGE_MARGIN, theme.PAGE_MARGIN
        )
        self.column.setSpacing(theme.LABEL_GAP)
        self.column.addWidget(heading)
        self.column.addWidget(self.words)

    def add_buttons(self, *buttons: QPushButton) -> None:
        """Set these in a row, at the left."""
        row = QHBoxLayout()
        row.setSpacing(theme.LABEL_GAP)
        for button in buttons:
            row.addWidget(button)
        row.addStretch()
        self.column.addLayout(row)


class ChosenCard(_Card):
    """What the chosen backup holds, and what would be missing with it."""

    def __init__(self, restore: Callable[[], object]) -> None:
        """Start with none chosen."""
        super().__init__("选中的备份")
        self.facts = SourceFacts()
        self.column.addWidget(self.facts)
        self.restore_button = push_button(
            "恢复到这个备份…", "先给您看会怎样，再决定（回车或双击）", restore, "restore"
        )
        self.add_buttons(self.restore_button)
        self.show_none()

    def show_none(self) -> None:
        """Say that none is chosen."""
        self._show(_NONE_CHOSEN, {}, possible=False)

    def show_looking(self) -> None:
        """Say that it is being read."""
        self._show("正在查看…", {}, possible=False)

    def show_problem(self, words: str) -> None:
        """Say why it can't be read."""
        self._show(words, {}, possible=False)

    def show_source(self, source: Source, today: date) -> None:
        """Show what it holds; what would be missing is said when that is known."""
        facts = facts_of(source, today)
        facts.pop("单位")  # it is the office's own
        if not source.archive:
            facts.pop("附件")
        self._show("", facts, possible=True)

    def show_missing(self, words: str) -> None:
        """Say what would be missing."""
        self.facts.show_line("与现在比", words)

    def _show(self, words: str, facts: dict[str, str], *, possible: bool) -> None:
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.facts.show_lines(facts)
        self.facts.setVisible(bool(facts))
        self.restore_button.setEnabled(possible)


class SecondPlaceCard(_Card):
    """第二备份位置: where it is, how old its copy is, and what can be done."""

    def __init__(
        self,
        choose: Callable[[], object],
        copy_now: Callable[[], object],
        drop: Callable[[], object],
    ) -> None:
        """Start knowing nothing."""
        super().__init__("第二备份位置")
        self.choose_button = push_button("选择位置…", "U盘、移动硬盘或另一块磁盘上的文件夹", choose)
        self.copy_button = push_button("现在复制", "复制台账和新增的附件", copy_now)
        self.drop_button = push_button("不再使用", "已经复制过去的备份留在那里，不删除", drop)
        theme.set_role(self.drop_button, "link")
        self.add_buttons(self.choose_button, self.copy_button, self.drop_button)

    def show_standing(self, standing: KeptSafe, today: date) -> None:
        """Say how it stands."""
        place = standing.second_place
        words, tone = _second_words(standing, today)
        self.words.setText(words)
        theme.set_property(self.words, "role", "error" if tone else "")
        self.choose_button.setText("换一个位置…" if place is not None else "选择位置…")
        self.choose_button.setEnabled(standing.unreadable is None)
        for button in (self.copy_button, self.drop_button):
            button.setVisible(place is not None)


class PasswordCard(_Card):
    """台账包密码: whether there is one, and what it is good for."""

    def __init__(self, change: Callable[[], object], remove: Callable[[], object]) -> None:
        """Start knowing nothing."""
        super().__init__("台账包密码")
        self.change_button = push_button("设置密码…", "带出这台电脑的文件都加密", change)
        self.remove_button = push_button("取消密码", "以后的台账包不再加密；以前的仍要原来的密码", remove)
        theme.set_role(self.remove_button, "link")
        self.add_buttons(self.change_button, self.remove_button)

    def show_standing(self, standing: KeptSafe) -> None:
        """Say whether there is a password."""
        if standing.unreadable is not None:
            said = "备份设置读不出，不知道以前有没有设密码。请重新设置一次，或取消密码。"
        elif standing.has_password:
            said = "已设密码：以后做的台账包和第二份备份都加密，没有密码谁也打不开。"
            if standing.plain_elsewhere:
                said += (
                    f"第二备份位置里还有 {standing.plain_elsewhere} 份以前没加密的备份（附件也是），"
                    "拿到的人能打开；不放心的，请自己删掉。"
                )
        else:
            said = "没有设密码：拿到U盘的人就能看到里面的内容。"
        self.words.setText(said)
        bad = standing.unreadable is not None or bool(standing.plain_elsewhere)
        theme.set_property(self.words, "role", "error" if bad else "")
        self.change_button.setText("更改密码…" if standing.has_password else "设置密码…")
        self.remove_button.setVisible(standing.has_password or standing.unreadable is not None)


def _second_words(standing: KeptSafe, today: date) -> tuple[str, bool]:
    """Return how it stands with the second place, and whether that is bad news."""
    if standing.unreadable is not None:
        return str(standing.unreadable), True
    place = standing.second_place
    if place is None:
        return (
            "还没有设。备份都在这台电脑里：电脑坏了，备份也没了。请插上U盘或移动硬盘，选一个文件夹。",
            False,
        )
    if standing.old:
        return standing.old if str(place) in standing.old else f"{place}\n{standing.old}", True
    said = f"{place}\n"
    if standing.last_good is not None:
        said += f"上次复制：{when_words(standing.last_good, today)}。"
    if standing.incomplete:
        return f"{said}但那一份{standing.last_problem}", True
    if standing.last_problem:
        return f"{said}最近一次没有做成：{standing.last_problem}", True
    if not standing.reachable:
        said += "现在没有插上。"
    if standing.same_disk:
        return f"{said}它和台账在同一块磁盘上：磁盘坏了，两份会一起丢。最好换成U盘或移动硬盘。", True
    return said, False

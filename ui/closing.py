"""The end of a day: what was changed is backed up, and copied to the second place, before the window goes."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from hazard_desk.errors import OfficeFileError
from ui.messages import Kind, Message, message_of
from ui.widgets.closing_strip import ClosingStrip

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.safekeeper import Safekeeper

REASON = "退出时"


class _State(Enum):
    OPEN = auto()
    AT_WORK = auto()
    LEAVING = auto()


class Closing(QObject):
    """Holds the window open while there is something to do; the window asks each time it is to close."""

    def __init__(self, window: MainWindow) -> None:
        """Watch over this window."""
        super().__init__(window)
        self._window = window
        self._keeper: Safekeeper | None = None
        self._state = _State.OPEN
        self._then: Callable[[], object] = window.close
        self.strip = ClosingStrip()
        self.strip.given_up.connect(self.leave)
        window.add_at_foot(self.strip)

    def serve(self, keeper: Safekeeper | None) -> None:
        """Ask this one what is to be done; None while no office is open."""
        self._keeper = keeper
        self._give_back()

    def holds(self, then: Callable[[], object] | None = None) -> bool:
        """Begin what is to be done before the office is left; tell whether it has to stay open for that.

        When it is done the window closes, or what is wanted in place of it follows.
        """
        keeper = self._keeper
        if keeper is None or self._state is _State.LEAVING:
            return False
        if self._state is _State.AT_WORK:
            return True
        self._then = then or self._window.close
        for task in keeper.background.under_way:
            task.cancel()  # the user was asked about these, or they write nothing
        standing = keeper.standing
        backed_up = standing is not None and keeper.failure is None and not standing.behind
        if backed_up and standing is not None and not standing.second_due:
            return False
        self._state = _State.AT_WORK
        self._window.hold(True)
        if backed_up:
            keeper.refresh(self._copy)  # a stick may have come or gone since the last look
        else:
            task = keeper.back_up_if_changed(REASON, lambda _path: self._on_backup(), self._on_no_backup)
            self.strip.follow(task, "正在备份…")
        return True

    def leave(self) -> None:
        """Close now, whatever is still to be done; a copy under way is stopped, a backup comes to its end."""
        self._state = _State.LEAVING
        self._then()

    # ---- one after the other -------------------------------------------------------------------------

    def _on_backup(self) -> None:
        keeper = self._keeper
        if self._state is not _State.AT_WORK or keeper is None:
            return
        if keeper.standing is not None and keeper.standing.second_place is None:
            self.leave()
        else:
            keeper.refresh(self._copy)

    def _copy(self) -> None:
        """Copy to the second place where that is due and can be done.

        A stick that lies in the drawer is nothing to be told of every evening, until its copy is old.
        """
        keeper = self._keeper
        if self._state is not _State.AT_WORK or keeper is None:
            return
        standing = keeper.standing
        if standing is None or not standing.second_due or not (standing.reachable or standing.old):
            self.leave()
            return
        task = keeper.copy_to_second_place(lambda _path: self._on_copied(), self._on_no_copy)
        self.strip.follow(task, "正在复制到第二备份位置…")

    def _on_copied(self) -> None:
        if self._state is _State.AT_WORK:
            self.leave()

    def _on_no_backup(self, error: Exception) -> None:
        self._ask("退出前的备份没有做成", "录入的数据都已保存在台账里，没有丢失；缺的只是这一份备份。", error)

    def _on_no_copy(self, error: Exception) -> None:
        self._ask(
            "第二份备份没有复制成", "录入的数据和本机的备份都在，没有丢失；缺的只是另外存放的一份。", error
        )

    def _ask(self, what: str, meaning: str, error: Exception) -> None:
        if self._state is not _State.AT_WORK:
            return
        self._give_back()
        said = message_of(error)
        if isinstance(error, OfficeFileError):  # the office itself is the trouble: promise nothing of it
            meaning = said.meaning
        remedy = f"{said.remedy}处理好以后再退出，或者现在就退出。"
        self._window.messages.ask(
            Message(f"{what}：{said.what}", meaning, remedy, Kind.WARNING), "仍然退出", self._leave_if
        )

    def _leave_if(self, wanted: bool) -> None:
        if wanted:
            self.leave()

    def _give_back(self) -> None:
        self._state = _State.OPEN
        self.strip.rest()
        self._window.hold(False)

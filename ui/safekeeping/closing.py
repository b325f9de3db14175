"""Before an office is left: what was entered is saved, backed up and copied to the second place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from hazard_desk.errors import OfficeFileError
from ui.messages import Kind, Message, message_of
from ui.safekeeping.closing_strip import ClosingStrip

if TYPE_CHECKING:
    from ui.background import Task
    from ui.main_window import MainWindow
    from ui.safekeeping.safekeeper import Safekeeper, WrittenElsewhere

REASON = "退出时"


@dataclass(frozen=True, slots=True)
class Going:
    """How it is said what follows when an office is left."""

    follows: str
    not_waiting: str
    before: str  # 退出前的备份
    all_the_same: str
    remedy: str
    hides: bool = False  # the window may go while a backup comes to its end


OUT = Going(
    "窗口自己关闭",
    "不等了，直接退出",
    "退出前",
    "仍然退出",
    "处理好以后再退出，或者现在就退出。",
    hides=True,
)
OVER = Going(
    "接着打开另一个台账",
    "不等了，直接打开",
    "离开前",
    "仍然打开另一个",
    "处理好以后再打开另一个台账，或者现在就打开。",
)
BACK = Going("接着恢复", "不等了，直接恢复", "恢复前", "仍然恢复", "")


class _State(Enum):
    OPEN = auto()
    AT_WORK = auto()
    LEAVING = auto()


class Closing(QObject):
    """Holds the office open while there is something to do; the window asks each time it is to close."""

    def __init__(self, window: MainWindow) -> None:
        """Watch over this window."""
        super().__init__(window)
        self._window = window
        self._keeper: Safekeeper | None = None
        self._state = _State.OPEN
        self._then: Callable[[], object] = window.close
        self._going = OUT
        self._next: Callable[[], object] = self.leave
        self.strip = ClosingStrip()
        self.strip.given_up.connect(self._give_up)
        window.add_at_foot(self.strip)

    def serve(self, keeper: Safekeeper | None) -> None:
        """Ask this one what is to be done; None while no office is open."""
        self._keeper = keeper
        self._give_back()

    def holds(self, then: Callable[[], object] | None = None, going: Going = OUT) -> bool:
        """Begin what is to be done before the office is left; tell whether it has to stay open for that.

        When it is done the window closes, or what is wanted in place of it follows.
        """
        keeper = self._keeper
        if keeper is None or self._state is _State.LEAVING:
            return False
        if self._state is _State.AT_WORK:
            return True
        for task in keeper.background.under_way:
            task.cancel()  # the user was asked about these, or they write nothing
        quiet = not keeper.background.writing and not keeper.files.writing
        if quiet and self._is_backed_up(keeper) and keeper.standing and not keeper.standing.second_due:
            return False
        self._begin(keeper, then or self._window.close, going, self._back_up)
        return True

    def settle(self, then: Callable[[], object], going: Going) -> None:
        """Let what is being written come to its end; then that follows, without a backup."""
        if self._keeper is None:
            then()
        elif self._state is _State.OPEN:
            self._begin(self._keeper, then, going, self.leave)

    def leave(self) -> None:
        """Leave now, whatever is still to be done; a backup under way comes to its end all the same."""
        if self._state is _State.LEAVING:
            return
        self._state = _State.LEAVING
        try:
            self._then()
        finally:
            if self._state is _State.LEAVING:  # a page wouldn't let it close: she works on
                self._give_back()

    # ---- one after the other -------------------------------------------------------------------------

    def _begin(
        self, keeper: Safekeeper, then: Callable[[], object], going: Going, next_: Callable[[], object]
    ) -> None:
        self._then, self._going, self._next = then, going, next_
        self._state = _State.AT_WORK
        self._window.hold(True)
        if keeper.background.writing:
            task = keeper.background.between_writes(_nothing, done=self._on_saved, owner=self)
            self._show(task, "正在保存最后录入的内容", "保存", can_leave=False)
        else:
            self._wait_for_files()

    def _on_saved(self, _nothing: object) -> None:
        if self._state is _State.AT_WORK:
            self._wait_for_files()

    def _wait_for_files(self) -> None:
        """Wait for what she began herself and is written elsewhere: a package (台账包), a copy on a stick."""
        keeper = self._keeper
        if keeper is None:
            return
        running = keeper.files.writing
        if not running:
            self._next()
            return
        failed = keeper.failed_files

        def ended(_nothing: object) -> None:
            if self._state is not _State.AT_WORK:
                return
            if keeper.failed_files > failed:
                self._give_back()  # it has been said; what is to be done about it is hers
            else:
                self._wait_for_files()

        keeper.files.between_writes(_nothing, done=ended, owner=self)
        self._show(
            running[0],
            running[0].what or "正在写文件",
            "写完",
            meaning="停止写出，不留下不完整的文件；台账里的数据不受影响",
        )

    def _is_backed_up(self, keeper: Safekeeper) -> bool:
        standing = keeper.standing
        return standing is not None and keeper.failure is None and not standing.behind

    def _back_up(self) -> None:
        keeper = self._keeper
        if keeper is None:
            return
        if self._is_backed_up(keeper):
            keeper.refresh(self._copy)  # a stick may have come or gone since the last look
            return
        task = keeper.back_up_if_changed(REASON, lambda _path: self._on_backup(), self._on_no_backup)
        self._show(
            task,
            "正在备份",
            "备份做完",
            saved="录入的数据都已保存。",
            meaning="窗口马上关掉，这份备份在后台接着做完",
            can_leave=self._going.hides,
        )

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
        task = keeper.copy_to_second_place(self._on_copied, self._on_no_copy)
        self._show(
            task,
            "正在复制到第二备份位置",
            "复制完",
            saved="本机的备份已经做好。",
            meaning="停止复制，下次再复制；本机的备份已经做好",
        )

    def _on_copied(self, written: WrittenElsewhere | None) -> None:
        if self._state is not _State.AT_WORK:
            return
        lost, mended = (written.lost_words, written.mended_words) if written is not None else ("", "")
        if lost:
            what = f"第二份备份复制好了，但不全：{lost}{mended}"
            self._put(what, "台账和其余的附件都已复制过去。", self._going.remedy)
        elif mended:
            self._put(f"第二份备份复制好了。{mended}", "台账和附件现在都在那里，是好的。", self._going.remedy)
        else:
            self.leave()

    def _on_no_backup(self, error: Exception) -> None:
        self._ask(
            f"{self._going.before}的备份没有做成",
            "录入的数据都已保存在台账里，没有丢失；缺的只是这一份备份。",
            error,
        )

    def _on_no_copy(self, error: Exception) -> None:
        self._ask(
            "第二份备份没有复制成", "录入的数据和本机的备份都在，没有丢失；缺的只是另外存放的一份。", error
        )

    def _ask(self, what: str, meaning: str, error: Exception) -> None:
        if self._state is not _State.AT_WORK:
            return
        said = message_of(error)
        if isinstance(error, OfficeFileError):  # the office itself is the trouble: promise nothing of it
            meaning = said.meaning
        self._put(f"{what}：{said.what}", meaning, said.remedy, self._going.remedy)

    def _put(self, what: str, meaning: str, *remedies: str) -> None:
        self._give_back()
        message = Message(what, meaning, "".join(remedies), Kind.WARNING)
        way_out = ("备份与恢复…", self._window.safekeeping_wanted.emit)
        self._window.messages.ask(message, self._going.all_the_same, self._leave_if, also=way_out)

    def _leave_if(self, wanted: bool) -> None:
        if wanted:
            self.leave()

    # ---- what is shown -------------------------------------------------------------------------------

    def _show(
        self,
        task: Task,
        words: str,
        done: str,
        *,
        saved: str = "",
        meaning: str = "",
        can_leave: bool = True,
    ) -> None:
        leave = self._going.not_waiting if can_leave else ""
        self.strip.follow(task, words, f"{saved}{done}，{self._going.follows}。", leave, meaning)

    def _give_up(self) -> None:
        if self._keeper is not None:
            for task in self._keeper.files.writing:
                task.cancel()
        self.leave()

    def _give_back(self) -> None:
        self._state = _State.OPEN
        self.strip.rest()
        self._window.hold(False)


def _nothing() -> None:
    """Take the turn after all that was to be written before."""

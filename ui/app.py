"""The program with a window: start, open the office, end cleanly."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from ui import help_topics
from ui.clock import moment

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QDialog

    from hazard_desk.services.offices import FirstFacts
    from ui.background import Background, Task
    from ui.first_minute import FirstMinuteDesk
    from ui.main_window import MainWindow
    from ui.office_door import OfficeDoor, Reopened
    from ui.preferences import Preferences
    from ui.safekeeping.closing import Closing
    from ui.safekeeping.double_clicked import DoubleClicked
    from ui.safekeeping.hourly_backup import HourlyBackup
    from ui.safekeeping.restore_desk import RestoreDesk
    from ui.safekeeping.safekeeper import Safekeeper
    from ui.single_instance import Listener

_WARNED_ON = "safekeeping/warned-on"
_ASKED_ON = "safekeeping/asked-on"
_ASKED_EVERY = timedelta(days=7)

_NO_SECOND_PLACE = "备份都在这台电脑里：电脑坏了，备份也没了。还没有设第二备份位置。"
_SECOND_REMEDY = "本机的备份不受影响。请插上U盘或移动硬盘，在“备份与恢复”里设好，退出时会自动复制。"

BROKEN_QT = (6, 12)  # drops a reference to None at each call on a Python before 3.12, and dies of it
BROKEN_PYTHONS = ((3, 10), (3, 11))


def unsound(qt: Sequence[object], python: Sequence[object]) -> bool:
    """Tell whether this pair of PySide6 and Python corrupts the interpreter."""
    return tuple(qt[:2]) == BROKEN_QT and tuple(python[:2]) in BROKEN_PYTHONS


def refuse_unsound_pair() -> bool:
    """Say so and return True where this Qt must not run on this Python."""
    import PySide6

    from hazard_desk.command_line.without_terminal import said_in_a_box

    if not unsound(PySide6.__version_info__, sys.version_info):
        return False
    said = (
        f"PySide6 {PySide6.__version__} 不能与 Python {sys.version_info[0]}.{sys.version_info[1]} 一起使用，"
        "会损坏运行中的程序。没有打开台账。请安装 PySide6-Essentials 6.11.3，或改用 Python 3.12 及以上。"
    )
    with said_in_a_box():
        print(said, file=sys.stderr)
    return True


def named_office(arguments: Sequence[str]) -> Path | None:
    """Return the folder after --office; the command line has checked the words already."""
    for at, word in enumerate(arguments):
        if word == "--office" and at + 1 < len(arguments):
            return Path(arguments[at + 1])
        if word.startswith("--office="):
            return Path(word.partition("=")[2])
    return None


def named_file(arguments: Sequence[str]) -> Path | None:
    """Return the archive or backup that was double-clicked, by its full path."""
    from hazard_desk.command_line.words import file_to_open

    word = file_to_open(arguments)
    return None if word is None else Path(word).absolute()


class Program:
    """Holds the window and the office that is open in it, one at a time."""

    def __init__(self, folder: Path, preferences: Preferences, window: MainWindow) -> None:
        """Wire the window; `begin` does the rest once it has been painted."""
        self.folder = folder
        self.preferences = preferences
        self.window = window
        self._door: OfficeDoor | None = None
        self._background: Background | None = None
        self._listener: Listener | None = None
        self._keeper: Safekeeper | None = None
        self._hourly: HourlyBackup | None = None
        self._closing: Closing | None = None
        self._desk: RestoreDesk | None = None
        self._double_clicked: DoubleClicked | None = None
        self._first: FirstMinuteDesk | None = None
        window.painted.connect(self.begin)
        window.open_wanted.connect(self.open)
        window.new_wanted.connect(self.begin_new)
        window.safekeeping_wanted.connect(self.show_safekeeping)
        window.closing.connect(self.end)

    def begin(self) -> None:
        """Open the folder, or offer to make one where there is no office in it."""
        from hazard_desk.office_folder import holds_office, lost_office
        from ui.safekeeping.closing import Closing
        from ui.safekeeping.restore_desk import RestoreDesk

        self._closing = Closing(self.window)
        self.window.holds_open = self._closing.holds
        self._desk = RestoreDesk(self.window)
        self._desk.restore_wanted.connect(self.restore)
        self.window.welcome.set_folder(self.folder)
        if holds_office(self.folder):
            self.open(self.folder)
        elif lost_office(self.folder):
            self._tell_gone(self.folder)
        else:
            self.window.show_welcome()

    def offer(self, file: Path) -> None:
        """Ask whether to restore from this file, which was double-clicked; her yes decides."""
        from ui.safekeeping.double_clicked import DoubleClicked

        if self._double_clicked is None:
            self._double_clicked = DoubleClicked(self.window.messages, self._ask_about, self.window)
        self._double_clicked.offer(file)

    def _ask_about(self, file: Path) -> bool:
        if self._desk is None or (self._door is not None and self._keeper is None):
            return False  # an office is being opened, and `_offer_again` comes when that has ended
        self._desk.restore_here(self._keeper, file)
        return True

    def _offer_again(self) -> None:
        if self._double_clicked is not None:
            self._double_clicked.ask_now()

    def open(self, folder: Path) -> None:
        """Open the office of this folder in place of the one that is open."""
        from ui.single_instance import raise_other

        if self._door is not None and folder == self._door.folder:
            self.window.show_page(0)
            return
        if raise_other(folder):
            self.window.messages.say_done("这个台账已经在另一个窗口里打开，已切换到那个窗口。")
            return
        self._switch(lambda: self._enter(folder, "正在打开台账…", lambda door: door.open))

    def begin_new(self) -> None:
        """Ask step by step for what a new office begins with."""
        from ui.first_minute import FirstMinuteDesk

        if self._first is None:
            self._first = FirstMinuteDesk(self.window)
            self._first.create_wanted.connect(self.create)
        self._first.show()

    def create(self, folder: Path, name: str, villages: list[str], first: FirstFacts | None = None) -> None:
        """Make an office in this folder and open it."""
        facts = (name, villages, first)
        self._switch(lambda: self._enter(folder, "正在新建台账…", lambda door: door.create, *facts))

    def _switch(self, enter: Callable[[], object]) -> None:
        """Enter another office once the one that is open has been backed up, if it was changed."""
        from ui.safekeeping.closing import OVER

        if not self.window.may_leave():
            return
        if self._closing is None or not self._closing.holds(enter, OVER):
            enter()

    def restore(self, source: Path, password: str, folder: Path) -> None:
        """Put a backup or an archive into this folder, and open the office that it makes."""
        from ui.safekeeping.closing import BACK
        from ui.widgets.task_bar import HowFar

        def enter() -> None:
            words = "正在恢复…"
            task = self._enter(folder, words, lambda door: door.restore_and_open, source, password)
            task.what = words.rstrip("…")
            self.window.progress.follow(task, HowFar.MOVING)

        if not self.window.may_leave():
            return
        # Whatever is still being written comes first; to wait for it here would freeze the window.
        if self._closing is None:
            enter()
        else:
            self._closing.settle(enter, BACK)

    def show_safekeeping(self) -> None:
        """Open 备份与恢复 on the office that is open."""
        from ui.dialogs.safekeeping import SafekeepingDialog

        if self._keeper is None:
            return
        window = self.window
        dialog = SafekeepingDialog(self._keeper, window.messages, window, window.office_name.text())
        dialog.restore_wanted.connect(self._ask_to_restore)
        dialog.open()

    def _ask_to_restore(self, path: Path, over: QDialog) -> None:
        if self._desk is not None and self._keeper is not None:
            dialog = self._desk.restore_open(self._keeper, path, over)
            dialog.wanted.connect(over.accept)

    def _enter(self, folder: Path, words: str, way_in: object, *args: object) -> Task:
        from ui.background import Background
        from ui.office_door import OfficeDoor

        # Where the same folder is opened anew, a second start goes on being heard.
        self._leave(listening=self._door is not None and folder == self._door.folder)
        self.window.hold(False)
        self.window.strip.dismiss()
        self.window.status.clear()
        self.window.show_waiting(words)
        self.folder = folder
        door = self._door = OfficeDoor(folder)
        background = self._background = Background(door)
        function = way_in(door)  # type: ignore[operator]
        return background.between_writes(function, *args, done=self._opened, failed=self._refused)

    def _opened(self, outcome: list[str] | Reopened) -> None:
        from ui.messages import Kind, Message
        from ui.office_door import Reopened
        from ui.pages import TABS
        from ui.single_instance import Listener
        from ui.widgets.drafts import Drafts

        if self._background is None:  # the window was closed meanwhile
            return
        if isinstance(outcome, Reopened) and outcome.restored is not None and outcome.error is not None:
            self._refused(outcome.error)
            self._tell_restored(outcome)
            return
        self.preferences.drafts = Drafts(self.folder)
        if self._listener is None:
            self._listener = Listener(self.folder)
            self._listener.raised.connect(self.window.raise_up)
            self._listener.handed_over.connect(self.offer)
        self.window.welcome.set_folder(self.folder)
        self.window.attach(self._background, TABS)
        notices = outcome.notices if isinstance(outcome, Reopened) else outcome
        keeper = self._keep()
        if isinstance(outcome, Reopened):
            self._tell_restored(outcome)
            if outcome.restored is not None and outcome.restored.backup is None:
                # Where nothing could be backed up before, there would be no backup here at all.
                keeper.back_up_if_changed("恢复后", lambda _path: None, lambda _error: None)
        elif notices:
            words = "".join(notices)
            topic = help_topics.of_notice(words)
            self.window.messages.say(Message(words, kind=Kind.WARNING, topic=topic))
        # How it stands with the backups is looked at last: nothing of it is needed for the first page.
        told = () if isinstance(outcome, Reopened) else tuple(notices)
        self._background.work_later(
            _warm_up, done=lambda _none: keeper.refresh(lambda: self._say_more(told)), owner=keeper
        )
        if self._first is not None:
            self._first.made(self.folder)
        self._offer_again()

    def _tell_restored(self, outcome: Reopened) -> None:
        from ui.safekeeping.restore_words import failed_message, finished_message, restored_message

        if outcome.restored is not None:
            is_open = outcome.error is None
            said = restored_message(outcome.restored, outcome.notices, outcome.salvaged, is_open=is_open)
        else:
            assert outcome.error is not None
            words = finished_message if outcome.finished else failed_message
            said = words(outcome.error, outcome.notices)
        self.window.messages.show_dialog(said)

    def _refused(self, error: Exception) -> None:
        from hazard_desk.office_folder import holds_office
        from hazard_desk.store.header import DamagedFile
        from ui.messages import message_of

        if self._background is None:
            return
        folder = self.folder
        self._leave()
        said = message_of(error)
        told = self._first is not None and self._first.refused(folder, said)
        self.window.show_welcome(None if told else said)
        damaged = isinstance(error, DamagedFile) or isinstance(error.__cause__, DamagedFile)
        if damaged and self._desk is not None and holds_office(folder):
            self._desk.rescue(folder)
        self._offer_again()

    def _tell_gone(self, folder: Path) -> None:
        """Say that the file of an office is missing from its folder, and what there is instead."""
        from ui.messages import Kind, Message

        self.window.show_welcome(
            Message(
                f"台账文件 office.db 不在文件夹 {folder} 里了（可能被误删、改名，或被杀毒软件隔离）。",
                "文件夹里以前的备份或附件还在。",
                "请从备份恢复，不要在这个文件夹里新建台账。",
                Kind.ERROR,
            )
        )
        if self._desk is not None:
            self._desk.rescue(folder, gone=True)

    # ---- keeping it safe -----------------------------------------------------------------------------

    def _keep(self) -> Safekeeper:
        """Begin to keep the office that has been opened safe."""
        from ui.messages import message_of
        from ui.safekeeping.hourly_backup import HourlyBackup
        from ui.safekeeping.safekeeper import Safekeeper
        from ui.widgets.task_bar import HowFar

        assert self._background is not None
        assert self._door is not None
        keeper = self._keeper = Safekeeper(self._background, self._door)
        keeper.files.lingering.connect(lambda task: self.window.progress.follow(task, HowFar.SHARE))
        keeper.files.failed.connect(self.window.messages.show_error)
        keeper.changed.connect(self._show_standing)
        keeper.warned.connect(lambda error: self.window.messages.say(message_of(error)))
        self._hourly = HourlyBackup(keeper)
        if self._closing is not None:
            self._closing.serve(keeper)
        return keeper

    def _show_standing(self) -> None:
        if self._keeper is not None:
            self.window.backup_light.show_standing(self._keeper.standing, self._keeper.failure, moment())

    def _say_more(self, told: tuple[str, ...]) -> None:
        """Say what can wait until the first page is there: how old the copies are, what is new."""
        from ui.dialogs.whats_new import tell_once

        self._warn_of_copies(told)
        tell_once(self.window)

    def _warn_of_copies(self, told: tuple[str, ...]) -> None:
        """Say, once a day, that the second copy is old, once a week that there is none; `told` stays said."""
        from ui.messages import Kind, Message

        standing = self._keeper.standing if self._keeper is not None else None
        if standing is None:
            return
        now = moment()
        today = now.date()
        said, noted = "", ""
        if standing.old and self.preferences.value(_WARNED_ON) != today.isoformat():
            said, noted = standing.old, _WARNED_ON
        elif standing.lacks_second_place(now) and _is_long_ago(self.preferences.value(_ASKED_ON), today):
            said, noted = _NO_SECOND_PLACE, _ASKED_ON
        if said:
            self.preferences.setValue(noted, today.isoformat())
            words = "".join((*told, said))
            topic = help_topics.of_notice(words)
            message = Message(words, remedy=_SECOND_REMEDY, kind=Kind.WARNING, topic=topic)
            self.window.messages.say(message, "备份与恢复…", self.show_safekeeping)

    def _stop_keeping(self) -> None:
        if self._closing is not None:
            self._closing.serve(None)
        if self._hourly is not None:
            self._hourly.stop()
        if self._keeper is not None:
            self._keeper.close()
            self._keeper.deleteLater()
        self._keeper = self._hourly = None
        self.window.backup_light.show_standing(None, None, moment())

    def _leave(self, *, listening: bool = False) -> None:
        """Close what is open, in order: pages, listening, copies, the file on its own thread, the threads."""
        self.window.detach()
        if self._desk is not None:
            self._desk.close()
        if self._listener is not None and not listening:
            self._listener.close()
            self._listener = None
        self._stop_keeping()
        background, door = self._background, self._door
        self._background = self._door = None
        if background is not None and door is not None:
            background.between_writes(door.close)
            background.close(stop=True)

    def end(self) -> None:
        """Close the office and keep the habits: the window is going."""
        from ui.background import Background

        self.window.hide()
        if self._door is not None:
            self._door.will_close()
        self._leave()
        if self._first is not None:
            self._first.close()
        Background.close_retired()
        self.preferences.write()


def _is_long_ago(noted: object, today: date) -> bool:
    try:
        return not timedelta(0) <= today - date.fromisoformat(str(noted)) < _ASKED_EVERY
    except ValueError:
        return True


def _warm_up() -> None:
    """Load what the first writing and the other tabs need, off the window's thread, when all is shown."""
    from hazard_desk.rules.readings import initials
    from hazard_desk.services import ad_hoc_tables, journal, reporting  # noqa: F401
    from hazard_desk.services.inspecting import finding, offering, saving  # noqa: F401
    from hazard_desk.services.vocabulary import nouns

    initials("隐患台")
    nouns()


def _application() -> QApplication:
    from PySide6.QtWidgets import QApplication

    from hazard_desk import __version__
    from ui.windows_identity import take_identity

    take_identity()
    app = QApplication(sys.argv[:1])
    app.setOrganizationName("HazardDesk")
    app.setApplicationName("HazardDesk")
    app.setApplicationVersion(__version__)
    app.setApplicationDisplayName("")
    app.setDesktopFileName("hazard-desk")
    app.setQuitOnLastWindowClosed(True)
    return app


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window and return the program's exit code when it has been closed."""
    started = time.perf_counter()
    if refuse_unsound_pair():
        return 1
    from hazard_desk.office_folder import default_folder

    arguments = sys.argv[1:] if argv is None else argv
    folder = named_office(arguments) or default_folder()
    file = named_file(arguments) if arguments else None
    app = _application()
    if (folder / "office.owner.json").exists():
        from ui.single_instance import raise_other

        if raise_other(folder, file):
            return 0
    from ui import theme
    from ui.garbage import GarbageKeeper
    from ui.main_window import MainWindow
    from ui.preferences import Preferences, preferences_path

    theme.apply(app)
    preferences = Preferences(preferences_path())
    window = MainWindow(preferences)
    # Before the office is opened: from then on an error may have a record in its words.
    window.painted.connect(lambda: _keep_watch(window, time.perf_counter() - started))
    program = Program(folder, preferences, window)
    if file is not None:  # once the program has begun
        window.painted.connect(lambda: program.offer(file))
    GarbageKeeper(window)
    window.show()
    code = app.exec()
    program.end()
    return code


def _keep_watch(window: MainWindow, seconds: float) -> None:
    """Begin the log and catch what nobody else does; the window is on the screen already."""
    import logging

    from ui import incidents
    from ui.messages import message_of

    folder = incidents.log_folder()
    incidents.watch_crashes(folder)
    incidents.keep_log(folder)
    incidents.quieten()
    incidents.catch_the_rest(
        lambda error: window.messages.show_dialog(
            message_of(error if isinstance(error, Exception) else RuntimeError())
        )
    )
    logging.getLogger(__name__).info("window painted after %.2f s", seconds)

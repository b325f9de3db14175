"""The wizard itself: which step is shown, what is read and written between the steps, the way out."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QWidget

from hazard_desk.errors import Cancelled, InputRefused
from ui import theme
from ui.dialogs.import_wizard.check_page import CheckPage
from ui.dialogs.import_wizard.columns_page import ColumnsPage
from ui.dialogs.import_wizard.done_page import DonePage
from ui.dialogs.import_wizard.file_page import FilePage
from ui.dialogs.import_wizard.reading import CellKey, Wanted, read_intake, read_rows
from ui.dialogs.import_wizard.sheets import (
    ENTERPRISES,
    KINDS,
    FileLook,
    labels_of,
    look_into,
    other_kind,
)
from ui.dialogs.rosters.desk_dialog import press_focused_button
from ui.file_stamp import FileStamp
from ui.messages import Kind, Message, Messages, MessageStrip, message_of
from ui.widgets.busy import Busy
from ui.widgets.dialog import Dialog
from ui.widgets.step_bar import StepBar
from ui.widgets.wizard_frame import lay_out_wizard

if TYPE_CHECKING:
    from hazard_desk.intake.headers import ColumnMap
    from hazard_desk.intake.rows import SheetRows
    from hazard_desk.services.importing.batch import ImportOptions, ImportPlan, Intake
    from hazard_desk.services.offices import Choice
    from hazard_desk.store.changes import Changes
    from ui.background import Background, Progress, Task

FILE, COLUMNS, CHECK, DONE = range(4)
_STEPS = ("选文件", "对列", "核对", "完成")
_SMALLEST = (880, 520)
_SIZE = (1240, 672)
_NOTHING_CHANGED = "没有改动任何数据。"


class ImportWizard(Dialog):
    """选文件 → 对列 → 核对 → 完成; nothing is written before the last step, and then all of it or nothing."""

    keeps_size = True

    def __init__(
        self,
        background: Background,
        messages: Messages,
        settings: Any,
        kind: str = ENTERPRISES,
        parent: QWidget | None = None,
    ) -> None:
        """Build it at its first step, for this kind of sheet."""
        super().__init__(parent)
        self.setWindowTitle("导入")
        self._background = background
        self._messages = messages
        self._token = 0  # of the newest reading; the answers to older ones are dropped
        self._look: FileLook | None = None
        self._stamp: FileStamp | None = None
        self._mapping: dict[str, ColumnMap] | None = None  # with which the rows shown were read
        self._intake: Intake | None = None
        self._checking = False
        self._writing = False
        self._imported: Changes | None = None
        self._task: Task | None = None
        self.strip = MessageStrip()
        self.own_messages = Messages(self, self.strip)
        self.steps = StepBar(_STEPS)
        self.file_page = FilePage(kind, settings)
        self.columns_page = ColumnsPage()
        self.check_page = CheckPage()
        self.done_page = DonePage()
        self.stack = QStackedWidget()
        for page in (self.file_page, self.columns_page, self.check_page, self.done_page):
            self.stack.addWidget(page)
        self.busy = Busy()
        self._why = QLabel()
        self._why.setWordWrap(True)
        self.back_button = self._button("上一步", self.go_back)
        self.next_button = self._button("下一步", self.go_on)
        theme.set_role(self.next_button, "primary")
        self.close_button = self._button("关闭", self.reject)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.next_button.click)
        QShortcut(QKeySequence("Ctrl+Enter"), self, self.next_button.click)
        self._lay_out()
        self._connect()
        self.finished.connect(self.deleteLater)
        self._show_step(FILE)
        self._read_campaigns()

    # ---- building -----------------------------------------------------------------------------------

    def _button(self, words: str, act: Any) -> QPushButton:
        button = QPushButton(words)
        button.setAutoDefault(False)
        button.clicked.connect(act)
        return button

    def _lay_out(self) -> None:
        lay_out_wizard(
            self,
            (self.steps, self.strip),
            self.stack,
            self.busy,
            self._why,
            (self.back_button, self.next_button, self.close_button),
            _SMALLEST,
            _SIZE,
        )

    def _connect(self) -> None:
        self.file_page.file_chosen.connect(self._on_file)
        self.file_page.kind_changed.connect(lambda _kind: self._show_buttons())
        self.file_page.refusal.accepted.connect(self._take_as_other_kind)
        self.file_page.template_wanted.connect(self._write_template)
        self.columns_page.changed.connect(self._show_buttons)
        self.check_page.update_wanted.connect(self._set_update)
        self.check_page.mended_one_of_many.connect(self._offer_to_mend_all)
        self.check_page.recheck_wanted.connect(self._check_again)
        self.done_page.undo_wanted.connect(self._undo)

    # ---- steps --------------------------------------------------------------------------------------

    @property
    def step(self) -> int:
        """Which step is shown."""
        return self.stack.currentIndex()

    def _show_step(self, step: int) -> None:
        self.stack.setCurrentIndex(step)
        self.steps.show_step(step)
        self._show_buttons()
        first: dict[int, QWidget] = {
            FILE: self.file_page.choose_button if self.file_page.path is None else self.next_button,
            COLUMNS: self.next_button,
            CHECK: self.check_page.table,
            DONE: self.close_button,
        }
        first[step].setFocus()

    def _show_buttons(self) -> None:
        """Say in words why it doesn't go on, wherever it doesn't."""
        why = self._obstacle()
        self._why.setText(why)
        ink = theme.Meaning.OVERDUE.value.ink if self._is_wrong() else theme.SECONDARY
        self._why.setStyleSheet(f"color: {ink};")
        self._why.setVisible(not self.busy.isVisible())
        self.back_button.setVisible(self.step in (COLUMNS, CHECK))
        self.next_button.setVisible(self.step != DONE)
        self.next_button.setText("导入" if self.step == CHECK else "下一步")
        self.next_button.setToolTip("Ctrl+Enter")
        self.next_button.setEnabled(not why and not self.busy.active)
        self.back_button.setEnabled(not self.busy.active or self._checking)
        self.close_button.setEnabled(not self._writing)
        self.stack.setEnabled(not self.busy.active or self._checking or self.step == DONE)

    def _is_wrong(self) -> bool:
        return self.step in (COLUMNS, CHECK) and not self._checking

    def _obstacle(self) -> str:
        if self.step == FILE:
            return "" if self.file_page.path is not None else "还没有选文件。"
        if self.step == COLUMNS:
            return self.columns_page.look.obstacle() if self.columns_page.look is not None else ""
        if self.step == CHECK:
            plan = self.check_page.plan
            if self._checking or plan is None:
                return "正在核对…"
            if plan.problems:
                return f"还有 {len(plan.problems)} 处问题，改正或跳过后才能导入。"
            if not plan.added + plan.updated + plan.unchanged:
                return "没有可导入的行。"
        return ""

    def go_on(self) -> None:
        """Do what leads to the next step."""
        if not self.next_button.isEnabled():
            return
        self.strip.dismiss()
        if self.step == FILE:
            self._look_into_file()
        elif self.step == COLUMNS:
            self._read_and_check()
        elif self.step == CHECK:
            self._back_up_and_import()

    def go_back(self) -> None:
        """Return to the step before; what was put right is kept."""
        self.strip.dismiss()
        if self._checking:
            self._stop_reading()
        self._show_step(self.step - 1)

    # ---- 1: the file --------------------------------------------------------------------------------

    def _read_campaigns(self) -> None:
        from hazard_desk.services.offices import campaigns

        self._background.read(campaigns, done=self._on_campaigns, failed=self._say_error, owner=self)

    def _on_campaigns(self, found: list[Choice]) -> None:
        self.file_page.set_campaigns(found)

    def _on_file(self) -> None:
        self._show_buttons()
        self.next_button.setFocus()

    def _look_into_file(self) -> None:
        path, kind = self.file_page.path, self.file_page.kind
        assert path is not None
        stamp = FileStamp.of(path)
        look = self._look
        if look is not None and (look.kind, look.path) == (kind, path) and stamp == self._stamp:
            self._show_step(COLUMNS)
            return
        self._stamp = stamp
        self._look = self._mapping = self._intake = None
        self.check_page.forget()
        self._token += 1
        token = self._token
        task = self._background.work(
            look_into,
            kind,
            path,
            done=lambda found: self._on_look(found) if token == self._token else None,
            failed=lambda error: self._on_look_failed(error) if token == self._token else None,
            owner=self,
        )
        self.busy.follow(task, f"正在读取“{path.name}”", self._stop_reading)
        self._show_buttons()

    def _on_look(self, look: FileLook) -> None:
        self.busy.rest()
        if look.mistaken:
            other = other_kind(look.kind)
            self.file_page.refusal.say(
                Message(
                    f"这个文件里的看起来是{KINDS[other]}，不是{KINDS[look.kind]}。",
                    _NOTHING_CHANGED,
                    f"如果确实是{KINDS[other]}，请改按{KINDS[other]}导入。",
                ),
                f"按{KINDS[other]}导入",
            )
            self._show_buttons()
            return
        self._look = look
        self.columns_page.show_file(look)
        self._show_step(COLUMNS)
        if look.hidden:
            names = "、".join(f"“{name}”" for name in look.hidden)
            self.own_messages.say(
                Message(f"工作表{names}是隐藏的，没有读取。", "", "需要导入的请先取消隐藏。")
            )

    def _on_look_failed(self, error: Exception) -> None:
        self.busy.rest()
        if not isinstance(error, Cancelled):
            self.file_page.refusal.say(_refused_file(error))
        self._show_buttons()
        self.file_page.choose_button.setFocus()

    def _take_as_other_kind(self) -> None:
        self.file_page.set_kind(other_kind(self.file_page.kind))
        self.go_on()

    def _write_template(self, path: Path) -> None:
        from hazard_desk.intake.template import write_template

        self._background.work(
            write_template,
            self.file_page.kind,
            path,
            done=lambda _nothing: self.own_messages.say_done(f"空白导入表已存到 {path}。"),
            failed=self._say_error,
            owner=self,
        )

    # ---- 2 and 3: reading and checking --------------------------------------------------------------

    def _wanted(self) -> Wanted:
        assert self._look is not None
        rows = self.check_page.rows
        return Wanted(
            self._look.kind, self._look.path, self._look.mapping(), frozenset(rows.skip), rows.all_fixes()
        )

    def _read_and_check(self) -> None:
        """Read the rows as they are now mapped, then check them; the step follows when they are there."""
        assert self._look is not None
        if self._file_changed():
            return
        mapping = self._look.mapping()
        if mapping == self._mapping:
            self._check()
            return
        self._token += 1
        token = self._token
        task = self._background.work(
            read_rows,
            self._wanted(),
            done=lambda rows: self._on_rows(rows, mapping) if token == self._token else None,
            failed=lambda error: self._on_reading_failed(error) if token == self._token else None,
            owner=self,
        )
        self.busy.follow(task, "正在读取", self._stop_reading)
        self._show_buttons()

    def _on_rows(self, rows: list[SheetRows], mapping: dict[str, ColumnMap]) -> None:
        assert self._look is not None
        self._mapping = mapping
        self.check_page.show_rows(labels_of(self._look.kind), rows)
        self._check()

    def _offer_to_mend_all(self, keys: list[CellKey], old: str, new: str) -> None:
        self.own_messages.say(
            Message(f"另有 {len(keys)} 格也写着“{old}”，同样有问题。", kind=Kind.WARNING),
            f"都改成“{new}”" if new else "都清空",
            lambda: self.check_page.mend_all(keys, new),
        )

    def _set_update(self, update: bool) -> None:
        if update != self.file_page.update_known:
            self.file_page.update_box.setChecked(update)
            self._check_again()

    def _check_again(self) -> None:
        """Something was put right or left out: everything is checked anew with it."""
        if not self._file_changed():
            self._check()

    def _check(self) -> None:
        if self._checking:  # older answers are of no use any more
            self._cancel_task()
        self._checking = self.step == CHECK
        self.check_page.update_box.setChecked(self.file_page.update_known)
        self.check_page.show_checking()
        self._token += 1
        token = self._token
        task = self._background.work(
            read_intake,
            self._wanted(),
            done=lambda intake: self._plan(intake, token) if token == self._token else None,
            failed=lambda error: self._on_reading_failed(error) if token == self._token else None,
            owner=self,
        )
        self._task = task
        self.busy.follow(task, "正在核对", None if self._checking else self._stop_reading)
        if self._checking:
            self.busy.cancel_button.hide()
        self._show_buttons()

    def _plan(self, intake: Intake, token: int) -> None:
        from hazard_desk.services.importing.batch import plan_import

        assert self._look is not None
        self._intake = intake
        task = self._background.read(
            plan_import,
            self._look.kind,
            intake,
            self._options(),
            done=lambda plan: self._on_plan(plan) if token == self._token else None,
            failed=lambda error: self._on_reading_failed(error) if token == self._token else None,
            owner=self,
        )
        self._task = task
        self.busy.follow(task, "正在核对")

    def _on_plan(self, plan: ImportPlan) -> None:
        self.busy.rest()
        self._checking = False
        self.check_page.show_plan(plan)
        if self.step == CHECK:
            self._show_buttons()
        else:
            self._show_step(CHECK)

    def _on_reading_failed(self, error: Exception) -> None:
        self.busy.rest()
        self._checking = False
        self._intake = None
        self._say_error(error)
        self._show_buttons()

    def _stop_reading(self) -> None:
        """Drop what still comes: the user has had enough."""
        self._token += 1
        self._cancel_task()
        self.busy.rest()
        self._checking = False
        self.check_page.state.clear()
        self.own_messages.say(Message("已取消读取。", _NOTHING_CHANGED))
        self._show_buttons()

    def _cancel_task(self) -> None:
        task, self._task = self._task, None
        if task is not None and not task.ended:
            task.cancel()

    def _options(self) -> ImportOptions:
        from hazard_desk.services.importing.batch import ImportOptions

        return ImportOptions(self.file_page.update_known, self.file_page.campaign_name or None)

    def _file_changed(self) -> bool:
        """Tell whether the file was saved anew meanwhile; then its rows may be others."""
        assert self._look is not None
        if FileStamp.of(self._look.path) == self._stamp:
            return False
        self.own_messages.say(
            Message(
                "表格文件在别的程序里改动过，或者不在了。",
                "这里看到的还是改动前的内容，没有写入任何数据。",
                "请重新读取；在这里改的格子要再改一次。",
                Kind.WARNING,
            ),
            "重新读取",
            self._start_again,
        )
        self._show_buttons()
        return True

    def _start_again(self) -> None:
        self._look = None
        self._show_step(FILE)
        self.go_on()

    # ---- 4: writing ---------------------------------------------------------------------------------

    def _back_up_and_import(self) -> None:
        from hazard_desk.services.importing.batch import back_up_first

        self._writing = True
        self.done_page.show_working("正在备份…")
        self._show_step(DONE)
        task = self._background.write(
            back_up_first, done=self._on_backed_up, failed=self._on_import_failed, owner=self
        )
        self.busy.follow(task, "正在备份台账")
        self._show_buttons()

    def _on_backed_up(self, backup: Changes) -> None:
        from hazard_desk.services.importing.batch import import_records

        assert self._look is not None
        assert self._intake is not None

        @functools.wraps(import_records)  # the journal names the operation, not the window
        def carry_out(
            work: Any, kind: str, intake: Intake, options: ImportOptions, source: str, progress: Progress
        ) -> Changes:
            return import_records(work, kind, intake, options, source, progress.report)

        self.done_page.show_working("正在导入…")
        self.done_page.show_backup(backup.summary)
        keeper = getattr(self._background.office, "keeper", None)
        if keeper is not None:  # whose light knows only of the backups that it made itself
            keeper.refresh()
        task = self._background.write(
            carry_out,
            self._look.kind,
            self._intake,
            self._options(),
            self._look.path.name,
            done=self._on_imported,
            failed=self._on_import_failed,
            owner=self,
        )
        self.busy.follow(task, "正在导入")
        self._show_buttons()

    def _on_imported(self, changes: Changes) -> None:
        self.busy.rest()
        self._writing = False
        self._imported = changes
        plan = self.check_page.plan
        self.done_page.show_done(
            changes, plan.warnings if plan is not None else (), with_sheet=self.check_page.rows.several_sheets
        )
        self._show_step(DONE)

    def _on_import_failed(self, error: Exception) -> None:
        """Nothing was written: back to the rows, with what stopped it."""
        self.busy.rest()
        self._writing = False
        self._show_step(CHECK)
        self._say_error(error)
        if isinstance(error, InputRefused):  # the registry has changed since the rows were checked
            self._check()

    def _undo(self, entry_id: int) -> None:
        from hazard_desk.services.journal import undo

        self._writing = True
        task = self._background.write(
            undo, entry_id, done=self._on_undone, failed=self._on_undo_failed, owner=self
        )
        self.busy.follow(task, "正在撤销")
        self._show_buttons()

    def _on_undone(self, changes: Changes) -> None:
        self.busy.rest()
        self._writing = False
        self._imported = None
        self.done_page.show_undone(changes)
        self._show_step(DONE)

    def _on_undo_failed(self, error: Exception) -> None:
        self.busy.rest()
        self._writing = False
        self._say_error(error)
        self.done_page.undo_button.setEnabled(True)
        self._show_buttons()

    # ---- keys ---------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button it is on, and nothing else."""
        if not press_focused_button(event):
            super().keyPressEvent(event)

    # ---- the way out --------------------------------------------------------------------------------

    def reject(self) -> None:
        """Close; while something is written stop it first, and what was put right isn't lost unasked."""
        if self._writing or (self.busy.active and not self._checking):
            self.busy.cancel()
        elif self.step == CHECK and self.check_page.mended:
            self.own_messages.ask(
                Message(
                    f"还没有导入。您在这里{self.check_page.mended}。",
                    "关闭后这些改动不保留，台账没有变化。",
                    kind=Kind.WARNING,
                ),
                "不导入，关闭",
                lambda yes: self._leave() if yes else None,
            )
        else:
            self._leave()

    def _leave(self) -> None:
        self._token += 1
        self._cancel_task()
        if self._imported is not None:
            if self._imported.entry_id is not None:
                self._messages.say_done(f"{self._imported.summary}。")
            self.accept()
        else:
            super().reject()

    def _say_error(self, error: Exception) -> None:
        self.own_messages.show_error(error)


def _refused_file(error: Exception) -> Message:
    """Put into words why a file can't be read: its one problem, rather than how many there are."""
    if isinstance(error, InputRefused) and len(error.problems) == 1:
        problem = error.problems[0]
        name = f"“{problem.value}”：" if problem.value else ""
        what, topic = f"{name}{problem.message}", message_of(error).topic
        return Message(what, _NOTHING_CHANGED, problem.remedy, Kind.ERROR, topic=topic)
    return message_of(error)

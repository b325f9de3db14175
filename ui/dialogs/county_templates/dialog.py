"""填上级表格: which step is shown, what is read and written between the steps, the way out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QLabel,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from hazard_desk.errors import Cancelled
from ui import theme
from ui.dialogs.ad_hoc_tables.suggesting import suggest_values
from ui.dialogs.county_templates.done_page import DonePage
from ui.dialogs.county_templates.file_page import ENDING, FilePage
from ui.dialogs.county_templates.mapping_page import MappingPage
from ui.dialogs.county_templates.preview_page import PreviewPage
from ui.dialogs.county_templates.sheet_work import SheetWork
from ui.dialogs.county_templates.template_drafts import TemplateDrafts
from ui.dialogs.county_templates.words import (
    UNTOUCHED,
    default_name,
    loss_words,
    refused_file,
    summary_words,
)
from ui.dialogs.rosters.desk_dialog import preferences_of, press_focused_button
from ui.file_stamp import FileStamp
from ui.messages import Kind, Message, Messages, MessageStrip, message_of
from ui.widgets.busy import Busy
from ui.widgets.dialog import Dialog
from ui.widgets.field import Field
from ui.widgets.file_dialog import file_dialog
from ui.widgets.step_bar import StepBar
from ui.widgets.wizard_frame import lay_out_wizard

if TYPE_CHECKING:
    from hazard_desk.issued_tables.filling import FillReport
    from hazard_desk.services.county_templates import Offered, PreparedSheet, Proposal, TemplateLook
    from hazard_desk.store.changes import Changes
    from ui.background import Background, Task

FILE, MAPPING, PREVIEW, DONE = range(4)
_STEPS = ("选文件", "对应", "预览", "另存为")
_SMALLEST = (880, 440)
_SIZE = (1280, 676)


class CountyTemplatesDialog(Dialog):
    """选文件 → 对应 → 预览 → 另存为; a template that is known goes straight to its preview."""

    keeps_size = True

    def __init__(self, background: Background, messages: Messages, parent: QWidget | None = None) -> None:
        """Build it at its first step; `background` and `messages` are the main window's."""
        super().__init__(parent)
        self.setWindowTitle("填上级表格")
        self._background = background
        self._messages = messages
        self.preferences = preferences_of(parent)
        self._drafts = TemplateDrafts(self.preferences.drafts)
        self._token = 0  # of the newest reading; the answers to older ones are dropped
        self._task: Task | None = None
        self._offered: Offered | None = None
        self._look: TemplateLook | None = None
        self._stamp: FileStamp | None = None
        self._drafted: dict[str, Any] = {}
        self._prepared: Sequence[PreparedSheet] = ()
        self._writing = False
        self._done: str = ""
        self.strip = MessageStrip()
        self.own_messages = Messages(self, self.strip)
        self.steps = StepBar(_STEPS)
        self.losses = QLabel()  # stays as long as the file is open
        self.losses.setWordWrap(True)
        self.losses.setTextFormat(Qt.TextFormat.PlainText)
        self.losses.setContentsMargins(theme.WIDE_GAP, theme.SMALL_GAP, theme.WIDE_GAP, theme.SMALL_GAP)
        tone = theme.Meaning.DUE_SOON.value
        self.losses.setStyleSheet(f"color: {tone.ink}; background-color: {tone.ground};")
        self.losses.hide()
        self.file_page = FilePage(self.preferences)
        self.mapping_page = MappingPage(self._suggest)
        self.preview_page = PreviewPage()
        self.done_page = DonePage()
        self.stack = QStackedWidget()
        for page in (self.file_page, self.mapping_page, self.preview_page, self.done_page):
            self.stack.addWidget(page)
        self.busy = Busy()
        self.why = QLabel()
        self.why.setWordWrap(True)
        self.back_button = self._button("上一步(&B)", self.go_back)
        self.next_button = self._button("下一步", self.go_on)
        theme.set_role(self.next_button, "primary")
        self.next_button.setToolTip("Ctrl+Enter")
        self.close_button = self._button("关闭", self.reject)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.next_button.click)
        QShortcut(QKeySequence("Ctrl+S"), self, self._save_by_key)
        self._lay_out()
        self._connect()
        self._show_step(FILE)

    # ---- building -----------------------------------------------------------------------------------

    def _button(self, words: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(words)
        button.clicked.connect(lambda _checked=False: act())
        return button

    def _lay_out(self) -> None:
        lay_out_wizard(
            self,
            (self.steps, self.strip, self.losses),
            self.stack,
            self.busy,
            self.why,
            (self.back_button, self.next_button, self.close_button),
            _SMALLEST,
            _SIZE,
        )

    def _connect(self) -> None:
        self.file_page.file_chosen.connect(self.open_template)
        self.file_page.forget_wanted.connect(self._forget)
        self.mapping_page.changed.connect(self._show_buttons)
        self.mapping_page.left.connect(self.next_button.setFocus)
        self.mapping_page.header_wanted.connect(self._set_header)
        self.mapping_page.noun_wanted.connect(self._set_noun)
        self.mapping_page.read_anew.connect(self._read_anew)
        self.done_page.another_wanted.connect(self._another)
        self.finished.connect(self.deleteLater)

    def open(self) -> None:
        """Show it, and read what it offers."""
        super().open()
        self._read_offered()

    def _read_offered(self) -> None:
        from hazard_desk.services.county_templates import offered

        self._background.read(
            offered, done=self._on_offered, failed=self._say_error, key="county-templates/offered", owner=self
        )

    def _on_offered(self, found: Offered) -> None:
        self._offered = found
        self.file_page.show_known(found.remembered)

    def _suggest(self, noun: str, column: str, done: Callable[[Sequence[str]], None]) -> None:
        suggest_values(self._background, self, noun, column, done)

    # ---- steps --------------------------------------------------------------------------------------

    @property
    def step(self) -> int:
        """Which step is shown."""
        return self.stack.currentIndex()

    def _show_step(self, step: int) -> None:
        self.stack.setCurrentIndex(step)
        self.steps.show_step(step)
        self._show_buttons()
        if step == FILE:
            recent = self.file_page.recent
            (recent if self.file_page.recent_paths() else self.file_page.choose_button).setFocus()
        elif step == MAPPING:
            if not self.mapping_page.focus_open():
                (self.next_button if self.next_button.isEnabled() else self.mapping_page.sheets).setFocus()
        elif step == PREVIEW:
            self.next_button.setFocus()
        else:
            self.done_page.open_button.setFocus()

    def _show_buttons(self) -> None:
        """Say in words why it doesn't go on, wherever it doesn't."""
        why = self.mapping_page.obstacle() if self.step == MAPPING else ""
        self.why.setText(why)
        self.why.setStyleSheet(f"color: {theme.Meaning.OVERDUE.value.ink};")
        self.why.setVisible(not self.busy.isVisible())
        self.back_button.setVisible(self.step in (MAPPING, PREVIEW))
        self.back_button.setText("改对应关系(&B)" if self.step == PREVIEW else "上一步(&B)")
        self.next_button.setVisible(self.step in (MAPPING, PREVIEW))
        self.next_button.setText("另存为…" if self.step == PREVIEW else "预览")
        self.next_button.setEnabled(not why and not self.busy.active)
        self.back_button.setEnabled(not self.busy.active)
        self.close_button.setEnabled(not self._writing)
        self.stack.setEnabled(not self.busy.active)

    def go_on(self) -> None:
        """Do what leads to the next step."""
        self._settle_typed()
        if not self.next_button.isEnabled() or not self.next_button.isVisible():
            return
        self.strip.dismiss()
        if self.step == MAPPING:
            self._prepare()
        elif self.step == PREVIEW:
            self._ask_where()

    def go_back(self) -> None:
        """Return to the step before; what was set is kept."""
        self.strip.dismiss()
        if self.step == MAPPING:
            self._keep_draft()
        self._show_step(self.step - 1)

    def _save_by_key(self) -> None:
        if self.step == PREVIEW:
            self.go_on()

    def _another(self) -> None:
        self._close_template()
        self._show_step(FILE)

    def _close_template(self) -> None:
        self._look, self._stamp, self._prepared = None, None, ()
        self.losses.hide()

    # ---- 1: the file --------------------------------------------------------------------------------

    def open_template(self, path: Path) -> None:
        """Read this template, and go where something is to be decided."""
        from hazard_desk.services.county_templates import look_into

        self.strip.dismiss()
        self.file_page.refusal.hide()
        self._close_template()
        self._stamp = FileStamp.of(path)
        token = self._begin()
        task = self._background.work(
            look_into,
            path,
            done=lambda look: self._on_look(look) if token == self._token else None,
            failed=lambda error: self._on_look_failed(error) if token == self._token else None,
            owner=self,
        )
        self._follow(task, f"正在读取“{path.name}”")

    def _on_look(self, look: TemplateLook) -> None:
        from hazard_desk.services.county_templates import mapping_of, offered, propose_all, sheet_keys

        self._look = look
        keys = sheet_keys(look.layout.sheets)
        self._drafted = self._drafts.of(keys)
        drafts = {
            key: mapping
            for key, draft in self._drafted.items()
            if (mapping := mapping_of(str(draft.get("mapping")))) is not None
        }

        def begin(reading: Any) -> tuple[Offered, tuple[Proposal, ...]]:
            return offered(reading), propose_all(reading, look, drafts)

        token = self._token
        task = self._background.read(
            begin,
            done=lambda found: self._on_begun(keys, *found) if token == self._token else None,
            failed=lambda error: self._on_look_failed(error) if token == self._token else None,
            owner=self,
        )
        self._follow(task, "正在认表头")

    def _on_begun(self, keys: Sequence[str], found: Offered, proposals: Sequence[Proposal]) -> None:
        self._rest()
        look = self._look
        assert look is not None
        self._offered = found
        works = [
            SheetWork.of(key, proposal, self._drafted.get(key))
            for key, proposal in zip(keys, proposals, strict=True)
        ]
        if len(works) == 1:
            works[0].fill_alone()
        self.losses.setText(loss_words(look))
        self.losses.setVisible(bool(self.losses.text()))
        self.mapping_page.show_template(works, look.tops, found)
        filled = [work for work in works if work.mapping.filled]
        if filled and not self._drafted and all(work.proposal.is_clear for work in filled):
            self._prepare()
        else:
            self._show_step(MAPPING)

    def _on_look_failed(self, error: Exception) -> None:
        self._rest()
        self._close_template()
        if not isinstance(error, Cancelled):
            self.file_page.refusal.say(refused_file(error))
        self._show_buttons()
        self.file_page.choose_button.setFocus()

    def _forget(self, mapping_id: int) -> None:
        from hazard_desk.services.county_templates import forget

        self._background.write(
            forget, mapping_id, done=self._on_forgotten, failed=self._say_error, owner=self
        )

    def _on_forgotten(self, changes: Changes) -> None:
        self.own_messages.say_done(
            f"{changes.summary}。", action_text="撤销", action=lambda: self._undo(changes)
        )
        self._read_offered()

    def _undo(self, changes: Changes) -> None:
        from hazard_desk.services.journal import undo

        self._background.write(
            undo,
            changes.entry_id,
            done=lambda _undone: self._read_offered(),
            failed=self._say_error,
            owner=self,
        )

    # ---- 2: the mapping -----------------------------------------------------------------------------

    def _set_header(self, work: SheetWork, first: int, last: int) -> None:
        """Read the sheet again with its header in these rows."""
        from hazard_desk.services.county_templates import header_by_hand

        look, keyboard = self._look, self.focusWidget()
        assert look is not None
        token = self._begin()
        task = self._background.work(
            header_by_hand,
            look.path,
            work.name,
            first,
            last,
            work.kept_noun,
            done=lambda found: self._on_header(work, found, keyboard) if token == self._token else None,
            failed=lambda error: self._on_failed(error) if token == self._token else None,
            owner=self,
        )
        self._follow(task, "正在按这几行认表头")

    def _on_header(self, work: SheetWork, proposal: Proposal, keyboard: QWidget | None) -> None:
        self._rest()
        self._take(work, proposal)
        if keyboard is not None:
            keyboard.setFocus()  # in the box of the row, to go on counting

    def _set_noun(self, work: SheetWork, noun: str) -> None:
        from hazard_desk.services.county_templates import read_header

        work.noun_is_chosen = True
        self._take(work, read_header(work.layout, noun))

    def _read_anew(self, work: SheetWork) -> None:
        from hazard_desk.services.county_templates import read_header

        assert self._look is not None
        own = next(one for one in self._look.layout.sheets if one.sheet == work.name)
        before = work.state()
        self._take(work, read_header(own), anew=True)
        self.own_messages.say_done(
            "已按表头重新认，原来选好的都放下了。",
            action_text="撤销",
            action=lambda: self._take_back(work, before),
        )

    def _take_back(self, work: SheetWork, before: SheetWork) -> None:
        if work in self.mapping_page.works:
            work.go_back_to(before)
            self.mapping_page.show_again()
            self._show_buttons()

    def _take(self, work: SheetWork, proposal: Proposal, *, anew: bool = False) -> None:
        work.take(proposal, anew=anew)
        self.mapping_page.show_again()
        self._show_buttons()

    # ---- 3: what would be written -------------------------------------------------------------------

    def _prepare(self) -> None:
        from hazard_desk.services.county_templates import prepare

        week = self.mapping_page.form.week
        if week.problem():
            self.own_messages.say(Message(week.problem(), "", "", Kind.WARNING))
            return
        sheets = [(work.layout, work.mapping) for work in self.mapping_page.works]
        token = self._begin()
        task = self._background.read(
            prepare,
            sheets,
            week.value(),
            done=lambda found: self._on_prepared(found) if token == self._token else None,
            failed=lambda error: self._on_prepare_failed(error) if token == self._token else None,
            owner=self,
        )
        self._follow(task, "正在取数")

    def _on_prepared(self, found: Sequence[PreparedSheet]) -> None:
        self._rest()
        self._prepared = found
        self.preview_page.show_sheets(found)
        self._show_step(PREVIEW)

    def _on_prepare_failed(self, error: Exception) -> None:
        self._rest()
        self._show_step(MAPPING)
        self._say_error(error)

    # ---- 4: the file --------------------------------------------------------------------------------

    def _ask_where(self) -> None:
        look = self._look
        assert look is not None
        if self._file_changed(look):
            return
        dialog = file_dialog(self, "另存为", look.path.parent)
        dialog.setNameFilter(f"Excel 工作簿 (*{ENDING})")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ENDING[1:])
        dialog.selectFile(default_name(look.path))
        dialog.fileSelected.connect(lambda path: self.save_to(Path(path)))
        dialog.open()

    def _file_changed(self, look: TemplateLook) -> bool:
        """Tell whether the template was saved anew meanwhile; then its cells may be others."""
        if FileStamp.of(look.path) == self._stamp:
            return False
        self._keep_draft()
        self.own_messages.say(
            Message(
                "表样在别的程序里改动过，或者不在了。",
                "还没有写文件。",
                "请重新读取；选好的对应关系还在。",
                Kind.WARNING,
            ),
            "重新读取",
            lambda: self.open_template(look.path),
        )
        return True

    def save_to(self, path: Path) -> None:
        """Write the filled file here; the template itself is refused."""
        from hazard_desk.services.county_templates import fill_file

        look = self._look
        assert look is not None
        if self._file_changed(look):
            return
        self._writing = True
        task = self._background.work(
            fill_file,
            look.path,
            tuple(self._prepared),
            path,
            done=lambda report: self._on_written(path, report),
            failed=self._on_write_failed,
            owner=self,
        )
        self._follow(task, f"正在写“{path.name}”")

    def _on_written(self, path: Path, report: FillReport) -> None:
        from hazard_desk.services.county_templates import Filled, remember

        self._done = f"已填好「{path.name}」。"
        filled = [
            Filled(work.key, work.title, work.mapping)
            for work in self.mapping_page.works
            if work.mapping.filled or work.left_out
        ]
        task = self._background.write(
            remember,
            filled,
            done=lambda _changes: self._on_remembered(path, report, ""),
            failed=lambda error: self._on_remembered(path, report, message_of(error).text),
            owner=self,
        )
        self._follow(task, "正在记住对应关系")

    def _on_remembered(self, path: Path, report: FillReport, unkept: str) -> None:
        look = self._look
        assert look is not None
        self._rest()
        self._writing = False
        self._drafts.forget(self.mapping_page.works)
        self.file_page.remember(look.path)
        details = [*report.kept, *report.notes, *report.losses]
        said = summary_words(self._prepared, report)
        if unkept:
            details.append(f"文件已写好，但对应关系没有记住：{unkept}")
        else:
            said += "对应关系已记住，下次打开这张表直接到预览。"
        self.done_page.show_done(path, said, details)
        self._read_offered()
        self._show_step(DONE)

    def _on_write_failed(self, error: Exception) -> None:
        self._writing = False
        self._on_failed(error)

    # ---- the way out --------------------------------------------------------------------------------

    def reject(self) -> None:
        """Close; what was set and not used stays as a draft for the next time."""
        if self._writing:
            return
        if self.busy.active:
            self._stop()
            return
        if self.step in (MAPPING, PREVIEW) and self._keep_draft():
            assert self._look is not None
            self._messages.say(
                Message(f"“{self._look.path.name}”还没有填完，选好的留作草稿，下次打开这张表接着填。")
            )
        if self._done:
            self._messages.say_done(self._done)
        super().reject()

    def _keep_draft(self) -> bool:
        """Keep what was set otherwise than proposed, and tell whether anything was."""
        self._settle_typed()
        return self._look is not None and self._drafts.keep(self.mapping_page.works)

    def _settle_typed(self) -> None:
        """Decide what stands half typed in the field with the keyboard, as leaving it would."""
        at: QWidget | None = self.focusWidget()
        while at is not None and not isinstance(at, Field):
            at = at.parentWidget()
        if at is not None:
            at.on_left()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button it is on, and nothing else."""
        if not press_focused_button(event):
            super().keyPressEvent(event)

    # ---- inside -------------------------------------------------------------------------------------

    def _begin(self) -> int:
        self._token += 1
        return self._token

    def _follow(self, task: Task, words: str) -> None:
        self._task = task
        self.busy.follow(task, words, None if self._writing else self._stop)
        self._show_buttons()

    def _rest(self) -> None:
        self._task = None
        self.busy.rest()

    def _stop(self) -> None:
        """Drop what still comes: the user has had enough."""
        task, self._task = self._task, None
        self._token += 1
        if task is not None and not task.ended:
            task.cancel()
        self.busy.rest()
        self.own_messages.say(Message("已取消。", UNTOUCHED))
        self._show_buttons()

    def _on_failed(self, error: Exception) -> None:
        self._rest()
        self._say_error(error)
        self.mapping_page.show_again()
        self._show_buttons()

    def _say_error(self, error: Exception) -> None:
        self.own_messages.show_error(error)

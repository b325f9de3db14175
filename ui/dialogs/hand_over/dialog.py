"""换人交接: 看清单 → 打印交接清单 → 台账包 → 新的经办人; each step may be left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QWidget

from ui import theme
from ui.dialogs.hand_over.archive_page import ArchivePage
from ui.dialogs.hand_over.handler_page import HandlerPage
from ui.dialogs.hand_over.list_page import FORM_ID, ListPage
from ui.dialogs.hand_over.open_page import OpenPage
from ui.dialogs.rosters.desk_dialog import preferences_of, press_focused_button
from ui.messages import Messages, MessageStrip
from ui.widgets.busy import Busy
from ui.widgets.dialog import Dialog
from ui.widgets.step_bar import StepBar
from ui.widgets.wizard_frame import lay_out_wizard

if TYPE_CHECKING:
    from hazard_desk.services.handing_over import HandOver, OpenRow
    from hazard_desk.services.offices import Choice
    from ui.background import Background

OPEN, LIST, ARCHIVE, HANDLER = range(4)
_STEPS = ("看清单", "打印交接清单", "台账包", "新的经办人")
_SMALLEST = (860, 440)
_SIZE = (1240, 676)


class HandOverDialog(Dialog):
    """Leads through a hand-over; nothing is changed before its last step."""

    keeps_size = True

    record_wanted = Signal(str, int)
    list_wanted = Signal(str, str)
    report_wanted = Signal(object)  # a `Wanted`

    def __init__(self, background: Background, messages: Messages, parent: QWidget | None = None) -> None:
        """Build it at its first step; it reads when shown."""
        super().__init__(parent)
        self.setWindowTitle("换人交接")
        self._background = background
        preferences = preferences_of(parent)
        self._drafts = preferences.drafts
        self._found: HandOver | None = None
        self._done = {OPEN}  # the steps that were taken; what is open has been looked at
        self.strip = MessageStrip()
        self.own_messages = Messages(self, self.strip)
        self.steps = StepBar(_STEPS)
        self.busy = Busy()
        self.open_page = OpenPage(preferences)
        self.list_page = ListPage(background, self.own_messages, preferences)
        self.archive_page = ArchivePage(background, self.own_messages, self.busy)
        self.handler_page = HandlerPage(background, self.own_messages, preferences)
        self.stack = QStackedWidget()
        for page in (self.open_page, self.list_page, self.archive_page, self.handler_page):
            self.stack.addWidget(page)
        self.words = QLabel()
        theme.set_role(self.words, "secondary")
        self.back_button = self._button("上一步(&B)", "", lambda: self.show_step(self.step - 1))
        self.next_button = self._button("下一步(&N)", "Ctrl+回车", lambda: self.show_step(self.step + 1))
        theme.set_role(self.next_button, "primary")
        self.close_button = self._button("关闭", "Esc", self.reject)
        self._lay_out()
        self._connect()
        self.show_step(OPEN)

    # ---- building -----------------------------------------------------------------------------------

    def _button(self, words: str, tip: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(words)
        button.setToolTip(tip)
        button.clicked.connect(lambda _checked=False: act())
        return button

    def _lay_out(self) -> None:
        lay_out_wizard(
            self,
            (self.steps, self.strip),
            self.stack,
            self.busy,
            self.words,
            (self.back_button, self.next_button, self.close_button),
            _SMALLEST,
            _SIZE,
        )

    def _connect(self) -> None:
        self.open_page.row_wanted.connect(self._leave_for_row)
        self.open_page.list_wanted.connect(self._leave_for_list)
        self.list_page.report_wanted.connect(self._leave_for_report)
        self.list_page.given_out.connect(lambda: self._tick(LIST))
        self.archive_page.written_changed.connect(self._on_written)
        self.archive_page.password_set.connect(self._on_password)
        self.handler_page.done.connect(self._on_handed_over)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.next_button.click)
        QShortcut(QKeySequence("Ctrl+P"), self, self._print)
        QShortcut(QKeySequence("Ctrl+S"), self, self._save)
        QShortcut(QKeySequence("F5"), self, self.reload)
        self.finished.connect(self.deleteLater)

    # ---- reading ------------------------------------------------------------------------------------

    def open(self) -> None:
        """Show it, and read what is open."""
        super().open()
        self.reload()

    def reload(self) -> None:
        """Read what is open now, and make the list of it."""
        from hazard_desk.services.handing_over import hand_over
        from hazard_desk.services.offices import people
        from hazard_desk.services.wording import form_texts

        def read(reading: Any) -> tuple[HandOver, list[Choice], dict[str, Any]]:
            return hand_over(reading), people(reading), form_texts(reading, FORM_ID)

        self._background.read(
            read,
            done=lambda found: self._show_found(*found),
            failed=self.own_messages.show_error,
            key="hand-over/open",
            owner=self,
        )

    def _show_found(self, found: HandOver, people: Sequence[Choice], texts: Mapping[str, Any]) -> None:
        self._found = found
        told = "、".join(
            str(texts["lists"][one.view]).replace("{count}", f" {one.count} ") for one in found.long_lists
        )
        long_lists = str(texts["words"]["long_lists"]).replace("{lists}", told) if told else ""
        self.open_page.show_found(found, texts["groups"], long_lists, self._drafts.forms)
        self.archive_page.show_kept(found.office, found.kept)
        self.handler_page.show_handler(found.handler, people)
        self.list_page.show_list(self._on_list)
        if self.step == OPEN:
            self.open_page.kinds.setFocus()
        self._show_buttons()

    def _on_list(self) -> None:
        self.archive_page.list_pdf = self.list_page.drawn.pdf if self.list_page.drawn is not None else None
        self._show_buttons()

    # ---- steps --------------------------------------------------------------------------------------

    @property
    def step(self) -> int:
        """Which step is shown."""
        return self.stack.currentIndex()

    def show_step(self, step: int) -> None:
        """Go to this step."""
        if not 0 <= step < len(_STEPS) or self.busy.active:
            return
        self.strip.dismiss()
        self.stack.setCurrentIndex(step)
        self.steps.show_step(step, self._done)
        self._show_buttons()
        (
            self.open_page.kinds,
            self.list_page.print_button,
            self.archive_page.write_button,
            self.handler_page.name,
        )[step].setFocus()

    def _tick(self, step: int) -> None:
        self._done.add(step)
        self.steps.show_step(self.step, self._done)

    def _on_written(self) -> None:
        if self.archive_page.written is not None:
            self._tick(ARCHIVE)
        self._show_buttons()

    def _on_password(self, note: str) -> None:
        """Make the list anew: it tells whether there is a password; one given out before tells it wrong."""
        again = "交接清单上已改成“设有密码”，先前打印、存下的请换成新的。" if LIST in self._done else ""
        if ARCHIVE in self._done:
            again += "先前写出的台账包没有密码，请重新写一份。"
        self._done -= {LIST, ARCHIVE}
        self.steps.show_step(self.step, self._done)
        self.own_messages.say_done("台账包密码已设好，请当面告知接收人。", f"{again}{note}")
        self.reload()

    def _show_buttons(self) -> None:
        going = not self.busy.active
        self.back_button.setVisible(self.step > OPEN)
        self.next_button.setVisible(self.step < HANDLER)
        self.back_button.setEnabled(going)
        self.next_button.setEnabled(going and self._found is not None)
        self.close_button.setEnabled(going)
        skipped = self.step == ARCHIVE and self.archive_page.written is None
        self.words.setText("不需要台账包的，直接到下一步。" if skipped and going else "")

    def _print(self) -> None:
        if self.step == LIST:
            self.list_page.print()

    def _save(self) -> None:
        if self.step == ARCHIVE:
            self.archive_page.ask()

    def _on_handed_over(self) -> None:
        self._tick(HANDLER)
        self.close_button.setFocus()

    # ---- leaving ------------------------------------------------------------------------------------

    def _leave_for_row(self, row: OpenRow) -> None:
        """Show the record where it belongs; a paper on 报表导出."""
        if row.paper is not None:
            from hazard_desk.services.report_reading import wanted_of

            self._leave_for_report(wanted_of(row.paper))
            return
        self.accept()
        self.record_wanted.emit(row.noun, row.id)

    def _leave_for_list(self, noun: str, view: str) -> None:
        self.accept()
        self.list_wanted.emit(noun, view)

    def _leave_for_report(self, wanted: object) -> None:
        self.accept()
        self.report_wanted.emit(wanted)

    def reject(self) -> None:
        """Close, unless the file is being written."""
        if not self.busy.active:
            super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button it is on, and nothing else."""
        if not press_focused_button(event):
            super().keyPressEvent(event)

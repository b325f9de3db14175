"""The wizard itself: which step is shown, when the office is made, and that nothing typed is ever lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QWidget

from ui import theme
from ui.dialogs.rosters.desk_dialog import press_focused_button
from ui.first_minute.done_page import Made, MadePage
from ui.first_minute.draft import forget_draft, keep_draft, kept_draft
from ui.first_minute.enterprises_page import EnterprisesPage
from ui.first_minute.people_page import PeoplePage
from ui.first_minute.place_page import PlacePage
from ui.first_minute.step_page import StepPage
from ui.first_minute.unit_page import UnitPage
from ui.first_minute.villages_page import VillagesPage
from ui.messages import Message, Messages, MessageStrip
from ui.widgets.busy import Busy
from ui.widgets.dialog import Dialog
from ui.widgets.step_bar import StepBar
from ui.widgets.wizard_frame import lay_out_wizard

if TYPE_CHECKING:
    from hazard_desk.services.offices import FirstFacts
    from ui.background import Background
    from ui.preferences import Preferences

PLACE, UNIT, VILLAGES, PEOPLE, ENTERPRISES, DONE = range(6)
_STEPS = ("存放位置", "单位", "村（社区）", "人员", "企业", "完成")
_NAMES = ("place", "unit", "villages", "people")  # of the pages that a draft is kept of
_SMALLEST = (820, 440)
_SIZE = (960, 600)


class FirstMinute(Dialog):
    """存放位置 → 单位 → 村 → 人员, then the office is made; 企业 → 完成 work on it."""

    create_wanted = Signal(object, str, list, object)  # folder, name, villages, FirstFacts
    open_wanted = Signal(object)  # a folder that holds an office already
    next_wanted = Signal(object)  # what is to be done when it has closed

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        """Build it at its first step, with what was typed the last time."""
        super().__init__(parent)
        self.setWindowTitle("新建台账")
        self.preferences = preferences
        self._background: Background | None = None  # of the office, once it is made
        self._folder = Path()
        self.making = False
        self.strip = MessageStrip()
        self.own_messages = Messages(self, self.strip)
        self.steps = StepBar(_STEPS)
        self.place_page = PlacePage()
        self.unit_page = UnitPage()
        self.villages_page = VillagesPage()
        self.people_page = PeoplePage()
        self.enterprises_page = EnterprisesPage()
        self.done_page = MadePage()
        self.pages: tuple[StepPage, ...] = (
            self.place_page,
            self.unit_page,
            self.villages_page,
            self.people_page,
            self.enterprises_page,
            self.done_page,
        )
        self.stack = QStackedWidget()
        for page in self.pages:
            self.stack.addWidget(page)
        self.busy = Busy()
        self._why = QLabel()
        self._why.setWordWrap(True)
        theme.set_role(self._why, "secondary")
        self.back_button = self._button("上一步(&B)", self.go_back)
        self.next_button = self._button("下一步(&N)", self.go_on)
        self.next_button.setToolTip("Ctrl+Enter")
        theme.set_role(self.next_button, "primary")
        self.close_button = self._button("以后再填(&C)", self.reject)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.go_on)
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
        self._restore_draft()
        self._connect()
        self._show_step(PLACE)

    def _button(self, words: str, act: Any) -> QPushButton:
        button = QPushButton(words)
        button.clicked.connect(lambda _checked=False: act())
        return button

    def _connect(self) -> None:
        for page in self.pages[:ENTERPRISES]:
            page.changed.connect(self._on_changed)
        # A folder is chosen already, and Ctrl+Enter leaves the villages: there it leads on at once.
        for page in (self.place_page, self.villages_page):
            page.passed_end.connect(self.go_on)
        for page in (self.unit_page, self.people_page):
            page.passed_end.connect(self.next_button.setFocus)
        self.place_page.open_wanted.connect(self._open_other)
        self.enterprises_page.import_wanted.connect(self._import)
        self.enterprises_page.template_wanted.connect(self._write_template)
        self.done_page.next_wanted.connect(self._leave_for)

    # ---- steps -----------------------------------------------------------------------------------------

    @property
    def step(self) -> int:
        """Which step is shown."""
        return self.stack.currentIndex()

    def begin(self, bench: Background, wished: Path, documents: Path) -> None:
        """Look for folders, and show itself."""
        self.place_page.look(bench, wished, documents)
        self.open()
        self.pages[self.step].enter()

    def _show_step(self, step: int) -> None:
        self.stack.setCurrentIndex(step)
        self.steps.show_step(step)
        if step == PEOPLE:
            self.people_page.know(self.villages_page.typed.names)
        self._show_buttons()
        if self.isVisible():
            self.pages[step].enter()

    def _show_buttons(self) -> None:
        """Say in words why it doesn't go on, wherever it doesn't."""
        page = self.pages[self.step]
        why = "" if self.making else page.obstacle()
        self._why.setText(why)
        self._why.setVisible(not self.busy.isVisible())
        self.back_button.setVisible(PLACE < self.step < ENTERPRISES)
        self.back_button.setEnabled(not self.making)
        self.next_button.setVisible(self.step != DONE)
        self.next_button.setText(self._words_of_next())
        self.next_button.setEnabled(not self.making and (not why or self.step == UNIT))
        self.close_button.setText("以后再填(&C)" if self.step < ENTERPRISES else "关闭(&C)")
        self.close_button.setToolTip("Esc：填的内容都留着，下次接着填" if self.step < ENTERPRISES else "Esc")
        self.close_button.setEnabled(not self.making)
        self.stack.setEnabled(not self.making)

    def _words_of_next(self) -> str:
        if self.step == PEOPLE:
            return "建立台账(&N)"
        later = self.step == ENTERPRISES and not self.enterprises_page.enterprises
        return "以后再说，下一步(&N)" if later else "下一步(&N)"

    def go_on(self) -> None:
        """Go to the next step; after the people, make the office."""
        if not self.next_button.isEnabled() or self.step == DONE or self.pages[self.step].refuse():
            return
        self.strip.dismiss()
        if self.step == PEOPLE:
            self._make()
        else:
            if self.step == ENTERPRISES:
                self._count(self._show_done)
                return
            self._show_step(self.step + 1)

    def go_back(self) -> None:
        """Return to the step before; everything stays."""
        self.strip.dismiss()
        self._show_step(self.step - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button it is on, and nothing else."""
        if not press_focused_button(event):
            super().keyPressEvent(event)

    # ---- what was typed --------------------------------------------------------------------------------

    def _raw(self) -> dict[str, Any]:
        return {name: page.raw() for name, page in zip(_NAMES, self.pages, strict=False)}

    def _on_changed(self) -> None:
        if not self.is_made and not self.making:
            keep_draft(self.preferences, self._raw())
        self._show_buttons()

    def _restore_draft(self) -> None:
        draft = kept_draft(self.preferences)
        if draft is None:
            return
        for name, page in zip(_NAMES, self.pages, strict=False):
            if name in draft:
                page.set_raw(draft[name])

    # ---- making the office -----------------------------------------------------------------------------

    @property
    def is_made(self) -> bool:
        """Tell whether the office is there."""
        return self._background is not None

    @property
    def folder(self) -> Path:
        """Return where the office is being made, or has been."""
        return self._folder

    def _facts(self) -> FirstFacts:
        from hazard_desk.services.offices import FirstFacts

        unit = self.unit_page
        return FirstFacts(
            township=unit.township_name,
            county=unit.county.text(),
            short_name=unit.short_name.text(),
            phone=unit.phone.text(),
            principal=self.people_page.principal.text(),
            handler=unit.handler.text(),
            reporting_weekday=unit.weekday.value(),
            people=self.people_page.people(),
        )

    def _make(self) -> None:
        folder = self.place_page.folder
        if folder is None or self.place_page.obstacle():
            self._show_step(PLACE)
            return
        if self.unit_page.obstacle():
            self._show_step(UNIT)
            self.unit_page.refuse()
            return
        self._folder = folder
        self.making = True
        self._why.setText("正在建立台账…")
        self._show_buttons()
        self._why.setText("正在建立台账…")
        villages = list(self.villages_page.typed.names)
        self.create_wanted.emit(folder, self.unit_page.name.text(), villages, self._facts())

    def show_refused(self, message: Message) -> None:
        """Say why the office could not be made; what was typed is all there."""
        self.making = False
        self.place_page.reload()
        self._show_step(PLACE)
        self.strip.show_message(message)

    def show_made(self, background: Background) -> None:
        """Go on with the office that has been made."""
        self.making = False
        self._background = background
        forget_draft(self.preferences)
        self._show_step(ENTERPRISES)

    # ---- with the office -------------------------------------------------------------------------------

    def _import(self) -> None:
        from ui.dialogs.import_wizard import ImportWizard

        assert self._background is not None
        wizard = ImportWizard(self._background, self.own_messages, self.preferences, parent=self)
        wizard.finished.connect(lambda _result: self._count(self._after_import))
        wizard.open()

    def _write_template(self, path: Path) -> None:
        from hazard_desk.intake.template import write_template

        assert self._background is not None
        self._background.work(
            write_template,
            "enterprises",
            path,
            done=lambda _nothing: self.enterprises_page.say(f"空白导入表已存到 {path}。"),
            failed=self.own_messages.show_error,
            owner=self,
        )

    def _count(self, done: Any) -> None:
        from hazard_desk.services.first_steps import first_steps

        assert self._background is not None
        self._background.read(
            first_steps, done=done, failed=self.own_messages.show_error, key="first-minute", owner=self
        )

    def _after_import(self, there: Any) -> None:
        self.enterprises_page.show_count(there.enterprises)
        self._show_buttons()
        if there.enterprises:
            self.next_button.setFocus()

    def _show_done(self, there: Any) -> None:
        self.done_page.show_made(
            Made(self.unit_page.name.text(), self._folder, there.villages, there.people, there.enterprises)
        )
        self._show_step(DONE)

    # ---- the way out -----------------------------------------------------------------------------------

    def _open_other(self, folder: Path) -> None:
        self.open_wanted.emit(folder)
        super().reject()

    def _leave_for(self, step: object) -> None:
        self.accept()
        self.next_wanted.emit(step)

    def reject(self) -> None:
        """Close; what was typed stays until the office is made. While it is being made nothing closes."""
        if self.making:
            return
        if not self.is_made:
            self.preferences.write()
        super().reject()

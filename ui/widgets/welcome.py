"""The page without an office: why, what helps, and the three ways in: make one, open one, restore one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from hazard_desk.office_folder import holds_office, lost_office
from ui import theme
from ui.messages import ManualLink, Message
from ui.safekeeping.rescue_card import RescueCard
from ui.safekeeping.source_choice import choose_source
from ui.widgets.file_dialog import file_dialog

_WIDTH = 560


class Welcome(QWidget):
    """Three cards: 新建台账, 打开已有台账, 从备份恢复; over them what stopped the last opening."""

    new_wanted = Signal()  # the wizard of a new office
    open_wanted = Signal(object)  # folder
    restore_wanted = Signal(object)  # a file that was chosen: 备份 or 台账包

    def __init__(self) -> None:
        """Build it empty."""
        super().__init__()
        self._folder = Path()
        self._last_open = ""
        column = QWidget()
        column.setFixedWidth(_WIDTH)
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, theme.WIDE_GAP, 0, theme.WIDE_GAP)
        layout.setSpacing(theme.GROUP_GAP)
        self.title = QLabel("还没有打开台账")
        theme.set_role(self.title, "title")
        layout.addWidget(self.title)
        self.reason = self._make_reason()
        layout.addWidget(self.reason)
        self.rescue = RescueCard()
        layout.addWidget(self.rescue)
        self.others = QPushButton("其他：新建台账，打开或恢复别的台账")
        theme.set_role(self.others, "link")
        self.others.clicked.connect(lambda _checked=False: self._unfold(True))
        self.others.hide()
        layout.addWidget(self.others, 0, Qt.AlignmentFlag.AlignLeft)
        self._cards = (self._make_new(), self._make_existing(), self._make_restore())
        for card in self._cards:
            layout.addWidget(card)
        layout.addStretch()
        holder = QWidget()
        middle = QHBoxLayout(holder)
        middle.setContentsMargins(0, 0, 0, 0)
        # Not by an alignment: the height would be asked for at the width of the window, and words cut off.
        middle.addStretch()
        middle.addWidget(column)
        middle.addStretch()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes to what stands in it
        area.setWidget(holder)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        for button in (
            self.create_button,
            self.open_button,
            self.restore_button,
            self.again,
            self.elsewhere,
            self.manual,
        ):
            button.setAutoDefault(True)  # Enter presses the one that it is on
        self.setFocusProxy(self.create_button)

    def _make_reason(self) -> QFrame:
        card = QFrame()
        theme.set_role(card, "strip")
        theme.set_property(card, "tone", "error")
        self._what, self._meaning, self._remedy = QLabel(), QLabel(), QLabel()
        layout = QVBoxLayout(card)
        layout.setContentsMargins(theme.PAGE_MARGIN, theme.LABEL_GAP, theme.PAGE_MARGIN, theme.LABEL_GAP)
        layout.setSpacing(theme.SMALL_GAP)
        theme.set_role(self._what, "heading")
        for part in (self._what, self._meaning, self._remedy):
            part.setWordWrap(True)
            part.setTextFormat(Qt.TextFormat.PlainText)
            part.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            layout.addWidget(part)
        self.again = QPushButton("再试一次")
        self.again.clicked.connect(lambda: self.open_wanted.emit(self._folder))
        layout.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        self.elsewhere = QPushButton("换一个文件夹…")
        self.elsewhere.clicked.connect(lambda _checked=False: self.new_wanted.emit())
        layout.addWidget(self.elsewhere, 0, Qt.AlignmentFlag.AlignLeft)
        self.manual = ManualLink()
        layout.addWidget(self.manual, 0, Qt.AlignmentFlag.AlignLeft)
        card.hide()
        return card

    def _make_new(self) -> QFrame:
        card, layout = _card(
            "新建台账",
            "第一次用从这里开始：选好存放位置，填单位、村和人员，导入企业表，几分钟就能打出第一张表。"
            "只有单位全称必须填，其他的以后都能补。",
        )
        self.create_button = QPushButton("新建台账(&N)…")
        theme.set_role(self.create_button, "primary")
        self.create_button.clicked.connect(lambda _checked=False: self.new_wanted.emit())
        self.draft = QLabel("上次填的还在，可以接着填。")
        theme.set_role(self.draft, "secondary")
        self.draft.hide()
        row = QHBoxLayout()
        row.setSpacing(theme.LABEL_GAP)
        row.addWidget(self.create_button)
        row.addWidget(self.draft)
        row.addStretch()
        layout.addLayout(row)
        return card

    def _make_existing(self) -> QFrame:
        card, layout = _card("打开已有台账", "选择存放台账的文件夹（里面有 office.db）。")
        row = QHBoxLayout()
        row.setSpacing(theme.LABEL_GAP)
        self.open_button = QPushButton("选择文件夹(&O)…")
        self.open_button.clicked.connect(lambda: self.choose_folder(self))
        self.back = QPushButton("返回当前台账")
        theme.set_role(self.back, "link")
        self.back.hide()
        self._go_back: Callable[[], object] | None = None
        self.back.clicked.connect(lambda: self._go_back() if self._go_back is not None else None)
        row.addWidget(self.open_button)
        row.addWidget(self.back)
        row.addStretch()
        layout.addLayout(row)
        return card

    def _make_restore(self) -> QFrame:
        card, layout = _card(
            "从备份或台账包恢复",
            "换了电脑，或者原来的电脑坏了：用U盘上的台账包（.hazdesk）或备份（.db）接着用。",
        )
        self.restore_button = QPushButton("选择文件(&L)…")
        self.restore_button.clicked.connect(lambda: choose_source(self, None, self.restore_wanted.emit))
        layout.addWidget(self.restore_button, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    @property
    def proposed(self) -> Path:
        """Return the folder that is proposed for a new office."""
        return self._folder

    def set_folder(self, folder: Path) -> None:
        """Propose this folder for a new office."""
        self._folder = folder

    def show_draft(self, kept: bool) -> None:
        """Say that what was typed for a new office is still there."""
        self.draft.setVisible(kept)

    def show_reason(self, error: Message | None) -> None:
        """Say in three parts why the office isn't open; nothing where it was never tried."""
        self.rescue.hide()
        self._unfold(True)
        there = holds_office(self._folder)
        self.again.setVisible(there)
        # A new one was refused its place: the wizard has what was typed for it.
        self.elsewhere.setVisible(not there and not lost_office(self._folder))
        self.reason.setVisible(error is not None)
        self.title.setText("台账没有打开" if error is not None else "新建或打开台账")
        if error is not None:
            self._what.setText(error.what)
            self._meaning.setText(error.meaning)
            self._remedy.setText(error.remedy)
            self.manual.lead_to(error.topic, self.reason)

    def show_ways_out(self) -> None:
        """Put the ways out of a damaged office first: a new one is the last thing that helps now."""
        self._unfold(False)
        self.rescue.file_button.setFocus()

    def _unfold(self, unfolded: bool) -> None:
        self.others.setVisible(not unfolded)
        for card in self._cards:
            card.setVisible(unfolded)

    def set_back(self, possible: bool, act: Callable[[], object]) -> None:
        """Offer the way back to the office that is open."""
        self.back.setVisible(possible)
        self._go_back = act

    def choose_folder(self, parent: QWidget) -> None:
        """Ask for the folder of an office and have it opened."""
        dialog = file_dialog(parent, "选择台账文件夹", self._folder.parent)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda path: self.open_wanted.emit(Path(path)))
        dialog.open()


def _card(title: str, about: str) -> tuple[QFrame, QVBoxLayout]:
    card = QFrame()
    theme.set_role(card, "card")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(theme.GROUP_GAP, theme.PAGE_MARGIN, theme.GROUP_GAP, theme.GROUP_GAP)
    layout.setSpacing(theme.LABEL_GAP)
    heading = QLabel(title)
    theme.set_role(heading, "heading")
    said = QLabel(about)
    theme.set_role(said, "secondary")
    said.setWordWrap(True)
    layout.addWidget(heading)
    layout.addWidget(said)
    return card, layout

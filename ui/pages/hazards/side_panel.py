"""The side panel of the list: one hazard, what happened to it, and where to go from here."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from hazard_desk.rules.facts import HazardFacts, labels
from hazard_desk.rules.inspection_checks import missing_in_hazard
from hazard_desk.rules.money import format_wan
from hazard_desk.terms import NO_VILLAGE_LABEL, HazardLevel, Move
from ui import theme
from ui.pages.hazards.steps import KEYS
from ui.pages.hazards.wording import deadline_meaning, due_words, standing_words
from ui.pages.inspections.wording import state_meaning
from ui.widgets.flow_row import FlowRow

if TYPE_CHECKING:
    from hazard_desk.services.documents.register import DocumentRow
    from hazard_desk.services.following_up.history import HazardRecord, LifeEvent

_LABELS = labels(HazardFacts)
_FACTS = (
    "level",
    "remedy",
    "deadline",
    "responsible",
    "measures",
    "evidence",
    "basis",
    "funds_fen",
    "contingency_plan",
    "supervision_level",
    "reported_to_authority_on",
    "reported_to_staff_on",
    "note",
)
_OFFERED = (
    Move.RECTIFY,
    Move.CONFIRM_ON_SITE,
    Move.PASS,
    Move.FAIL,
    Move.REPLY,
    Move.ACCEPT,
    Move.LIFT,
    Move.RESTORE,
)
"""The steps that lead on, worth a button of their own; the others are under 办理…"""


class HazardPanel(QFrame):
    """Shows one hazard; leads to its visit, its enterprise, its documents, photos and next steps."""

    visit_wanted = Signal(int)
    enterprise_wanted = Signal(int)
    move_wanted = Signal(object)  # Move
    steps_wanted = Signal()
    dossier_wanted = Signal(int)
    documents_wanted = Signal(int)
    photos_wanted = Signal(object)  # HazardRecord
    close_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        theme.set_role(self, "band")
        self.record: HazardRecord | None = None
        self.setMinimumWidth(260)
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setWordWrap(True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setContentsMargins(theme.PAGE_MARGIN, theme.LABEL_GAP, theme.PAGE_MARGIN, 0)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self.text)
        self._scroll.viewport().setAutoFillBackground(False)
        self.text.setAutoFillBackground(False)
        self._moves = QWidget()
        self._move_row = FlowRow(self._moves, theme.LABEL_GAP)
        self.move_buttons: dict[Move, QPushButton] = {}
        for move in _OFFERED:
            button = QPushButton(move.label)
            button.setToolTip(KEYS.get(move, ""))
            button.clicked.connect(lambda _checked=False, move=move: self.move_wanted.emit(move))
            self._move_row.addWidget(button)
            self.move_buttons[move] = button
        self.steps_button = QPushButton("办理…")
        self.steps_button.setToolTip("F9")
        self.steps_button.clicked.connect(self.steps_wanted)
        self._move_row.addWidget(self.steps_button)
        self._links = QWidget()
        links = FlowRow(self._links, theme.SMALL_GAP)
        self.visit_button = self._link("打开检查", "回车")
        self.enterprise_button = self._link("打开企业")
        self.documents_button = self._link("文书…")
        self.photos_button = self._link("照片…")
        self.dossier_button = self._link("重大隐患资料…", "认定、五落实、双报告、挂牌督办")
        self._move_row.addWidget(self.dossier_button)
        for button in self._link_buttons():
            links.addWidget(button)
        close = self._link("收起", "Esc")
        close.clicked.connect(self.close_wanted)
        self._connect()
        head = QHBoxLayout()
        head.setContentsMargins(theme.PAGE_MARGIN, theme.SMALL_GAP, theme.SMALL_GAP, 0)
        self.state = QLabel()
        self.state.setTextFormat(Qt.TextFormat.RichText)
        self.state.setWordWrap(True)
        head.addWidget(self.state, 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, theme.LABEL_GAP)
        layout.setSpacing(theme.SMALL_GAP)
        layout.addLayout(head)
        layout.addWidget(self._scroll, 1)
        for row in (self._moves, self._links):
            row.setContentsMargins(theme.PAGE_MARGIN, 0, theme.PAGE_MARGIN, 0)
            layout.addWidget(row)
        self.show_nothing()

    def _link(self, words: str, tip: str = "") -> QPushButton:
        button = QPushButton(words)
        button.setToolTip(tip)
        theme.set_role(button, "link")
        return button

    def _link_buttons(self) -> tuple[QPushButton, ...]:
        return (
            self.visit_button,
            self.enterprise_button,
            self.documents_button,
            self.photos_button,
        )

    def _connect(self) -> None:
        self.visit_button.clicked.connect(lambda: self._tell(self.visit_wanted, "inspection_id"))
        self.enterprise_button.clicked.connect(lambda: self._tell(self.enterprise_wanted, "enterprise_id"))
        self.documents_button.clicked.connect(lambda: self._tell(self.documents_wanted, "id"))
        self.dossier_button.clicked.connect(lambda: self._tell(self.dossier_wanted, "id"))
        self.photos_button.clicked.connect(self._tell_photos)

    def _tell(self, signal: SignalInstance, name: str) -> None:
        if self.record is not None:
            signal.emit(getattr(self.record.row, name))

    def _tell_photos(self) -> None:
        if self.record is not None:
            self.photos_wanted.emit(self.record)

    # ---- what is shown -------------------------------------------------------------------------------

    def show_nothing(self, chosen: int = 0) -> None:
        """Show that no hazard is chosen, or several are."""
        self.record = None
        words = (
            f"已选 {chosen} 条隐患，按 F9 一起办理。" if chosen else "在左边选一条隐患，这里显示它的经过。"
        )
        self.state.setText("")
        self.text.setText(f"<span style='color:{theme.SECONDARY}'>{words}</span>")
        self._links.hide()
        self._moves.setVisible(chosen > 0)
        for button in (*self.move_buttons.values(), self.dossier_button):
            button.hide()

    def show_record(self, record: HazardRecord, today: date) -> None:
        """Show this hazard."""
        self.record = record
        row = record.row
        ink = state_meaning(row.state, row.overdue).value.ink
        due = due_words(row, today)
        meaning = deadline_meaning(row, today)
        late = (
            f" · <span style='color:{meaning.value.ink if meaning else theme.INK}'>{due}</span>"
            if due
            else ""
        )
        self.state.setText(f"<span style='color:{ink};font-weight:600'>{standing_words(row)}</span>{late}")
        documents = "".join(_document(one) for one in record.documents)
        self.text.setText(
            f"<p style='font-weight:600;margin:0 0 4px 0'>{escape(row.enterprise)}</p>"
            f"<p style='margin:0 0 8px 0'>{_lines(row.description)}</p>"
            f"{_missing(record.facts)}"
            f"{_heading('经过')}{''.join(_event(event, row.description) for event in record.events)}"
            + (f"{_heading('文书')}{documents}" if documents else "")
            + f"{_heading('内容')}<table cellspacing='0' cellpadding='2'>{_facts(record)}</table>"
        )
        self._scroll.verticalScrollBar().setValue(0)
        allowed = {offer.kind for offer in record.offers if offer.allowed}
        for move, button in self.move_buttons.items():
            button.setVisible(move in allowed)
        major = row.level is HazardLevel.MAJOR or record.life.supervised_on is not None
        self.dossier_button.setText("重大隐患资料…" if major else "挂牌资料…")
        self.dossier_button.show()
        self.photos_button.setText(f"照片 {record.files}…" if record.files else "照片…")
        self._moves.show()
        self._links.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_wanted.emit()
        else:
            super().keyPressEvent(event)


def _lines(words: str) -> str:
    return escape(words).replace("\n", "<br>")


def _heading(words: str) -> str:
    return f"<p style='font-weight:600;margin:8px 0 4px 0'>{words}</p>"


def _missing(facts: HazardFacts) -> str:
    missing = missing_in_hazard(facts)
    if not missing:
        return ""
    ink = theme.Meaning.DUE_SOON.value.ink
    return f"<p style='color:{ink};margin:0 0 4px 0'>还缺：{'、'.join(missing.values())}</p>"


def _event(event: LifeEvent, described: str) -> str:
    day = event.on.isoformat() if event.on is not None else "日期未填"
    person = f" · {escape(event.person)}" if event.person else ""
    # The first one tells what was found, which stands above already.
    note = f"<br>{_lines(event.note)}" if event.note and event.note != described else ""
    return (
        f"<p style='margin:0 0 6px 0'><span style='color:{theme.SECONDARY}'>{day}</span> "
        f"{escape(event.what)}<span style='color:{theme.SECONDARY}'>{person}{note}</span></p>"
    )


def _document(row: DocumentRow) -> str:
    refused = "，拒签" if row.refused else ""
    day = f"<span style='color:{theme.SECONDARY}'>{row.issued_on.isoformat()}</span>"
    return f"<p style='margin:0 0 4px 0'>{day} {escape(row.name)} {escape(row.number)}{refused}</p>"


def _facts(record: HazardRecord) -> str:
    row = record.row
    values = [(_LABELS[name], _words(name, record.facts)) for name in _FACTS]
    values += [
        (_LABELS["supervision_unit"], row.supervision_unit),
        ("检查编号", row.inspection),
        ("村（社区）", row.village or NO_VILLAGE_LABEL),
    ]
    return "".join(
        f"<tr><td style='color:{theme.SECONDARY};white-space:nowrap;padding-right:8px'>{label}</td>"
        f"<td>{_lines(words)}</td></tr>"
        for label, words in values
        if words
    )


def _words(name: str, facts: HazardFacts) -> str:
    value = getattr(facts, name)
    if value is None:
        return ""
    if name == "funds_fen":
        return f"{format_wan(value)}"
    return value.isoformat() if isinstance(value, date) else str(getattr(value, "label", value))

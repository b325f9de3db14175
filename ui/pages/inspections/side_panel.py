"""The side panel of the list: one visit with its team, its content and the state of each hazard."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from hazard_desk.rules.hazard_life import days_overdue
from ui import theme
from ui.pages.inspections.wording import check_words, state_meaning, state_words

if TYPE_CHECKING:
    from hazard_desk.rules.facts import HazardFacts
    from hazard_desk.services.inspecting.record import InspectionRecord
    from hazard_desk.terms import HazardState

_IN_A_ROW = 3  # buttons, in the narrowest panel


class VisitPanel(QFrame):
    """Shows one visit; opens it or its form, or moves it to the recycle bin."""

    open_wanted = Signal(int)
    form_wanted = Signal(str, int)  # the form's id, the visit's
    removal_wanted = Signal(int)
    documents_wanted = Signal(int)
    attachments_wanted = Signal(object)  # the InspectionRecord

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        theme.set_role(self, "band")
        self._record: InspectionRecord | None = None
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setWordWrap(True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setContentsMargins(theme.PAGE_MARGIN, theme.PAGE_MARGIN, theme.PAGE_MARGIN, 0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self.text)
        scroll.viewport().setAutoFillBackground(False)
        self.text.setAutoFillBackground(False)
        self.open_button = QPushButton("打开")
        self.open_button.setToolTip("回车")
        self.open_button.clicked.connect(self._open)
        self.form_button = QPushButton("督导检查表")
        self.form_button.setToolTip("看这次检查的督导检查表，打印或保存")
        self.form_button.clicked.connect(self._show_form)
        self.remove_button = QPushButton("移入回收站")
        self.remove_button.setToolTip("Delete，随后可以撤销")
        self.remove_button.clicked.connect(self._remove)
        self.documents_button = QPushButton("文书…")
        self.documents_button.setToolTip("这次检查的文书：现场检查记录、整改文书、复查意见书等")
        self.documents_button.clicked.connect(self._open_documents)
        self.attachments_button = QPushButton("附件…")
        self.attachments_button.setToolTip("这次检查和每条隐患的照片、扫描件")
        self.attachments_button.clicked.connect(self._open_attachments)
        self._deeds = (
            self.open_button,
            self.form_button,
            self.remove_button,
            self.documents_button,
            self.attachments_button,
        )
        buttons = QGridLayout()
        buttons.setContentsMargins(theme.PAGE_MARGIN, 0, theme.PAGE_MARGIN, theme.LABEL_GAP)
        buttons.setSpacing(theme.LABEL_GAP)
        for place, button in enumerate(self._deeds):
            buttons.addWidget(button, place // _IN_A_ROW, place % _IN_A_ROW)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.LABEL_GAP)
        layout.addWidget(scroll, 1)
        layout.addLayout(buttons)
        self.show_nothing()

    def show_nothing(self, chosen: int = 0) -> None:
        """Show that no visit is chosen, or several are."""
        self._record = None
        words = f"已选 {chosen} 次检查。" if chosen else "在左边选一次检查，这里显示它的内容。"
        self.text.setText(f"<span style='color:{theme.SECONDARY}'>{words}</span>")
        for button in self._deeds:
            button.hide()

    def show_record(
        self, record: InspectionRecord, leaders: Mapping[int, str], today: date, pair: str = ""
    ) -> None:
        """Show this visit; `leaders` gives the leaders' names, `pair` is its pair of 交叉检查 in words."""
        self._record = record
        facts = record.facts
        named = [leaders[leader] for leader in facts.leader_ids if leader in leaders]
        assert facts.inspected_on is not None
        lines = [
            ("检查编号", facts.number),
            ("检查日期", facts.inspected_on.isoformat()),
            ("检查层级", facts.level.label if facts.level else "未填"),
            ("检查环节", facts.stage.label if facts.stage else ""),
            ("检查方式", facts.mode.label if facts.mode else ""),
            ("交叉检查组", pair),
            ("检查人员", "、".join(facts.inspectors) or "未填"),
            ("带队领导", "、".join(named)),
            ("专项行动", "、".join(facts.campaigns)),
            ("参加专家", facts.experts),
            ("检查表", check_words(facts.checks)),
            ("检查内容", facts.content),
            ("检查单位", facts.inspecting_unit),
            ("备注", facts.note),
        ]
        rows = "".join(_line(label, words) for label, words in lines if words)
        hazards = "".join(
            _hazard(number, hazard, state, failed, today)
            for number, (hazard, state, failed) in enumerate(
                zip(facts.hazards, record.hazard_states, record.failed_rechecks, strict=True), 1
            )
        )
        heading = f"隐患 {len(facts.hazards)} 条" if facts.hazards else "没有发现隐患"
        self.text.setText(
            f"<p style='font-weight:600;margin:0 0 8px 0'>{escape(record.enterprise)}</p>"
            f"<table cellspacing='0' cellpadding='2'>{rows}</table>"
            f"<p style='font-weight:600;margin:12px 0 4px 0'>{heading}</p>{hazards}"
        )
        for button in self._deeds:
            button.show()

    def _open(self) -> None:
        if self._record is not None:
            self.open_wanted.emit(self._record.id)

    def _show_form(self) -> None:
        if self._record is not None:
            self.form_wanted.emit("supervision", self._record.id)

    def _remove(self) -> None:
        if self._record is not None:
            self.removal_wanted.emit(self._record.id)

    def _open_documents(self) -> None:
        if self._record is not None:
            self.documents_wanted.emit(self._record.id)

    def _open_attachments(self) -> None:
        if self._record is not None:
            self.attachments_wanted.emit(self._record)


def _line(label: str, words: str) -> str:
    shown = escape(words).replace("\n", "<br>")
    return (
        f"<tr><td style='color:{theme.SECONDARY};white-space:nowrap;padding-right:8px'>{label}</td>"
        f"<td>{shown}</td></tr>"
    )


def _hazard(number: int, hazard: HazardFacts, state: HazardState, failed: int, today: date) -> str:
    overdue = days_overdue(hazard.deadline, state, today)
    ink = state_meaning(state, overdue).value.ink
    facts = [hazard.level.label if hazard.level else "未定类型"]
    due = hazard.deadline if hazard.rectified_on is None else None
    remedy = hazard.remedy.label if hazard.remedy is not None else "期限" if due is not None else ""
    if remedy:
        facts.append(f"{remedy} {due.isoformat()}" if due is not None else remedy)
    if hazard.responsible:
        facts.append(hazard.responsible)
    major = f"color:{theme.Meaning.MAJOR.value.ink}" if facts[0] == "重大" else f"color:{theme.SECONDARY}"
    described = escape(hazard.description).replace("\n", "<br>")
    rest = "".join(" · " + escape(fact) for fact in facts[1:])
    return (
        f"<p style='margin:0 0 8px 0'>{number}. {described}<br>"
        f"<span style='color:{ink}'>{state_words(state, overdue, failed)}</span>"
        f"<span style='color:{theme.SECONDARY}'> · </span><span style='{major}'>{facts[0]}</span>"
        f"<span style='color:{theme.SECONDARY}'>{rest}</span></p>"
    )

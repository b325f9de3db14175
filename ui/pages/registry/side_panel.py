"""The side panel of the registry: what is known of the enterprise that the keyboard is on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from hazard_desk.rules.facts import EnterpriseFacts, labels
from hazard_desk.terms import EnterpriseState
from ui import theme
from ui.pages.page import Page
from ui.theme import Meaning

if TYPE_CHECKING:
    from hazard_desk.services.registry import EnterpriseRecord

_LABELS = labels(EnterpriseFacts)
_FACTS = (
    "code",
    "village",
    "address",
    "principal",
    "principal_phone",
    "safety_head",
    "safety_head_phone",
    "industries",
    "size",
    "risk_level",
    "staff_total",
    "products",
    "note",
)
_SHOWN = 5
_LABEL_WIDTH = 88


def words_of(value: Any) -> str:
    """Return a fact's value as it is read by people."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "、".join(value)
    return str(getattr(value, "label", value))


class SidePanel(QFrame):
    """Facts, state, open hazards, visits, what is missing and doubtful; and the deeds of one record."""

    open_wanted = Signal(int)
    state_wanted = Signal(int)
    remove_wanted = Signal(int)
    visit_wanted = Signal(int)
    close_wanted = Signal()

    def __init__(self) -> None:
        """Build it empty."""
        super().__init__()
        self.record: EnterpriseRecord | None = None
        self.setMinimumWidth(260)
        self.title = QLabel()
        self.title.setWordWrap(True)
        theme.set_role(self.title, "heading")
        self.state = QLabel()
        self.state.setWordWrap(True)
        theme.set_role(self.state, "secondary")
        self.open_button = QPushButton("打开")
        self.open_button.setToolTip("回车或双击")
        self.state_button = QPushButton("停业、注销…")
        self.remove_button = QPushButton("移入回收站")
        self.remove_button.setToolTip("Delete，可以撤销")
        self.self_check_button = QPushButton("自查…")
        self.self_check_button.setToolTip("录入和查看这家企业的自查表（附件 2）")
        self.self_check_button.clicked.connect(self._open_self_checks)
        self.attachments_button = QPushButton("附件…")
        self.attachments_button.setToolTip("照片、扫描件：证照、平面图、厂区照片等")
        self.attachments_button.clicked.connect(self._open_attachments)
        self.documents_button = QPushButton("文书…")
        self.documents_button.setToolTip("这家企业的现场检查记录、整改意见书等")
        self.documents_button.clicked.connect(self._open_documents)
        self.open_button.clicked.connect(lambda: self._emit(self.open_wanted))
        self.state_button.clicked.connect(lambda: self._emit(self.state_wanted))
        self.remove_button.clicked.connect(lambda: self._emit(self.remove_wanted))
        close = QPushButton("收起")
        close.setToolTip("Esc")
        theme.set_role(close, "link")
        close.clicked.connect(self.close_wanted)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        buttons = QGridLayout()
        buttons.setSpacing(theme.LABEL_GAP)
        buttons.setColumnStretch(2, 1)
        for place, button in enumerate(self._deeds()):
            buttons.addWidget(button, *divmod(place, 2))
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setAccessibleName("企业的情况")
        theme.set_role(self._area, "ringed")
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.PAGE_MARGIN, 0, 0, 0)
        layout.setSpacing(theme.LABEL_GAP)
        layout.addLayout(head)
        layout.addWidget(self.state)
        layout.addLayout(buttons)
        layout.addWidget(self._area, 1)
        self.show_record(None)

    def _deeds(self) -> tuple[QPushButton, ...]:
        return (
            self.open_button,
            self.self_check_button,
            self.attachments_button,
            self.documents_button,
            self.state_button,
            self.remove_button,
        )

    def show_record(self, record: EnterpriseRecord | None) -> None:
        """Show this enterprise, or that none is chosen."""
        self.record = record
        for button in self._deeds():
            button.setEnabled(record is not None)
        if record is None:
            self.title.setText("没有选中企业")
            self.state.setText("在左边的表里选一家，这里显示它的情况。")
            self._area.setWidget(QWidget())
            return
        self.title.setText(record.facts.name)
        since = f"，自 {record.statuses[-1].since.isoformat()} 起" if record.statuses else ""
        self.state.setText(f"{record.state.label}{since}")
        running = record.state is EnterpriseState.IN_OPERATION
        self.state_button.setText("停业、注销…" if running else "复业、注销…")
        self._area.setWidget(self._make_body(record))

    def _make_body(self, record: EnterpriseRecord) -> QWidget:
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, theme.LABEL_GAP, theme.LABEL_GAP)
        layout.setSpacing(theme.GROUP_GAP)
        if record.missing:
            layout.addWidget(
                _group(f"缺 {len(record.missing)} 项", ["、".join(record.missing)], Meaning.DUE_SOON)
            )
        doubts = [getattr(warning, "message", warning) for warning in record.warnings]
        if doubts:
            layout.addWidget(_group("请核对", doubts, Meaning.DUE_SOON))
        if record.open_hazards:
            more = len(record.open_hazards) - _SHOWN
            lines = [f"· {words}" for words in record.open_hazards[:_SHOWN]]
            layout.addWidget(
                _group(
                    f"未销号隐患 {len(record.open_hazards)} 条",
                    lines + ([f"……另有 {more} 条"] if more > 0 else []),
                    Meaning.IN_PROGRESS,
                )
            )
        if record.support:
            layout.addWidget(_group("结对帮扶", record.support))
        layout.addWidget(self._make_facts(record.facts))
        layout.addWidget(self._make_visits(record))
        if record.statuses:
            layout.addWidget(
                _group(
                    "状态记录",
                    [
                        f"{row.since.isoformat()} {row.state.label}{'：' + row.note if row.note else ''}"
                        for row in reversed(record.statuses)
                    ],
                )
            )
        layout.addStretch()
        return body

    def _make_facts(self, facts: EnterpriseFacts) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.LABEL_GAP)
        grid.setVerticalSpacing(theme.SMALL_GAP)
        grid.setColumnStretch(1, 1)
        for name in _FACTS:
            value = words_of(getattr(facts, name))
            if not value:
                continue
            label, words = QLabel(_LABELS[name]), QLabel(value)
            label.setFixedWidth(_LABEL_WIDTH)
            label.setWordWrap(True)
            theme.set_role(label, "secondary")
            words.setWordWrap(True)
            words.setTextFormat(Qt.TextFormat.PlainText)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            row = grid.rowCount()
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(words, row, 1, Qt.AlignmentFlag.AlignTop)
        return holder

    def _make_visits(self, record: EnterpriseRecord) -> QWidget:
        if not record.visits:
            return _group("检查记录", ["还没有检查过。"])
        holder = QWidget()
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SMALL_GAP)
        heading = QLabel(f"检查记录 {len(record.visits)} 次")
        theme.set_role(heading, "heading")
        layout.addWidget(heading)
        for visit in record.visits[:_SHOWN]:
            found = f"{visit.hazards} 条隐患" if visit.hazards else "没有隐患"
            line = QPushButton(f"{visit.inspected_on.isoformat()}  {found}")
            line.setToolTip(visit.inspectors)
            theme.set_role(line, "link")
            line.clicked.connect(lambda _checked=False, visit_id=visit.id: self.visit_wanted.emit(visit_id))
            layout.addWidget(line, 0, Qt.AlignmentFlag.AlignLeft)
        return holder

    def _page(self) -> Page | None:
        """Return the page that the panel stands on: what it opens is read and written through it."""
        page = self.parentWidget()
        while page is not None and not isinstance(page, Page):
            page = page.parentWidget()
        return page

    def _open_self_checks(self) -> None:
        """Open the self-checks of the enterprise."""
        from ui.dialogs.self_check import SelfCheckDialog

        page = self._page()
        if self.record is not None and page is not None:
            name = self.record.facts.name
            SelfCheckDialog(page.background, page.messages, self.record.id, name, page).open()

    def _open_attachments(self) -> None:
        """Open the photos and scans of the enterprise."""
        from hazard_desk.services.attaching import Owner
        from ui.dialogs.attachments import AttachmentsDialog

        page = self._page()
        if self.record is not None and page is not None:
            owners = [(Owner("enterprise", self.record.id), self.record.facts.name)]
            AttachmentsDialog(page.background, page.messages, page, owners).open()

    def _open_documents(self) -> None:
        """Open the documents that were issued to the enterprise."""
        from ui.dialogs.documents import DocumentsDialog

        page = self._page()
        if self.record is not None and page is not None:
            known = self.record.id
            DocumentsDialog(page.background, page.messages, page, enterprise_id=known).open()

    def _emit(self, signal: Any) -> None:
        if self.record is not None:
            signal.emit(self.record.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_wanted.emit()
        else:
            super().keyPressEvent(event)


def _group(title: str, lines: list[str], meaning: Meaning = Meaning.PLAIN) -> QWidget:
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.SMALL_GAP)
    heading = QLabel(title)
    theme.set_role(heading, "heading")
    if meaning is not Meaning.PLAIN:
        heading.setStyleSheet(f"color: {meaning.value.ink};")
    layout.addWidget(heading)
    for words in lines:
        line = QLabel(words)
        line.setWordWrap(True)
        line.setTextFormat(Qt.TextFormat.PlainText)
        layout.addWidget(line)
    return holder

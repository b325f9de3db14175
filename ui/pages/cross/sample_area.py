"""抽检企业 of one pair: the list in the order of the visits, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.pages.cross.follow_columns import sample_columns
from ui.pages.cross.paper_menu import PaperMenu
from ui.tables.ids_model import IdsTableModel
from ui.tables.record_table import RecordTable
from ui.tables.risk_chips import RiskChips
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.push_button import push_button

if TYPE_CHECKING:
    from hazard_desk.services.cross_inspecting.following import LooseVisit, PairView, SampleRow

_NONE_YET = "还没有抽检名单。按“提出名单”由程序按要求挑选，或按“加企业…”自己选。"
_FOREIGN = (
    "受检方不是本台账里的村（社区），它的企业由对方登记：这里没有企业可选，"
    "检查时间、移交、反馈照样在上面填，空白清单可以打印带去。"
)


class SampleArea(QWidget):
    """Shows the sample of a pair; every change asked of it is one operation of whoever listens."""

    proposal_wanted = Signal()
    choice_wanted = Signal()  # enterprises to be added
    removal_wanted = Signal(list)  # ids of enterprises
    order_wanted = Signal(list)  # the ids of the whole sample, in the order wanted
    entry_wanted = Signal(int)  # a visit to this enterprise
    record_wanted = Signal(int)  # the visit with this id
    tie_wanted = Signal()  # the visits named in the strip
    untie_wanted = Signal(list)  # ids of visits
    report_wanted = Signal(str)  # "look" or "word"
    attachments_wanted = Signal()

    def __init__(self, settings: Any) -> None:
        """Build it empty."""
        super().__init__()
        self._rows: dict[int, SampleRow] = {}
        self._loose: tuple[LooseVisit, ...] = ()
        self.model = IdsTableModel(sample_columns(), self._fetch, self)
        self.table = RecordTable(self.model, "cross_samples", settings, freeze_first=True)
        self.table.setAccessibleName("抽检企业")
        self.table.set_empty_text(_NONE_YET)
        risk = next(at for at, column in enumerate(self.model.columns) if column.key == "risk")
        self.table.setItemDelegateForColumn(risk, RiskChips(self.table))
        self.foreign = QLabel(_FOREIGN)
        self.foreign.setWordWrap(True)
        self.foreign.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.foreign.setContentsMargins(0, theme.LABEL_GAP, 0, 0)
        self._make_buttons()
        self._make_loose()
        self._lay_out()
        self._listen()
        self._show_possible()

    # ---- building --------------------------------------------------------------------------------------

    def _make_buttons(self) -> None:
        self.propose_button = push_button(
            "提出名单",
            "按要求挑选：不少于规定家数，中小企业比例、重点类型、风险高和久未查的优先，回避的不选。\n"
            "没有查过的换成新提出的，已查的不动。",
            self.proposal_wanted.emit,
        )
        self.add_button = push_button(
            "加企业…", "从受检方的企业里自己选（Alt+A）", self.choice_wanted.emit, "add"
        )
        self.remove_button = push_button(
            "去掉", "从名单里去掉选中的（Delete），随后可以撤销", self._remove, "delete"
        )
        self.enter_button = push_button(
            "录入检查", "录入对选中企业的检查，企业、人员、检查组都已填好（Alt+L）", self._enter
        )
        self.open_button = push_button("打开检查", "看或改已录入的检查（回车）", self._open_visit)
        self.print_button = QPushButton("打印")
        self.print_button.setIcon(theme.icon("print", theme.SECONDARY))
        self.print_button.setToolTip("空白和填好的问题隐患清单、检查前提示单、移交清单、汇总表（Ctrl+P）")
        self.papers = PaperMenu(self.print_button)
        self.print_button.setMenu(self.papers)
        self.report_button = QPushButton("专题报告")
        self.report_button.setIcon(theme.icon("report", theme.SECONDARY))
        reports = QMenu(self.report_button)
        reports.addAction("看样和打印…", lambda: self.report_wanted.emit("look"))
        reports.addAction("存为 Word…", lambda: self.report_wanted.emit("word"))
        self.report_button.setMenu(reports)
        self.attachments_button = push_button(
            "附件…", "这一组的移交回执、反馈材料、扫描件", self.attachments_wanted.emit, "attach"
        )

    def _make_loose(self) -> None:
        self.loose = QFrame()
        theme.set_role(self.loose, "strip")
        theme.set_property(self.loose, "tone", "warning")
        self.loose_words = ElidedLabel()
        self.tie_button = QPushButton("归入本组")
        self.tie_button.setToolTip("这些检查就算本组的，随后可以撤销")
        theme.set_role(self.tie_button, "link")
        self.tie_button.clicked.connect(self.tie_wanted)
        row = QHBoxLayout(self.loose)
        row.setContentsMargins(theme.LABEL_GAP, theme.SMALL_GAP, theme.LABEL_GAP, theme.SMALL_GAP)
        row.addWidget(self.loose_words, 1)
        row.addWidget(self.tie_button)
        self.loose.hide()

    def _lay_out(self) -> None:
        self.count = QLabel()
        theme.set_role(self.count, "secondary")
        bar = QHBoxLayout()
        bar.setSpacing(theme.LABEL_GAP)
        for button in (
            self.propose_button,
            self.add_button,
            self.remove_button,
            self.enter_button,
            self.open_button,
        ):
            bar.addWidget(button)
        bar.addWidget(self.count)
        bar.addStretch()
        for button in (self.print_button, self.report_button, self.attachments_button):
            bar.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.PAGE_MARGIN, theme.LABEL_GAP, theme.PAGE_MARGIN, theme.LABEL_GAP)
        column.setSpacing(theme.LABEL_GAP)
        column.addLayout(bar)
        column.addWidget(self.loose)
        column.addWidget(self.foreign)
        column.addWidget(self.table, 1)
        column.addStretch(0)

    def _listen(self) -> None:
        self.table.selection_changed.connect(lambda _ids: self._show_possible())
        self.table.opened.connect(self._open)
        for keys, act in (
            ("Delete", self._remove),
            ("Alt+Up", lambda: self._move(-1)),
            ("Alt+Down", lambda: self._move(1)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(act)
        # The frozen column is a view of its own over the table.
        for view in (self.table, *self.table.findChildren(QTableView)):
            view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            view.customContextMenuRequested.connect(lambda at, view=view: self._show_menu(view, at))

    # ---- what is shown ---------------------------------------------------------------------------------

    def show_view(self, view: PairView) -> None:
        """Show the enterprises of this pair; the selection stays where they are the same."""
        self._loose = view.loose
        self._show_loose()
        self.foreign.setVisible(not view.own and not view.samples)
        self.table.setVisible(view.own or bool(view.samples))
        for button in (self.propose_button, self.add_button, self.remove_button):
            button.setVisible(view.own)
        for button in (self.enter_button, self.open_button):
            button.setVisible(view.own or bool(view.samples))
        self._show_rows(view.samples)

    def show_attachment_count(self, number: int) -> None:
        """Say on the button how many attachments the pair has."""
        self.attachments_button.setText(f"附件（{number}）…" if number else "附件…")

    def _show_rows(self, rows: Sequence[SampleRow]) -> None:
        self._rows = {row.enterprise_id: row for row in rows}
        self.model.refresh()
        self.model.set_ids(self._rows)
        visited = sum(row.visited_on is not None for row in rows)
        words = f"名单 {len(self.sampled())} 家，已查 {visited} 家" if rows else ""
        self.count.setText(words)
        self._show_possible()

    def _show_loose(self) -> None:
        named = "、".join(f"{visit.enterprise} {visit.inspected_on}" for visit in self._loose)
        self.loose_words.setText(f"有 {len(self._loose)} 次交叉检查还没有归入任何一组：{named}")
        self.loose.setVisible(bool(self._loose))

    def _fetch(self, ids: list[int], done: Callable[[Sequence[SampleRow]], None], _failed: object) -> None:
        done([self._rows[known] for known in ids if known in self._rows])

    def rows(self) -> list[SampleRow]:
        """Return the enterprises in their order, visited ones that are not in the sample among them."""
        return list(self._rows.values())

    def sampled(self) -> list[int]:
        """Return the ids of the sample, in its order."""
        return [row.enterprise_id for row in self._rows.values() if row.sampled]

    def selected(self) -> list[SampleRow]:
        """Return the selected enterprises."""
        return [self._rows[known] for known in self.table.selected_ids if known in self._rows]

    def _show_possible(self) -> None:
        chosen = self.selected()
        one = chosen[0] if len(chosen) == 1 else None
        self.remove_button.setEnabled(any(row.sampled for row in chosen))
        self.enter_button.setEnabled(one is not None)
        self.open_button.setEnabled(one is not None and one.visit_id is not None)
        self.papers.show_for(self.rows(), chosen)

    # ---- what is done ----------------------------------------------------------------------------------

    def begin(self) -> None:
        """Stand on the first enterprise, whatever was selected of the pair before."""
        if self._rows:
            self.table.go_to(self.model.id_at(0))

    def take_focus(self) -> bool:
        """Put the keyboard on the list, or on what makes one; tell whether there is either."""
        if self._rows:
            if not self.table.selected_ids:
                self.table.go_to(self.table.current_id or self.model.id_at(0))
            self.table.setFocus()
            return True
        if self.propose_button.isVisibleTo(self):
            self.propose_button.setFocus()
            return True
        return False

    def _remove(self) -> None:
        gone = [row.enterprise_id for row in self.selected() if row.sampled]
        if not gone:
            return
        places = [row for row in map(self.model.row_of, gone) if row is not None]
        kept = [row for row in self.rows() if row.enterprise_id not in gone or row.visit_id is not None]
        self._show_rows(kept)
        if kept:
            self.table.go_to(self.model.id_at(min(*places, len(kept) - 1)))
        self.removal_wanted.emit(gone)

    def _move(self, by: int) -> None:
        current = self.table.current_id
        order = self.sampled()
        if current not in order:
            return
        at = order.index(current)
        to = min(max(at + by, 0), len(order) - 1)
        if to == at:
            return
        order.insert(to, order.pop(at))
        others = [row for row in self.rows() if not row.sampled]
        self._show_rows([*(self._rows[known] for known in order), *others])
        self.table.go_to(current)
        self.order_wanted.emit(order)

    def _open(self, enterprise_id: int) -> None:
        row = self._rows.get(enterprise_id)
        if row is None:
            return
        if row.visit_ids:
            self._open_one_of(row)
        else:
            self.entry_wanted.emit(enterprise_id)

    def _enter(self) -> None:
        chosen = self.selected()
        if len(chosen) == 1:
            self.entry_wanted.emit(chosen[0].enterprise_id)

    def _open_visit(self) -> None:
        chosen = self.selected()
        if len(chosen) == 1 and chosen[0].visit_ids:
            self._open_one_of(chosen[0])

    def _open_one_of(self, row: SampleRow) -> None:
        """Open the visit to this enterprise; of several the one that is chosen from a menu."""
        if len(row.visit_ids) == 1:
            self.record_wanted.emit(row.visit_ids[0])
            return
        menu = self.visits_menu(row)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        at = self.table.visualRect(self.table.currentIndex()).bottomLeft()
        menu.popup(self.table.viewport().mapToGlobal(at))
        menu.setActiveAction(menu.actions()[0])

    def visits_menu(self, row: SampleRow) -> QMenu:
        """Return a choice between the visits to one enterprise, the first one first."""
        menu = QMenu("打开检查", self.table)
        for number, visit_id in enumerate(row.visit_ids, start=1):
            action = menu.addAction(f"第 {number} 次检查")
            action.triggered.connect(lambda _checked=False, known=visit_id: self.record_wanted.emit(known))
        return menu

    def _untie(self) -> None:
        visits = [visit_id for row in self.selected() for visit_id in row.visit_ids]
        if visits:
            self.untie_wanted.emit(visits)

    def menu(self) -> QMenu:
        """Return what the right mouse button offers."""
        menu = QMenu("操作", self.table)
        chosen = self.selected()
        one = len(chosen) == 1
        visited = any(row.visit_id is not None for row in chosen)
        for words, act, possible in (
            ("录入检查", self._enter, one),
            ("打开检查", self._open_visit, one and visited),
            ("检查不归本组", self._untie, visited),
            ("上移　Alt+↑", lambda: self._move(-1), one and chosen[0].sampled),
            ("下移　Alt+↓", lambda: self._move(1), one and chosen[0].sampled),
            ("从名单里去掉", self._remove, any(row.sampled for row in chosen)),
        ):
            action = menu.addAction(words)
            action.setEnabled(possible)
            action.triggered.connect(lambda _checked=False, act=act: act())
        return menu

    def _show_menu(self, view: QTableView, at: QPoint) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(view.viewport().mapToGlobal(at))

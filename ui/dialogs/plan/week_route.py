"""本周走访: whom to visit this week, village by village, to tick and to take along on paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from hazard_desk.rules.reporting_week import week_ending
from hazard_desk.rules.visit_plan import MOST_PER_DAY
from hazard_desk.terms import NO_VILLAGE_LABEL
from ui import theme
from ui.dialogs.form_batch.choice import Choice, Deed
from ui.messages import Kind, Message, Messages, MessageStrip
from ui.widgets.check_list import FilterButton, Option
from ui.widgets.dialog_column import lay_out_column
from ui.widgets.enterprise_picker import EnterprisePicker
from ui.widgets.fields import NumberField

if TYPE_CHECKING:
    from hazard_desk.services.registry import EnterpriseRow
    from hazard_desk.services.week_visits import ProposedVisit, WeekVisits
    from hazard_desk.store.changes import Changes
    from ui.background import Background
    from ui.dialogs.form_batch.run import BatchRun
    from ui.preferences import Preferences

_VISIT = Qt.ItemDataRole.UserRole
_FORMS = ("visit-route", "visit-sheet")
_HEADERS = ("企业", "风险", "走访事由", "主要负责人、电话", "单位所在地")
_WIDTHS = (260, 48, 210, 190, 260)
_REASON = _HEADERS.index("走访事由")
_PICKER_WIDTH, _OFFERS_WIDTH, _NUMBER_WIDTH = 280, 460, 56
_ROW = QSize(0, theme.ROW_HEIGHT)
_KEPT_MOST = "plan/most-per-day"
# The shared sheet draws no empty box in a tree.
_BOXES = """
QTreeView::indicator { width: 18px; height: 18px; }
QTreeView::indicator:unchecked { image: url(icon:/primary/checkbox_unchecked.svg); }
QTreeView::indicator:checked { image: url(icon:/checkbox-checked.svg); }
QTreeView::indicator:indeterminate { image: url(icon:/primary/checkbox_indeterminate.svg); }
"""


class WeekRoute(QWidget):
    """The proposal of a week; what is ticked is printed as one job: the route, then a sheet for each."""

    what = "本周走访"
    concerned_by = frozenset(
        {"plan_entry", "enterprise", "inspection", "hazard", "recheck", "village", "holiday", "setting"}
    )

    def __init__(self, background: Background, preferences: Preferences) -> None:
        """Build it empty; `reload` fills it."""
        super().__init__()
        self.background = background
        self._preferences = preferences
        self._proposal: WeekVisits | None = None
        self._added: list[int] = []  # enterprises that the user put on the route
        self._left_out: set[int] = set()  # those that the user took off it
        self._villages: list[tuple[int, str]] = []
        self._run: BatchRun | None = None
        self._filling = False
        self.strip = MessageStrip()
        self.messages = Messages(self, self.strip)
        self.week = QLabel()
        theme.set_role(self.week, "heading")
        self.village = FilterButton("村", lambda: [Option(known, name) for known, name in self._villages])
        self.village.changed.connect(self.reload)
        self.most = NumberField("most", "每天最多几家", unit="家")
        self.most.setFixedWidth(_NUMBER_WIDTH)
        self.most.set_value(preferences.number(_KEPT_MOST, MOST_PER_DAY) or MOST_PER_DAY)
        self.most.entered.connect(self._set_most)
        self.most.editor.editingFinished.connect(self._set_most)
        self.add = EnterprisePicker("enterprise_id", "加一家企业", self._find, required=False)
        self.add.setFixedWidth(_PICKER_WIDTH)
        self.add.list.setMinimumWidth(_OFFERS_WIDTH)
        self.add.picked.connect(self._add)
        self.tree = QTreeWidget()
        self.said = QLabel()
        self.said.setWordWrap(True)
        theme.set_role(self.said, "secondary")
        self.print_button = QPushButton("打印路线单和检查前提示单")
        self.print_button.setIcon(theme.icon("print", theme.GROUND))
        self.print_button.setToolTip("Ctrl+P")
        theme.set_role(self.print_button, "primary")
        self.print_button.clicked.connect(lambda: self._take_along(Deed.PRINT))
        self.save_button = QPushButton("存为 PDF…")
        self.save_button.setIcon(theme.icon("export", theme.SECONDARY))
        self.save_button.clicked.connect(lambda: self._take_along(Deed.ONE_FILE))
        self._set_up_tree()
        self._lay_out()
        shortcut = QShortcut(QKeySequence("Ctrl+P"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(lambda: self._take_along(Deed.PRINT))
        background.changed.connect(self._on_changed)

    # ---- building --------------------------------------------------------------------------------------

    def _set_up_tree(self) -> None:
        self.tree.setAccessibleName("走访的企业")
        self.tree.setHeaderLabels(_HEADERS)
        self.tree.setStyleSheet(_BOXES)
        self.tree.setUniformRowHeights(True)
        self.tree.setAlternatingRowColors(True)
        self.tree.setAllColumnsShowFocus(True)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.tree.header()
        header.setStretchLastSection(True)
        for at, width in enumerate(_WIDTHS):
            header.setSectionResizeMode(at, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(at, width)
        self.tree.itemChanged.connect(lambda _item, column: self._on_tick(column))

    def _lay_out(self) -> None:
        most = QLabel("每天最多")
        most.setBuddy(self.most.editor)
        add = QLabel("加一家")
        add.setBuddy(self.add.editor)
        head = QHBoxLayout()
        head.setSpacing(theme.LABEL_GAP)
        head.addWidget(self.week)
        head.addSpacing(theme.GROUP_GAP)
        head.addWidget(self.village)
        head.addWidget(most)
        head.addWidget(self.most)
        head.addWidget(QLabel("家"))
        head.addStretch()
        head.addWidget(add)
        head.addWidget(self.add)
        foot = QHBoxLayout()
        foot.setSpacing(theme.LABEL_GAP)
        foot.addWidget(self.said, 1)
        foot.addWidget(self.save_button)
        foot.addWidget(self.print_button)
        lay_out_column(self, self.strip, (head, self.tree, foot), self.tree)

    # ---- what the dialog asks of a tab -------------------------------------------------------------------

    def focus_search(self) -> None:
        """Put the cursor where an enterprise is added."""
        self.add.setFocus()
        self.add.editor.selectAll()

    new_record = focus_search

    def focus_list(self) -> None:
        """Put the keyboard on the first enterprise."""
        self.tree.setFocus()

    def keep_drafts(self) -> bool:
        """Nothing typed here is worth a draft: a proposal is made anew."""
        return False

    def undo_removal(self) -> None:
        """Nothing is written here."""

    # ---- reading ---------------------------------------------------------------------------------------

    def _on_changed(self, changes: Changes) -> None:
        if self.isVisible() and self.concerned_by & changes.nouns:
            self.reload()

    def reload(self) -> None:
        """Read the proposal of the present week, and the villages to choose from."""
        from hazard_desk.services.offices import villages
        from hazard_desk.services.reporting import current_week_end

        read, failed = self.background.read, self.messages.show_error
        read(villages, done=self._offer_villages, failed=failed, key="plan/villages", owner=self)
        read(current_week_end, done=self._read_week, failed=failed, key="plan/week-end", owner=self)

    def _offer_villages(self, choices: Sequence[Any]) -> None:
        from hazard_desk.services.registry import NO_VILLAGE

        named = [(choice.id, choice.name) for choice in choices]
        self._villages = [*named, (NO_VILLAGE, NO_VILLAGE_LABEL)]

    def _read_week(self, week_end: date) -> None:
        from hazard_desk.services.week_visits import visits_proposed

        self.background.read(
            visits_proposed,
            week_end,
            self.village.chosen(),
            self._most_per_day(),
            done=self._on_proposal,
            failed=self.messages.show_error,
            key="plan/week",
            owner=self,
        )

    def _on_proposal(self, proposal: WeekVisits) -> None:
        self._proposal = proposal
        first = week_ending(proposal.week_end).start
        assert first is not None
        self.week.setText(
            f"{first.month}月{first.day}日 至 {proposal.week_end.month}月{proposal.week_end.day}日"
        )
        wanted = [visit.enterprise_id for visit in proposal.visits]
        wanted += [known for known in self._added if known not in wanted]
        self._describe(proposal.week_end, wanted)

    def _describe(self, week_end: date, enterprises: Sequence[int]) -> None:
        from hazard_desk.services.week_visits import visits_chosen

        self.background.read(
            visits_chosen,
            week_end,
            enterprises,
            done=self._show,
            failed=self.messages.show_error,
            key="plan/route",
            owner=self,
        )

    def _show(self, visits: Sequence[ProposedVisit]) -> None:
        current = self._current_id()
        self._filling = True
        self.tree.clear()
        villages: dict[int | None, QTreeWidgetItem] = {}
        for visit in visits:
            top = villages.get(visit.village_id)
            if top is None:
                top = villages[visit.village_id] = _village_item(visit)
                self.tree.addTopLevelItem(top)
                top.setFirstColumnSpanned(True)
            item = _visit_item(visit)
            top.addChild(item)
            ticked = visit.enterprise_id not in self._left_out
            item.setCheckState(0, Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self.tree.expandAll()
        items = self._items()
        chosen = next((item for item in items if _id(item) == current), items[0] if items else None)
        if chosen is not None:
            self.tree.setCurrentItem(chosen)
        self._filling = False
        self._tell()

    # ---- the route -------------------------------------------------------------------------------------

    def _items(self) -> list[QTreeWidgetItem]:
        tops = [self.tree.topLevelItem(at) for at in range(self.tree.topLevelItemCount())]
        items = [top.child(at) for top in tops if top is not None for at in range(top.childCount())]
        return [item for item in items if item is not None]

    def _current_id(self) -> int | None:
        item = self.tree.currentItem()
        return _id(item) if item is not None else None

    def ticked(self) -> list[int]:
        """Return the enterprises on the route, in its order."""
        return [_id(item) for item in self._items() if item.checkState(0) == Qt.CheckState.Checked]

    def _on_tick(self, column: int) -> None:
        if self._filling or column:
            return
        ticked = set(self.ticked())
        self._left_out = {_id(item) for item in self._items()} - ticked
        self._tell()

    def _tell(self) -> None:
        proposal = self._proposal
        count = len(self.ticked())
        for button in (self.print_button, self.save_button):
            button.setEnabled(count > 0)
        if proposal is None:
            return
        most = self._most_per_day()
        if not proposal.days:
            said = "本周没有剩下的工作日，所以没有推荐。需要走访的可以在右上角加。"
        elif not proposal.visits:
            said = "本周没有到期、超期、从未检查或有隐患要回看的企业。"
        else:
            said = f"已勾选 {count} 家。本周还有 {proposal.days} 个工作日，每天最多 {most} 家。"
            said += "红、橙风险在前，再按逾期隐患、待回查、从未检查、到期先后。"
        if proposal.waiting:
            said += f"还有 {proposal.waiting} 家也该走访，这周排不下。"
        self.said.setText(said)

    def _most_per_day(self) -> int:
        found = self.most.value()
        return found if isinstance(found, int) and found > 0 else MOST_PER_DAY

    def _set_most(self) -> None:
        if self.most.problem() or self._preferences.number(_KEPT_MOST, MOST_PER_DAY) == self._most_per_day():
            return
        self._preferences.setValue(_KEPT_MOST, self._most_per_day())
        self.reload()

    def _find(self, text: str, done: Callable[[Sequence[EnterpriseRow]], None]) -> object:
        from hazard_desk.services.inspecting.offering import enterprises_to_pick

        return self.background.read(enterprises_to_pick, text, done=done, key="plan/add", owner=self)

    def _add(self, row: EnterpriseRow | None) -> None:
        from hazard_desk.terms import EnterpriseState

        if row is None or self._proposal is None:
            return
        self.add.choose(None)
        if row.state is not EnterpriseState.IN_OPERATION:
            self.messages.say(
                Message(
                    f"「{row.name}」现为{row.state.label}。",
                    "没有加进路线。",
                    "复业的，请先到企业档案里改状态。",
                    Kind.WARNING,
                )
            )
            return
        self._left_out.discard(row.id)
        shown = [_id(item) for item in self._items()]
        if row.id not in self._added:
            self._added.append(row.id)
        self._describe(self._proposal.week_end, [*shown, *(() if row.id in shown else (row.id,))])

    # ---- on paper --------------------------------------------------------------------------------------

    def _take_along(self, deed: Deed) -> None:
        from hazard_desk.services.form_filling import FormRequest
        from hazard_desk.services.form_filling.batches import route_batch
        from ui.dialogs.form_batch.run import BatchRun

        ids = self.ticked()
        if self._proposal is None or not ids:
            return
        if self._run is None:
            self._run = BatchRun(self.background, self.messages, self._preferences, self)
        request = FormRequest("visit-route", week_end=self._proposal.week_end, enterprises=tuple(ids))
        stem = f"巡查路线单和检查前提示单 {len(ids)} 家 {self._proposal.week_end}"
        self._run.start(request, Choice(_FORMS), deed, stem, "项", gather=route_batch)


def _village_item(visit: ProposedVisit) -> QTreeWidgetItem:
    worker = "　".join(filter(None, (visit.grid_worker, visit.grid_phone))) or "未录入"
    item = QTreeWidgetItem([f"{visit.village or NO_VILLAGE_LABEL}　网格员：{worker}"])
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsAutoTristate)
    item.setSizeHint(0, _ROW)
    font = item.font(0)
    font.setBold(True)
    item.setFont(0, font)
    return item


def _visit_item(visit: ProposedVisit) -> QTreeWidgetItem:
    item = QTreeWidgetItem(
        [
            visit.enterprise,
            visit.risk.label if visit.risk else "",
            "、".join(visit.reasons) or "自己加的",
            "　".join(filter(None, (visit.principal, visit.principal_phone))),
            visit.address,
        ]
    )
    item.setData(0, _VISIT, visit.enterprise_id)
    item.setSizeHint(0, _ROW)
    for at in range(len(_HEADERS)):
        item.setToolTip(at, item.text(at))
    if any(reason.startswith(("逾期", "超期")) for reason in visit.reasons):
        item.setForeground(_REASON, theme.Meaning.OVERDUE.ink)
    return item


def _id(item: QTreeWidgetItem) -> int:
    known = item.data(0, _VISIT)
    return known if isinstance(known, int) else 0

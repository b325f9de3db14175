"""企业档案: the list of enterprises, what is known of one, and its entry form over the list."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QLabel,
    QPushButton,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from hazard_desk.errors import InputRefused
from hazard_desk.rules.facts import EnterpriseFacts
from ui import theme
from ui.dialogs.form_batch import FormBatchOffer
from ui.messages import Kind, Message, Messages
from ui.pages.page import Page
from ui.pages.registry.columns import columns
from ui.pages.registry.empty import EmptyRegistry
from ui.pages.registry.filters import make_filters
from ui.pages.registry.side_panel import SidePanel
from ui.tables.ids_model import IdsTableModel, rows_through
from ui.tables.record_table import RecordTable
from ui.tables.risk_chips import RiskChips
from ui.widgets.drafts import Drafts
from ui.widgets.page_head import PageHead
from ui.widgets.search_box import SearchBox
from ui.widgets.view_bar import ViewBar

if TYPE_CHECKING:
    from hazard_desk.services.offices import Choice
    from hazard_desk.services.registry import EnterpriseQuery, EnterpriseRecord
    from hazard_desk.store.changes import Changes
    from ui.background import Background
    from ui.pages.registry.form import EnterpriseForm

_SEARCH_AFTER_MS = 200
_PANEL_WIDTH = 320


class RegistryPage(Page):
    """Every enterprise of the township."""

    title: ClassVar[str] = "企业档案"
    concerned_by: ClassVar[frozenset[str]] = frozenset(
        {
            "enterprise",
            "enterprise_industry",
            "enterprise_status",
            "hazard",
            "industry",
            "inspection",
            "inspector",
            "recheck",
            "self_check",
            "setting",
            "support_pair",
            "village",
        }
    )

    def __init__(
        self, background: Background, messages: Messages, settings: Any, parent: QWidget | None = None
    ) -> None:
        """Build the page empty; nothing is read before `activate`."""
        super().__init__(background, messages, settings, parent)
        from hazard_desk.services.registry import VIEWS, enterprise_rows

        self._sort, self._ascending = self._kept_sort()
        self._villages: list[Choice] = []
        self._industries: list[Choice] = []
        self._editing: int | None = None
        self._last_facts: EnterpriseFacts | None = None
        self._wanted: int | None = None  # to be selected when the list has been read
        self.search = SearchBox("查找企业", "名称、代码、负责人、电话、拼音首字母")
        self._search_soon = QTimer(self, singleShot=True, interval=_SEARCH_AFTER_MS)
        self._search_soon.timeout.connect(self.reload_list)
        # Not sent while an input method composes; each commit is one change.
        self.search.textChanged.connect(self._search_soon.start)
        self.search.left_downwards.connect(self._enter_table)
        self.filters = make_filters(lambda: self._villages, lambda: self._industries)
        for name, button in self.filters.items():
            button.changed.connect(self.reload_list)
            button.opened.connect(lambda name=name: self._count_options(name))
        self.views = ViewBar(VIEWS)
        self.views.chosen.connect(lambda _key: self.reload_list())
        model = IdsTableModel(columns(), rows_through(background, enterprise_rows, self), self)
        model.fetch_failed.connect(messages.show_error)
        self.model = model
        self.table = RecordTable(model, "registry", settings, freeze_first=True)
        self.table.setItemDelegateForColumn(
            next(at for at, column in enumerate(model.columns) if column.key == "risk"), RiskChips(self.table)
        )
        self.table.setAccessibleName("企业列表")
        self.table.show_sorted(self._sort, self._ascending)
        self.table.sort_requested.connect(self._sort_by)
        self.table.opened.connect(self.show_record)
        self.table.panel_wanted.connect(lambda _id: self._toggle_panel())
        self.table.clicked.connect(lambda _index: self._show_panel(True))
        delete = QShortcut(QKeySequence("Delete"), self.table)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._remove_selected)
        self.table.selection_changed.connect(self._on_selection)
        self.table.selectionModel().currentChanged.connect(lambda _now, _before: self._read_panel())
        self.panel = SidePanel()
        self.panel.open_wanted.connect(self.show_record)
        self.panel.state_wanted.connect(self._change_state)
        self.panel.remove_wanted.connect(self.remove)
        self.panel.visit_wanted.connect(lambda visit_id: self.record_wanted.emit("inspection", visit_id))
        self.panel.close_wanted.connect(lambda: self._show_panel(False))
        self.printing = FormBatchOffer(self, self.table, model, visits=False)
        self._form: EnterpriseForm | None = None
        self._lay_out()

    # ---- building --------------------------------------------------------------------------------------

    @property
    def form(self) -> EnterpriseForm:
        """Return the entry form; its forty fields are made when first asked for."""
        if self._form is None:
            from ui.pages.registry.form import EnterpriseForm

            self._form = EnterpriseForm(getattr(self.settings, "drafts", None) or Drafts())
            self._form.save_wanted.connect(self._save)
            self._form.cancelled.connect(self._leave_form)
            self._stack.addWidget(self._form)
            self._offer_lists()
        return self._form

    @property
    def _shows_form(self) -> bool:
        return self._form is not None and self._stack.currentWidget() is self._form

    def _offer_lists(self) -> None:
        if self._form is not None:
            self._form.set_lists([one.name for one in self._villages], [one.name for one in self._industries])

    def _lay_out(self) -> None:
        self._list = QWidget()
        self.printing.listen(self._list)
        self.new_button = QPushButton("新增企业")
        self.new_button.setIcon(theme.icon("add", theme.GROUND))
        self.new_button.setToolTip("Ctrl+N")
        theme.set_role(self.new_button, "primary")
        self.new_button.clicked.connect(self.new_record)
        self.clear_button = QPushButton("清除筛选")
        theme.set_role(self.clear_button, "link")
        self.clear_button.clicked.connect(self.clear_filters)
        self.clear_button.hide()
        self.import_button = QPushButton("导入")
        self.import_button.setIcon(theme.icon("import", theme.SECONDARY))
        self.import_button.clicked.connect(self.import_records)
        head = PageHead(
            QLabel(self.title),
            self.search,
            (*self.filters.values(), self.clear_button),
            (self.import_button, self.printing.button, self.new_button),
        )
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self._make_table_area())
        self.splitter.addWidget(self.panel)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.splitter.splitterMoved.connect(self._keep_panel_width)
        self.panel.setVisible(bool(self._kept("panel", False)))
        layout = QVBoxLayout(self._list)
        layout.setContentsMargins(theme.PAGE_MARGIN, theme.LABEL_GAP, theme.PAGE_MARGIN, theme.PAGE_MARGIN)
        layout.setSpacing(theme.LABEL_GAP)
        layout.addLayout(head)
        layout.addWidget(self.views)
        layout.addWidget(self.splitter, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._list)

    def _make_table_area(self) -> QWidget:
        area = QWidget()
        self._table_stack = QStackedLayout(area)
        self._table_stack.addWidget(self.table)
        self.empty = EmptyRegistry()
        self.empty.import_wanted.connect(self.import_records)
        self.empty.new_wanted.connect(self.new_record)
        self.empty.clear_wanted.connect(self.clear_filters)
        self._table_stack.addWidget(self.empty)
        return area

    # ---- settings --------------------------------------------------------------------------------------

    def _kept(self, name: str, default: Any) -> Any:
        kept = self.settings.value(f"registry/{name}") if self.settings is not None else None
        return default if kept is None else kept

    def _keep(self, name: str, value: Any) -> None:
        if self.settings is not None:
            self.settings.setValue(f"registry/{name}", value)

    def _kept_sort(self) -> tuple[str, bool]:
        kept = self._kept("sort", None)
        if isinstance(kept, list) and len(kept) == 2 and any(column.key == kept[0] for column in columns()):
            return str(kept[0]), bool(kept[1])
        return "name", True

    def _keep_panel_width(self) -> None:
        self._keep("panel_width", self.splitter.sizes()[1])

    # ---- reading ---------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the lists to choose from, the matching ids and the counts."""
        from hazard_desk.services.offices import industries, villages

        self.reload_list()
        self.background.read(villages, done=self._on_villages, key="registry/villages", owner=self)
        self.background.read(industries, done=self._on_industries, key="registry/industries", owner=self)

    def reload_list(self) -> None:
        """Read what matches the search, the filters and the view."""
        from hazard_desk.services.registry import find_enterprises, view_counts

        self._search_soon.stop()
        query = self.query()
        read = partial(self.background.read, owner=self, failed=self._failed)
        read(find_enterprises, query, done=self._on_ids, key="registry/ids")
        read(view_counts, query, done=self._on_counts, key="registry/counts")
        self.clear_button.setVisible(self.is_narrowed)

    def query(self, **other: Any) -> EnterpriseQuery:
        """Return what the list is asked for; `other` replaces parts of it."""
        from hazard_desk.services.registry import EnterpriseQuery

        asked: dict[str, Any] = {name: button.chosen() for name, button in self.filters.items()}
        asked |= {"text": self.search.text(), "view": self.views.current}
        asked |= {"sort": self._sort, "ascending": self._ascending}
        return EnterpriseQuery(**{**asked, **other})

    @property
    def is_narrowed(self) -> bool:
        """Tell whether the search or a filter hides something."""
        return bool(self.search.text().strip()) or any(b.chosen() for b in self.filters.values())

    def clear_filters(self) -> None:
        """Show everything again."""
        self.search.clear()
        for button in self.filters.values():
            blocked = button.blockSignals(True)
            button.set_chosen([])
            button.blockSignals(blocked)
        self.views.set_current("all")
        self.reload_list()

    def _failed(self, error: Exception) -> None:
        self.messages.show_error(error)

    def _on_ids(self, ids: array[int]) -> None:
        self.model.set_ids(ids)
        if self._wanted is not None:
            self.table.go_to(self._wanted)
            self._wanted = None
        self._table_stack.setCurrentWidget(self.table if len(ids) else self.empty)
        nothing_at_all = not len(ids) and not self.is_narrowed and self.views.current == "all"
        self.empty.say(nothing_at_all)
        self._say_status()
        self._read_panel()

    def _on_counts(self, counts: dict[str, int]) -> None:
        self.views.show_counts(counts)
        self._say_status()

    def _on_villages(self, villages: list[Choice]) -> None:
        self._villages = villages
        self._give_lists()

    def _on_industries(self, industries: list[Choice]) -> None:
        self._industries = industries
        self._give_lists()

    def _give_lists(self) -> None:
        self._offer_lists()

    def _count_options(self, name: str) -> None:
        """Say in the open filter how many enterprises each of its entries would show."""
        from hazard_desk.services.registry import find_enterprises

        queries = {item: self.query(**{name: (item,)}) for item in self.filters[name].popup.values()}

        def count(reading: Any) -> dict[Any, int]:
            return {item: len(find_enterprises(reading, query)) for item, query in queries.items()}

        self.background.read(
            count,
            done=self.filters[name].show_counts,
            key="registry/options",
            owner=self,
            failed=self._failed,
        )

    def _sort_by(self, key: str, ascending: bool) -> None:
        self._sort, self._ascending = key, ascending
        self._keep("sort", [key, ascending])
        self.reload_list()

    # ---- selection and panel -----------------------------------------------------------------------------

    def _on_selection(self, _ids: Sequence[int]) -> None:
        self._say_status()

    def _say_status(self) -> None:
        chosen = len(self.table.selected_ids)
        shown = len(self.model.ids)
        parts = [f"已选 {chosen} 家"] if chosen > 1 else []
        parts.append(f"{shown} 家符合条件" if self.is_narrowed else f"共 {shown} 家")
        self.status_changed.emit(" · ".join(parts))

    def _toggle_panel(self) -> None:
        self._show_panel(not self.panel.isVisible())

    def _show_panel(self, shown: bool) -> None:
        if shown == self.panel.isVisibleTo(self._list):
            return
        self.panel.setVisible(shown)
        self._keep("panel", shown)
        if shown:
            self._fit_panel()
            self._read_panel()
        self.table.setFocus()

    def _fit_panel(self) -> None:
        width = int(self._kept("panel_width", _PANEL_WIDTH))
        room = self.splitter.width()
        self.splitter.setSizes([max(room - width, room // 2), width])

    def _read_panel(self) -> None:
        if not self.panel.isVisibleTo(self._list):
            return
        from hazard_desk.services.registry import enterprise_record

        current = self.table.current_id
        if current is None or current not in self.model.ids:
            self.panel.show_record(None)
            return
        self.background.read(
            enterprise_record,
            current,
            done=self.panel.show_record,
            failed=lambda _error: self.panel.show_record(None),
            key="registry/panel",
            owner=self,
        )

    # ---- one enterprise ------------------------------------------------------------------------------

    def new_record(self) -> None:
        """Begin a new enterprise in the form over the list."""
        if self._shows_form and self.form.is_changed:
            self.form.keep_draft()
        self._editing = None
        self.form.show_facts(
            "新增企业", EnterpriseFacts(name=""), key="enterprise/new", previous=self._previous()
        )
        self._stack.setCurrentWidget(self.form)
        self.form.focus_first()

    def show_record(self, record_id: int) -> None:
        """Open the form of this enterprise."""
        from hazard_desk.services.registry import enterprise_record

        self.background.read(
            enterprise_record,
            record_id,
            done=self._open_form,
            failed=self._failed,
            key="registry/form",
            owner=self,
        )

    def _open_form(self, record: EnterpriseRecord) -> None:
        if self._shows_form and self.form.is_changed:
            self.form.keep_draft()
        self._editing = record.id
        missing = (
            f"缺 {len(record.missing)} 项：{'、'.join(record.missing)}" if record.missing else "资料齐全"
        )
        self.form.show_facts(
            record.facts.name,
            record.facts,
            key=f"enterprise/{record.id}",
            previous=self._previous(),
            subtitle=f"{record.state.label} · {missing}",
        )
        self._stack.setCurrentWidget(self.form)
        self.form.focus_first()

    def _previous(self) -> dict[str, Any]:
        facts = self._last_facts or (self.panel.record.facts if self.panel.record is not None else None)
        return {} if facts is None else {name: getattr(facts, name) for name in self.form.fields}

    def _save(self, then_new: bool) -> None:
        from hazard_desk.services.registry import save_enterprise

        facts = self.form.facts()
        editing = self._editing
        self.form.set_busy(True)
        self.background.write(
            save_enterprise,
            facts,
            editing,
            done=lambda changes: self._saved(changes, facts, then_new),
            failed=self._refused,
            owner=self,
        )

    def _saved(self, changes: Changes, facts: EnterpriseFacts, then_new: bool) -> None:
        from hazard_desk.rules.enterprise_checks import missing_fields, warn_enterprise

        self.form.set_busy(False)
        self.form.saved(stays=self._editing is not None)
        self._last_facts = facts
        self._wanted = changes.record_id
        missing = missing_fields(facts)
        doubts = [doubt.message for doubt in warn_enterprise(facts)]
        self.messages.say(
            Message(
                f"已保存「{facts.name}」。",
                f"还缺 {len(missing)} 项：{'、'.join(missing)}。" if missing else "资料齐全。",
                kind=Kind.WARNING if doubts else Kind.SUCCESS,
                details=tuple(f"请核对：{doubt}" for doubt in doubts),
            )
        )
        if then_new:
            self.new_record()
        else:
            self._leave_form()
            self._select_if_shown(changes.record_id)

    def _select_if_shown(self, record_id: int | None) -> None:
        if record_id is not None and self.table.go_to(record_id):
            self._wanted = None

    def _refused(self, error: Exception) -> None:
        self.form.set_busy(False)
        if not isinstance(error, InputRefused):
            self.messages.show_error(error)
            return
        homeless = self.form.show_problems(error.problems)
        if homeless:
            self.form.strip.show_message(
                Message(error.what, error.meaning, error.remedy, Kind.WARNING),
            )

    def _leave_form(self) -> None:
        self._stack.setCurrentWidget(self._list)
        self.table.setFocus()

    # ---- deeds -----------------------------------------------------------------------------------------

    def remove(self, record_id: int) -> None:
        """Move an enterprise to the recycle bin at once, with the way back in the strip."""
        from hazard_desk.services.registry import remove_enterprise

        self.background.write(
            remove_enterprise, record_id, done=self._removed, failed=self._not_removed, owner=self
        )

    def _remove_selected(self) -> None:
        ids = self.table.selected_ids
        if len(ids) == 1:
            self.remove(ids[0])
        elif ids:
            said = Message("一次只能移走一家企业。", "没有改动任何数据。", "请只选中一家。", Kind.WARNING)
            self.messages.say(said)

    def _not_removed(self, error: Exception) -> None:
        if not isinstance(error, InputRefused):
            self.messages.show_error(error)
            return
        problem = error.problems[0]
        self.messages.say(
            Message(f"{problem.message.rstrip('。')}。", "没有改动任何数据。", problem.remedy, Kind.WARNING)
        )

    def _removed(self, changes: Changes) -> None:
        entry_id = changes.entry_id
        self.messages.say_done(
            "已移入回收站。", action_text="撤销（Ctrl+Z）", action=lambda: self._undo(entry_id)
        )

    def _undo(self, entry_id: int | None) -> None:
        from hazard_desk.services.journal import undo

        self.background.write(
            undo,
            entry_id,
            done=lambda changes: self.messages.say_done(f"{changes.summary}。"),
            failed=self._failed,
            owner=self,
        )

    def _change_state(self, record_id: int) -> None:
        from ui.dialogs.change_state import ChangeState

        record = self.panel.record
        if record is None or record.id != record_id:
            return
        dialog = ChangeState(record.facts.name, record.state, self)
        dialog.decided.connect(lambda state, since, note: self._enter_state(record_id, state, since, note))
        dialog.open()

    def _enter_state(self, record_id: int, state: Any, since: Any, note: str) -> None:
        from hazard_desk.services.registry import change_state

        self.background.write(
            change_state,
            record_id,
            state,
            since,
            note,
            done=lambda changes: self.messages.say_done(
                f"{changes.summary}。",
                action_text="撤销（Ctrl+Z）",
                action=lambda: self._undo(changes.entry_id),
            ),
            failed=self._failed,
            owner=self,
        )

    def import_records(self) -> None:
        """Open the import of enterprises from a spreadsheet."""
        from ui.dialogs.import_wizard import ImportWizard

        ImportWizard(self.background, self.messages, self.settings, parent=self).open()

    # ---- what the window asks ----------------------------------------------------------------------------

    def focus_search(self) -> None:
        """Put the cursor into the search box of the list."""
        if self._shows_form:
            self.form.leave()
        self.search.setFocus()
        self.search.selectAll()

    def show_view(self, view_name: str) -> None:
        """Show the list of a saved view; what is being typed in the form stays as a draft."""
        if self._shows_form:
            self.form.leave()
        self.clear_filters()
        self.views.set_current(view_name)
        self.reload_list()
        self.table.setFocus()

    def may_close(self) -> bool:
        """Keep what stands in the form as a draft; the window may close."""
        if self._shows_form:
            self.form.keep_draft()
        return True

    def resizeEvent(self, event: Any) -> None:
        """Give the panel its width once there is room."""
        super().resizeEvent(event)
        if self.panel.isVisibleTo(self._list):
            QTimer.singleShot(0, self, self._fit_panel)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close the side panel on Esc."""
        if event.key() == Qt.Key.Key_Escape and self._stack.currentWidget() is self._list:
            self._show_panel(False)
        else:
            super().keyPressEvent(event)

    def _enter_table(self) -> None:
        if self.table.current_id is None and len(self.model.ids):
            self.table.go_to(self.model.id_at(0))
        self.table.setFocus()

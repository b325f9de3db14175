"""年度检查计划: the enterprises in the plan of a year, and beside them the form of one or of several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QPushButton, QSplitter

from hazard_desk.rules.visit_plan import PlanState
from hazard_desk.terms import NO_VILLAGE_LABEL, RiskLevel
from ui import theme
from ui.dialogs.plan.forms import BulkChange, PlanEntryForm
from ui.dialogs.rosters.entry_form import EntryForm
from ui.dialogs.rosters.list_beside_form import ListBesideForm
from ui.messages import Kind, Message
from ui.tables.columns import Align, Column
from ui.tables.record_table import RecordTable
from ui.widgets.check_list import FilterButton, Option
from ui.widgets.file_dialog import file_dialog
from ui.widgets.view_bar import ViewBar

if TYPE_CHECKING:
    from hazard_desk.services.planning import Plan, PlanRow
    from hazard_desk.services.registry import EnterpriseRow
    from hazard_desk.store.changes import Changes
    from ui.background import Background
    from ui.preferences import Preferences

_MEANINGS = {
    PlanState.OVERDUE: theme.Meaning.OVERDUE,
    PlanState.DUE: theme.Meaning.DUE_SOON,
    PlanState.DONE: theme.Meaning.CLOSED,
    PlanState.NONE: theme.Meaning.VOID,
}
_BULK_DRAFT = "plan/bulk"
_LIST_WIDTH, _NARROWEST_LIST, _NARROWEST_FORM = 870, 460, 390
_FORM_WIDTH, _YEAR_WIDTH = 480, 96
_VIEWS = {"all": "全部", "overdue": "已超期", "due": "近期应查", "never": "从未检查", "done": "已完成"}
_NOBODY, _NO_RISK, _NO_INDUSTRY = "没有责任人", "未定", "未填行业"


def _columns() -> tuple[Column, ...]:
    return (
        Column("enterprise", "企业", width=150),
        Column("village", "村", width=84),
        Column("risk", "风险", width=44, text=lambda row: row.risk.label if row.risk else ""),
        Column("responsible", "监管责任人", width=130),
        Column(
            "done",
            "已查/应查",
            width=88,
            align=Align.RIGHT,
            text=lambda row: f"{row.done}/{row.visits}",
            spoken=lambda row: f"已查 {row.done} 次，应查 {row.visits} 次",
        ),
        Column("due_on", "下次应查", width=90),
        Column(
            "state",
            "进度",
            width=80,
            text=lambda row: row.state.value if row.in_operation else f"{row.state.value}，停业",
            meaning=lambda row: _MEANINGS.get(row.state),
        ),
    )


class YearPlan(ListBesideForm):
    """The plan of one year; several lines at once are changed together."""

    what, noun = "计划中的企业", "plan"
    removed_words = "已移出计划"
    concerned_by = frozenset(
        {"plan_entry", "enterprise", "inspection", "village", "person", "duty", "industry"}
    )
    stretched = "enterprise"
    searched = ("enterprise", "responsible", "village")
    search_hint = "查找企业、责任人、村：名称或拼音首字母"

    def __init__(self, background: Background, preferences: Preferences) -> None:
        """Build it empty, for the present year."""
        self.plan: Plan | None = None
        self._year = date.today().year
        self._bulk_entry: int | None = None  # the journal entry that 撤销 takes back
        super().__init__(background, _columns(), preferences)
        self._drafts = preferences.drafts
        self.table.setSelectionMode(RecordTable.SelectionMode.ExtendedSelection)
        self.entry = PlanEntryForm(preferences.drafts, self._find_enterprises)
        self.add_form(self.entry)
        self.bulk = BulkChange()
        self.bulk.wanted.connect(self._change_selected)
        self.bulk.removal_wanted.connect(self._remove_selected)
        self.forms.addWidget(self.bulk)
        self._add_tools()
        # Few fields here, and many columns to look through.
        self.forms.setMinimumWidth(_NARROWEST_FORM)
        self.left.setMinimumWidth(_NARROWEST_LIST)
        for splitter in self.findChildren(QSplitter):
            splitter.setSizes([_LIST_WIDTH, _FORM_WIDTH])

    def _add_tools(self) -> None:
        self.year = QComboBox()
        self.year.setAccessibleName("计划年度")
        self.year.activated.connect(lambda _at: self.show_year(self.year.currentData()))
        self.make_button = QPushButton("编制计划")
        self.make_button.clicked.connect(self.make)
        self.export_button = QPushButton("导出…")
        self.export_button.setIcon(theme.icon("export", theme.SECONDARY))
        self.export_button.setToolTip("年度监督检查计划表，存为 Excel 或 PDF（Ctrl+P）")
        self.export_button.clicked.connect(self.choose_file)
        self.year.setMinimumWidth(_YEAR_WIDTH)
        self.head.insertWidget(0, self.year)
        self.views = ViewBar(_VIEWS)
        self.views.chosen.connect(lambda _key: self._show_found())
        self.filters = {
            key: FilterButton(label, lambda key=key: self._options(key))  # type: ignore[misc]
            for key, label in (
                ("village", "村"),
                ("risk", "风险"),
                ("industry", "行业"),  # how often is a matter of it too: filter, select all, change
                ("responsible", "责任人"),
            )
        }
        row = QHBoxLayout()
        row.setSpacing(theme.SMALL_GAP)
        row.addWidget(self.make_button)
        row.addWidget(self.export_button)
        row.addStretch()
        for button in self.filters.values():
            button.changed.connect(self._show_found)
            row.addWidget(button)
        column: Any = self.left.layout()
        column.insertLayout(1, row)
        column.insertWidget(2, self.views)
        on_paper = QShortcut(QKeySequence("Ctrl+P"), self)
        on_paper.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        on_paper.activated.connect(self.choose_file)

    # ---- reading ---------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the plan of the year shown."""
        from hazard_desk.services.planning import read_plan

        self.background.read(
            read_plan,
            self._year,
            done=self._show_plan,
            failed=self.messages.show_error,
            key="plan/year",
            owner=self,
        )

    def show_year(self, year: int) -> None:
        """Go to the plan of another year."""
        if year != self._year:
            self.put_aside()
            self._show_nothing()
            self._year = year
            self.reload()

    def _show_plan(self, plan: Plan) -> None:
        self.plan = plan
        self.year.clear()
        for year in plan.years:
            self.year.addItem(f"{year} 年", year)
        self.year.setCurrentIndex(plan.years.index(plan.year))
        self.entry.responsible.suggest(plan.people)
        self.bulk.responsible.suggest(plan.people)
        self.make_button.setEnabled(plan.left_out > 0)
        self.make_button.setToolTip(
            f"为还不在计划里的 {plan.left_out} 家在营企业拟出次数、责任人和内容，已有的不动"
            if plan.left_out
            else "在营企业都在计划里了"
        )
        # The one primary action is what comes next: to make the plan, then to add to it.
        theme.set_role(self.make_button, "primary" if plan.left_out else "")
        theme.set_role(self.new_button, "" if plan.left_out else "primary")
        icon = theme.icon("add", theme.SECONDARY if plan.left_out else theme.GROUND)
        self.new_button.setIcon(icon)
        self.export_button.setEnabled(bool(plan.rows))
        counts = Counter(key for row in plan.rows for key in _VIEWS if _in_view(row, key))
        self.views.show_counts({key: counts[key] for key in _VIEWS})
        self.show_rows(plan.rows)

    def _show_found(self) -> None:
        super()._show_found()
        if self.plan is not None and not self.plan.rows:
            some = (
                f"有 {self.plan.left_out} 家在营企业，按“编制计划”拟出。"
                if self.plan.left_out
                else "先在“企业档案”里建档，再来编制。"
            )
            self.table.set_empty_text(f"{self._year} 年还没有检查计划。{some}")

    def kept(self, row: PlanRow) -> bool:
        """Tell whether the view and the filters let this row through."""
        return _in_view(row, self.views.current) and all(
            not button.chosen() or bool(set(button.chosen()) & set(_values(row, key)))
            for key, button in self.filters.items()
        )

    def let_through(self, _row: PlanRow) -> None:
        """Show the whole year."""
        self.views.set_current("all")
        for button in self.filters.values():
            button.set_chosen(())

    def _options(self, key: str) -> Sequence[Option]:
        rows = self.plan.rows if self.plan is not None else ()
        counts = Counter(value for row in rows for value in _values(row, key))
        if key == "risk":
            order = [*(risk.label for risk in RiskLevel), _NO_RISK]
            return [Option(value, value, counts[value]) for value in order if counts[value]]
        return [Option(value, value, count) for value, count in counts.items()]

    def _sort_value(self, row: Any, key: str) -> Any:
        if key == "due_on":
            return row.due_on or date.max
        if key == "risk":
            return list(RiskLevel).index(row.risk) if row.risk else len(RiskLevel)
        if key == "state":
            return list(PlanState).index(row.state)
        return super()._sort_value(row, key)

    def name_of(self, row: Any) -> str:
        """Return the enterprise's name."""
        return str(row.enterprise)

    def count_words(self, rows: Sequence[Any]) -> str:
        """Say how far the plan is, and what it leaves out."""
        shown = "" if len(rows) == len(self._rows) else f"，找到 {len(rows)} 家"
        planned, done = sum(row.visits for row in rows), sum(min(row.done, row.visits) for row in rows)
        left_out = self.plan.left_out if self.plan is not None else 0
        more = f"；另有 {left_out} 家在营企业不在计划里" if left_out and self._rows else ""
        return f"共 {len(self._rows)} 家{shown}，应查 {planned} 次，已查 {done} 次{more}"

    # ---- one entry -------------------------------------------------------------------------------------

    def show_record(self, row: PlanRow) -> None:
        """Show an entry in its form."""
        self.entry.show_row(row)
        self.show_form(self.entry)

    def begin_new(self) -> None:
        """Add an enterprise."""
        self.show_form(self.entry)
        self.entry.begin_entry(self._year, 1)

    def saving(self, form: EntryForm, row: Any) -> tuple[Any, ...]:
        """Save the entry."""
        from hazard_desk.services.planning import PlanFacts, save_plan_entry

        values = self.entry.entry()
        if row is not None:
            values["enterprise_id"] = row.enterprise_id
        return save_plan_entry, PlanFacts(self._year, **values), row.id if row is not None else None

    def removing(self, row: Any) -> tuple[Any, ...]:
        """Take the entry out of the plan."""
        from hazard_desk.services.planning import remove_plan_entries

        return remove_plan_entries, [row.id]

    def _find_enterprises(self, text: str, done: Callable[[Sequence[EnterpriseRow]], None]) -> object:
        from hazard_desk.services.inspecting.offering import enterprises_to_pick

        return self.background.read(enterprises_to_pick, text, done=done, key="plan/enterprises", owner=self)

    # ---- several ---------------------------------------------------------------------------------------

    def _on_selection(self, ids: Sequence[int]) -> None:
        if len(ids) > 1:
            if self.forms.currentWidget() is not self.bulk:
                self.put_aside()
                self._row = None
                self.bulk.set_raw(self._drafts.get(_BULK_DRAFT))
                self.forms.setCurrentWidget(self.bulk)
            self.bulk.show_count(len(ids))
            return
        if self.forms.currentWidget() is self.bulk:
            self._keep_bulk()
            self.forms.setCurrentWidget(self._nothing)
        super()._on_selection(ids)

    def enter_form(self) -> None:
        """Put the cursor into what stands beside the list."""
        if self.forms.currentWidget() is self.bulk:
            self.bulk.responsible.setFocus()
        else:
            super().enter_form()

    def keep_drafts(self) -> bool:
        """Keep what was typed for one entry or for several."""
        return self._keep_bulk() or super().keep_drafts()

    def _keep_bulk(self) -> bool:
        if self.forms.currentWidget() is not self.bulk:
            return False
        if self.bulk.raw() == ["", ""]:
            self._drafts.forget(_BULK_DRAFT)
            return False
        self._drafts.keep(_BULK_DRAFT, self.bulk.raw())
        return True

    def _change_selected(self) -> None:
        from hazard_desk.services.planning import change_plan_entries

        responsible, visits = self.bulk.changes()
        self._write_bulk(change_plan_entries, self.table.selected_ids, responsible, visits)

    def _remove_selected(self) -> None:
        from hazard_desk.services.planning import remove_plan_entries

        self._write_bulk(remove_plan_entries, self.table.selected_ids)

    def make(self) -> None:
        """Propose an entry for every enterprise that the plan leaves out."""
        from hazard_desk.services.planning import make_plan

        self.put_aside()
        self._write_bulk(make_plan, self._year)

    def remove(self) -> None:
        """Take the selected lines out of the plan."""
        if len(self.table.selected_ids) > 1:
            self._remove_selected()
        else:
            super().remove()

    def _write_bulk(self, operation: Callable[..., Changes], *arguments: object) -> None:
        def done(changes: Changes) -> None:
            self._drafts.forget(_BULK_DRAFT)
            self.bulk.set_raw(None)
            if changes.entry_id is None:
                self._say(Message("没有改动。", kind=Kind.INFO))
                return
            self._say(Message(f"{changes.summary}。", kind=Kind.SUCCESS), "撤销（Ctrl+Z）", self.undo_removal)
            self._bulk_entry = changes.entry_id
            self.table.setFocus()  # in a field Ctrl+Z would be the field's own

        self.background.write(
            operation, *arguments, done=done, failed=self.messages.show_error, owner=self, what="正在写入"
        )

    def _forget_removed(self) -> None:
        super()._forget_removed()
        self._bulk_entry = None

    def undo_removal(self) -> None:
        """Take back the last removal, or the last change of several lines."""
        from hazard_desk.services.journal import undo

        entry_id, self._bulk_entry = self._bulk_entry, None
        if entry_id is None:
            super().undo_removal()
            return
        self.background.write(
            undo,
            entry_id,
            done=lambda changes: self._say(Message(f"{changes.summary}。", kind=Kind.SUCCESS)),
            failed=self.messages.show_error,
            owner=self,
        )

    # ---- the plan on paper -----------------------------------------------------------------------------

    def choose_file(self) -> None:
        """Ask where 年度监督检查计划表 is to be written."""
        if not self.export_button.isEnabled():
            return
        dialog = file_dialog(self, "导出年度监督检查计划表", purpose="plan")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(["Excel 工作簿 (*.xlsx)", "PDF 文件 (*.pdf)"])
        dialog.setDefaultSuffix("xlsx")
        dialog.filterSelected.connect(
            lambda chosen: dialog.setDefaultSuffix("pdf" if "pdf" in chosen else "xlsx")
        )
        dialog.selectFile(f"{self._year} 年度监督检查计划表")
        dialog.fileSelected.connect(lambda path: self.export(Path(path)))
        dialog.open()

    def export(self, path: Path) -> None:
        """Write the plan of the year shown as .xlsx or .pdf."""
        from hazard_desk.services.form_filling import FormRequest, form_sheets, save_sheets

        def save(sheets: Any) -> None:
            self.background.work(
                save_sheets,
                sheets,
                path,
                done=lambda _none: self._say(Message(f"已写出 {path.name}。", kind=Kind.SUCCESS)),
                failed=self.messages.show_error,
                owner=self,
                what="正在保存",
            )

        request = FormRequest("supervision-plan", week_end=date(self._year, 12, 31))
        self.background.read(
            form_sheets, request, done=save, failed=self.messages.show_error, owner=self, what="正在填表"
        )


def _in_view(row: PlanRow, view: str) -> bool:
    if view == "never":
        return row.last_on is None
    states = {"overdue": PlanState.OVERDUE, "due": PlanState.DUE, "done": PlanState.DONE}
    return view == "all" or row.state is states[view]


def _values(row: PlanRow, key: str) -> tuple[str, ...]:
    """Return what a filter of this row goes by."""
    if key == "village":
        return (row.village or NO_VILLAGE_LABEL,)
    if key == "risk":
        return (row.risk.label if row.risk else _NO_RISK,)
    if key == "industry":
        return tuple(row.industries.split("、")) if row.industries else (_NO_INDUSTRY,)
    return tuple(row.responsible.split("、")) if row.responsible else (_NOBODY,)

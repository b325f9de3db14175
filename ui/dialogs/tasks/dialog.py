"""重点任务: all of them in one list, the form of the chosen one beside it; both tables on paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hazard_desk.rules.task_states import OVER
from hazard_desk.terms import TaskState
from ui import theme
from ui.dialogs.rosters.desk_dialog import DeskDialog
from ui.dialogs.rosters.entry_form import EntryForm
from ui.dialogs.rosters.list_beside_form import ListBesideForm
from ui.dialogs.tasks.form import TaskForm
from ui.dialogs.tasks.notice import NoticeDialog
from ui.dialogs.tasks.tools import TaskTools
from ui.messages import Kind, Message, Messages
from ui.preferences import Preferences
from ui.tables.columns import Align, Column
from ui.theme import Meaning
from ui.widgets.check_list import FilterButton, Option
from ui.widgets.flow_row import FlowRow
from ui.widgets.push_button import push_button

if TYPE_CHECKING:
    from hazard_desk.services.offices import Choice
    from hazard_desk.services.tasks import TaskRecord, TaskRow
    from hazard_desk.store.changes import Changes
    from ui.background import Background

_OVERDUE = "overdue"  # of the filter, beside the states
_OWN = "本单位自定"
_NOBODY = "没有定责任人"
_EMPTY = "还没有重点任务。点“从文件引入”，或按 Ctrl+N 新增。"
_MEANINGS = {
    TaskState.UNDER_WAY: Meaning.IN_PROGRESS,
    TaskState.DONE: Meaning.CLOSED,
    TaskState.NOT_OURS: Meaning.VOID,
}
_PAPERS = {"task-plan": "重点任务分工表", "task-progress": "重点任务推进情况表"}


def _term(row: TaskRow) -> str:
    if row.overdue:
        return f"逾期 {row.overdue} 天"
    if row.due_on is None or row.state in OVER:
        return ""
    return f"{row.due_on:%m-%d}" if row.due_on.year == date.today().year else f"{row.due_on}"


def _times(row: TaskRow) -> str:
    if row.times_a_year is not None:
        return f"{row.times}/{row.times_a_year}"
    return f"{row.times}" if row.times else ""


def _times_meaning(row: TaskRow) -> Meaning | None:
    met = row.times_a_year is not None and row.times >= row.times_a_year
    return Meaning.CLOSED if met else None


_COLUMNS = (
    Column("name", "任务", width=180, tooltip=lambda row: f"{row.chapter}\n{row.content}".strip()),
    Column(
        "state",
        "状态",
        width=60,
        text=lambda row: row.state.label,
        meaning=lambda row: _MEANINGS.get(row.state),
    ),
    Column(
        "due_on",
        "时限",
        width=92,
        text=_term,
        meaning=lambda row: Meaning.OVERDUE if row.overdue else None,
        tooltip=lambda row: f"完成时限 {row.due_on}" if row.due_on else "没有定完成时限",
        sortable=False,
    ),
    Column("responsible", "责任人", width=62),
    Column(
        "times",
        "次数",
        width=50,
        align=Align.RIGHT,
        text=_times,
        meaning=_times_meaning,
        tooltip=lambda row: "今年登记的活动次数／文件要求的次数",
        sortable=False,
    ),
    Column("document", "文号", width=140, text=lambda row: row.document or _OWN, hidden=True),
)


class TaskDesk(ListBesideForm):
    """The tasks in their order."""

    activity_wanted = Signal(int)

    what, noun, counted = "重点任务", "tasks", "项"
    concerned_by = frozenset({"task", "task_step", "activity", "person", "campaign", "attachment_link"})
    stretched = "name"
    searched = ("item", "responsible")
    search_hint = "查找任务、单位、责任人，或拼音首字母"

    def __init__(self, background: Background, preferences: Preferences) -> None:
        """Build it empty."""
        self._previous: dict[str, Any] = {}
        self._record: TaskRecord | None = None
        self._done: tuple[int, str] | None = None  # journal entry, what is said of its 撤销, while offered
        super().__init__(background, _COLUMNS, preferences)
        self.entry = TaskForm(preferences.drafts)
        self.add_form(self.entry)
        self.states = FilterButton("状态", self._state_options)
        self.documents = FilterButton("文件", lambda: self._options(_document))
        self.persons = FilterButton("责任人", lambda: self._options(_person))
        self.notice_button = push_button(
            "从文件引入…", "选文件里的重点任务，一次引入", self.open_notice, "import"
        )
        holder = QWidget()
        self.filters = FlowRow(holder, spacing=theme.LABEL_GAP)
        for button in (self.states, self.documents, self.persons):
            button.changed.connect(self._show_found)
            self.filters.addWidget(button)
        self.filters.addWidget(self.notice_button)
        layout = self.left.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(1, holder)  # at 150 % the search has no room beside them

    def _make_right(self) -> QWidget:
        self.tools = TaskTools()
        self.tools.hide()
        self.tools.step_wanted.connect(lambda: self.entry.begin_step())
        self.tools.finish_wanted.connect(lambda: self.entry.finish())
        self.tools.not_ours_wanted.connect(lambda: self.entry.set_not_ours())
        self.tools.reopen_wanted.connect(lambda: self.entry.reopen())
        self.tools.evidence_wanted.connect(self.open_evidence)
        self.tools.activity_wanted.connect(self.activity_wanted)
        self.tools.move_wanted.connect(self.shift)
        return self.above_forms(self.tools, self._show_tools)

    # ---- the list --------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read what the form offers, then the list."""
        from hazard_desk.services.offices import campaigns, people
        from hazard_desk.services.tasks import task_record, task_rows

        def offers(reading: Any) -> tuple[list[Choice], list[Choice]]:
            return people(reading), campaigns(reading)

        read = partial(self.background.read, failed=self.messages.show_error, owner=self)
        read(offers, done=self._offer, key="tasks/offers")
        read(task_rows, done=self.show_rows, key="tasks/list")
        if self._row is not None:
            read(task_record, self._row.id, done=self._show_beside, key="tasks/beside")

    def _offer(self, offers: tuple[list[Choice], list[Choice]]) -> None:
        people, campaigns = offers
        self.entry.offer([one.name for one in people], [(one.id, one.name) for one in campaigns])

    def seek(self, record_id: int) -> None:
        """Go to this record once the list has been read."""
        self._wanted = record_id
        self._show_all()
        self.reload()

    def let_through(self, _row: Any) -> None:
        """Show all tasks."""
        self._show_all()

    def _show_all(self) -> None:
        for button in (self.states, self.documents, self.persons):
            button.set_chosen(())

    def _show_found(self) -> None:
        super()._show_found()
        if not self._rows:
            self.table.set_empty_text(_EMPTY)

    def kept(self, row: Any) -> bool:
        """Tell whether the filters let it through."""
        states, documents, persons = (
            button.chosen() for button in (self.states, self.documents, self.persons)
        )
        return (
            (not states or row.state in states or (_OVERDUE in states and row.overdue > 0))
            and (not documents or _document(row) in documents)
            and (not persons or _person(row) in persons)
        )

    def count_words(self, rows: Sequence[Any]) -> str:
        """Return how many there are, and how many of them are done, not ours, overdue."""
        counted = Counter(row.state for row in rows)
        overdue = sum(row.overdue > 0 for row in rows)
        parts = [super().count_words(rows)]
        parts += [
            f"{state.label} {counted[state]}" for state in TaskState if state in OVER and counted[state]
        ]
        return " · ".join([*parts, *([f"逾期 {overdue} 项"] if overdue else [])])

    def _words_of(self, row: Any) -> tuple[str, ...]:
        return (*super()._words_of(row), *row.search_text.split("\n"))

    def _state_options(self) -> list[Option]:
        rows = self._rows.values()
        found = Counter(row.state for row in rows)
        overdue = sum(row.overdue > 0 for row in rows)
        states = [Option(state, state.label, found[state]) for state in TaskState if found[state]]
        return [Option(_OVERDUE, "逾期", overdue), *states] if overdue else states

    def _options(self, of: Any) -> list[Option]:
        found = Counter(of(row) for row in self._rows.values())
        return [Option(name, name, count) for name, count in found.items()]

    def shift(self, by: int) -> None:
        """Put the task in sight so many lines down; the list is in its own order then."""
        from hazard_desk.services.tasks import move_task

        if self._row is None:
            return
        if self._sort is not None:
            self._sort = None
            self.table.show_sorted("", True)
            self._show_found()
        ids = tuple(self.model.ids)
        if self._row.id in ids:
            self.background.write(
                move_task,
                self._row.id,
                by,
                ids,
                done=self._on_moved,
                failed=self.messages.show_error,
                owner=self,
            )

    def _on_moved(self, changes: Changes) -> None:
        if changes.entry_id is not None:
            self._offer_undo(f"{changes.summary}。", changes.entry_id, "已撤销，任务回到原来的位置。")

    def _offer_undo(self, said: str, entry_id: int | None, undone: str) -> None:
        self._say(Message(said, kind=Kind.SUCCESS), "撤销（Ctrl+Z）", self.undo_removal)
        if entry_id is not None:
            self._done = entry_id, undone

    # ---- the form --------------------------------------------------------------------------------------

    def show_record(self, row: Any) -> None:
        """Read one task and show it."""
        from hazard_desk.services.tasks import task_record

        def show(record: TaskRecord) -> None:
            self._record = record
            self.entry.show_task(record, row.name)
            self.show_form(self.entry)

        self.read_record(row, show, task_record, row.id)

    def _show_beside(self, record: TaskRecord) -> None:
        """Show what has come about beside the form, which stays as it stands."""
        if self._row is not None and self._row.id == record.id:
            self._record = record
            self.entry.show_served(record.served)
            self._show_tools()

    def show_form(self, form: EntryForm) -> None:
        """Bring the form into sight, with what can be done with a stored task."""
        super().show_form(form)
        self._show_tools()

    def _show_tools(self) -> None:
        record = self._record if self.form is not None and self._row is not None else None
        self.tools.setVisible(record is not None)
        if record is not None:
            self.tools.show_state(record.state)
            self.tools.show_activities(record.activities, record.facts.times_a_year)
            self._read_evidence(record.id)

    def begin_new(self) -> None:
        """Begin an empty one."""
        self._record = None
        self.show_form(self.entry)
        self.entry.begin_task(self._previous)

    def saving(self, form: EntryForm, row: Any) -> tuple[Any, ...]:
        """Save the task."""
        from hazard_desk.services.tasks import save_task

        self._previous = form.values()
        return save_task, self.entry.facts(), row.id if row is not None else None

    def removing(self, row: Any) -> tuple[Any, ...]:
        """Remove the task."""
        from hazard_desk.services.tasks import remove_task

        return remove_task, row.id

    # ---- what hangs on it ------------------------------------------------------------------------------

    def open_evidence(self) -> None:
        """Show 佐证材料 of the task in sight."""
        from hazard_desk.services.attaching import Owner
        from ui.dialogs.attachments import AttachmentsDialog

        if self._row is not None:
            owner = Owner("task", self._row.id), f"佐证材料：{self._row.name}"
            AttachmentsDialog(self.background, self.messages, self.window(), [owner]).open()

    def _read_evidence(self, task_id: int) -> None:
        from hazard_desk.services.tasks import evidence_counts

        def show(counts: dict[int, int]) -> None:
            if self._row is not None and self._row.id == task_id:
                self.tools.show_evidence(counts.get(task_id, 0))

        self.background.read(evidence_counts, [task_id], done=show, key="tasks/evidence", owner=self)

    def open_notice(self) -> None:
        """Choose rows of a notice to enter as tasks."""
        dialog = NoticeDialog(self.background, self.window())
        dialog.imported.connect(self._on_imported)
        dialog.open()

    def _on_imported(self, changes: Changes) -> None:
        said = "".join((f"{changes.summary}。", *changes.notices))
        self._offer_undo(said, changes.entry_id, "已撤销，引入的任务不再列入。")
        self.reload()

    def undo_removal(self) -> None:
        """Take back the last removal, the last move, or what was entered from a notice."""
        from hazard_desk.services.journal import undo

        done, self._done = self._done, None
        if done is None:
            super().undo_removal()
            return
        entry_id, undone = done
        self.background.write(
            undo,
            entry_id,
            done=lambda _changes: self._say(Message(undone, kind=Kind.SUCCESS)),
            failed=self.messages.show_error,
            owner=self,
        )

    def _forget_removed(self) -> None:
        super()._forget_removed()
        self._done = None


def _document(row: TaskRow) -> str:
    return row.document or _OWN


def _person(row: TaskRow) -> str:
    return row.responsible or _NOBODY


class TasksDialog(DeskDialog):
    """重点任务."""

    record_wanted = Signal(str, int)
    report_wanted = Signal(object)  # `report_reading.Wanted`

    def __init__(self, background: Background, messages: Messages, parent: QWidget | None = None) -> None:
        """Build it empty; it reads when shown."""
        super().__init__(background, messages, parent)
        self.setWindowTitle("重点任务")
        self.records = TaskDesk(background, self.preferences)
        self.records.activity_wanted.connect(
            lambda activity_id: self.leave(self.record_wanted, "activity", activity_id)
        )
        self.print_button = self.papers_button(
            # What the list is filtered by doesn't say what stands on paper.
            {form_id: f"{words}（全部任务）" for form_id, words in _PAPERS.items()},
            "重点任务分工表、推进情况表：看样、打印、存为文件（Ctrl+P）",
            self.print_form,
        )
        self.records.filters.addWidget(self.print_button)
        self.add_desk(self.records)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.records)

    def show_record(self, _noun: str, record_id: int) -> None:
        """Show this record."""
        self.records.seek(record_id)

    def print_form(self, form_id: str) -> None:
        """Show a table of the tasks as it will print."""
        from hazard_desk.forms.contents import Content
        from hazard_desk.services.report_reading import Wanted

        self.leave(self.report_wanted, Wanted(form_id, Content.FILLED))

"""收表汇总: the tables that were sent out; of the chosen one who returned it, conflicts, what stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from ui.dialogs.collections.conflicts_view import ConflictsView
from ui.dialogs.collections.files_view import FilesView
from ui.dialogs.collections.form import CollectionForm
from ui.dialogs.collections.giving_out import GivingOut
from ui.dialogs.collections.parties_view import PartiesView
from ui.dialogs.collections.registry_view import RegistryView
from ui.dialogs.collections.summary_view import SummaryView
from ui.dialogs.rosters.desk_dialog import DeskDialog
from ui.dialogs.rosters.entry_form import EntryForm
from ui.dialogs.rosters.list_beside_form import ListBesideForm
from ui.messages import Kind, Message, Messages
from ui.preferences import Preferences
from ui.tables.columns import Align, Column
from ui.theme import Meaning
from ui.widgets.file_dialog import file_dialog

if TYPE_CHECKING:
    from hazard_desk.services.collecting.facts import CollectionFacts
    from hazard_desk.services.collecting.reading import FolderRead
    from hazard_desk.services.collecting.record import CollectionRecord, PartyChoices
    from hazard_desk.services.collecting.standing import CollectionRow
    from hazard_desk.store.changes import Changes
    from ui.background import Background

FORM, PARTIES, FILES, CONFLICTS, SUMMARY, REGISTRY = range(6)
_TABS = ("收表", "应交单位", "交回的表", "冲突", "汇总表", "写入档案")
_LIST_WIDTH, _REST = 420, 930
_TEMPLATES = ["Excel 工作簿 (*.xlsx)"]
_LAST_TEMPLATE = "collections/template"


def _due(row: CollectionRow) -> str:
    if row.closed_on:
        return "已归档"
    if row.overdue:
        return f"逾期 {row.overdue} 天"
    return f"{row.due_on:%m-%d} 截止" if row.due_on else ""


def _due_meaning(row: CollectionRow) -> Meaning | None:
    if row.closed_on:
        return Meaning.VOID
    return Meaning.OVERDUE if row.overdue else None


_COLUMNS = (
    Column("name", "表名", width=170),
    Column(
        "returned",
        "已交",
        width=58,
        align=Align.RIGHT,
        text=lambda row: f"{row.returned}/{row.expected}",
        meaning=lambda row: Meaning.CLOSED if row.expected and not row.missing else None,
        sortable=False,
    ),
    Column(
        "conflicts",
        "冲突",
        width=48,
        align=Align.RIGHT,
        text=lambda row: str(row.conflicts or ""),
        meaning=lambda row: Meaning.DUE_SOON if row.conflicts else None,
    ),
    Column("due_on", "截止", width=84, text=_due, meaning=_due_meaning, sortable=False),
)


class CollectionsDesk(ListBesideForm):
    """The 收表, the open ones first, the soonest due first."""

    what, noun = "收表", "collections"
    deed = "新建"
    concerned_by = frozenset(
        {
            "collection",
            "collection_party",
            "returned_sheet",
            "returned_row",
            "returned_choice",
            "village",
            "enterprise",
            "person",
            "duty",
        }
    )
    stretched = "name"
    searched = ("name",)
    search_hint = "查找表名，或拼音首字母"

    def __init__(self, background: Background, preferences: Preferences) -> None:
        """Build it empty."""
        self._record: CollectionRecord | None = None
        self._preferences = preferences
        self._unread: dict[int, Any] = {}  # of each 收表, the files not taken in the last time
        self.is_reading = False  # files that came back: nothing of them is kept yet
        self._steps: list[tuple[int, int, str]] = []  # journal entry, 收表 and words of what was done to it
        super().__init__(background, _COLUMNS, preferences)
        self.entry = CollectionForm(preferences.drafts)
        self.entry.template_wanted.connect(self.choose_template)
        self.entry.papers_wanted.connect(self.open_papers)
        self.add_form(self.entry)
        self.giving_out = GivingOut(background, self.messages, preferences, self)
        background.lingering.connect(self.files.progress.follow)
        splitter = self.findChild(QSplitter)
        assert splitter is not None
        splitter.setSizes([_LIST_WIDTH, _REST])

    def _make_right(self) -> QWidget:
        from hazard_desk.services.collecting.sheets import merged_sheet, missing_sheet

        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for at, words in enumerate(_TABS):
            self.tabs.addTab(words)
            self.tabs.setTabToolTip(at, f"Alt+{at + 1}")
        self.tabs.setUsesScrollButtons(True)
        self.tabs.currentChanged.connect(self._on_tab)
        self.parties = PartiesView(self._preferences)
        self.files = FilesView(self._preferences)
        self.conflicts = ConflictsView(self._preferences)
        self.summary = SummaryView()
        self.registry = RegistryView(self._preferences)
        self.pages = QStackedWidget()
        for page in (self.forms, self.parties, self.files, self.conflicts, self.summary, self.registry):
            self.pages.addWidget(page)
        self.parties.exempt_wanted.connect(self._exempt)
        self.parties.paper_wanted.connect(lambda how: self._give(missing_sheet, "未交清单", how))
        self.summary.paper_wanted.connect(lambda how: self._give(merged_sheet, "汇总表", how))
        self.files.files_dropped.connect(self.take_in)
        self.files.assign_wanted.connect(self._assign)
        self.files.removal_wanted.connect(self._remove_files)
        self.files.day_wanted.connect(self._set_day)
        self.files.original_wanted.connect(
            lambda path: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
        )
        self.conflicts.decided.connect(self._decide)
        self.conflicts.many_wanted.connect(self._decide_many)
        self.conflicts.undecide_wanted.connect(self._undecide)
        self.registry.apply_wanted.connect(self._apply)
        self.parties.close_wanted.connect(self._close_or_reopen)
        self.tabs.hide()
        return self.above_forms(self.tabs, self._show_tabs, below=self.pages)

    # ---- the list --------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read whom a table can be asked of, the list, and the record in sight."""
        from hazard_desk.services.collecting.record import party_choices
        from hazard_desk.services.collecting.standing import collection_rows

        read = partial(self.background.read, failed=self.messages.show_error, owner=self)
        read(party_choices, done=self._offer, key="collections/offers")
        read(collection_rows, done=self._on_rows, key="collections/list")
        if self._row is not None:
            self._read_record(self._row.id, self._show_views)

    def _on_rows(self, rows: Sequence[CollectionRow]) -> None:
        self.show_rows(rows)
        if self._row is not None:
            self._row = self._rows[self._row.id]
            self._show_tabs()

    def _show_found(self) -> None:
        super()._show_found()
        if not self._rows:
            self.table.set_empty_text(
                "还没有收表。发一张表给各村或各企业填，\n交回的文件放进来：谁没交、哪里不一致，\n"
                "都列出来，合成一张。按 Ctrl+N 新建。"
            )

    def _offer(self, choices: PartyChoices) -> None:
        self.entry.offer(choices)

    def seek(self, record_id: int) -> None:
        """Go to this record once the list has been read."""
        self._wanted = record_id
        self.reload()

    def count_words(self, rows: Sequence[Any]) -> str:
        """Return how many there are, and how many are overdue."""
        overdue = sum(row.overdue > 0 for row in rows)
        said = [super().count_words(rows), f"逾期 {overdue} 条" if overdue else ""]
        return " · ".join(part for part in said if part)

    # ---- the record ------------------------------------------------------------------------------------

    def show_record(self, row: Any) -> None:
        """Read one 收表 and show it where she last looked at one."""
        from hazard_desk.services.collecting.record import collection_record

        self._steps = [step for step in self._steps if step[1] == row.id]
        self.read_record(row, self._show_all, collection_record, row.id)

    def _read_record(self, record_id: int, show: Callable[[CollectionRecord], None]) -> None:
        from hazard_desk.services.collecting.record import collection_record

        self.background.read(
            collection_record,
            record_id,
            done=show,
            failed=self.messages.show_error,
            key="collections/record",
            owner=self,
        )

    def _show_all(self, record: CollectionRecord) -> None:
        self._record = record
        gone = {row.party.record_id: row.party.name for row in record.standing.rows}
        self.entry.parties.name_asked(record.facts.asked, gone)
        self.entry.show_collection(record.id, record.facts)
        self.show_form(self.entry)
        self._show_views(record)
        self.files.show_unread(self._unread.get(record.id, ()))

    def _show_views(self, record: CollectionRecord) -> None:
        if self._row is None or self._row.id != record.id:
            return
        self._record = record
        self.entry.keep_exempt(record.facts)
        for view in (self.parties, self.files, self.conflicts, self.summary, self.registry):
            view.show_record(record)
        stands, waiting = record.standing, len(record.table.conflicts)
        files = len(stands.unclaimed) + sum(len(row.files) for row in stands.rows)
        changes = len(record.plan.changes)
        for at, count in (
            (PARTIES, f"未交 {len(stands.missing)}" if stands.missing else ""),
            (FILES, str(files or "")),
            (CONFLICTS, str(waiting or "")),
            (REGISTRY, str(changes or "")),
        ):
            self.tabs.setTabText(at, f"{_TABS[at]} {count}".strip())
        self._show_tabs()

    def show_form(self, form: EntryForm) -> None:
        """Bring the form into sight, under the tabs where its record is stored."""
        super().show_form(form)
        self._show_tabs()

    def _show_tabs(self) -> None:
        stored = self.form is not None and self._row is not None and self._record is not None
        self.tabs.setVisible(stored)
        if stored:
            self.parties.show_closed(self._row.closed_on is not None)
        self.pages.setCurrentIndex(self.tabs.currentIndex() if stored else FORM)

    def _on_tab(self, at: int) -> None:
        if self._record is not None or at == FORM:
            self.pages.setCurrentIndex(at)

    def choose_tab(self, at: int) -> None:
        """Go over to one of the tabs of the record in sight."""
        if self.tabs.isVisible():
            self.tabs.setCurrentIndex(at)

    def begin_new(self) -> None:
        """Begin an empty one."""
        self._record = None
        self.show_form(self.entry)
        self.entry.begin_collection()

    def begin_next(self, form: EntryForm) -> None:
        """Stay: the next thing to do with a 收表 is to take in what comes back."""

    def enter_form(self) -> None:
        """Put the cursor into what is in sight of the line that the list is on."""
        at = self.pages.currentIndex()
        tables = {PARTIES: self.parties.table, FILES: self.files.table, CONFLICTS: self.conflicts.table}
        if at in tables:
            tables[at].setFocus()
        else:
            super().enter_form()

    # ---- the table that is sent out --------------------------------------------------------------------

    def choose_template(self) -> None:
        """Ask for the table that is sent out."""
        kept = self._preferences.value(_LAST_TEMPLATE)
        folder = Path(kept) if isinstance(kept, str) and Path(kept).is_dir() else Path.home()
        dialog = file_dialog(self, "选发下去的空白表", folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(_TEMPLATES)
        dialog.fileSelected.connect(lambda name: self.read_template(Path(name)))
        dialog.open()

    def read_template(self, path: Path) -> None:
        """Fill the form with what this table says of itself."""
        from hazard_desk.services.collecting.templates import begin_from

        self._preferences.setValue(_LAST_TEMPLATE, str(path.parent))

        def show(facts: CollectionFacts) -> None:
            self.entry.show_template(path, facts)

        self.background.work(
            begin_from, path, done=show, failed=self.messages.show_error, owner=self, what="正在读表头"
        )

    def open_papers(self) -> None:
        """Show the table that was sent out, the notice and the like."""
        from hazard_desk.services.attaching import Owner
        from ui.dialogs.attachments import AttachmentsDialog

        if self._record is not None:
            owner = Owner("collection", self._record.id), f"收表「{self._record.facts.name}」"
            AttachmentsDialog(self.background, self.messages, self.window(), [owner]).open()

    # ---- saving and removing ---------------------------------------------------------------------------

    def saving(self, form: EntryForm, row: Any) -> tuple[Any, ...]:
        """Save what stands in the form."""
        from hazard_desk.services.collecting.collections import save_collection

        return save_collection, self.entry.facts(), row.id if row is not None else None

    def _saved(self, form: EntryForm, changes: Changes, then_new: bool) -> None:
        template = self.entry.template
        self._steps.clear()  # Ctrl+Z never passes over what was saved since
        super()._saved(form, changes, then_new)
        if template is not None and changes.record_id is not None:
            self.entry.template = None
            self._keep_template(changes.record_id, template)

    def _keep_template(self, collection_id: int, template: Path) -> None:
        from hazard_desk.services.attaching import Owner, attach
        from hazard_desk.terms import AttachmentKind

        self.background.write(
            attach,
            Owner("collection", collection_id),
            [template],
            AttachmentKind.OTHER,
            "发下去的空白表",
            failed=self.messages.show_error,
            owner=self,
        )

    def removing(self, row: Any) -> tuple[Any, ...]:
        """Remove the 收表 with what came back."""
        from hazard_desk.services.collecting.collections import remove_collection

        return remove_collection, row.id

    def _close_or_reopen(self) -> None:
        from hazard_desk.services.collecting.closing import close_collection

        if self._row is not None:
            closed_on = None if self._row.closed_on else _today()
            self._do(close_collection, self._row.id, closed_on)

    # ---- what came back --------------------------------------------------------------------------------

    def take_in(self, paths: Sequence[Path]) -> None:
        """Read these files and folders in the background, then take in at once what could be read."""
        from hazard_desk.services.collecting.reading import read_folder

        record = self._record
        if record is None:
            return
        self.files.set_busy(True)
        self.is_reading = True
        self.background.work(
            read_folder,
            list(paths),
            record.facts,
            done=lambda read: self._take(record.id, read),
            failed=self._not_taken,
            owner=self,
            what="正在读交回的表",
        )

    def _take(self, collection_id: int, read: FolderRead) -> None:
        from hazard_desk.services.collecting.returning import take_in

        if not self.is_reading:  # the window was closed meanwhile, and said that nothing is taken in
            return
        self.is_reading = False
        self._unread[collection_id] = read.unread
        if self._row is not None and self._row.id == collection_id:
            self.files.show_unread(read.unread)
        if not read.returns:
            self.files.set_busy(False)
            said = "没有能收的表。" if read.unread else "这里没有文件。"
            self._say(
                Message(said, "台账没有变化。", "原因见下面的清单。" if read.unread else "", Kind.WARNING)
            )
            return
        self.background.write(
            take_in,
            collection_id,
            read.returns,
            done=lambda changes: self._taken(changes, len(read.unread)),
            failed=self._not_taken,
            owner=self,
            what="正在收表",
        )

    def _taken(self, changes: Changes, unread: int) -> None:
        self.files.set_busy(False)
        notices = list(changes.notices)
        if unread:
            notices.append(f"{unread} 个文件没有收，原因见下面的清单。")
        self._done(changes, notices)

    def _not_taken(self, error: Exception) -> None:
        self.is_reading = False
        self.files.set_busy(False)
        self.messages.show_error(error)

    def _assign(self, sheet_ids: list[int], party_id: int | None) -> None:
        from hazard_desk.services.collecting.returning import assign_returned

        self._do(assign_returned, sheet_ids, party_id)

    def _set_day(self, sheet_ids: list[int], day: Any) -> None:
        from hazard_desk.services.collecting.returning import set_returned_on

        self._do(set_returned_on, sheet_ids, day)

    def _remove_files(self, sheet_ids: list[int]) -> None:
        from hazard_desk.services.collecting.returning import remove_returned

        self._do(remove_returned, sheet_ids)

    def _exempt(self, party_ids: list[int], reason: str) -> None:
        from hazard_desk.services.collecting.collections import set_exempt

        self._do(set_exempt, party_ids, reason)

    # ---- deciding and writing --------------------------------------------------------------------------

    def _decide(self, key: str, position: int, text: str, whose: str) -> None:
        from hazard_desk.services.collecting.deciding import decide

        if self._record is not None:
            self._do(decide, self._record.id, key, position, text, whose)

    def _decide_many(self, places: list[tuple[str, int]], taking: str) -> None:
        from hazard_desk.services.collecting.deciding import Taking, decide_many

        if self._record is not None:
            self._do(decide_many, self._record.id, places, Taking(taking))

    def _undecide(self, places: list[tuple[str, int]]) -> None:
        from hazard_desk.services.collecting.deciding import undecide

        if self._record is not None:
            self._do(undecide, self._record.id, places)

    def _apply(self, new_keys: list[str]) -> None:
        from hazard_desk.services.collecting.applying import apply_to_registry

        if self._record is not None:
            self._do(apply_to_registry, self._record.id, new_keys)

    def _do(self, operation: Callable[..., Changes], *arguments: Any) -> None:
        self.background.write(
            operation,
            *arguments,
            done=lambda changes: self._done(changes, changes.notices),
            failed=self.messages.show_error,
            owner=self,
        )

    def _done(self, changes: Changes, notices: Sequence[str]) -> None:
        """Say what was done, and offer the way back."""
        kind = Kind.WARNING if notices else Kind.SUCCESS
        message = Message(f"{changes.summary}。", " ".join(notices), kind=kind)
        if changes.entry_id is None or self._row is None:
            self._say(message)
            return
        self._say(message, "撤销（Ctrl+Z）", self.undo_removal)
        self._steps.append((changes.entry_id, self._row.id, changes.summary))

    def undo_removal(self) -> None:
        """Take the last step back; pressed again, the one before it, as far as this 收表 goes."""
        from hazard_desk.services.journal import undo

        if self._removed is not None:
            super().undo_removal()
            return
        if not self._steps or self._row is None or self._steps[-1][1] != self._row.id:
            return
        entry_id, row_id, words = self._steps.pop()
        self.background.write(
            undo,
            entry_id,
            done=lambda _changes: self._step_undone(row_id, words),
            failed=self.messages.show_error,
            owner=self,
        )

    def _step_undone(self, row_id: int, words: str) -> None:
        message = Message(f"已撤销：{words}。", kind=Kind.SUCCESS)
        if self._steps and self._steps[-1][1] == row_id:
            self._say(message, "再撤销一步（Ctrl+Z）", self.undo_removal)
        else:
            self._say(message)
        self.reload()

    def _give(self, query: Callable[..., Any], words: str, how: str) -> None:
        if self._record is not None:
            self.giving_out.give(query, self._record.id, f"{self._record.facts.name}{words}", how)


def _today() -> Any:
    from datetime import date

    return date.today()


class CollectionsDialog(DeskDialog):
    """收表汇总."""

    record_wanted = Signal(str, int)

    def __init__(self, background: Background, messages: Messages, parent: QWidget | None = None) -> None:
        """Build it empty; it reads when shown."""
        super().__init__(background, messages, parent)
        self.setWindowTitle("收表汇总")
        self.records = CollectionsDesk(background, self.preferences)
        self.add_desk(self.records)
        for at in range(len(_TABS)):
            QShortcut(QKeySequence(f"Alt+{at + 1}"), self).activated.connect(
                partial(self.records.choose_tab, at)
            )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.records)

    def reject(self) -> None:
        """Close; what was still being read isn't taken in, and the window says so."""
        reading, self.records.is_reading = self.records.is_reading, False
        super().reject()
        if reading:
            self.messages.say(
                Message("交回的表还没有读完，没有收进来。", "台账没有变化。", "请再打开“收表汇总”收一次。")
            )

    def show_record(self, _noun: str, record_id: int) -> None:
        """Show this record."""
        self.records.seek(record_id)

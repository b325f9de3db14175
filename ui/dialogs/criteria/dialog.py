"""重大事故隐患判定标准: the items of all standards in one tab, the standards in the other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from hazard_desk.errors import InputRefused
from ui import theme
from ui.dialogs.criteria.forms import CriterionForm, StandardForm
from ui.dialogs.rosters.desk_dialog import DeskDialog
from ui.dialogs.rosters.entry_form import EntryForm
from ui.dialogs.rosters.list_beside_form import ListBesideForm
from ui.messages import Message, Messages
from ui.preferences import Preferences
from ui.tables.columns import Align, Column
from ui.theme import Meaning
from ui.widgets.file_dialog import file_dialog

if TYPE_CHECKING:
    from hazard_desk.services.criteria import CriterionRow, StandardRow
    from hazard_desk.services.importing.batch import ImportOptions, ImportPlan, Intake
    from hazard_desk.store.changes import Changes
    from ui.background import Background

_MISSING = "待录入"
_SHEETS = "电子表格 (*.xlsx *.xls *.ods)"
_TABLES = frozenset({"criterion", "criterion_standard"})


class _Line:
    """A row under the key that the list knows it by."""

    def __init__(self, row: StandardRow) -> None:
        self.row = row
        self.id = row.id
        self.name = row.facts.name
        self.document_number = row.facts.document_number
        self.effective_from = row.facts.effective_from
        self.items = row.items
        self.without_text = row.without_text


class Standards(ListBesideForm):
    """The standards."""

    what, noun = "判定标准", "criterion_standards"
    concerned_by = _TABLES
    stretched = "name"
    searched = ("name", "document_number")
    search_hint = "查找标准：名称、文号或拼音首字母"

    def __init__(self, background: Background, preferences: Preferences) -> None:
        """Build it empty."""
        columns = (
            Column("name", "标准名称", width=200),
            Column("document_number", "文号", width=168),
            Column("effective_from", "施行", width=88, text=lambda row: str(row.effective_from or "")),
            Column("items", "条目", width=48, align=Align.RIGHT),
            Column("without_text", _MISSING, width=64, align=Align.RIGHT, meaning=_missing_count),
        )
        super().__init__(background, columns, preferences)
        self.entry = StandardForm(preferences.drafts)
        self.add_form(self.entry)

    def reload(self) -> None:
        """Read the standards."""
        from hazard_desk.services.criteria import standards

        self.background.read(
            standards,
            done=lambda rows: self.show_rows([_Line(row) for row in rows]),
            failed=self.messages.show_error,
            key="criteria/standards",
            owner=self,
        )

    def show_record(self, row: Any) -> None:
        """Show a standard; the list holds all of it."""
        facts = row.row.facts
        values = {name: getattr(facts, name) for name in facts.__slots__}
        self.entry.show_stored(facts.name, values, key=f"criterion_standards/{row.id}")
        self.show_form(self.entry)

    def begin_new(self) -> None:
        """Begin an empty standard."""
        self.show_form(self.entry)
        self.entry.begin_new("新增判定标准", {}, key="criterion_standards/new", previous={})

    def saving(self, form: EntryForm, row: Any) -> tuple[Any, ...]:
        """Save the standard."""
        from hazard_desk.rules.facts import StandardFacts
        from hazard_desk.services.criteria import save_standard

        return save_standard, StandardFacts(**form.values()), row.id if row is not None else None

    def removing(self, row: Any) -> tuple[Any, ...]:
        """Remove the standard with its items."""
        from hazard_desk.services.criteria import remove_standard

        return remove_standard, row.id


class Criteria(ListBesideForm):
    """The items, of one standard or of all."""

    what, noun = "条目", "criteria"
    concerned_by = _TABLES
    stretched = "words"
    searched = ("place", "heading", "text", "keywords", "standard")
    search_hint = "查找条目：条、内容、类别或拼音首字母"

    def __init__(self, background: Background, preferences: Preferences) -> None:
        """Build it empty."""
        columns = (
            Column("place", "条、项", width=124),
            Column("heading", "类别", width=148),
            Column("words", "内容", width=240, text=_words, meaning=_missing, tooltip=_tip),
        )
        super().__init__(background, columns, preferences)
        self.entry = CriterionForm(preferences.drafts)
        self.add_form(self.entry)
        self.filter = QComboBox()
        self.filter.setAccessibleName("标准")
        self.filter.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.filter.setMinimumContentsLength(8)
        self.filter.addItem("全部标准", None)
        self.filter.currentIndexChanged.connect(lambda _at: self._show_found())
        self.import_button = QPushButton(theme.icon("import", theme.SECONDARY), "导入…")
        self.import_button.setToolTip("从电子表格导入：标准名称、文号、条、项、内容……")
        self.import_button.clicked.connect(self._choose_file)
        self.template_button = QPushButton("空白表…")
        self.template_button.setToolTip("另存导入用的空白表")
        self.template_button.clicked.connect(self._choose_template)
        below = QHBoxLayout()
        below.setSpacing(theme.LABEL_GAP)
        below.addWidget(self.filter, 1)
        below.addWidget(self.import_button)
        below.addWidget(self.template_button)
        column = self.left.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertLayout(1, below)

    def reload(self) -> None:
        """Read the standards to choose from, then the items."""
        from hazard_desk.services.criteria import criteria, standards

        # One thread reads, in order: the choices are there before an item is shown.
        for query, done, key in (
            (standards, self._offer, "criteria/choices"),
            (criteria, self.show_rows, "criteria/items"),
        ):
            self.background.read(query, done=done, failed=self.messages.show_error, key=key, owner=self)

    def _offer(self, rows: Sequence[StandardRow]) -> None:
        self.entry.offer([(row.id, row.facts.name) for row in rows])
        kept = self.filter.currentData()
        blocked = self.filter.blockSignals(True)
        self.filter.clear()
        self.filter.addItem("全部标准", None)
        for row in rows:
            self.filter.addItem(row.facts.name, row.id)
        self.filter.setCurrentIndex(max(self.filter.findData(kept), 0))
        self.filter.blockSignals(blocked)

    def kept(self, row: Any) -> bool:
        """Tell whether the item belongs to the standard chosen above."""
        return self.filter.currentData() in (None, row.standard_id)

    def let_through(self, _row: Any) -> None:
        """Show the items of all standards."""
        self.filter.setCurrentIndex(self.filter.findData(None))

    def count_words(self, rows: Sequence[Any]) -> str:
        """Say how many items lack a text."""
        missing = sum(not row.text for row in rows)
        return super().count_words(rows) + (f"，{_MISSING} {missing} 条" if missing else "")

    def name_of(self, row: Any) -> str:
        """Return the item's place."""
        return str(row.place)

    def show_record(self, row: Any) -> None:
        """Show an item; the list holds all of it."""
        from hazard_desk.rules.facts import CriterionFacts

        values = {name: getattr(row, name) for name in CriterionFacts.__slots__}
        number = f"（{row.document_number}）" if row.document_number else ""
        self.entry.show_stored(
            row.place, values, key=f"criteria/{row.id}", subtitle=f"《{row.standard}》{number}"
        )
        self.show_form(self.entry)

    def begin_new(self) -> None:
        """Begin an empty item of the standard chosen above."""
        self.show_form(self.entry)
        standard = self.filter.currentData()
        values = {"standard_id": standard} if standard is not None else {}
        self.entry.begin_new("新增条目", values, key="criteria/new", previous={})

    def begin_next(self, form: EntryForm) -> None:
        """Begin the next item of the same article."""
        kept = {name: form.values()[name] for name in ("standard_id", "article", "heading")}
        self.put_aside()
        self._row = None
        self.table.clearSelection()
        self.entry.begin_new("新增条目", kept, key="criteria/new", previous={})

    def saving(self, form: EntryForm, row: Any) -> tuple[Any, ...]:
        """Save the item."""
        from hazard_desk.rules.facts import CriterionFacts
        from hazard_desk.services.criteria import save_criterion

        return save_criterion, CriterionFacts(**form.values()), row.id if row is not None else None

    def removing(self, row: Any) -> tuple[Any, ...]:
        """Remove the item."""
        from hazard_desk.services.criteria import remove_criterion

        return remove_criterion, row.id

    # ---- spreadsheets ----------------------------------------------------------------------------------

    def _choose_template(self) -> None:
        dialog = file_dialog(self, "另存空白导入表", purpose="criteria")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("Excel 表格 (*.xlsx)")
        dialog.setDefaultSuffix("xlsx")
        dialog.selectFile("判定标准导入表.xlsx")
        dialog.fileSelected.connect(lambda name: self.save_template(Path(name)))
        dialog.open()

    def save_template(self, path: Path) -> None:
        """Write the blank sheet of the import."""
        from hazard_desk.intake.template import CRITERIA, write_template

        self.background.work(
            write_template,
            CRITERIA,
            path.with_suffix(".xlsx"),
            done=lambda _result: self.messages.say_done(f"已写出“{path.with_suffix('.xlsx').name}”。"),
            failed=self.messages.show_error,
            owner=self,
        )

    def _choose_file(self) -> None:
        dialog = file_dialog(self, "选择要导入的判定标准", purpose="criteria")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(_SHEETS)
        dialog.fileSelected.connect(lambda name: self.import_file(Path(name)))
        dialog.open()

    def import_file(self, path: Path) -> None:
        """Read a sheet, say what it would do, and do it when told so; what is wrong is listed."""
        self.background.work(
            _read_sheet,
            path,
            done=lambda intake: self._plan(path, intake, update=False),
            failed=self.messages.show_error,
            owner=self,
            what="正在读取表格",
        )

    def _plan(self, path: Path, intake: Intake, *, update: bool) -> None:
        from hazard_desk.services.importing.batch import ImportOptions, plan_import

        self.background.read(
            plan_import,
            "criteria",
            intake,
            ImportOptions(update=update),
            done=lambda plan: self._planned(path, intake, plan, update=update),
            failed=self.messages.show_error,
            owner=self,
        )

    def _planned(self, path: Path, intake: Intake, plan: ImportPlan, *, update: bool) -> None:
        if plan.problems:
            self._refuse(path, intake, plan, update=update)
            return
        if not plan.added + plan.updated:
            self.messages.say(Message("表里没有新的内容。", "没有写入任何数据。"))
            return
        notes = "".join([*plan.notices, *(problem.message for problem in plan.warnings[:3])])
        self.messages.ask(
            Message(f"“{path.name}”：{plan.summary}。", f"{notes}导入前先备份，导入后可以撤销。"),
            "导入",
            lambda wanted: self._import(path, intake, update=update) if wanted else None,
        )

    def _refuse(self, path: Path, intake: Intake, plan: ImportPlan, *, update: bool) -> None:
        """List what is wrong; where items only differ from those there are, offer to change them."""
        from ui.dialogs.import_wizard.check_page import for_the_window

        error = InputRefused([for_the_window(problem) for problem in plan.problems])
        differing = [problem for problem in plan.problems if problem.update_helps]
        if update or len(differing) < len(plan.problems):
            self.messages.show_error(error)
            return
        self.messages.ask(
            Message(
                f"“{path.name}”里有 {len(differing)} 处与已登记的不同。",
                "没有写入任何数据。",
                "选“用表里的更新”，就改成表里的内容。",
                details=tuple(f"第 {one.row} 行 {one.column}：{one.message}" for one in differing),
            ),
            "用表里的更新",
            lambda wanted: self._plan(path, intake, update=True) if wanted else None,
        )

    def _import(self, path: Path, intake: Intake, *, update: bool) -> None:
        from hazard_desk.services.importing.batch import ImportOptions, back_up_first

        def done(changes: Changes) -> None:
            self.messages.say_done(
                f"{changes.summary}。",
                "".join(changes.notices),
                "撤销",
                lambda: self._take_back(changes.entry_id),
            )
            self.reload()

        def backed_up(_changes: Changes) -> None:
            self.background.write(
                _import_sheet,
                intake,
                ImportOptions(update=update),
                path.name,
                done=done,
                failed=self.messages.show_error,
                owner=self,
            )

        self.background.write(back_up_first, done=backed_up, failed=self.messages.show_error, owner=self)

    def _take_back(self, entry_id: int | None) -> None:
        from hazard_desk.services.journal import undo

        self.background.write(
            undo,
            entry_id,
            done=lambda changes: self.messages.say_done(f"{changes.summary}。"),
            failed=self.messages.show_error,
            owner=self,
        )


def _read_sheet(path: Path) -> Intake:
    """Read a sheet of criteria: so few rows that nobody needs to be told how far it is."""
    from datetime import date

    from hazard_desk.services.importing.batch import read_file

    return read_file("criteria", path, date.today())


def _import_sheet(work: Any, intake: Intake, options: ImportOptions, source: str) -> Changes:
    from hazard_desk.services.importing.batch import import_records

    return import_records(work, "criteria", intake, options, source)


class CriteriaDialog(DeskDialog):
    """条目 · 标准."""

    def __init__(self, background: Background, messages: Messages, parent: QWidget | None = None) -> None:
        """Build it empty; it reads when shown."""
        super().__init__(background, messages, parent)
        self.setWindowTitle("重大事故隐患判定标准")
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.criteria = Criteria(background, self.preferences)
        self.standards = Standards(background, self.preferences)
        for desk, title in ((self.criteria, "条目"), (self.standards, "标准")):
            self.add_desk(desk)
            self.tabs.addTab(desk, title)
        self.tabs.currentChanged.connect(lambda _at: self.desk.reload())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)

    @property
    def desk(self) -> ListBesideForm:
        """Return the list of the tab in sight."""
        return self.desks[self.tabs.currentIndex()]

    def showEvent(self, event: QShowEvent) -> None:
        """Give a file of an earlier version the shipped standards before the list is read."""
        from hazard_desk.services.criteria import add_shipped_standards

        if not event.spontaneous():
            self.background.write(add_shipped_standards, failed=self.messages.show_error, owner=self)
        super().showEvent(event)


def _words(row: CriterionRow) -> str:
    return " ".join(row.text.split()) or _MISSING


def _missing(row: CriterionRow) -> Meaning | None:
    return None if row.text else Meaning.DUE_SOON


def _tip(row: CriterionRow) -> str:
    return f"{row.citation}\n{row.words}"


def _missing_count(row: _Line) -> Meaning | None:
    return Meaning.DUE_SOON if row.without_text else None

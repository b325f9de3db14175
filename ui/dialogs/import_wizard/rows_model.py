"""The rows of the file as a table: what stands in it, what is wrong with it, what the user put right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush

from hazard_desk.intake.cells import shown
from ui.dialogs.import_wizard.reading import CellKey, RowKey
from ui.theme import Meaning

if TYPE_CHECKING:
    from hazard_desk.errors import Problem
    from hazard_desk.intake.rows import SheetRows

Index = QModelIndex | QPersistentModelIndex
SKIP, STATE, FIRST_FIELD = 0, 1, 2
_NO_INDEX = QModelIndex()
_STRUCK = Meaning.VOID
_VILLAGE = "village"


class RowsModel(QAbstractTableModel):
    """Holds the raw rows once; every text is worked out when it is painted."""

    cell_edited = Signal(str, int, str, str)  # sheet, row, field, new text
    skip_changed = Signal(str, int, bool)  # sheet, row

    def __init__(self, parent: QObject | None = None) -> None:
        """Start without rows."""
        super().__init__(parent)
        self._labels: Mapping[str, str] = {}
        self._sheets: list[SheetRows] = []
        self._rows: list[tuple[int, int]] = []  # of a sheet, of its rows
        self._places: dict[RowKey, tuple[int, int]] = {}
        self._shown: list[tuple[int, int]] = []
        self._extra: dict[str, None] = {}  # fields that no sheet has a column for
        self.fields: list[str] = []
        self.skip: set[RowKey] = set()
        self.fixes: dict[CellKey, str] = {}
        self._problems: dict[CellKey, list[Problem]] = {}
        self._warnings: dict[CellKey, list[Problem]] = {}
        self._bad_rows: set[RowKey] = set()
        self._doubtful_rows: set[RowKey] = set()
        self.only_bad = False

    # ---- what is shown ------------------------------------------------------------------------------

    def set_rows(self, labels: Mapping[str, str], sheets: Sequence[SheetRows]) -> None:
        """Show these rows; `labels` name the fields in the order in which they are to stand."""
        self.beginResetModel()
        self._labels = labels
        self._sheets = list(sheets)
        self._rows = [(at, i) for at, sheet in enumerate(self._sheets) for i in range(len(sheet.numbers))]
        self._places = {self._key(place): place for place in self._rows}
        self._extra.clear()
        self._lay_out()
        self.endResetModel()

    def show_findings(self, problems: Sequence[Problem], warnings: Sequence[Problem]) -> None:
        """Mark the cells that have problems or are doubtful."""
        self._problems, self._bad_rows = self._by_cell(problems)
        self._warnings, self._doubtful_rows = self._by_cell(warnings)
        missing = {
            name
            for _, _, name in (*self._problems, *self.fixes)
            if name in self._labels and name not in self.fields
        }
        if missing or self.only_bad:
            self.beginResetModel()
            self._extra |= dict.fromkeys(missing)
            self._lay_out()
            self.endResetModel()
        elif self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, self.columnCount() - 1))

    def show_only_bad(self, only_bad: bool) -> None:
        """Show all rows, or only those with problems and those left out."""
        self.beginResetModel()
        self.only_bad = only_bad
        self._lay_out()
        self.endResetModel()

    def _lay_out(self) -> None:
        held = {name for sheet in self._sheets for name in sheet.columns.columns.values()} | set(self._extra)
        if any(sheet.village for sheet in self._sheets):
            held.add(_VILLAGE)
        self.fields = [name for name in self._labels if name in held]
        self._shown = (
            [place for place in self._rows if self._key(place) in self._bad_rows]
            if self.only_bad
            else self._rows
        )

    def _by_cell(self, problems: Sequence[Problem]) -> tuple[dict[CellKey, list[Problem]], set[RowKey]]:
        cells: dict[CellKey, list[Problem]] = {}
        rows: set[RowKey] = set()
        for problem in problems:
            if problem.row is not None and (problem.sheet, problem.row) in self._places:
                rows.add((problem.sheet, problem.row))
                cells.setdefault((problem.sheet, problem.row, problem.field), []).append(problem)
        return cells, rows

    # ---- what the page asks -------------------------------------------------------------------------

    @property
    def row_total(self) -> int:
        """How many rows the file has, shown or not."""
        return len(self._rows)

    @property
    def bad_rows(self) -> set[RowKey]:
        """The rows with problems."""
        return self._bad_rows

    @property
    def sheet_names(self) -> list[str]:
        """The sheets with rows, in the order of the file."""
        return [sheet.columns.sheet for sheet in self._sheets]

    @property
    def several_sheets(self) -> bool:
        """Tell whether a row's number alone doesn't say where it is."""
        return len(self._sheets) > 1

    def holds(self, key: RowKey) -> bool:
        """Tell whether this is a row of the table, rather than a title or a total."""
        return key in self._places

    def key_at(self, row: int) -> RowKey:
        """Return the sheet and row number of a row of the table."""
        return self._key(self._shown[row])

    def cell_at(self, index: Index) -> CellKey | None:
        """Return sheet, row and field of a cell, None where the column is no field."""
        if not index.isValid() or index.column() < FIRST_FIELD:
            return None
        return (*self.key_at(index.row()), self.fields[index.column() - FIRST_FIELD])

    def index_of(self, sheet: str, row: int, name: str) -> QModelIndex:
        """Return where this cell is shown; an invalid index where it isn't."""
        place = self._places.get((sheet, row))
        if place is None:
            return QModelIndex()
        try:
            at = self._shown.index(place)
        except ValueError:
            return QModelIndex()
        return self.index(at, self.fields.index(name) + FIRST_FIELD if name in self.fields else STATE)

    def name_of(self, sheet: str, row: int) -> str:
        """Return the enterprise that stands in this row, "" where the file doesn't say."""
        if (sheet, row) not in self._places:
            return ""
        texts = (self.text((sheet, row, name)) for name in ("name", "enterprise", "code"))
        return next((text for text in texts if text), "")

    def bad_alike(self, key: CellKey) -> list[CellKey]:
        """Return the other bad cells in which the file has the same text for the same field."""
        said = self.original(key)
        return [
            other
            for other in self._problems
            if other != key
            and other[2] == key[2]
            and other[:2] not in self.skip
            and other not in self.fixes
            and self.original(other) == said != ""
        ]

    def mend(self, keys: Sequence[CellKey], text: str) -> None:
        """Put the same text into all of these cells."""
        self.fixes |= dict.fromkeys(keys, text)

    def all_fixes(self) -> dict[CellKey, str]:
        """Return the user's texts; in a village's own sheet where one row moved, all say theirs.

        Such a sheet has no column for it, and with one it would no longer be read as that village's.
        """
        fixes = dict(self.fixes)
        moved = {sheet for sheet, _, name in self.fixes if name == _VILLAGE}
        for sheet in self._sheets:
            title = sheet.columns.sheet
            if sheet.village and title in moved:
                fixes = {(title, number, _VILLAGE): sheet.village for number in sheet.numbers} | fixes
        return fixes

    def original(self, key: CellKey) -> str:
        """Return what the file has in a cell, as it is seen there."""
        sheet_at, i = self._places[key[:2]]
        sheet = self._sheets[sheet_at]
        column = sheet.columns.column_of(key[2])
        cells = sheet.cells[i]
        if column is None and key[2] == _VILLAGE:
            return sheet.village
        return shown(cells[column]).strip() if column is not None and column < len(cells) else ""

    def text(self, key: CellKey) -> str:
        """Return what counts now: the user's text, else the file's."""
        fixed = self.fixes.get(key)
        return self.original(key) if fixed is None else fixed

    # ---- Qt -----------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        """How many rows are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        """Count the tick, the state and the fields."""
        return 0 if parent.isValid() else FIRST_FIELD + len(self.fields)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Name the field, or the row as the spreadsheet program numbers it."""
        if orientation is Qt.Orientation.Vertical:
            if role == Qt.ItemDataRole.DisplayRole:
                sheet, row = self.key_at(section)
                return f"{sheet} {row}" if self.several_sheets else str(row)
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if section in (SKIP, STATE):
            if role == Qt.ItemDataRole.ToolTipRole:
                return "打勾的行不导入（空格键）" if section == SKIP else "这一行有没有问题"
            return ("跳过", "情况")[section] if role == Qt.ItemDataRole.DisplayRole else None
        name = self.fields[section - FIRST_FIELD]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._labels[name]
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{self._labels[name]}（表中没有这一列，可在这里填）" if name in self._extra else None
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Ticks can be set, fields of rows that are not left out can be edited."""
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        if not index.isValid():
            return usual
        if index.column() == SKIP:
            return usual | Qt.ItemFlag.ItemIsUserCheckable
        if index.column() >= FIRST_FIELD and self.key_at(index.row()) not in self.skip:
            return usual | Qt.ItemFlag.ItemIsEditable
        return usual

    def data(self, index: Index, role: int = 0) -> Any:
        """Say what a cell holds, whether it is bad, and why."""
        if not index.isValid():
            return None
        row = self.key_at(index.row())
        if index.column() == SKIP:
            if role == Qt.ItemDataRole.CheckStateRole:
                return Qt.CheckState.Checked if row in self.skip else Qt.CheckState.Unchecked
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return "跳过" if row in self.skip else "导入"
            return None
        if index.column() == STATE:
            return self._state(row, role)
        return self._cell(row, (*row, self.fields[index.column() - FIRST_FIELD]), role)

    def _state(self, row: RowKey, role: int) -> Any:
        if row in self.skip:
            words, meaning = "跳过", Meaning.VOID
        elif row in self._bad_rows:
            words, meaning = "有问题", Meaning.OVERDUE
        elif row in self._doubtful_rows:
            words, meaning = "有提示", Meaning.DUE_SOON
        else:
            words, meaning = "可导入", Meaning.CLOSED
        if role == Qt.ItemDataRole.DisplayRole:
            return words
        if role == Qt.ItemDataRole.ForegroundRole:
            return QBrush(meaning.ink)
        if role == Qt.ItemDataRole.ToolTipRole and row not in self.skip:
            found = [one for name in ("", *self.fields) for one in self._problems.get((*row, name), [])]
            return "\n".join(f"{one.column}：{one.message}" for one in found) or None
        return None

    def _cell(self, row: RowKey, key: CellKey, role: int) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            text = self.text(key)
            return text if role == Qt.ItemDataRole.EditRole else " ".join(text.split())
        meaning = self._meaning(row, key)
        if role == Qt.ItemDataRole.BackgroundRole:
            return None if meaning in (Meaning.PLAIN, _STRUCK) else QBrush(meaning.ground)
        if role == Qt.ItemDataRole.ForegroundRole:
            return None if meaning in (Meaning.PLAIN, Meaning.IN_PROGRESS) else QBrush(meaning.ink)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return self._why(row, key) or None
        return None

    def _meaning(self, row: RowKey, key: CellKey) -> Meaning:
        if row in self.skip:
            return _STRUCK
        if key in self._problems:
            return Meaning.OVERDUE
        if key in self.fixes:
            return Meaning.IN_PROGRESS
        return Meaning.DUE_SOON if key in self._warnings else Meaning.PLAIN

    def _why(self, row: RowKey, key: CellKey) -> str:
        lines = []
        if row not in self.skip:
            found = (*self._problems.get(key, ()), *self._warnings.get(key, ()))
            lines = [problem.message + problem.remedy for problem in found]
        if key in self.fixes:
            lines.append(f"已改，表中原来是“{self.original(key)}”。")
        text = self.text(key)
        return "\n".join(
            [*lines, text] if lines and len(text) > 8 else lines or ([text] if len(text) > 8 else [])
        )

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a tick or a new text; the page reads the file anew with it."""
        if not index.isValid():
            return False
        row = self.key_at(index.row())
        if index.column() == SKIP and role == Qt.ItemDataRole.CheckStateRole:
            self.set_skipped({row}, Qt.CheckState(value) is Qt.CheckState.Checked)
            self.skip_changed.emit(*row, row in self.skip)
            return True
        key = self.cell_at(index)
        if key is None or role != Qt.ItemDataRole.EditRole:
            return False
        text = str(value).strip()
        if text == self.text(key):
            return True
        if text == self.original(key):
            self.fixes.pop(key, None)
        else:
            self.fixes[key] = text
        self.dataChanged.emit(index, index)
        self.cell_edited.emit(*key, text)
        return True

    def set_skipped(self, rows: set[RowKey], skipped: bool) -> None:
        """Leave these rows out, or take them in again."""
        self.skip = self.skip | rows if skipped else self.skip - rows
        if self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, self.columnCount() - 1))

    def _key(self, place: tuple[int, int]) -> RowKey:
        sheet = self._sheets[place[0]]
        return sheet.columns.sheet, sheet.numbers[place[1]]

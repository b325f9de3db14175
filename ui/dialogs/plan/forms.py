"""The form of one entry of the year's plan, and the one that changes several at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.dialogs.rosters.entry_form import EntryForm
from ui.widgets.drafts import Drafts
from ui.widgets.enterprise_picker import EnterprisePicker, Find
from ui.widgets.fields import LinesField, NumberField
from ui.widgets.people_field import PeopleField

if TYPE_CHECKING:
    from hazard_desk.services.planning import PlanRow


class PlanEntryForm(EntryForm):
    """One enterprise in the plan of a year."""

    def __init__(self, drafts: Drafts, find: Find) -> None:
        """Build the fields; `find` looks for enterprises."""
        super().__init__(drafts)
        self.enterprise = self.add_field(EnterprisePicker("enterprise_id", "企业", find, required=False))
        self.responsible = self.add_field(PeopleField("responsible", "监管责任人", wide=True))
        self.visits = self.add_field(
            NumberField("visits", "每年检查（次）", required=True, wide=True, unit="次")
        )
        self.visits.show_hint("不安排检查的填 0。")
        self.add_field(LinesField("content", "检查内容", lines=3, longest=1000))
        self.add_field(LinesField("note", "备注", lines=2, longest=500))
        self.remove_button.setText("移出计划")
        self.enterprise.row_wanted.connect(self._find_again)
        self._find = find

    def _make_bar(self) -> QWidget:
        bar = super()._make_bar()
        self.keys_label.setText("")  # it's narrow here; the buttons tell their keys
        return bar

    def show_row(self, row: PlanRow) -> None:
        """Show a stored entry; which enterprise it is of is not changed any more."""
        self._ask_enterprise(False)
        values = {name: getattr(row, name) for name in ("responsible", "visits", "content", "note")}
        facts = "　".join(filter(None, (row.village, row.industries)))
        self.show_stored(row.enterprise, values, key=f"plan/{row.id}", subtitle=facts)

    def begin_entry(self, year: int, visits: int) -> None:
        """Begin the entry of an enterprise that the plan leaves out."""
        self._ask_enterprise(True)
        self.begin_new(
            f"{year} 年计划：加入一家企业", {"visits": visits}, key=f"plan/{year}/new", previous={}
        )

    def _ask_enterprise(self, asked: bool) -> None:
        self.show_field("enterprise_id", asked)
        self.enterprise.setEnabled(asked)  # or the keyboard would begin there

    def entry(self) -> dict[str, Any]:
        """Return what stands in the form as facts of the plan."""
        return self.values() | {"responsible": self.responsible.joined()}

    def _find_again(self, enterprise_id: int) -> None:
        # A draft was put back: the id is known, the row is looked up by what was typed.
        def choose(rows: Sequence[Any]) -> None:
            found = next((row for row in rows if row.id == enterprise_id), None)
            if found is not None:
                self.enterprise.choose(found)

        self._find(self.enterprise.editor.text(), choose)


class BulkChange(QWidget):
    """What can be given to several entries at once; a field left empty leaves theirs as they are."""

    wanted = Signal()
    removal_wanted = Signal()

    def __init__(self) -> None:
        """Build it for no entries."""
        super().__init__()
        self.title = QLabel()
        theme.set_role(self.title, "title")
        said = QLabel("只改填了的，空着的不动。改完可以撤销。")
        theme.set_role(said, "secondary")
        self.responsible = PeopleField("responsible", "监管责任人")
        self.visits = NumberField("visits", "每年检查（次）", unit="次")
        self.apply_button = QPushButton("全部改为")
        theme.set_role(self.apply_button, "primary")
        self.apply_button.clicked.connect(self._apply)
        self.remove_button = QPushButton("移出计划")
        self.remove_button.setIcon(theme.icon("delete", theme.SECONDARY))
        self.remove_button.setToolTip("可以撤销（Ctrl+Z）")
        self.remove_button.clicked.connect(self.removal_wanted)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.LABEL_GAP)
        grid.setVerticalSpacing(theme.LABEL_GAP)
        for row, field in enumerate((self.responsible, self.visits)):
            label = QLabel(field.label)
            label.setBuddy(field.editor)
            label.setFixedHeight(theme.FIELD_HEIGHT)
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(field, row, 1)
        grid.setColumnStretch(1, 1)
        self.responsible.entered.connect(self.visits.setFocus)
        self.visits.entered.connect(self.apply_button.setFocus)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.LABEL_GAP)
        buttons.addWidget(self.apply_button)
        buttons.addWidget(self.remove_button)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        margin = theme.PAGE_MARGIN
        layout.setContentsMargins(margin, theme.LABEL_GAP, margin, theme.LABEL_GAP)
        layout.setSpacing(theme.GROUP_GAP)
        layout.addWidget(self.title)
        layout.addWidget(said)
        layout.addLayout(grid)
        layout.addLayout(buttons)
        layout.addStretch()

    def show_count(self, count: int) -> None:
        """Say how many entries would be changed."""
        self.title.setText(f"已选 {count} 家")

    def raw(self) -> list[object]:
        """Return what stands in the fields, readable or not."""
        return [self.responsible.raw(), self.visits.raw()]

    def set_raw(self, raw: object) -> None:
        """Put back what `raw` returned."""
        responsible, visits = raw if isinstance(raw, list) and len(raw) == 2 else ("", "")
        self.responsible.set_raw(responsible)
        self.visits.set_raw(visits)
        self.visits.show_error("")

    def changes(self) -> tuple[str | None, int | None]:
        """Return 监管责任人 and the number of visits to set; None leaves them as they are."""
        visits = self.visits.value()
        return self.responsible.joined() or None, visits if isinstance(visits, int) else None

    def _apply(self) -> None:
        problem = self.visits.problem()
        self.visits.show_error(problem)
        if problem:
            self.visits.setFocus()
        elif self.changes() == (None, None):
            self.responsible.show_error("请至少填一项。")
            self.responsible.setFocus()
        else:
            self.responsible.show_error("")
            self.wanted.emit()

"""企业自查: the self-checks of one enterprise in a list, the answers of the chosen one beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from hazard_desk.terms import CheckMark
from ui.dialogs.rosters.desk_dialog import DeskDialog
from ui.dialogs.rosters.entry_form import EntryForm
from ui.dialogs.rosters.list_beside_form import ListBesideForm
from ui.dialogs.self_check.form import SelfCheckForm
from ui.dialogs.self_check.marks import SIGNS
from ui.messages import Messages
from ui.preferences import Preferences
from ui.tables.columns import Align, Column

if TYPE_CHECKING:
    from hazard_desk.services.self_checking import SelfCheckFacts, SelfCheckRow
    from ui.background import Background

_FORM_ID = "self-check"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the list."""

    id: int
    checked_on: date
    checked_by: str
    marks: Counter[CheckMark]  # 自查结果
    facts: SelfCheckFacts


def _columns() -> tuple[Column, ...]:
    return (
        Column("checked_on", "自查日期", width=100),
        Column("checked_by", "自查人", width=90),
        *(
            Column(
                mark.value,
                sign,
                width=46,
                align=Align.RIGHT,
                text=partial(_count_of, mark),
                tooltip=partial(_tip_of, mark),
                sortable=False,
            )
            for mark, sign in SIGNS.items()
        ),
    )


def _count_of(mark: CheckMark, line: _Line) -> str:
    return str(line.marks[mark])


def _tip_of(mark: CheckMark, _line: _Line) -> str:
    return f"自查结果是“{mark.label}”的项数"


class SelfChecks(ListBesideForm):
    """The self-checks of one enterprise, the newest first."""

    what, noun = "自查", "self_checks"
    concerned_by = frozenset({"self_check", "self_check_mark", "form_wording"})
    stretched = "checked_by"
    searched = ("checked_by",)
    search_hint = "查找日期、自查人"

    def __init__(self, background: Background, preferences: Preferences, enterprise_id: int) -> None:
        """Build it empty."""
        self._enterprise_id = enterprise_id
        self._previous: dict[str, Any] = {}
        super().__init__(background, _columns(), preferences)
        self.entry = SelfCheckForm(preferences.drafts)
        self.add_form(self.entry)

    def reload(self) -> None:
        """Read the words of the items, then the self-checks."""
        from hazard_desk.services.self_checking import self_checks
        from hazard_desk.services.wording import form_texts

        # One thread reads, in order: the items are there before their answers.
        read = partial(self.background.read, failed=self.messages.show_error, owner=self)
        read(form_texts, _FORM_ID, done=self.entry.marks.show_items, key="self-checks/items")
        read(self_checks, self._enterprise_id, done=self._on_rows, key="self-checks/list")

    def _on_rows(self, rows: Sequence[SelfCheckRow]) -> None:
        lines = []
        for row in rows:
            own = Counter(marks[0] for marks in row.facts.marks.values() if marks[0] is not None)
            assert row.facts.checked_on is not None
            lines.append(_Line(row.id, row.facts.checked_on, row.facts.checked_by, own, row.facts))
        self._previous = {"checked_by": lines[0].checked_by} if lines else {}
        self.show_rows(lines)

    def name_of(self, row: Any) -> str:
        """Return the day of the self-check."""
        return f"{row.checked_on.isoformat()} 的自查"

    def show_record(self, row: Any) -> None:
        """Show a self-check; the list holds all of it."""
        self.entry.show_check(self.name_of(row), row.facts, key=self._key(row.id))
        self.show_form(self.entry)

    def begin_new(self) -> None:
        """Begin an empty self-check."""
        self.show_form(self.entry)
        self.entry.begin_check("新增自查", key=self._key("new"), previous=self._previous)

    def _key(self, which: int | str) -> str:
        return f"self-check/{self._enterprise_id}/{which}"

    def saving(self, form: EntryForm, row: Any) -> tuple[Any, ...]:
        """Save the self-check with its answers."""
        from hazard_desk.services.self_checking import SelfCheckFacts, save_self_check

        facts = SelfCheckFacts(
            enterprise_id=self._enterprise_id, marks=self.entry.marks.marks(), **form.values()
        )
        return save_self_check, row.id if row is not None else None, facts

    def removing(self, row: Any) -> tuple[Any, ...]:
        """Remove the self-check."""
        from hazard_desk.services.self_checking import remove_self_check

        return remove_self_check, row.id


class SelfCheckDialog(DeskDialog):
    """The self-checks of the enterprise `name`."""

    def __init__(
        self,
        background: Background,
        messages: Messages,
        enterprise_id: int,
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        """Build it empty; it reads when shown."""
        super().__init__(background, messages, parent)
        self.setWindowTitle(f"企业自查：{name}")
        self.checks = SelfChecks(background, self.preferences, enterprise_id)
        self.add_desk(self.checks)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.checks)

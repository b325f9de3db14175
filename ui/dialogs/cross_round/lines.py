"""What is typed or pasted of a round: its units with their 片区, and its pairs as F8 (附件 3) prints them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QSpinBox

from hazard_desk.terms import PartySide
from ui.dialogs.cross_round.text_lines import LineTableField

if TYPE_CHECKING:
    from hazard_desk.services.cross_inspecting.facts import PairRow, PartyFacts

_UNIT_HEADERS = ("单位", "单位名称", "检查组", "检查方", "检查单位", "受检方", "受检单位", "名称", "片区")
_PAIR_HEADERS = ("检查方", "受检方")
_USUAL_TEAMS, _MOST_TEAMS = 8, 99


class PartiesField(LineTableField):
    """Those that take part on one side, with their 片区."""

    rename_wanted = Signal(str)  # the name in the present row

    def __init__(self, name: str, label: str, title: str, side: PartySide, *, shown_rows: int = 8) -> None:
        """Make the field empty; the first column is called `title`."""
        super().__init__(name, label, (title, "片区"), _UNIT_HEADERS, what="行", shown_rows=shown_rows)
        self.side = side
        # Villages that aren't to be matched by their names, kept beside the lines that name them.
        self._villages: dict[str, tuple[int, ...] | None] = {}
        self.editor.setAccessibleName(f"{label}、片区")
        self.rename_button = QPushButton("改名…")
        self.rename_button.setToolTip("当前行改名：排好的组、组员和记录都跟着改")
        self.rename_button.clicked.connect(self._ask_rename)
        self.rename_button.hide()
        self.add_beside(self.rename_button)

    def value(self) -> tuple[PartyFacts, ...]:
        """Return the parties; a row in which nothing stands is none."""
        from hazard_desk.services.cross_inspecting.facts import PartyFacts

        rows = ([text.strip() for text in row] for row in self.editor.filled_rows())
        return tuple(PartyFacts(name, group, self.side, self._villages.get(name)) for name, group in rows)

    def set_value(self, value: Any) -> None:
        """Show these parties."""
        parties: tuple[PartyFacts, ...] = tuple(value or ())
        self._villages = {party.name: party.villages for party in parties}
        self.editor.show_rows([(party.name, party.group) for party in parties])

    def add(self, parties: Sequence[PartyFacts]) -> int:
        """Add those of these that aren't there yet; return how many."""
        from hazard_desk.rules.search_text import comparable

        present = self.value()
        known = {comparable(party.name) for party in present}
        added = [
            dataclasses.replace(party, side=self.side)
            for party in parties
            if comparable(party.name) not in known
        ]
        if added:
            self.set_value((*present, *added))
        return len(added)

    def rename(self, old: str, new: str) -> None:
        """Show a party under its new name, the villages that it stands for kept."""
        if old in self._villages:
            self._villages[new] = self._villages.pop(old)

    def _ask_rename(self) -> None:
        row = self.editor.currentRow()
        name = self.editor.row_texts(row)[0].strip() if row >= 0 else ""
        if name:
            self.rename_wanted.emit(name)


class TeamsField(PartiesField):
    """检查组: as many as wanted are named 第一检查组, 第二检查组 … at once."""

    def __init__(self, name: str, label: str, title: str, side: PartySide, *, shown_rows: int) -> None:
        """Make the field empty."""
        super().__init__(name, label, title, side, shown_rows=shown_rows)
        self.many = QSpinBox()
        self.many.setRange(1, _MOST_TEAMS)
        self.many.setValue(_USUAL_TEAMS)
        self.many.setSuffix(" 个组")
        self.many.setFixedWidth(self.many.fontMetrics().horizontalAdvance(f" {_MOST_TEAMS} 个组") + 40)
        self.many.setAccessibleName("几个检查组")
        self.fill_button = QPushButton("填入第一检查组…")
        self.fill_button.clicked.connect(lambda _checked=False: self._fill())
        self.many.valueChanged.connect(lambda _many: self._name_deed())
        self._name_deed()
        self.add_beside(self.many, self.fill_button)

    def _name_deed(self) -> None:
        self.fill_button.setToolTip(f"按顺序填入 {self.many.value()} 个检查组，已有的不重复")

    def _fill(self) -> None:
        from hazard_desk.services.cross_inspecting.loading import numbered_teams

        self.add(numbered_teams(self.many.value()))


class PairsField(LineTableField):
    """The pairs of a round that has been arranged already."""

    def __init__(self, name: str, label: str) -> None:
        """Make the field empty."""
        super().__init__(name, label, ("检查方", "受检方", "备注"), _PAIR_HEADERS, what="组")
        self.editor.setAccessibleName("检查方、受检方")

    def value(self) -> tuple[PairRow, ...]:
        """Return the pairs; a row in which nothing stands is none."""
        from hazard_desk.services.cross_inspecting.facts import PairRow

        return tuple(PairRow(*(text.strip() for text in row)) for row in self.editor.filled_rows())

    def set_value(self, value: Any) -> None:
        """Show these pairs."""
        self.editor.show_rows([(pair.inspector, pair.inspected, pair.note) for pair in value or ()])

"""What is typed or pasted of a round: its units with their 片区, and its pairs as F8 (附件 3) prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hazard_desk.terms import PartySide
from ui.dialogs.cross_round.text_lines import LineTableField

if TYPE_CHECKING:
    from hazard_desk.services.cross_inspecting.rounds import PairRow, PartyFacts

_UNIT_HEADERS = ("单位", "单位名称", "检查组", "检查方", "检查单位", "受检方", "受检单位", "名称", "片区")
_PAIR_HEADERS = ("检查方", "受检方")


class PartiesField(LineTableField):
    """Those that take part on one side, with their 片区."""

    def __init__(self, name: str, label: str, title: str, side: PartySide, *, shown_rows: int = 8) -> None:
        """Make the field empty; the first column is called `title`."""
        super().__init__(name, label, (title, "片区"), _UNIT_HEADERS, what="行", shown_rows=shown_rows)
        self.side = side
        # Villages that aren't to be matched by their names, kept beside the lines that name them.
        self._villages: dict[str, tuple[int, ...] | None] = {}
        self.editor.setAccessibleName(f"{label}、片区")

    def value(self) -> tuple[PartyFacts, ...]:
        """Return the parties; a row in which nothing stands is none."""
        from hazard_desk.services.cross_inspecting.rounds import PartyFacts

        rows = ([text.strip() for text in row] for row in self.editor.filled_rows())
        return tuple(PartyFacts(name, group, self.side, self._villages.get(name)) for name, group in rows)

    def set_value(self, value: Any) -> None:
        """Show these parties."""
        parties: tuple[PartyFacts, ...] = tuple(value or ())
        self._villages = {party.name: party.villages for party in parties}
        self.editor.show_rows([(party.name, party.group) for party in parties])


class PairsField(LineTableField):
    """The pairs of a round that has been arranged already."""

    def __init__(self, name: str, label: str) -> None:
        """Make the field empty."""
        super().__init__(name, label, ("检查方", "受检方", "备注"), _PAIR_HEADERS, what="组")
        self.editor.setAccessibleName("检查方、受检方")

    def value(self) -> tuple[PairRow, ...]:
        """Return the pairs; a row in which nothing stands is none."""
        from hazard_desk.services.cross_inspecting.rounds import PairRow

        return tuple(PairRow(*(text.strip() for text in row)) for row in self.editor.filled_rows())

    def set_value(self, value: Any) -> None:
        """Show these pairs."""
        self.editor.show_rows([(pair.inspector, pair.inspected, pair.note) for pair in value or ()])

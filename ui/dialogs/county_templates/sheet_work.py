"""The sheets of the template as they are to be filled, while the clerk sets them right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hazard_desk.issued_tables.layout import HeadColumn, SheetLayout
    from hazard_desk.rules.table_question import Question
    from hazard_desk.services.county_templates import ColumnFill, MarkFill, Proposal, SheetMapping, SheetTop

_FORMULA = "（公式）"  # how the top of a sheet shows one


@dataclass(slots=True)
class SheetWork:
    """One sheet: `key` is what it is remembered under, `mapping` what is set by now."""

    key: str
    proposal: Proposal
    mapping: SheetMapping
    is_draft: bool = False
    raw_conditions: list[Any] = field(default_factory=list)  # those not whole yet, too
    top: SheetTop | None = None

    @classmethod
    def of(
        cls, key: str, proposal: Proposal, draft: Mapping[str, Any] | None = None, top: SheetTop | None = None
    ) -> SheetWork:
        """Begin with what is proposed."""
        raw = draft.get("conditions") if draft is not None else None
        raw = raw if isinstance(raw, list) else []
        return cls(key, proposal, proposal.mapping, draft is not None, raw, top)

    @property
    def layout(self) -> SheetLayout:
        """How the sheet looks."""
        return self.proposal.layout

    @property
    def name(self) -> str:
        """The sheet's name."""
        return self.layout.sheet

    @property
    def formulas(self) -> frozenset[int]:
        """The columns that the template itself works out, seen by the first row below the header."""
        rows = self.top.rows if self.top is not None else ()
        at = self.layout.first_row - 1
        first = rows[at] if 0 <= at < len(rows) else ()
        return frozenset(position for position, text in enumerate(first) if text == _FORMULA)

    @property
    def changed(self) -> bool:
        """Tell whether anything was set otherwise than proposed."""
        return self.is_draft or bool(self.raw_conditions) or self.mapping != self.proposal.mapping

    @property
    def title(self) -> str:
        """What it is remembered as."""
        return " ".join((self.layout.title or self.layout.sheet).split())

    def set_column(self, position: int, fill: ColumnFill) -> None:
        """Fill a column with this."""
        self.mapping = replace(self.mapping, columns={**self.mapping.columns, position: fill})

    def set_mark(self, place: tuple[str, int], fill: MarkFill) -> None:
        """Fill a single cell with this."""
        self.mapping = replace(self.mapping, marked={**self.mapping.marked, place: fill})

    def set_question(self, question: Question) -> None:
        """Ask for other records of the same noun, or in another order."""
        self.mapping = replace(self.mapping, question=question)

    def set_filled(self, filled: bool) -> None:
        """Fill the sheet, or leave it alone."""
        self.mapping = replace(self.mapping, filled=filled)

    def set_beside(self, beside: bool) -> None:
        """Put rows beside the names that stand there, or below one another."""
        self.mapping = replace(self.mapping, beside=beside)

    def take(self, proposal: Proposal) -> None:
        """Go on with what another header or another noun leads to; the single cells stay as they were set."""
        marked = {
            place: self.mapping.marked.get(place, fill) for place, fill in proposal.mapping.marked.items()
        }
        header = proposal.mapping.header or self.mapping.header
        self.proposal = replace(proposal, mapping=replace(proposal.mapping, header=header))
        self.mapping = replace(self.proposal.mapping, marked=marked, filled=True)
        self.is_draft = True
        self.raw_conditions = []

    def column(self, position: int) -> HeadColumn:
        """Return the column at this position."""
        return next(column for column in self.layout.columns if column.position == position)

    def obstacle(self) -> str:
        """Say in a sentence why the sheet can't be filled yet, "" where it can."""
        from hazard_desk.services.county_templates import can_be_beside

        if not self.mapping.filled:
            return ""
        if not self.mapping.says_something:
            return f"工作表“{self.name}”还没有选填什么。"
        if (
            self.mapping.beside
            and self.mapping.asks_for_rows
            and not can_be_beside(self.layout, self.mapping.columns)
        ):
            naming = self.layout.naming_column
            head = f"“{self.column(naming).label}”" if naming is not None else "写着名称的那一列"
            return f"工作表“{self.name}”填到已写好名称的行：请先给{head}选定是我们的哪一项。"
        return ""


def named(columns: tuple[str, ...] | list[str], most: int = 6) -> str:
    """Return 甲、乙、丙等 9 列: the first few, and how many there are."""
    more = f"等 {len(columns)} 列" if len(columns) > most else ""
    return "、".join(columns[:most]) + more

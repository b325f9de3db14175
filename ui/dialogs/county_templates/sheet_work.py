"""The sheets of the template as they are to be filled, while the clerk sets them right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hazard_desk.issued_tables.layout import HeadColumn, SheetLayout
    from hazard_desk.rules.table_question import Question
    from hazard_desk.services.county_templates import ColumnFill, MarkFill, Proposal, SheetMapping


@dataclass(slots=True)
class SheetWork:
    """One sheet: `key` is what it is remembered under, `mapping` what is set by now."""

    key: str
    proposal: Proposal
    mapping: SheetMapping
    is_draft: bool = False
    raw_conditions: list[Any] = field(default_factory=list)  # those not whole yet, too
    noun_is_chosen: bool = False
    earlier: dict[tuple[str, int, int], SheetMapping] = field(default_factory=dict)

    @classmethod
    def of(cls, key: str, proposal: Proposal, draft: Mapping[str, Any] | None = None) -> SheetWork:
        """Begin with what is proposed."""
        raw = draft.get("conditions") if draft is not None else None
        raw = raw if isinstance(raw, list) else []
        return cls(key, proposal, proposal.mapping, draft is not None, raw)

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
        """The columns that the template itself works out."""
        return frozenset(self.layout.formula_columns)

    @property
    def changed(self) -> bool:
        """Tell whether anything was set otherwise than proposed."""
        return self.is_draft or bool(self.raw_conditions) or self.mapping != self.proposal.mapping

    @property
    def kept_noun(self) -> str:
        """The noun that another header is read for: one that was chosen or set conditions for; else ""."""
        asked = self.mapping.question
        set_by_hand = asked.conditions or asked.sort or self.raw_conditions
        return asked.noun if self.noun_is_chosen or self.proposal.remembered or set_by_hand else ""

    @property
    def left_out(self) -> bool:
        """Tell whether the clerk decided against filling the sheet: there would be something to fill."""
        return not self.mapping.filled and self.mapping.says_something

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

    def fill_alone(self) -> None:
        """Fill the only sheet there is, though nothing of it may be recognised: all is set by hand then."""
        self.proposal = replace(self.proposal, mapping=replace(self.proposal.mapping, filled=True))
        self.set_filled(True)

    def set_beside(self, beside: bool) -> None:
        """Put rows beside the names that stand there, or below one another."""
        self.mapping = replace(self.mapping, beside=beside)

    def take(self, proposal: Proposal, *, anew: bool = False) -> None:
        """Go on with what another header or another noun leads to.

        What was set stays as far as it still fits: the single cells, the conditions and the order of the same
        noun, the columns under the same header, and all that stood under this header before. `anew` drops all
        but the single cells, a header that was set by hand, too.
        """
        was, before, conditions = self.proposal, self.mapping, self.raw_conditions
        self.earlier[self._place()] = before
        marked = {place: before.marked.get(place, fill) for place, fill in proposal.mapping.marked.items()}
        header = proposal.mapping.header or (None if anew else before.header)
        self.proposal = replace(proposal, mapping=replace(proposal.mapping, header=header))
        self.mapping = replace(self.proposal.mapping, marked=marked, filled=True)
        self.is_draft = True
        self.raw_conditions = []
        if anew:
            self.earlier.clear()
            self.noun_is_chosen = False
            return
        stood = self.earlier.get(self._place())
        if stood is not None:
            self.mapping = replace(
                self.mapping, question=stood.question, columns=stood.columns, beside=stood.beside
            )
        else:
            self.mapping = replace(self.mapping, columns=self._kept_columns(was, before))
        if before.question.noun == self.mapping.question.noun:
            self.mapping = replace(self.mapping, question=before.question)
            self.raw_conditions = conditions

    def _place(self) -> tuple[str, int, int]:
        return self.mapping.question.noun, self.layout.header_first, self.layout.header_last

    def _kept_columns(self, was: Proposal, before: SheetMapping) -> Mapping[int, ColumnFill]:
        """Return what is proposed now, but what stood in the columns of the same header stays."""
        from hazard_desk.services.county_templates import BLANK, ColumnSource

        columns = dict(self.mapping.columns)
        heads = {column.position: column.path for column in was.layout.columns}
        same_noun = before.question.noun == self.mapping.question.noun
        for column in self.layout.columns:
            fill = before.columns.get(column.position, BLANK)
            never_set = fill == BLANK == was.mapping.columns.get(column.position, BLANK)
            fits = same_noun or fill.source is ColumnSource.TEXT
            if heads.get(column.position) == column.path and fits and not never_set:
                columns[column.position] = fill
        return columns

    def state(self) -> SheetWork:
        """Return the sheet as it is set now, to go back to."""
        return replace(self, earlier=dict(self.earlier))

    def go_back_to(self, state: SheetWork) -> None:
        """Set all as it was."""
        self.proposal, self.mapping = state.proposal, state.mapping
        self.is_draft, self.raw_conditions = state.is_draft, state.raw_conditions
        self.noun_is_chosen, self.earlier = state.noun_is_chosen, state.earlier

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
        if self.raw_conditions and self.layout.columns and self.mapping.asks_for_rows:
            return f"工作表“{self.name}”有条件没填完：请填完，或者去掉这个条件。"
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

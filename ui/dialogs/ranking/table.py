"""The ranking as a table: the place, whose, the score, and each part with its rate and points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from hazard_desk.rules.ranking import NO_SCORE, PARTS, percent, rounded
from hazard_desk.terms import PartyKind
from ui.tables.columns import Align, Column
from ui.tables.ids_model import IdsTableModel
from ui.tables.record_table import RecordTable

if TYPE_CHECKING:
    from hazard_desk.services.ranking import Placed

_WIDTHS = {PartyKind.VILLAGE: (150, 88), PartyKind.ENTERPRISE: (220, 96)}
_EXTRA = {PartyKind.VILLAGE: "在营企业", PartyKind.ENTERPRISE: "所属村"}
_PART_WIDTH = 136


class RankingTable(RecordTable):
    """All lines are in memory; they come in the order of their places."""

    def __init__(self, of: PartyKind, settings: Any) -> None:
        """Show the columns of villages or of enterprises."""
        self._lines: dict[int, Placed] = {}
        self.records = IdsTableModel(_columns(of), self._fetch)
        super().__init__(self.records, f"ranking/{of.value}", settings, freeze_first=False)
        self.records.setParent(self)
        self.setAccessibleName("排名")

    @property
    def lines(self) -> Sequence[Placed]:
        """Return the lines in their order."""
        return list(self._lines.values())

    def show_lines(self, lines: Sequence[Placed]) -> None:
        """Show this ranking; whoever was chosen stays so."""
        self._lines = {line.id: line for line in lines}
        self.records.refresh()
        self.records.set_ids(self._lines)

    def line(self, subject_id: int | None) -> Placed | None:
        """Return the line of somebody."""
        return self._lines.get(subject_id) if subject_id is not None else None

    def _fetch(
        self, ids: list[int], done: Callable[[Sequence[Placed]], None], _failed: Callable[[Exception], None]
    ) -> None:
        done([self._lines[known] for known in ids if known in self._lines])


def _columns(of: PartyKind) -> tuple[Column, ...]:
    name, extra = _WIDTHS[of]
    villages = of is PartyKind.VILLAGE
    return (
        Column("place", "名次", 56, Align.RIGHT, text=lambda line: str(line.place), sortable=False),
        Column("name", of.label, name, text=lambda line: line.ranked.name, sortable=False),
        Column("score", "总分", 72, Align.RIGHT, text=_score, sortable=False),
        *(
            Column(
                part.key,
                part.label,
                _PART_WIDTH,
                Align.RIGHT,
                text=partial(_part, at),
                tooltip=partial(_counted, at),
                sortable=False,
            )
            for at, part in enumerate(PARTS[of])
        ),
        Column(
            "extra",
            _EXTRA[of],
            extra,
            Align.RIGHT if villages else Align.LEFT,
            text=lambda line: f"{line.ranked.enterprises} 家" if villages else line.ranked.village,
            sortable=False,
        ),
    )


def _score(line: Placed) -> str:
    found = line.score.printed
    return NO_SCORE if found is None else f"{found:.2f}"


def _part(at: int, line: Placed) -> str:
    part = line.score.parts[at]
    rate = percent(part.measure.rate)
    return f"{rate}　{rounded(part.points):.2f} 分" if part.points is not None else rate


def _counted(at: int, line: Placed) -> str:
    measure = line.score.parts[at].measure
    return f"{measure.numerator} / {measure.denominator}" if measure.denominator else "没有可数的，不计分"

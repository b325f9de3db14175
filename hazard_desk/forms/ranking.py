"""打分排队表 (S000 五(二)): villages or enterprises by their scores, each part with its rate and points.

No document prints this form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hazard_desk.forms.documents.wording import fill
from hazard_desk.forms.heading import span_words, title_with_campaign, unit_and_date
from hazard_desk.forms.sheet import LANDSCAPE_WIDTH_MM, Align, Cell, Content, Role, Sheet
from hazard_desk.rules.ranking import NO_SCORE, PARTS, PLACES, Score, rounded
from hazard_desk.rules.ranking_words import shared_words, weight_words
from hazard_desk.terms import PartyKind

FORM_ID = "ranking"
_RATE_DECIMALS = 1
_BEFORE = 3  # 名次, whose, and how many or where


@dataclass(frozen=True, slots=True)
class RankingLine:
    """One village or enterprise: its place, its score, and how many of a village's are in operation."""

    place: int
    name: str
    score: Score
    village: str = ""
    enterprises: int = 0


@dataclass(frozen=True, slots=True)
class RankingFacts:
    """A whole ranking, best first, over the days from `start` (None: the beginning) to `end`."""

    of: PartyKind
    start: date | None
    end: date
    weights: Mapping[str, int]
    lines: tuple[RankingLine, ...]
    months: tuple[date, ...] = ()
    unplaced: int = 0


def ranking(
    texts: Mapping[str, Any],
    *,
    unit_name: str,
    of: PartyKind = PartyKind.VILLAGE,
    filled_on: date | None = None,
    campaign: str | None = None,
    facts: RankingFacts | None = None,
) -> Sheet:
    """Return the ranking, or a blank one of villages or enterprises to be filled in by hand."""
    parts = PARTS[of]
    cells = _header(texts, of)
    lines = facts.lines if facts else ()
    rows = 2
    for line in lines:
        cells += _line(rows, line, of)
        rows += 1
    blank = int(texts["numbered_rows"]) if facts is None else 0 if lines else 1
    columns = _BEFORE + 2 * len(parts) + 1
    for at in range(rows, rows + blank):
        cells += [Cell(at, column, None, Role.VALUE) for column in range(columns) if facts is None]
    if facts is not None and not lines:
        cells.append(Cell(rows, 0, texts["nobody"], Role.VALUE, colspan=columns, align=Align.CENTRE))
    head = dict(texts)
    if of is PartyKind.ENTERPRISE:
        head["title"] = texts["enterprise_title"]
    title = title_with_campaign(head, campaign or "", LANDSCAPE_WIDTH_MM, of_villages=of is PartyKind.VILLAGE)
    days = span_words(texts, facts.start, facts.end) if facts else ""
    return Sheet(
        form_id=FORM_ID,
        annex=texts["annex"],
        title=title,
        head=unit_and_date(texts, unit_name, filled_on, middle=days),
        columns=(
            float(texts["place_mm"]),
            float(texts["name_mm"]),
            float(texts["extra_mm"]),
            *(float(texts["rate_mm"]), float(texts["points_mm"])) * len(parts),
            float(texts["score_mm"]),
        ),
        rows=(
            float(texts["label_mm"]),
            float(texts["header_mm"]),
            *[float(texts["row_mm"])] * len(lines),
            *[float(texts["blank_row_mm"])] * blank,
        ),
        header_rows=2,
        stretch=tuple((at, 1.0) for at in range(2, 2 + blank)) if facts is None else (),
        cells=tuple(cells),
        notes=_notes(texts["notes"], facts) if facts else (),
        running_head="　".join(filter(None, (title.replace("\n", ""), days))),
    )


def _header(texts: Mapping[str, Any], of: PartyKind) -> list[Cell]:
    heads = texts["heads"]
    whose = ("village", "enterprises") if of is PartyKind.VILLAGE else ("enterprise", "of_village")
    cells = [Cell(0, at, heads[key], rowspan=2) for at, key in enumerate(("place", *whose))]
    for at, part in enumerate(PARTS[of]):
        column = _BEFORE + 2 * at
        cells += [
            Cell(0, column, part.label, colspan=2),
            Cell(1, column, heads["rate"]),
            Cell(1, column + 1, heads["points"]),
        ]
    return [*cells, Cell(0, _BEFORE + 2 * len(PARTS[of]), heads["score"], rowspan=2)]


def _line(row: int, line: RankingLine, of: PartyKind) -> list[Cell]:
    extra: Content = line.enterprises if of is PartyKind.VILLAGE else line.village
    cells = [
        Cell(row, 0, line.place, Role.NUMBER),
        Cell(row, 1, line.name, Role.VALUE),
        Cell(row, 2, extra, Role.NUMBER if isinstance(extra, int) else Role.VALUE, align=Align.CENTRE),
    ]
    for at, part in enumerate(line.score.parts):
        column, rate = _BEFORE + 2 * at, part.measure.rate
        cells += [
            _figure(row, column, None if rate is None else rate * 100, _RATE_DECIMALS),
            _figure(row, column + 1, part.points, PLACES),
        ]
    last = _BEFORE + 2 * len(line.score.parts)
    return [*cells, _figure(row, last, line.score.exact, PLACES)]


def _figure(row: int, column: int, value: Fraction | None, decimals: int) -> Cell:
    content: Decimal | str = NO_SCORE if value is None else rounded(value, decimals)
    return Cell(row, column, content, Role.NUMBER, align=Align.CENTRE, decimals=decimals)


def _notes(notes: Mapping[str, str], facts: RankingFacts) -> tuple[str, ...]:
    told = [
        fill(notes, notes["weights"], weights=weight_words(facts.of, facts.weights)),
        notes["reckoned"],
    ]
    if shared_words([line.score for line in facts.lines]) or any(
        line.score.exact is None for line in facts.lines
    ):
        told.append(notes["shared"])
    members = notes["of_villages" if facts.of is PartyKind.VILLAGE else "of_enterprises"]
    if facts.months:
        members += fill(notes, notes["months"], months=months_words(notes, facts.months))
    if facts.unplaced:
        members += fill(notes, notes["unplaced"], unplaced_count=str(facts.unplaced))
    return tuple(note for note in (*told, members) if note.strip())


def months_words(notes: Mapping[str, str], months: Sequence[date]) -> str:
    """Return which months: 2025年1月 or 2025年1月至2025年3月."""
    first, last = (
        fill(notes, notes["one_month"], year=str(month.year), month=str(month.month))
        for month in (months[0], months[-1])
    )
    return first if first == last else fill(notes, notes["more_months"], first_month=first, last_month=last)

"""现场照片: a continuation sheet of F10, the photos of each hazard before and after side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any

from hazard_desk.forms.heading import unit_and_date
from hazard_desk.forms.sheet import (
    PORTRAIT_MARGINS,
    Align,
    Cell,
    DateStyle,
    Orientation,
    Photo,
    Role,
    Sheet,
    printed,
)
from hazard_desk.rules.facts import HazardFacts

_COLUMNS = (87.5, 87.5)
_HEADER_MM, _WORDS_MM, _CAPTION_MM = 8.0, 9.0, 7.0
_CAPTION_PT = 9.0


@dataclass(frozen=True, slots=True)
class Shot:
    """A photo to be shown; without `photo` its file is lost and `name` says which it was."""

    name: str
    photo: Photo | None
    caption: str = ""
    taken_on: date | None = None


@dataclass(frozen=True, slots=True)
class Photographed:
    """A hazard with its number in F10 and its photos."""

    number: int
    hazard: HazardFacts
    before: tuple[Shot, ...] = ()
    after: tuple[Shot, ...] = ()


def hazard_photos(
    texts: Mapping[str, Any],
    hazards: Sequence[Photographed],
    *,
    enterprise: str = "",
    inspected_on: date | None = None,
) -> Sheet:
    """Return the sheet of the photos of a visit's hazards, numbered as they stand; `texts` are F10's."""
    words: Mapping[str, Any] = texts["photos"]
    cells = [Cell(0, 0, words["before"]), Cell(0, 1, words["after"])]
    rows = [_HEADER_MM]
    together = []
    numbers = iter(range(1, 1 + sum(len(one.before) + len(one.after) for one in hazards)))
    for one in hazards:
        first = len(rows)
        cells.append(Cell(first, 0, _words(words, one), Role.VALUE, colspan=2))
        rows.append(_WORDS_MM)
        for pair in zip_longest(one.before, one.after):
            at = len(rows)
            for column, shot in enumerate(pair):
                cells += _shown(words, shot, at, column, next(numbers) if shot else 0)
            rows += [float(words["photo_mm"]), _CAPTION_MM]
            together.append((first, at + 1))
            first = at + 2
    return Sheet(
        form_id=texts["id"],
        annex=texts["continuation"],
        title=words["title"],
        head=unit_and_date(texts, enterprise, inspected_on),
        columns=_COLUMNS,
        rows=tuple(rows),
        cells=tuple(cells),
        header_rows=1,
        together=tuple(together),
        subject=enterprise,
        running_head="　".join(part for part in (words["title"], enterprise) if part),
        orientation=Orientation.PORTRAIT,
        margins=PORTRAIT_MARGINS,
    )


def _words(words: Mapping[str, Any], one: Photographed) -> str:
    hazard = one.hazard
    said = [f"{one.number}. {hazard.description}"]
    if hazard.level:
        said.append(hazard.level.label)
    for key, day in (("deadline", hazard.deadline), ("rectified", hazard.rectified_on)):
        if day:
            said.append(str(words[key]).replace("{date}", printed(day, DateStyle.DOTS)))
    return "　".join(said)


def _shown(words: Mapping[str, Any], shot: Shot | None, row: int, column: int, number: int) -> list[Cell]:
    if shot is None:
        return [Cell(row, column, None, Role.VALUE), Cell(row + 1, column, None, Role.VALUE)]
    day = printed(shot.taken_on, DateStyle.DOTS) if shot.taken_on else ""
    name = str(words["number"]).replace("{number}", str(number))
    caption = "　".join(part for part in (name, day, shot.caption) if part)
    content = shot.photo or str(words["lost"]).replace("{file}", shot.name)
    return [
        Cell(row, column, content, Role.VALUE, align=Align.CENTRE),
        Cell(row + 1, column, caption, Role.VALUE, align=Align.CENTRE, size_pt=_CAPTION_PT),
    ]

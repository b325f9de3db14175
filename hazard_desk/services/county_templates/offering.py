"""What the dialog offers: records, values of single cells, saved tables, and the sheets that are known."""

from __future__ import annotations

from dataclasses import dataclass

from hazard_desk.rules.table_question import NounSpec, Question
from hazard_desk.services.ad_hoc_tables import saved_tables
from hazard_desk.services.county_templates.marks import MarkChoice, mark_choices
from hazard_desk.services.county_templates.remembering import RememberedRow, remembered
from hazard_desk.services.vocabulary import nouns
from hazard_desk.store.unit_of_work import Reading


@dataclass(frozen=True, slots=True)
class SavedConditions:
    """A table saved under its name, whose conditions and order can be taken over."""

    id: int
    name: str
    question: Question


@dataclass(frozen=True, slots=True)
class Offered:
    """All that can be chosen from."""

    nouns: tuple[NounSpec, ...]
    marks: tuple[MarkChoice, ...]
    tables: tuple[SavedConditions, ...]
    remembered: tuple[RememberedRow, ...]


def offered(reading: Reading) -> Offered:
    """Return what can be chosen from now."""
    tables = tuple(
        SavedConditions(row.id, row.name, row.question)
        for row in saved_tables(reading)
        if row.question is not None
    )
    return Offered(nouns(), mark_choices(reading), tables, tuple(remembered(reading)))

"""填上级表格: a table that others made, recognised, filled from our records, remembered for next time."""

from __future__ import annotations

from hazard_desk.services.county_templates.filling import (
    PreparedSheet,
    fill_file,
    prepare,
)
from hazard_desk.services.county_templates.looking import SheetTop, TemplateLook, look_into, with_header
from hazard_desk.services.county_templates.mapping import (
    BLANK,
    NO_MARK,
    NUMBER,
    ColumnFill,
    ColumnSource,
    MarkFill,
    MarkSource,
    SheetMapping,
    mapping_json,
    mapping_of,
    places,
)
from hazard_desk.services.county_templates.marks import (
    MarkChoice,
    mark_choices,
    possible_marks,
    tells_of_a_week,
)
from hazard_desk.services.county_templates.matching import odd_unit
from hazard_desk.services.county_templates.noting import Note, mark_words, notes_of, week_words
from hazard_desk.services.county_templates.offering import Offered, offered
from hazard_desk.services.county_templates.proposing import (
    Origin,
    Proposal,
    can_be_beside,
    column_fill,
    header_by_hand,
    propose,
    propose_all,
    read_header,
    sheet_keys,
)
from hazard_desk.services.county_templates.remembering import (
    Filled,
    RememberedRow,
    forget,
    remember,
    remembered,
)

__all__ = [
    "BLANK",
    "NO_MARK",
    "NUMBER",
    "ColumnFill",
    "ColumnSource",
    "Filled",
    "MarkChoice",
    "MarkFill",
    "MarkSource",
    "Note",
    "Offered",
    "Origin",
    "PreparedSheet",
    "Proposal",
    "RememberedRow",
    "SheetMapping",
    "SheetTop",
    "TemplateLook",
    "can_be_beside",
    "column_fill",
    "fill_file",
    "forget",
    "header_by_hand",
    "look_into",
    "mapping_json",
    "mapping_of",
    "mark_choices",
    "mark_words",
    "notes_of",
    "odd_unit",
    "offered",
    "places",
    "possible_marks",
    "prepare",
    "propose",
    "propose_all",
    "read_header",
    "remember",
    "remembered",
    "sheet_keys",
    "tells_of_a_week",
    "week_words",
    "with_header",
]

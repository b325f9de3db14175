"""临时报表: whatever is asked of the records, as a table: asked, counted, kept under a name, given out.

`saving` stands apart: it brings all the forms along, which the first tab has no need of.
"""

from hazard_desk.services.ad_hoc_tables.answering import (
    Answer,
    AnswerColumn,
    AnswerRow,
    answer,
    answer_columns,
    answer_ids,
    answer_rows,
    group_rows,
)
from hazard_desk.services.ad_hoc_tables.saved import (
    SavedTableRow,
    mark_used,
    remove_table,
    save_table,
    saved_table,
    saved_tables,
)
from hazard_desk.services.ad_hoc_tables.sheets import answer_sheet, title_of

__all__ = [
    "Answer",
    "AnswerColumn",
    "AnswerRow",
    "SavedTableRow",
    "answer",
    "answer_columns",
    "answer_ids",
    "answer_rows",
    "answer_sheet",
    "group_rows",
    "mark_used",
    "remove_table",
    "save_table",
    "saved_table",
    "saved_tables",
    "title_of",
]

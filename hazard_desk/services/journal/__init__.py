"""操作记录: what was done, told in the clerk's words, taken back and done again.

`export` stands apart: it brings all the forms along, and 撤销 is there from the first moment.
"""

from hazard_desk.services.journal.reading import (
    EntryRow,
    FieldTold,
    JournalQuery,
    JournalRow,
    RowTold,
    changes_count,
    entry_changes,
    entry_rows,
    find_entries,
    found_rows,
    journal_handlers,
    journal_nouns,
    journal_rows,
)
from hazard_desk.services.journal.undoing import (
    redo_last,
    undo,
    undo_last,
    what_can_be_redone,
    what_can_be_taken_back,
)

__all__ = [
    "EntryRow",
    "FieldTold",
    "JournalQuery",
    "JournalRow",
    "RowTold",
    "changes_count",
    "entry_changes",
    "entry_rows",
    "find_entries",
    "found_rows",
    "journal_handlers",
    "journal_nouns",
    "journal_rows",
    "redo_last",
    "undo",
    "undo_last",
    "what_can_be_redone",
    "what_can_be_taken_back",
]

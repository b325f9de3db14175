"""What an operation did: enough for open pages to refresh and for the user to be told."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Changes:
    """The outcome of one operation.

    `nouns` are the names of the tables touched and `entry_id` the journal entry (None where nothing
    changed); both are filled in by the office file when the transaction commits.
    """

    summary: str
    record_id: int | None = None
    notices: list[str] = field(default_factory=list)
    nouns: frozenset[str] = frozenset()
    entry_id: int | None = None
    counts: dict[str, int] = field(default_factory=dict)

"""What was put together and not saved: kept by table, so that Esc and another table lose nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ui.preferences import Preferences

_AT = "ad_hoc_tables/at"


@dataclass(frozen=True, slots=True)
class Typed:
    """Name, 谁要的, and everything that stands in the question."""

    name: str
    note: str
    question: dict[str, Any]


class TableDrafts:
    """The drafts of saved tables by their ids, and of the new one (None)."""

    def __init__(self, preferences: Preferences) -> None:
        """Keep them among the user's drafts of this office."""
        self._preferences = preferences

    def keep(self, table_id: int | None, typed: Typed) -> None:
        """Keep this."""
        raw = {"name": typed.name, "note": typed.note, "question": typed.question}
        self._preferences.drafts.keep(_key(table_id), raw)

    def forget(self, table_id: int | None) -> None:
        """Drop it: it was saved, or thrown away."""
        self._preferences.drafts.forget(_key(table_id))

    def get(self, table_id: int | None) -> Typed | None:
        """Return what was kept, or None; a spoilt draft counts as none."""
        raw = self._preferences.drafts.get(_key(table_id))
        if not isinstance(raw, dict) or not isinstance(raw.get("question"), dict):
            return None
        return Typed(str(raw.get("name", "")), str(raw.get("note", "")), raw["question"])

    @property
    def last(self) -> int | None:
        """Return the table that was in sight last; None for a new one or none."""
        kept = self._preferences.drafts.get(_AT)
        return kept if isinstance(kept, int) else None

    def remember(self, table_id: int | None) -> None:
        """Come back to this table next time."""
        if table_id is None:
            self._preferences.drafts.forget(_AT)
        else:
            self._preferences.drafts.keep(_AT, table_id)


def _key(table_id: int | None) -> str:
    return f"ad_hoc_table/{'new' if table_id is None else table_id}"

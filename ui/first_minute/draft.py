"""What was typed for an office not made yet: kept among the habits, there being no office to keep it in."""

from __future__ import annotations

from typing import Any

from ui.preferences import Preferences

_KEY = "first-minute/draft"


def kept_draft(preferences: Preferences) -> dict[str, Any] | None:
    """Return what was typed, by page, or None."""
    kept = preferences.value(_KEY)
    return kept if isinstance(kept, dict) and kept else None


def keep_draft(preferences: Preferences, raw: dict[str, Any]) -> None:
    """Keep what was typed; a PC that dies loses the last second at most."""
    preferences.setValue(_KEY, raw)


def forget_draft(preferences: Preferences) -> None:
    """Drop it: the office has been made."""
    preferences.setValue(_KEY, None)
    preferences.write()

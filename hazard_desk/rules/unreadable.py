"""How a rule says that a value can't be read: the reason and what to write instead."""

from __future__ import annotations

from hazard_desk.rules.refusal import Refusal


class Unreadable(ValueError):
    """A text or number that may not be guessed at; `message` and `remedy` are Chinese."""

    def __init__(self, message: str, remedy: str = "") -> None:
        """Keep the reason and the remedy."""
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def refusal(self, field: str) -> Refusal:
        """Return the same refusal, naming the field of the facts it stands in."""
        return Refusal(field, self.message, self.remedy)

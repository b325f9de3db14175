"""What can go wrong in the user's world, said in three parts: what, what it means, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class HazardDeskError(Exception):
    """A failure the user can understand and act on; anything else is a bug.

    `what` happened, what it `meaning`s for the data, and the `remedy`, all in Chinese.
    """

    exit_code = 1

    def __init__(self, what: str, meaning: str = "", remedy: str = "") -> None:
        """Keep the three parts; `str()` of the error joins them into one message."""
        super().__init__(what)
        self.what = what
        self.meaning = meaning
        self.remedy = remedy

    def __str__(self) -> str:
        """Return the three parts as one paragraph."""
        return "".join(part for part in (self.what, self.meaning, self.remedy) if part)


class UsageError(HazardDeskError):
    """The command was asked for something it does not offer."""

    exit_code = 2


class OfficeFileError(HazardDeskError):
    """The office file can't be opened, or is damaged (DESIGN §8: exit 3)."""

    exit_code = 3


class OutputError(HazardDeskError):
    """A file could not be written: a full disk, a pulled stick, a file open in another program."""


class RecordMissing(HazardDeskError):
    """A record that was asked for by name, number or id is not in the office file."""


class Cancelled(HazardDeskError):
    """The user stopped the work; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with the input, with its place: sheet, row (from 1), column label, value."""

    message: str
    remedy: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    field: str = ""  # of the facts, so that an entry form can mark it
    update_helps: bool = False  # an import that updates what is there would not refuse it


class InputRefused(HazardDeskError):
    """The input has problems and nothing was changed; each is listed with its place."""

    def __init__(
        self,
        problems: Sequence[Problem],
        what: str = "",
        meaning: str = "没有写入任何数据。",
        remedy: str = "请按下列提示改正后再试。",
    ) -> None:
        """Refuse with at least one problem."""
        self.problems = tuple(problems)
        super().__init__(what or f"发现 {len(self.problems)} 处问题。", meaning, remedy)

"""Small JSON files that the program writes for itself, read back whatever became of their bytes."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

MOST_BYTES = 16 * 2**20
"""Of a note; the drafts of a whole office have less."""

MOST_VALUES = 2_000_000
"""Of JSON from anywhere, counted by its commas: each takes fifty times its three bytes when it is read."""

_DEEPEST = 60
_LARGEST_NUMBER = 2**53  # what every reader of JSON takes exactly


class NoteUnreadable(ValueError):
    """The file is there and is no note of ours."""


def demand_note(path: Path, most: int = MOST_BYTES) -> dict[str, Any]:
    """Return what a note says; OSError where it can't be read, NoteUnreadable where it makes no sense."""
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise NoteUnreadable("too long")
    demand_few_values(data)
    try:
        said = json.loads(data.decode())
    except (ValueError, RecursionError) as error:
        raise NoteUnreadable(str(error)) from error
    if not isinstance(said, dict):
        raise NoteUnreadable("no note")
    demand_sound(said)
    return said


def read_note(path: Path) -> dict[str, Any] | None:
    """Return what a note says; None where there is none, or none that can be read."""
    try:
        return demand_note(path)
    except (OSError, NoteUnreadable):
        return None


def demand_few_values(data: bytes) -> None:
    """Raise NoteUnreadable where JSON that is still to be read would fill the memory."""
    if data.count(b",") > MOST_VALUES:
        raise NoteUnreadable("too many values")


def demand_sound(said: Any) -> None:
    """Raise NoteUnreadable where JSON that was read can't be written again, shown or reckoned with."""
    waiting: list[Iterator[Any]] = [iter((said,))]
    while waiting:
        for value in waiting[-1]:
            if isinstance(value, dict | list):
                if len(waiting) > _DEEPEST:
                    raise NoteUnreadable("nested without end")
                waiting.append(chain.from_iterable(value.items()) if isinstance(value, dict) else iter(value))
                break
            _demand_sound_value(value)
        else:
            waiting.pop()


def _demand_sound_value(value: Any) -> None:
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise NoteUnreadable("half a character") from error
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise NoteUnreadable("no number")
    elif isinstance(value, int) and abs(value) > _LARGEST_NUMBER:
        raise NoteUnreadable("a number without end")

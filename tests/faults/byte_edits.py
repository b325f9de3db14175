"""What a worn stick, a bad cable or a curious editor makes of a file's bytes."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

PAGE = 4096
_SECTOR = 512


def _bit(data: bytearray, random: Random) -> None:
    data[random.randrange(len(data))] ^= 1 << random.randrange(8)


def _byte(data: bytearray, random: Random) -> None:
    data[random.randrange(len(data))] = random.randrange(256)


def _sixteen(data: bytearray, random: Random) -> None:
    at = random.randrange(max(1, len(data) - 16))
    data[at : at + 16] = random.randbytes(min(16, len(data) - at))


def _zeroed(data: bytearray, random: Random) -> None:
    at = random.randrange(-(-len(data) // _SECTOR)) * _SECTOR
    length = min(_SECTOR, len(data) - at)
    data[at : at + length] = bytes(length)


def _cut(data: bytearray, random: Random) -> None:
    whole_pages = len(data) > 2 * PAGE and random.random() < 0.5
    end = random.randrange(1, len(data) // PAGE) * PAGE if whole_pages else random.randrange(len(data))
    del data[end:]


def _swapped(data: bytearray, random: Random) -> None:
    one, other = (number * PAGE for number in random.sample(range(len(data) // PAGE), 2))
    data[one : one + PAGE], data[other : other + PAGE] = (
        data[other : other + PAGE],
        data[one : one + PAGE],
    )


def _doubled(data: bytearray, random: Random) -> None:
    one, other = (number * PAGE for number in random.sample(range(len(data) // PAGE), 2))
    data[other : other + PAGE] = data[one : one + PAGE]


EDITS: dict[str, Callable[[bytearray, Random], None]] = {
    "one bit flipped": _bit,
    "one byte": _byte,
    "16 bytes": _sixteen,
    "a sector zeroed": _zeroed,
    "cut": _cut,
    "two pages swapped": _swapped,
    "a page twice": _doubled,
}
OF_SMALL_FILES = ("one bit flipped", "one byte", "16 bytes", "a sector zeroed", "cut")


def edited(data: bytes, edit: str, random: Random) -> bytes:
    """Return the bytes after such an edit, which changed something."""
    while True:
        new = bytearray(data)
        EDITS[edit](new, random)
        if new != data:
            return bytes(new)

"""Names of records as names of files, on Windows and everywhere else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 120
_MOST_BYTES = 240  # Linux and most USB sticks count bytes, three a Chinese character
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\ud800-\udfff]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)", re.IGNORECASE)


def file_names(names: Iterable[str], ending: str) -> list[str]:
    """Return a file name for each name, in that order: allowed everywhere, none twice, of bounded length.

    Windows doesn't tell capitals from small letters, nor people full width from half: such names are taken
    for the same and numbered, 宏达铸造厂.pdf, 宏达铸造厂（2）.pdf.
    """
    taken: set[str] = set()
    found = []
    for name in names:
        plain = safe_stem(name)
        number, stem = 1, _cut(plain, ending)
        while _folded(stem) in taken:
            number += 1
            stem = _cut(plain, f"（{number}）{ending}") + f"（{number}）"
        taken.add(_folded(stem))
        found.append(stem + ending)
    return found


def safe_stem(name: str) -> str:
    """Return a name without what Windows forbids in a file name; one of nothing else becomes 未命名."""
    text = " ".join(_FORBIDDEN.sub(" ", unicodedata.normalize("NFC", name)).split()).strip(". ")
    if not text:
        return "未命名"
    return f"_{text}" if _RESERVED.match(text) else text


def _cut(stem: str, tail: str) -> str:
    while len(stem + tail) > LONGEST or len((stem + tail).encode()) > _MOST_BYTES:
        stem = stem[:-1]
    return stem.rstrip(". ")


def _folded(stem: str) -> str:
    return unicodedata.normalize("NFKC", stem).casefold()

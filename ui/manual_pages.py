"""使用手册 as it lies in resources/manual: its contents, and finding in it by words or pinyin initials."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unicodedata import normalize

from hazard_desk.resources import RESOURCES

FOLDER = RESOURCES / "manual"
BOOK = "隐患台使用手册.pdf"
CARD = "速查卡.pdf"
_AROUND = 18  # characters shown on both sides of what was found


@dataclass(frozen=True, slots=True)
class Section:
    """What stands below one heading: its place, and the titles and text it is found by."""

    place: str
    chapter: str
    title: str
    text: str
    initials: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChapterEntry:
    """A chapter in the contents, with place and title of each of its sections."""

    place: str
    title: str
    sections: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A section that was found, and the words round what was looked for, "" where its title says it."""

    section: Section
    words: str


@dataclass(frozen=True, slots=True)
class Manual:
    """Contents and sections."""

    chapters: tuple[ChapterEntry, ...]
    sections: tuple[Section, ...]

    def find(self, wanted: str) -> list[Hit]:
        """Return the sections that have every word, those that have it in a title or its initials first."""
        words = plain(wanted).split()
        if not words:
            return []
        titled, written = [], []
        for section in self.sections:
            title = plain(f"{section.title} {section.chapter}")
            in_title = [word in title or any(word in one for one in section.initials) for word in words]
            text = plain(section.text)
            if all(in_title):
                titled.append(Hit(section, ""))
            elif all(known or word in text for known, word in zip(in_title, words, strict=True)):
                first = next(word for known, word in zip(in_title, words, strict=True) if not known)
                written.append(Hit(section, _around(section.text, first)))
        return titled + written


def plain(text: str) -> str:
    """Return a text as it is compared: full-width and half-width, large and small alike."""
    return normalize("NFKC", text).casefold()


def _around(text: str, word: str) -> str:
    """Return the text round a word that is in it, as it is compared."""
    pieces = [plain(character) for character in text]
    place = "".join(pieces).index(word) if word in "".join(pieces) else 0
    at = next(at for at in range(len(pieces) + 1) if len("".join(pieces[:at])) >= place)
    begin, end = max(0, at - _AROUND), at + len(word) + _AROUND
    return f"{'…' if begin else ''}{text[begin:end]}{'…' if end < len(text) else ''}"


@cache
def read_manual(folder: Path = FOLDER) -> Manual:
    """Return the manual's contents and sections."""
    held = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    chapters = tuple(
        ChapterEntry(
            entry["slug"],
            entry["title"],
            tuple((f"{entry['slug']}#{anchor}", title) for anchor, title in entry["sections"]),
        )
        for entry in held["chapters"]
    )
    sections = tuple(
        Section(one["place"], one["chapter"], one["title"], one["text"], tuple(one["initials"]))
        for one in held["sections"]
    )
    return Manual(chapters, sections)

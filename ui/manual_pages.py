"""使用手册 as it lies in resources/manual: its contents, and finding in it by words or pinyin initials."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unicodedata import normalize

from hazard_desk.resources import RESOURCES

FOLDER = RESOURCES / "manual"
BOOK = "隐患台使用手册.pdf"
CARD = "速查卡.pdf"
_PARTS = re.compile(r"\w+")
_AROUND = 18  # characters shown on both sides of what was found


@dataclass(frozen=True, slots=True)
class Section:
    """What stands below one heading: its place, and the titles and text it is found by."""

    place: str
    chapter: str
    title: str
    text: str
    initials: tuple[tuple[str, ...], ...]  # of each part of the title, in every reading
    marked: tuple[str, ...] = ()  # of what stands in bold

    def rank(self, word: str) -> int | None:
        """Tell how well its titles answer to a word, 0 best; None where they don't.

        Best where its own title begins with it, in words or by pinyin initials; then where a part of that
        does, has it anywhere, or bold words have it; last where only the title of the chapter has it.
        """
        title = plain(self.title)
        parts = _PARTS.findall(title)
        begins = [any(one.startswith(word) for one in readings) for readings in self.initials]
        inside = any(word in one for readings in self.initials for one in readings)
        reached = (
            title.startswith(word) or begins[:1] == [True],
            any(part.startswith(word) for part in parts) or any(begins),
            word in title or word in "".join(parts) or inside,
            any(word in one for one in self.marked),
            word in plain(self.chapter),
        )
        return next((rank for rank, reaches in enumerate(reached) if reaches), None)


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
        """Return the sections that have every word, best first; those with all in a title before others."""
        words = plain(wanted).split()
        if not words:
            return []
        titled: list[tuple[int, Hit]] = []
        written = []
        for section in self.sections:
            ranks = {word: section.rank(word) for word in words}
            untitled = [word for word, rank in ranks.items() if rank is None]
            text = plain(section.text)
            if not untitled:
                titled.append((sum(rank for rank in ranks.values() if rank is not None), Hit(section, "")))
            elif all(word in text for word in untitled):
                written.append(Hit(section, _around(section.text, untitled[0])))
        titled.sort(key=lambda found: found[0])  # those of one rank stay in the order of the book
        return [hit for _rank, hit in titled] + written


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
        Section(
            one["place"],
            one["chapter"],
            one["title"],
            one["text"],
            tuple(tuple(readings) for readings in one["initials"]),
            tuple(one["marked"]),
        )
        for one in held["sections"]
    )
    return Manual(chapters, sections)

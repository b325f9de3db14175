"""The faces forms are typeset in: which characters each has, how wide they are, which one prints what.

Reads TrueType tables itself (cmap, hmtx), so that measuring a page needs neither the PDF library nor a
window. Layout always prefers the shipped faces; the PC's own faces only fill in rare characters, so a
page breaks alike on every PC.
"""

from __future__ import annotations

import os
import struct
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from hazard_desk.forms.shipped import FONTS

MM_PER_PT = 25.4 / 72

DASH = "—"
"""Takes one em (一字线), and as —— two without a gap; the faces draw it too short for either."""

REPLACEMENT = "〓"
"""Stands for a character that no face has (the printer's 'missing type' mark); preflight lists them."""


@dataclass(frozen=True)
class Face:
    """One TrueType face in a file; `index` counts within a collection (.ttc).

    `dash` is where the ink of — begins and ends, in em, where the face has a short one.
    """

    name: str
    path: Path
    index: int = 0
    dash: tuple[float, float] | None = None

    def advance(self, character: str) -> float | None:
        """Return the width of a character in em, or None where the face does not have it."""
        return self._advances.get(ord(character))

    @cached_property
    def _advances(self) -> dict[int, float]:
        return _read_advances(self.path.read_bytes(), self.index)


class _Widths(dict[str, float]):
    """Character → width in em, reckoned when first asked for; what no face has is as wide as its stand-in."""

    def __init__(self, find: Callable[[str], tuple[Face, float] | None]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, character: str) -> float:
        found = self._find(character)
        width = 1.0 if found is None else found[1]
        self[character] = width
        return width


@dataclass(frozen=True)
class Typeface:
    """A face and those that stand in for characters it lacks, in order."""

    faces: tuple[Face, ...]
    _found: dict[str, tuple[Face, float] | None] = field(default_factory=dict, compare=False, repr=False)
    _plain: set[str] = field(default_factory=set, compare=False, repr=False)  # known to be set as they are

    @cached_property
    def _widths(self) -> _Widths:
        return _Widths(self.find)

    def find(self, character: str) -> tuple[Face, float] | None:
        """Return the first face that has the character and its width in em, or None."""
        try:
            return self._found[character]
        except KeyError:
            found = None
            # Some faces map control characters to empty glyphs; on paper they are damage, not text.
            for face in () if unicodedata.category(character) == "Cc" else self.faces:
                advance = face.advance(character)
                if advance is not None:
                    found = (face, 1.0 if character == DASH else advance)
                    break
            self._found[character] = found
            return found

    def width_mm(self, text: str, size_pt: float) -> float:
        """Return the length of a line of `settable` text."""
        return sum(map(self._widths.__getitem__, text)) * size_pt * MM_PER_PT

    def runs(self, text: str) -> Iterator[tuple[Face, str, float]]:
        """Split `settable` text into stretches of one face, each with its length in em.

        Dashes make stretches of their own.
        """
        run, run_face, length = "", None, 0.0
        for character in text:
            found = self.find(character)
            if found is None:
                raise ValueError(f"no face has {character!r}: text was not made settable")
            turns = bool(run) and (character == DASH) != (run[0] == DASH)
            if run_face is not None and (turns or found[0] is not run_face):
                yield run_face, run, length
                run, length = "", 0.0
            run_face = found[0]
            run += character
            length += found[1]
        if run_face is not None:
            yield run_face, run, length

    def settable(self, text: str) -> str:
        """Return the text as it can be set: what has no shape left out, what no face has as 〓."""
        if self._plain.issuperset(text):
            return text
        out = []
        for character in text:
            if _is_shapeless(character):
                continue
            if character == "\n" or self.find(character) is not None:
                self._plain.add(character)
                out.append(character)
            else:
                out.append(" " if character.isspace() else REPLACEMENT)
        return "".join(out)

    def missing(self, text: str) -> list[str]:
        """Return the characters of the text that would print as 〓, each once, in order."""
        return [
            character
            for character in dict.fromkeys(text)
            if not (_is_shapeless(character) or character.isspace()) and self.find(character) is None
        ]


@dataclass(frozen=True)
class FontSet:
    """The two voices of a form: running text and titles."""

    text: Typeface
    heading: Typeface


SERIF = Face("NotoSerifSC-Regular", FONTS / "NotoSerifSC-Regular.ttf", dash=(0.043, 0.846))
SANS = Face("NotoSansSC-Regular", FONTS / "NotoSansSC-Regular.ttf", dash=(0.046, 0.847))
SANS_BOLD = Face("NotoSansSC-Bold", FONTS / "NotoSansSC-Bold.ttf", dash=(0.049, 0.859))


PC_FACES = {
    "simsun": ("宋体", "PC-SimSun", ("simsun.ttc",)),
    "fangsong": ("仿宋", "PC-FangSong", ("simfang.ttf",)),
    "kaiti": ("楷体", "PC-KaiTi", ("simkai.ttf",)),
    "simhei": ("黑体", "PC-SimHei", ("simhei.ttf",)),
}
"""The faces of a Chinese Windows that an office may choose for its forms: key → name, face, file names."""

_RARE_FACES = (
    ("PC-SimSun-ExtB", ("simsunb.ttf",)),
    ("PC-SimSun-ExtG", ("simsunextg.ttf",)),
)
"""What Windows has for rare characters only."""


@cache
def office_fonts(body: str = "", heading: str = "") -> FontSet:
    """Return the faces forms are set in: the shipped ones, or those the office chose where this PC has them.

    `body` and `heading` are keys of PC_FACES, "" for the shipped faces. Whatever the choice, every face at
    hand fills in the characters that the chosen one lacks.
    """
    return font_set(pc_faces(), body, heading)


def font_set(more: tuple[Face, ...] = (), body: str = "", heading: str = "") -> FontSet:
    """Return the shipped faces backed by `more`, led by the chosen ones among these."""
    by_name = {face.name: face for face in more}

    def led_by(key: str, *shipped: Face) -> Typeface:
        chosen = by_name.get(PC_FACES[key][1]) if key in PC_FACES else None
        order = (*([chosen] if chosen else []), *shipped, *more)
        return Typeface(tuple(dict.fromkeys(order)))

    return FontSet(text=led_by(body, SERIF, SANS), heading=led_by(heading, SANS_BOLD, SERIF))


def pc_faces() -> tuple[Face, ...]:
    """Return the faces of PC_FACES and the rare-character faces that this PC has; song faces first."""
    found = _font_files()
    known = [(name, files) for _, name, files in PC_FACES.values()]
    known[1:1] = _RARE_FACES
    return tuple(Face(name, found[file]) for name, files in known for file in files if file in found)


def _font_files() -> dict[str, Path]:
    """Return the known files among this PC's fonts, by their name in lower case."""
    wanted = {file for _, _, files in PC_FACES.values() for file in files}
    wanted |= {file for _, files in _RARE_FACES for file in files}
    found: dict[str, Path] = {}
    for folder in _font_folders():
        for root, _, files in os.walk(folder):
            for file in files:
                if file.lower() in wanted:
                    found.setdefault(file.lower(), Path(root) / file)
    return found


def _font_folders() -> list[Path]:
    """Return where fonts lie: for all users and for this one, on Windows, macOS and Linux."""
    folders = [
        Path(os.environ[variable]) / place
        for variable, place in (
            ("WINDIR", "Fonts"),
            ("LOCALAPPDATA", "Microsoft/Windows/Fonts"),
            ("HOME", ".local/share/fonts"),
            ("HOME", ".fonts"),
            ("HOME", "Library/Fonts"),
        )
        if os.environ.get(variable)
    ]
    if os.name == "posix":
        folders += [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("/Library/Fonts")]
    return [folder for folder in folders if folder.is_dir()]


def _is_shapeless(character: str) -> bool:
    """Whether a character is only an instruction (zero width, byte order, variant selector)."""
    code = ord(character)
    return (
        unicodedata.category(character) == "Cf"
        or 0xFE00 <= code <= 0xFE0F
        or 0xE0100 <= code <= 0xE01EF
        or character == "\r"
    )


def _read_advances(data: bytes, index: int) -> dict[int, float]:
    """Return code point → width in em from the cmap (formats 4 and 12) and hmtx tables."""
    base = 0
    if data[:4] == b"ttcf":
        (base,) = struct.unpack_from(">I", data, 12 + 4 * index)
    (count,) = struct.unpack_from(">H", data, base + 4)
    tables = {}
    for number in range(count):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, base + 12 + 16 * number)
        tables[tag] = offset
    (units,) = struct.unpack_from(">H", data, tables[b"head"] + 18)
    (metrics,) = struct.unpack_from(">H", data, tables[b"hhea"] + 34)
    widths = struct.unpack_from(f">{2 * metrics}H", data, tables[b"hmtx"])[::2]
    glyphs = _read_cmap(data, tables[b"cmap"])
    return {code: widths[min(glyph, metrics - 1)] / units for code, glyph in glyphs.items()}


def _read_cmap(data: bytes, start: int) -> dict[int, int]:
    (count,) = struct.unpack_from(">H", data, start + 2)
    offsets = {}
    for number in range(count):
        platform, _, offset = struct.unpack_from(">HHI", data, start + 4 + 8 * number)
        if platform in (0, 3):
            offsets[struct.unpack_from(">H", data, start + offset)[0]] = start + offset
    glyphs: dict[int, int] = {}
    if 4 in offsets:
        glyphs.update(_read_format_4(data, offsets[4]))
    if 12 in offsets:
        at = offsets[12]
        (groups,) = struct.unpack_from(">I", data, at + 12)
        for first, last, glyph in struct.iter_unpack(">III", data[at + 16 : at + 16 + 12 * groups]):
            glyphs.update(zip(range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True))
    return {code: glyph for code, glyph in glyphs.items() if glyph}


def _read_format_4(data: bytes, at: int) -> dict[int, int]:
    (doubled,) = struct.unpack_from(">H", data, at + 6)
    n = doubled // 2
    ends = struct.unpack_from(f">{n}H", data, at + 14)
    starts = struct.unpack_from(f">{n}H", data, at + 16 + doubled)
    deltas = struct.unpack_from(f">{n}h", data, at + 16 + 2 * doubled)
    ranges_at = at + 16 + 3 * doubled
    ranges = struct.unpack_from(f">{n}H", data, ranges_at)
    glyphs = {}
    for number in range(n):
        for code in range(starts[number], min(ends[number], 0xFFFE) + 1):
            if ranges[number] == 0:
                glyph = (code + deltas[number]) & 0xFFFF
            else:
                place = ranges_at + 2 * number + ranges[number] + 2 * (code - starts[number])
                (glyph,) = struct.unpack_from(">H", data, place)
                glyph = (glyph + deltas[number]) & 0xFFFF if glyph else 0
            glyphs[code] = glyph
    return glyphs

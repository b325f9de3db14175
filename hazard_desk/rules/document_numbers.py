"""Numbers of documents (文书编号): from a pattern with {简称} {年} {号}, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from hazard_desk.rules.search_text import comparable

SHORT_NAME, YEAR, SERIAL = "{简称}", "{年}", "{号}"
_MOST_FIGURES = 9
_BLANKS = {SHORT_NAME: "　　　　", YEAR: "　　　　", SERIAL: "　　　　"}  # to be written by hand


@dataclass(frozen=True, slots=True)
class NumberPattern:
    """How the numbers of one kind of document read in one office and year."""

    pattern: str
    short_name: str
    year: int

    def number(self, serial: int) -> str:
        """Return the number with this serial."""
        return self._filled(str(serial))

    def serial_of(self, number: str) -> int | None:
        """Return the serial within a number; None for one that doesn't fit the pattern.

        Full-width figures and brackets count as half-width ones; leading zeros are passed over.
        """
        if SERIAL not in self.pattern:
            return None
        place = "0serial0"  # no mark, or it would not survive being made comparable
        first, *others = map(re.escape, comparable(self._filled(place)).split(place))
        wanted = first + rf"(\d{{1,{_MOST_FIGURES}}})" + r"\1".join(others)
        found = re.fullmatch(wanted, comparable(number), re.ASCII)
        return int(found[1]) if found else None

    def _filled(self, serial: str) -> str:
        filled = self.pattern.replace(SHORT_NAME, self.short_name).replace(YEAR, str(self.year))
        return filled.replace(SERIAL, serial)


def blank_number(pattern: str, short_name: str) -> str:
    """Return the number of a blank document: year and serial are written by hand, the rest is printed."""
    named = pattern.replace(SHORT_NAME, short_name or _BLANKS[SHORT_NAME])
    return named.replace(YEAR, _BLANKS[YEAR]).replace(SERIAL, _BLANKS[SERIAL])


def next_serial(taken: Iterable[int | None]) -> int:
    """Return the serial after the highest one; gaps stay gaps, numbers that fit no pattern don't count."""
    return max((serial for serial in taken if serial is not None), default=0) + 1


def pattern_problem(pattern: str) -> str:
    """Return what is wrong with a pattern, in Chinese; "" for a sound one."""
    if SERIAL not in pattern:
        return "编号样式里没有{号}，每份文书的编号会一样。"
    unknown = [word for word in re.findall(r"\{[^{}]*\}", pattern) if word not in _BLANKS]
    return f"编号样式里的{'、'.join(unknown)}认不出来，只能用{{简称}}、{{年}}、{{号}}。" if unknown else ""

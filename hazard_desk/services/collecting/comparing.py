"""When two texts of returned sheets are the same thing, and whom a row tells of. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from hazard_desk.intake.enterprises import field_reader
from hazard_desk.intake.headers import ENTERPRISE_HEADERS, header_key
from hazard_desk.rules.dates import parse_date
from hazard_desk.rules.names import normalise_name
from hazard_desk.rules.search_text import comparable
from hazard_desk.rules.unreadable import Unreadable
from hazard_desk.services.collecting.facts import IDENTIFYING, ExpectedColumn

_NOTHING = frozenset({"", "/", "-", "—", "——", "\\"})
_DAY = re.compile(r"\d{4}[^\d]{1,2}\d{1,2}[^\d]{1,2}\d{1,2}|\d{8}(?!\d)")
_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?")
NO_FORMS: Mapping[str, str] = MappingProxyType({})
_COMMITTEES = ("村民委员会", "村委会", "居民委员会", "居委会", "委员会")


@lru_cache(maxsize=50_000)
def is_blank(text: str) -> bool:
    """Say whether a cell holds nothing: empty, or a stroke that stands for nothing. 无 is an answer."""
    return unicodedata.normalize("NFKC", text).strip() in _NOTHING


def value_of(text: str, column: ExpectedColumn, forms: Mapping[str, str] = NO_FORMS) -> Hashable:
    """Return what a text means: two texts of a column are in conflict where this differs.

    `forms` are the ways to write a village (`known_forms`): 马村 and 马村村委会 are the same one.
    """
    if column.field == "village" or (column.key and not column.field):
        village = forms.get(comparable(text))
        if village is not None:
            return "village", comparable(village)
    return _value(text, column.field, column.unit)


@lru_cache(maxsize=50_000)
def _value(text: str, field: str, unit: str) -> Hashable:
    plain = plain_value(text)
    if field == "name":
        return "name", normalise_name(text)
    if not field or (isinstance(plain, tuple) and plain[0] == "day"):
        return plain
    try:
        fact = field_reader(field, unit)(text)
    except Unreadable:
        return plain
    if fact is None or fact in ("", ()):
        return plain  # 无: said, and not the same as another answer
    if isinstance(fact, tuple):
        return field, frozenset(map(comparable, fact))
    return field, comparable(fact) if isinstance(fact, str) else fact


def plain_value(text: str) -> Hashable:
    """Return a day, a number or a text as it is compared; 0358… stays a text, its 0 means something."""
    shown = unicodedata.normalize("NFKC", text).strip()
    if _DAY.match(shown):
        try:
            day: date | None = parse_date(shown)
        except Unreadable:
            day = None
        if day is not None:
            return "day", day
    number = _NUMBER.fullmatch(shown)
    if number is not None and not (number[2].startswith("0") and len(number[2]) > 1):
        fraction = (number[3] or "").rstrip("0")
        digits = number[2].replace(",", "")
        sign = "-" if number[1] == "-" and (digits != "0" or fraction) else ""
        return "number", f"{sign}{digits}{'.' if fraction else ''}{fraction}"
    return "text", comparable(shown)


def names_village(label: str) -> bool:
    """Say whether a header means the village."""
    return ENTERPRISE_HEADERS.keys.get(header_key(label), ("",))[0] == "village"


# ---- whom a row tells of ---------------------------------------------------------------------------------


def name_forms(name: str) -> tuple[str, ...]:
    """Return how people write a village's name where only a name can stand: 马村, 马村村委会, 马 (村)."""
    plain = comparable(name)
    forms = [plain, normalise_name(name)]
    for ending, bare in (("村", plain[:-1]), ("社区", plain[:-2])):
        if plain.endswith(ending):
            forms += [f"{plain}{word}" for word in _COMMITTEES]
            first = "村" if ending == "村" else "居"
            forms += [f"{bare}{word}" for word in _COMMITTEES if word.startswith(first)]
            forms += [bare] if len(bare) > 1 else []
    return tuple(dict.fromkeys(forms))


def known_forms(names: Iterable[str]) -> dict[str, str]:
    """Return form → the name that it means; exact names win, a form that two share means neither."""
    names = list(dict.fromkeys(names))
    exact = {comparable(name): name for name in names}
    found: dict[str, str] = {}
    shared: set[str] = set()
    for name in names:
        for form in name_forms(name):
            if form in found and found[form] != name:
                shared.add(form)
            found[form] = name
    return {form: name for form, name in found.items() if form not in shared} | exact


def row_keys(
    texts: Mapping[int, str], columns: Sequence[ExpectedColumn], forms: Mapping[str, str]
) -> tuple[str, ...]:
    """Return what a row may be matched by, the surest first; none where its key columns are empty.

    A code and a name each say it alone; other key columns say it together, or tell apart what has one name.
    `forms` are the names of villages (`known_forms`).
    """
    single: dict[str, str] = {}
    others: list[str] = []
    for position, column in enumerate(columns):
        if not column.key:
            continue
        text = texts.get(position, "")
        if column.field in IDENTIFYING:
            if not is_blank(text) and (said := _identity(text, column)):
                single[column.field] = said
        else:
            said = "" if is_blank(text) else comparable(text)
            said = comparable(forms.get(said, said))
            others.append(said or _plain_key(text, column))
    beside = "|".join(others)
    if single or any(column.key and column.field in IDENTIFYING for column in columns):
        return tuple(
            f"{field}:{single[field]}" + (f"|{beside}" if others else "")
            for field in IDENTIFYING
            if field in single
        )
    return (f"key:{beside}",) if any(others) else ()


def _plain_key(text: str, column: ExpectedColumn) -> str:
    return "" if is_blank(text) else str(value_of(text, column))


def _identity(text: str, column: ExpectedColumn) -> str:
    if column.field == "name":
        return normalise_name(text)
    try:
        return str(field_reader("code")(text))
    except Unreadable:
        return ""  # a code that is none says nothing of who it is; its cell is shown all the same

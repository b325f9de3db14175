"""What a list's search box looks through, and how what is typed is compared with it."""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import normalize

from hazard_desk.rules.readings import initials


def search_text(words: Iterable[str], names: Iterable[str] = ()) -> str:
    """Return one searchable line: `words` as they are, `names` also by their pinyin initials.

    Normalised (NFKC, lower case, inner blanks dropped) so that full-width and half-width are alike;
    parts are kept apart by line feeds, which no query contains.
    """
    names = [name for name in names if name]
    parts = [*names, *(word for word in words if word)]
    found = [comparable(part) for part in parts]
    for name in names:
        found.extend(initials(name))
    return "\n".join(dict.fromkeys(part for part in found if part))


def comparable(text: str) -> str:
    """Return `text` as it is compared: NFKC, lower case, without blanks."""
    if not text.isascii():
        text = normalize("NFKC", text)
    return "".join(text.lower().split())


def search_words(query: str) -> list[str]:
    """Split what was typed into words that must all be found."""
    return [word for word in (comparable(part) for part in normalize("NFKC", query).split()) if word]

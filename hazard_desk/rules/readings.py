"""Readings of characters: initials to search by, and a key to sort Chinese names by.

A character with readings of different initials (重 z/c, 行 x/h, 单 d/s) yields every combination, so
that 重庆 is found by cq and by zq, and no surname is lost to a wrong guess.
"""

from __future__ import annotations

from functools import lru_cache
from unicodedata import category, normalize

# Beyond this many combinations only the first readings are kept: no one types them all.
_MOST_VARIANTS = 12


@lru_cache(maxsize=16_384)
def _syllables(character: str) -> tuple[str, ...]:
    """Return the toneless readings of one character, the commonest first; () for others."""
    from pypinyin.constants import PINYIN_DICT  # 0.4 s: only when something is written

    readings = PINYIN_DICT.get(ord(character), "")
    plain = (
        "".join(c for c in normalize("NFD", reading) if category(c) != "Mn")
        for reading in readings.split(",")
    )
    return tuple(dict.fromkeys(syllable for syllable in plain if syllable))


class _Initials(dict[str, tuple[str, ...]]):
    """The initials of each character met so far; a dictionary, because imports ask millions of times."""

    def __missing__(self, character: str) -> tuple[str, ...]:
        if character.isascii():
            found: tuple[str, ...] = (character.lower(),) if character.isalnum() else ("",)
        else:
            found = tuple(dict.fromkeys(syllable[0] for syllable in _syllables(character))) or ("",)
        self[character] = found
        return found


_initials = _Initials()


def initials(text: str) -> list[str]:
    """Return the pinyin initials of `text` in every reading that matters, e.g. 长兴 → cx, zx.

    Punctuation and characters without a reading leave nothing; ASCII letters and digits stay.
    """
    choices = [_initials[character] for character in (text if text.isascii() else normalize("NFKC", text))]
    letters = [choice[0] for choice in choices]
    found = ["".join(letters)]
    combinations = 1
    for position, choice in enumerate(choices):
        if len(choice) > 1 and combinations * len(choice) <= _MOST_VARIANTS:
            combinations *= len(choice)
            place = len("".join(letters[:position]))
            found = [
                variant[:place] + letter + variant[place + 1 :] for variant in found for letter in choice
            ]
    return list(dict.fromkeys(found)) if combinations > 1 else found


class _SortSyllables(dict[str, str]):
    """The commonest reading of each character met so far, with a blank behind it."""

    def __missing__(self, character: str) -> str:
        plain = character.isascii()
        self[character] = found = (character.lower() if plain else (_syllables(character) or ("",))[0]) + " "
        return found


_sort_syllables = _SortSyllables()


def sort_key(text: str) -> str:
    """Return a key by which names sort as in a dictionary: by pinyin, then by the characters."""
    return "".join([_sort_syllables[character] for character in normalize("NFKC", text)]) + f"\x00{text}"

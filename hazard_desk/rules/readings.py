"""Readings of characters: initials to search by, and a key to sort Chinese names by.

A character with readings of different initials (重 z/c, 行 x/h, 单 d/s) yields every combination, so
that 重庆 is found by cq and by zq, and no surname is lost to a wrong guess.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product
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


@lru_cache(maxsize=16_384)
def _initials(character: str) -> tuple[str, ...]:
    if character.isascii():
        return (character.lower(),) if character.isalnum() else ("",)
    syllables = _syllables(character)
    return tuple(dict.fromkeys(syllable[0] for syllable in syllables)) or ("",)


def initials(text: str) -> list[str]:
    """Return the pinyin initials of `text` in every reading that matters, e.g. 长兴 → cx, zx.

    Punctuation and characters without a reading leave nothing; ASCII letters and digits stay.
    """
    choices = [_initials(character) for character in normalize("NFKC", text)]
    combinations = 1
    for position, choice in enumerate(choices):
        if combinations * len(choice) > _MOST_VARIANTS:
            choices[position] = choice[:1]
        combinations *= len(choices[position])
    if combinations == 1:
        return ["".join(choice[0] for choice in choices)]
    return list(dict.fromkeys("".join(letters) for letters in product(*choices)))


def sort_key(text: str) -> str:
    """Return a key by which names sort as in a dictionary: by pinyin, then by the characters."""
    return (
        " ".join(
            (_syllables(character) or ("",))[0] if not character.isascii() else character.lower()
            for character in normalize("NFKC", text)
        )
        + "\x00"
        + text
    )

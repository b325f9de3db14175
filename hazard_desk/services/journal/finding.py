"""Finding told words: as they are written, or by the initials of their pinyin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from hazard_desk.rules.readings import initials
from hazard_desk.rules.search_text import comparable

_BETWEEN = "\x00"  # stands in no text, and is left alone by `comparable`


def has_words(words: Sequence[str], told: str) -> bool:
    """Whether every word is in it, as it is written or by the initials of its pinyin."""
    return which_have(words, [told])[0]


def which_have(words: Sequence[str], told: Sequence[str]) -> list[bool]:
    """Return of each text whether it has every word; of a hundred thousand texts in a fifth of a second.

    They are made comparable in one go, and initials are looked for by a pattern of the characters that have
    them: nothing is worked out for each text.
    """
    whole = comparable(_BETWEEN.join(one.replace(_BETWEEN, "") for one in told))
    texts = whole.split(_BETWEEN)
    found = [True] * len(texts)
    for word in words:
        pattern = _by_initials(word, set(whole)) if word.isascii() and word.isalpha() else None
        found = [
            so_far and (word in text or (pattern is not None and pattern.search(text) is not None))
            for so_far, text in zip(found, texts, strict=True)
        ]
    return found


def _by_initials(word: str, characters: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern of the characters that begin with these letters; what has no reading is skipped."""
    by_letter: dict[str, list[str]] = {letter: [] for letter in word}
    silent = []
    for character in characters:
        letters = initials(character)
        if letters == [""]:
            silent.append(character)
        for letter in letters:
            if letter in by_letter:
                by_letter[letter].append(character)
    if not all(by_letter.values()):
        return None
    between = f"[{re.escape(''.join(silent))}]*" if silent else ""
    return re.compile(between.join(f"[{re.escape(''.join(by_letter[letter]))}]" for letter in word))

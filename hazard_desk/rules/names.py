"""Names of enterprises and persons: cleaned for keeping, normalised for comparing."""

from __future__ import annotations

import re
import unicodedata

# Old fonts keep the hanzi of the GB 18030 range FE50–FEA0 in the private area U+E815–U+E864. Python's codec
# knows where 72 of the 80 went; the other eight came with Unicode 4.1 (GB 18030-2022, annex).
_LATE_HANZI = dict(
    zip((0xE81E, 0xE826, 0xE82B, 0xE82C, 0xE832, 0xE843, 0xE854, 0xE864), range(0x9FB4, 0x9FBC), strict=True)
)
_TRAIL_BYTES = (*range(0x50, 0x7F), *range(0x80, 0xA1))
_RARE_HANZI = {
    **{0xE815 + i: bytes((0xFE, trail)).decode("gb18030") for i, trail in enumerate(_TRAIL_BYTES)},
    **{private: chr(hanzi) for private, hanzi in _LATE_HANZI.items()},
}
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")

# A text without any of these is clean as it stands; one set, so that the search is a single fast scan.
_SUSPECT = re.compile(
    "[\\s\x00-\x1f\x7f-\xa0\xad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ud800-\udfff\ufeff\ufffe\ue000-\uf8ff]"
)
_PLAIN_NAME = re.compile("[\u4e00-\u9fff0-9A-Z()]+")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ud800-\udfff\ufeff\ufffe]"
)
_BLANKS = re.compile(r"[^\S\n]+")
_BLANK_BY_HANZI = re.compile(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])")
_BRACKETS = str.maketrans("【〔[{〈《「『】〕]}〉》」』", "((((((((" + "))))))))")
_SEPARATORS = re.compile(r"[、，,；;/／|\s\u200b\ufeff]+")
_PERSON_SEPARATORS = re.compile(r"[、，,；;/／|\n\r\t]+")
_NOBODY = frozenset({"无", "没有", "/", "-", "—", "——"})


def is_clean(text: str) -> bool:
    """Say whether `clean_text` would surely leave the text as it is."""
    return _SUSPECT.search(text) is None


def clean_text(text: str) -> str:
    """Return one line of text without stray blanks and invisible characters.

    Blanks beside hanzi go (张 三 stays two words only for `split_persons`, which reads the raw text);
    between Latin words one blank stays. Hanzi in the private area of old fonts become the real ones.
    """
    return clean_lines(text).replace("\n", "") if _SUSPECT.search(text) else text


def clean_lines(text: str) -> str:
    """Return text of several lines with each line cleaned as by `clean_text`, empty lines dropped."""
    if not _SUSPECT.search(text):
        return text
    text = restore_rare(_INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    text = text.replace("_x000D_", "").replace("\v", "\n").replace("\x85", "\n")
    lines = (_BLANK_BY_HANZI.sub("", _BLANKS.sub(" ", line).strip()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def restore_rare(text: str) -> str:
    """Return the text with the private code points of old GB 18030 fonts replaced by the real hanzi."""
    return text.translate(_RARE_HANZI) if _PRIVATE.search(text) else text


def has_private_character(text: str) -> bool:
    """Say whether the text holds a self-made character (造字) that no other computer can show."""
    return _PRIVATE.search(text) is not None


def normalise_name(text: str) -> str:
    """Return the form of an enterprise's name by which two spellings are the same one.

    Width, case, blanks and the kind of bracket don't count. 有限公司 and 有限责任公司 stay different: both
    may be registered side by side; merging them would file one enterprise's hazards under another.
    """
    if _PLAIN_NAME.fullmatch(text):
        return text
    folded = unicodedata.normalize("NFKC", restore_rare(text)).translate(_BRACKETS).upper()
    return unicodedata.normalize("NFKC", "".join(_INVISIBLE.sub("", folded).split()))


def split_words(text: str) -> tuple[str, ...]:
    """Split a list of words (industries, campaigns) at 、，,；;/ or blanks; each is kept once."""
    return tuple(dict.fromkeys(filter(None, map(clean_text, _SEPARATORS.split(text)))))


def split_persons(text: str) -> tuple[str, ...]:
    """Split the names of several persons at 、，,；;/ line breaks or blanks; each is kept once.

    A two-character name typed with a blank (张 三) is one person: single hanzi that follow each other
    are joined in twos. 无 and dashes are nobody.
    """
    names: list[str] = []
    for part in _PERSON_SEPARATORS.split(unicodedata.normalize("NFKC", restore_rare(text))):
        waiting = ""
        for word in map(clean_text, part.split()):
            if waiting and len(word) == 1:
                names.append(waiting + word)
                waiting = ""
                continue
            if waiting:
                names.append(waiting)
                waiting = ""
            if len(word) == 1:
                waiting = word
            elif word:
                names.append(word)
        if waiting:
            names.append(waiting)
    return tuple(dict.fromkeys(name for name in names if name not in _NOBODY))

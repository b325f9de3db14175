"""Takes out of a text of the program's own (a log, a path) whatever says who and where its user is."""

from __future__ import annotations

import getpass
import os
import platform
import re
from collections.abc import Iterable
from pathlib import Path

PROGRAM = Path(__file__).resolve().parents[1]
"""What the program lies in: paths below it are told from there."""

_HOME, _USER, _COMPUTER, _NUMBER, _CODE, _WORDS = (
    "<用户文件夹>", "<用户>", "<电脑>", "<号码>", "<代码>", "<文字>",
)  # fmt: skip
_LEAST_NAME = 3  # a shorter user name would be found within every other word
_PHONE = re.compile(r"(?<![\w.])\+?\d[\d -]{5,}\d(?![\w.])")
_CREDIT_CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-HJ-NP-RTUW-Y]{15,20}(?![0-9A-Za-z])")
_HEX = re.compile(r"0x[0-9a-fA-F]+")
_TIME = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:[,.]\d+)?")
_NOT_ENGLISH = re.compile(r"[^\x00-\x7f]+")
_PACKAGES = re.compile(r"^.*/(?:site-packages|dist-packages)/")
_PYTHON = re.compile(r"^.*/(?:lib/python\d[^/]*|Lib)/")
_RELATIVE = re.compile(r"(?:\w[\w.-]*/)*\w+\.pyw?|<[\w ]{1,40}>", re.ASCII)
_FILE = re.compile(r'File "([^"\n]*)"')


def short_path(path: str) -> str:
    """Return a file of the program, of a package or of Python without the folders that it lies in.

    Of any other file no more than its name, and not even that where it isn't called as programs are.
    """
    program = str(PROGRAM)
    shorter = path.replace("\\", "/")
    if path.startswith((program + os.sep, program + "/")):
        shorter = shorter[len(program) + 1 :]
    elif not _RELATIVE.fullmatch(shorter):
        shorter = _PYTHON.sub("", _PACKAGES.sub("", shorter, count=1), count=1)
        if not _RELATIVE.fullmatch(shorter):
            shorter = shorter.rpartition("/")[2]
    return shorter if _RELATIVE.fullmatch(shorter) else "?"


def scrub(text: str, known: Iterable[str] = ()) -> str:
    """Return lines of a log without folders, names of user and computer, numbers, codes, Chinese words.

    `known` are words of the office that must not be there in any case.
    """
    text = _FILE.sub(lambda found: f'File "{short_path(found[1])}"', text)
    for word in sorted(set(known), key=len, reverse=True):
        if len(word) > 1:
            text = text.replace(word, _WORDS)
    text = without_user(text)
    return "\n".join(_scrubbed_line(line) for line in text.split("\n"))


def without_user(text: str) -> str:
    """Return a text in which the user's folder, the user and the computer aren't named."""
    for home in _homes():
        text = re.sub(re.escape(home), _HOME, text, flags=re.IGNORECASE)
    for name, instead in ((_user(), _USER), (platform.node(), _COMPUTER)):
        if len(name) >= _LEAST_NAME or not name.isascii():
            text = re.sub(_whole(name), instead, text, flags=re.IGNORECASE) if name else text
    return text


def _whole(name: str) -> str:
    """Return a pattern of this name, not of a longer word that holds it."""
    return rf"(?<![0-9A-Za-z]){re.escape(name)}(?![0-9A-Za-z])"


def _homes() -> list[str]:
    """Return how the user's folder may be written, the longest first."""
    found = {os.environ.get("USERPROFILE", ""), os.environ.get("HOME", "")}
    try:
        found.add(str(Path.home()))
        found.add(str(Path.home().resolve()))
    except (OSError, RuntimeError):
        pass
    found |= {home.replace("\\", "/") for home in found} | {home.replace("\\", "\\\\") for home in found}
    return sorted((home for home in found if len(home) > 2), key=len, reverse=True)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # nobody is logged in by name
        return ""


def _scrubbed_line(line: str) -> str:
    stamp = _TIME.match(line)
    head, rest = (line[: stamp.end()], line[stamp.end() :]) if stamp else ("", line)
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\x00{len(kept) - 1}\x00"

    for own in (_HOME, _USER, _COMPUTER, _WORDS):
        rest = re.sub(re.escape(own), keep, rest)
    rest = _HEX.sub(keep, rest)
    rest = _CREDIT_CODE.sub(_CODE_MARK, rest)
    rest = _PHONE.sub(_NUMBER_MARK, rest)
    rest = _NOT_ENGLISH.sub(_WORDS_MARK, rest)
    for mark, words in _MARKS.items():
        rest = rest.replace(mark, words)
    return head + re.sub("\x00(\\d+)\x00", lambda found: kept[int(found[1])], rest)


_CODE_MARK, _NUMBER_MARK, _WORDS_MARK = "\x01", "\x02", "\x03"
_MARKS = {_CODE_MARK: _CODE, _NUMBER_MARK: _NUMBER, _WORDS_MARK: _WORDS}

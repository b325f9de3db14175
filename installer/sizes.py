"""Says where the room goes that the installed program takes, and stops a build that takes too much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

INSTALLED_MB = 140
SETUP_MB = 50
WORTH_A_LINE_MB = 5

# Of each part why it is there; the first whose beginning fits. What is larger has to come before what it is
# in.
PARTS = (
    ("_internal/PySide6/plugins/", "Qt's plugins: windows, pictures, style"),
    ("_internal/PySide6/translations/", "Qt's Chinese"),
    ("_internal/PySide6/Qt6Core", "Qt: core"),
    ("_internal/PySide6/Qt6Gui", "Qt: pictures and letters"),
    ("_internal/PySide6/Qt6Widgets", "Qt: widgets"),
    ("_internal/PySide6/Qt6", "Qt: printing, SVG, the second start, the self-test"),
    ("_internal/PySide6/", "PySide6, between Qt and Python"),
    ("_internal/shiboken6/", "PySide6, between Qt and Python"),
    ("_internal/resources/fonts/", "the faces of the forms, 宋体 and 黑体"),
    ("_internal/resources/manual/", "the manual"),
    ("_internal/resources/", "texts of forms, check lists, criteria, theme"),
    ("_internal/program.pyz", "Python code: the program's and the packages'"),
    ("_internal/pypdfium2", "pictures of PDF pages: preview, printing"),
    ("_internal/libcrypto", "OpenSSL: hashes of backups and attachments"),
    ("_internal/python3", "CPython"),
    ("_internal/base_library.zip", "CPython"),
    ("_internal/unicodedata.pyd", "CPython"),
    ("_internal/PIL/", "photos"),
    ("_internal/lxml/", "Word files and the county's workbooks"),
    ("_internal/docx", "Word files and the county's workbooks"),
    ("_internal/pypinyin/", "pinyin"),
    ("_internal/python_calamine/", "reading workbooks"),
    ("_internal/pyrage/", "encryption of archives"),
    ("_internal/sqlite3.dll", "SQLite: the office file"),
    ("_internal/_sqlite3.pyd", "SQLite: the office file"),
    ("_internal/sqlalchemy/", "SQLAlchemy"),
    ("licences/", "licences"),
    ("", "the rest"),
)


class TooLarge(Exception):
    """What was built takes more room than it may."""


def parts(stage: Path) -> Counter[str]:
    """Return how many bytes each part of a frozen program takes."""
    found: Counter[str] = Counter()
    for path in stage.rglob("*"):
        if path.is_file():
            name = path.relative_to(stage).as_posix()
            why = next(why for begin, why in PARTS if name.startswith(begin))
            found[why] += path.stat().st_size
    return found


def table(stage: Path, setup: Path | None = None) -> Iterator[str]:
    """Yield the table: each part, largest first, then each file of five megabytes, then the sums."""
    found = parts(stage)
    for why, size in found.most_common():
        yield f"{size / 1e6:7.1f} MB  {why}"
    for path in sorted(stage.rglob("*"), key=lambda path: -path.stat().st_size):
        if path.is_file() and path.stat().st_size >= WORTH_A_LINE_MB * 1e6:
            yield f"{path.stat().st_size / 1e6:7.1f} MB    {path.relative_to(stage).as_posix()}"
    yield f"{found.total() / 1e6:7.1f} MB  installed (at most {INSTALLED_MB})"
    if setup is not None:
        yield f"{setup.stat().st_size / 1e6:7.1f} MB  {setup.name} (at most {SETUP_MB})"


def check(stage: Path, setup: Path) -> None:
    """Stop where the program takes too much room, installed or as a setup."""
    installed = parts(stage).total()
    for size, most, what in (
        (installed, INSTALLED_MB, "installed"),
        (setup.stat().st_size, SETUP_MB, "setup"),
    ):
        if size > most * 1e6:
            raise TooLarge(
                f"{what}: {size / 1e6:.1f} MB, at most {most} MB; the table above says where they go"
            )

"""What goes into the frozen program beyond what PyInstaller finds by itself, and what is left out."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from installer import elf

OWN_PACKAGES = ("hazard_desk", "ui")

EXCLUDED = [
    # made for people who write programs
    "tkinter", "_tkinter", "unittest", "pydoc", "pydoc_data", "test", "lib2to3", "distutils", "setuptools",
    "_distutils_hack", "pip", "doctest", "pdb", "idlelib", "ensurepip", "venv", "turtledemo", "curses",
    "readline",
    # what builds and tests this program
    "pytest", "_pytest", "pytestqt", "hypothesis", "mypy", "ruff", "xlwt", "stdnum", "qt_material",
    "fontTools", "chinese_calendar", "markdown_it", "LnkParse3", "PyInstaller", "pygments", "installer",
    "manual", "tests",
    # nothing here speaks with a network; QtNetwork is for the second start that raises the first window
    "ssl", "_ssl", "http.server", "xmlrpc", "ftplib", "smtplib",
    # parts of Qt that are never shown
    "PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets", "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtUiTools",
    "PySide6.QtDBus", "PySide6.QtSql", "PySide6.QtDesigner", "PySide6.QtXml", "PySide6.QtHelp",
    # kinds of pictures and drivers of databases that are not used
    "PIL._avif", "PIL.AvifImagePlugin", "PIL.ImageTk", "PIL._imagingtk", "PIL.ImageQt", "numpy", "greenlet",
    "psycopg2", "MySQLdb", "pysqlite2", "asyncpg", "lxml.objectify", "lxml.html", "lxml.isoschematron",
]  # fmt: skip
"""Modules that are left out although something names them."""

_QT_LEFT_OUT = (
    r"opengl32sw|d3dcompiler_47|Qt6?(?:Pdf|Qml\w*|Quick\w*|VirtualKeyboard|Designer\w*|UiTools|Labs\w*|Sql"
    r"|Wayland\w*|EglFS\w*|Wl\w*)\b"
    r"|plugins/(?:qmltooling|sqldrivers|designer|virtualkeyboard|networkinformation|generic|tls|wayland[\w-]*"
    r"|egldeviceintegrations|xcbglintegrations|platformthemes|accessiblebridge)/"
    r"|platforminputcontexts/(?:lib)?qtvirtual"
    r"|platforms/(?:lib)?q(?:direct2d|minimalegl|eglfs|linuxfb|vnc|vkkhr\w*|wayland[\w-]*)\."
    r"|imageformats/(?:lib)?q(?:pdf|icns|tga|tiff|wbmp|webp)\."
    r"|_avif|/include/|\.pyi$|/typesystems/|/metatypes/|\.prl$"
    r"|^alembic/templates/|^docx/py\.typed|^lxml/isoschematron/"
)
_LEFT_OUT = {
    "windows": re.compile(_QT_LEFT_OUT + r"|Qt6?(?:OpenGL\w*|DBus)\b", re.IGNORECASE),
    # Of Linux's platform plugin for windows are needed also the D-Bus and OpenGL libraries.
    "linux": re.compile(_QT_LEFT_OUT, re.IGNORECASE),
}
_TRANSLATIONS = re.compile(r"/translations/.*\.qm$")
_OUR_LANGUAGE = re.compile(r"/translations/(?:qtbase|qt)_zh_CN\.qm$")

_OF_PYTHON = re.compile(r"^lib(?:python3[\d.]*|ffi|sqlite3|crypto|z|bz2|lzma|uuid|expat|mpdec)\.so")
"""Libraries that Python's own modules load; they differ from one Linux to the next, so they are inside."""

_OF_THE_SYSTEM = re.compile(r"^/(?:usr/)?lib(?:64)?/(?!python3)")


def data_files(root: Path) -> list[tuple[str, str]]:
    """Return the files that are read at run time with the folder each lies in: resources and migrations."""
    kept = [
        path
        for path in sorted((root / "resources").rglob("*"))
        if path.is_file() and path.suffix not in (".py", ".pyc")
    ]
    # Alembic reads the scripts of the migrations from their folder.
    kept += sorted((root / "hazard_desk" / "store" / "migrations" / "versions").glob("*.py"))
    return [(str(path), path.parent.relative_to(root).as_posix()) for path in kept]


def own_modules(root: Path) -> list[str]:
    """Return the names of all our modules: tabs, dialogs and services are imported by name, when needed."""
    found = []
    for package in OWN_PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            found.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return found


def is_needed_first(module: str) -> bool:
    """Tell whether the start of a frozen program loads this module before it knows of the shared archive."""
    return module.split(".")[0] in (
        "ctypes",
        "struct",
        "lzma",
        "_compression",
    )  # lzma: the archive is read with it


def is_kept(inside: str, source: str, platform: str = sys.platform) -> bool:
    """Tell whether a file that PyInstaller found belongs inside.

    `inside` is its place in the frozen folder, `source` the file it is copied from.
    """
    place = inside.replace("\\", "/")
    if _TRANSLATIONS.search(place):
        return bool(_OUR_LANGUAGE.search(place))
    if _LEFT_OUT["windows" if platform == "win32" else "linux"].search(place):
        return False
    # On Linux what the system has is the system's to give: the package says what it depends on (`deb.py`).
    if platform != "win32" and _OF_THE_SYSTEM.match(source):
        return bool(_OF_PYTHON.match(Path(source).name))
    return True


def without_unneeded(entries: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Return these binaries without the libraries of the system that none of the others loads (Linux)."""
    waiting = {Path(place).name: place for place, source, _ in entries if _OF_THE_SYSTEM.match(source)}
    sources = {place: Path(source) for place, source, kind in entries if kind != "SYMLINK"}
    unread = [path for place, path in sources.items() if place not in waiting.values()]
    while unread:
        path = unread.pop()
        for name in elf.wants(path).libraries if elf.is_elf(path) else ():
            place = waiting.pop(name, None)
            if place is not None:
                unread.append(sources[place])
    return [entry for entry in entries if entry[0] not in waiting.values()]

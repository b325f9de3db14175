"""Packs the modules of the frozen program into the one archive that `one_archive.py` reads.

Docstrings of modules that are not ours are left out: that saves the setup nearly two megabytes. Asserts stay.
"""

from __future__ import annotations

import ast
import lzma
import marshal
import subprocess
import sys
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import CodeType

from installer import contents, one_archive

CHUNK = 512 * 1024
"""From this size on a chunk is full; of what the start loads a quarter of it, for zlib sees no farther."""

STORED = 48
"""So many chunks, the first, are not packed at all: the setup packs them better than zlib would, by 0.9 MB;
installed they take 5 MB more."""

START = (
    "hazard_desk.__main__, hazard_desk.cli, hazard_desk.command_line.without_terminal",
    "ui.app, ui.main_window, ui.office_door, ui.single_instance, ui.incidents, ui.windows_identity",
    "ui.widgets.welcome, hazard_desk.store.office_file, ui.safekeeping.closing, ui.safekeeping.restore_desk",
    "ui.safekeeping.safekeeper, ui.pages.workbench, hazard_desk.services.first_steps",
    "hazard_desk.services.workbench, hazard_desk.services.ad_hoc_tables, hazard_desk.services.kept_safe",
    "hazard_desk.services.journal, hazard_desk.store.safekeeping.backups.second_place, pypinyin, _strptime",
    "ui.safekeeping.hourly_backup, ui.garbage, ui.dialogs.whats_new",
    # what PyInstaller's own scripts load before ours
    "inspect, pkgutil, multiprocessing.spawn, multiprocessing.util",
)
"""What the start loads, first a command's, then the window's; with them comes what they load. What is missing
here is not missing in the program: its start takes a hundredth of a second longer."""

_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def compiled(module: str, source: bytes, file: str = "") -> CodeType:
    """Return the code of a module as it is in the archive."""
    if module.split(".")[0] in contents.OWN_PACKAGES:
        return compile(source, file, "exec", dont_inherit=True)
    return compile(without_docstrings(ast.parse(source)), file, "exec", dont_inherit=True)


def without_docstrings(tree: ast.Module) -> ast.Module:
    """Take the docstrings out of a module, in the code they can't be told from other texts.

    A dot stays of each: SQLAlchemy and others go on from there being one.
    """
    for node in ast.walk(tree):
        if isinstance(node, _DOCUMENTED) and node.body:
            match node.body[0]:
                case ast.Expr(value=ast.Constant(value=str()) as text):
                    text.value = "."
    return tree


def loaded_by_start(root: Path) -> list[str]:
    """Return the modules that the start loads, in their order."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys, {', '.join(START)}\nprint(*sys.modules)"],
        capture_output=True,
        check=True,
        cwd=root,
        encoding="utf-8",
    )
    return done.stdout.split()


def pack(modules: Iterable[tuple[str, str | None, str]], target: Path, first: Sequence[str] = ()) -> Path:
    """Write the archive of these modules (PyInstaller's name, source file, kind); the same each time.

    What is loaded together lies together, so that little is unpacked in vain: first these, then by name.
    """
    order = {name: at for at, name in enumerate(first)}
    inside: dict[str, tuple[int, int, int, int]] = {}
    chunks: list[bytes] = []
    chunk = bytearray()
    early = True
    for name, file, _ in sorted(modules, key=lambda one: (order.get(one[0], len(order)), one[0])):
        if chunk and (len(chunk) >= (CHUNK // 4 if early else CHUNK) or early is not (name in order)):
            chunks.append(_packed(chunk, early, stored=len(chunks) < STORED))
            chunk.clear()
        early = name in order
        if file is None or file == "-":
            inside[name] = (one_archive.NAMESPACE, 0, 0, 0)
            continue
        is_package = Path(file).stem == "__init__"
        place = name.replace(".", "/") + ("/__init__.py" if is_package else ".py")
        content = marshal.dumps(compiled(name, Path(file).read_bytes(), place))
        kind = one_archive.PACKAGE if is_package else one_archive.MODULE
        inside[name] = (kind, len(chunks), len(chunk), len(content))
        chunk += content
    chunks.append(_packed(chunk, early, stored=len(chunks) < STORED))
    places: list[tuple[int, int]] = []
    for one in chunks:
        places.append((sum(places[-1]) if places else 0, len(one)))
    table = _packed(marshal.dumps((places, inside)), early=True)
    target.write_bytes(b"".join([one_archive.MAGIC, len(table).to_bytes(4, "big"), table, *chunks]))
    return target


def _packed(content: bytes | bytearray, early: bool, *, stored: bool = False) -> bytes:
    if early:
        return zlib.compress(content, 0 if stored else 9)
    return lzma.compress(content, check=lzma.CHECK_CRC32, preset=9 | lzma.PRESET_EXTREME)

"""Proves where each byte of a frozen Windows program comes from: a locked wheel, CPython, or this tree.

    python -m installer.provenance STAGE TREE CPYTHON WHEEL…

It must be run by the Python that froze it. A file inside is the same as a file of one of the sources, byte
for byte. Where things are put together, the parts are looked at: each module in an archive must be what its
source compiles to (in `program.pyz` as `pack_modules.py` compiles it), and both programs must be
PyInstaller's own starter, which also comes with its wheel, with our icon and version set in. The licences
(`licences/`, 第三方许可.txt) are written by `notices.py` from what lies in the wheels; they are plain text.
"""

from __future__ import annotations

import hashlib
import io
import marshal
import struct
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from types import CodeType

from installer import EPOCH, one_archive, pack_modules

PROGRAMS = {"HazardDesk.exe": "runw.exe", "hazard-desk.exe": "run.exe"}
STARTER = "PyInstaller/bootloader/Windows-64bit-intel/"
SET_IN = {".rsrc"}  # the section that takes icon, version and manifest
# Sources that are no package's folder: what PyInstaller adds to a program.
ADDED_BY_PYINSTALLER = (
    "PyInstaller/loader/",
    "PyInstaller/fake-modules/",
    "PyInstaller/hooks/rthooks/",
    "_pyinstaller_hooks_contrib/rthooks/",
)
WRITTEN_BY_US = ("licences/", "第三方许可.txt")


@dataclass
class Origins:
    """What a program may be made of."""

    by_hash: dict[str, str] = field(default_factory=dict)
    sources: dict[str, list[bytes]] = field(default_factory=dict)
    starters: dict[str, bytes] = field(default_factory=dict)

    def take(self, whose: str, name: str, content: bytes) -> None:
        """Take a file of a source: `name` is its path below the folder that modules are found in."""
        self.by_hash.setdefault(hashlib.sha256(content).hexdigest(), whose)
        if name.startswith(STARTER):
            self.starters[name.rsplit("/", 1)[-1]] = content
        if name.endswith(".py"):
            self.sources.setdefault(_module(name), []).append(content)
            for folder in ADDED_BY_PYINSTALLER:
                if name.startswith(folder):
                    self.sources.setdefault(_module(name.removeprefix(folder)), []).append(content)

    def take_folder(self, whose: str, folder: Path, *tops: str) -> None:
        """Take the files below a folder, of the given parts of it or of all."""
        for top in tops or (".",):
            for path in sorted((folder / top).rglob("*")):
                if path.is_file() and "__pycache__" not in path.parts and "site-packages" not in path.parts:
                    self.take(whose, path.relative_to(folder).as_posix(), path.read_bytes())

    def take_wheel(self, wheel: Path) -> None:
        """Take the files of a wheel."""
        with zipfile.ZipFile(wheel) as packed:
            for entry in packed.infolist():
                if not entry.is_dir():
                    parts = PurePosixPath(entry.filename).parts
                    inner = parts[2:] if parts[0].endswith(".data") else parts
                    self.take(wheel.name.split("-")[0], "/".join(inner), packed.read(entry))


@dataclass
class Findings:
    """What was found: bytes by whose they are, files put together, and what nobody knows."""

    bytes_of: Counter[str] = field(default_factory=Counter)
    files: int = 0
    modules: int = 0
    unknown: list[str] = field(default_factory=list)


def _module(name: str) -> str:
    """Return the name under which a source file is imported."""
    parts = name.removesuffix(".py").split("/")
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


Compiler = Callable[[bytes], CodeType]


def _as_it_is(source: bytes) -> CodeType:
    return compile(source, "", "exec", dont_inherit=True)


def is_made_of(code: object, sources: Iterable[bytes], compiled: Compiler) -> bool:
    """Tell whether one of these sources compiles to this code; the path within it apart."""
    for source in sources:
        try:
            if compiled(source) == code:
                return True
        except (SyntaxError, ValueError):
            continue
    return False


def _archived(path: Path) -> Iterator[tuple[str, object]]:
    """Yield the modules of the archive that both programs share, with their code."""
    archive = one_archive.Archive(path)
    for name in archive.toc:
        code = archive.extract(name)
        if code is not None:  # a folder without code in it
            yield name, code


def _of_base_library(path: Path) -> Iterator[tuple[str, object]]:
    """Yield the modules of what Python needs before it can open an archive."""
    with zipfile.ZipFile(path) as library:
        for name in library.namelist():
            yield _module(name.removesuffix("c")), marshal.loads(library.read(name)[16:])


def _of_program(path: Path) -> Iterator[tuple[str, object]]:
    """Yield what lies in a program behind its starter: scripts, and modules needed for the start."""
    from PyInstaller.archive.readers import CArchiveReader, ZlibArchiveReader

    package = CArchiveReader(str(path))
    for name, entry in package.toc.items():
        kind = entry[-1]
        if kind in ("s", "m", "M"):
            code = marshal.loads(package.extract(name))
            yield name, code
        elif kind == "z":
            first = package.open_embedded_archive(name)
            assert isinstance(first, ZlibArchiveReader)
            yield from (
                (inner, first.extract(inner)) for inner in first.toc if first.extract(inner) is not None
            )
        elif kind != "o":  # an option, which is its name alone
            yield f"{name} (kind {kind})", None


def sections(program: bytes) -> dict[str, bytes]:
    """Return the sections of a Windows program by their names."""
    (header,) = struct.unpack_from("<I", program, 0x3C)
    if program[header : header + 4] != b"PE\0\0":
        raise ValueError("not a Windows program")
    count, options = struct.unpack_from("<2xH12xH", program, header + 4)
    table = header + 24 + options
    found = {}
    for at in range(table, table + 40 * count, 40):
        name, _, _, size, place = struct.unpack_from("<8sIIII", program, at)
        found[name.rstrip(b"\0").decode()] = program[place : place + size]
    return found


def differs_from_starter(program: bytes, starter: bytes) -> list[str]:
    """Return the sections in which a program is another than its starter, icon and version apart."""
    ours, theirs = sections(program), sections(starter)
    return [
        name
        for name in sorted(ours.keys() | theirs)
        if name not in SET_IN and not _same(ours.get(name, b""), theirs.get(name, b""))
    ]


def _same(ours: bytes, theirs: bytes) -> bool:
    """Tell whether two sections are the same but for the time of the build."""
    if len(ours) != len(theirs):
        return False
    stamp = struct.pack("<I", EPOCH)
    differing = {at // 4 * 4 for at in range(len(ours)) if ours[at] != theirs[at]}
    return all(ours[at : at + 4] == stamp for at in differing)


def _is_plain_text(name: str, content: bytes) -> bool:
    """Tell whether a file can do nothing but be read."""
    try:
        return name.endswith(".txt") and "\0" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False


def look(stage: Path, origins: Origins) -> Findings:
    """Look at every file of a frozen program."""
    found = Findings()

    def modules(where: str, inside: Iterator[tuple[str, object]], *, packed: bool = False) -> None:
        for name, code in inside:
            compiled = partial(pack_modules.compiled, name) if packed else _as_it_is
            found.modules += 1
            # A script that is started bears no name of a package.
            known = origins.sources.get(name, []) or origins.sources.get(f"installer.{name}", [])
            if not isinstance(code, CodeType) or not is_made_of(code, known, compiled):
                found.unknown.append(f"{where}: {name}")

    for path in sorted(stage.rglob("*")):
        if not path.is_file():
            continue
        name = path.relative_to(stage).as_posix()
        content = path.read_bytes()
        found.files += 1
        whose = origins.by_hash.get(hashlib.sha256(content).hexdigest())
        if whose is None and name in PROGRAMS:
            whose = "put together by PyInstaller, its parts looked at"
            starter = origins.starters.get(PROGRAMS[name], b"")
            differing = differs_from_starter(content, starter) if starter else ["all of it"]
            found.unknown += [f"{name}: not PyInstaller's starter in {section}" for section in differing]
            modules(name, _of_program(path))
        elif whose is None and name == "_internal/base_library.zip":
            whose = "put together by PyInstaller, its parts looked at"
            modules(name, _of_base_library(path))
        elif whose is None and name == "_internal/program.pyz":
            whose = "put together by pack_modules.py, its parts looked at"
            modules(name, _archived(path), packed=True)
        elif whose is None and name.startswith(WRITTEN_BY_US) and _is_plain_text(name, content):
            whose = "licences, written by notices.py"
        if whose is None:
            found.unknown.append(name)
        else:
            found.bytes_of[whose] += len(content)
    return found


def main(words: list[str]) -> int:
    """Print what was found and return 1 where anything is of nobody."""
    stage, tree, cpython, *wheels = map(Path, words)
    origins = Origins()
    origins.take_folder("this tree", tree, "hazard_desk", "ui", "resources", "installer")
    for part in ("Lib", "DLLs"):
        origins.take_folder("CPython", cpython / part)
    for path in cpython.iterdir():
        if path.is_file():
            origins.take("CPython", path.name, path.read_bytes())
    for wheel in wheels:
        if wheel.is_dir():  # on Windows: what pip has unpacked
            for path in wheel.rglob("*"):
                if path.is_file() and path.suffix != ".pyc":
                    origins.take("wheels", path.relative_to(wheel).as_posix(), path.read_bytes())
        else:
            origins.take_wheel(wheel)
    found = look(stage, origins)
    print(f"{found.files} files and {found.modules} modules in archives; of nobody: {len(found.unknown)}")
    for whose, size in found.bytes_of.most_common():
        print(f"{size / 1e6:8.2f} MB  {whose}")
    for name in found.unknown:
        print(f"UNKNOWN  {name}")
    return 1 if found.unknown else 0


if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main(sys.argv[1:]))

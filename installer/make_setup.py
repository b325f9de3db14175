"""Makes the Windows setup of a frozen program: what NSIS has to know about its files, then the compiler.

The same files make the same setup, byte for byte, wherever and whenever: they are packed in the order of
their names, without their times, and nothing of the machine gets in.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from PIL import Image, ImageDraw

from installer import ROOT

SCRIPT = ROOT / "installer" / "hazard_desk.nsi"
STEPS = ROOT / "installer" / "setup"
ICON = ROOT / "installer" / "hazard_desk.ico"
PROGRAM = "HazardDesk.exe"
LIST = "HazardDesk.files.txt"
COMPRESSORS = ("lzma", "zlib")
# The program is a 64-bit one either way. Debian's NSIS makes 64-bit setups, too, which need no 32-bit Wine to
# be tried; the one that Windows has makes 32-bit ones only.
TARGET = "x86-unicode" if sys.platform == "win32" else "amd64-unicode"
_MANUAL = "resources/manual/隐患台使用手册.pdf"
_NAMED_AS = re.compile(r"\d+\.\d+\.\d+")
_CLUSTER_KB = 4
# Shortcuts, the uninstaller, and some air: a disk filled to the last byte stops Windows itself.
_AIR_KB = 20 * 1024
_WINDOWS_NSIS = Path(r"C:\Program Files (x86)\NSIS\makensis.exe")

_GROUND, _ACCENT, _LINE = "#F5F7FA", "#1F5FBF", "#D9E2EC"
_SIDE = (328, 628)  # twice what the page shows at 100 %


class SetupError(Exception):
    """The setup was not made; the text says what the compiler complained of."""


@dataclass(frozen=True)
class Packed:
    """A file of the frozen program."""

    source: Path
    name: PurePosixPath
    size: int
    checksum: int

    @property
    def windows_name(self) -> str:
        """Return its path within the program's folder as Windows writes it."""
        return str(self.name).replace("/", "\\")


def make_setup(stage: Path, out: Path, version: str, *, compressor: str = "lzma") -> Path:
    """Make the setup `out` of the frozen program in `stage` and return it; lzma is small, zlib quick."""
    if not _NAMED_AS.fullmatch(version):
        raise ValueError(f"a version is three numbers, not {version!r}")
    if compressor not in COMPRESSORS:
        raise ValueError(f"no such compressor: {compressor!r}")
    files = _files_of(stage)
    compiler = _compiler()
    out = out.resolve()
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="hazard-desk-setup-") as made:
        generated = Path(made)
        (generated / LIST).write_bytes(_list_of(files, version).encode("utf-16-le"))
        (generated / "made.nsh").write_text(
            _script_of(files, generated / LIST, version, compressor), encoding="utf-8"
        )
        _draw_side(generated / "side.bmp")
        whole = generated / "HazardDesk.exe"
        done = subprocess.run(
            [
                *(compiler, "-V2", "-WX", "-INPUTCHARSET", "UTF8"),
                *(f"-DGENERATED={generated}", f"-DSLASH={os.sep}", f"-DOUT={whole}", f"-DSTEPS={STEPS}"),
                str(SCRIPT),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            check=False,
        )
        if done.returncode != 0:
            raise SetupError(done.stdout.decode("utf-8", "replace").strip())
        shutil.copyfile(whole, out)
    return out


def _compiler() -> str:
    """Return the NSIS compiler of this machine."""
    found = shutil.which("makensis") or (str(_WINDOWS_NSIS) if _WINDOWS_NSIS.exists() else None)
    if not found:
        raise SetupError("makensis is not here; on Debian the package `nsis` holds it")
    return found


def _files_of(stage: Path) -> list[Packed]:
    """Return the files of a frozen program, the one that starts first, the others by name."""
    files = []
    for source in stage.rglob("*"):
        if not source.is_file():
            continue
        name = PurePosixPath(source.relative_to(stage).as_posix())
        if re.search(r'["`\r\n\\]', str(name)):
            raise SetupError(f"NSIS can't pack a file of this name: {name}")
        content = source.read_bytes()
        files.append(Packed(source.resolve(), name, len(content), zlib.crc32(content)))
    if not any(str(file.name) == PROGRAM for file in files):
        raise SetupError(f"no {PROGRAM} in {stage}")
    return sorted(files, key=lambda file: (str(file.name) != PROGRAM, str(file.name)))


def _list_of(files: Iterable[Packed], version: str) -> str:
    """Return the list that lies beside the program: its version, each file, the folders.

    A file's line begins with its checksum and its size.

    A folder stands behind those within it, so that deleting line by line works.
    """
    lines = [f"HazardDesk {version}"]
    folders: set[PurePosixPath] = set()
    for file in files:
        lines.append(f"{file.checksum:08X} {file.size:010d} {file.windows_name}")
        folders.update(file.name.parents[:-1])
    deepest_first = sorted(folders, key=lambda folder: (-len(folder.parts), str(folder)))
    lines += [f"/ {str(folder).replace('/', chr(92))}" for folder in deepest_first]
    return "".join(f"{line}\r\n" for line in lines)


def _script_of(files: list[Packed], listed: Path, version: str, compressor: str) -> str:
    """Return what hazard_desk.nsi includes: the values of this setup, the commands that unpack its files."""
    manual = [file.windows_name for file in files if file.name.match(_MANUAL)]
    longest = max(_units(name) for name in (LIST, *(file.windows_name for file in files)))
    values = {
        "TARGET": TARGET,
        "VERSION": version,
        "VERSION_OF_FOUR": f"{version}.0",
        "COMPRESSOR": compressor,
        "ICON": str(ICON),
        "MANUAL": manual[0] if manual else "",
        "LONGEST": str(longest),
        "SIZE_KB": str(sum(-(-file.size // 1024) for file in files)),
        "NEEDED_KB": str(room_needed_kb(files)),
    }
    return "\n".join(
        [
            *(f'!define {name} "{value}"' for name, value in values.items()),
            "!macro UnpackFiles",
            # First of all, for whoever has to clear up after a setup that was killed.
            f'  File "{_quoted(listed)}"',
            *_unpacking(files),
            "!macroend",
            "",
        ]
    )


def _unpacking(files: Iterable[Packed]) -> Iterator[str]:
    """Yield the commands that unpack these files below the folder of the new program."""
    at = PurePosixPath(".")
    for file in files:
        if file.name.parent != at:
            at = file.name.parent
            below = "" if str(at) == "." else "\\" + _quoted(str(at).replace("/", "\\"))
            yield f'  SetOutPath "$INSTDIR\\app.new{below}"'
        yield f'  File "{_quoted(file.source)}"'


def _quoted(text: str | Path) -> str:
    """Return a text as it stands between quotes in NSIS."""
    return str(text).replace("$", "$$")


def _units(name: str) -> int:
    """Return how long Windows counts this name."""
    return len(name.encode("utf-16-le")) // 2


def room_needed_kb(files: Iterable[Packed]) -> int:
    """Return how much must be free on the disk before the setup begins."""
    clusters = sum(-(-file.size // (_CLUSTER_KB * 1024)) for file in files)
    return clusters * _CLUSTER_KB + _AIR_KB


def _draw_side(target: Path) -> None:
    """Draw the picture at the side of the first and the last page: the program's icon on a quiet ground."""
    picture = Image.new("RGB", _SIDE, _GROUND)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, 15, _SIDE[1]), fill=_ACCENT)
    with Image.open(ICON) as icon:
        largest = icon.convert("RGBA").resize((168, 168), Image.Resampling.LANCZOS)
    picture.paste(largest, (16 + (_SIDE[0] - 16 - 168) // 2, 96), largest)
    # A ledger's lines.
    for row in range(6):
        pen.line((64, 360 + row * 36, _SIDE[0] - 48, 360 + row * 36), fill=_LINE, width=2)
    picture.save(target, format="BMP")

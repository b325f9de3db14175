"""A program of three files that stands in for ours, its setups, and what a setup leaves behind."""

from __future__ import annotations

import configparser
import random
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from installer import make_setup
from installer.wine import Prefix, Running
from tests.windows.screen import until

HERE = Path(__file__).parent
CLASSES = r"HKCU\Software\Classes"
OURS = r"HKCU\Software\HazardDesk"
UNINSTALL = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\HazardDesk"
MANUAL = "_internal/resources/manual/隐患台使用手册.pdf"
# What a setup tells, as the head of hazard_desk.nsi explains it.
DONE, CANCELLED = 0, 1
TOO_OLD, RUNS, NEWER, NO_ROOM, NOT_WRITTEN, NO_FOLDER, AT_WORK, NO_ENTRY = 10, 11, 12, 13, 14, 15, 16, 17
_FILLING_BYTES = 8_000_000


class SmallSetups:
    """Makes setups of the stand-in, each version once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.program = folder / "HazardDesk.exe"
        subprocess.run(
            ["x86_64-w64-mingw32-gcc", "-O1", "-s", "-municode", "-o", self.program, HERE / "stand_in.c"],
            check=True,
        )

    def stage(self, version: str) -> Path:
        """Return the folder of the frozen stand-in of this version; each has a file that no other has."""
        stage = self._folder / f"stage-{version}"
        if not stage.exists():
            files = {
                "HazardDesk.exe": self.program.read_bytes(),
                "hazard-desk.exe": self.program.read_bytes(),
                # So large that there is time to get in the way; behind all that is named with letters.
                "_internal/filling.bin": random.Random(version).randbytes(_FILLING_BYTES),
                f"_internal/only-in-{version}.txt": version.encode(),
                "_internal/empty.txt": b"",
                "_internal/zz-last.bin": b"last",
                "_internal/深层目录/说明.txt": f"中文 {version}\n".encode(),
                MANUAL: b"%PDF-1.4 " + version.encode(),
            }
            for name, content in files.items():
                place = stage / name
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
        return stage

    def setup(self, version: str) -> Path:
        """Return the setup of this version."""
        made = self._folder / f"HazardDesk-{version}-setup.exe"
        if not made.exists():
            make_setup.make_setup(self.stage(version), made, version, compressor="zlib")
        return made

    def is_whole(self, app: Path, version: str) -> bool:
        """Tell whether this folder holds the program of this version, byte for byte."""
        stage = self.stage(version)
        return all(
            (app / file.relative_to(stage)).is_file()
            and (app / file.relative_to(stage)).read_bytes() == file.read_bytes()
            for file in stage.rglob("*")
            if file.is_file()
        )


@dataclass(frozen=True)
class Installed:
    """What a setup leaves in a Windows."""

    windows: Prefix
    folder: Path

    @classmethod
    def usual(cls, windows: Prefix) -> Installed:
        """Return the installation at the usual place."""
        return cls(windows, windows.local / "Programs" / "HazardDesk")

    @property
    def app(self) -> Path:
        """Return the folder of the program's files."""
        return self.folder / "app"

    @property
    def uninstaller(self) -> Path:
        """Return the uninstaller."""
        return self.folder / "Uninstall.exe"

    @property
    def menu(self) -> Path:
        """Return the folder in the start menu."""
        return self.windows.roaming / "Microsoft" / "Windows" / "Start Menu" / "Programs" / "隐患台"

    @property
    def desktop(self) -> Path:
        """Return the entry on the desktop."""
        return self.windows.home / "Desktop" / "隐患台.lnk"

    @property
    def names(self) -> set[str]:
        """Return what lies in the folder, one level deep."""
        return {place.name for place in self.folder.iterdir()} if self.folder.exists() else set()

    def uninstall(self) -> int:
        """Uninstall in silence and return the exit code; the uninstaller itself stays, as it must to tell."""
        # Without quotes, whatever spaces are in it.
        stays = f"_?={self.windows.path(self.folder)}".split(" ")
        return self.windows.run([self.uninstaller, "/S", *stays]).code


def install(windows: Prefix, setup: Path, *words: str) -> int:
    """Install in silence and return the exit code."""
    return windows.run([setup, "/S", *words]).code


@contextmanager
def running(windows: Prefix, program: Path, *words: str) -> Iterator[Running]:
    """Run the stand-in as these words say, from when it says it does to the end of the block."""
    started = windows.start([program, *words])
    try:
        until(lambda: "ready" in started.text, f"{program.name} {words} is ready: {started.text}")
        yield started
    finally:
        started.end()


def clear(windows: Prefix) -> None:
    """Take everything of ours out of this Windows, however a test left it."""
    usual = Installed.usual(windows)
    for place in (usual.folder, usual.menu, windows.local / "HazardDesk"):
        shutil.rmtree(place, ignore_errors=True)
    usual.desktop.unlink(missing_ok=True)
    keys = (OURS, UNINSTALL, rf"{CLASSES}\.hazdesk", rf"{CLASSES}\HazardDesk.Archive")
    removal = "".join(f"[-{_written_out(key)}]\r\n\r\n" for key in keys)
    written = windows.drive / "clear.reg"
    written.write_bytes(("\ufeffWindows Registry Editor Version 5.00\r\n\r\n" + removal).encode("utf-16-le"))
    windows.run(["regedit", "/S", "C:\\clear.reg"])
    written.unlink()


class Registry:
    r"""What stands below HKCU\Software, read once."""

    def __init__(self, windows: Prefix) -> None:
        written = windows.drive / "exported.reg"
        told = windows.run(["reg", "export", r"HKCU\Software", "C:\\exported.reg", "/y"])
        assert told.code == 0, told.text
        self._parser = configparser.RawConfigParser(delimiters=("=",), strict=False, interpolation=None)
        self._parser.optionxform = str  # type: ignore[assignment,method-assign]
        self._parser.read_string(written.read_text("utf-16").split("\n", 1)[1])
        written.unlink()

    def __contains__(self, key: str) -> bool:
        return self._parser.has_section(_written_out(key))

    def values(self, key: str) -> dict[str, str | int]:
        """Return a key's values by name, the key's own under an empty one."""
        return {
            "" if name == "@" else name.strip('"'): _value(value)
            for name, value in self._parser[_written_out(key)].items()
        }


def _written_out(key: str) -> str:
    return key.replace("HKCU", "HKEY_CURRENT_USER", 1)


def _value(written: str) -> str | int:
    if written.startswith("dword:"):
        return int(written[6:], 16)
    return written[1:-1].replace('\\"', '"').replace("\\\\", "\\")

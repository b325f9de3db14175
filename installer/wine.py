"""Runs Windows programs under Wine, with the traps that Wine 8 sets handled.

A prefix is a Windows of its own: drive C:, registry, one user. It may have a Chinese user name and code
page 936, where a file opened without an encoding, or a path put into the wrong one, shows.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath

from installer import BUILD, ROOT

TOOLS = BUILD / "tools"
# Stand-ins for libraries that Wine 8 lacks or has unfinished, with what each is linked against.
STUBS = {"icuuc": (), "mscms": (), "bcryptprimitives": ("-ladvapi32",)}
FACE = "Noto Sans SC"
FACES = {FACE: "NotoSansSC-Regular.ttf", f"{FACE} Bold": "NotoSansSC-Bold.ttf"}
# Asked for by Qt's theme, by the installer's dialogs and by Windows for text without a face of its own.
CHINESE_FACES = ("Microsoft YaHei UI", "Microsoft YaHei", "微软雅黑", "SimSun", "宋体", "NSimSun", "SimHei")
LINKED_FACES = ("Tahoma", "Segoe UI", "Microsoft Sans Serif", "Arial", "MS Shell Dlg", "MS Shell Dlg 2")
# What wineboot links to the home folder of whoever builds.
LINKED_FOLDERS = ("Desktop", "Documents", "Downloads", "Music", "Pictures", "Videos", "Templates")
# mscoree and mshtml: no question about Mono and Gecko; winemenubuilder: no entries in the desktop's menus.
OVERRIDES = "mscoree=;mshtml=;winemenubuilder.exe=;mscms=n"
VERSIONS = ("win7", "win10")


class WineError(Exception):
    """Wine, or a program under it, did not do what it was asked for; the text says what it said."""


@dataclass(frozen=True)
class Ended:
    """How a program ended: its exit code, all it wrote, how long it ran."""

    code: int
    text: str
    seconds: float


class Running:
    """A program that runs under Wine."""

    def __init__(self, prefix: Prefix, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self._prefix = prefix
        self._begun = time.monotonic()
        self._written = bytearray()
        # Read all the time: a full pipe would stop the program. Windows' Python can't write to a file
        # handed down.
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as pipe:
            while piece := pipe.read1(65536):  # type: ignore[attr-defined]
                self._written += piece

    @property
    def alive(self) -> bool:
        """Tell whether the program still runs."""
        return self.process.poll() is None

    @property
    def text(self) -> str:
        """Return what the program wrote so far."""
        written = bytes(self._written)
        try:
            return written.decode("utf-8").replace("\r\n", "\n")
        except UnicodeDecodeError:
            return written.decode("gbk", "replace").replace("\r\n", "\n")

    def wait(self, timeout: float = 120) -> Ended:
        """Wait for the end; a program that doesn't come to it is ended, with all of its prefix."""
        try:
            code = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.end()
            self._prefix.stop()
            raise WineError(f"still running after {timeout:.0f} s; it wrote:\n{self.text}") from None
        seconds = time.monotonic() - self._begun
        # What it started may go on (an uninstaller's copy of itself) and hold the pipe.
        self._reader.join(5)
        return Ended(code, self.text, seconds)

    def end(self) -> None:
        """End the program at once, as the task manager does."""
        self.process.kill()
        self.process.wait(10)
        self._reader.join(5)


@dataclass(frozen=True)
class Prefix:
    """A Windows of its own. Make it with `make_prefix`."""

    folder: Path
    user: str
    code_page: int
    screen: str = ""
    """The X display that all its programs are drawn on; empty: none of them can be seen."""
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def drive(self) -> Path:
        """Return the folder that is drive C:."""
        return self.folder / "windows" / "drive_c"

    @property
    def home(self) -> Path:
        r"""Return the folder that is C:\\users\\<user>."""
        return self.drive / "users" / self.user

    @property
    def local(self) -> Path:
        """Return the folder that is %LOCALAPPDATA%."""
        return self.home / "AppData" / "Local"

    @property
    def roaming(self) -> Path:
        """Return the folder that is %APPDATA%."""
        return self.home / "AppData" / "Roaming"

    def path(self, place: Path) -> str:
        """Return how Windows programs name this file or folder."""
        place = Path(os.path.abspath(place))
        if place.is_relative_to(self.drive):
            return "C:\\" + "\\".join(place.relative_to(self.drive).parts)
        return "Z:\\" + "\\".join(place.parts[1:])

    def place(self, path: str) -> Path:
        """Return where a path that a Windows program wrote lies, letters' case apart as Windows takes it."""
        named = PureWindowsPath(path)
        at = {"C:": self.drive, "Z:": Path("/")}[named.drive.upper()]
        for part in named.parts[1:]:
            exact = at / part
            if not exact.exists() and at.is_dir():
                alike = [other for other in at.iterdir() if other.name.lower() == part.lower()]
                exact = alike[0] if alike else exact
            at = exact
        return at

    def environment(self, *, shown: bool = False, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the environment of a program, with nothing of the builder's own in it.

        All programs get the screen, seen or not: the first one draws Wine's desktop for those that come
        while it stands (a second longer than the last of them), and without a screen none of them has a
        window. What isn't shown lets Qt draw offscreen: without a screen its `windows` platform would hang
        and eat all memory. A variable QT_X is handed on as WINEQT_X, or Wine would drop it.
        """
        if shown and not self.screen:
            raise ValueError("this Windows has no screen to show a program on")
        given = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": str(self.folder / "home"),
            "USER": self.user,
            "LOGNAME": self.user,
            "TZ": "Asia/Shanghai",
            "WINEPREFIX": str(self.folder / "windows"),
            "WINEARCH": "win64",
            "WINEDEBUG": os.environ.get("WINEDEBUG", "-all"),
            "WINEDLLOVERRIDES": OVERRIDES,
            "LC_ALL": "zh_CN.UTF-8" if self.code_page == 936 else "C.UTF-8",
            "LOCPATH": str(TOOLS / "locales"),
            "QT_QPA_PLATFORM": "windows" if shown else "offscreen",
            "QT_QPA_FONTDIR": "C:\\windows\\Fonts",  # for offscreen, which asks no system for faces
            **self.extra,
            **({"DISPLAY": self.screen} if self.screen else {}),
            **(more or {}),
        }
        return {("WINE" + name if name.startswith("QT_") else name): value for name, value in given.items()}

    def start(
        self,
        command: Sequence[str | Path],
        *,
        shown: bool = False,
        more: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> Running:
        """Start a program; a `Path` among its words becomes the path as Windows writes it."""
        words = [self.path(word) if isinstance(word, Path) else word for word in command]
        process = subprocess.Popen(
            ["wine", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self.environment(shown=shown, more=more),
            cwd=folder or self.home,
        )
        return Running(self, process)

    def run(
        self,
        command: Sequence[str | Path],
        *,
        timeout: float = 120,
        shown: bool = False,
        more: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> Ended:
        """Run a program to its end."""
        return self.start(command, shown=shown, more=more, folder=folder).wait(timeout)

    def stop(self) -> None:
        """End everything that still runs in this prefix."""
        for word in ("-k", "-w"):
            subprocess.run(["wineserver", word], env=self.environment(), timeout=60, check=False)


def _checked(command: Sequence[str | Path], **options: object) -> None:
    """Run a tool of this machine or say what it complained of."""
    done = subprocess.run(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        **options,  # type: ignore[call-overload]
    )
    if done.returncode != 0:
        raise WineError(f"{command[0]}: {done.stdout.decode(errors='replace').strip()}")


def stub_sources() -> list[Path]:
    """Return the sources of the stand-in libraries."""
    return [ROOT / "installer" / "stubs" / f"{name}.c" for name in STUBS]


def make_tools() -> Path:
    """Make what prefixes share, the stand-in libraries and the Chinese locale, and return its folder."""
    TOOLS.mkdir(parents=True, exist_ok=True)
    for source, libraries in zip(stub_sources(), STUBS.values(), strict=True):
        library = TOOLS / f"{source.stem}.dll"
        if not library.exists() or library.stat().st_mtime < source.stat().st_mtime:
            whole = library.with_suffix(f".{os.getpid()}")
            _checked(["x86_64-w64-mingw32-gcc", "-shared", "-O1", "-s", "-o", whole, source, *libraries])
            whole.replace(library)
    chinese = TOOLS / "locales" / "zh_CN.UTF-8"
    if not chinese.is_dir():
        chinese.parent.mkdir(exist_ok=True)
        whole = chinese.with_name(f"{os.getpid()}")
        # It returns 1 where it only warns.
        subprocess.run(
            ["localedef", "--quiet", "--no-archive", "-i", "zh_CN", "-f", "UTF-8", str(whole)], check=False
        )
        if not (whole / "LC_CTYPE").exists():
            raise WineError("localedef made no Chinese locale; the package `locales` holds what it needs")
        try:
            whole.replace(chinese)
        except OSError:  # another run was quicker
            shutil.rmtree(whole)
    return TOOLS


def _registry(windows: str) -> str:
    """Return what a new prefix has to know, in the words of a .reg file."""
    wide = [f'"{face}"="{FACE}"' for face in CHINESE_FACES]
    # A list of strings in UTF-16: where a face lacks a character, this one has it.
    link = f"{FACES[FACE]},{FACE}\0\0".encode("utf-16-le")
    linked = [f'"{face}"=hex(7):{",".join(f"{byte:02x}" for byte in link)}' for face in LINKED_FACES]
    current = r"HKEY_LOCAL_MACHINE\Software\Microsoft\Windows NT\CurrentVersion"
    return "\r\n".join(
        [
            "Windows Registry Editor Version 5.00",
            "",
            r"[HKEY_CURRENT_USER\Software\Wine]",
            f'"Version"="{windows}"',
            "",
            r"[HKEY_CURRENT_USER\Software\Wine\Fonts\Replacements]",
            *wide,
            "",
            rf"[{current}\FontLink\SystemLink]",
            *linked,
            "",
            # Where DirectWrite looks, which Qt draws with.
            rf"[{current}\Fonts]",
            *(f'"{name} (TrueType)"="{file}"' for name, file in FACES.items()),
            "",
        ]
    )


def make_prefix(
    folder: Path, *, user: str = "", code_page: int = 1252, windows: str = "win10", screen: str = ""
) -> Prefix:
    """Make a new prefix in this folder, which must not be there yet.

    `user` is the Windows user's name (default: `clerk`); `code_page` 936 gives the Windows of a Chinese
    office; `screen` is the X display its programs are drawn on.
    """
    if code_page not in (936, 1252) or windows not in VERSIONS:
        raise ValueError(f"no such Windows: code page {code_page}, {windows}")
    tools = make_tools()
    prefix = prefix_at(folder, user=user, code_page=code_page, screen=screen)
    folder = prefix.folder
    folder.mkdir(parents=True)
    (folder / "home").mkdir()
    # Wine takes the Windows user's name from the system's list of users; this one is a list of our own.
    named = f"{prefix.user}:x:{os.getuid()}:{os.getgid()}:{prefix.user}:{folder}/home:/bin/sh\n"
    (folder / "passwd").write_text(named, encoding="utf-8")
    (folder / "group").write_text(f"clerks:x:{os.getgid()}:\n", encoding="utf-8")
    _boot(prefix)
    system = prefix.drive / "windows" / "system32"
    for name in STUBS:
        library = system / f"{name}.dll"
        library.unlink(missing_ok=True)
        shutil.copyfile(tools / library.name, library)
    fonts = prefix.drive / "windows" / "Fonts"
    fonts.mkdir(exist_ok=True)
    for name in FACES.values():
        shutil.copyfile(ROOT / "resources" / "fonts" / name, fonts / name)
    for name in LINKED_FOLDERS:
        place = prefix.home / name
        if place.is_symlink():
            place.unlink()
        place.mkdir(exist_ok=True)
    settings = folder / "settings.reg"
    settings.write_bytes(b"\xff\xfe" + _registry(windows).encode("utf-16-le"))
    told = prefix.run(["regedit", "/S", settings], timeout=60)
    if told.code != 0:
        raise WineError(f"regedit ended with {told.code}: {told.text}")
    prefix.stop()
    return prefix


def prefix_at(folder: Path, *, user: str = "", code_page: int = 1252, screen: str = "") -> Prefix:
    """Return the prefix that was made in this folder with these words."""
    folder = folder.resolve()
    extra = {
        "LD_PRELOAD": "libnss_wrapper.so",
        "NSS_WRAPPER_PASSWD": str(folder / "passwd"),
        "NSS_WRAPPER_GROUP": str(folder / "group"),
    }
    return Prefix(folder, user or "clerk", code_page, screen, extra)


def _boot(prefix: Prefix) -> None:
    """Let Wine lay out drive C: and the registry."""
    done = subprocess.run(
        ["wineboot", "-u"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=prefix.environment(),
        cwd=prefix.folder,
        timeout=300,
        check=False,
    )
    subprocess.run(["wineserver", "-w"], env=prefix.environment(), timeout=60, check=False)
    if not prefix.home.is_dir():
        raise WineError(f"Wine made no home of {prefix.user}: {done.stdout.decode(errors='replace')}")


def here() -> bool:
    """Tell whether this machine runs Windows programs at all."""
    return sys.platform.startswith("linux") and shutil.which("wine") is not None

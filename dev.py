#!/usr/bin/env python3
"""Set this machine up and run, test or measure Hazard Desk.

    python3 dev.py run      open the program (where there is no screen: walk through it, pictures in out/)
    python3 dev.py test     lint, types and tests
    python3 dev.py bench    measure the speed budgets
    python3 dev.py manual   make the pictures, pages and PDFs of the manual from its chapters
    python3 dev.py format   let ruff mend what it can
    python3 dev.py package  build the Windows installer (--check: and try it; --deb: the Debian package)
    python3 dev.py lock     make the locks again from pyproject.toml (needs uv)
    python3 dev.py setup    the set-up alone

Standard library only. The set-up is done again only when what it rests on has changed: a virtual
environment in .venv, the exact dependencies of requirements.txt by hash, the program itself in
editable form, and on Debian and Ubuntu the system libraries that Qt asks for.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "set-up.json"
OUT = ROOT / "out"
REQUIREMENTS = ROOT / "requirements.txt"
PYPROJECT = ROOT / "pyproject.toml"

# What the Windows build needs beside the program's own dependencies, and its tests beside that.
FREEZERS = ("pyinstaller",)
WINDOWS_LOCKS = {
    "installer/windows.txt": FREEZERS,
    "installer/windows-tests.txt": (
        *FREEZERS,
        *("pytest", "pytest-qt", "pytest-timeout", "pytest-xdist", "hypothesis", "xlwt", "python-stdnum"),
    ),
}

OLDEST, NEWEST = (3, 11), (3, 13)
WINDOWS = sys.platform == "win32"
LINUX = sys.platform.startswith("linux")

# What Qt loads from the system, by the name the loader knows it, and Debian's package for it.
# Asking the loader rather than dpkg holds on every Linux and through Debian's renamings.
WINDOW_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
SCREEN_PROGRAMS = {"Xvfb": "xvfb", "xauth": "xauth"}
# The second opinions on our PDFs and workbooks; soffice needs no screen.
TEST_PROGRAMS = {"pdftotext": "poppler-utils", "soffice": "libreoffice-calc-nogui", "cc": "gcc"}
# What builds the Windows setup here and tries it: Wine runs Windows programs, the signatures of Python's
# are checked, NSIS packs; the Chinese Windows has a Chinese locale and a user 张三.
PACKAGE_PROGRAMS = {
    "wine": "wine",
    "makensis": "nsis",
    "osslsigncode": "osslsigncode",
    "x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64-win32",
    "xdotool": "xdotool",
    "import": "imagemagick",
    "debootstrap": "debootstrap",
    "objcopy": "binutils",  # and strip: for the Debian package
}
PACKAGE_LIBRARIES = {"libnss_wrapper.so": "libnss-wrapper"}
PACKAGE_FILES = {
    "/usr/lib/wine/wine64": "wine64",
    "/usr/share/i18n/locales/zh_CN": "locales",
    "/etc/ssl/certs/ca-certificates.crt": "ca-certificates",
}

# Of the user's pip settings only those that say how to reach the packages are let through: the
# others (user, target, constraint, no-binary, …) would install something else or somewhere else.
PIP_REACH = {
    "PIP_CACHE_DIR",
    "PIP_CERT",
    "PIP_CLIENT_CERT",
    "PIP_CONFIG_FILE",
    "PIP_DEFAULT_TIMEOUT",
    "PIP_EXTRA_INDEX_URL",
    "PIP_FIND_LINKS",
    "PIP_INDEX_URL",
    "PIP_NO_CACHE_DIR",
    "PIP_PROXY",
    "PIP_RETRIES",
    "PIP_TIMEOUT",
    "PIP_TRUSTED_HOST",
}


class SetUpError(Exception):
    """The set-up can't go on; its text says why and what to do, in one line."""


def say(text: str) -> None:
    """Tell the developer what is going on."""
    print(f"dev: {text}", flush=True)


# --- Python -------------------------------------------------------------------------------------


def answers(program: str) -> bool:
    """Tell whether a Python of this name is there and starts."""
    if shutil.which(program) is None:
        return False
    return subprocess.run([program, "-c", ""], capture_output=True, check=False).returncode == 0


def refuse_other_pythons(version: tuple[int, int]) -> None:
    """Stop where this Python is not one that the program is made for."""
    if OLDEST <= version <= NEWEST:
        return
    names = [f"python3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    found = next((name for name in names if answers(name)), None)
    remedy = f"run: {found} dev.py …" if found else "install Python 3.11, 3.12 or 3.13"
    raise SetUpError(f"Python {version[0]}.{version[1]} is not supported (3.11 to 3.13 are); {remedy}")


def venv_python() -> Path:
    """Return the path of the environment's Python."""
    return VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")


def child_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment for what runs inside .venv, free of settings that would bend it.

    Bytecode is kept: without it each start, also of the hundreds that the tests make, compiles the tree.
    """
    unwanted = {
        "PYTHONHOME",
        "PYTHONPATH",
        "PYTHONDONTWRITEBYTECODE",
        "VIRTUAL_ENV",
        "__PYVENV_LAUNCHER__",
    }
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return {**kept, "PYTHONUTF8": "1", **(extra or {})}


def pip_environment() -> dict[str, str]:
    """Return the environment for pip: the user's way to the packages, none of the other settings."""
    kept = {
        name: value
        for name, value in child_environment().items()
        if not name.startswith("PIP_") or name in PIP_REACH
    }
    return {**kept, "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}


def run_venv(arguments: Sequence[str], extra: Mapping[str, str] | None = None) -> int:
    """Run the environment's Python with these arguments and return its exit code."""
    return subprocess.call([str(venv_python()), *arguments], cwd=ROOT, env=child_environment(extra))


# --- System packages ----------------------------------------------------------------------------


def has_library(name: str) -> bool:
    """Tell whether the system's loader finds this library."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def missing_packages(libraries: Mapping[str, str], programs: Mapping[str, str]) -> list[str]:
    """Name Debian's packages for what this Linux lacks."""
    missing = [package for name, package in libraries.items() if not has_library(name)]
    missing += [package for name, package in programs.items() if shutil.which(name) is None]
    return missing


def venv_package() -> list[str]:
    """Name Debian's package of this Python's venv, where Debian has split it off."""
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        return [f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"]
    return []


def writer_package() -> list[str]:
    """Return the package without which LibreOffice opens workbooks but no Word file, where it is missing."""
    office = shutil.which("soffice")
    if office is not None and (Path(office).resolve().parent / "libswlo.so").exists():
        return []
    return ["libreoffice-writer-nogui"]


def freezing_package() -> list[str]:
    """Name Debian's package of Python as a library, where the Python that freezes for Linux has none."""
    python = str(venv_python()) if venv_version() else sys.executable
    probe = "import ctypes, sys; name = 'libpython%d.%d' % sys.version_info[:2]; print(name, flush=True)"
    done = subprocess.run(
        [python, "-c", probe + "; ctypes.CDLL(name + '.so.1.0')"],
        capture_output=True,
        text=True,
        check=False,
        env=child_environment(),
    )
    return [] if done.returncode == 0 else done.stdout.split()


def apt_prefix() -> list[str] | None:
    """Return what to put before apt-get so that it may install, or None where it may not."""
    if shutil.which("apt-get") is None:
        return None
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive"]
    if os.geteuid() == 0:
        return quiet
    if shutil.which("sudo") and subprocess.call(["sudo", "-n", "true"], stderr=subprocess.DEVNULL) == 0:
        return ["sudo", "-n", *quiet]
    return None


def install_packages(packages: Sequence[str]) -> None:
    """Install these system packages, or say in one line what the user is to run."""
    names = " ".join(packages)
    by_hand = f"apt-get install --no-install-recommends {names}"
    prefix = apt_prefix()
    if prefix is None:
        raise SetUpError(f"system packages are missing; run: sudo apt-get update && sudo {by_hand}")
    say(f"installing system packages: {names}")
    # A broken source of the user's must not stop us: what matters is whether the install succeeds.
    subprocess.call([*prefix, "apt-get", "update", "-qq"])
    done = subprocess.run(
        [*prefix, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode != 0:
        sys.stdout.write(done.stdout.decode(errors="replace"))
        raise SetUpError(f"system packages could not be installed; run: {by_hand}")


def ensure_system(command: str, arguments: Sequence[str] = ()) -> None:
    """Install what the command needs of the system and the machine lacks."""
    if not LINUX:
        return
    programs: dict[str, str] = {}
    if command == "test" or (command == "run" and not has_screen()):
        programs.update(SCREEN_PROGRAMS)
    libraries = dict(WINDOW_LIBRARIES)
    missing = venv_package()
    if command == "test":
        programs.update(TEST_PROGRAMS)
        missing += writer_package()
    if command == "package":
        programs.update({**SCREEN_PROGRAMS, **PACKAGE_PROGRAMS})
        libraries.update(PACKAGE_LIBRARIES)
        missing += [package for path, package in PACKAGE_FILES.items() if not Path(path).exists()]
        missing += freezing_package() if "--deb" in arguments else []
    missing += missing_packages(libraries, programs)
    if missing:
        install_packages(missing)


# --- The environment ----------------------------------------------------------------------------


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, line ends apart (git may turn them on Windows)."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def read_stamp() -> dict[str, str]:
    """Return what the last finished set-up was made from."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def venv_version() -> tuple[int, int] | None:
    """Return the version of the environment's Python, or None where it doesn't run."""
    probe = "import sys, pip; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run(
            [str(venv_python()), "-c", probe],
            capture_output=True,
            check=True,
            env=child_environment(),
        )
        major, minor = map(int, answer.stdout.split())
    except (OSError, ValueError, subprocess.CalledProcessError):
        return None
    return major, minor


def ensure_venv() -> None:
    """Make .venv, or make it anew where it's broken or of a Python that isn't supported."""
    version = venv_version()
    if version is not None and OLDEST <= version <= NEWEST:
        return
    again = VENV.exists()
    say("making .venv again: the one there can't be used" if again else "making .venv")
    arguments = [sys.executable, "-m", "venv", *(["--clear"] if again else []), str(VENV)]
    if subprocess.call(arguments, env=child_environment()) != 0:
        raise SetUpError("the virtual environment could not be made; see above")


def pip_install(arguments: Sequence[str], what: str) -> None:
    """Let the environment's pip install, or stop."""
    say(what)
    command = [str(venv_python()), "-m", "pip", "install", "--quiet", *arguments]
    if subprocess.call(command, cwd=ROOT, env=pip_environment()) != 0:
        raise SetUpError("pip could not install (see above); mend the cause and run the same command again")


def set_up(command: str, arguments: Sequence[str] = ()) -> None:
    """Bring this machine to the state the command needs; do nothing that is done already."""
    refuse_other_pythons(sys.version_info[:2])
    ensure_system(command, arguments)
    ensure_venv()
    stamp = read_stamp()
    wanted = {"requirements": digest(REQUIREMENTS), "project": digest(PYPROJECT)}
    if stamp == wanted:
        return
    STAMP.unlink(missing_ok=True)
    if stamp.get("requirements") != wanted["requirements"]:
        # Wheels only: building one would fetch its build tools past the hashes.
        pip_install(
            ["--require-hashes", "--only-binary=:all:", "-r", str(REQUIREMENTS)],
            "installing the dependencies of requirements.txt (about 350 MB on disk)",
        )
    pip_install(
        ["--no-index", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)],
        "installing the program itself",
    )
    STAMP.write_text(json.dumps(wanted), encoding="utf-8")
    say("set-up done")


# --- Screens ------------------------------------------------------------------------------------


def has_screen() -> bool:
    """Tell whether a window can be shown here."""
    return not LINUX or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


@contextmanager
def virtual_screen() -> Iterator[dict[str, str]]:
    """Run Xvfb on a free display and give the environment of programs that are to use it."""
    reading, writing = os.pipe()
    # Xvfb picks a free number itself and tells it through the pipe: no guess, no race.
    with subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[writing],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as screen:
        os.close(writing)
        try:
            with os.fdopen(reading, "rb") as pipe:
                number = pipe.readline().strip().decode()
            if not number:
                complaint = screen.communicate()[1].decode(errors="replace").strip()
                raise SetUpError("Xvfb did not start: " + " ".join(complaint.split()))
            yield {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        finally:
            screen.terminate()


# --- Commands -----------------------------------------------------------------------------------


def run(arguments: Sequence[str]) -> int:
    """Open the program; without a screen walk through its main job and leave what it made in out/."""
    if has_screen():
        say("opening Hazard Desk")
        return run_venv(["-m", "hazard_desk", *arguments])
    say("no screen here: walking through the main job on a virtual one")
    OUT.mkdir(exist_ok=True)
    start = time.time()
    with virtual_screen() as screen:
        code = run_venv(["-m", "ui.walk", "--out", str(OUT), *arguments], screen)
    made = sorted(path for path in OUT.rglob("*") if path.is_file() and path.stat().st_mtime >= start - 2)
    for path in made:
        say(f"made {path.relative_to(ROOT).as_posix()}")
    return code


def test(arguments: Sequence[str]) -> int:
    """Check lint, format and types and run the tests; go on after a failure, then name them all."""
    checks = {
        "lint": ["-m", "ruff", "check", "."],
        "format": ["-m", "ruff", "format", "--check", "."],
        "types": ["-m", "mypy"],
        # A file's tests stay in one process; `-n 0` runs all in this one, e.g. for a debugger.
        "tests": ["-m", "pytest", "-n", "auto", "--dist", "loadfile", *arguments],
    }
    failed = []
    for name, command in checks.items():
        say(f"{name}: python {' '.join(command)}")
        if run_venv(command, {"QT_QPA_PLATFORM": "offscreen"}) != 0:
            failed.append(name)
    say(f"FAILED: {', '.join(failed)}" if failed else "lint, format, types and tests are good")
    return 1 if failed else 0


def package(arguments: Sequence[str]) -> int:
    """Build what an office gets: the Windows setup, or the Debian package with `--deb`."""
    words = list(arguments)
    maker = "installer.deb" if "--deb" in words else "installer.package"
    return run_venv(["-m", maker, *(word for word in words if word != "--deb")])


def bench(arguments: Sequence[str]) -> int:
    """Measure the speed budgets."""
    return run_venv(["-m", "tests.benchmarks", *arguments], {"QT_QPA_PLATFORM": "offscreen"})


def manual(arguments: Sequence[str]) -> int:
    """Make the manual from its chapters: pictures of the real window, pages, book and card."""
    return run_venv(["-m", "manual", *arguments])


def format_tree(arguments: Sequence[str]) -> int:
    """Let ruff mend what it can."""
    paths = list(arguments) or ["."]
    mended = run_venv(["-m", "ruff", "check", "--fix", *paths])
    return run_venv(["-m", "ruff", "format", *paths]) or mended


def compile_lock(target: Path, options: Sequence[str], asked: str = "") -> int:
    """Let uv write one lock; `asked` are requirements beside those of pyproject.toml."""
    always = ["--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate"]
    command = [
        "uv",
        "pip",
        "compile",
        *always,
        *options,
        "pyproject.toml",
        "-o",
        str(target.relative_to(ROOT)),
    ]
    if asked:
        command.insert(3, "-")
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, input=asked, text=True, check=False)
    if done.returncode == 0 and "://" in target.read_text(encoding="utf-8"):
        raise SetUpError(f"{target.name} now names a host; take that line out before you commit it")
    return done.returncode


def lock(arguments: Sequence[str]) -> int:
    """Make the locks again: requirements.txt for all, the installer's for Windows. None names an index."""
    if shutil.which("uv") is None:
        raise SetUpError(
            "uv makes the lock and isn't on hand; install it (pipx install uv) and run this again"
        )
    import tomllib

    groups = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["dependency-groups"]
    pins = {pin.split("==")[0]: pin for group in groups.values() for pin in group}
    code = compile_lock(REQUIREMENTS, ["--universal", "--group", "test", "--group", "build", *arguments])
    # The same versions as in the one for all, with the files for Windows and what only Windows asks for.
    windows = ["--python-platform", "x86_64-pc-windows-msvc", "--constraint", REQUIREMENTS.name, *arguments]
    for target, names in WINDOWS_LOCKS.items():
        code = code or compile_lock(ROOT / target, windows, "\n".join(pins[name] for name in names))
    return code


def only_set_up(arguments: Iterable[str]) -> int:
    """Do no more than the set-up."""
    return 0


COMMANDS = {
    "run": run,
    "test": test,
    "package": package,
    "bench": bench,
    "manual": manual,
    "format": format_tree,
    "lock": lock,
    "setup": only_set_up,
}


def main() -> int:
    """Set up what the command needs, then do it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument(
        "arguments",
        nargs=argparse.REMAINDER,
        help="passed on: to the program, pytest, the benchmarks, ruff, uv",
    )
    given = parser.parse_args()
    try:
        if given.command != "lock":
            # `setup` stands for both of the two commands.
            set_up("test" if given.command == "setup" else given.command, given.arguments)
        return COMMANDS[given.command](given.arguments)
    except SetUpError as problem:
        print(f"dev: {problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())

"""Fetches the locked Windows wheels and lays them into a Windows Python.

`python -m installer.wheels` makes both Pythons: `build/windows/python` with what the program needs and what
freezes it, `build/windows/python-tests` with the test tools beside that.

The lock is made for Windows (`dev.py lock`): pip evaluates a wheel's conditions for the machine it runs on,
so here it only fetches what the lock names. Which file is taken is decided by its hash alone. Nothing of a
wheel is run.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path, PurePosixPath

from dev import digest, pip_environment, say
from installer import BUILD, ROOT, windows_python
from installer.windows_python import DOWNLOADS, Untrusted

LOCK = ROOT / "installer" / "windows.txt"
TESTS_LOCK = ROOT / "installer" / "windows-tests.txt"
PYTHON = BUILD / "python"
TESTS_PYTHON = BUILD / "python-tests"
SITE = PurePosixPath("Lib/site-packages")
STAMP = "locked.txt"

# What a wheel for CPython 3.11 on 64-bit Windows may be called.
FITS = (
    *("--platform", "win_amd64", "--python-version", "3.11", "--implementation", "cp"),
    *("--abi", "cp311", "--abi", "abi3", "--abi", "none"),
)


def locked(lock: Path) -> dict[str, set[str]]:
    """Return the pinned names of a lock file with the hashes that each may have."""
    found: dict[str, set[str]] = {}
    name = ""
    for line in lock.read_text(encoding="utf-8").splitlines():
        if pinned := re.match(r"([\w.-]+==[^\s;]+)", line):
            name = pinned[1]
            found[name] = set()
        found.setdefault(name, set()).update(re.findall(r"--hash=sha256:([0-9a-f]{64})", line))
    found.pop("", None)
    return found


def here(lock: Path) -> dict[str, Path]:
    """Return the wheels of this lock that are on this machine, by their pinned names."""
    by_hash = {
        hashlib.sha256(path.read_bytes()).hexdigest(): path for path in sorted(DOWNLOADS.glob("*.whl"))
    }
    found = {}
    for name, hashes in locked(lock).items():
        if fitting := [by_hash[digest_] for digest_ in sorted(hashes) if digest_ in by_hash]:
            found[name] = fitting[0]
    return found


def fetch(lock: Path) -> list[Path]:
    """Return the wheels that a lock names, fetched where they aren't here yet."""
    DOWNLOADS.mkdir(parents=True, exist_ok=True)
    found = here(lock)
    if found.keys() != locked(lock).keys():
        subprocess.run(
            [
                *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"),
                *("--only-binary=:all:", *FITS, "-r", str(lock), "-d", str(DOWNLOADS)),
            ],
            cwd=ROOT,
            env=pip_environment(),
            check=True,
        )
        found = here(lock)
    if missing := sorted(locked(lock).keys() - found.keys()):
        raise Untrusted(f"not fetched with a hash of {lock.name}: {', '.join(missing)}")
    return [found[name] for name in sorted(found)]


def place_of(name: str) -> PurePosixPath | None:
    """Return where a file of a wheel goes in a Windows Python, None for programs and headers."""
    parts = PurePosixPath(name).parts
    if not parts or ".." in parts or name.startswith("/") or "\\" in name:
        raise Untrusted(f"a name that leads out of the folder: {name}")
    if not parts[0].endswith(".data"):
        return SITE.joinpath(*parts)
    if parts[1] in ("purelib", "platlib"):
        return SITE.joinpath(*parts[2:])
    return PurePosixPath(*parts[2:]) if parts[1] == "data" else None


def lay(wheel: Path, python: Path) -> None:
    """Unpack a wheel into a Windows Python."""
    with zipfile.ZipFile(wheel) as packed:
        for entry in packed.infolist():
            place = None if entry.is_dir() else place_of(entry.filename)
            if place is None:
                continue
            target = python / place
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)  # the other Python may share this file
            target.write_bytes(packed.read(entry))


def _made(python: Path, lock: Path) -> bool:
    """Tell whether a Python was made of this lock and of this CPython."""
    stamp = python / STAMP
    return stamp.exists() and stamp.read_text("utf-8") == _stamp(lock)


def _stamp(lock: Path) -> str:
    return f"{digest(lock)} {windows_python.ARCHIVE_SHA256}"


def make(python: Path = PYTHON, lock: Path = LOCK) -> Path:
    """Make a Windows Python with the wheels of a lock, and return it."""
    if _made(python, lock):
        return python
    wheels = fetch(lock)
    bare = windows_python.make(BUILD / "cpython")
    part = python.with_name(f"{python.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(bare, part, copy_function=os.link)
    for wheel in wheels:
        lay(wheel, part)
    (part / STAMP).write_text(_stamp(lock), encoding="utf-8")
    shutil.rmtree(python, ignore_errors=True)
    part.rename(python)
    say(f"{python.relative_to(ROOT)}: CPython {windows_python.VERSION} with {len(wheels)} wheels")
    return python


if __name__ == "__main__":
    make()
    make(TESTS_PYTHON, TESTS_LOCK)

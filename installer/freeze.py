"""Freezes the program for Windows: under Wine, or on Windows with the Python that runs this.

It is frozen from a copy of the tree, not from the tree: what is edited meanwhile can't get in by half, the
copy may bear another version number, and two copies in different places show that the place leaves no
trace. Only files that git knows are copied, as they are now: what an editor or somebody leaves lying about
would be shipped and pass for ours.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dev import child_environment, digest, say
from installer import (
    BUILD,
    EPOCH,
    ROOT,
    frozen_check,
    notices,
    version_resource,
    wheels,
    windows_python,
    wine,
)

FREEZES = ("hazard_desk", "ui", "resources", "installer", "LICENSE", "pyproject.toml")
WINDOWS = sys.platform == "win32"
LONGEST_FREEZE = 1800


class FreezeError(Exception):
    """The program was not frozen, or not as it should be; the text says what was said."""


@dataclass(frozen=True)
class Freezer:
    """A Windows Python with the locked wheels, and how to run it."""

    python: Path
    prefix: wine.Prefix | None

    @property
    def home(self) -> Path:
        """Return the folder of CPython itself."""
        return self.python.parent if self.prefix else Path(sys.base_prefix)

    @property
    def packages(self) -> Path:
        """Return the folder of the wheels' contents."""
        if self.prefix:
            return self.python.parent / wheels.SITE
        return Path(next(place for place in sys.path if place.endswith("site-packages")))

    def run(
        self, words: Sequence[str | Path], *, folder: Path, more: dict[str, str | Path] | None = None
    ) -> str:
        """Run Windows' Python to its end and return what it wrote."""
        always = {
            "PYTHONUTF8": "1",
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
            "SOURCE_DATE_EPOCH": str(EPOCH),
        }
        prefix = self.prefix
        if prefix:
            named = {
                key: prefix.path(word) if isinstance(word, Path) else word
                for key, word in (more or {}).items()
            }
            ended = prefix.run(
                [self.python, *words], timeout=LONGEST_FREEZE, more={**always, **named}, folder=folder
            )
            code, text = ended.code, ended.text
        else:
            done = subprocess.run(
                [str(self.python), *map(str, words)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=child_environment({**always, **{key: str(word) for key, word in (more or {}).items()}}),
                cwd=folder,
                check=False,
            )
            code, text = done.returncode, done.stdout.decode("utf-8", "replace")
        if code != 0:
            raise FreezeError(f"{words[0]} {words[1]} ended with {code}:\n{text[-4000:]}")
        return text


def freezer() -> Freezer:
    """Return what freezes here, made where it isn't there yet."""
    if WINDOWS:
        windows_python.verify_running()
        return Freezer(Path(sys.executable), None)
    python = wheels.make() / "python.exe"
    folder = BUILD / "prefix"
    made_of = folder / "made-of.txt"
    wanted = "\n".join(digest(path) for path in (ROOT / "installer" / "wine.py", *wine.stub_sources()))
    if made_of.exists() and made_of.read_text(encoding="utf-8") == wanted:
        return Freezer(python, wine.prefix_at(folder))
    shutil.rmtree(folder, ignore_errors=True)
    prefix = wine.make_prefix(folder)
    made_of.write_text(wanted, encoding="utf-8")
    return Freezer(python, prefix)


def _listed(root: Path, *options: str) -> list[str]:
    """Return what git says of the files that are frozen."""
    try:
        done = subprocess.run(
            ["git", "-C", str(root), "ls-files", "-z", *options, "--", *FREEZES],
            capture_output=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise FreezeError("git tells which files are the program's, and it isn't installed") from error
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise FreezeError(f"git tells which files are the program's: package from a clone ({said})")
    return sorted(filter(None, done.stdout.decode("utf-8").split("\0")))


def files_of(root: Path) -> list[str]:
    """Return the files of a tree that are frozen: those that git knows and that are there."""
    names = [name for name in _listed(root, "--cached") if (root / name).is_file()]
    if not names:
        raise FreezeError(f"git knows no file of the program in {root}: package from a clone")
    return names


def left_out(root: Path) -> list[str]:
    """Return the files that lie among those that are frozen, without git knowing or ignoring them."""
    return _listed(root, "--others", "--exclude-standard")


def copy_tree(target: Path, version: str | None = None) -> Path:
    """Copy of the tree what is frozen, with another version number if one is given, and return the copy."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name in files_of(ROOT):
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, place)
    for name in left_out(ROOT):
        say(f"left out, for git does not know it (git add): {name}")
    if version is not None:
        said = target / "hazard_desk" / "__init__.py"
        text, count = re.subn(
            r'(?m)^__version__ = "[^"]+"$', f'__version__ = "{version}"', said.read_text("utf-8")
        )
        if count != 1:
            raise FreezeError(f"no version to change in {said}")
        said.write_text(text, encoding="utf-8", newline="\n")
    return target


def version_of(tree: Path) -> str:
    """Return the version that a copy of the tree says it is."""
    found = re.search(
        r'(?m)^__version__ = "([^"]+)"$', (tree / "hazard_desk" / "__init__.py").read_text("utf-8")
    )
    if found is None:
        raise FreezeError(f"no version in {tree}")
    return found[1]


def freeze(tree: Path, out: Path, by: Freezer) -> Path:
    """Freeze a copy of the tree below `out` and return the frozen folder, licences in it, looked through."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    said = by.run(
        [
            *("-m", "PyInstaller", "--noconfirm", "--distpath", out, "--workpath", out / "work"),
            tree / "installer" / "hazard_desk.spec",
        ],
        folder=tree,
        more={
            "HAZARD_DESK_VERSION_FILES": version_resource.write(out / "versions", version_of(tree)),
            # Two at a time must not clear each other's cache away.
            "PYINSTALLER_CONFIG_DIR": out / "cache",
        },
    )
    (out / "pyinstaller.log").write_text(said, encoding="utf-8")
    stage = out / "HazardDesk"
    notices.write(stage, by.packages, by.home)
    if wrong := frozen_check.wrong_with(stage, tree):
        raise FreezeError("the frozen program is not whole:\n  " + "\n  ".join(wrong))
    for path in stage.rglob("*"):
        os.utime(path, (EPOCH, EPOCH))
    return stage

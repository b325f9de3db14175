"""Builds the Windows setup: `python -m installer.package [--check] [--quick] [--out DIR]`.

Without words: freezes the tree, proves where all of it comes from, says what it weighs, and makes
`dist/HazardDesk-X.Y.Z-setup.exe`. `--check` does it twice in different places and compares, makes the
previous version (the same tree with a lower number) and then tries the setups under Wine (`tests/windows`).
`--quick` packs worse and sooner.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dev import SetUpError, child_environment, say
from installer import BUILD, ROOT, freeze, sizes, wheels, windows_python
from installer.freeze import FreezeError, Freezer
from installer.make_setup import SetupError, make_setup
from installer.notices import NoticeError
from installer.sizes import TooLarge
from installer.windows_python import Untrusted
from installer.wine import WineError

PREVIOUS = "0.7.9"
EXPECTED = (
    FreezeError,
    SetupError,
    NoticeError,
    TooLarge,
    Untrusted,
    WineError,
    SetUpError,
    subprocess.SubprocessError,  # ended badly, or not in its time
    zipfile.BadZipFile,
    OSError,  # a program that isn't installed, a full disk
)


@dataclass(frozen=True)
class Built:
    """A frozen program and the setup made of it."""

    stage: Path
    setup: Path

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the setup."""
        return hashlib.sha256(self.setup.read_bytes()).hexdigest()


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say how long a step took."""
    begun = time.monotonic()
    yield
    say(f"{time.monotonic() - begun:6.1f} s  {what}")


def build(tree: Path, out: Path, by: Freezer, *, compressor: str, prove: bool = False) -> Built:
    """Freeze a copy of the tree and make its setup below `out`."""
    version = freeze.version_of(tree)
    with step(f"{out.name}: frozen, {version}"):
        stage = freeze.freeze(tree, out, by)
    if prove:
        with step(f"{out.name}: where it comes from"):
            print(provenance(stage, tree, by), end="", flush=True)
    with step(f"{out.name}: setup, {compressor}"):
        setup = make_setup(stage, out / f"HazardDesk-{version}-setup.exe", version, compressor=compressor)
    return Built(stage, setup)


def provenance(stage: Path, tree: Path, by: Freezer) -> str:
    """Prove where a frozen program comes from and return the table; stop where something is of nobody."""
    sources = wheels.fetch(wheels.LOCK) if by.prefix else [by.packages]
    home = BUILD / "cpython" if by.prefix else by.home
    return by.run(["-m", "installer.provenance", stage, tree, home, *sources], folder=ROOT)


def differences(one: Path, other: Path) -> list[str]:
    """Return the files in which two frozen programs differ."""
    ours, theirs = (
        {path.relative_to(stage).as_posix(): path.read_bytes() for path in stage.rglob("*") if path.is_file()}
        for stage in (one, other)
    )
    return [name for name in sorted(ours.keys() | theirs) if ours.get(name) != theirs.get(name)]


def compare(first: Built, second: Built) -> None:
    """Stop unless two builds are the same."""
    if first.digest == second.digest:
        say(f"two builds, one hash: {first.digest}")
        return
    names = differences(first.stage, second.stage) or ["the setup alone"]
    raise FreezeError("two builds differ in: " + ", ".join(names[:20]))


def put(built: Built, folder: Path) -> Path:
    """Put a setup and its hash where it is looked for."""
    folder.mkdir(parents=True, exist_ok=True)
    setup = folder / built.setup.name
    shutil.copyfile(built.setup, setup)
    line = f"{built.digest}  {setup.name}\n"
    setup.with_name(setup.name + ".sha256").write_text(line, encoding="utf-8", newline="\n")
    say(f"made {setup}")
    return setup


def try_it(setup: Path, previous: Path) -> int:
    """Try the setups under Wine and return pytest's code."""
    if freeze.WINDOWS:
        say("the tests under Wine are for Debian; .github/workflows/windows.yml tries the setup on Windows")
        return 0
    wheels.make(wheels.TESTS_PYTHON, wheels.TESTS_LOCK)
    asked = ["--windows", "-m", "wine", "--setup", str(setup), "--previous-setup", str(previous)]
    begun = time.monotonic()
    code = subprocess.call(
        [sys.executable, "-m", "pytest", "tests/windows", *asked, "-n", "0", "--durations", "10"],
        cwd=ROOT,
        env=child_environment(),
    )
    say(f"{time.monotonic() - begun:6.1f} s  tried under Wine")
    return code


def package(out: Path, *, check: bool, quick: bool) -> int:
    """Build the setup into `out`, and try it if asked to."""
    compressor = "zlib" if quick else "lzma"
    with step("Windows Python with the locked wheels"):
        by = freeze.freezer()
        if by.prefix:
            windows_python.verify(windows_python.make(BUILD / "cpython"))
    # All copies at one moment: who edits meanwhile makes no two builds differ.
    trees = {"first": freeze.copy_tree(BUILD / "trees" / "first")}
    if check:
        trees["second"] = freeze.copy_tree(BUILD / "trees" / "second" / "elsewhere")
        trees["previous"] = freeze.copy_tree(BUILD / "trees" / "previous", PREVIOUS)
    with ThreadPoolExecutor(2) as pool:
        # Two at a time: one takes a core for some minutes.
        begun = {
            name: pool.submit(
                build,
                tree,
                BUILD / name,
                by,
                compressor="zlib" if name == "previous" else compressor,
                prove=name == "first",
            )
            for name, tree in trees.items()
        }
        built = {name: one.result() for name, one in begun.items()}
    print(*sizes.table(built["first"].stage, built["first"].setup), sep="\n", flush=True)
    sizes.check(built["first"].stage, built["first"].setup)
    if check:
        compare(built["first"], built["second"])
    setup = put(built["first"], out)
    return try_it(setup, put(built["previous"], out / "previous")) if check else 0


def main() -> int:
    """Read the words and build."""
    parser = argparse.ArgumentParser(prog="dev.py package", description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="build twice, compare, and try it under Wine")
    parser.add_argument("--quick", action="store_true", help="zlib in place of lzma")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", metavar="DIR")
    given = parser.parse_args()
    try:
        with step("all of it"):
            return package(given.out.resolve(), check=given.check, quick=given.quick)
    except EXPECTED as problem:
        print(f"dev: {problem}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())

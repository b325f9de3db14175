"""Tells what a frozen folder lacks or holds too much: `python -m installer.frozen_check FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from installer import ROOT, contents, one_archive

PROGRAMS = ("HazardDesk", "hazard-desk")


def modules_in(folder: Path) -> set[str]:
    """Return the names of the modules in the archive that both programs load."""
    return set(one_archive.Archive(folder / "_internal" / "program.pyz").toc)


def wrong_with(folder: Path, root: Path = ROOT) -> list[str]:
    """Return what is wrong with the contents of a frozen folder, a line each; nothing where all is well."""
    inside = modules_in(folder)
    said = [f"module missing: {name}" for name in contents.own_modules(root) if name not in inside]
    for source, place in contents.data_files(root):
        copy = folder / "_internal" / place / Path(source).name
        if not copy.is_file():
            said.append(f"file missing: {copy.relative_to(folder).as_posix()}")
        elif copy.read_bytes() != Path(source).read_bytes():
            said.append(f"file is another than in the tree: {copy.relative_to(folder).as_posix()}")
    for name in sorted(inside):
        if any(name == one or name.startswith(one + ".") for one in contents.EXCLUDED):
            said.append(f"module that does not belong inside: {name}")
    said += [
        f"program missing: {name}"
        for name in PROGRAMS
        if not any((folder / (name + end)).is_file() for end in ("", ".exe"))
    ]
    return said


def main() -> int:
    """Check the folder named on the command line."""
    said = wrong_with(Path(sys.argv[1]))
    print("\n".join(said) or "all modules and files are inside")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())

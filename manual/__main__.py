"""Make 使用手册: `python3 dev.py manual`, or `python -m manual [--text | --pictures ID … --out FOLDER]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from manual.making import PICTURES, make, renew_pictures
from manual.pictures import load_scenes
from manual.reading import ChapterError


def main() -> int:
    """Make what was asked for; 1 where something of it went wrong."""
    parser = argparse.ArgumentParser(prog="dev.py manual", description="Make the manual from its chapters.")
    parser.add_argument("--text", action="store_true", help="leave the pictures as they are")
    parser.add_argument(
        "--pictures", nargs="*", metavar="ID", help="take these pictures only (none named: all)"
    )
    parser.add_argument("--out", type=Path, default=PICTURES, help="where --pictures puts them")
    given = parser.parse_args()
    try:
        if given.pictures is not None:
            known = sorted(load_scenes())
            unknown = sorted(set(given.pictures) - set(known))
            if unknown:
                raise ChapterError("no such scene: " + ", ".join(unknown))
            wrong = renew_pictures(given.pictures or known, given.out)
        else:
            wrong = make(take_pictures=not given.text)
    except ChapterError as error:
        wrong = [str(error)]
    for one in wrong:
        print(one, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

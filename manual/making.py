"""All that is made of the chapters, as files of resources/manual, and whether those there are the same."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from hazard_desk.resources import RESOURCES
from manual.book import pages
from manual.card import NAME as CARD
from manual.card import card
from manual.pictures import difference, load_scenes, take_all
from manual.print_book import NAME as BOOK
from manual.print_book import book
from manual.reading import Chapter, ChapterError, Picture, all_blocks, read_chapters

FOLDER = RESOURCES / "manual"
PICTURES = FOLDER / "pictures"
TOLERANCE = 0.002
"""The share of a picture's pixels that may differ: another font engine, not another window."""


def picture_ids(chapters: Sequence[Chapter]) -> list[str]:
    """Return the pictures that the chapters show, each once."""
    shown = [
        block.id for chapter in chapters for block in all_blocks(chapter.blocks) if isinstance(block, Picture)
    ]
    return list(dict.fromkeys(shown))


def renew_pictures(ids: Sequence[str], folder: Path = PICTURES) -> list[str]:
    """Take these pictures anew and put in place those that look different; return what went wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="hazard-desk-pictures-") as made:
        wrong = take_all(ids, Path(made))
        for taken in sorted(Path(made).glob("*.png")):
            kept = folder / taken.name
            if not kept.exists() or difference(kept, taken) > TOLERANCE:
                shutil.copyfile(taken, kept)
    return wrong


def made_files(chapters: Sequence[Chapter], pictures: Path = PICTURES) -> dict[str, bytes]:
    """Return what the chapters and the pictures at hand make, by file name."""
    lost = [one for one in picture_ids(chapters) if not (pictures / f"{one}.png").exists()]
    if lost:
        raise ChapterError("pictures that nobody took: " + ", ".join(lost))
    made = {name: text.encode("utf-8") for name, text in pages(chapters).items()}
    made[BOOK] = book(chapters, pictures)
    made[CARD] = card()
    return made


def make(*, take_pictures: bool = True) -> list[str]:
    """Make everything anew in its place and take away what belongs to no chapter; return what went wrong."""
    chapters = read_chapters()
    ids = picture_ids(chapters)
    unknown = sorted(set(ids) - set(load_scenes()))
    if unknown:
        raise ChapterError("pictures without a scene: " + ", ".join(unknown))
    wrong = renew_pictures(ids) if take_pictures else []
    made = made_files(chapters)
    for path in FOLDER.iterdir():
        if path.is_file() and path.name not in made:
            path.unlink()
    for path in PICTURES.glob("*.png"):
        if path.stem not in ids:
            path.unlink()
    for name, content in made.items():
        (FOLDER / name).write_bytes(content)
    return wrong

"""The pictures show the program as it is: taken anew they are those in resources/manual.

Each run takes some, others when ui/ has changed; `--long` takes all.
"""

from __future__ import annotations

from pathlib import Path
from random import Random
from zlib import crc32

import pytest
from PIL import Image

from manual.making import PICTURES, TOLERANCE, picture_ids
from manual.pictures import difference, take_all
from manual.reading import read_chapters

ROOT = Path(__file__).resolve().parents[2]
AT_ONCE = 6


def some(ids: list[str]) -> list[str]:
    seed = 0
    for path in sorted((ROOT / "ui").rglob("*.py")):
        seed = crc32(path.read_bytes(), seed)
    return sorted(Random(seed).sample(ids, min(AT_ONCE, len(ids))))


@pytest.mark.timeout(900)
def test_the_pictures_are_those_of_the_program(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    ids = picture_ids(read_chapters())
    chosen = ids if pytestconfig.getoption("--long") else some(ids)
    assert take_all(chosen, tmp_path) == []
    stale = {
        one: round(apart, 4)
        for one in chosen
        if (apart := difference(PICTURES / f"{one}.png", tmp_path / f"{one}.png")) > TOLERANCE
    }
    assert stale == {}, "pictures are of an older window: run python3 dev.py manual"


def test_another_picture_is_noticed(tmp_path: Path) -> None:
    for name, colour in (("a", 250), ("b", 250), ("c", 120)):
        picture = Image.new("RGB", (100, 100), (250, 250, 250))
        picture.paste((colour, colour, colour), (10, 10, 30, 20))
        picture.save(tmp_path / f"{name}.png")
    assert difference(tmp_path / "a.png", tmp_path / "b.png") == 0
    assert difference(tmp_path / "a.png", tmp_path / "c.png") == pytest.approx(0.02)
    Image.new("RGB", (100, 101)).save(tmp_path / "d.png")
    assert difference(tmp_path / "a.png", tmp_path / "d.png") == 1.0

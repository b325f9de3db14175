"""A screen without a monitor: keys go in, pictures come out."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Self

from PIL import Image

from dev import virtual_screen
from installer.wine import Running


def until(happened: Callable[[], bool], what: str, *, within: float = 60) -> None:
    """Wait until it has happened; the test fails where it does not."""
    deadline = time.monotonic() + within
    while not happened():
        assert time.monotonic() < deadline, f"{within:.0f} s, and still not: {what}"
        time.sleep(0.05)


_STEP = 40  # of 255: from the ground to the ink
_LETTERS = 12  # changes of brightness along a row; a box with its border has four


def written_rows(picture: Image.Image) -> int:
    """Return how many rows of a picture go through writing: mere boxes and bands have none."""
    grey, (width, height) = picture.convert("L").tobytes(), picture.size
    rows = (grey[width * y : width * (y + 1)] for y in range(height))
    return sum(sum(abs(one - other) > _STEP for one, other in pairwise(row)) >= _LETTERS for row in rows)


class Screen:
    """An X display of its own."""

    def __init__(self, name: str, pictures: Path) -> None:
        self.name = name
        self._pictures = pictures
        self._last = b""

    @classmethod
    @contextmanager
    def begun(cls, pictures: Path) -> Iterator[Self]:
        """Begin a display that nobody else has, and end it again."""
        pictures.mkdir(parents=True, exist_ok=True)
        with virtual_screen() as environment:
            yield cls(environment["DISPLAY"], pictures)

    def _tool(self, *words: str) -> str:
        done = subprocess.run(
            words,
            env={**os.environ, "DISPLAY": self.name},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        return done.stdout.strip()

    def press(self, *keys: str) -> None:
        """Press these keys, one after another, as on a keyboard."""
        for key in keys:
            self._tool("xdotool", "key", "--clearmodifiers", key)

    def shows(self, title: str) -> bool:
        """Tell whether a window of this title (a regular expression) is on the screen."""
        return bool(self._tool("xdotool", "search", "--onlyvisible", "--name", title))

    @contextmanager
    def showing(self, program: Running, title: str, *, within: float = 60) -> Iterator[Running]:
        """Wait for the program's window of this title; whatever goes wrong from then on, the program ends.

        A picture, failed.png, shows how it stood then.
        """
        try:
            until(lambda: self.shows(title) or not program.alive, f"the window {title!r}", within=within)
            assert program.alive, f"ended before its window {title!r} was there: {program.wait()}"
            yield program
        except BaseException:
            self.picture("failed", settles_within=2)
            program.end()
            raise

    def picture(self, name: str, *, settles_within: float = 15) -> Image.Image:
        """Take a picture of the screen when it has changed since the last one and nothing moves any more.

        It is kept under this name. What never stops moving (a cursor that blinks) is taken as it is then.
        """
        target = self._pictures / f"{name}.png"
        before = self._last
        deadline = time.monotonic() + settles_within
        while True:
            self._tool("import", "-window", "root", str(target))
            with Image.open(target) as taken:
                now = taken.convert("RGB")
            settled = now.tobytes() == before and before != self._last
            if settled or time.monotonic() > deadline:
                self._last = now.tobytes()
                return now
            before = now.tobytes()
            time.sleep(0.3)

"""Plays the scenes and keeps their pictures: small PNGs, the same bytes from the same screen.

python -m manual.pictures --out FOLDER [ID …]    here, one after the other
take_all(ids, out)                               in several processes, each with its part
"""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import subprocess
import sys
import traceback
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageChops

from hazard_desk.resources import RESOURCES
from manual.stage import PICTURES, Picture, Theatre, theatre

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QWidget

FOLDER = RESOURCES / "manual" / "pictures"
_ROOT = Path(__file__).resolve().parents[1]
_COLOURS = 96
_TITLE_HEIGHT = 30
_SAME = 40
"""By how much a channel of a pixel may differ: the edges of letters, drawn by another font engine."""


def load_scenes() -> dict[str, Picture]:
    """Import every module of manual/scenes and return the pictures they announce, by id."""
    for found in pkgutil.iter_modules([str(_ROOT / "manual" / "scenes")]):
        importlib.import_module(f"manual.scenes.{found.name}")
    return PICTURES


def take_all(ids: Sequence[str], out: Path) -> list[str]:
    """Take these pictures on all processors; return what went wrong, a line or more a scene."""
    parts = [part for at in range(os.cpu_count() or 1) if (part := list(ids)[at :: os.cpu_count() or 1])]
    with ThreadPoolExecutor(len(parts) or 1) as several:
        ended = list(several.map(lambda part: _take_elsewhere(part, out), parts))
    return [said for said in ended if said]


def _take_elsewhere(ids: Iterable[str], out: Path) -> str:
    """Take pictures in a process of its own, where time is held and Qt has no screen."""
    ended = subprocess.run(
        [sys.executable, "-m", "manual.pictures", "--out", str(out.resolve()), *ids],
        cwd=_ROOT,
        env={**os.environ, "PYTHONUTF8": "1", "PYTHONHASHSEED": "0"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return "" if ended.returncode == 0 else (ended.stderr or f"ended with {ended.returncode}")


def take(ids: Iterable[str], out: Path) -> int:
    """Take these pictures in this process; return how many scenes failed."""
    known = load_scenes()
    failed = 0
    out.mkdir(parents=True, exist_ok=True)
    with theatre() as house:
        for picture_id in ids:
            try:
                _take(house, known[picture_id], out / f"{picture_id}.png")
            except Exception:
                failed += 1
                print(f"scene {picture_id}:\n{traceback.format_exc()}", file=sys.stderr)
    return failed


def _take(house: Theatre, picture: Picture, target: Path) -> None:
    with house.stage(picture.office) as stage:
        shown = picture.play(stage)
        stage.settle()
        save(photograph(stage.window if shown is None else shown, stage.framed), target)


# ---- one picture ---------------------------------------------------------------------------------------


def photograph(widget: QWidget, framed: Sequence[QWidget] = ()) -> QImage:
    """Return the picture of a widget: a window with the title bar that the screenless platform lacks."""
    from PySide6.QtCore import QPoint, QRect, Qt
    from PySide6.QtGui import QColor, QImage, QPainter, QPen

    from ui import theme

    content = widget.grab().toImage()
    titled = widget.isWindow() and widget.windowType() in (
        Qt.WindowType.Window,
        Qt.WindowType.Dialog,
        Qt.WindowType.Sheet,
    )
    top = _TITLE_HEIGHT if titled else 0
    made = QImage(content.width() + 2, content.height() + top + 2, QImage.Format.Format_RGB32)
    made.fill(QColor(theme.GROUND))
    painter = QPainter(made)
    painter.drawImage(1, top + 1, content)
    if titled:
        bar = QRect(1, 1, content.width(), top)
        painter.fillRect(bar, QColor(theme.LINE))
        painter.setFont(theme.body_font())
        painter.setPen(QColor(theme.INK))
        painter.drawText(
            bar.adjusted(theme.PAGE_MARGIN, 0, -top, 0), Qt.AlignmentFlag.AlignVCenter, widget.windowTitle()
        )
        painter.drawText(bar.adjusted(bar.width() - top, 0, 0, 0), Qt.AlignmentFlag.AlignCenter, "×")
    painter.setPen(QColor(theme.BORDER))
    painter.drawRect(0, 0, made.width() - 1, made.height() - 1)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.Meaning.OVERDUE.ink, 2.5))
    for one in framed:
        corner = one.mapTo(widget, QPoint(0, 0)) + QPoint(1, top + 1)
        painter.drawRoundedRect(QRect(corner, one.size()).adjusted(-3, -3, 3, 3), 5, 5)
    painter.end()
    return made


def save(image: QImage, target: Path) -> None:
    """Keep a picture in few colours: a screen has not many, and the program carries all of them."""
    from PySide6.QtGui import QImage

    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    pixels = bytes(plain.constBits())
    picture = Image.frombytes(
        "RGB", (plain.width(), plain.height()), pixels, "raw", "RGB", plain.bytesPerLine()
    )
    few = picture.quantize(_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(target, format="PNG", optimize=True)


def difference(one: Path, other: Path) -> float:
    """Return the share of the pixels in which two pictures differ to the eye; 1 for other measures."""
    with Image.open(one) as first, Image.open(other) as second:
        if first.size != second.size:
            return 1.0
        apart = ImageChops.difference(first.convert("RGB"), second.convert("RGB"))
        most = ImageChops.lighter(ImageChops.lighter(*apart.split()[:2]), apart.split()[2])
        seen = sum(most.histogram()[_SAME:])
        return seen / (first.width * first.height)


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the pictures named, or all, in this process."""
    parser = argparse.ArgumentParser(prog="python -m manual.pictures", description="Take pictures of scenes.")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("ids", nargs="*")
    given = parser.parse_args(arguments)
    return 1 if take(given.ids or sorted(load_scenes()), given.out) else 0


if __name__ == "__main__":
    sys.exit(main())

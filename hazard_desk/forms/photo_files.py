"""Pictures as a form takes them: upright, on white, no finer than paper shows."""

from __future__ import annotations

from hazard_desk.forms.geometry import PlacedPhoto
from hazard_desk.forms.sheet import Diagram, Scan
from hazard_desk.photos import PhotoError, small_jpeg, upright_jpeg

DPI = 200
"""Finer than that no office printer shows a photo; a page of photos then takes half a megabyte."""


def picture_file(placed: PlacedPhoto) -> bytes | None:
    """Return the JPEG to draw, the file itself where it's plain and small enough; None where it's lost.

    Of a diagram, the PNG that it is. A page of a PDF is no picture: `scans` lays it in.
    """
    if isinstance(placed.photo, Scan):
        return None
    if isinstance(placed.photo, Diagram):
        return placed.photo.png
    path = placed.photo.path
    longest = max(round(max(placed.box.width, placed.box.height) / 25.4 * DPI), 1)
    try:
        if max(placed.photo.width, placed.photo.height) <= longest and upright_jpeg(path):
            return path.read_bytes()
        return small_jpeg(path, longest)
    except (OSError, PhotoError):  # gone or damaged since the form was filled
        return None

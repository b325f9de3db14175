"""Pictures from anywhere: upright whichever way the camera was held, never a bomb, never torn."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from hazard_desk.photos import (
    SUFFIXES,
    PhotoError,
    TooManyPixels,
    look_at,
    small_jpeg,
    upright_jpeg,
)
from tests.photo_samples import BLUE, bomb, corners, jpeg, saved, scene

UPRIGHT = ("red", "green", "blue")


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_upright_whichever_way_the_camera_was_held(tmp_path: Path, orientation: int) -> None:
    data = jpeg(400, 300, orientation=orientation)
    look = look_at(data)
    assert (look.suffix, look.width, look.height) == (".jpg", 400, 300)
    small = small_jpeg(data, 200)
    assert corners(small) == UPRIGHT
    with Image.open(io.BytesIO(small)) as image:
        assert (image.size, image.format) == ((200, 150), "JPEG")
        assert not image.getexif()
    path = tmp_path / "a.jpg"
    path.write_bytes(data)
    assert upright_jpeg(path) is (orientation == 1)


def test_a_small_picture_is_not_blown_up() -> None:
    with Image.open(io.BytesIO(small_jpeg(jpeg(40, 30), 256))) as image:
        assert image.size == (40, 30)


def test_when_it_was_taken_and_cameras_without_a_clock() -> None:
    day = datetime(2026, 3, 2, 9, 30, 5)
    assert look_at(jpeg(taken_at=day)).taken_at == day
    assert look_at(jpeg()).taken_at is None
    exif = Image.Exif()
    exif[0x0132] = "0000:00:00 00:00:00"
    assert look_at(saved(scene(), "JPEG", exif=exif)).taken_at is None
    exif[0x0132] = "2026:03:01 08:00:00"
    assert look_at(saved(scene(), "JPEG", exif=exif)).taken_at == datetime(2026, 3, 1, 8)


@pytest.mark.parametrize("kind", [kind for kind in SUFFIXES if kind != "MPO"])
def test_every_kind_of_picture_is_read(kind: str) -> None:
    data = saved(scene().quantize(16) if kind == "GIF" else scene(), kind)
    look = look_at(data)
    assert (look.suffix, look.width, look.height) == (SUFFIXES[kind], 400, 300)
    assert corners(small_jpeg(data, 100)) == UPRIGHT


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "CMYK", "I;16"])
def test_every_mode_becomes_a_plain_picture_on_white(mode: str) -> None:
    image = Image.new("I;16", (80, 60), 65_535) if mode == "I;16" else Image.new("RGB", (80, 60), "white")
    image = image if mode == "I;16" else image.convert(mode)
    data = saved(image, "TIFF" if mode == "CMYK" else "PNG")
    assert corners(small_jpeg(data, 40)) == ("white", "white", "white")


def test_what_can_be_seen_through_lies_on_white() -> None:
    image = Image.new("RGBA", (80, 60), (0, 0, 0, 0))
    image.paste((*BLUE, 255), (0, 30, 40, 60))
    assert corners(small_jpeg(saved(image, "PNG"), 80)) == ("white", "white", "blue")


def test_a_bomb_is_refused_before_it_is_read() -> None:
    data = bomb()
    assert len(data) < 10_000
    for read in (look_at, lambda data: small_jpeg(data, 100)):
        with pytest.raises(TooManyPixels):
            read(data)


def test_a_photo_of_the_largest_telephones_is_read() -> None:
    data = saved(Image.new("RGB", (12_240, 9_180), "white"), "JPEG", quality=5)
    assert (look_at(data).width, look_at(data).height) == (12_240, 9_180)
    with pytest.raises(TooManyPixels):
        look_at(saved(Image.new("L", (9_000, 9_000)), "JPEG", quality=5, progressive=True))


@pytest.mark.parametrize("damage", ["cut", "empty", "text", "svg", "hollow"])
def test_what_is_torn_or_no_picture_is_refused(damage: str) -> None:
    data = {
        "cut": jpeg()[:-400],
        "empty": b"",
        "text": b"no picture at all",
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "hollow": jpeg()[:64],
    }[damage]
    with pytest.raises(PhotoError):
        look_at(data)

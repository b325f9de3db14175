"""Hostile pictures, through everything that shows or keeps one."""

from __future__ import annotations

import random as random_numbers
import struct
import zlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random

from PIL import Image

from hazard_desk.errors import HazardDeskError
from hazard_desk.photos import PhotoError, frame_count, look_at, pixels_of, small_jpeg, upright_jpeg
from hazard_desk.services.attachment_files import picture_of, thumbnail
from hazard_desk.services.filing.scans import merged_scan
from hazard_desk.store.attachments import keep, path_of
from hazard_desk.whole_files import digest
from tests.faults.hostile.mutating import spoilt_bytes
from tests.photo_samples import jpeg, saved, scene

_ENDINGS = ("jpg", "png", "gif", "bmp", "tif", "webp", "pdf", "heic")


class Pictures:
    """Good pictures of every kind, and the ways to spoil them."""

    def __init__(self, given: Path) -> None:
        """Make the good pictures, and an office folder in `given` that keeps what is sound."""
        self._folder = given / "台账"
        self._folder.mkdir(parents=True)
        self._seeds = _good_pictures()

    def spoilt(self, random: Random) -> tuple[str, bytes]:
        """Return a spoilt picture, or one made to be hostile."""
        kind = random.random()
        if kind < 0.15:
            data = random.choice(_BOMBS)(random)
        elif kind < 0.3:
            data = _with_mad_exif(random, random.choice(self._seeds))
        else:
            data = spoilt_bytes(random, random.choice(self._seeds), self._seeds)
            if random.random() < 0.3:
                data = _sums_mended(data)
        return f"照片{random.randrange(10**6)}.{random.choice(_ENDINGS)}", data

    def known(self) -> list[tuple[str, bytes]]:
        """Return what once took for ever: a TIFF of 200,000 directories, a JPEG that comes in 400 scans."""
        many = saved(scene(6_000, 6_000), "JPEG", progressive=True, quality=30)
        last = many[many.rindex(b"\xff\xda") : -2]
        return [
            ("目录多.tif", _many_directories(200_000)),
            ("遍数多.jpg", many[:-2] + last * 400 + many[-2:]),
        ]

    def deeds(self, random: Random) -> tuple[Callable[[Path], object], ...]:
        """Keep it, show it, put it on a page, merge it into a scan."""
        return (self._kept, _seen, _drawn, lambda path: merged_scan([path]).pages)

    def _kept(self, path: Path) -> object:
        stored = keep(self._folder, path)
        place = path_of(self._folder, stored.sha256, stored.suffix)
        assert digest(place) == stored.sha256
        told = stored, len(thumbnail(place) or b""), picture_of(place, stored.sha256, 1200).fault
        place.unlink()  # the next file finds an empty folder
        return told


def _seen(path: Path) -> object:
    try:
        return look_at(path), frame_count(path, 300), upright_jpeg(path)
    except PhotoError as error:
        raise HazardDeskError("读不出来") from error


def _drawn(path: Path) -> object:
    try:
        return len(small_jpeg(path, 320)), pixels_of(path, 800)[:2]
    except PhotoError as error:
        raise HazardDeskError("读不出来") from error


def _good_pictures() -> list[bytes]:
    image = scene(160, 120)
    noise = Image.frombytes("RGB", (64, 64), random_numbers.Random(1).randbytes(64 * 64 * 3))
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "相机"
    exif.get_ifd(0x8769)[0x9003] = "2026:03:01 08:00:00"
    exif.get_ifd(0x8825)[2] = (37.0, 30.0, 1.5)
    return [
        jpeg(160, 120, orientation=6, taken_at=datetime(2026, 3, 1)),
        saved(noise, "JPEG", progressive=True, exif=exif),
        saved(image.convert("CMYK"), "JPEG"),
        saved(image.convert("L"), "JPEG", exif=exif, icc_profile=b"x" * 300),
        saved(scene(60, 40), "MPO", save_all=True, append_images=[scene(40, 60), scene(50, 50)]),
        saved(image, "PNG", exif=exif),
        saved(image.convert("P"), "PNG", transparency=0),
        saved(image.convert("I;16"), "PNG"),
        saved(scene(60, 40), "PNG", save_all=True, append_images=[scene(40, 60), scene(50, 50)]),
        saved(image.convert("P"), "GIF"),
        saved(scene(60, 40), "GIF", save_all=True, append_images=[scene(40, 60), scene(50, 50)], duration=20),
        saved(image, "BMP"),
        saved(image.convert("1"), "BMP"),
        saved(noise, "WEBP"),
        saved(image.convert("RGBA"), "WEBP", lossless=True),
        saved(scene(60, 40), "WEBP", save_all=True, append_images=[scene(60, 40)] * 2),
        *(
            saved(image.convert(mode), "TIFF", compression=compression)
            for mode, compression in (
                ("RGB", "raw"), ("RGB", "tiff_lzw"), ("RGB", "jpeg"), ("1", "group4"), ("L", "packbits"),
                ("RGB", "tiff_adobe_deflate"), ("1", "group3"),
            )
        ),
        saved(scene(60, 40), "TIFF", save_all=True, append_images=[scene(40, 60), scene(50, 50)]),
    ]  # fmt: skip


# ---- made to be hostile --------------------------------------------------------------------------------


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png_bomb(random: Random) -> bytes:
    size = random.choice((9_000, 40_000, 2**31 - 1, 8_000))
    head = struct.pack(
        ">IIBBBBB",
        size,
        random.choice((size, 1)),
        random.choice((1, 8, 16)),
        random.choice((0, 2, 3, 6)),
        0,
        0,
        random.choice((0, 1)),
    )
    body = zlib.compress(bytes(random.choice((1000, 50_000_000))), 9)
    words = b"".join(
        _chunk(kind, b"k\0\0" + zlib.compress(bytes(random.choice((10, 40 * 2**20))), 9))
        for kind in random.choices((b"zTXt", b"iCCP", b"iTXt", b"tEXt"), k=random.choice((0, 1, 5)))
    )
    parts = words + _chunk(b"IDAT", body) * random.choice((1, 3))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + parts + _chunk(b"IEND", b"")


def _gif_bomb(random: Random) -> bytes:
    frame = (
        b"\x2c\0\0\0\0"
        + struct.pack("<HH", *(random.choice((1, 65535)) for _ in "wh"))
        + b"\0\x02\x02\x4c\x01\0"
    )
    many = random.choice((1, 50_000))
    return (
        b"GIF89a"
        + struct.pack("<HH", *(random.choice((1, 9_000, 65535)) for _ in "wh"))
        + b"\x80\0\0"
        + b"\0" * 6
        + frame * many
        + b";"
    )


def _bmp_bomb(random: Random) -> bytes:
    width, height = (random.choice((1, 7_000, 8_000, -8_000, 2**31 - 1, -(2**31))) for _ in "wh")
    bits, compression = random.choice((1, 4, 8, 16, 24, 32)), random.choice((0, 1, 2, 3, 6))
    rle = b"\xff\0" * random.choice((10, 500_000)) + b"\0\1"
    head = struct.pack(
        "<IiiHHIIiiII", 40, width, height, 1, bits, compression, 0, 0, 0, random.choice((0, 256, 2**31)), 0
    )
    return b"BM" + struct.pack("<IHHI", 54, 0, 0, random.choice((54, 1078, 0))) + head + b"\0" * 1024 + rle


def _tiff(
    random: Random, entries: list[tuple[int, int, int, int]], following: int, before: bytes = b""
) -> bytes:
    order = random.choice("<>")
    mark = b"II*\0" if order == "<" else b"MM\0*"
    body = struct.pack(order + "H", len(entries))
    for tag, kind, count, value in entries:
        body += struct.pack(order + "HHI", tag, kind, count) + struct.pack(order + "I", value)
    return (
        mark + struct.pack(order + "I", 8 + len(before)) + before + body + struct.pack(order + "I", following)
    )


def _tiff_bomb(random: Random) -> bytes:
    """A directory that names itself, thousands of directories, strips that lie anywhere, endless values."""
    size = random.choice((1, 8_000, 9_000, 60_000))
    entries = [
        (256, 4, 1, size), (257, 4, 1, size), (258, 3, 1, random.choice((1, 8, 16, 32))),
        (259, 3, 1, random.choice((1, 2, 4, 5, 7, 8, 32773, 50000, 34712, 34925))),
        (262, 3, 1, random.choice((0, 1, 2, 5, 6))),
        (273, 4, random.choice((1, 2**28)), random.choice((0, 8, 2**31))),
        (277, 3, 1, random.choice((1, 3, 60))),
        (278, 4, 1, random.choice((0, 1, size, 2**32 - 1))),
        (279, 4, random.choice((1, 2**28)), random.choice((9, 2**31))),
        (
            random.randrange(65536), random.randrange(20),
            random.choice((1, 2**16, 2**32 - 1)), random.choice((8, 0, 2**32 - 1)),
        ),
    ]  # fmt: skip
    if random.random() < 0.5:
        random.shuffle(entries)
    if random.random() < 0.3:
        return _many_directories(random.choice((400, 200_000)))
    return _tiff(random, entries, random.choice((0, 8, 8, 2**31))) + b"\0" * random.choice((0, 5000))


def _many_directories(many: int) -> bytes:
    """One small picture and directory after directory that show it."""
    entries = ((256, 4, 1, 1), (257, 4, 1, 1), (258, 3, 1, 8), (262, 3, 1, 1), (273, 4, 1, 8), (279, 4, 1, 1))
    body = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    length = 2 + len(body) + 4
    start = 12
    return b"II*\0" + struct.pack("<I", start) + b"\x80\0\0\0" + b"".join(
        struct.pack("<H", len(entries)) + body
        + struct.pack("<I", start + length * (n + 1) if n + 1 < many else 0)
        for n in range(many)
    )  # fmt: skip


def _jpeg_bomb(random: Random) -> bytes:
    """A picture that says it is enormous, scan after scan, or thousands of pictures in one."""
    good = bytearray(saved(scene(64, 64), "JPEG", progressive=random.random() < 0.5))
    at = good.find(b"\xff\xc0") if b"\xff\xc0" in good else good.find(b"\xff\xc2")
    size = random.choice((65500, 16_000, 8_000, 1, 0))
    good[at + 5 : at + 9] = struct.pack(">HH", size, random.choice((size, 65500, 1)))
    scan = good.find(b"\xff\xda")
    piece = bytes(good[scan:-2])
    return bytes(good[:scan]) + piece * random.choice((1, 500, 6_000)) + b"\xff\xd9"


def _webp_bomb(random: Random) -> bytes:
    size = random.choice((8_000, 16_383))
    head = bytearray(saved(scene(32, 32), "WEBP", lossless=True))
    at = head.find(b"VP8L") + 9
    head[at : at + 4] = struct.pack("<I", (size - 1) | ((size - 1) << 14))
    return bytes(head) + bytes(random.choice((0, 100_000)))


_BOMBS: tuple[Callable[[Random], bytes], ...] = (
    _png_bomb, _gif_bomb, _bmp_bomb, _tiff_bomb, _tiff_bomb, _jpeg_bomb, _jpeg_bomb, _webp_bomb,
)  # fmt: skip


def _with_mad_exif(random: Random, good: bytes) -> bytes:
    """Put words about the picture into it that make no sense: wild kinds, endless counts, loops, no days."""
    if not good.startswith(b"\xff\xd8"):
        good = saved(scene(64, 48), "JPEG")
    many = random.choice((1, 5, 400))
    tags = (
        0x0112,
        0x8769,
        0x8825,
        0xA005,
        0x0132,
        0x9003,
        0x9286,
        0x010F,
        0x0201,
        0x0202,
        random.randrange(65536),
    )
    entries = [
        (
            random.choice(tags),
            random.choice((1, 2, 3, 4, 5, 7, 9, 10, 12, 13, 99)),
            random.choice((0, 1, 19, 2**16, 2**32 - 1)),
            random.choice((0, 1, 6, 8, 9, 300, 2**31, 2**32 - 1)),
        )
        for _ in range(many)
    ]
    block = b"Exif\0\0" + _tiff(random, entries, random.choice((0, 8, 2**31)))
    block += random.choice((b"", b"0000:00:00 00:00:00\0", "二〇二六年".encode(), random.randbytes(400)))
    block = block[:65_000]
    segment = b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block
    return good[:2] + segment * random.choice((1, 1, 3)) + good[2:]


def _sums_mended(data: bytes) -> bytes:
    """Let the check sums of a PNG agree with what was spoilt, so that it is read on."""
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        return data
    mended, at = bytearray(data[:8]), 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        if at + 12 + length > len(data):
            break
        mended += _chunk(data[at + 4 : at + 8], data[at + 8 : at + 8 + length])
        at += 12 + length
    return bytes(mended) + data[at:]

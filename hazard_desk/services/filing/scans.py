"""扫描件: what comes back signed and stamped, as one PDF in the order given.

PDFs stay as they are; a picture becomes an upright page of A4. pypdf and Pillow are loaded at first use.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hazard_desk.errors import InputRefused, Problem
from hazard_desk.photos import PhotoError, TooManyPixels, frame_count, small_jpeg
from hazard_desk.services.attaching import Given, shown_name
from hazard_desk.store.attachments import FileRefused, read_given

if TYPE_CHECKING:
    from pypdf import PdfReader, PdfWriter

MOST_PAGES = 300
"""Of all files together: more is the wrong file."""

_A4_PT = (595.276, 841.890)
_LONGEST = 3508  # pixels of a page: A4 at 300 dpi, as office scanners read it
_KINDS = "扫描件可以是 PDF，或图片（JPG、PNG、TIF、BMP、WEBP、GIF）。"
_SCAN_AGAIN = "请重新扫描，或重新从扫描仪、手机导出。"


@dataclass(frozen=True, slots=True)
class MergedScan:
    """A scan ready to be kept: one PDF, and how many pages it has."""

    pdf: bytes
    pages: int


def merged_scan(
    files: Sequence[Path | Given], before_each: Callable[[int, str], None] = lambda _number, _name: None
) -> MergedScan:
    """Return all files as one PDF; a single PDF comes out byte for byte as it went in.

    Refused, each file by its name with the way out: what is neither PDF nor picture, damaged or protected
    ones, bombs. No file at all is refused too.
    """
    if not files:
        raise InputRefused([Problem("没有选扫描件。", _KINDS)], what="没有选扫描件。")
    given: list[tuple[str, bytes]] = []
    problems: list[Problem] = []
    for file in files:
        name = shown_name(file.name)
        try:
            given.append((name, read_given(file.data if isinstance(file, Given) else file)))
        except FileRefused as error:
            problems.append(Problem(f"「{name}」：{error.what}", error.remedy))
    merged = None if problems else _merged(given, before_each, problems)
    if problems or merged is None:
        raise InputRefused(
            problems,
            what=f"{len(files)} 个文件里有 {len(problems)} 个不能用，扫描件没有放回。",
            meaning="这张表的状态没有变，文件本身也没有动。",
        )
    return merged


def _merged(
    given: Sequence[tuple[str, bytes]], before_each: Callable[[int, str], None], problems: list[Problem]
) -> MergedScan | None:
    from pypdf import PdfWriter

    writer = PdfWriter()
    pages = 0
    for number, (name, data) in enumerate(given):
        before_each(number, name)
        try:
            if b"%PDF-" in data[:1024]:
                reader = _sound_pdf(data)
                pages = _demand_few(pages + len(reader.pages))
                if len(given) == 1:
                    return MergedScan(data, pages)
                _append(writer, reader)
            else:
                for jpeg in _jpegs(data, pages):
                    _add_page(writer, jpeg)
                    pages += 1
        except FileRefused as error:
            problems.append(Problem(f"「{name}」：{error.what}", error.remedy))
    if problems:
        return None
    whole = io.BytesIO()
    writer.write(whole)
    return MergedScan(whole.getvalue(), pages)


def _demand_few(pages: int) -> int:
    if pages > MOST_PAGES:
        raise FileRefused(f"合起来超过 {MOST_PAGES} 页，可能选错了文件。", "", "请只选这一张表的扫描件。")
    return pages


# ---- PDFs ----------------------------------------------------------------------------------------------


def _sound_pdf(data: bytes) -> PdfReader:
    """Return a reader of a PDF whose every page can be had and seen."""
    from pypdf import PdfReader

    from hazard_desk.forms.drawable_pages import TooHeavy, weigh
    from hazard_desk.forms.pictures import page_sizes

    try:
        reader = PdfReader(io.BytesIO(data))
        protected = reader.is_encrypted
        if not protected:
            counted = _demand_few(len(reader.pages))
            if not counted or len(page_sizes(data, counted + 1)) != counted:
                raise _damaged()
            for page in reader.pages:
                weigh(page)
    except FileRefused:
        raise
    except TooHeavy as error:
        raise FileRefused(
            "这个 PDF 里有一页内容太多太密，显示和打印会让电脑卡住，合不进去。",
            "",
            "请把这一页打印出来再扫描，或在能打开它的程序里“打印”成图片后再放回。",
        ) from error
    except Exception as error:  # of what scanners and stranger programs write, either library raises anything
        raise _damaged() from error
    if protected:
        raise FileRefused(
            "这个 PDF 加了密码或限制，合不进去。",
            "",
            "请用能打开它的程序“打印”成新的 PDF，或重新扫描一份不加密的。",
        )
    return reader


def _damaged() -> FileRefused:
    return FileRefused("这个 PDF 不完整或已损坏，打不开。", "", _SCAN_AGAIN)


def _append(writer: PdfWriter, reader: PdfReader) -> None:
    try:
        for page in reader.pages:
            writer.add_page(page)
    except Exception as error:
        raise _damaged() from error


# ---- pictures ------------------------------------------------------------------------------------------


def _jpegs(data: bytes, before: int) -> Iterator[bytes]:
    """Yield every picture of a file upright, no finer than a scan need be."""
    try:
        frames = frame_count(data, MOST_PAGES)
        _demand_few(before + frames)
        for frame in range(frames):
            yield small_jpeg(data, _LONGEST, quality=85, frame=frame)
    except TooManyPixels as error:
        raise FileRefused(
            "图片的尺寸大得离谱，打开它会占满内存。", "", "请用 300 dpi 以下的清晰度重新扫描。"
        ) from error
    except PhotoError as error:
        if data[4:8] == b"ftyp":
            raise FileRefused(
                "这是苹果手机的 HEIC 照片或视频，本程序读不了。", "", "请另存为 JPG，或扫描成 PDF。"
            ) from error
        raise FileRefused("打不开：不是 PDF 或图片，或者已损坏。", "", _KINDS + _SCAN_AGAIN) from error


def _add_page(writer: PdfWriter, jpeg: bytes) -> None:
    """Add a page of A4, on its side for a wide picture, with the picture as large as it can be.

    The JPEG goes in as it is: drawing it would blur seal and signature once more.
    """
    from PIL import Image
    from pypdf.generic import DictionaryObject, NameObject, NumberObject, StreamObject

    with Image.open(io.BytesIO(jpeg)) as image:
        width, height, grey = image.width, image.height, image.mode == "L"
    short, long = _A4_PT
    paper = (long, short) if width > height else (short, long)
    page = writer.add_blank_page(*paper)
    picture: Any = StreamObject()
    picture.set_data(jpeg)
    picture.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Width"): NumberObject(width),
            NameObject("/Height"): NumberObject(height),
            NameObject("/ColorSpace"): NameObject("/DeviceGray" if grey else "/DeviceRGB"),
            NameObject("/BitsPerComponent"): NumberObject(8),
            NameObject("/Filter"): NameObject("/DCTDecode"),
        }
    )
    scale = min(paper[0] / width, paper[1] / height)
    shown = (width * scale, height * scale)
    x, y = (paper[0] - shown[0]) / 2, (paper[1] - shown[1]) / 2
    drawing = StreamObject()
    drawing.set_data(f"q {shown[0]:.3f} 0 0 {shown[1]:.3f} {x:.3f} {y:.3f} cm /Scan Do Q".encode())
    names = DictionaryObject({NameObject("/Scan"): writer._add_object(picture)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): names})
    page[NameObject("/Contents")] = writer._add_object(drawing)

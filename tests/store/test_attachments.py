"""The files attached: by their SHA-256, once, whole, of known kinds only, never outside the office folder."""

from __future__ import annotations

import hashlib
import io
import os
import sys
from pathlib import Path

import openpyxl
import pytest
import xlwt

from hazard_desk.errors import Cancelled, HazardDeskError
from hazard_desk.store import attachments
from hazard_desk.store.attachments import FileRefused, is_sound, keep, path_of
from tests.photo_samples import bomb, jpeg, package, saved, scene

PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "台账"
    folder.mkdir()
    return folder


def lying(folder: Path) -> list[str]:
    home = folder / "attachments"
    return sorted(path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file())


def workbook() -> bytes:
    target = io.BytesIO()
    openpyxl.Workbook().save(target)
    return target.getvalue()


def old_workbook() -> bytes:
    target = io.BytesIO()
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "x")
    book.save(target)
    return target.getvalue()


def test_the_same_bytes_are_kept_once_under_their_sum(folder: Path, tmp_path: Path) -> None:
    data = jpeg(orientation=6)
    given = tmp_path / "照片 1.JPG"
    given.write_bytes(data)
    stored = keep(folder, given)
    assert stored == keep(folder, data)
    sha256 = hashlib.sha256(data).hexdigest()
    assert (stored.sha256, stored.suffix, stored.size) == (sha256, ".jpg", len(data))
    assert lying(folder) == [f"{sha256[:2]}/{sha256}.jpg"]
    assert path_of(folder, sha256, ".jpg").read_bytes() == data == given.read_bytes()
    assert is_sound(folder, sha256, ".jpg")


KEPT = {
    "jpg": (jpeg(), ".jpg"),
    "png": (saved(scene(), "PNG"), ".png"),
    "webp": (saved(scene(), "WEBP"), ".webp"),
    "tif": (saved(scene(), "TIFF"), ".tif"),
    "pdf": (PDF, ".pdf"),
    "pdf after rubbish": (b"\n\n" + PDF, ".pdf"),
    "xlsx": (workbook(), ".xlsx"),
    "xls": (old_workbook(), ".xls"),
    "docx": (package("[Content_Types].xml", "word/document.xml"), ".docx"),
}


@pytest.mark.parametrize("what", KEPT)
def test_the_ending_is_that_of_the_content(folder: Path, tmp_path: Path, what: str) -> None:
    data, suffix = KEPT[what]
    given = tmp_path / "附件.exe"
    given.write_bytes(data)
    assert keep(folder, given).suffix == suffix


REFUSED = {
    "program": (b"MZ\x90\0" + b"\0" * 500, "不收这种文件"),
    "script": (b"#!/bin/sh\nrm -rf /\n", "不收这种文件"),
    "text": ("整改情况".encode(), "不收这种文件"),
    "empty": (b"", "空的"),
    "archive": (package("a.jpg"), "压缩包"),
    "macros": (package("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), "宏"),
    "broken package": (b"PK\x03\x04" + b"\0" * 300, "已损坏"),
    "installer": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "密码"),
    "torn photo": (jpeg()[:-300], "不完整"),
    "iphone": (b"\0\0\0\x18ftypheic" + b"\0" * 500, "HEIC"),
    "film": (b"\0\0\0\x18ftypmp42" + b"\0" * 500, "视频"),
    "bomb": (bomb(), "尺寸"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_does_not_belong_here_leaves_nothing_behind(folder: Path, what: str) -> None:
    data, told = REFUSED[what]
    with pytest.raises(FileRefused, match=told) as refused:
        keep(folder, data)
    assert "没有加进台账" in refused.value.meaning
    assert refused.value.remedy
    assert not (folder / "attachments").exists() or lying(folder) == []


def test_a_file_too_large_is_refused_by_its_size(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "LARGEST", 2**20)
    given = tmp_path / "扫描.pdf"
    given.write_bytes(PDF + b"\0" * 2**20)
    with pytest.raises(FileRefused, match="超过了 1 MB"):
        keep(folder, given)
    with pytest.raises(FileRefused, match="超过了"):
        keep(folder, given.read_bytes())


@pytest.mark.parametrize("place", ["missing", "folder", "zero byte"])
def test_what_is_no_file_is_refused(folder: Path, tmp_path: Path, place: str) -> None:
    given = {"missing": tmp_path / "没有.jpg", "folder": tmp_path, "zero byte": Path("a\0.jpg")}[place]
    with pytest.raises(FileRefused):
        keep(folder, given)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are POSIX")
def test_a_pipe_is_not_waited_for(folder: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道.jpg")
    with pytest.raises(FileRefused, match="不是一个文件"):
        keep(folder, tmp_path / "管道.jpg")


def test_a_damaged_copy_is_mended_by_the_good_one(folder: Path) -> None:
    stored = keep(folder, jpeg())
    place = path_of(folder, stored.sha256, stored.suffix)
    place.write_bytes(b"damaged")
    assert not is_sound(folder, stored.sha256, stored.suffix)
    keep(folder, jpeg())
    assert is_sound(folder, stored.sha256, stored.suffix)
    place.unlink()
    assert not is_sound(folder, stored.sha256, stored.suffix)


def test_who_changes_his_mind_leaves_nothing(folder: Path) -> None:
    def no() -> None:
        raise Cancelled("已取消。")

    with pytest.raises(Cancelled):
        keep(folder, jpeg(), no)
    assert lying(folder) == []


SUM = "ab" * 32


@pytest.mark.parametrize(
    ("sha256", "suffix"),
    [
        ("../../etc/passwd", ".jpg"),
        (SUM[:-1], ".jpg"),
        (SUM + "\n", ".jpg"),
        (SUM.upper(), ".jpg"),
        (SUM, "/../../x.jpg"),
        (SUM, ".exe"),
        (SUM, ""),
        ("", ".jpg"),
    ],
)
def test_no_row_leads_outside(folder: Path, sha256: str, suffix: str) -> None:
    with pytest.raises(HazardDeskError, match="不在台账文件夹里"):
        path_of(folder, sha256, suffix)


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
@pytest.mark.parametrize("link", ["attachments", "attachments/{}", "attachments/{}/{}.jpg"])
def test_no_link_leads_outside(folder: Path, tmp_path: Path, link: str) -> None:
    data = jpeg()
    sha256 = hashlib.sha256(data).hexdigest()
    outside = tmp_path / "外面"
    outside.mkdir()
    target = outside / "theirs.jpg"
    target.write_bytes(b"theirs")
    place = folder / link.format(sha256[:2], sha256)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(target if place.suffix else outside)
    with pytest.raises(HazardDeskError, match="不在台账文件夹里"):
        keep(folder, data)
    assert target.read_bytes() == b"theirs"
    assert [path.name for path in outside.iterdir()] == ["theirs.jpg"]


def test_halves_of_the_killed_go_and_fresh_ones_stay(folder: Path) -> None:
    keep(folder, PDF)
    old, fresh = (folder / "attachments" / f".attachment-{name}.tmp" for name in ("old", "new"))
    for half in (old, fresh):
        half.write_bytes(b"half")
    os.utime(old, (0, 0))
    keep(folder, jpeg())
    assert not old.exists()
    assert fresh.exists()

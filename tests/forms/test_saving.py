"""Files are written whole or not at all."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from hazard_desk.forms.saving import save
from tests.forms.samples import week


def test_both_kinds_are_told_by_the_suffix(tmp_path: Path) -> None:
    save(week(), tmp_path / "表 一.PDF")
    save([week(), week()], tmp_path / "b.xlsx")
    assert (tmp_path / "表 一.PDF").read_bytes().startswith(b"%PDF-1.")
    assert (tmp_path / "b.xlsx").read_bytes().startswith(b"PK")
    assert sorted(os.listdir(tmp_path)) == ["b.xlsx", "表 一.PDF"]
    with pytest.raises(ValueError, match=r"not \.doc"):
        save(week(), tmp_path / "c.doc")


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are POSIX")
def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    import resource

    target = tmp_path / "f4.pdf"
    target.write_bytes(b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(OSError):  # noqa: PT011 -- the kind differs by system
            save(week(), target)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["f4.pdf"], "no leftovers"


def test_a_target_that_can_not_be_replaced_raises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "f4.pdf").mkdir()
    with pytest.raises(OSError):  # noqa: PT011
        save(week(), tmp_path / "f4.pdf")
    assert os.listdir(tmp_path) == ["f4.pdf"]
    with pytest.raises(FileNotFoundError):
        save(week(), tmp_path / "missing" / "f4.pdf")

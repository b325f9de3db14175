"""A file is put at its place whole or not at all."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from hazard_desk.whole_files import write_whole


@pytest.mark.skipif(sys.platform == "win32", reason="rights are POSIX")
def test_the_file_has_usual_rights(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"")
    write_whole(tmp_path / "f4.pdf", b"x")
    assert (tmp_path / "f4.pdf").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_what_stood_there_is_replaced_and_nothing_stays_beside(tmp_path: Path) -> None:
    (tmp_path / "表.xlsx").write_bytes(b"old and longer")
    write_whole(tmp_path / "表.xlsx", b"new")
    assert (tmp_path / "表.xlsx").read_bytes() == b"new"
    assert len(list(tmp_path.iterdir())) == 1

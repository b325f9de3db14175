"""What the system says, in words: also where Windows calls a path that is too long one that isn't there."""

from __future__ import annotations

import errno
import sys

import pytest

from hazard_desk.store.os_errors import in_words

TOO_LONG = "C:\\" + "很长的文件夹名" * 36


@pytest.mark.parametrize(
    ("number", "path", "said"),
    [
        (errno.ENOENT, TOO_LONG, "路径太长"),
        (errno.ENOENT, "C:\\隐患台账", "找不到这个位置"),
        (errno.EACCES, TOO_LONG, "没有权限"),
        (errno.ENOSPC, "C:\\隐患台账", "磁盘已满"),
    ],
)
def test_a_windows_says_why_in_words(
    monkeypatch: pytest.MonkeyPatch, number: int, path: str, said: str
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert said in in_words(OSError(number, "english", path))

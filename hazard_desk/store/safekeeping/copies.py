"""Verified copies of the office file: made whole under another name, checked, then named."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from datetime import datetime
from pathlib import Path

from hazard_desk.errors import OutputError
from hazard_desk.store.os_errors import in_words
from hazard_desk.store.sqlite_errors import explained

_ABANDONED = 3600  # seconds; nobody is at work on a half that is older


def make_backup(database: Path, folder: Path, now: datetime, reason: str) -> Path:
    """Copy `database` into `folder` and return the copy; `reason` is part of its name.

    The copy is made by SQLite (never by copying an open file), checked in full, flushed and only then
    given its name, so that a file with a backup's name is a good backup.
    """
    stem = f"office_{now:%Y-%m-%d_%H%M%S}_{reason}"
    target, counter = folder / f"{stem}.db", 1
    while target.exists():  # a clock set back must not overwrite an older backup
        counter += 1
        target = folder / f"{stem}_{counter}.db"
    making = target.with_suffix(".making")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _drop_leftovers(folder)
        with explained(making):
            source = sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True, timeout=5)
            try:
                source.execute("VACUUM INTO ?", (str(making),))
            finally:
                source.close()
            copy = sqlite3.connect(making)
            try:
                result = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
            finally:
                copy.close()
        if result != "ok":
            raise OutputError(f"备份 {target.name} 校验不通过。", "原文件没有改动。", "请检查磁盘后再试。")
        with making.open("rb+") as file:
            os.fsync(file.fileno())
        making.replace(target)
    except OSError as error:
        raise OutputError(
            f"备份写不进 {folder}：{in_words(error)}。", "原文件没有改动。", "请检查磁盘空间和权限。"
        ) from error
    finally:
        with contextlib.suppress(OSError):
            making.unlink(missing_ok=True)
    return target


def _drop_leftovers(folder: Path) -> None:
    """Remove halves that a killed program left: each is as large as the office file."""
    for half in folder.glob("*.making"):
        if time.time() - half.stat().st_mtime > _ABANDONED:
            half.unlink(missing_ok=True)

"""Whose file is it, and is it one that this program understands: asked before anything is written."""

from __future__ import annotations

from pathlib import Path

from hazard_desk.errors import OfficeFileError
from hazard_desk.store.engine import reader_engine
from hazard_desk.store.header import read_header
from hazard_desk.store.schema import APPLICATION_ID, SCHEMA_VERSION


def recognise(
    path: Path, *, newest: int = SCHEMA_VERSION, shown: Path | None = None, settled: bool = True
) -> int:
    """Return the schema version of an office file; refused where it is foreign, newer or has no header.

    `shown` is the file as the user knows it, where `path` is a copy; `settled` as for `read_header`.
    """
    header = read_header(path, settled=settled)
    if header.application_id != APPLICATION_ID:
        raise OfficeFileError(
            f"{shown or path} 不是隐患台的台账文件。", "程序没有改动它。", "请检查文件夹是否选对了。"
        )
    if header.user_version > newest:
        raise OfficeFileError(
            f"台账由更新的程序保存（数据版本 {header.user_version}，本程序只到 {newest}）。",
            "程序没有改动它。",
            f"请安装隐患台 {_program_needed(path, header.user_version)} 或更新的版本再打开。",
        )
    return header.user_version


def _program_needed(path: Path, version: int) -> str:
    engine = reader_engine(path)
    try:
        with engine.connect() as connection:
            query = "SELECT program FROM schema_history WHERE version = ?"
            found = connection.exec_driver_sql(query, (version,)).scalar()
        return str(found) if found else f"支持数据版本 {version} 的版本"
    except Exception:  # the newer file may be anything: then its number must do
        return f"支持数据版本 {version} 的版本"
    finally:
        engine.dispose()

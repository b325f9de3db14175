"""Commands that keep an office safe: backup, restore."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hazard_desk.command_line.answers import Answer, open_office
from hazard_desk.errors import HazardDeskError, OutputError, UsageError
from hazard_desk.office_folder import default_folder, remember_folder
from hazard_desk.store.os_errors import in_words
from hazard_desk.store.safekeeping.packages.refused import PasswordNeeded

if TYPE_CHECKING:
    from hazard_desk.store.office_file import OfficeFile
    from hazard_desk.store.safekeeping.packages.archive import Written

_LARGEST_PASSWORD = 4096


def backup(request: argparse.Namespace) -> Answer:
    """Back the office up: into its own folder and the second place, or as a package (台账包) to a place."""
    from hazard_desk.store.safekeeping.backups.copies import look
    from hazard_desk.store.safekeeping.packages.archive import ENDING, lost_words, proposed_name
    from hazard_desk.store.safekeeping.packages.archive_words import mended_words

    with open_office(request, to_write=False) as office:
        told = look(office.path)
        if request.to is None:
            made = office.back_up("手动")
            second = _second_copy(office, made)
            lost = second.lost if second is not None else ()
        else:
            target = request.to
            if target.is_dir():
                target /= proposed_name(told.office, office.now)
            elif target.suffix.lower() != ENDING:
                raise UsageError(
                    f"没有文件夹 {target}。",
                    "没有备份。",
                    f"请写一个已有的文件夹，或以 {ENDING} 结尾的文件名。",
                )
            written, second = office.write_archive(target), None
            made, lost = written.path, written.lost
        lines = [f"已备份到 {made}：{_counts(told.counts)}。"]
        if second is not None:
            lines.append(f"第二备份位置：{second.path}。")
        warnings = [lost_words(lost)] if lost else []
        if second is not None and second.mended:
            warnings.append(mended_words(second.mended))
        data = {
            "backup": str(made),
            "second": second and str(second.path),
            "counts": told.counts,
            "lost": list(lost),
            "mended": second.mended if second is not None else 0,
        }
        return Answer(lines, data, [*office.notices, *warnings])


def _second_copy(office: OfficeFile, made: Path) -> Written | None:
    """Copy to the second place as well; where that fails, say that the backup here was made."""
    try:
        return office.copy_to_second_place(copy=made)
    except HazardDeskError as error:
        done = f"本机的备份已做好：{made.name}。"
        raise OutputError(error.what, done, error.remedy) from error


def restore(request: argparse.Namespace) -> Answer:
    """Put a backup or a package in the place of the office file, which is moved aside."""
    from hazard_desk.store.safekeeping.restoring import restore as put_in_place

    folder = request.office or default_folder()
    password = _password(request.password_file)
    try:
        restored = put_in_place(folder, request.file, datetime.now(), password=password)
    except PasswordNeeded as error:
        remedy = "请把密码写进一个文本文件，用 --password-file 指明它。"
        raise PasswordNeeded(error.what, error.meaning, remedy) from error
    remember_folder(folder)
    lines = [f"已恢复到 {folder / 'office.db'}：{_counts(restored.told.counts)}。"]
    if restored.aside is not None:
        lines.append(f"原来的台账移到了 {restored.aside}，没有删除。")
    data = {
        "restored": str(folder / "office.db"),
        "aside": None if restored.aside is None else str(restored.aside),
        "missing_attachments": restored.missing_attachments,
        "counts": restored.told.counts,
    }
    return Answer(lines, data, restored.notices)


def _password(file: Path | None) -> str:
    """Read the password from the first line of a file: one that stood in the call could be read by others."""
    if file is None:
        return ""
    try:
        with file.open("rb") as source:
            text = source.read(_LARGEST_PASSWORD).decode("utf-8-sig")
    except (OSError, ValueError) as error:
        why = in_words(error) if isinstance(error, OSError) else "不是 UTF-8 的文本文件"
        raise UsageError(
            f"密码文件 {file} 读不出来：{why}。", "没有改动任何数据。", "请检查文件名，密码写在文件的第一行。"
        ) from error
    return text.splitlines()[0] if text else ""


def _counts(counts: dict[str, int]) -> str:
    return "，".join(f"{label} {count}" for label, count in counts.items())

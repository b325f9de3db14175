"""Commands that make, fill, look through and check an office: init, demo, import, list, check, undo, redo."""

from __future__ import annotations

import argparse
import re
from dataclasses import asdict
from datetime import date
from typing import Any

from hazard_desk.command_line.answers import Answer, open_office, place_words, problem_data
from hazard_desk.errors import InputRefused, OutputError, UsageError
from hazard_desk.office_folder import default_folder, remember_folder
from hazard_desk.store.os_errors import in_words

_MOST_WARNINGS = 20  # more than these nobody reads in a terminal


def init(request: argparse.Namespace) -> Answer:
    """Make an office file."""
    from hazard_desk.services.offices import set_up_office
    from hazard_desk.store.office_file import OfficeFile

    folder = request.office or default_folder()
    villages = [part.strip() for part in re.split("[,，、]", request.villages) if part.strip()]
    changes = OfficeFile.create(folder, set_up_office, request.name, villages)
    remember_folder(folder)
    return Answer(
        [f"{changes.summary}，在 {folder}。"], {"office": str(folder), "villages": len(set(villages))}
    )


def demo(request: argparse.Namespace) -> Answer:
    """Fill an empty office with plausible records."""
    from hazard_desk.services.demonstrating import fill_demo

    with open_office(request, to_write=True) as office:
        changes = office.run(fill_demo, request.enterprises, request.seed)
        return Answer([changes.summary + "。"], changes.counts, office.notices)


def template(request: argparse.Namespace) -> Answer:
    """Write an import template."""
    from hazard_desk.intake.template import write_template

    if request.out.suffix.lower() != ".xlsx":
        raise UsageError("空白表只能写成 .xlsx。", "没有写文件。", "请把文件名改成 .xlsx 结尾。")
    try:
        write_template(request.kind, request.out)
    except OSError as error:
        raise OutputError(
            f"文件写不进 {request.out}：{in_words(error)}。",
            "没有写文件。",
            "请检查文件夹和磁盘空间。",
        ) from error
    return Answer([f"已写出 {request.out}。"], {"file": str(request.out)})


def import_file(request: argparse.Namespace) -> Answer:
    """Import a spreadsheet, or try it."""
    from hazard_desk.services.importing.batch import ImportOptions, import_records, plan_import, read_file

    options = ImportOptions(update=request.update, campaign=request.campaign)
    with open_office(request, to_write=not request.dry_run) as office:
        intake = read_file(request.kind, request.file, date.today())
        plan = office.ask(plan_import, request.kind, intake, options)
        if plan.problems:
            raise InputRefused(plan.problems)
        done = "试导入，没有写入"
        notices = plan.notices
        if not request.dry_run:
            notices = office.run_backed_up(
                "导入前", import_records, request.kind, intake, options, request.file.name
            ).notices
            done = "已导入"
        warnings = [place_words(problem) for problem in plan.warnings[:_MOST_WARNINGS]]
        if len(plan.warnings) > _MOST_WARNINGS:
            warnings.append(f"……另有 {len(plan.warnings) - _MOST_WARNINGS} 处提示，加 --json 可看全部。")
        unknown = [f"「{sheet}」里没有用到的列：{header}。" for sheet, header in plan.unknown_columns]
        data = {
            "dry_run": request.dry_run,
            "added": plan.added,
            "updated": plan.updated,
            "unchanged": plan.unchanged,
            "hazards": plan.hazards,
            "skipped": dict(plan.skipped),
            "unknown_columns": [header for _sheet, header in plan.unknown_columns],
            "warnings": [problem_data(problem) for problem in plan.warnings],
            "notices": notices,
        }
        return Answer([f"{done}：{plan.summary}。", *notices, *unknown, *warnings], data, office.notices)


def list_rows(request: argparse.Namespace) -> Answer:
    """List enterprises, visits or hazards."""
    from hazard_desk.services import listing

    with open_office(request, to_write=False) as office:
        found = office.ask(listing.list_records, request.kind, request.search, request.filter, request.limit)
        lines = ["\t".join(_cell(value) for value in row.values()) for row in found["rows"]] + [
            f"共 {found['total']} 条"
        ]
        return Answer(lines, found, office.notices)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return "、".join(value) if isinstance(value, list) else " ".join(str(value).split("\n"))


def check(request: argparse.Namespace) -> Answer:
    """Check the office file and the files attached."""
    from hazard_desk.errors import Problem
    from hazard_desk.services.attachment_files import FIND_AGAIN, check_attachments
    from hazard_desk.services.listing import record_counts

    with open_office(request, to_write=False) as office:
        office.check()
        faults = office.ask(check_attachments)
        if faults:
            raise InputRefused(
                [
                    Problem(f"{one.owner_name}的附件「{one.name}」：{one.words}。", FIND_AGAIN)
                    for one in faults
                ],
                what=f"台账文件完好，但有 {len(faults)} 个附件的文件不见了或已损坏。",
            )
        counts = office.ask(record_counts)
        lines = ["台账文件完好：" + "，".join(f"{label} {count}" for label, count in counts.items()) + "。"]
        return Answer(lines, {"ok": True, "counts": counts}, office.notices)


def journal(request: argparse.Namespace) -> Answer:
    """List what was done."""
    from hazard_desk.services.journal import JournalQuery, found_rows, journal_nouns

    with open_office(request, to_write=False) as office:
        noun = ""
        if request.noun:
            known = {label: name for name, label in office.ask(journal_nouns)}
            noun = known.get(request.noun, request.noun)
            if noun not in known.values():
                raise UsageError(
                    f"操作记录里没有“{request.noun}”。", "没有列出。", f"可以写：{'、'.join(known)}。"
                )
        query = JournalQuery(
            since=request.since,
            until=request.until,
            handler=request.handler,
            noun=noun,
            text=request.search,
        )
        rows = office.ask(found_rows, query)
        lines = [f"{row.at:%Y-%m-%d %H:%M}\t{row.handler}\t{row.summary}" for row in rows]
        return Answer(lines, {"total": len(rows), "rows": [asdict(row) for row in rows]}, office.notices)


def undo(request: argparse.Namespace) -> Answer:
    """Take the last operation back."""
    from hazard_desk.services.journal import undo_last

    with open_office(request, to_write=True) as office:
        changes = office.run(undo_last)
        return Answer([changes.summary + "。"], {"summary": changes.summary}, office.notices)


def redo(request: argparse.Namespace) -> Answer:
    """Do again what was taken back last."""
    from hazard_desk.services.journal import redo_last

    with open_office(request, to_write=True) as office:
        changes = office.run(redo_last)
        return Answer([changes.summary + "。"], {"summary": changes.summary}, office.notices)

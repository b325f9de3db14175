"""Command of 上级表格: fill."""

from __future__ import annotations

import argparse
from typing import Any

from hazard_desk.command_line.answers import Answer, open_office
from hazard_desk.errors import HazardDeskError, UsageError


def fill(request: argparse.Namespace) -> Answer:
    """Fill a template as it was filled last, else as its headers read, and write it elsewhere."""
    from hazard_desk.services.county_templates import fill_file, look_into, prepare, propose_all

    noun = _noun_called(request.noun) if request.noun else ""
    if request.out.suffix.lower() != ".xlsx":
        raise UsageError("只能写 .xlsx 文件。", "没有写文件。", "请把输出文件名改成以 .xlsx 结尾。")
    with open_office(request, to_write=False) as office:
        look = look_into(request.file)
        found = office.ask(lambda reading: propose_all(reading, look, noun=noun))
        proposals = [one for one in found if one.mapping.filled]
        if not proposals:
            raise HazardDeskError(
                f"「{request.file.name}」里没有认出能填的表头或格子。",
                "没有写文件。",
                "请用 --noun 指明填哪些记录，或在窗口的“报送 → 填上级表格”里对应好再填。",
            )
        sheets = [(one.layout, one.mapping) for one in proposals]
        prepared = office.ask(prepare, sheets, request.week_ending)
        notices = [*office.notices, *(f"注意：{said}" for one in proposals for said in _doubts(one))]
        notices += [f"注意：{said}" for sheet in prepared for said in _noted(sheet)]
        notices += [f"注意：另存的表里会少：{loss}。" for loss in look.layout.losses]
        lines = [_sheet_words(one, sheet) for one, sheet in zip(proposals, prepared, strict=True)]
        data: dict[str, Any] = {
            "dry_run": request.dry_run,
            "file": None if request.dry_run else str(request.out),
            "sheets": [_sheet_data(one, sheet) for one, sheet in zip(proposals, prepared, strict=True)],
            "losses": list(look.layout.losses),
        }
        if request.dry_run:
            return Answer(["没有写文件（--dry-run）。", *lines], data, notices)
        report = fill_file(request.file, prepared, request.out)
        data |= {"rows": report.rows_written, "kept": list(report.kept), "notes": list(report.notes)}
        notices += [f"注意：{said}" for said in (*report.kept, *report.notes)]
        return Answer([f"已写出 {request.out}。", *lines], data, notices)


def _noun_called(name: str) -> str:
    """Return the key of the records called so; unknown ones are refused with those there are."""
    from hazard_desk.services.vocabulary import nouns

    for noun in nouns():
        if name in (noun.key, noun.label):
            return noun.key
    known = "、".join(noun.label for noun in nouns())
    raise UsageError(f"没有「{name}」这类记录。", "没有写文件。", f"可选：{known}。")


def _doubts(proposal: Any) -> list[str]:
    """Return, in a sentence each, what of a sheet isn't filled and why."""
    from hazard_desk.services.county_templates import BLANK, odd_unit
    from hazard_desk.services.vocabulary import noun_spec

    layout, mapping = proposal.layout, proposal.mapping
    where = f"工作表“{layout.sheet}”"
    spec = noun_spec(mapping.question.noun)
    said = [f"{where}：{one}，现在没有这一项了，空着。" for one in proposal.gone]
    said += [f"{where}：{one}。" for one in proposal.changed]
    columns = {column.position: column for column in layout.columns}
    heads = {position: column.label for position, column in columns.items()}
    for position, keys in proposal.doubtful.items():
        if unit := odd_unit(columns[position], spec.column(keys[0])):
            said.append(f"{where}的“{heads[position]}”按“{unit}”计，不会换算，空着。")
            continue
        may_be = "、".join(column.label for key in keys if (column := spec.column(key)) is not None)
        said.append(f"{where}的“{heads[position]}”拿不准（可能是{may_be}），空着。")
    blank = [
        heads[column.position]
        for column in layout.columns
        if mapping.columns.get(column.position, BLANK) == BLANK
        and column.position not in proposal.doubtful
        and column.position not in layout.formula_columns
    ]
    if blank and not proposal.remembered:
        said.append(f"{where}没有认出的列空着：{'、'.join(blank)}。")
    return said


def _noted(sheet: Any) -> list[str]:
    from hazard_desk.services.county_templates import notes_of

    where = f"工作表“{sheet.sheet}”"
    return [f"{where}：{note.words}：{'、'.join(note.names)}。" for note in notes_of(sheet)]


def _sheet_words(proposal: Any, sheet: Any) -> str:
    from hazard_desk.services.county_templates import week_words
    from hazard_desk.services.vocabulary import noun_spec

    how = "照上次的对应关系" if proposal.remembered else "按表头认出"
    cells = f"单个的格子 {len(sheet.marks)} 个"
    if said := week_words(sheet):
        cells += f"，{said}"
    if not sheet.mapping.asks_for_rows or not sheet.layout.columns:
        return f"「{sheet.sheet}」{how}：{cells}"
    label = noun_spec(sheet.mapping.question.noun).label
    rows = f"{label} {len(sheet.rows)} 行，{len(sheet.mapping.keys)} 列"
    return f"「{sheet.sheet}」{how}：{rows}，{cells}"


def _sheet_data(proposal: Any, sheet: Any) -> dict[str, Any]:
    heads = {column.position: column.label for column in sheet.layout.columns}
    return {
        "sheet": sheet.sheet,
        "noun": sheet.mapping.question.noun,
        "remembered": proposal.remembered,
        "rows": len(sheet.rows),
        "columns": {
            heads[position]: fill.what or fill.source.value
            for position, fill in sorted(sheet.mapping.columns.items())
        },
        "doubtful": {heads[position]: list(keys) for position, keys in proposal.doubtful.items()},
        "nobody": list(sheet.nobody),
        "left_over": list(sheet.left_over),
        "doubled": list(sheet.doubled),
        "taken_for": dict(sheet.taken_for),
        "empty": list(sheet.empty),
        "week": [str(sheet.week.start), str(sheet.week.end)] if sheet.week is not None else None,
    }

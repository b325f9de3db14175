"""The command that takes in what villages or enterprises sent back: collect."""

from __future__ import annotations

import argparse
from typing import Any

from hazard_desk.command_line.answers import Answer, open_office, place_words, problem_data
from hazard_desk.errors import UsageError


def collect(request: argparse.Namespace) -> Answer:
    """Take a folder of returned tables into a 收表, or try it; begin the 收表 where a template is given."""
    from hazard_desk.services.collecting.collections import collection_by_name, collection_facts
    from hazard_desk.services.collecting.reading import read_folder
    from hazard_desk.services.collecting.returning import claims_for, take_in

    if request.template is not None and request.dry_run:
        raise UsageError(
            "--template 会新建收表，不能和 --dry-run 一起用。", "没有改动任何数据。", "请先新建。"
        )
    with open_office(request, to_write=not request.dry_run) as office:
        if request.template is not None:
            _begin(office, request)
        collection_id = office.ask(collection_by_name, request.name)
        facts = office.ask(collection_facts, collection_id)
        read = read_folder(request.folder, facts)
        notices: list[str] = []
        if request.dry_run:
            claims = office.ask(claims_for, collection_id, read.returns)
            rows = sum(len(one.rows) for one in read.returns)
            said = f"试收，没有写入：能读 {len(read.returns)} 个文件、{rows} 行"
            unclaimed = [
                one.place for one, claim in zip(read.returns, claims, strict=True) if claim.party_id is None
            ]
            counts = {"taken": 0, "unclaimed": len(unclaimed)}
            notices += [f"「{place}」认不出是谁交的。" for place in unclaimed]
        else:
            changes = office.run(take_in, collection_id, read.returns)
            said, counts = changes.summary, changes.counts
            notices += changes.notices
        return _answer(office, collection_id, request, said, counts, notices, read)


def _begin(office: Any, request: argparse.Namespace) -> None:
    from dataclasses import replace

    from hazard_desk.services.collecting.collections import collection_names, save_collection
    from hazard_desk.services.collecting.templates import begin_from
    from hazard_desk.services.offices import villages

    if any(row.name == request.name.strip() for row in office.ask(collection_names)):
        raise UsageError(
            f"已经有名为「{request.name}」的收表。", "没有改动任何数据。", "接着收的，请去掉 --template。"
        )
    facts = replace(
        begin_from(request.template),
        name=request.name,
        due_on=request.due,
        parties=tuple(one.id for one in office.ask(villages)),
    )
    office.run(save_collection, facts)


def _answer(
    office: Any,
    collection_id: int,
    request: argparse.Namespace,
    said: str,
    counts: dict[str, int],
    notices: list[str],
    read: Any,
) -> Answer:
    from hazard_desk.services.collecting.merged_table import merged
    from hazard_desk.services.collecting.sheets import merged_sheet
    from hazard_desk.services.collecting.standing import standing
    from hazard_desk.services.form_filling.saving import save_sheets

    stands = office.ask(standing, collection_id)
    conflicts = office.ask(merged, collection_id).conflicts
    if request.out is not None:
        save_sheets([office.ask(merged_sheet, collection_id)], request.out)
    expected = len(stands.rows) - len(stands.exempt)
    lines = [f"{said}。", f"已交 {len(stands.returned)}/{expected}，冲突 {len(conflicts)} 处。", *notices]
    lines += [
        f"没有收：{one.place}　{place_words(problem)}" for one in read.unread for problem in one.problems
    ]
    lines += [
        f"未交：{row.party.name}\t{row.party.person}\t{row.party.phone}\t{row.hint}" for row in stands.missing
    ]
    for one in conflicts:
        sides = [f"{side.text}（{side.words}）" for side in one.cell.sides]
        sides += [f"{one.cell.ours}（台账）"] if one.cell.ours else []
        lines.append(f"冲突：{one.row.label}\t{one.label}\t{' / '.join(sides)}")
    data = {
        "dry_run": request.dry_run,
        "counts": counts,
        "expected": expected,
        "returned": [row.party.name for row in stands.returned],
        "late": [row.party.name for row in stands.late],
        "missing": [
            {"name": row.party.name, "person": row.party.person, "phone": row.party.phone, "hint": row.hint}
            for row in stands.missing
        ],
        "unclaimed": [file.file for file in stands.unclaimed],
        "unread": [
            {"file": one.place, "problems": [problem_data(problem) for problem in one.problems]}
            for one in read.unread
        ],
        "conflicts": [
            {
                "row": one.row.label,
                "column": one.label,
                "ours": one.cell.ours,
                "returned": [
                    {"text": side.text, "files": [source.row.place for source in side.sources]}
                    for side in one.cell.sides
                ],
            }
            for one in conflicts
        ],
        "notices": notices,
    }
    return Answer(lines, data, office.notices)

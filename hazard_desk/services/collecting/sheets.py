"""汇总表 and 未交清单 as pages and workbooks: what came back with its source, who is to be rung."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from hazard_desk.forms.ad_hoc_table import Kind, TableColumn, ad_hoc_table
from hazard_desk.forms.sheet import Content, Sheet
from hazard_desk.services.collecting.collections import existing_collection
from hazard_desk.services.collecting.comparing import is_blank, plain_value, value_of
from hazard_desk.services.collecting.facts import MONEY, ExpectedColumn
from hazard_desk.services.collecting.merged_table import Merged, merged
from hazard_desk.services.collecting.merging import MergedCell, MergedRow
from hazard_desk.services.collecting.standing import standing
from hazard_desk.services.offices import office_row
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import PartyKind

_COUNTS = ("staff_", "safety_officer_count", "safety_body_count")
_NO_FIGURE = re.compile("电话|手机|号码|编号|代码|证号|身份证|年份|年度|邮编|账号|序号|微信|联系方式")
_LONGEST_FIGURE = 12  # characters; longer ones are numbers of something
_MOST_NOTES = 60


def merged_sheet(reading: Reading, collection_id: int) -> Sheet:
    """Return the 汇总表: each row with who returned it and in which file, figures added up below.

    Where nothing is decided the cell says 待定 and a note below says what differs; it isn't added up.
    """
    table = merged(reading, collection_id)
    office = office_row(reading)
    shown = [at for at, column in enumerate(table.columns) if not column.counted]
    kinds = {at: _kind(table.columns[at], [row.cells[at] for row in table.rows]) for at in shown}
    waiting: list[str] = []
    rows: list[list[Content]] = []
    extras = any(row.extras for row in table.rows)
    for row in table.rows:
        line: list[Content] = [_content(row, row.cells[at], kinds[at], table, waiting) for at in shown]
        if extras:
            line.append("；".join(f"{label}：{text}" for label, text in row.extras) or None)
        line += ["、".join(dict.fromkeys(one.party for one in row.rows if one.party)) or "待认领"]
        line += ["、".join(row.files)]
        rows.append(line)
    columns = [TableColumn(table.columns[at].label, kinds[at]) for at in shown]
    columns += [TableColumn("多出的栏", Kind.TEXT)] if extras else []
    columns += [TableColumn("交表单位", Kind.TEXT), TableColumn("来源文件", Kind.TEXT)]
    sums: list[Content] = [
        _sum(rows, at) if kinds[place] is Kind.FIGURE else None for at, place in enumerate(shown)
    ]
    notes = [f"待定的 {len(waiting)} 处没有计入合计：", *waiting[:_MOST_NOTES]] if waiting else []
    if len(waiting) > _MOST_NOTES:
        notes.append(f"……另有 {len(waiting) - _MOST_NOTES} 处，见“冲突”。")
    return ad_hoc_table(
        table.name if table.name.endswith("汇总表") else f"{table.name}（汇总）",
        columns,
        rows,
        unit_name=office.name,
        filled_on=reading.today,
        counted=f"{table.files} 份表，{len(rows)} 行",
        sums=[*sums, *[None] * (len(columns) - len(sums))] if any(one is not None for one in sums) else None,
        notes=notes,
        faces=(office.body_face, office.heading_face),
    )


def missing_sheet(reading: Reading, collection_id: int) -> Sheet:
    """Return the 未交清单: who hasn't returned it, whom to ring, and what is known of it."""
    record = existing_collection(reading, collection_id)
    office = office_row(reading)
    found = standing(reading, collection_id)
    asked = len(found.rows) - len(found.exempt)
    due = f"，截止 {record.due_on}" if record.due_on else ""
    return ad_hoc_table(
        f"{record.name}未交清单",
        [
            TableColumn("村（社区）" if record.asked is PartyKind.VILLAGE else "企业", Kind.TEXT),
            TableColumn("联系人", Kind.SHORT),
            TableColumn("电话", Kind.TEXT),
            TableColumn("情况", Kind.TEXT),
        ],
        [
            [
                row.party.name,
                row.party.person or None,
                row.party.phone or None,
                "；".join(part for part in (row.words, row.hint) if part),
            ]
            for row in found.missing
        ],
        unit_name=office.name,
        filled_on=reading.today,
        notes=[f"应交 {asked} 个，已交 {len(found.returned)} 个，未交 {len(found.missing)} 个{due}。"],
        faces=(office.body_face, office.heading_face),
    )


def _content(row: MergedRow, cell: MergedCell, kind: Kind, table: Merged, waiting: list[str]) -> Content:
    if cell.conflict:
        said = [f"{side.text}（{side.words}）" for side in cell.sides]
        if cell.ours and not is_blank(cell.ours):
            said.append(f"{cell.ours}（台账）")
        waiting.append(
            f"{len(waiting) + 1}．{row.label}“{table.columns[cell.position].label}”：{'；'.join(said)}。"
        )
        return f"待定{len(waiting)}"
    if is_blank(cell.text):
        return cell.text.strip() or None
    column = table.columns[cell.position]
    if kind is Kind.FIGURE and (count := _count(cell.text, column)) is not None:
        return count
    meaning, value = _plain(cell.text)
    if kind is Kind.FIGURE and meaning == "number":
        figure = str(value)
        return int(figure) if re.fullmatch(r"-?\d+", figure) else Decimal(figure)
    if kind is Kind.DAY and isinstance(value, date):
        return value
    return cell.text.strip()


def _count(text: str, column: ExpectedColumn) -> int | None:
    """Return how many persons a text says, as the registry reads it: 30人 are 30."""
    if not column.field.startswith(_COUNTS):
        return None
    found = value_of(text, column)
    count = found[1] if isinstance(found, tuple) and found[0] == column.field else None
    return count if isinstance(count, int) else None


def _plain(text: str) -> tuple[str, object]:
    found = plain_value(text)
    return found if isinstance(found, tuple) else ("text", found)


def _kind(column: ExpectedColumn, cells: Sequence[MergedCell]) -> Kind:
    """Return how a column is set: as figures only where it counts something and nothing else stands in it."""
    texts = [cell.text for cell in cells if not is_blank(cell.text)]
    meanings = {_plain(text)[0] for text in texts}
    if texts and meanings == {"day"}:
        return Kind.DAY
    if texts and column.field.startswith(_COUNTS) and all(_count(text, column) is not None for text in texts):
        return Kind.FIGURE
    counts = column.field in MONEY
    may_count = counts or (not column.field and not column.key and not _NO_FIGURE.search(column.label))
    if texts and meanings == {"number"} and may_count and max(map(len, texts)) <= _LONGEST_FIGURE:
        return Kind.FIGURE
    return Kind.TEXT


def _sum(rows: Sequence[Sequence[Content]], at: int) -> Content:
    total = Decimal(0)
    for row in rows:
        value = row[at]
        if isinstance(value, int | Decimal):
            total += value
    return int(total) if total == total.to_integral_value() else total

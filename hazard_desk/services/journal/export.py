"""操作记录 as a workbook: what was found, each column of each row before and after."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hazard_desk.errors import UsageError
from hazard_desk.forms.ad_hoc_table import Kind, TableColumn, ad_hoc_table
from hazard_desk.progress import Progress
from hazard_desk.services.form_filling.saving import save_sheets
from hazard_desk.services.journal.reading import changes_count, entry_rows, told_changes
from hazard_desk.services.journal.telling import Teller
from hazard_desk.services.offices import office_row
from hazard_desk.store.unit_of_work import Reading

_ROWS_OF_ONE = (
    200  # rows of one operation that are told; of an import that was taken back there are thousands
)
_COLUMNS = (
    TableColumn("时间", Kind.SHORT),
    TableColumn("经办人", Kind.SHORT),
    TableColumn("操作", Kind.TEXT),
    TableColumn("状态", Kind.SHORT),
    TableColumn("记录种类", Kind.SHORT),
    TableColumn("记录", Kind.TEXT),
    TableColumn("改动", Kind.SHORT),
    TableColumn("栏目", Kind.TEXT),
    TableColumn("改动前", Kind.TEXT),
    TableColumn("改动后", Kind.TEXT),
)


def export_journal(reading: Reading, ids: Sequence[int], path: Path, progress: Progress | None = None) -> int:
    """Write the operations with these ids to an .xlsx file, whole or not at all; return its lines."""
    if path.suffix.lower() != ".xlsx":
        raise UsageError(
            f"操作记录不能保存为「{path.suffix or path.name}」。", "没有写文件。", "请用 .xlsx 结尾的文件名。"
        )
    lines: list[tuple[str, ...]] = []
    teller = Teller(reading)
    entries = entry_rows(reading, ids)
    for done, entry in enumerate(entries):
        if progress is not None:
            progress.report(done, len(entries), "整理操作记录")
        head = (f"{entry.at:%Y-%m-%d %H:%M}", entry.handler, entry.summary, entry.state)
        rows = told_changes(reading, teller, entry.id, most=_ROWS_OF_ONE)
        for row in rows:
            fields = [(field.label, field.before, field.after) for field in row.fields] or [("", "", "")]
            lines += [(*head, row.noun_label, row.name, row.did, *field) for field in fields]
        left = changes_count(reading, entry.id) - len(rows)
        if left or not rows:
            lines.append((*head, "", f"另有 {left} 条记录，没有逐条列出" if left else "", "", "", "", ""))
    sheet = ad_hoc_table(
        "操作记录", _COLUMNS, lines, unit_name=office_row(reading).name, filled_on=reading.today
    )

    def drawn(done: int, total: int) -> None:
        if progress is not None:
            progress.report(done, total, "写入表格")

    save_sheets([sheet], path, within=drawn)
    return len(lines)

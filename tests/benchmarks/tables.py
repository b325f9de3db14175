"""Tables that somebody asks for: answered against the same SQL written by hand, filled against openpyxl.

A floor knows what it wants: hand-written SQL takes the rows as they are; openpyxl puts values below a header,
and shifts, formats and keeps nothing.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

from hazard_desk.rules.table_question import Condition, Measure, Question, Reckoned, SortBy, Test
from hazard_desk.services.ad_hoc_tables import answer
from hazard_desk.services.demonstrating import fill_demo
from hazard_desk.services.offices import set_up_office
from hazard_desk.store.office_file import OfficeFile
from tests.benchmarks.measuring import Result, timed

ENTERPRISES = 600
ROWS = 2000
RUNS = 5

_LIST = Question(
    "hazard",
    ("enterprise.name", "description", "level", "deadline", "state"),
    (Condition("level", Test.IS, ("一般",)),),
    sort=(SortBy("deadline"),),
)
_LIST_SQL = """
    SELECT e.name, h.description, h.level, h.deadline, h.state FROM hazard h
    JOIN inspection i ON i.id = h.inspection_id JOIN enterprise e ON e.id = i.enterprise_id
    WHERE h.deleted_at IS NULL AND i.deleted_at IS NULL AND e.deleted_at IS NULL AND h.level = 'general'
    ORDER BY h.deadline IS NULL, h.deadline, h.id
"""
_GROUPED = Question(
    "hazard", groups=("enterprise.village", "level"), reckoned=(Reckoned(Measure.COUNT),), total=True
)
_GROUPED_SQL = """
    SELECT v.name, h.level, count(*) FROM hazard h JOIN inspection i ON i.id = h.inspection_id
    JOIN enterprise e ON e.id = i.enterprise_id LEFT JOIN village v ON v.id = e.village_id
    WHERE h.deleted_at IS NULL AND i.deleted_at IS NULL AND e.deleted_at IS NULL GROUP BY 1, 2 ORDER BY 1, 2
"""


def measure(enterprises: int = ENTERPRISES, rows: int = ROWS) -> list[Result]:
    """Time each floor and the program in turn; take the fastest of each."""
    with tempfile.TemporaryDirectory() as folder:
        return [*_answered(Path(folder) / "台账", enterprises), _filled(Path(folder), rows)]


def _answered(folder: Path, enterprises: int) -> list[Result]:
    OfficeFile.create(folder, set_up_office, "文水县西槽头乡人民政府", ["西槽头村", "马村"])
    with OfficeFile.open(folder) as office:
        office.run(fill_demo, enterprises, 1)
        beside = sqlite3.connect(f"file:{folder / 'office.db'}?mode=ro", uri=True)
        try:
            return [
                _against(
                    f"ad-hoc table of {name}, {enterprises:,} enterprises",
                    "the same in SQL by hand",
                    lambda sql=sql: beside.execute(sql).fetchall(),
                    lambda question=question: office.ask(answer, question),
                    4,
                )
                for name, question, sql in (
                    ("all general hazards", _LIST, _LIST_SQL),
                    ("hazards by village and level", _GROUPED, _GROUPED_SQL),
                )
            ]
        finally:
            beside.close()


def _filled(folder: Path, rows: int) -> Result:
    from openpyxl import Workbook, load_workbook
    from openpyxl.styles import Border, Side

    from hazard_desk.issued_tables.filling import SheetFill, fill_workbook
    from hazard_desk.issued_tables.layout import read_layout

    template, out = folder / "县表.xlsx", folder / "县表（已填）.xlsx"
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["企业情况统计表"])
    sheet.append(["序号", "企业名称", "统一社会信用代码", "所属村", "职工人数"])
    for row in range(3, 13):
        for column in range(1, 6):
            thin = Side("thin")
            sheet.cell(row, column).border = Border(thin, thin, thin, thin)
    sheet.cell(13, 1, "合计")
    sheet.cell(13, 5, "=SUM(E3:E12)")
    book.save(template)
    lines = [
        {1: f"第{number}厂", 2: f"9114{number:014d}", 3: "马村", 4: number % 90} for number in range(rows)
    ]

    def floor() -> None:
        plain = load_workbook(template)
        active = plain.active
        assert active is not None
        for line in lines:
            active.append([None, *line.values()])
        plain.save(folder / "floor.xlsx")

    def ours() -> None:
        layout = read_layout(template).sheets[0]
        fill_workbook(template, [SheetFill(layout.sheet, layout, lines)], out)

    return _against(f"a county's template, {rows:,} rows", "openpyxl, rows appended", floor, ours, 4)


def _against(
    name: str, floor_name: str, floor: Callable[[], object], ours: Callable[[], object], aim: float
) -> Result:
    floors, mine = [], []
    for _ in range(RUNS):
        floors.append(timed(floor))
        mine.append(timed(ours))
    return Result(name, floor_name, min(floors), min(mine), aim)

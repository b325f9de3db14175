"""Import of 50,000 enterprises against python-calamine plus a raw executemany of the same rows.

The floor reads the same file with calamine and writes the rows that the import writes, with all their
columns, into the same table with its indexes, in one transaction: what no program could leave out.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
import time
from datetime import date
from pathlib import Path

from tests.benchmarks.measuring import Result, timed

ROWS = 50_000
_HEADER = """
序号 企业名称 统一社会信用代码 所属村（社区） 主要负责人 主要负责人手机号码 行业分类 单位所在地 成立时间
注册资本（万元） 职工人数（从业人数） 风险等级 生产/经营产品 监管部门 经济类型 单位规模 资产总额（万元）
是否有重大危险源 办公电话 安全生产许可证号 分管安全负责人 分管安全负责人手机号码 正式职工人数
缴纳工伤保险人数 安全管理人员人数 机构名称 机构人数 值班电话 机构负责人 机构负责人手机号码
专（兼）职安全管理人员名单
"""
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def _code(number: int) -> str:
    body = f"MA{number:06d}"
    total = sum(int(c, 36) * weight for c, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    first = "91141121" + body + "0123456789X0"[(11 - total % 11) % 12]
    total = sum(_ALPHABET.index(c) * weight for c, weight in zip(first, _WEIGHTS, strict=True))
    return first + _ALPHABET[(31 - total % 31) % 31]


def make_file(path: Path, rows: int = ROWS) -> None:
    """Write an office's own list of enterprises, 31 columns under a title."""
    from openpyxl import Workbook

    chance = random.Random(1)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("企业")
    sheet.append(["文水县西槽头乡企业底册"])
    sheet.append(_HEADER.split())
    for i in range(rows):
        surname, given = chance.choice("王李张刘陈杨"), chance.choice(["建国", "丽华", "䶮", "永平"])
        sheet.append(
            [i + 1, f"文水县晋源{i:05d}铸造有限公司", _code(i), chance.choice(["西槽头村", "马村"]),
             surname + given, f"138{i:08d}", "冶金工贸、有限空间", f"西槽头村{i}号", "2015-03-05", 100,
             20 + i % 50, chance.choice("红橙黄蓝"), "铸件", "应急管理局", "私营企业", "小型", 5000, "否",
             "0358-3011234", f"(晋)JZ安许证字{i}", "李强", f"139{i:08d}", 15, 12, 1, "安全科", 3,
             "13900000000", "赵强", f"137{i:08d}", "王强"]
        )  # fmt: skip
    book.save(path)


def measure(rows: int = ROWS) -> Result:
    """Time floor and import on the same file in the same run."""
    from hazard_desk.services.importing.batch import ImportOptions, import_records, plan_import, read_file
    from hazard_desk.services.offices import set_up_office
    from hazard_desk.store.office_file import OfficeFile

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "企业.xlsx"
        make_file(file, rows)
        parts: dict[str, float] = {}
        # Once before, so that no import of a module is timed.
        make_file(folder / "warm.xlsx", 50)
        for office_name, source in (("warm", folder / "warm.xlsx"), ("office", file)):
            OfficeFile.create(folder / office_name, set_up_office, "西槽头乡人民政府")
            with OfficeFile.open(folder / office_name) as office:
                start = time.perf_counter()
                intake = read_file("enterprises", source, date.today())
                parts["read, clean, check every cell"] = time.perf_counter() - start
                start = time.perf_counter()
                office.ask(plan_import, "enterprises", intake, ImportOptions())
                parts["match with the registry"] = time.perf_counter() - start
                start = time.perf_counter()
                office.run(import_records, "enterprises", intake, ImportOptions())
                parts["search text, sort keys, rows, journal"] = time.perf_counter() - start
        ours = sum(parts.values())
        floor = _floor(file, folder, folder / "office" / "office.db")
    return Result(
        f"import of {rows:,} enterprises",
        "calamine to_python + executemany of the same rows",
        floor,
        ours,
        4,
        parts,
    )


def _floor(file: Path, folder: Path, filled: Path) -> float:
    from python_calamine import CalamineWorkbook

    reading = timed(lambda: CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python())
    with sqlite3.connect(filled) as source:
        rows = source.execute("SELECT * FROM enterprise").fetchall()
        schema = [
            sql
            for (sql,) in source.execute(
                "SELECT sql FROM sqlite_master"
                " WHERE tbl_name = 'enterprise' AND sql IS NOT NULL ORDER BY type DESC"
            )
        ]
    target = sqlite3.connect(folder / "floor.db", isolation_level=None)
    target.execute("PRAGMA synchronous=EXTRA")
    for statement in schema:
        target.execute(statement)

    def write() -> None:
        target.execute("BEGIN IMMEDIATE")
        target.executemany(f"INSERT INTO enterprise VALUES ({', '.join('?' * len(rows[0]))})", rows)
        target.execute("COMMIT")

    writing = timed(write)
    target.close()
    return reading + writing

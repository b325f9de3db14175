"""Amounts are written in the unit that the table counts in, or not at all."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from hazard_desk.services.county_templates import (
    BLANK,
    ColumnFill,
    ColumnSource,
    Origin,
    prepare,
)
from hazard_desk.store.office_file import OfficeFile
from tests.county_tables import plain_table
from tests.services.county_templates.template_desk import (
    opened,
    pairs,
)


def money_table(path: Path, head: str, above: str = "") -> Path:
    """A list of enterprises with a column of money, its unit in the header or above the table."""
    import openpyxl

    book = openpyxl.load_workbook(plain_table(path, ("序号", "企业名称", head)))
    page: Any = book.active
    if above:
        page.insert_rows(1, 2)
        page["A1"], page["C2"] = "企业资产统计表", above
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("head", "above", "wanted"),
    [
        ("资产总额", "", Decimal("1234.56")),
        ("资产总额（千元）", "", Decimal("12345.6")),
        ("资产总额（百万元）", "", Decimal("12.3456")),
        ("资产总额（人民币元）", "", 12_345_600),
        ("资产总额（万）", "单位：元", Decimal("1234.56")),  # its own unit comes first
        ("资产总额", "单位：千元", Decimal("12345.6")),
        ("资产总额", "单位：家、百元", 123_456),
        ("资产总额", "填报单位：元氏县", Decimal("1234.56")),
        ("注册资本", "单位：亿元", Decimal("0.05")),
    ],
)
def test_money_is_written_in_the_unit_of_the_table(
    office: OfficeFile, tmp_path: Path, head: str, above: str, wanted: object
) -> None:
    path = money_table(tmp_path / "a.xlsx", head, above)
    (found,) = opened(office, path)
    assert found.origins[2] is Origin.RECOGNISED
    (prepared,) = office.ask(prepare, pairs([found]))
    assert [row[2] for row in prepared.rows if row[1] == "甲厂"] == [wanted]


@pytest.mark.parametrize(("head", "above"), [("资产总额", "单位：美元"), ("资产总额", "单位：万元、元")])
def test_money_in_an_unknown_unit_is_named_and_never_written(
    office: OfficeFile, tmp_path: Path, head: str, above: str
) -> None:
    (found,) = opened(office, money_table(tmp_path / "a.xlsx", head, above))
    assert found.doubtful == {2: ("assets_fen",)}
    assert found.mapping.columns[2] == BLANK
    picked = {**found.mapping.columns, 2: ColumnFill(ColumnSource.COLUMN, "assets_fen", "资产总额")}
    (prepared,) = office.ask(prepare, [(found.layout, replace(found.mapping, columns=picked))])
    assert all(2 not in row for row in prepared.rows)
    assert prepared.odd_units == (f"资产总额（{above.partition('：')[2]}）",)

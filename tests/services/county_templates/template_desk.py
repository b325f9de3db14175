"""What the tests of 填上级表格 share: opening and filling a template, and a few more of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from hazard_desk.issued_tables.filling import FillReport
from hazard_desk.services.county_templates import (
    Filled,
    Proposal,
    SheetMapping,
    fill_file,
    look_into,
    prepare,
    propose_all,
    remember,
    sheet_keys,
)
from hazard_desk.store.office_file import OfficeFile
from tests.county_tables import plain_table

NOW = datetime(2026, 3, 6, 10, 0)  # a Friday: the reporting day itself
TODAY = NOW.date()
OFFICE = "文水县西槽头乡人民政府"


def opened(office: OfficeFile, path: Path) -> tuple[Proposal, ...]:
    return office.ask(propose_all, look_into(path))


def filled(
    office: OfficeFile, path: Path, sheets: Sequence[tuple[Any, SheetMapping]], out: Path
) -> FillReport:
    return fill_file(path, office.ask(prepare, sheets), out)


def pairs(proposals: Sequence[Proposal]) -> list[tuple[Any, SheetMapping]]:
    return [(one.layout, one.mapping) for one in proposals]


def remembered_so(office: OfficeFile, path: Path, change: Any) -> Proposal:
    """Remember the first sheet with a changed mapping, and return what is proposed then."""
    look = look_into(path)
    found = office.ask(propose_all, look)[0]
    key = sheet_keys(look.layout.sheets)[0]
    office.run(remember, [Filled(key, "县表", change(found.mapping))])
    return opened(office, path)[0]


def form(path: Path, *labels: str) -> Path:
    """A list of enterprises below single cells that wait for something."""
    import openpyxl

    book = openpyxl.load_workbook(plain_table(path, ("序号", "企业名称")))
    page: Any = book.active
    page.insert_rows(1, 2)
    page["A1"] = "企业名单"
    for letter, label in zip("ACE", labels, strict=False):
        page[f"{letter}2"] = label
    book.save(path)
    return path

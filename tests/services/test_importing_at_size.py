"""Imports of what is known already: few questions to the office file, few hints, twins told apart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from hazard_desk.model import Hazard
from hazard_desk.services import near_names
from hazard_desk.services.importing.batch import ImportOptions, import_records, plan_import, read_file
from hazard_desk.services.near_names import NearNames
from hazard_desk.store.office_file import OfficeFile
from tests.intake.sheets import xlsx

TODAY = date(2026, 11, 20)
FACTORIES = [("单位名称", "职工人数"), *((f"文水县晋源{i:03d}铸造厂", i) for i in range(60))]
VISIT_HEAD = ("检查编号", "企业名称", "检查日期", "检查人员", "隐患描述", "整改完成时间")


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the statements that are sent meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def bring_in(office: OfficeFile, kind: str, path: Path, *, update: bool = False) -> Any:
    return office.run(import_records, kind, read_file(kind, path, TODAY), ImportOptions(update))


def visits(path: Path, content: str = "配电箱无门", done: str | None = None) -> Path:
    rows = [(f"X{i}", f"文水县晋源{i:03d}铸造厂", "2026-11-02", "王五", content, done) for i in range(60)]
    return xlsx(path, VISIT_HEAD, *rows)


def test_known_enterprises_are_asked_for_together(office: OfficeFile, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", *FACTORIES)
    bring_in(office, "enterprises", path)
    intake = read_file("enterprises", path, TODAY)
    with counted() as sent:
        plan = office.ask(plan_import, "enterprises", intake, ImportOptions(update=True))
    assert (plan.unchanged, plan.problems) == (60, [])
    assert len(sent) < 20
    more = xlsx(tmp_path / "b.xlsx", FACTORIES[0], *((name, staff + 1) for name, staff in FACTORIES[1:]))
    with counted() as sent:
        assert bring_in(office, "enterprises", more, update=True).counts["updated"] == 60
    assert len(sent) < 60
    plan = office.ask(
        plan_import, "enterprises", read_file("enterprises", more, TODAY), ImportOptions(update=True)
    )
    assert plan.unchanged == 60


def test_known_visits_are_asked_for_together(office: OfficeFile, tmp_path: Path) -> None:
    bring_in(office, "enterprises", xlsx(tmp_path / "a.xlsx", *FACTORIES))
    path = visits(tmp_path / "b.xlsx")
    bring_in(office, "inspections", path)
    intake = read_file("inspections", path, TODAY)
    with counted() as sent:
        plan = office.ask(plan_import, "inspections", intake, ImportOptions(update=True))
    assert (plan.unchanged, plan.problems) == (60, [])
    assert len(sent) < 20


def test_the_second_of_two_hazards_with_one_text_is_its_own(office: OfficeFile, tmp_path: Path) -> None:
    bring_in(office, "enterprises", xlsx(tmp_path / "a.xlsx", *FACTORIES))

    def twins(name: str, *done: str | None) -> Path:
        start = ("X1", "文水县晋源001铸造厂", "2026-11-02", "王五", "灭火器过期")
        return xlsx(tmp_path / name, VISIT_HEAD, *((*start, day) for day in done))

    def rectified() -> list[date | None]:
        query = select(Hazard.rectified_on).where(Hazard.deleted_at.is_(None)).order_by(Hazard.position)
        return office.ask(lambda reading: list(reading.session.scalars(query)))

    bring_in(office, "inspections", twins("b.xlsx", None, None))
    assert rectified() == [None, None]
    both = twins("c.xlsx", "2026-11-05", "2026-11-06")
    bring_in(office, "inspections", both, update=True)
    assert rectified() == [date(2026, 11, 5), date(2026, 11, 6)]
    assert bring_in(office, "inspections", both, update=True).counts["unchanged"] == 1
    three = twins("d.xlsx", "2026-11-05", "2026-11-06", None)
    bring_in(office, "inspections", three, update=True)
    assert rectified() == [date(2026, 11, 5), date(2026, 11, 6), None]


def test_only_the_first_strangers_are_compared_with_all_names(
    office: OfficeFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_in(office, "enterprises", xlsx(tmp_path / "a.xlsx", *FACTORIES))
    compared: list[int] = []
    close = near_names.get_close_matches

    def noted(word: str, names: Any, **more: Any) -> list[str]:
        compared.append(len(names))
        return close(word, names, **more)

    monkeypatch.setattr(near_names, "get_close_matches", noted)
    rows = [(f"X{i}", f"文水县晋原{i % 60:03d}铸造厂", "2026-11-02", "王五", "", "") for i in range(200)]
    path = xlsx(tmp_path / "b.xlsx", VISIT_HEAD, *rows)
    plan = office.ask(plan_import, "inspections", read_file("inspections", path, TODAY), ImportOptions())
    assert len(plan.problems) == 200
    assert len(compared) == 50
    assert max(compared) <= 40
    hints = [problem.remedy for problem in plan.problems[:50]]
    assert all(f"是不是「文水县晋源{i:03d}铸造厂」" in hint for i, hint in enumerate(hints))


def test_the_nearest_name_is_found_among_many() -> None:
    names = NearNames((f"文水县晋源{i:04d}铸造厂" for i in range(3000)), cutoff=0.6)
    assert names.nearest("文水县普源1234铸造厂") == "文水县晋源1234铸造厂"
    assert names.nearest("完全不同") is None
    assert names.nearest("") is None
    assert NearNames(["马村"], cutoff=0.3, limit=0).nearest("马庄村") is None

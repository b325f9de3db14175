"""The office that templates are filled from."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.offices import set_up_office
from hazard_desk.services.registry import save_enterprise
from hazard_desk.store.office_file import OfficeFile
from tests.services.county_templates.template_desk import NOW, OFFICE


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with three villages, three enterprises, and a visit with two hazards this week."""
    folder = tmp_path_factory.mktemp("made") / "台账"
    OfficeFile.create(folder, set_up_office, OFFICE, ["东街村", "西街村", "马村"])
    with OfficeFile.open(folder, clock=lambda: NOW) as office:
        for name, village, more in (
            ("乙厂", "西街村", {"staff_total": 7}),
            (
                "甲厂",
                "东街村",
                {
                    "staff_total": 30,
                    "assets_fen": 1_234_560_000,
                    "registered_capital_fen": 500_000_000,
                    "principal": "张建国",
                },
            ),
            ("丙厂", "东街村", {"principal_phone": "13800000003"}),
        ):
            office.run(save_enterprise, EnterpriseFacts(name=name, village=village, **more))
        visit = InspectionFacts(
            enterprise_id=2,
            inspected_on=date(2026, 3, 5),
            inspectors=("孙七",),
            hazards=(
                HazardFacts(description="灭火器失效", deadline=date(2026, 3, 20)),
                HazardFacts(description="=1+1 通道堵塞", deadline=date(2026, 3, 10)),
            ),
        )
        office.run(save_inspection, visit)
    return folder


@pytest.fixture
def office(made: Path, tmp_path: Path) -> Iterator[OfficeFile]:
    """A copy of that office, open."""
    shutil.copytree(made, tmp_path / "台账")
    with OfficeFile.open(tmp_path / "台账", clock=lambda: NOW) as office:
        yield office

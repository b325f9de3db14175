"""The office of the followed round, on a fixed day."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hazard_desk.services.offices import set_up_office
from hazard_desk.store.office_file import OfficeFile
from tests.services.cross_inspecting.village_desk import NOW, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An office with three villages and nothing else."""
    folder = tmp_path / "交叉台账"
    OfficeFile.create(folder, set_up_office, "文水县西槽头乡人民政府", ["西槽头村", "马村", "东堡村"])
    with OfficeFile.open(folder, clock=lambda: NOW) as office:
        yield Desk(office, {"西槽头村": 1, "马村": 2, "东堡村": 3})

"""A real office file for operations and queries."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hazard_desk.services.offices import set_up_office
from hazard_desk.store.office_file import OfficeFile


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    """An open office with two villages."""
    folder = tmp_path / "台账"
    OfficeFile.create(folder, set_up_office, "文水县西槽头乡人民政府", ["西槽头村", "马村"])
    with OfficeFile.open(folder) as office:
        yield office

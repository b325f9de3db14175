"""An office file to work on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hazard_desk.services.offices import set_up_office
from hazard_desk.store.office_file import OfficeFile


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A closed office folder, its path with Chinese and a blank in it."""
    folder = tmp_path / "隐患 台账"
    OfficeFile.create(folder, set_up_office, "文水县西槽头乡人民政府", ["西槽头村"])
    return folder


@pytest.fixture
def office(folder: Path) -> Iterator[OfficeFile]:
    """The same office, open for writing."""
    with OfficeFile.open(folder) as office:
        yield office

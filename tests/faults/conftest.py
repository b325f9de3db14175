"""A closed office for each fault, and a home of its own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from hazard_desk import office_folder
from tests.cli.desk import OFFICE_NAME, Desk, enterprises
from tests.faults import shim
from tests.faults.rehearsals import Rehearsals
from tests.faults.zygote import Zygote


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the program a home where nothing was ever used."""
    home = tmp_path / "home"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.delenv("HAZARD_DESK_OFFICE", raising=False)
    monkeypatch.setattr(office_folder, "user_config_path", lambda *_, **__: home / "config" / "HazardDesk")
    monkeypatch.setattr(office_folder, "user_documents_path", lambda: home / "文档")
    return home


@pytest.fixture
def nowhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """The program on a folder that doesn't exist yet."""
    return Desk(tmp_path / "隐患 台账", capsys)


@pytest.fixture
def desk(nowhere: Desk) -> Desk:
    """The program on an office with nothing in it."""
    nowhere.done("init", "--name", OFFICE_NAME)
    return nowhere


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """A good sheet of three enterprises."""
    return enterprises(
        tmp_path / "三家.xlsx", *({"单位名称": f"{name}厂", "单位所在地": "村东"} for name in "甲乙丙")
    )


@pytest.fixture(scope="session")
def ground() -> Iterator[Path]:
    """A folder for thousands of runs: in memory where there is such a place."""
    memory = Path("/dev/shm")
    place = Path(tempfile.mkdtemp(prefix="faults-", dir=memory if memory.is_dir() else None))
    yield place
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture(scope="session")
def zygote(ground: Path) -> Iterator[Zygote]:
    """A process with the program and the failing file system in it, which forks a child for each run."""
    if reason := shim.why_not():
        pytest.skip(reason)
    with Zygote(shim.build(ground), ground / "zygote.log") as zygote:
        yield zygote


@pytest.fixture(scope="session")
def rehearsals(zygote: Zygote, ground: Path) -> Rehearsals:
    """The jobs, prepared and done once without a fault."""
    return Rehearsals(zygote, ground)

"""An office for the commands, and a home of their own so that no one's settings are touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from hazard_desk import office_folder
from tests.cli.desk import OFFICE_NAME, Desk


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the program a home where nothing was ever used."""
    home = tmp_path / "home"
    for name, value in {
        "HOME": home,
        "XDG_CONFIG_HOME": home / "config",
        "XDG_DOCUMENTS_DIR": home / "文档",
    }.items():
        monkeypatch.setenv(name, str(value))
    monkeypatch.delenv("HAZARD_DESK_OFFICE", raising=False)
    # Windows asks the registry, not the environment.
    monkeypatch.setattr(office_folder, "user_config_path", lambda *_, **__: home / "config" / "HazardDesk")
    monkeypatch.setattr(office_folder, "user_documents_path", lambda: home / "文档")
    return home


@pytest.fixture
def nowhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """The program on a folder that doesn't exist yet."""
    return Desk(tmp_path / "隐患 台账", capsys)


@pytest.fixture
def desk(nowhere: Desk) -> Desk:
    """The program on an office without records and without villages."""
    nowhere.done("init", "--name", OFFICE_NAME)
    return nowhere

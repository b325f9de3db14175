"""Fixtures of the window's tests: the program's look, a background over a stand-in office, patience."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hazard_desk import office_folder
from ui import theme
from ui.background import Background

if TYPE_CHECKING:
    from tests.ui.reports_desk import Desk


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> Iterator[QApplication]:
    """Give the application the look and the typeface of the program."""
    theme.load_shipped_faces()
    theme.apply(qapp)
    yield qapp
    # The screenless platform drops what was copied only after Python has gone, and crashes over it.
    qapp.clipboard().clear()


@pytest.fixture(autouse=True)
def garbage_left_to_us() -> None:
    """Collect here and no more by chance, as the program does (ui/garbage.py)."""
    gc.disable()
    gc.collect()


class PlainOffice:
    """An office file for tests of the window alone: runs what it's given, as the real one calls it."""

    def run(self, operation: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return operation("unit of work", *args, **kwargs)

    def ask(self, query: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return query("reading", *args, **kwargs)


@pytest.fixture
def background(qapp: QApplication) -> Iterator[Background]:
    """Give a background over a stand-in office, and end its threads after the test."""
    background = Background(PlainOffice())
    yield background
    background.close(stop=True)


class KeptSettings:
    """Settings in memory, with the two calls of QSettings that the window uses."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    def value(self, key: str) -> Any:
        return self.kept.get(key)

    def setValue(self, key: str, value: Any) -> None:
        self.kept[key] = value


@pytest.fixture
def settings() -> KeptSettings:
    """Give settings that last for one test."""
    return KeptSettings()


@pytest.fixture(scope="session")
def reports_office(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:
    """Make the office of the reports page once; each test takes a copy."""
    from tests.ui.reports_desk import make_office  # here: what needs no page is spared its modules

    folder = tmp_path_factory.mktemp("template") / "台账"
    return folder, make_office(folder)


@pytest.fixture
def ids(reports_office: tuple[Path, dict[str, int]]) -> dict[str, int]:
    """Give the ids of the records in that office, the enterprises by their names."""
    return reports_office[1]


@pytest.fixture
def reports_desk(
    qapp: QApplication,
    qtbot: QtBot,
    tmp_path: Path,
    reports_office: tuple[Path, dict[str, int]],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Desk]:
    """Give the reports page over a copy of that office."""
    from tests.ui.reports_desk import open_desk

    monkeypatch.setattr(office_folder, "remember_folder", lambda _folder: None)
    with open_desk(reports_office[0], tmp_path / "台账", qtbot) as desk:
        yield desk

"""A Windows to install into, a screen to look at it, and the choice to leave all of it out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from installer.wine import Prefix, make_prefix
from tests.windows.screen import Screen
from tests.windows.small_program import Installed, SmallSetups, clear

OUT = Path(__file__).resolve().parents[2] / "out" / "windows"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the tests under Wine out where `--windows` does not ask for them."""
    if config.getoption("--windows"):
        return
    under_wine = [item for item in items if item.get_closest_marker("wine")]
    if under_wine:
        config.hook.pytest_deselected(items=under_wine)
        items[:] = [item for item in items if not item.get_closest_marker("wine")]


@pytest.fixture(scope="session")
def zhang_sans_windows(tmp_path_factory: pytest.TempPathFactory, screen: Screen) -> Iterator[Prefix]:
    """The Windows of a Chinese office: user 张三, code page 936, with a screen."""
    folder = tmp_path_factory.mktemp("zhang-san") / "prefix"
    prefix = make_prefix(folder, user="张三", code_page=936, screen=screen.name)
    try:
        yield prefix
    finally:
        prefix.stop()


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallSetups:
    """Setups of a program that only stands in for ours."""
    return SmallSetups(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def screen() -> Iterator[Screen]:
    """A screen of 1366×768 whose pictures go to out/windows/."""
    with Screen.begun(OUT) as begun:
        yield begun


@pytest.fixture
def windows(zhang_sans_windows: Prefix) -> Iterator[Prefix]:
    """A Windows in which nothing of ours is or was."""
    yield zhang_sans_windows
    clear(zhang_sans_windows)


@pytest.fixture
def installed(windows: Prefix) -> Installed:
    """Where the program goes; not there yet."""
    return Installed.usual(windows)

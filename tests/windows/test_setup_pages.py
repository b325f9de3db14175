"""The setup and the uninstaller as she sees them: their pages, questions and refusals, and her keys."""

from __future__ import annotations

import shutil

import pytest

from installer.wine import Prefix
from tests.windows.screen import Screen, until, written_rows
from tests.windows.small_program import (
    CANCELLED,
    DONE,
    NO_ENTRY,
    UNINSTALL,
    Installed,
    Registry,
    SmallSetups,
    clear,
    install,
    running,
)

pytestmark = [pytest.mark.wine, pytest.mark.timeout(300)]


_WRITING = 50


def _is_drawn(screen: Screen, name: str) -> None:
    """Keep the picture; the least of the pages, a question of three lines, has 74 rows of writing."""
    assert written_rows(screen.picture(name)) > _WRITING, name


def test_the_pages_lead_from_the_first_to_the_running_program(
    windows: Prefix, installed: Installed, small: SmallSetups, screen: Screen
) -> None:
    started = windows.home / "Documents" / "started.txt"
    started.unlink(missing_ok=True)
    with screen.showing(windows.start([small.setup("0.7.9")], shown=True), "隐患台 0.7.9 安装") as setup:
        _is_drawn(screen, "setup-1-welcome")
        screen.press("Return")
        _is_drawn(screen, "setup-2-folder")
        screen.press("Return")
        until(lambda: installed.desktop.exists(), "it has installed")
        _is_drawn(screen, "setup-3-done")
        screen.press("Return")
        assert setup.wait().code == DONE
        until(started.exists, "the last page has started the program, in her documents")
        started.unlink()


def test_a_running_program_is_asked_for_and_retry_goes_on(
    windows: Prefix, installed: Installed, small: SmallSetups, screen: Screen
) -> None:
    assert install(windows, small.setup("0.7.9")) == DONE
    with (
        running(windows, installed.app / "HazardDesk.exe", "mark") as program,
        screen.showing(windows.start([small.setup("0.8.0")], shown=True), "隐患台 0.8.0 安装") as setup,
    ):
        _is_drawn(screen, "setup-4-running")
        program.end()
        screen.press("Return")  # 重试
        _is_drawn(screen, "setup-5-upgrade")
        screen.press("Return")
        until(lambda: small.is_whole(installed.app, "0.8.0"), "the new program lies there")
        _is_drawn(screen, "setup-6-upgraded")
        screen.press("Tab", "space", "Return")
        setup.wait()


def test_entries_that_cannot_be_written_are_told(
    windows: Prefix, installed: Installed, small: SmallSetups, screen: Screen
) -> None:
    assert install(windows, small.setup("0.7.9")) == DONE
    shutil.rmtree(installed.menu)
    installed.menu.write_bytes(b"in its way")
    installed.uninstaller.unlink()
    installed.uninstaller.mkdir()

    with screen.showing(windows.start([small.setup("0.8.0")], shown=True), "隐患台 0.8.0 安装") as setup:
        _is_drawn(screen, "setup-8-first")
        screen.press("Return")
        until(lambda: Registry(windows).values(UNINSTALL)["DisplayVersion"] == "0.8.0", "it has installed")
        _is_drawn(screen, "setup-8-entries")
        screen.press("Return")
        assert setup.wait().code == NO_ENTRY
        assert small.is_whole(installed.app, "0.8.0")

    installed.menu.unlink()
    installed.uninstaller.rmdir()
    assert install(windows, small.setup("0.8.0")) == DONE
    assert (installed.menu / "隐患台.lnk").exists()
    assert installed.uninstaller.is_file()


def test_what_she_cancels_does_not_tell_that_it_is_done(
    windows: Prefix, installed: Installed, small: SmallSetups, screen: Screen
) -> None:
    assert install(windows, small.setup("0.7.9")) == DONE
    with (
        running(windows, installed.app / "HazardDesk.exe", "mark") as program,
        screen.showing(windows.start([small.setup("0.8.0")], shown=True), "隐患台 0.8.0 安装") as setup,
    ):
        _is_drawn(screen, "setup-7-running")
        program.end()
        screen.press("Return")  # 重试
        _is_drawn(screen, "setup-7-page")
        screen.press("Escape")
        _is_drawn(screen, "setup-7-stop")
        screen.press("Return")  # 是
        assert setup.wait().code == CANCELLED

    folder = windows.path(installed.folder)
    with screen.showing(
        windows.start([installed.uninstaller, f"_?={folder}"], shown=True), "卸载 隐患台"
    ) as uninstaller:
        _is_drawn(screen, "uninstall-3-question")
        screen.press("Escape")
        assert uninstaller.wait().code == CANCELLED
        assert small.is_whole(installed.app, "0.7.9")


def test_a_newer_program_in_the_folder_she_chooses_is_not_replaced(
    windows: Prefix, installed: Installed, small: SmallSetups, screen: Screen
) -> None:
    assert install(windows, small.setup("0.8.0")) == DONE
    kept = installed.folder.rename(windows.drive / "kept")
    clear(windows)  # Windows installed anew

    with screen.showing(windows.start([small.setup("0.7.9")], shown=True), "隐患台 0.7.9 安装") as setup:
        kept.rename(installed.folder)  # it lies where this setup did not look at its beginning
        _is_drawn(screen, "setup-9-welcome")
        screen.press("Return")
        _is_drawn(screen, "setup-9-folder")
        screen.press("Return")
        _is_drawn(screen, "setup-9-newer")
        screen.press("Return")
        _is_drawn(screen, "setup-9-folder-again")
        screen.press("Escape")
        _is_drawn(screen, "setup-9-stop")
        screen.press("Return")
        assert setup.wait().code == CANCELLED
        assert small.is_whole(installed.app, "0.8.0")


def test_the_uninstaller_says_where_her_office_stays(
    windows: Prefix, installed: Installed, small: SmallSetups, screen: Screen
) -> None:
    assert install(windows, small.setup("0.8.0")) == DONE
    office = windows.drive / "台账 资料" / "西槽头乡"
    note = windows.local / "HazardDesk" / "last-office.txt"
    for place, content in ((office / "office.db", b"hers"), (note, windows.path(office).encode())):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    try:
        folder = windows.path(installed.folder)
        with screen.showing(
            windows.start([installed.uninstaller, f"_?={folder}"], shown=True), "卸载 隐患台"
        ) as uninstaller:
            _is_drawn(screen, "uninstall-1-question")
            screen.press("Return")
            until(lambda: not installed.app.exists(), "it has uninstalled")
            _is_drawn(screen, "uninstall-2-done")
            screen.press("Return")
            assert uninstaller.wait().code == DONE
            assert (office / "office.db").read_bytes() == b"hers"
    finally:
        shutil.rmtree(office.parent)

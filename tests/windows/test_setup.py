"""The setup and the uninstaller, with a small program in place of ours (`small_program`).

What stands in the way of a setup is really done: a file that can't be written, one that a virus scanner takes
away, a folder that somebody holds, a power cut at any moment.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import LnkParse3
import pytest

from installer import make_setup
from installer.wine import Prefix
from tests.windows.screen import until
from tests.windows.small_program import (
    AT_WORK,
    CLASSES,
    DONE,
    MANUAL,
    NEWER,
    NO_FOLDER,
    NO_ROOM,
    NOT_WRITTEN,
    OURS,
    RUNS,
    TOO_OLD,
    UNINSTALL,
    Installed,
    Registry,
    SmallSetups,
    install,
    running,
)

pytestmark = [pytest.mark.wine, pytest.mark.timeout(300)]


@contextmanager
def meanwhile(act: Callable[[], bool]) -> Iterator[None]:
    """Try to act all the time until it was possible once; the block must have given the occasion."""
    over, acted = threading.Event(), threading.Event()

    def keep_trying() -> None:
        while not over.is_set() and not acted.is_set():
            if act():
                acted.set()
            over.wait(0.002)

    trying = threading.Thread(target=keep_trying)
    trying.start()
    try:
        yield
    finally:
        over.set()
        trying.join()
    assert acted.is_set(), "there was no occasion: this test tests nothing"


def shortcut(file: Path) -> tuple[str, str, str]:
    """Return what a shortcut opens, its working folder and its icon."""
    with file.open("rb") as opened:
        read = LnkParse3.lnk_file(opened, cp="gbk").get_json()
    data = read["data"]
    return (
        read["link_info"].get("local_base_path_unicode") or read["link_info"]["local_base_path"],
        data.get("working_directory", ""),
        data.get("icon_location", ""),
    )


# ---- Fresh -------------------------------------------------------------------------------------------------


def test_installs_the_program_whole_with_entries_and_registry(
    windows: Prefix, installed: Installed, small: SmallSetups
) -> None:
    assert install(windows, small.setup("0.7.9")) == DONE

    assert small.is_whole(installed.app, "0.7.9")
    assert installed.names == {"app", "Uninstall.exe"}
    app = windows.path(installed.app)
    documents = windows.path(windows.home / "Documents")
    assert {file.name for file in installed.menu.iterdir()} == {
        "隐患台.lnk",
        "使用手册.lnk",
        "卸载 隐患台.lnk",
    }
    for entry in (installed.menu / "隐患台.lnk", installed.desktop):
        target, folder, icon = shortcut(entry)
        assert (target.lower(), folder.lower()) == (f"{app}\\HazardDesk.exe".lower(), documents.lower())
        assert icon.lower() == f"{app}\\HazardDesk.exe".lower()
    manual = shortcut(installed.menu / "使用手册.lnk")[0]
    assert windows.place(manual) == installed.app / MANUAL

    registry = Registry(windows)
    entry = registry.values(UNINSTALL)
    stage = [file for file in small.stage("0.7.9").rglob("*") if file.is_file()]
    assert entry.pop("EstimatedSize") == sum(-(-file.stat().st_size // 1024) for file in stage)
    folder = windows.path(installed.folder)
    assert entry == {
        "DisplayName": "隐患台",
        "DisplayVersion": "0.7.9",
        "DisplayIcon": f"{app}\\HazardDesk.exe,0",
        "Publisher": "Hazard Desk",
        "InstallLocation": folder,
        "UninstallString": f'"{folder}\\Uninstall.exe"',
        "QuietUninstallString": f'"{folder}\\Uninstall.exe" /S',
        "NoModify": 1,
        "NoRepair": 1,
    }
    assert registry.values(rf"{CLASSES}\.hazdesk") == {"": "HazardDesk.Archive"}
    kind = rf"{CLASSES}\HazardDesk.Archive"
    assert registry.values(kind) == {"": "隐患台台账包"}
    assert registry.values(rf"{kind}\DefaultIcon") == {"": f"{app}\\HazardDesk.exe,0"}
    assert registry.values(rf"{kind}\shell\open\command") == {"": f'"{app}\\HazardDesk.exe" "%1"'}


def test_a_program_without_a_manual_gets_no_entry_for_one(
    windows: Prefix, installed: Installed, small: SmallSetups, tmp_path: Path
) -> None:
    stage = tmp_path / "stage"
    stage.mkdir()
    shutil.copyfile(small.program, stage / "HazardDesk.exe")
    bare = make_setup.make_setup(stage, tmp_path / "HazardDesk-setup.exe", "0.8.0", compressor="zlib")
    assert install(windows, small.setup("0.7.9")) == DONE
    assert (installed.menu / "使用手册.lnk").exists()

    assert install(windows, bare) == DONE
    assert not (installed.menu / "使用手册.lnk").exists()


def test_takes_a_folder_with_chinese_and_spaces_and_upgrades_it_there(
    windows: Prefix, installed: Installed, small: SmallSetups
) -> None:
    chosen = Installed(windows, windows.drive / "工具 软件" / "隐患 台")
    try:
        assert install(windows, small.setup("0.7.9"), *f"/D={windows.path(chosen.folder)}".split(" ")) == DONE
        assert small.is_whole(chosen.app, "0.7.9")

        assert install(windows, small.setup("0.8.0")) == DONE
        assert small.is_whole(chosen.app, "0.8.0")
        assert not installed.folder.exists()

        elsewhere = windows.drive / "别处"
        assert install(windows, small.setup("0.8.0"), f"/D={windows.path(elsewhere)}") == NO_FOLDER
        assert not elsewhere.exists()

        assert chosen.uninstall() == DONE
        assert chosen.names <= {"Uninstall.exe"}
    finally:
        shutil.rmtree(windows.drive / "工具 软件")


def test_leaves_a_folder_alone_whose_names_others_took(
    windows: Prefix, small: SmallSetups, tmp_path: Path
) -> None:
    taken = windows.drive / "taken"
    (taken / "app").mkdir(parents=True)
    (taken / "app" / "别的程序.txt").write_text("mine", "utf-8")
    try:
        assert install(windows, small.setup("0.8.0"), "/D=C:\\taken") == NO_FOLDER
        assert [file.name for file in taken.rglob("*")] == ["app", "别的程序.txt"]

        too_deep = "C:\\" + "\\".join(["很长的文件夹名" * 5] * 7)
        assert install(windows, small.setup("0.8.0"), f"/D={too_deep}") == NO_FOLDER
        assert UNINSTALL not in Registry(windows)
    finally:
        shutil.rmtree(taken)


def test_says_no_where_the_disk_has_too_little_room(
    windows: Prefix, installed: Installed, small: SmallSetups, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(make_setup, "room_needed_kb", lambda files: 2**40)
    huge = make_setup.make_setup(small.stage("0.8.0"), tmp_path / "huge.exe", "0.8.0", compressor="zlib")

    assert install(windows, huge) == NO_ROOM
    assert not installed.folder.exists()


def test_a_windows_before_10_is_refused(windows: Prefix, installed: Installed, small: SmallSetups) -> None:
    version = ["/v", "Version", "/d"]
    windows.run(["reg", "add", r"HKCU\Software\Wine", *version, "win7", "/f"])
    try:
        assert install(windows, small.setup("0.8.0")) == TOO_OLD
        assert not installed.folder.exists()
    finally:
        windows.run(["reg", "add", r"HKCU\Software\Wine", *version, "win10", "/f"])


# ---- Upgrade -----------------------------------------------------------------------------------------------


def test_an_upgrade_leaves_nothing_of_the_old_program(
    windows: Prefix, installed: Installed, small: SmallSetups
) -> None:
    assert install(windows, small.setup("0.7.9")) == DONE
    installed.desktop.unlink()  # she keeps her desktop empty

    assert install(windows, small.setup("0.8.0")) == DONE
    assert small.is_whole(installed.app, "0.8.0")
    assert not (installed.app / "_internal" / "only-in-0.7.9.txt").exists()
    assert installed.names == {"app", "Uninstall.exe"}
    assert Registry(windows).values(UNINSTALL)["DisplayVersion"] == "0.8.0"
    assert not installed.desktop.exists()


def test_what_others_put_among_the_programs_files_survives(
    windows: Prefix, installed: Installed, small: SmallSetups
) -> None:
    assert install(windows, small.setup("0.7.9")) == DONE
    mine = {
        installed.folder / "我的.txt": b"1",
        installed.app / "导出.xlsx": b"2",
        installed.app / "_internal" / "台账" / "office.db": b"3",
    }
    for place, content in mine.items():
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(content)

    assert install(windows, small.setup("0.8.0")) == DONE
    assert installed.names == {"app", "Uninstall.exe", "我的.txt"}
    assert {place: place.read_bytes() for place in mine} == mine

    assert installed.uninstall() == DONE
    left = {file for file in installed.folder.rglob("*") if file.is_file()}
    assert left - {installed.uninstaller} == mine.keys()
    assert {place: place.read_bytes() for place in mine} == mine


def test_a_downgrade_is_refused(windows: Prefix, installed: Installed, small: SmallSetups) -> None:
    assert install(windows, small.setup("0.8.0")) == DONE

    assert install(windows, small.setup("0.7.9")) == NEWER
    assert small.is_whole(installed.app, "0.8.0")

    # The program that lies there counts, whatever became of the registry.
    windows.run(["reg", "delete", UNINSTALL, "/f"])
    assert install(windows, small.setup("0.7.9")) == NEWER
    assert small.is_whole(installed.app, "0.8.0")


def test_files_of_hers_where_the_program_goes_are_put_aside(
    windows: Prefix, installed: Installed, small: SmallSetups
) -> None:
    assert install(windows, small.setup("0.7.9")) == DONE
    (installed.folder / "app.new").mkdir()
    (installed.folder / "app.new" / "我的.txt").write_bytes(b"1")
    assert install(windows, small.setup("0.8.0")) == DONE
    assert small.is_whole(installed.app, "0.8.0")
    first = installed.folder / "原来的程序文件1"
    assert (first / "我的.txt").read_bytes() == b"1"

    # Left by an uninstall, they don't keep the program out of its usual folder.
    (installed.app / "导出.xlsx").write_bytes(b"2")
    assert installed.uninstall() == DONE
    assert install(windows, small.setup("0.8.0")) == DONE
    assert small.is_whole(installed.app, "0.8.0")
    second = installed.folder / "原来的程序文件2"
    assert {file.name: file.read_bytes() for file in second.iterdir()} == {"导出.xlsx": b"2"}
    assert installed.names == {"app", "Uninstall.exe", first.name, second.name}


@pytest.mark.parametrize("how", ["mark", "run"])
def test_neither_setup_nor_uninstaller_touches_a_program_that_runs(
    windows: Prefix, installed: Installed, small: SmallSetups, how: str
) -> None:
    assert install(windows, small.setup("0.7.9")) == DONE
    program = installed.app / ("hazard-desk.exe" if how == "run" else "HazardDesk.exe")

    with running(windows, program, how):
        assert install(windows, small.setup("0.8.0")) == RUNS
        assert installed.uninstall() == RUNS
        assert small.is_whole(installed.app, "0.7.9")
        assert installed.desktop.exists()

    assert install(windows, small.setup("0.8.0")) == DONE
    assert small.is_whole(installed.app, "0.8.0")


# ---- What gets in the way ----------------------------------------------------------------------------------


def _stays_as_it_was(installed: Installed, small: SmallSetups) -> None:
    assert small.is_whole(installed.app, "0.7.9")
    assert installed.names == {"app", "Uninstall.exe"}
    assert Registry(installed.windows).values(UNINSTALL)["DisplayVersion"] == "0.7.9"


def test_a_file_that_cannot_be_written_leaves_the_old_program(
    windows: Prefix, installed: Installed, small: SmallSetups
) -> None:
    assert install(windows, small.setup("0.7.9")) == DONE

    def stand_in_its_way() -> bool:
        try:
            (installed.folder / "app.new" / "_internal" / "zz-last.bin").mkdir()
        except FileNotFoundError:
            return False
        return True

    with meanwhile(stand_in_its_way):
        assert install(windows, small.setup("0.8.0")) == NOT_WRITTEN
    _stays_as_it_was(installed, small)


def test_a_file_that_a_scanner_takes_away_leaves_the_old_program(
    windows: Prefix, installed: Installed, small: SmallSetups
) -> None:
    assert install(windows, small.setup("0.7.9")) == DONE

    def quarantine() -> bool:
        written = installed.folder / "app.new" / "hazard-desk.exe"
        if not written.exists() or written.stat().st_size < small.program.stat().st_size:
            return False
        written.unlink()
        return True

    with meanwhile(quarantine):
        assert install(windows, small.setup("0.8.0")) == NOT_WRITTEN
    _stays_as_it_was(installed, small)


def test_a_file_that_comes_out_other_than_it_was_packed_leaves_the_old_program(
    windows: Prefix, installed: Installed, small: SmallSetups
) -> None:
    assert install(windows, small.setup("0.7.9")) == DONE

    def flip_a_bit() -> bool:
        written = installed.folder / "app.new" / "HazardDesk.exe"
        if not written.exists() or written.stat().st_size < small.program.stat().st_size:
            return False
        with written.open("r+b") as opened:
            opened.seek(2000)
            byte = opened.read(1)[0]
            opened.seek(2000)
            opened.write(bytes([byte ^ 1]))
        return True

    with meanwhile(flip_a_bit):
        assert install(windows, small.setup("0.8.0")) == NOT_WRITTEN
    _stays_as_it_was(installed, small)


def test_a_held_folder_keeps_the_old_program_and_a_later_setup_succeeds(
    windows: Prefix, installed: Installed, small: SmallSetups
) -> None:
    assert install(windows, small.setup("0.7.9")) == DONE

    with running(windows, small.program, "hold", windows.path(installed.app)):
        assert install(windows, small.setup("0.8.0")) == RUNS
    _stays_as_it_was(installed, small)

    # Held after the old program has made room already: it comes back.
    with running(windows, small.program, "hold", windows.path(installed.folder / "app.new")):
        assert install(windows, small.setup("0.8.0")) == NOT_WRITTEN
    assert small.is_whole(installed.app, "0.7.9")
    assert "app.old" not in installed.names

    assert install(windows, small.setup("0.8.0")) == DONE
    assert small.is_whole(installed.app, "0.8.0")
    assert installed.names == {"app", "Uninstall.exe"}


def test_opened_while_the_new_one_unpacks_it_stays_and_nothing_is_left_over(
    windows: Prefix, installed: Installed, small: SmallSetups
) -> None:
    assert install(windows, small.setup("0.7.9")) == DONE

    unpacked = windows.path(installed.folder / "app.new" / "HazardDesk.exe")
    with running(windows, small.program, "mark-when", unpacked):
        assert install(windows, small.setup("0.8.0")) == RUNS
    _stays_as_it_was(installed, small)


def test_where_the_old_program_cannot_come_back_the_next_setup_brings_it(
    windows: Prefix, installed: Installed, small: SmallSetups
) -> None:
    assert install(windows, small.setup("0.8.0")) == DONE
    old = installed.folder / "app.old"

    def take_its_name() -> bool:
        if not old.exists() or installed.app.exists():
            return False
        installed.app.mkdir()
        return True

    with (
        running(windows, small.program, "hold", windows.path(installed.folder / "app.new")),
        meanwhile(take_its_name),
    ):
        assert install(windows, small.setup("0.8.1")) == NOT_WRITTEN
    assert small.is_whole(old, "0.8.0")

    installed.app.rmdir()
    assert install(windows, small.setup("0.7.9")) == NEWER
    assert small.is_whole(installed.app, "0.8.0")
    assert installed.names == {"app", "Uninstall.exe"}


def test_killed_between_the_two_renames_the_next_setup_mends_first_whatever_it_does_then(
    windows: Prefix, installed: Installed, small: SmallSetups
) -> None:
    assert install(windows, small.setup("0.8.0")) == DONE
    old, new = installed.folder / "app.old", installed.folder / "app.new"
    with running(windows, small.program, "hold", windows.path(new)):
        killed = windows.start([small.setup("0.8.1"), "/S"])
        until(old.exists, "the old program has made room")
        killed.end()
    assert not installed.app.exists()
    assert small.is_whole(old, "0.8.0")

    assert install(windows, small.setup("0.7.9")) == NEWER
    assert small.is_whole(installed.app, "0.8.0")
    assert installed.names == {"app", "Uninstall.exe"}


def test_a_power_cut_at_any_moment_leaves_a_whole_program_or_what_the_next_setup_mends(
    windows: Prefix, installed: Installed, small: SmallSetups
) -> None:
    assert install(windows, small.setup("0.7.9")) == DONE
    begun = time.monotonic()
    assert install(windows, small.setup("0.8.0")) == DONE
    lasts = time.monotonic() - begun

    old = "0.8.0"
    for cut, new in enumerate(("0.8.1", "0.8.2", "0.8.3", "0.8.4")):
        killed = windows.start([small.setup(new), "/S"])
        time.sleep(lasts * (cut + 1) / 5)
        killed.end()
        starts = [version for version in (old, new) if small.is_whole(installed.app, version)]
        assert starts or (not installed.app.exists() and small.is_whole(installed.folder / "app.old", old))

        assert install(windows, small.setup(new)) == DONE
        assert small.is_whole(installed.app, new)
        assert installed.names == {"app", "Uninstall.exe"}
        old = new


def test_killed_at_its_first_install_the_next_setup_begins_anew(
    windows: Prefix, installed: Installed, small: SmallSetups
) -> None:
    killed = windows.start([small.setup("0.8.0"), "/S"])
    until((installed.folder / "app.new" / "_internal").exists, "it unpacks")
    killed.end()
    assert not installed.app.exists()

    assert install(windows, small.setup("0.8.0")) == DONE
    assert small.is_whole(installed.app, "0.8.0")
    assert installed.names == {"app", "Uninstall.exe"}
    assert installed.desktop.exists()


def test_a_second_setup_waits_for_nobody(windows: Prefix, installed: Installed, small: SmallSetups) -> None:
    with running(windows, small.program, "hold", windows.path(installed.folder / "app.new")):
        first = windows.start([small.setup("0.8.0"), "/S"])
        until((installed.folder / "app.new").exists, "the first one is at work")
        assert install(windows, small.setup("0.8.0")) == AT_WORK
        first.wait()


# ---- Uninstall ---------------------------------------------------------------------------------------------


def test_uninstalls_what_it_installed_and_nothing_of_hers(
    windows: Prefix, installed: Installed, small: SmallSetups
) -> None:
    assert install(windows, small.setup("0.8.0")) == DONE
    office = windows.home / "Documents" / "隐患台账" / "office.db"
    note = windows.local / "HazardDesk" / "last-office.txt"
    for place in (office, note):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"hers")

    assert windows.run([installed.uninstaller, "/S"]).code == DONE
    until(lambda: not installed.folder.exists(), "the uninstaller's copy has done its work")
    assert not installed.menu.exists()
    assert not installed.desktop.exists()
    registry = Registry(windows)
    for key in (OURS, UNINSTALL, rf"{CLASSES}\.hazdesk", rf"{CLASSES}\HazardDesk.Archive"):
        assert key not in registry
    assert (office.read_bytes(), note.read_bytes()) == (b"hers", b"hers")


def test_an_association_that_another_program_took_stays_with_it(
    windows: Prefix, installed: Installed, small: SmallSetups
) -> None:
    assert install(windows, small.setup("0.8.0")) == DONE
    windows.run(["reg", "add", rf"{CLASSES}\.hazdesk", "/ve", "/d", "Other.Archive", "/f"])

    assert installed.uninstall() == DONE
    registry = Registry(windows)
    assert registry.values(rf"{CLASSES}\.hazdesk") == {"": "Other.Archive"}
    assert rf"{CLASSES}\HazardDesk.Archive" not in registry


def test_an_uninstall_after_a_killed_setup_leaves_nothing(
    windows: Prefix, installed: Installed, small: SmallSetups
) -> None:
    assert install(windows, small.setup("0.7.9")) == DONE
    killed = windows.start([small.setup("0.8.0"), "/S"])
    until((installed.folder / "app.new" / "_internal").exists, "it unpacks")
    killed.end()

    assert installed.uninstall() == DONE
    assert installed.names <= {"Uninstall.exe"}


# ---- The compiler ------------------------------------------------------------------------------------------


def test_the_same_files_make_the_same_setup_wherever_and_whenever(small: SmallSetups, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere with a space"
    shutil.copytree(small.stage("0.8.0"), elsewhere, copy_function=shutil.copyfile)  # other times
    again = make_setup.make_setup(elsewhere, tmp_path / "again.exe", "0.8.0", compressor="zlib")

    assert again.read_bytes() == small.setup("0.8.0").read_bytes()

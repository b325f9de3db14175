"""The real setups and the real program, as an office lives with them: user 张三, code page 936, a screen.

One life, told in order: the previous version is installed and used, the new one refused while it runs, then
put in its place; the office it finds is of an earlier schema. Each step stands on those before it.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest

from hazard_desk import __version__
from hazard_desk.store.schema import SCHEMA_VERSION
from installer.wine import Ended, Prefix, Running
from tests.windows.screen import Screen, until, written_rows
from tests.windows.small_program import CLASSES, UNINSTALL, Installed, Registry, clear

pytestmark = [pytest.mark.wine, pytest.mark.timeout(600)]

OFFICES = Path(__file__).resolve().parents[1] / "store" / "offices"
SCHEMA_BEFORE = 5
DONE, RUNS, NEWER = 0, 11, 12
OFFICE_NAME = "文水县西槽头乡人民政府"


class Desk:
    """Her desk: a Windows with the two setups beside it, and what is known of it so far."""

    def __init__(self, windows: Prefix, setup: Path, previous: Path) -> None:
        self.windows = windows
        self.setup = setup
        self.previous = previous
        self.program = Installed.usual(windows)
        self.office = windows.home / "Documents" / "隐患台账"
        self.older_office = windows.drive / "台账 资料" / "西槽头乡"
        self.result = windows.drive / "自检" / "结果.json"
        self.before = files_of(windows)
        self.figures: dict[str, Any] = {}

    def version_of(self, setup: Path) -> str:
        """Return the version in a setup's name."""
        named = re.search(r"\d+\.\d+\.\d+", setup.name)
        assert named, f"no version in the name {setup.name}"
        return named[0]

    def order(self, *words: str | Path) -> Ended:
        """Run the installed command line."""
        return self.windows.run([self.program.app / "hazard-desk.exe", *words], timeout=120)

    def asked(self, *words: str | Path) -> dict[str, Any]:
        """Return what the installed command line answers; what it says besides (an upgrade) stands above."""
        ended = self.order(*words, "--json")
        assert ended.code == 0, ended.text
        answer: dict[str, Any] = json.loads(ended.text.strip().splitlines()[-1])
        return answer

    @contextmanager
    def window(self, screen: Screen, *words: str | Path) -> Iterator[Running]:
        """Open the window until it shows her office, and close it as she does."""
        program = self.windows.start([self.program.app / "HazardDesk.exe", *words], shown=True)
        with screen.showing(program, f"{OFFICE_NAME} — 隐患台", within=150) as window:
            yield window
            screen.press("alt+F4")
            until(lambda: not window.alive, "the window closes", within=90)
        ended = window.wait(10)
        assert ended.code == 0, ended.text


def files_of(windows: Prefix) -> dict[Path, str]:
    """Return every file of hers and of ours with its hash; Windows' own folder apart."""
    return {
        file: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in windows.drive.rglob("*")
        if file.is_file() and not file.is_relative_to(windows.drive / "windows")
    }


def figure_of(office: Path, sql: str) -> Any:
    with closing(sqlite3.connect(f"file:{office / 'office.db'}?mode=ro", uri=True)) as opened:
        return opened.execute(sql).fetchone()[0]


@pytest.fixture(scope="module")
def desk(zhang_sans_windows: Prefix, pytestconfig: pytest.Config) -> Iterator[Desk]:
    """The desk before anything is installed."""
    setup, previous = (pytestconfig.getoption(name) for name in ("--setup", "--previous-setup"))
    for made in (setup, previous):
        assert made.exists(), f"{made} is not there: `python3 dev.py package` makes it"
    clear(zhang_sans_windows)
    yield Desk(zhang_sans_windows, setup.resolve(), previous.resolve())
    clear(zhang_sans_windows)


# ---- The previous version ----------------------------------------------------------------------------------


def test_01_the_previous_version_installs_in_silence(desk: Desk) -> None:
    assert desk.windows.run([desk.previous, "/S"]).code == DONE

    assert desk.program.names == {"app", "Uninstall.exe"}
    assert Registry(desk.windows).values(UNINSTALL)["DisplayVersion"] == desk.version_of(desk.previous)
    assert desk.version_of(desk.previous) in desk.order("--version").text


def test_02_an_office_is_made_and_used_with_it(desk: Desk) -> None:
    made = desk.order("init", "--name", OFFICE_NAME, "--villages", "西槽头村、马村")
    assert made.code == 0, made.text
    assert OFFICE_NAME in made.text or "隐患台账" in made.text
    filled = desk.order("demo", "--enterprises", "12")
    assert filled.code == 0, filled.text

    desk.figures = desk.asked("stats")
    assert figure_of(desk.office, "SELECT count(*) FROM enterprise") == 12


def test_03_the_new_setup_is_refused_while_its_window_is_open(desk: Desk, screen: Screen) -> None:
    with desk.window(screen) as window:
        assert desk.windows.run([desk.setup, "/S"]).code == RUNS
        assert window.alive
        screen.picture("previous-version")


# ---- The upgrade -------------------------------------------------------------------------------------------


def test_04_the_new_version_takes_its_place_and_leaves_the_office_alone(desk: Desk) -> None:
    hers = {file: file.read_bytes() for file in desk.office.rglob("*") if file.is_file()}
    assert hers

    assert desk.windows.run([desk.setup, "/S"]).code == DONE

    assert desk.program.names == {"app", "Uninstall.exe"}
    assert Registry(desk.windows).values(UNINSTALL)["DisplayVersion"] == __version__
    assert f"隐患台 {__version__}" in desk.order("--version").text
    assert {file: file.read_bytes() for file in desk.office.rglob("*") if file.is_file()} == hers


def test_05_the_office_used_before_says_the_same_in_the_new_version(desk: Desk) -> None:
    assert desk.asked("stats") == desk.figures


def test_06_an_office_of_an_earlier_schema_is_brought_up_on_a_verified_backup(desk: Desk) -> None:
    desk.older_office.mkdir(parents=True)
    kept = gzip.decompress((OFFICES / f"schema-{SCHEMA_BEFORE}.db.gz").read_bytes())
    (desk.older_office / "office.db").write_bytes(kept)
    enterprises = figure_of(desk.older_office, "SELECT count(*) FROM enterprise")
    assert figure_of(desk.older_office, "PRAGMA user_version") == SCHEMA_BEFORE

    listed = desk.asked("--office", desk.older_office, "list", "enterprises")

    assert str(enterprises) in json.dumps(listed, ensure_ascii=False)
    assert figure_of(desk.older_office, "PRAGMA user_version") == SCHEMA_VERSION
    assert figure_of(desk.older_office, "SELECT count(*) FROM enterprise") == enterprises
    (backup,) = (desk.older_office / "backups").glob("office_*.db")
    said = backup.with_name(f"{backup.name}.sha256").read_text("utf-8")
    assert said.startswith(hashlib.sha256(backup.read_bytes()).hexdigest())
    with closing(sqlite3.connect(f"file:{backup}?mode=ro", uri=True)) as opened:
        assert opened.execute("PRAGMA user_version").fetchone() == (SCHEMA_BEFORE,)
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_07_the_older_setup_is_refused_now(desk: Desk) -> None:
    assert desk.windows.run([desk.previous, "/S"]).code == NEWER
    assert f"隐患台 {__version__}" in desk.order("--version").text


# ---- The new version at work -------------------------------------------------------------------------------


def test_08_its_window_opens_on_the_screen(desk: Desk, screen: Screen) -> None:
    with desk.window(screen, "--office", desk.older_office):
        picture = screen.picture("installed")
    assert written_rows(picture) > 80, "menus, tabs, and what is to be done"


def test_09_it_walks_the_main_job_by_itself(desk: Desk) -> None:
    ended = desk.windows.run(
        [desk.program.app / "HazardDesk.exe", "--self-test", desk.result], shown=True, timeout=300
    )

    assert desk.result.exists(), ended
    told = json.loads(desk.result.read_text("utf-8"))
    assert [step for step in told["steps"] if not step["ok"]] == []
    assert (told["ok"], told["version"], ended.code) == (True, __version__, 0)
    ran_on = told["environment"]
    assert (ran_on["frozen"], ran_on["code_page"], ran_on["platform_plugin"]) == (True, 936, "windows")
    assert "张三" in ran_on["user_folder"]
    assert ran_on["executable"].lower().startswith(desk.windows.path(desk.program.app).lower())


def test_10_the_form_it_made_is_a_real_pdf_and_a_real_workbook(desk: Desk) -> None:
    made = desk.result.with_name("结果-files")
    (pdf,) = made.glob("*.pdf")
    pages = pypdf.PdfReader(pdf).pages
    printed = "".join(page.extract_text() for page in pages)
    (workbook,) = made.glob("*.xlsx")
    sheet = openpyxl.load_workbook(workbook).active
    cells = "".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)
    for text in (printed, cells):
        assert "统计表" in re.sub(r"\s", "", text)
        assert "隐患" in text
    assert (round(pages[0].mediabox.width), round(pages[0].mediabox.height)) in {(842, 595), (595, 842)}


def test_11_the_backup_and_the_archive_it_made_are_whole(desk: Desk) -> None:
    made = desk.result.with_name("结果-files")
    with closing(sqlite3.connect(f"file:{made / '备份.db'}?mode=ro", uri=True)) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert opened.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    (archive,) = made.glob("*.hazdesk")
    assert archive.stat().st_size > 1000


def test_12_the_command_line_speaks_chinese_through_a_pipe(desk: Desk) -> None:
    said = desk.order("--office", desk.older_office, "stats")
    assert said.code == 0, said.text
    assert re.search("[一-鿿]{4}", said.text)
    assert "�" not in said.text

    wrong = desk.order("--office", desk.windows.home / "没有的文件夹", "stats")
    assert wrong.code != 0
    assert "没有的文件夹" in wrong.text


def test_13_a_double_click_on_an_archive_offers_to_restore_it(desk: Desk, screen: Screen) -> None:
    # Wine 8 looks for no classes of a user: what Windows would do is done by hand.
    command = Registry(desk.windows).values(rf"{CLASSES}\HazardDesk.Archive\shell\open\command")[""]
    assert command == f'"{desk.windows.path(desk.program.app)}\\HazardDesk.exe" "%1"'
    (archive,) = desk.result.with_name("结果-files").glob("*.hazdesk")

    with desk.window(screen, archive):
        until(lambda: screen.shows("^恢复$"), "the dialog asks", within=60)
        screen.picture("double-click")
        screen.press("Escape")
        until(lambda: not screen.shows("^恢复$"), "the dialog has gone")


# ---- The end -----------------------------------------------------------------------------------------------


def test_14_uninstalling_keeps_every_office_byte_for_byte(desk: Desk) -> None:
    def hers() -> dict[Path, str]:
        folders = (desk.office, desk.older_office, desk.windows.local / "HazardDesk")
        return {
            file: hashlib.sha256(file.read_bytes()).hexdigest()
            for folder in folders
            for file in folder.rglob("*")
            if file.is_file()
        }

    kept = hers()
    assert {desk.office / "office.db", desk.older_office / "office.db"} <= kept.keys()

    assert desk.windows.run([desk.program.uninstaller, "/S"]).code == DONE
    until(lambda: not desk.program.folder.exists(), "the uninstaller's copy has done its work")
    assert hers() == kept
    assert UNINSTALL not in Registry(desk.windows)
    assert not desk.program.menu.exists()
    assert not desk.program.desktop.exists()


def test_15_no_file_is_left_outside_the_known_places(desk: Desk) -> None:
    known = [desk.office, desk.older_office, desk.result.parent, desk.windows.local / "HazardDesk"]
    # The copy of itself as which an uninstaller of NSIS works: it can't delete it, Windows clears %TEMP%.
    known += [copy.parent for copy in desk.windows.home.glob("**/~nsu*.tmp/Un.exe")]

    now = files_of(desk.windows)
    new = now.keys() - desk.before.keys()
    assert {file for file in new if not any(file.is_relative_to(place) for place in known)} == set()
    assert {file for file, content in desk.before.items() if now.get(file) != content} == set()

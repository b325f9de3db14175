"""backup and restore, and the backup that follows every command that changed something."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.safekeeping.backups.settings import set_password, set_second_place
from hazard_desk.store.safekeeping.packages.archive import look_into
from tests.cli.desk import OFFICE_NAME, Desk, enterprises, fingerprint
from tests.store.safekeeping.conftest import attach, picture

PASSWORD = "西槽头 2026 safe"


def backups(desk: Desk) -> list[str]:
    return sorted(path.name.split("_", 3)[3] for path in (desk.folder / "backups").glob("*.db"))


def names(database: Path) -> list[str]:
    connection = sqlite3.connect(database)
    try:
        return [name for (name,) in connection.execute("SELECT name FROM enterprise ORDER BY id")]
    finally:
        connection.close()


def test_a_command_that_changed_something_is_backed_up(desk: Desk, tmp_path: Path) -> None:
    assert backups(desk) == []
    desk.done("import", "enterprises", enterprises(tmp_path / "a.xlsx", {"单位名称": "某某厂"}))
    assert backups(desk) == ["导入前.db", "退出时.db"]
    (made,) = (desk.folder / "backups").glob("*退出时.db")
    assert names(made) == ["某某厂"]
    desk.done("undo")
    assert len(backups(desk)) == 3


def test_a_command_that_reads_or_was_refused_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.done("check")
    before = fingerprint(desk.folder)
    for words in (["check"], ["list", "enterprises"], ["journal"], ["stats"]):
        desk.done(*words)
    desk.problems("import", "enterprises", enterprises(tmp_path / "a.xlsx", {"单位规模": "小型"}))
    assert fingerprint(desk.folder) == before


def test_where_there_is_no_room_for_the_backup_the_work_is_done_and_it_is_said(
    desk: Desk,
) -> None:
    (desk.folder / "backups").rmdir()
    (desk.folder / "backups").write_text("a file, not a folder")
    said = desk("demo", "--enterprises", "2", "--json")
    assert said.code == 0
    assert "没能备份" in said.err
    assert desk.done("list", "enterprises")["total"] == 2


def test_backup_and_restore(desk: Desk) -> None:
    desk.done("demo", "--enterprises", "3")
    made = desk.done("backup")
    assert made["counts"]["企业"] == 3
    assert made["second"] is None
    assert Path(made["backup"]).parent == desk.folder / "backups"
    desk.done("undo")
    assert desk.done("list", "enterprises")["total"] == 0
    restored = desk.done("restore", made["backup"])
    assert restored["restored"] == str(desk.folder / "office.db")
    assert restored["counts"] == made["counts"]
    assert restored["missing_attachments"] == 0
    assert names(Path(restored["aside"]) / "office.db") == []
    assert desk.done("list", "enterprises")["total"] == 3


def test_a_package_goes_to_another_pc(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk.done("demo", "--enterprises", "3")
    with OfficeFile.open(desk.folder) as office:
        office.run(attach, picture(1))
    stick = tmp_path / "U盘"
    stick.mkdir()
    package = Path(desk.done("backup", stick)["backup"])
    assert package.parent == stick
    assert package.name.startswith(f"台账包_{OFFICE_NAME}_")
    named = desk.done("backup", stick / "交接.hazdesk")
    assert named["backup"] == str(stick / "交接.hazdesk")
    assert desk.done("backup", stick / "交接.hazdesk")["backup"] == str(stick / "交接_2.hazdesk")
    other = Desk(tmp_path / "另一台", capsys)
    restored = other.done("restore", package)
    assert restored["aside"] is None
    assert other.rows("hazards") == desk.rows("hazards")
    before = fingerprint(desk.folder)
    shutil.rmtree(desk.folder / "attachments")
    desk.done("restore", package)
    after = fingerprint(desk.folder)
    photos = {name: sha256 for name, sha256 in before.items() if name.startswith("attachments/")}
    assert len(photos) == 1
    assert {name: sha256 for name, sha256 in after.items() if name.startswith("attachments/")} == photos


def test_with_a_password(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    set_password(desk.folder, PASSWORD)
    desk.done("demo", "--enterprises", "2")
    package = Path(desk.done("backup", tmp_path)["backup"])
    assert look_into(package).encrypted
    other = Desk(tmp_path / "另一台", capsys)
    right, wrong = tmp_path / "right.txt", tmp_path / "wrong.txt"
    right.write_text(PASSWORD + "\r\n第二行", encoding="utf-8-sig")
    wrong.write_text("falsch", encoding="utf-8")
    assert "--password-file" in other.problems("restore", package)[0]["remedy"]
    assert "密码不对" in other.problems("restore", package, "--password-file", wrong)[0]["message"]
    said = other("restore", package, "--password-file", tmp_path / "nirgends", "--json")
    assert (said.code, "密码文件" in said.data["error"]["message"]) == (2, True)
    other.done("restore", package, "--password-file", right)
    assert other.done("list", "enterprises")["total"] == 2


def test_the_second_place_is_served_too(desk: Desk, tmp_path: Path) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    set_second_place(desk.folder, stick)
    made = desk.done("backup")
    assert Path(made["second"]).is_relative_to(stick)
    assert made["lost"] == []
    stick.rename(tmp_path / "weg")
    said = desk("backup", "--json")
    assert said.code == 1
    problem = said.problems[0]
    assert "不在" in problem["message"]
    assert "本机的备份已做好" in problem["message"]
    assert len(list((desk.folder / "backups").glob("*手动*.db"))) == 2


def test_attachments_that_could_not_go_along_are_said(desk: Desk, tmp_path: Path) -> None:
    with OfficeFile.open(desk.folder) as office:
        office.run(attach, picture(1))
    shutil.rmtree(desk.folder / "attachments")
    (tmp_path / "U盘").mkdir()
    for set_up, words in ((None, [tmp_path]), (tmp_path / "U盘", [])):
        set_second_place(desk.folder, set_up)
        said = desk("backup", *words, "--json")
        assert said.code == 0
        assert len(said.data["lost"]) == 1
        assert "没有带上" in said.err


def test_what_rotted_on_the_stick_and_was_mended_is_said(desk: Desk, tmp_path: Path) -> None:
    with OfficeFile.open(desk.folder) as office:
        office.run(attach, picture(1))
    stick = tmp_path / "U盘"
    stick.mkdir()
    set_second_place(desk.folder, stick)
    assert desk.done("backup")["mended"] == 0
    photo = next((stick).rglob("attachments/**/*.jpg"))
    photo.write_bytes(photo.read_bytes()[:-8] + bytes(8))
    said = desk("backup", "--json")
    assert said.code == 0
    assert said.data["mended"] == 1
    assert "U盘可能快坏了" in said.err


def test_what_is_no_backup_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.done("demo", "--enterprises", "2")
    before = fingerprint(desk.folder)
    for name, data in (("a.db", b"junk"), ("b.hazdesk", b"PK\3\4junk"), ("c.hazdesk", b"")):
        (tmp_path / name).write_bytes(data)
        said = desk("restore", tmp_path / name, "--json")
        assert said.code in (1, 3)
        assert "Traceback" not in said.err
    assert desk("restore", tmp_path / "none.db").code in (1, 3)
    assert fingerprint(desk.folder) == before


def test_a_package_has_its_ending_and_a_folder_that_is_there(desk: Desk, tmp_path: Path) -> None:
    said = desk("backup", tmp_path / "a.zip")
    assert said.code == 2
    assert ".hazdesk" in said.err
    assert desk("backup", tmp_path / "没有" / "a.hazdesk").code == 1
    assert not (tmp_path / "没有").exists()


def test_a_backup_may_be_made_beside_a_window(desk: Desk) -> None:
    with OfficeFile.open(desk.folder):
        assert Path(desk.done("backup")["backup"]).exists()

"""台账包: what goes in comes out, on another PC, with and without a password; nothing else ever does."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import astuple
from datetime import datetime
from pathlib import Path
from typing import Any

import pyrage
import pytest

from hazard_desk.errors import Cancelled, HazardDeskError, OutputError
from hazard_desk.services.documents import word_files
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.safekeeping.backups.copies import look, make_backup
from hazard_desk.store.safekeeping.packages import manifest
from hazard_desk.store.safekeeping.packages.archive import (
    ArchiveRefused,
    DamagedArchive,
    PasswordNeeded,
    PasswordWrong,
    look_into,
    lost_words,
    unpack,
    write_archive,
)
from hazard_desk.store.safekeeping.packages.encryption import bech32, new_lock, opens
from hazard_desk.terms import DocumentKind
from tests.store.raw_files import opened
from tests.store.safekeeping.conftest import attached

PASSWORD = "西槽头 2026 safe"
NOON = datetime(2026, 11, 26, 12)


@pytest.fixture
def copy(folder: Path) -> Path:
    return make_backup(folder / "office.db", folder / "backups", NOON, "手动")


@pytest.fixture
def plain(folder: Path, copy: Path, tmp_path: Path) -> Path:
    return write_archive(
        folder, copy, tmp_path / "台账.hazdesk", NOON, lock=None, extra={"交接清单.pdf": b"%PDF-"}
    ).path


@pytest.fixture
def locked(folder: Path, copy: Path, tmp_path: Path) -> Path:
    return write_archive(folder, copy, tmp_path / "锁.hazdesk", NOON, lock=new_lock(PASSWORD)).path


def test_what_goes_in_comes_out(folder: Path, copy: Path, plain: Path, tmp_path: Path) -> None:
    found = unpack(plain, tmp_path / "解开")
    assert found.database.read_bytes() == copy.read_bytes()
    assert found.attachments_home is not None
    assert attached(found.attachments_home) == attached(folder)
    assert len(attached(folder)) == 3
    contents = look_into(plain)
    assert found.contents == contents
    assert (contents.office, contents.attachments, contents.made_at) == ("文水县西槽头乡人民政府", 3, NOON)
    assert (contents.encrypted, contents.whole, contents.schema) == (False, True, look(copy).schema)
    assert contents.told == look(copy)
    assert not list(tmp_path.glob(".*"))


def test_with_a_password_it_comes_out_with_that_password_only(
    folder: Path, copy: Path, locked: Path, tmp_path: Path
) -> None:
    with pytest.raises(PasswordNeeded):
        unpack(locked, tmp_path / "a")
    for call in (
        lambda: unpack(locked, tmp_path / "b", "falsch 2026"),
        lambda: look_into(locked, "falsch 2026"),
    ):
        with pytest.raises(PasswordWrong):
            call()
    outside = look_into(locked)
    assert (outside.encrypted, outside.told, outside.attachments) == (True, None, 3)
    assert look_into(locked, PASSWORD).told == look(copy)
    found = unpack(locked, tmp_path / "c", PASSWORD)
    assert found.database.read_bytes() == copy.read_bytes()
    assert found.attachments_home is not None
    assert attached(found.attachments_home) == attached(folder)
    assert {path.name for path in (tmp_path / "c").iterdir()} == {"office.db", "a"}
    assert found.contents.encrypted


def test_nothing_can_be_read_of_a_locked_one(folder: Path, copy: Path, locked: Path) -> None:
    data = locked.read_bytes()
    assert "西槽头村".encode() not in data
    for path in (folder / "attachments").rglob("*.jpg"):
        assert path.stem.encode() not in data
        assert path.read_bytes()[100:200] not in data


def test_age_and_zip_alone_open_a_locked_one_as_its_text_says(locked: Path, copy: Path) -> None:
    with zipfile.ZipFile(locked) as package:
        text = package.read("说明.txt").decode()
        said = json.loads(package.read("manifest.json"))
        content = package.read("content.age")
    assert said["salt"] in text
    assert "N = 65536，r = 8，p = 1" in text
    salt = bytes.fromhex(said["salt"])
    secret = hashlib.scrypt(PASSWORD.encode(), salt=salt, n=65536, r=8, p=1, maxmem=2**27, dklen=32)
    key = pyrage.x25519.Identity.from_str(bech32("age-secret-key-", secret).upper())
    assert str(key.to_public()) in text
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(content, [key]))) as inside:
        assert inside.testzip() is None
        assert inside.read("office.db") == copy.read_bytes()


def test_a_plain_one_is_a_zip_with_a_text_for_people(plain: Path) -> None:
    with zipfile.ZipFile(plain) as package:
        assert package.testzip() is None
        names = package.namelist()
        assert {"office.db", "manifest.json", "说明.txt", "交接清单.pdf"} <= set(names)
        assert sum(name.startswith("attachments/") for name in names) == 3
        assert "文水县西槽头乡人民政府" in package.read("说明.txt").decode()
        assert package.read("交接清单.pdf") == b"%PDF-"


def test_a_name_that_is_taken_is_left_alone(folder: Path, copy: Path, plain: Path) -> None:
    before = plain.read_bytes()
    other = write_archive(folder, copy, plain, NOON, lock=None).path
    assert other.name == "台账_2.hazdesk"
    assert plain.read_bytes() == before


@pytest.mark.parametrize(
    "name", ["../x.pdf", "a/b.pdf", "x.exe", ".pdf", "manifest.json", "说明.txt", "office.db"]
)
def test_papers_have_plain_names(folder: Path, copy: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="can't go"):
        write_archive(folder, copy, tmp_path / "x.hazdesk", NOON, lock=None, extra={name: b""})


def test_attachments_that_the_office_lacks_are_said_and_cost_nothing(
    folder: Path, copy: Path, tmp_path: Path
) -> None:
    gone, rotten, good = sorted((folder / "attachments").rglob("*.jpg"))
    gone.unlink()
    rotten.write_bytes(rotten.read_bytes()[:-1] + b"\0")
    made, lost, _mended = astuple(write_archive(folder, copy, tmp_path / "x.hazdesk", NOON, lock=None))
    assert len(lost) == 2
    found = unpack(made, tmp_path / "解开")
    assert found.attachments_home is not None
    assert set(attached(found.attachments_home)) == {good.name}
    assert look_into(made).attachments == 1
    with zipfile.ZipFile(made) as package:
        assert len(json.loads(package.read("manifest.json"))["lost"]) == 2


TEMPLATE = b"PK\3\4 a Word template"


@pytest.fixture
def changed_templates(folder: Path) -> Path:
    """The folder of Word templates, two of them changed; Word has one open."""
    home = folder / "templates"
    home.mkdir()
    for name in ("现场检查记录", "移送（上报）函"):
        (home / f"{name}.docx").write_bytes(TEMPLATE + name.encode())
    (home / "~$检查记录.docx").write_bytes(b"Word's own")
    (home / ".限期-0123abcd.tmp").write_bytes(b"half")
    return home


@pytest.mark.parametrize("kind", ["plain", "locked", "beside"])
def test_the_word_templates_of_the_office_go_along(
    kind: str, folder: Path, changed_templates: Path, copy: Path, tmp_path: Path
) -> None:
    lock = new_lock(PASSWORD) if kind == "locked" else None
    target = tmp_path / "x.hazdesk"
    made = write_archive(folder, copy, target, NOON, lock=lock, beside=kind == "beside")
    assert made.lost == ()
    found = unpack(made.path, tmp_path / "解开", PASSWORD)
    assert found.templates is not None
    assert {path.name: path.read_bytes() for path in found.templates.iterdir()} == {
        path.name: path.read_bytes() for path in changed_templates.glob("[!.~]*.docx")
    }
    assert len(list(found.templates.iterdir())) == 2


def test_the_templates_lie_where_the_documents_look_for_them() -> None:
    assert manifest.TEMPLATES == word_files.FOLDER
    for kind in DocumentKind:
        assert manifest.is_template(f"templates/{word_files.own_template(Path(), kind).name}")


def test_a_template_that_can_t_go_along_is_said_and_costs_nothing(
    folder: Path, changed_templates: Path, copy: Path, tmp_path: Path
) -> None:
    (changed_templates / "大.docx").write_bytes(b"x" * (10 * 2**20 + 1))
    (changed_templates / "怪#名.docx").write_bytes(b"x")
    (changed_templates / "文件夹.docx").mkdir()
    made = write_archive(folder, copy, tmp_path / "x.hazdesk", NOON, lock=None)
    assert {name.removeprefix("Word 模板 ") for name in made.lost} == {
        "大.docx", "怪#名.docx", "文件夹.docx",
    }  # fmt: skip
    assert look_into(made.path).lost == made.lost
    found = unpack(made.path, tmp_path / "解开")
    assert found.templates is not None
    assert len(list(found.templates.iterdir())) == 2


def test_what_is_lost_is_said_by_a_locked_one_to_whoever_may_know(
    folder: Path, copy: Path, tmp_path: Path
) -> None:
    next(iter((folder / "attachments").rglob("*.jpg"))).unlink()
    made = write_archive(folder, copy, tmp_path / "x.hazdesk", NOON, lock=new_lock(PASSWORD))
    assert len(made.lost) == 1
    assert look_into(made.path).lost == ()
    assert look_into(made.path, PASSWORD).lost == made.lost
    assert made.lost[0] in lost_words(made.lost)


def test_the_lock_of_a_package_comes_out_with_it(locked: Path, plain: Path, tmp_path: Path) -> None:
    found = unpack(locked, tmp_path / "a", PASSWORD)
    assert found.lock is not None
    assert opens(found.lock, PASSWORD)
    assert unpack(plain, tmp_path / "b").lock is None


def test_no_path_on_the_way_out_is_much_longer_than_an_office_s_own(
    plain: Path, folder: Path, tmp_path: Path
) -> None:
    found = unpack(plain, tmp_path / "解开")
    longest = max(len(str(path.relative_to(tmp_path / "解开"))) for path in (tmp_path / "解开").rglob("*"))
    assert found.attachments_home is not None
    own = max(len(str(path.relative_to(folder))) for path in (folder / "attachments").rglob("*"))
    assert longest <= own - len("ttachments")


def test_a_damaged_copy_is_never_packed(folder: Path, copy: Path, tmp_path: Path) -> None:
    data = copy.read_bytes()
    copy.write_bytes(data[: len(data) // 2] + b"\xff" * (len(data) - len(data) // 2))
    with pytest.raises(HazardDeskError, match="损坏"):
        write_archive(folder, copy, tmp_path / "x.hazdesk", NOON, lock=None)
    assert not list(tmp_path.glob("*.hazdesk"))


# ---- beside ---------------------------------------------------------------------------------------


def test_beside_takes_its_attachments_from_the_neighbour(folder: Path, copy: Path, tmp_path: Path) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    made = write_archive(folder, copy, stick / "x.hazdesk", NOON, lock=None, beside=True).path
    assert made.stat().st_size < copy.stat().st_size
    assert unpack(made, tmp_path / "ohne").attachments_home is None
    shutil.copytree(folder / "attachments", stick / "attachments")
    found = unpack(made, tmp_path / "mit")
    assert found.attachments_home == stick / "attachments"
    assert (found.contents.whole, found.contents.attachments) == (False, 3)


# ---- damage ---------------------------------------------------------------------------------------


def outcome(path: Path, into: Path, password: str) -> dict[str, str] | None:
    """Return what was unpacked, or None where it was refused in words."""
    shutil.rmtree(into, ignore_errors=True)
    try:
        found = unpack(path, into, password)
    except (ArchiveRefused, PasswordWrong, PasswordNeeded):
        return None
    assert found.attachments_home is not None
    return {**attached(found.attachments_home), "": hashlib.sha256(found.database.read_bytes()).hexdigest()}


@pytest.mark.parametrize(("kind", "flips"), [("plain", 150), ("locked", 60)])
def test_a_byte_that_turned_is_seen_or_does_no_harm(
    kind: str, flips: int, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path: Path = request.getfixturevalue(kind)
    monkeypatch.setattr(os, "fsync", lambda _handle: None)
    data, chance = path.read_bytes(), random.Random(7)
    right = outcome(path, tmp_path / "解开", PASSWORD)
    assert right is not None
    head, tail = range(200), range(len(data) - 1500, len(data))
    places = [chance.choice(part) for part in (head, tail, range(len(data))) for _ in range(flips // 3)]
    harmed, refused = tmp_path / "坏.hazdesk", 0
    for place in places:
        harmed.write_bytes(
            data[:place] + bytes([data[place] ^ (1 << chance.randrange(8))]) + data[place + 1 :]
        )
        found = outcome(harmed, tmp_path / "解开", PASSWORD)
        assert found in (None, right), place
        refused += found is None
    assert refused > flips * 0.25  # a date of an entry or a word of 说明.txt does no harm


@pytest.mark.parametrize("kind", ["plain", "locked"])
def test_one_that_is_cut_or_longer_is_refused(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    path: Path = request.getfixturevalue(kind)
    data, harmed = path.read_bytes(), tmp_path / "坏.hazdesk"
    for length in (0, 1, 3, 21, 22, 100, len(data) // 2, len(data) - 1):
        harmed.write_bytes(data[:length])
        with pytest.raises(ArchiveRefused):
            look_into(harmed)
    for longer in (data + b"\0", b"\0" + data, data * 2):
        harmed.write_bytes(longer)
        with pytest.raises(ArchiveRefused):
            unpack(harmed, tmp_path / "x", PASSWORD)


def test_a_damaged_photo_is_named_and_may_be_left_out(plain: Path, folder: Path, tmp_path: Path) -> None:
    one = sorted((folder / "attachments").rglob("*.jpg"))[1]
    data = plain.read_bytes()
    place = data.index(one.read_bytes()) + 300
    plain.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
    with pytest.raises(DamagedArchive, match=one.name):
        unpack(plain, tmp_path / "a")
    found = unpack(plain, tmp_path / "b", leave_out_damaged=True)
    assert [name.rpartition("/")[2] for name in found.damaged] == [one.name]
    assert found.attachments_home is not None
    assert set(attached(folder)) - set(attached(found.attachments_home)) == {one.name}


def test_the_records_are_never_left_out(plain: Path, copy: Path, tmp_path: Path) -> None:
    rebuilt(plain, lambda parts: parts.update({"office.db": copy.read_bytes()[:-1] + b"\1"}))
    with pytest.raises(DamagedArchive, match="台账数据"):
        unpack(plain, tmp_path / "a", leave_out_damaged=True)
    assert not (tmp_path / "a" / "office.db").exists()


# ---- harm that is meant ---------------------------------------------------------------------------


def rebuilt(path: Path, change: Callable[[dict[str, bytes]], object], **heads: Any) -> None:
    """Write a package anew with other parts; of an entry named in `heads` the ZipInfo given."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(heads.get(name, name), data)


def said(parts: dict[str, bytes], **changes: Any) -> None:
    parts["manifest.json"] = json.dumps({**json.loads(parts["manifest.json"]), **changes}).encode()


def entry_said(parts: dict[str, bytes], name: str, data: bytes) -> None:
    """Put in an entry and say so in the manifest."""
    files = json.loads(parts["manifest.json"])["files"]
    said(parts, files={**files, name: [len(data), hashlib.sha256(data).hexdigest()]})
    parts[name] = data


HARM: dict[str, Callable[[dict[str, bytes]], object]] = {
    "outside": lambda parts: entry_said(parts, "../../harm.txt", b"x"),
    "absolute": lambda parts: entry_said(parts, "/tmp/harm.txt", b"x"),
    "a drive": lambda parts: entry_said(parts, "C:\\harm.txt", b"x"),
    "a template outside": lambda parts: entry_said(parts, "templates/../../harm.docx", b"x"),
    "a template below": lambda parts: entry_said(parts, "templates/a/b.docx", b"x"),
    "a device": lambda parts: entry_said(parts, "templates/CON.docx", b"x"),
    "a template of another kind": lambda parts: entry_said(parts, "templates/x.exe", b"x"),
    "a huge template": lambda parts: entry_said(parts, "templates/x.docx", b"\0" * 11_000_000),
    "one name in two cases": lambda parts: [
        entry_said(parts, f"templates/{name}.docx", b"x") for name in ("a", "A")
    ],
    "an identity that is a path": lambda parts: said(parts, identity="../../x"),
    "a program": lambda parts: entry_said(parts, "harm.exe", b"x"),
    "not listed": lambda parts: parts.update({"harm.pdf": b"x"}),
    "lacking": lambda parts: parts.pop("说明.txt"),
    "other bytes": lambda parts: parts.update({"交接清单.pdf": b"%PDFx"}),
    "an attachment outside": lambda parts: said(parts, attachments=[["../" + "a" * 64 + ".jpg", 5]]),
    "an attachment of another kind": lambda parts: said(parts, attachments=[["a" * 64 + ".exe", 5]]),
    "a huge attachment": lambda parts: said(parts, attachments=[["a" * 64 + ".jpg", 2**40]]),
    "a size below nothing": lambda parts: said(parts, files={"office.db": [-1, "a" * 64]}),
    "no dictionary": lambda parts: parts.update({"manifest.json": b"[]"}),
    "no JSON": lambda parts: parts.update({"manifest.json": b"{"}),
    "deep": lambda parts: parts.update({"manifest.json": b"[" * 200_000}),
    "endless digits": lambda parts: parts.update({"manifest.json": b"9" * 100_000}),
    "another program's": lambda parts: said(parts, format="something"),
    "no date": lambda parts: said(parts, made_at="gestern"),
    "no told": lambda parts: said(parts, told=5),
    "a newer schema": lambda parts: said(parts, schema=99),
    "a newer kind": lambda parts: said(parts, version=2),
    "a manifest of 60 MB": lambda parts: parts.update({"manifest.json": b" " * 60_000_000}),
    "a bomb": lambda parts: parts.update({"office.db": b"\0" * 50_000_000}),
}


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
def test_harm_is_refused_and_leaves_nothing(
    harm: Callable[[dict[str, bytes]], object], plain: Path, tmp_path: Path
) -> None:
    rebuilt(plain, harm)
    before = set(tmp_path.rglob("*"))
    into = tmp_path / "解开" / "hier"
    with pytest.raises(ArchiveRefused) as caught:
        unpack(plain, into)
    assert caught.value.remedy
    assert {path for path in set(tmp_path.rglob("*")) - before if path.is_file()} <= {
        into / "office.db", *into.rglob("*.jpg"),
    }  # fmt: skip
    assert not Path("/tmp/harm.txt").exists()


def test_a_bomb_is_stopped_at_the_size_that_it_admits(plain: Path, tmp_path: Path) -> None:
    """The directory and the manifest lie about the size; what comes out decides."""

    def lie(parts: dict[str, bytes]) -> None:
        parts["交接清单.pdf"] = b"\0" * 20_000_000

    rebuilt(plain, lie)
    data = plain.read_bytes()
    place = data.rindex("交接清单.pdf".encode()) - 46
    plain.write_bytes(data[: place + 24] + (5).to_bytes(4, "little") + data[place + 28 :])
    with pytest.raises(ArchiveRefused):
        unpack(plain, tmp_path / "x")


def test_links_encrypted_and_doubled_entries_are_refused(plain: Path, tmp_path: Path) -> None:
    whole = plain.read_bytes()
    link = zipfile.ZipInfo("交接清单.pdf")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    rebuilt(plain, lambda parts: None, **{"交接清单.pdf": link})
    with pytest.raises(DamagedArchive, match="不该有"):
        unpack(plain, tmp_path / "a")
    place = whole.rindex(b"PK\x01\x02")
    plain.write_bytes(whole[: place + 8] + bytes([whole[place + 8] | 1]) + whole[place + 9 :])
    with pytest.raises(DamagedArchive, match="不该有"):
        unpack(plain, tmp_path / "b")
    plain.write_bytes(whole)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(plain, "a") as package:
        package.writestr("office.db", b"another")
    with pytest.raises(DamagedArchive, match="不该有"):
        unpack(plain, tmp_path / "c")


def test_other_files_are_not_taken_for_packages(tmp_path: Path) -> None:
    other = tmp_path / "x.hazdesk"
    with zipfile.ZipFile(other, "w") as package:
        package.writestr("word/document.xml", "<a/>")
    for data in (other.read_bytes(), b"", b"SQLite format 3\0" + b"\0" * 5000, b"PK\x05\x06" + b"\0" * 18):
        other.write_bytes(data)
        with pytest.raises(ArchiveRefused):
            look_into(other)
    for nothing in (tmp_path, tmp_path / "没有.hazdesk"):
        with pytest.raises(ArchiveRefused, match="读不出来"):
            look_into(nothing)


def test_a_key_that_is_damaged_is_no_wrong_password(locked: Path, tmp_path: Path) -> None:
    rebuilt(locked, lambda parts: said(parts, salt="zz"))
    with pytest.raises(DamagedArchive):
        unpack(locked, tmp_path / "x", PASSWORD)


# ---- disks ----------------------------------------------------------------------------------------


FULL = """
import resource, signal, sys
from datetime import datetime
from pathlib import Path
from hazard_desk.errors import OutputError
from hazard_desk.store.safekeeping.packages.archive import unpack, write_archive
from hazard_desk.store.safekeeping.packages.encryption import new_lock
what, folder, copy, target = sys.argv[1], *map(Path, sys.argv[2:])
lock = new_lock("西槽头 2026 safe") if what == "locked" else None
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
for room in (0, 1000, 5000):
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
    try:
        if what == "unpack":
            unpack(copy, target / str(room))
        else:
            write_archive(folder, copy, target / "x.hazdesk", datetime(2026, 11, 26), lock=lock)
        sys.exit("there was room")
    except OutputError as error:
        assert "放不下" in error.what, error.what
    left = [path.name for path in target.rglob("*") if path.is_file() and path.suffix != ".jpg"]
    assert left == [], left
print("said")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="a limit of the size of files is POSIX's")
@pytest.mark.parametrize("what", ["plain", "locked", "unpack"])
def test_where_there_is_no_room_nothing_half_is_left(
    what: str, folder: Path, copy: Path, plain: Path, tmp_path: Path
) -> None:
    target = tmp_path / "U盘"
    target.mkdir()
    source = plain if what == "unpack" else copy
    ended = subprocess.run(
        [sys.executable, "-c", FULL, what, folder, source, target], capture_output=True, text=True, timeout=60
    )
    assert (ended.stdout, ended.returncode) == ("said\n", 0), ended.stderr


def test_a_stick_that_is_gone_is_said(folder: Path, copy: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="找不到这个位置"):
        write_archive(folder, copy, tmp_path / "没有" / "x.hazdesk", NOON, lock=None)


class Watch:
    """A progress that ends the work after so many reports."""

    def __init__(self, most: int = 10**9) -> None:
        self.seen: list[tuple[int, int, str]] = []
        self._most = most

    def report(self, done: int, total: int, what: str = "") -> None:
        self.seen.append((done, total, what))
        if len(self.seen) > self._most:
            raise Cancelled("停止了。")


@pytest.mark.parametrize("kind", ["plain", "locked"])
def test_it_can_be_stopped_at_any_report(
    kind: str, folder: Path, copy: Path, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    lock = new_lock(PASSWORD) if kind == "locked" else None
    target = tmp_path / "ziel"
    target.mkdir()
    whole = Watch()
    made = write_archive(folder, copy, target / "x.hazdesk", NOON, lock=lock, progress=whole).path
    made.unlink()
    assert all(0 <= done <= total for done, total, _ in whole.seen)
    assert [done for done, *_ in whole.seen] == sorted(done for done, *_ in whole.seen)
    for most in range(len(whole.seen)):
        with pytest.raises(Cancelled):
            write_archive(folder, copy, target / "x.hazdesk", NOON, lock=lock, progress=Watch(most))
        assert not list(target.iterdir())
    package: Path = request.getfixturevalue(kind)
    watch = Watch()
    unpack(package, tmp_path / "ganz", PASSWORD, watch)
    for most in range(len(watch.seen)):
        with pytest.raises(Cancelled):
            unpack(package, tmp_path / f"halb{most}", PASSWORD, Watch(most))


def test_halves_that_were_left_go_and_files_of_others_stay(folder: Path, copy: Path, tmp_path: Path) -> None:
    ours, fresh, theirs = (
        tmp_path / name for name in (".台账包-0123abcd.tmp", ".台账包-4567cdef.tmp", ".台账包-mine.tmp")
    )
    for path in (ours, fresh, theirs):
        path.write_bytes(b"x")
    for path in (ours, theirs):
        os.utime(path, (0, 0))
    write_archive(folder, copy, tmp_path / "x.hazdesk", NOON, lock=None)
    assert not ours.exists()
    assert fresh.exists()
    assert theirs.exists()


def test_what_is_present_is_not_taken_out_again(plain: Path, folder: Path, tmp_path: Path) -> None:
    known = sorted((folder / "attachments").rglob("*.jpg"))[0]
    found = unpack(plain, tmp_path / "x", present=lambda sha256, suffix: sha256 + suffix == known.name)
    assert found.attachments_home is not None
    assert len(attached(found.attachments_home)) == 2


def test_an_office_writes_its_package_with_its_own_lock(folder: Path, tmp_path: Path) -> None:
    from hazard_desk.store.safekeeping.backups.settings import set_password

    set_password(folder, PASSWORD)
    with OfficeFile.open(folder) as office:
        made = office.write_archive(tmp_path / "x.hazdesk", extra={"交接清单.pdf": b"%PDF-1"}).path
    assert look_into(made).encrypted
    found = unpack(made, tmp_path / "x", PASSWORD)
    with opened(found.database) as connection:
        assert connection.execute("SELECT count(*) FROM attachment").fetchone() == (3,)

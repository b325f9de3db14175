"""Attaching in trouble: killed half way, a full disk, a folder that can't be written, files gone since."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from hazard_desk.services.attaching import Given, Owner, attach, attachments_of
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import AttachmentKind
from tests.cli.desk import ROOT, Desk, Said
from tests.faults.confined import LIMITED, run, small_disk, unmount, without_override
from tests.faults.ledger import Ledger
from tests.photo_samples import jpeg, saved, scene

ATTACH = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from hazard_desk.errors import HazardDeskError
    from hazard_desk.services.attaching import Owner, attach
    from hazard_desk.store.office_file import OfficeFile
    from hazard_desk.terms import AttachmentKind

    class Aloud:
        def report(self, done, total, what=""):
            print("at", done, flush=True)

    with OfficeFile.open(Path(sys.argv[1])) as office:
        try:
            files = [Path(name) for name in sys.argv[3:]]
            kind = AttachmentKind.SCENE
            office.run(attach, Owner("enterprise", 1), files, kind, progress=Aloud())
        except HazardDeskError as error:
            print(error)
            sys.exit(int(sys.argv[2]))
    """
)


def words(desk: Desk, *files: Path, code: int = 1) -> list[str]:
    return [sys.executable, "-c", ATTACH, str(desk.folder), str(code), *map(str, files)]


@pytest.fixture
def stocked(desk: Desk, three: Path) -> Desk:
    """An office with three enterprises."""
    desk.done("import", "enterprises", three)
    return desk


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A photo of some megabytes."""
    from PIL import Image

    path = tmp_path / "大照片.png"
    path.write_bytes(saved(Image.effect_noise((1800, 1800), 90).convert("L"), "PNG", compress_level=0))
    assert path.stat().st_size > 3 * 2**20
    return path


def attached(desk: Desk) -> list[str]:
    with OfficeFile.open(desk.folder) as office:
        return [row.name for row in office.ask(attachments_of, Owner("enterprise", 1))]


def unsound(desk: Desk) -> list[Path]:
    """Return what lies under the name of a kept file and isn't it."""
    return [
        path
        for path in (desk.folder / "attachments").glob("??/*")
        if hashlib.sha256(path.read_bytes()).hexdigest() != path.stem
    ]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills as POSIX does")
@pytest.mark.parametrize("reports", [1, 3, 5, 8])
def test_killed_while_it_copies_nothing_half_has_a_name(
    stocked: Desk, large: Path, reports: int, ledger: Ledger
) -> None:
    others = []
    for number in range(3):
        others.append(large.with_name(f"{number}.png"))
        others[-1].write_bytes(large.read_bytes() + bytes([number]))
    with subprocess.Popen(words(stocked, large, *others), cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for _ in range(reports):
            process.stdout.readline()
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert unsound(stocked) == []
    assert attached(stocked) == []
    assert run(words(stocked, large, *others)).code == 0
    assert attached(stocked) == [large.name, *(path.name for path in others)]
    assert stocked("check").code == 0
    ledger.survived("killed while attaching photos", "SIGKILL of the process that copies")


def told(said: Said) -> str:
    assert said.code == 7, said.out + said.err
    assert "Errno" not in said.out
    return said.out


@LIMITED
def test_a_full_disk_attaches_nothing_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], three: Path, large: Path, ledger: Ledger
) -> None:
    disk = tmp_path / "小盘"
    if not small_disk(disk, 3 * 2**20):
        pytest.skip("no small disk can be mounted here; the limit of file sizes is tried instead")
    try:
        desk = Desk(disk / "台账", capsys)
        desk.done("init", "--name", "文水县西槽头乡人民政府")
        desk.done("import", "enterprises", three)
        small = tmp_path / "小.jpg"
        small.write_bytes(jpeg())
        said = told(run(words(desk, small, large, code=7)))
        assert "磁盘已满" in said
        assert "原来的文件也没有动" in said
        assert attached(desk) == []
        assert unsound(desk) == []
        assert list((desk.folder / "attachments").glob(".*")) == []
        assert run(words(desk, small)).code == 0
        assert attached(desk) == ["小.jpg"]
        ledger.survived("disk full while attaching photos", "a tmpfs of 3 MB")
    finally:
        unmount(disk)


@LIMITED
def test_a_file_that_may_not_grow(stocked: Desk, large: Path, ledger: Ledger) -> None:
    """What a full disk does where none can be mounted: every write past the limit fails."""
    import resource

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, 2**20))

    assert "磁盘放不下" in told(run(words(stocked, large, code=7), limit))
    assert attached(stocked) == []
    assert [path for path in (stocked.folder / "attachments").rglob("*") if path.is_file()] == []
    ledger.survived("disk full while attaching photos", "RLIMIT_FSIZE")


@LIMITED
def test_a_folder_that_cannot_be_written(stocked: Desk, tmp_path: Path, ledger: Ledger) -> None:
    small = tmp_path / "小.jpg"
    small.write_bytes(jpeg())
    home = stocked.folder / "attachments"
    home.chmod(0o555)
    try:
        said = told(without_override(words(stocked, small, code=7)))
    finally:
        home.chmod(0o755)
    assert "没有权限" in said
    assert attached(stocked) == []
    ledger.survived("folder of attachments that may not be written", "permissions of a real folder")


def test_what_is_gone_or_damaged_is_named_by_check(stocked: Desk) -> None:
    with OfficeFile.open(stocked.folder) as office:
        files = [Given("门口.jpg", jpeg()), Given("车间.png", saved(scene(), "PNG"))]
        office.run(attach, Owner("enterprise", 2), files, AttachmentKind.SCENE)
        gone, damaged = office.ask(attachments_of, Owner("enterprise", 2))
    assert stocked("check").code == 0
    gone.path.unlink()
    damaged.path.write_bytes(damaged.path.read_bytes()[:-9])
    said = stocked("check", "--json")
    assert said.code == 1
    messages = [problem["message"] for problem in said.problems]
    assert messages == [
        "企业「乙厂」的附件「门口.jpg」：文件不见了。",
        "企业「乙厂」的附件「车间.png」：文件内容和存入时不一样（已损坏或被改过）。",
    ]
    assert all(problem["remedy"] for problem in said.problems)

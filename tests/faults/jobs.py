"""The jobs over which the program is killed, starved and cut off: each a prepared office and a few steps.

A step is one operation that the program commits. The jobs run in a child of the zygote; `Home` is the folder
that everything of a run lies in: 台账 the office, 别处 another place (a stick, another disk), 资料 what is
imported and attached.
"""

from __future__ import annotations

import functools
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.rules.hazard_life import Step
from hazard_desk.services.attaching import Owner, attach
from hazard_desk.services.demonstrating import fill_demo
from hazard_desk.services.filing.filing import correct_week, file_week
from hazard_desk.services.filing.stages import attach_scan, report_paper
from hazard_desk.services.following_up.finding import HazardQuery, find_hazards
from hazard_desk.services.following_up.moving import make_move
from hazard_desk.services.importing.batch import ImportOptions, import_records, read_file
from hazard_desk.services.inspecting.saving import remove_inspection, save_inspection
from hazard_desk.services.journal import undo_last
from hazard_desk.services.offices import set_handler, set_up_office
from hazard_desk.services.registry import enterprise_facts, save_enterprise
from hazard_desk.services.rosters import VillageFacts, save_roster_entry
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import AttachmentKind, Move
from tests.cli.desk import OFFICE_NAME, enterprises, inspections
from tests.photo_samples import jpeg

NOW = datetime(2026, 3, 6, 15, 30)
WEEK = date(2026, 3, 6)


@dataclass(frozen=True)
class Home:
    """The folder of one run."""

    path: Path

    @property
    def office(self) -> Path:
        return self.path / "台账"

    @property
    def elsewhere(self) -> Path:
        return self.path / "别处"

    def material(self, name: str) -> Path:
        return self.path / "资料" / name

    def open(self) -> OfficeFile:
        return OfficeFile.open(self.office, clock=lambda: NOW)


Deed = Callable[[OfficeFile, Home], Any]


@dataclass(frozen=True)
class Job:
    """What is prepared and what is then done in one session, step by step."""

    words: str  # for the table of faults: “killed while …”
    prepare: Callable[[Home], None]
    steps: tuple[Deed, ...] = ()
    alone: tuple[Callable[[Home], Any], ...] = ()  # steps that open the office by themselves

    @property
    def length(self) -> int:
        return len(self.steps) + len(self.alone)


# ---- what is prepared ------------------------------------------------------------------------------------


def _small_office(home: Home) -> None:
    """Make an office with a few enterprises, records of two months and some photos."""
    (home.path / "资料").mkdir(parents=True)
    home.elsewhere.mkdir()
    for number in range(6):
        home.material(f"照片{number}.jpg").write_bytes(jpeg(300 + number, 200))
    enterprises(
        home.material("企业.xlsx"),
        *({"单位名称": f"新{n}号厂", "主要负责人": f"王{n}", "单位所在地": f"村东{n}号"} for n in range(40)),
    )
    inspections(
        home.material("检查.xlsx"),
        *(
            {
                "企业名称": f"新{n % 20}号厂",
                "检查日期": f"2026-03-0{1 + n % 5}",
                "检查人员": "张三、李四",
                "隐患描述": f"第{n}处隐患",
                "隐患类型": "一般隐患",
            }
            for n in range(40)
        ),
    )
    OfficeFile.create(home.office, set_up_office, OFFICE_NAME, ["西槽头村", "马村"])
    with home.open() as office:
        office.run(fill_demo, 5, 2)
        photos = [home.material(f"照片{number}.jpg") for number in range(2)]
        office.run(attach, Owner("enterprise", 1), photos, AttachmentKind.SCENE)


def _undoable(home: Home) -> None:
    _small_office(home)
    with home.open() as office:
        for step in _EDITS[:5]:
            step(office, home)


def _with_second_place(home: Home) -> None:
    from hazard_desk.store.safekeeping.backups.settings import set_second_place

    _small_office(home)
    with home.open() as office:
        office.back_up("退出时")
    set_second_place(home.office, home.elsewhere)


def _old(home: Home) -> None:
    """Make the office of the first schema."""
    from tests.store.test_old_offices import as_it_was

    _small_office(home)
    as_it_was(home.path, home.office, 1)
    shutil.rmtree(home.path / "scripts")
    shutil.rmtree(home.office)
    (home.path / "old").rename(home.office)


def _with_copies(home: Home) -> None:
    """Make an office that went on after a backup and an archive were made of it."""
    _small_office(home)
    with home.open() as office:
        office.back_up("手动").rename(home.material("备份.db"))
        office.write_archive(home.material("台账包.hazdesk"))
        for step in _EDITS[:3]:
            step(office, home)


def _only_an_archive(home: Home) -> None:
    _with_copies(home)
    shutil.rmtree(home.office)


def _nothing(home: Home) -> None:
    (home.path / "资料").mkdir(parents=True)
    home.elsewhere.mkdir()
    home.material("照片5.jpg").write_bytes(jpeg(305, 200))


# ---- what is done ----------------------------------------------------------------------------------------


@functools.cache
def _read(kind: str) -> Any:
    """Read what is imported once, in the zygote: it is the writing that is hurt."""
    return read_file(kind, _MATERIAL[kind], NOW.date())


_MATERIAL: dict[str, Path] = {}


def read_material(home: Home) -> None:
    """Read the sheets of this home for all runs that follow."""
    if not home.material("企业.xlsx").exists():
        return
    _read.cache_clear()
    _MATERIAL.update(enterprises=home.material("企业.xlsx"), inspections=home.material("检查.xlsx"))
    for kind in _MATERIAL:
        _read(kind)


def _import(kind: str) -> Deed:
    def step(office: OfficeFile, home: Home) -> None:
        intake = _read(kind)
        office.run_backed_up("导入前", import_records, kind, intake, ImportOptions(), f"{kind}.xlsx")

    return step


def _new_enterprise(office: OfficeFile, home: Home) -> None:
    office.run(save_enterprise, EnterpriseFacts(name="新厂", village="马村", principal="赵六"))


def _changed_enterprise(office: OfficeFile, home: Home) -> None:
    facts = office.ask(enterprise_facts, [2])[2]
    facts.note = "改过" * 200
    office.run(save_enterprise, facts, 2)


def _new_inspection(office: OfficeFile, home: Home) -> None:
    hazards = [HazardFacts(description=f"隐患{number}" * 20) for number in range(5)]
    facts = InspectionFacts(
        enterprise_id=1, inspected_on=date(2026, 3, 4), inspectors=("张三",), hazards=hazards
    )
    office.run(save_inspection, facts)


def _photos(office: OfficeFile, home: Home) -> None:
    photos = [home.material(f"照片{number}.jpg") for number in (2, 3)]
    office.run(attach, Owner("hazard", 1), photos, AttachmentKind.SCENE)


def _move(office: OfficeFile, home: Home) -> None:
    hazard = office.ask(find_hazards, HazardQuery(view="未整改"))[0]
    photo = home.material("照片4.jpg")
    office.run(make_move, [hazard], Step(Move.PROGRESS, NOW.date(), "张三", "在改"), [photo])


def _handler(office: OfficeFile, home: Home) -> None:
    office.run(set_handler, "王五")


def _village(office: OfficeFile, home: Home) -> None:
    office.run(save_roster_entry, VillageFacts(name="新石桥村", grid_worker="钱七"))


def _removed(office: OfficeFile, home: Home) -> None:
    last = office.run(
        save_inspection,
        InspectionFacts(enterprise_id=3, inspected_on=date(2026, 3, 5), inspectors=("李四",), hazards=[]),
    ).record_id
    assert last is not None


def _binned(office: OfficeFile, home: Home) -> None:
    from sqlalchemy import func, select

    from hazard_desk.model import Inspection

    last = office.ask(lambda reading: reading.session.scalar(select(func.max(Inspection.id))))
    office.run(remove_inspection, last)


_EDITS: tuple[Deed, ...] = (
    _new_enterprise,
    _changed_enterprise,
    _new_inspection,
    _photos,
    _move,
    _handler,
    _village,
    _removed,
    _binned,
)


def _file(office: OfficeFile, home: Home) -> None:
    office.run(file_week, WEEK)


def _correct(office: OfficeFile, home: Home) -> None:
    office.run(correct_week, WEEK, "重复登记")


def _scan(office: OfficeFile, home: Home) -> None:
    office.run(attach_scan, _last_paper(office), [home.material("照片5.jpg")], NOW.date())


def _reported(office: OfficeFile, home: Home) -> None:
    office.run(report_paper, _last_paper(office), NOW.date(), "区安委办")


def _last_paper(office: OfficeFile) -> int:
    from sqlalchemy import func, select

    from hazard_desk.model import FiledPaper

    found = office.ask(lambda reading: reading.session.scalar(select(func.max(FiledPaper.id))))
    assert found is not None
    return int(found)


def _undo(office: OfficeFile, home: Home) -> None:
    office.run(undo_last)


def _back_up(office: OfficeFile, home: Home) -> None:
    office.back_up("手动")


def _pack(office: OfficeFile, home: Home) -> None:
    office.write_archive(home.elsewhere / "台账包.hazdesk")


def _to_second_place(office: OfficeFile, home: Home) -> None:
    office.copy_to_second_place()


def _migrate(home: Home) -> None:
    home.open().close()


def _restore(name: str) -> Callable[[Home], Any]:
    def step(home: Home) -> None:
        from hazard_desk.store.safekeeping.restoring import restore

        restore(home.office, home.material(name), NOW)

    return step


def _create(home: Home) -> None:
    OfficeFile.create(home.office, set_up_office, OFFICE_NAME, ["西槽头村", "马村"])


JOBS = {
    "import": Job("while importing", _small_office, (_import("enterprises"), _import("inspections"))),
    "edit": Job("while entering and changing records", _small_office, _EDITS),
    "filing": Job("while filing a week and its papers", _small_office, (_file, _scan, _reported, _correct)),
    "undo": Job("while undoing", _undoable, (_undo,) * 5),
    "backup": Job(
        "while backing up, packing and copying to the second place",
        _with_second_place,
        (_back_up, _pack, _to_second_place),
    ),
    "migration": Job("while an old office file is brought to the present version", _old, alone=(_migrate,)),
    "create": Job("while making a new office", _nothing, alone=(_create,)),
    "restore a backup": Job("while restoring a backup", _with_copies, alone=(_restore("备份.db"),)),
    "restore an archive": Job("while restoring a package", _with_copies, alone=(_restore("台账包.hazdesk"),)),
    "restore on a new PC": Job(
        "while restoring a package on a new PC", _only_an_archive, alone=(_restore("台账包.hazdesk"),)
    ),
}

"""All that can happen to the rounds of a township, at random and taken back in any order, beside a ledger."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from hazard_desk.errors import HazardDeskError
from hazard_desk.forms.sheet import Sheet
from hazard_desk.model import Inspection
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.rules.hazard_life import Step
from hazard_desk.services.attaching import Given, Owner, attach, detach
from hazard_desk.services.cross_inspecting.arranging import (
    add_pair,
    allow_pair,
    draw_round,
    drop_pair,
    forbid_pair,
    lock_pairs,
    set_members,
    set_pair,
    set_pair_note,
    swap_targets,
)
from hazard_desk.services.cross_inspecting.board import read_board
from hazard_desk.services.cross_inspecting.facts import PairRow, PartyFacts, RoundFacts
from hazard_desk.services.cross_inspecting.following import (
    PairFacts,
    pair_lines,
    read_pair,
    save_pair,
    tie_visits,
    untie_visits,
    visit_start,
    visits_of,
)
from hazard_desk.services.cross_inspecting.history import read_history
from hazard_desk.services.cross_inspecting.rounds import (
    remove_round,
    rename_party,
    round_facts,
    rounds,
    save_round,
)
from hazard_desk.services.cross_inspecting.sampling import (
    change_samples,
    offered_enterprises,
    propose_samples,
)
from hazard_desk.services.following_up.moving import make_move
from hazard_desk.services.form_filling.dispatch import dispatch_slots
from hazard_desk.services.importing.batch import ImportOptions, import_records, read_file
from hazard_desk.services.inspecting.record import inspection_record
from hazard_desk.services.inspecting.saving import remove_inspection, save_inspection
from hazard_desk.services.journal import undo
from hazard_desk.services.offices import set_up_office
from hazard_desk.services.registry import change_state, enterprise_record, remove_enterprise, save_enterprise
from hazard_desk.services.rosters import (
    PersonFacts,
    VillageFacts,
    remove_roster_entry,
    roster_facts,
    save_roster_entry,
)
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import (
    AttachmentKind,
    Avoidance,
    EnterpriseSize,
    EnterpriseState,
    HazardLevel,
    InspectionLevel,
    Move,
    PartySide,
    RecheckResult,
    SourceStage,
)
from tests.intake.sheets import xlsx
from tests.photo_samples import jpeg
from tests.services import form_desk
from tests.services.cross_inspecting.round_desk import dump
from tests.services.cross_inspecting.township_ledger import Ledger
from tests.services.cross_inspecting.village_desk import NOW, Desk

VILLAGES = ("东村", "西村", "南村", "北村")
TOWNSHIP = "西槽头乡"
TODAY = NOW.date()
PHOTO = jpeg()
HEAD = ("检查编号", "企业名称", "检查日期", "检查环节", "备注")


@pytest.fixture(scope="module")
def begun() -> Iterator[Path]:
    """The office with which every life begins: villages, people, enterprises, two rounds."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "台账"
        OfficeFile.create(path, set_up_office, "文水县西槽头乡人民政府", VILLAGES)
        with OfficeFile.open(path, clock=lambda: NOW) as office:
            desk = Desk(office, {name: at for at, name in enumerate(VILLAGES, start=1)})
            for at, village in enumerate(VILLAGES, start=1):
                for number in (1, 2):
                    desk.firm(f"{village}{number}厂", village, (None, *EnterpriseSize)[at], None)
                desk.person(f"{village[0]}某", home_village_id=at)
            desk.person("张三", former_employers=(1,), duty_villages=(2,))
            desk.person("李四")
            units = tuple(map(PartyFacts, VILLAGES))
            office.run(
                save_round, None, RoundFacts("互查", date(2026, 3, 2), date(2026, 3, 13), parties=units)
            )
            teams = tuple(PartyFacts(f"{n}组", side=PartySide.INSPECTS) for n in "甲乙丙")
            targets = ("东村、西村", "北村", TOWNSHIP)
            mixed = (*teams, *(PartyFacts(name, side=PartySide.INSPECTED) for name in targets))
            office.run(save_round, None, RoundFacts("分组", date(2026, 3, 9), None, parties=mixed))
        yield path


class Life:
    """An office to which things happen; what must hold is looked at after each."""

    def __init__(self, office: OfficeFile, random: Random, folder: Path) -> None:
        self.office, self.random, self.folder = office, random, folder
        self.entries: list[int] = []
        self.done: set[str] = set()

    # ---- who there is to choose from -------------------------------------------------------------------

    def some(self, table: str, **wanted: Any) -> dict[str, Any]:
        """Return any row of a table; living ones mostly, so that refusals are tried too."""
        rows = [row for row in self.ledger.rows[table] if all(row[k] == v for k, v in wanted.items())]
        if rows and "deleted_at" in rows[0] and self.random.random() < 0.9:
            rows = [row for row in rows if row["deleted_at"] is None] or rows
        return self.random.choice(rows)

    def pair(self) -> dict[str, Any]:
        return self.some("cross_pair")

    def sides(self, round_id: int) -> tuple[str, str]:
        parties = [row for row in self.ledger.rows["cross_party"] if row["round_id"] == round_id]
        return (
            self.random.choice([row["name"] for row in parties if row["side"] != "inspected"]),
            self.random.choice([row["name"] for row in parties if row["side"] != "inspects"]),
        )

    def day(self) -> date:
        return TODAY - timedelta(self.random.randrange(25))

    def hazards(self) -> list[HazardFacts]:
        found = []
        for number in range(self.random.randrange(3)):
            facts = HazardFacts(f"隐患{number}", self.random.choice([None, *HazardLevel]))
            if self.random.random() < 0.5:
                facts.rectified_on = TODAY
                if self.random.random() < 0.4:
                    facts.rechecked_on, facts.rechecked_by = TODAY, "张三"
                    facts.recheck_result = self.random.choice(list(RecheckResult))
            found.append(facts)
        return found

    # ---- what may happen -------------------------------------------------------------------------------

    def draw(self) -> Any:
        return draw_round, self.some("cross_round")["id"], self.random.randrange(99)

    def swap(self) -> Any:
        one = self.pair()
        return swap_targets, one["id"], self.some("cross_pair", round_id=one["round_id"])["id"]

    def move(self) -> Any:
        one = self.pair()
        return set_pair, one["id"], *self.sides(one["round_id"])

    def add(self) -> Any:
        known = self.some("cross_round")["id"]
        return add_pair, known, *self.sides(known)

    def drop(self) -> Any:
        return drop_pair, self.pair()["id"]

    def lock(self) -> Any:
        return lock_pairs, [self.pair()["id"]], self.random.random() < 0.5

    def forbid(self) -> Any:
        known = self.some("cross_round")["id"]
        return forbid_pair, known, *self.sides(known), self.random.choice(list(Avoidance)), "有人说"

    def allow(self) -> Any:
        return allow_pair, self.some("cross_forbidden")["id"]

    def note(self) -> Any:
        return set_pair_note, self.pair()["id"], f"备注{self.random.randrange(9)}"

    def members(self) -> Any:
        names = ["张三", "李四", "王五", *(f"{name[0]}某" for name in VILLAGES)]
        return set_members, self.some("cross_party")["id"], self.random.sample(names, 2)

    def rename(self) -> Any:
        names = ["丁组", "甲组", "外县", f"新村{self.random.randrange(3)}", "北村村委会"]
        return rename_party, self.some("cross_party")["id"], self.random.choice(names)

    def edit_round(self) -> Any:
        known = self.some("cross_round", deleted_at=None)["id"]
        facts = self.office.ask(round_facts, known)
        parties = list(facts.parties)
        what = self.random.randrange(5)
        if what == 0:
            parties.pop(self.random.randrange(len(parties)))
        elif what == 1:
            parties.append(
                PartyFacts(f"后来{self.random.randrange(4)}", side=self.random.choice(list(PartySide)))
            )
        elif what == 2:
            self.random.shuffle(parties)
            facts.starts_on = self.random.choice([None, self.day()])
            facts.ends_on = self.random.choice([None, self.day()])
        elif what == 3 and facts.pairs:
            facts.pairs = facts.pairs[:-1]
        else:
            facts.pairs += (PairRow(*self.sides(known)),)
        names = {party.name for party in parties}
        facts.pairs = tuple(
            one for one in facts.pairs if {one.inspector, one.inspected} <= names or what == 2
        )
        return save_round, known, replace(facts, parties=tuple(parties))

    def new_round(self) -> Any:
        pairs = tuple(PairRow(one, VILLAGES[at - 1]) for at, one in enumerate(VILLAGES))
        name = f"第{self.random.randrange(3)}轮"
        return save_round, None, RoundFacts(name, self.day(), TODAY, pairs=pairs)

    def remove_round(self) -> Any:
        return remove_round, self.some("cross_round")["id"]

    def propose(self) -> Any:
        return propose_samples, self.some("cross_round")["id"]

    def propose_one(self) -> Any:
        one = self.pair()
        return propose_samples, one["round_id"], [one["id"]]

    def samples(self) -> Any:
        ids = [row["id"] for row in self.ledger.rows["enterprise"]]
        return change_samples, self.pair()["id"], self.random.sample(ids, self.random.randrange(4))

    def follow(self) -> Any:
        one = self.office.ask(read_pair, self.pair()["id"]).facts
        name = self.random.choice(
            ["starts_on", "ends_on", "handed_over_on", "feedback_due_on", "feedback_on"]
        )
        setattr(one, name, self.random.choice([None, self.day()]))
        return save_pair, self.pair()["id"], self.random.choice([one, PairFacts()])

    def visit(self) -> Any:
        one = self.office.ask(visit_start, self.pair()["id"], self.some("enterprise")["id"])
        one.inspected_on, one.hazards = self.day(), self.hazards()
        return save_inspection, one

    def loose_visit(self) -> Any:
        facts = InspectionFacts(
            enterprise_id=self.some("enterprise")["id"],
            inspected_on=self.day(),
            stage=self.random.choice([SourceStage.CROSS, SourceStage.CROSS, SourceStage.CITY_COUNTY]),
            level=self.random.choice([None, InspectionLevel.TOWNSHIP, InspectionLevel.ENTERPRISE]),
            hazards=self.hazards(),
        )
        return save_inspection, facts

    def edit_visit(self) -> Any:
        known = self.some("inspection")["id"]
        facts = self.office.ask(inspection_record, known).facts
        if self.random.random() < 0.5:
            facts.cross_pair_id = self.random.choice([None, self.pair()["id"]])
        else:
            facts.stage = self.random.choice([SourceStage.CROSS, SourceStage.CITY_COUNTY])
        facts.hazards = facts.hazards[1:] + self.hazards()
        return save_inspection, facts, known

    def import_visit(self) -> Any:
        row = self.some("inspection", deleted_at=None)
        firm = self.ledger.by_id["enterprise"][row["enterprise_id"]]["name"]
        path = xlsx(self.folder / "检查.xlsx", HEAD, (row["number"], firm, f"{self.day()}", None, "改了"))
        told = read_file("inspections", path, TODAY)
        return import_records, "inspections", told, ImportOptions(update=True), path.name

    def remove_visit(self) -> Any:
        return remove_inspection, self.some("inspection")["id"]

    def tie(self) -> Any:
        return tie_visits, self.pair()["id"], [self.some("inspection", stage="cross")["id"]]

    def untie(self) -> Any:
        return untie_visits, [self.some("inspection")["id"]]

    def step(self) -> Any:
        hazard = self.some("hazard")
        kind = self.random.choice([Move.VOID, Move.RESTORE, Move.RECTIFY, Move.FAIL])
        return make_move, [hazard["id"]], Step(kind, TODAY, "张三", "说明", new_deadline=TODAY)

    def move_firm(self) -> Any:
        known = self.some("enterprise")["id"]
        facts: EnterpriseFacts = self.office.ask(enterprise_record, known).facts
        return save_enterprise, replace(facts, village=self.random.choice(["", *VILLAGES])), known

    def close_firm(self) -> Any:
        state = self.random.choice([EnterpriseState.OUT_OF_BUSINESS, EnterpriseState.IN_OPERATION])
        return change_state, self.some("enterprise")["id"], state, TODAY

    def remove_firm(self) -> Any:
        return remove_enterprise, self.some("enterprise")["id"]

    def rename_village(self) -> Any:
        name = self.random.choice([*VILLAGES, "新村"])
        return save_roster_entry, VillageFacts(name), self.some("village")["id"]

    def remove_village(self) -> Any:
        return remove_roster_entry, VillageFacts, self.some("village")["id"]

    def edit_person(self) -> Any:
        known = self.some("person")["id"]
        facts: PersonFacts = self.office.ask(roster_facts, PersonFacts, known)
        home = self.random.choice([None, 1, 2, 3, 4])
        return (
            save_roster_entry,
            replace(facts, name=self.random.choice(["赵六", facts.name]), home_village_id=home),
            known,
        )

    def remove_person(self) -> Any:
        return remove_roster_entry, PersonFacts, self.some("person")["id"]

    def receipt(self) -> Any:
        owner = Owner("cross_pair", self.pair()["id"])
        return attach, owner, [Given("回执.jpg", PHOTO)], AttachmentKind.SCAN

    def detach(self) -> Any:
        return detach, [self.some("attachment_link")["id"]]

    def take_back(self) -> Any:
        recent = self.entries[-6:] if self.random.random() < 0.5 else self.entries
        return undo, self.random.choice(recent)

    # ---- and what must hold ----------------------------------------------------------------------------

    @property
    def ledger(self) -> Ledger:
        return self._ledger

    def look(self) -> None:
        self._ledger = Ledger(self.office)

    def happen(self, kind: Callable[[], Any]) -> None:
        """Let one thing happen, or be refused; see what it did to everything else."""
        before, followed = dump(self.office), self.ledger.followed()
        try:
            operation, *args = kind()
            changes = self.office.run(operation, *args)
        except (HazardDeskError, IndexError):  # IndexError: there is none to choose from
            assert dump(self.office) == before, kind.__name__
            return
        self.done.add(kind.__name__)
        self.look()
        self.ledger.check()
        now = self.ledger.followed()
        there = {row["id"]: self.ledger.sides(row) for row in self.ledger.rows["cross_pair"]}
        for known, sides in followed.items():
            assert known in there, f"{kind.__name__} took a followed pair away: {sides}"
            if known in now:
                assert there[known] == sides, f"{kind.__name__} made a followed pair another one"
        if changes.entry_id is None:
            return
        self.entries.append(changes.entry_id)
        if self.random.random() < 0.3:
            after = dump(self.office)
            back = self.office.run(undo, changes.entry_id)
            assert dump(self.office) == before, f"{kind.__name__} taken back left something"
            self.office.run(undo, back.entry_id)
            assert dump(self.office) == after, f"{kind.__name__} done again was something else"

    def figures(self) -> None:
        """Demand that every figure is the one that the ledger counts."""
        office, ledger = self.office, self.ledger
        for row in office.ask(rounds):
            board = office.ask(read_board, row.id)
            assert (board.faults == ()) is ledger.is_good(row.id), (board.faults, board.pairs)
            assert {pair.id for pair in board.pairs if pair.followed} == {
                known for known, sides in ledger.followed().items() if sides[0] == row.id
            }
            tied = 0
            for line in office.ask(pair_lines, row.id):
                counted = ledger.count(mine := ledger.tied(line.pair_id))
                tied += len(mine)
                assert (line.days, line.visited) == (counted.days, counted.enterprises)
                assert (line.general, line.major, line.rectified) == (
                    counted.general,
                    counted.major,
                    counted.rectified,
                )
                view = office.ask(read_pair, line.pair_id)
                assert view.line == line
                listed = ledger.listed(line.pair_id)
                assert line.samples == len(listed)
                assert [one.id for one in view.samples if one.sampled] == listed
                assert {one.id for one in view.samples if one.visit_id} == {v["enterprise_id"] for v in mine}
                for one in view.samples:
                    at_firm = ledger.count([v for v in mine if v["enterprise_id"] == one.id])
                    assert (one.general, one.major, one.rectified) == (
                        at_firm.general,
                        at_firm.major,
                        at_firm.rectified,
                    )
                office.ask(offered_enterprises, line.pair_id)
            of_round = office.ask(_visit_ids, row.id)
            assert sorted(of_round) == sorted(
                [visit["id"] for line in office.ask(pair_lines, row.id) for visit in ledger.tied(line.id)]
                + [visit["id"] for visit in ledger.loose(row.id)]
            )
            assert len(of_round) == tied + len(ledger.loose(row.id))
        slots = {slot.name: slot.computed for slot in office.ask(dispatch_slots, TODAY)}
        every = ledger.count(ledger.cross())
        assert slots["cross_enterprises"] == every.enterprises
        assert (slots["cross_general_found"], slots["cross_major_found"]) == (every.general, every.major)
        office.ask(read_history)

    def forms(self) -> None:
        """Demand that the printed lists have the figures, too."""
        for row in self.office.ask(rounds):
            f9 = form_desk.listed(form_desk.one(self.office, "cross-summary", round_name=row.name))
            pairs = self.office.ask(pair_lines, row.id)
            visits = [v for line in pairs for v in self.ledger.tied(line.id)] + self.ledger.loose(row.id)
            assert _summed(f9) == (*_found(self.ledger.count(visits)),)
            for line in pairs:
                counted = _found(self.ledger.count(self.ledger.tied(line.id)))
                page = form_desk.one(self.office, "cross-summary", pair_id=line.id)
                assert _summed(form_desk.listed(page)) == counted
                handed = form_desk.one(self.office, "cross-handover", pair_id=line.id)
                if counted[0]:
                    assert _total(handed) == (f"{line.visited}家企业", f"{line.general}", f"{line.major}")


def _visit_ids(reading: Any, round_id: int) -> list[int]:
    return list(reading.session.scalars(select(Inspection.id).where(visits_of(reading, round_id))))


def _found(counted: Any) -> tuple[int, int, int]:
    return counted.visits, counted.general, counted.major


def _total(sheet: Sheet) -> tuple[str, str, str]:
    row = next(cell.row for cell in sheet.cells if cell.text == "合计")
    _, firms, _, general, major, *_ = (cell.text for cell in form_desk.in_order(sheet) if cell.row == row)
    return firms, general, major


def _summed(rows: list[dict[str, str]]) -> tuple[int, int, int]:
    rows = [row for row in rows if row.get("企业名称") or row.get("受检企业")]
    general, major = (
        sum(int(row[name] or 0) for row in rows) for name in ("一般隐患（条）", "重大事故隐患（条）")
    )
    return len(rows), general, major


@pytest.mark.timeout(600)  # many whole lives: slow machines take minutes
@settings(max_examples=3, deadline=None)
@given(st.integers(0, 2**32))
def test_whatever_happens_to_the_rounds(begun: Path, number: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "台账"
        shutil.copytree(begun, path)
        with OfficeFile.open(path, clock=lambda: NOW) as office:
            live(Life(office, Random(number), Path(folder)), steps=40)


def live(life: Life, steps: int) -> None:
    seldom = (
        life.lock, life.note, life.allow, life.rename, life.new_round, life.remove_round, life.import_visit,
        life.step, life.move_firm, life.close_firm, life.remove_firm, life.rename_village,
        life.remove_village, life.edit_person, life.remove_person, life.receipt, life.detach, life.add,
    )  # fmt: skip
    often = (
        life.draw, life.swap, life.move, life.drop, life.forbid, life.members, life.edit_round, life.propose,
        life.propose_one, life.samples, life.follow, life.visit, life.visit, life.loose_visit,
        life.edit_visit, life.remove_visit, life.tie, life.untie, life.take_back, life.take_back,
        life.take_back,
    )  # fmt: skip
    life.look()
    for known in (1, 2):
        life.happen(lambda known=known: (draw_round, known, 7))  # type: ignore[misc]
    for number in range(steps):
        life.happen(life.random.choice(life.random.choice([seldom, often, often])))
        if number % 5 == 0:
            life.look()
            life.figures()
    life.look()
    life.figures()
    life.forms()

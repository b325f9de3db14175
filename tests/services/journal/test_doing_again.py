"""Doing again what was taken back: one by one, in reverse, and never over what was entered since."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from hazard_desk.errors import HazardDeskError
from hazard_desk.model import Campaign, Enterprise
from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.services.campaigning import CampaignFacts, remove_campaign, save_campaign
from hazard_desk.services.filing.filing import file_week
from hazard_desk.services.journal import (
    entry_changes,
    entry_rows,
    find_entries,
    journal_rows,
    redo_last,
    undo,
    undo_last,
    what_can_be_redone,
    what_can_be_taken_back,
)
from hazard_desk.services.recycling import bin_rows, put_back, put_rows_back
from hazard_desk.services.registry import enterprise_record, save_enterprise
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import UnitOfWork
from tests.faults.ledger import Share
from tests.services.filing.paper_desk import FIRST, SECOND, paper_desk
from tests.services.journal import list_samples, record_samples
from tests.services.journal.operation_desk import Dump, OperationDesk, dump


def entered(office: OfficeFile, name: str) -> Changes:
    return office.run(save_enterprise, EnterpriseFacts(name=name))


def test_many_steps_are_done_again_one_by_one_in_reverse(office: OfficeFile) -> None:
    states = [dump(office)]
    for name in "甲乙丙丁":
        entered(office, name)
        states.append(dump(office))
    for at in (3, 2, 1, 0):
        office.run(undo_last)
        assert dump(office) == states[at]
    assert office.ask(what_can_be_taken_back) == ""
    assert "甲" in office.ask(what_can_be_redone)
    for at in (1, 2, 3, 4):
        office.run(redo_last)
        assert dump(office) == states[at]
    assert office.ask(what_can_be_redone) == ""
    with pytest.raises(HazardDeskError, match="没有可以重做"):
        office.run(redo_last)


def test_it_outlives_the_session(office: OfficeFile) -> None:
    entered(office, "甲")
    after = dump(office)
    office.run(undo_last)
    office.close()
    with OfficeFile.open(office.folder) as later:
        assert later.run(redo_last).summary == "重做：" + later.ask(what_can_be_taken_back)
        assert dump(later) == after


def test_what_was_entered_since_stands_in_the_way(office: OfficeFile) -> None:
    entered(office, "甲")
    office.run(undo_last)
    entered(office, "乙")
    before = dump(office)
    assert office.ask(what_can_be_redone) == ""
    with pytest.raises(HazardDeskError, match="又录入了新的内容") as refused:
        office.run(redo_last)
    assert refused.value.meaning == "没有改动任何数据。"
    assert dump(office) == before
    office.run(undo_last)
    assert "乙" in office.ask(what_can_be_redone)  # 甲 was given up when 乙 was entered
    office.run(redo_last)
    assert office.ask(what_can_be_redone) == ""


def test_an_undo_is_undone_by_its_own_entry_and_stands_again(office: OfficeFile) -> None:
    made = entered(office, "甲").entry_id
    assert made is not None
    after = dump(office)
    undone = office.run(undo, made).entry_id
    entered(office, "乙")  # later entries that touch nothing of it are no hindrance to this
    assert undone is not None
    redone = office.run(undo, undone).entry_id
    assert {row.id: row.undone_by_id for row in office.ask(journal_rows)}[made] is None
    states = {row.id: row.state for row in office.ask(entry_rows, office.ask(find_entries))}
    assert (states[made], states[undone], states[redone or 0]) == ("", "撤销", "重做")
    assert redone is not None
    office.run(undo, redone)  # the button beside 重做 takes the operation itself back
    assert {row.id: row.undone_by_id for row in office.ask(journal_rows)}[made] is not None
    office.run(redo_last)
    office.run(undo, next(row.id for row in office.ask(journal_rows) if "乙" in row.summary))
    assert dump(office) == after


def test_a_later_change_of_the_same_record_is_never_overwritten(office: OfficeFile) -> None:
    known = entered(office, "甲").record_id
    facts = office.ask(enterprise_record, known).facts
    facts.principal = "张三"
    first = office.run(save_enterprise, facts, known).entry_id
    undone = office.run(undo, first).entry_id
    facts.principal = "李四"
    office.run(save_enterprise, facts, known)
    before = dump(office)
    with pytest.raises(HazardDeskError, match="又改动过"):
        office.run(undo, undone)
    assert dump(office) == before


def test_a_name_that_another_bears_by_now_is_not_taken_from_it(office: OfficeFile) -> None:
    made = office.run(save_campaign, CampaignFacts("大整治"))
    undone = office.run(undo, made.entry_id).entry_id
    other = office.run(save_campaign, CampaignFacts("大整治")).record_id
    before = dump(office)
    with pytest.raises(HazardDeskError, match="又改动过"):
        office.run(undo, undone)
    assert dump(office) == before
    office.run(remove_campaign, other)


def test_names_that_were_swapped_go_back_and_forth(office: OfficeFile) -> None:
    ids = [office.run(save_campaign, CampaignFacts(name)).record_id for name in ("甲", "乙")]

    def chain(work: UnitOfWork) -> Changes:
        """Give 乙 up, and its name to another: whichever row is brought back first meets the other."""
        first, second = (work.session.get_one(Campaign, one) for one in ids)
        for record, name in ((first, "甲甲"), (second, "丙"), (first, "乙")):
            record.name = name
            work.session.flush()
        return Changes("换名")

    before = dump(office)
    office.run(chain)
    after = dump(office)
    for _ in range(2):
        office.run(undo_last)
        assert dump(office) == before
        office.run(redo_last)
        assert dump(office) == after


def test_an_import_of_thousands_goes_and_comes(office: OfficeFile) -> None:
    rows = [
        {
            "name": f"第{number}厂",
            "normalised_name": f"第{number}厂",
            "name_key": "",
            "search_text": "",
            "entered_at": None,
        }
        for number in range(3000)
    ]

    def load(work: UnitOfWork) -> Changes:
        for row in rows:
            row["entered_at"] = work.now
        work.add_many(Enterprise, rows)
        return Changes("导入 3000 家")

    before = dump(office)
    office.run(load)
    after = dump(office)
    for _ in range(2):
        office.run(undo_last)
        assert dump(office) == before
        office.run(redo_last)
        assert dump(office) == after
    assert len(after["enterprise"]) == 3000


def test_a_filing_is_taken_back_and_done_again_and_nothing_before_it(tmp_path: Path) -> None:
    with paper_desk(tmp_path / "台账") as desk:
        office = desk.office
        early = desk.enterprise("晋源厂")
        desk.visit(early, FIRST)
        before = dump(office)
        office.run(file_week, FIRST)
        after = dump(office)
        for _ in range(2):
            office.run(undo_last)
            assert dump(office) == before
            office.run(redo_last)
            assert dump(office) == after
        visit = next(
            row.id for row in office.ask(journal_rows) if row.operation == "inspecting.save_inspection"
        )
        with pytest.raises(HazardDeskError, match="上次定稿以前"):
            office.run(undo, visit)
        gone = office.run(save_enterprise, EnterpriseFacts(name="后来的厂")).entry_id
        undone = office.run(undo, gone).entry_id
        desk.today(SECOND)
        office.run(file_week, SECOND)
        with pytest.raises(HazardDeskError, match="上次定稿以前"):
            office.run(undo, undone)


SAMPLES = {**record_samples.SAMPLES, **list_samples.SAMPLES}
HEAVY = {"tasks.notices.import_notice", "importing.batch.import_records"}  # as good as others here, but slow


SEEDS = 30


@pytest.mark.timeout(1200)  # with --long thirty walks
def test_random_work_goes_back_to_the_first_row_and_forth_to_the_last(tmp_path: Path, share: Share) -> None:
    for seed in range(share.of(SEEDS)):
        home = tmp_path / str(seed)
        home.mkdir()
        _work_at_random(home, share.seed + seed)


def _work_at_random(home: Path, seed: int) -> None:
    """Do, take back, do again and put back at random; each step is compared with the file of then."""
    chance, desk = Random(seed), OperationDesk(home)
    office = desk.office
    states: list[Dump] = [dump(office)]
    undone: list[Dump] = []
    run = office.run

    def watched(operation: Any, *args: Any, **more: Any) -> Changes:
        changes = run(operation, *args, **more)
        if changes.entry_id is not None:
            states.append(dump(office))
            undone.clear()
        return changes

    office.run = watched  # every step of a sample counts, also what it prepares
    names = sorted(set(SAMPLES) - HEAVY)
    for _ in range(14):
        SAMPLES[chance.choice(names)](desk).run()
        if chance.random() < 0.4:
            _put_something_back(office, chance)
        for _ in range(chance.choice((0, 0, 2, 5))):
            if len(states) > 1 and (not undone or chance.random() < 0.7):
                run(undo_last)
                undone.append(states.pop())
            elif undone:
                run(redo_last)
                states.append(undone.pop())
            assert dump(office) == states[-1]
    furthest = undone[0] if undone else states[-1]
    while office.ask(what_can_be_taken_back):
        run(undo_last)
        undone.append(states.pop())
        assert dump(office) == states[-1]
    assert len(states) == 1
    while undone:
        run(redo_last)
        states.append(undone.pop())
        assert dump(office) == states[-1]
    desk.close()
    assert states[-1] == furthest


def _put_something_back(office: OfficeFile, chance: Random) -> None:
    """Put a record back from the bin, or a row from the journal; where that is refused nothing changes."""
    rows, refused = office.ask(bin_rows), None
    entry = chance.choice(office.ask(find_entries)[:8])
    lost = [(row.noun, row.key) for row in office.ask(entry_changes, entry, 0, 20) if row.lost]
    if not rows and not lost:
        return
    before, with_owners = dump(office), chance.random() < 0.5
    try:
        if rows and chance.random() < 0.5:
            row = chance.choice(rows)
            office.run(put_back, row.noun, row.key, with_owners)
        elif lost:
            office.run(put_rows_back, entry, [chance.choice(lost)], with_owners)
    except HazardDeskError as error:
        refused = error
    if refused is not None:
        assert refused.meaning == "没有改动任何数据。"
        assert dump(office) == before

"""回收站: what is away, how it went, and the way back, whatever was entered since."""

from __future__ import annotations

import ast
import json
import re
from datetime import date
from pathlib import Path

import pytest

import hazard_desk.services
from hazard_desk.errors import HazardDeskError, RecordMissing
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.services.attaching import Given, Owner, attach, attachments_of, detach
from hazard_desk.services.campaigning import CampaignFacts, campaign_rows, remove_campaign, save_campaign
from hazard_desk.services.filing.filing import file_week
from hazard_desk.services.inspecting.record import inspection_record
from hazard_desk.services.inspecting.saving import remove_inspection, save_inspection
from hazard_desk.services.journal import redo_last, undo, undo_last
from hazard_desk.services.labelled_batches import (
    BatchFacts,
    BatchItemFacts,
    remove_batch,
    remove_batch_item,
    save_batch,
    save_batch_item,
)
from hazard_desk.services.offices import set_handler, villages
from hazard_desk.services.planning import PlanFacts, remove_plan_entries, save_plan_entry
from hazard_desk.services.recycling import (
    FOR_GOOD,
    BinQuery,
    BinRow,
    OwnerInBin,
    bin_nouns,
    bin_rows,
    put_back,
    put_back_many,
)
from hazard_desk.services.registry import enterprise_record, remove_enterprise, save_enterprise
from hazard_desk.services.rosters import VillageFacts, remove_roster_entry, save_roster_entry
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import AttachmentKind, HazardLevel
from tests.photo_samples import jpeg
from tests.services.filing.paper_desk import FIRST, SECOND, paper_desk
from tests.services.journal.operation_desk import dump, operations

TODAY = date.today()


def enterprise(office: OfficeFile, name: str = "晋源厂", **facts: str) -> int:
    record_id = office.run(save_enterprise, EnterpriseFacts(name=name, **facts)).record_id
    assert record_id is not None
    return record_id


def visit(office: OfficeFile, where: int, *hazards: str) -> int:
    found = [HazardFacts(text, HazardLevel.GENERAL) for text in hazards]
    facts = InspectionFacts(
        enterprise_id=where, inspected_on=TODAY, inspectors=("张三", "李四"), hazards=found
    )
    record_id = office.run(save_inspection, facts).record_id
    assert record_id is not None
    return record_id


def only(office: OfficeFile, query: BinQuery | None = None) -> BinRow:
    (row,) = office.ask(bin_rows, query or BinQuery())
    return row


def back(office: OfficeFile, row: BinRow, with_owners: bool = False) -> str:
    return office.run(put_back, row.noun, row.key, with_owners).summary


# ---- what lies there --------------------------------------------------------------------------------


def test_an_office_has_an_empty_bin(office: OfficeFile) -> None:
    assert office.ask(bin_rows) == []
    assert office.ask(bin_nouns) == []


def test_a_visit_lies_there_with_what_went_along(office: OfficeFile) -> None:
    office.run(set_handler, "王干事")
    known = visit(office, enterprise(office), "通道堵塞", "灭火器过期")
    office.run(remove_inspection, known)
    row = only(office)
    assert (row.noun_label, row.name, row.handler, row.along) == (
        "检查",
        f"{TODAY} 晋源厂",
        "王干事",
        ("隐患 2",),
    )
    assert row.removed_at is not None
    assert row.removed_at.date() == TODAY


def test_the_newest_lie_on_top_and_are_found_by_noun_and_words(office: OfficeFile) -> None:
    for name in ("晋源厂", "恒泰厂"):
        office.run(remove_enterprise, enterprise(office, name))
    campaign = office.run(save_campaign, CampaignFacts("大整治")).record_id
    office.run(remove_campaign, campaign)
    assert [row.name for row in office.ask(bin_rows)] == ["大整治", "恒泰厂", "晋源厂"]
    assert only(office, BinQuery(noun="campaign")).name == "大整治"
    assert only(office, BinQuery(text="恒泰")).name == "恒泰厂"
    assert only(office, BinQuery(text="jyc")).name == "晋源厂"
    assert {label for _, label in office.ask(bin_nouns)} == {"企业", "专项行动"}


def test_a_hazard_taken_out_of_its_visit_lies_there_and_other_parts_do_not(office: OfficeFile) -> None:
    known = visit(office, enterprise(office), "通道堵塞", "灭火器过期")
    facts = office.ask(inspection_record, known).facts
    facts.hazards, facts.inspectors = facts.hazards[1:], ("王五",)
    office.run(save_inspection, facts, known)
    row = only(office)
    assert (row.noun_label, row.name) == ("隐患", "通道堵塞")
    assert "通道堵塞" in back(office, row)
    there = office.ask(inspection_record, known).facts
    assert {hazard.description for hazard in there.hazards} == {"通道堵塞", "灭火器过期"}
    assert there.inspectors == ("王五",)  # what else that edit did stands


def test_what_an_undo_brought_back_is_not_there_and_a_redo_takes_it_again(office: OfficeFile) -> None:
    known = visit(office, enterprise(office), "通道堵塞")
    office.run(remove_inspection, known)
    office.run(undo_last)
    assert office.ask(bin_rows) == []
    office.run(redo_last)
    assert only(office).along == ("隐患 1",)
    back(office, only(office))
    assert office.ask(inspection_record, known).facts.hazards[0].description == "通道堵塞"


# ---- the way back -----------------------------------------------------------------------------------


def test_it_comes_back_after_many_edits_as_a_step_of_its_own(office: OfficeFile) -> None:
    where = enterprise(office)
    before = dump(office)
    known = visit(office, where, "通道堵塞")
    office.run(remove_inspection, known)
    facts = office.ask(enterprise_record, where).facts
    facts.principal = "赵六"
    office.run(save_enterprise, facts, where)
    enterprise(office, "恒泰厂")
    away = dump(office)
    changes = office.run(put_back, "inspection", json.dumps([known]))
    assert changes.summary == f"从回收站放回检查「{TODAY} 晋源厂」"
    assert office.ask(inspection_record, known).facts.hazards[0].description == "通道堵塞"
    assert office.ask(enterprise_record, where).facts.principal == "赵六"
    assert office.ask(bin_rows) == []
    office.run(undo, changes.entry_id)
    assert dump(office) == away
    assert away != before


def test_it_comes_back_after_a_filing(tmp_path: Path) -> None:
    with paper_desk(tmp_path / "台账") as desk:
        office = desk.office
        where = desk.enterprise("晋源厂")
        known = desk.visit(where, FIRST, HazardFacts("通道堵塞", HazardLevel.GENERAL))
        removal = office.run(remove_inspection, known).entry_id
        office.run(file_week, FIRST)
        with pytest.raises(HazardDeskError, match="上次定稿以前"):
            office.run(undo, removal)
        desk.today(SECOND)
        back(office, only(office))
        assert len(office.ask(inspection_record, known).facts.hazards) == 1


def test_what_left_its_table_comes_back_too(office: OfficeFile) -> None:
    ids = [
        office.run(save_plan_entry, PlanFacts(2027, enterprise(office, name), "张三", 2)).record_id
        for name in ("甲厂", "乙厂", "丙厂")
    ]
    full = dump(office)
    office.run(remove_plan_entries, ids)
    assert [row.noun_label for row in office.ask(bin_rows)] == ["年度检查计划"] * 3
    row = only(office, BinQuery(text="乙厂"))
    back(office, row)
    assert dump(office)["plan_entry"] == full["plan_entry"][1:2]
    rest = [(row.noun, row.key) for row in office.ask(bin_rows)]
    assert "等 2 条" in office.run(put_back_many, rest).summary
    assert dump(office) == full


def test_a_place_that_another_has_taken_is_no_longer_away(office: OfficeFile) -> None:
    where = enterprise(office)
    known = office.run(save_plan_entry, PlanFacts(2027, where, "张三", 2)).record_id
    office.run(remove_plan_entries, [known])
    office.run(save_plan_entry, PlanFacts(2027, where, "李四", 3))
    assert office.ask(bin_rows) == []
    with pytest.raises(RecordMissing):
        office.run(put_back, "plan_entry", json.dumps([known]))


def test_one_of_several_files_comes_back_alone(office: OfficeFile) -> None:
    owner = Owner("enterprise", enterprise(office))
    files = [Given(f"{width}.jpg", jpeg(width=width)) for width in (210, 220)]
    office.run(attach, owner, files, AttachmentKind.SCENE)
    office.run(detach, [link.id for link in office.ask(attachments_of, owner)])
    first, second = office.ask(bin_rows)
    back(office, first)
    office.run(detach, [json.loads(first.key)[0]])
    back(office, second)
    assert [link.name for link in office.ask(attachments_of, owner)] == [second.name]
    assert only(office).key == first.key


# ---- refused, in words --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gone", "taken"),
    [
        (EnterpriseFacts(name="晋源厂"), EnterpriseFacts(name="晋 源厂")),
        (
            EnterpriseFacts(name="晋源厂", code="91141121MA5AH368X3"),
            EnterpriseFacts(name="恒泰厂", code="91141121MA5AH368X3"),
        ),
    ],
)
def test_a_name_or_code_of_another_is_refused(
    office: OfficeFile, gone: EnterpriseFacts, taken: EnterpriseFacts
) -> None:
    known = office.run(save_enterprise, gone).record_id
    office.run(remove_enterprise, known)
    office.run(save_enterprise, taken)
    before = dump(office)
    with pytest.raises(HazardDeskError, match="已经给了另一条记录") as refused:
        back(office, only(office))
    assert (refused.value.meaning, bool(refused.value.remedy)) == ("没有改动任何数据。", True)
    assert dump(office) == before


def test_a_name_given_away_comes_back_when_it_is_free(office: OfficeFile) -> None:
    first = office.run(save_campaign, CampaignFacts("大整治", note="第一个")).record_id
    office.run(remove_campaign, first)
    second = office.run(save_campaign, CampaignFacts("大整治")).record_id
    row = only(office)
    assert row.name == "大整治"
    with pytest.raises(HazardDeskError, match="已经给了另一条记录"):
        back(office, row)
    office.run(save_campaign, CampaignFacts("大整治二"), second)
    back(office, row)
    assert {row.name for row in office.ask(campaign_rows)} == {"大整治", "大整治二"}


def test_a_village_of_the_name_of_another_is_refused(office: OfficeFile) -> None:
    known = office.run(save_roster_entry, VillageFacts("新村")).record_id
    office.run(remove_roster_entry, VillageFacts, known)
    office.run(save_roster_entry, VillageFacts("新村"))
    with pytest.raises(HazardDeskError, match="已经给了另一条记录"):
        back(office, only(office))
    assert [choice.name for choice in office.ask(villages)].count("新村") == 1


def test_what_belongs_to_something_away_comes_only_with_it(office: OfficeFile) -> None:
    where = enterprise(office)
    known = visit(office, where, "通道堵塞")
    office.run(remove_inspection, known)
    office.run(remove_enterprise, where)
    row = only(office, BinQuery(noun="inspection"))
    before = dump(office)
    with pytest.raises(OwnerInBin, match="所属的企业「晋源厂」也在回收站里") as refused:
        back(office, row)
    assert refused.value.owner == "企业「晋源厂」"
    assert dump(office) == before
    back(office, row, with_owners=True)
    assert office.ask(bin_rows) == []
    assert office.ask(enterprise_record, where).facts.name == "晋源厂"
    assert len(office.ask(inspection_record, known).facts.hazards) == 1


def test_an_item_of_a_removed_batch_comes_with_the_batch(office: OfficeFile) -> None:
    batch = office.run(save_batch, BatchFacts("曝光一批")).record_id
    item = office.run(save_batch_item, batch, BatchItemFacts(TODAY, "某厂")).record_id
    office.run(remove_batch_item, item)
    office.run(remove_batch, batch)
    row = only(office, BinQuery(noun="batch_item"))
    with pytest.raises(OwnerInBin):
        back(office, row)
    back(office, row, with_owners=True)
    assert office.ask(bin_rows) == []


def test_what_is_not_there_is_not_put_back(office: OfficeFile) -> None:
    where = enterprise(office)
    for noun, key in (("enterprise", [where]), ("enterprise", [99]), ("no_noun", [1]), ("recheck", [1])):
        with pytest.raises(RecordMissing):
            office.run(put_back, noun, json.dumps(key))


# ---- nothing leaves without a trace ---------------------------------------------------------------------

PARTS_OF_AN_EDIT = {
    "campaigning/obligations.py": "what a campaign asks for, saved as a whole with it",
    "campaigning/opening.py": "the figures of a statement, saved as a whole with it",
    "campaigning/saving.py": "scope and phases of a campaign, saved as a whole with it",
    "collecting/collections.py": "who is asked, struck off while the 收表 is edited",
    "collecting/deciding.py": "a decision taken back (FOR_GOOD) or replaced by another",
    "collecting/returning.py": "decisions that lose their ground with a returned sheet, and come with it",
    "cross_inspecting/arranging.py": "a pair or a 回避 taken away (FOR_GOOD); those of a draw are drawn anew",
    "cross_inspecting/parties.py": "who takes part, saved as a whole with the round",
    "cross_inspecting/rounds.py": "the arrangement, saved as a whole with the round",
    "cross_inspecting/sampling.py": "the list of a pair, chosen anew",
    "cross_inspecting/under_way.py": "what lies in the bin is parted from a pair that becomes another",
    "form_entries.py": "a place of a form that is emptied (FOR_GOOD)",
    "holidays.py": "a day that is as its weekday again (FOR_GOOD)",
    "inspecting/saving.py": "links, inspectors and points of a visit, saved as a whole with it",
    "planning.py": "entries taken out of the plan (FOR_GOOD)",
    "registry.py": "the industries of an enterprise, saved with it",
    "rosters.py": "duties and 回避 of a person, saved with it",
    "self_checking.py": "marks of a self-check, saved with it",
    "settings.py": "a setting that is as shipped again",
    "signs.py": "what was seen of a sign, cleared (FOR_GOOD)",
    "tasks/saving.py": "a step taken out of its task (FOR_GOOD)",
    "wording.py": "a text of a form that is as shipped again",
    "journal/undoing.py": "what the journal itself takes back",
}


def test_every_place_that_deletes_is_known_here() -> None:
    (home,) = hazard_desk.services.__path__
    deleting = {
        path.relative_to(home).as_posix()
        for path in Path(home).rglob("*.py")
        if re.search(r"session\.delete\(|\bdelete\(\w|DELETE FROM", path.read_text(encoding="utf-8"))
    }
    assert deleting == set(PARTS_OF_AN_EDIT)


def test_what_leaves_for_good_leaves_by_operations_that_there_are() -> None:
    there = {f"{name.split('.')[0]}.{name.rsplit('.')[-1]}" for name in operations()}
    for noun, names in FOR_GOOD.items():
        assert set(names) <= there, noun


def test_no_operation_deletes_a_file_of_the_office() -> None:
    (home,) = hazard_desk.services.__path__
    wrong = []
    for path in Path(home).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ("unlink", "rmtree", "rmdir"):
                wrong.append((path.name, node.attr))
    assert wrong == [("attachment_files.py", "unlink")]  # an older working copy, outside the office's folder

"""Sample calls of the operations on 交叉检查, 收表, templates and 报送."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from hazard_desk.services.attaching import Given
from hazard_desk.services.collecting.applying import apply_to_registry
from hazard_desk.services.collecting.closing import close_collection
from hazard_desk.services.collecting.collections import remove_collection, save_collection, set_exempt
from hazard_desk.services.collecting.deciding import Taking, decide, decide_many, undecide
from hazard_desk.services.collecting.merged_table import merged
from hazard_desk.services.collecting.reading import read_folder
from hazard_desk.services.collecting.returning import (
    assign_returned,
    remove_returned,
    set_returned_on,
    take_in,
)
from hazard_desk.services.county_templates import Filled, forget, look_into, propose_all, remember, sheet_keys
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
from hazard_desk.services.cross_inspecting.facts import PairRow
from hazard_desk.services.cross_inspecting.following import (
    PairFacts,
    save_pair,
    set_days,
    tie_visits,
    untie_visits,
)
from hazard_desk.services.cross_inspecting.rounds import remove_round, rename_party, round_facts, save_round
from hazard_desk.services.cross_inspecting.sampling import change_samples, propose_samples
from hazard_desk.services.filing.filing import correct_week, file_week
from hazard_desk.services.filing.stages import attach_scan, report_paper
from hazard_desk.services.form_entries import save_entry
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import SourceStage
from tests.county_tables import plain_table
from tests.pdf_samples import scan
from tests.services.collecting.returned_folder import PHONE, STAFF, Look, filled, write
from tests.services.filing.paper_desk import FIRST, SECOND, PaperDesk
from tests.services.journal.operation_desk import TODAY, Call, OperationDesk

MA = 4  # 马村, the village with enterprises
F4 = "weekly-statistics"


# ---- 交叉检查 -------------------------------------------------------------------------------------------


def saved_round(desk: OperationDesk) -> Call:
    known = desk.round()
    facts = desk.office.ask(round_facts, known)
    return desk.call(save_round, known, replace(facts, pairs=(PairRow("甲组", "马村"),), note="改"))


def drawn(desk: OperationDesk) -> Call:
    return desk.call(draw_round, desk.round(), 7)


def swapped(desk: OperationDesk) -> Call:
    return desk.call(swap_targets, *desk.pairs(desk.round()))


def pair_set(desk: OperationDesk) -> Call:
    round_id = desk.round()
    first, second = desk.pairs(round_id)
    desk.office.run(drop_pair, second)
    return desk.call(set_pair, first, "甲组", "马村")


def pair_dropped(desk: OperationDesk) -> Call:
    return desk.call(drop_pair, desk.pairs(desk.round())[0])


def pair_added(desk: OperationDesk) -> Call:
    round_id = desk.round()
    desk.office.run(drop_pair, desk.pairs(round_id)[0])
    return desk.call(add_pair, round_id, "甲组", "西槽头村")


def _forbidden(desk: OperationDesk) -> int:
    round_id = desk.round()
    desk.office.run(forbid_pair, round_id, "甲组", "马村")
    return desk.ids("cross_forbidden", round_id=round_id)[0]


def members_set(desk: OperationDesk) -> Call:
    party = desk.ids("cross_party", round_id=desk.round(), name="甲组")[0]
    desk.office.run(set_members, party, ["张三", "李四"])
    return desk.call(set_members, party, ["李四", "王五"])


def pair_saved(desk: OperationDesk) -> Call:
    facts = PairFacts(handed_over_on=date(2026, 11, 20), handed_over_by="张三", evidence="照片")
    return desk.call(save_pair, desk.pairs(desk.round())[0], facts)


def _tied(desk: OperationDesk) -> tuple[int, int]:
    pair = desk.pairs(desk.round())[0]
    visited = {"inspected_on": date(2026, 11, 12), "stage": SourceStage.CROSS}
    visit = desk.visit(enterprise=desk.enterprise(village="西槽头村"), **visited)
    return pair, visit


def visits_untied(desk: OperationDesk) -> Call:
    pair, visit = _tied(desk)
    desk.office.run(tie_visits, pair, [visit])
    return desk.call(untie_visits, [visit])


def visits_tied(desk: OperationDesk) -> Call:
    pair, visit = _tied(desk)
    return desk.call(tie_visits, pair, [visit])


def samples_changed(desk: OperationDesk) -> Call:
    round_id = desk.round()
    desk.office.run(propose_samples, round_id)
    return desk.call(change_samples, desk.pairs(round_id)[0], [desk.enterprise(village="西槽头村")])


def party_renamed(desk: OperationDesk) -> Call:
    party = desk.ids("cross_party", round_id=desk.round(), name="甲组")[0]
    return desk.call(rename_party, party, "第一组")


# ---- 收表 ----------------------------------------------------------------------------------------------


class Collection:
    """A 收表 to which two files of 马村 came back that contradict each other and the registry."""

    def __init__(self, desk: OperationDesk, taken: bool = True) -> None:
        self._desk = desk
        self.office, self.id, self.facts = desk.collection()
        self.files = [self._file(desk, "马村.xlsx", 41, "13900000001"), self._file(desk, "补.xlsx", 42, "1")]
        self.returns = read_folder(self.files, self.facts).returns
        if taken:
            self.office.run(take_in, self.id, self.returns)
            self.office.run(assign_returned, self.sheets(), self.party())

    def _file(self, desk: OperationDesk, name: str, staff: int, phone: str) -> Path:
        row = filled(MA, 0)
        row[STAFF], row[PHONE] = staff + desk.ids("collection", self.office)[-1], phone
        return write(desk.file(name), [row], Look(unit="马村"))

    def sheets(self) -> list[int]:
        return self._desk.ids("returned_sheet", self.office, collection_id=self.id)

    def party(self) -> int:
        return self._desk.ids("collection_party", self.office, collection_id=self.id)[MA]

    def place(self) -> tuple[str, int]:
        conflict = self.office.ask(merged, self.id).conflicts[0]
        return conflict.row.key, conflict.cell.position

    def call(self, operation: Any, *args: Any, **more: Any) -> Call:
        return Call(self.office, operation, args, more)


def taken_in(desk: OperationDesk) -> Call:
    made = Collection(desk, taken=False)
    return made.call(take_in, made.id, made.returns)


def assigned(desk: OperationDesk) -> Call:
    made = Collection(desk)
    return made.call(assign_returned, made.sheets()[:1], None)


def returned_on_set(desk: OperationDesk) -> Call:
    made = Collection(desk)
    return made.call(set_returned_on, made.sheets(), date(2026, 11, 19))


def returned_removed(desk: OperationDesk) -> Call:
    made = Collection(desk)
    made.office.run(decide_many, made.id, [made.place()], Taking.NEWEST)
    return made.call(remove_returned, made.sheets()[1:])


def decided(desk: OperationDesk) -> Call:
    made = Collection(desk)
    return made.call(decide, made.id, *made.place(), "40")


def many_decided(desk: OperationDesk) -> Call:
    made = Collection(desk)
    return made.call(decide_many, made.id, [made.place()], Taking.OURS)


def undecided(desk: OperationDesk) -> Call:
    made = Collection(desk)
    place = made.place()
    made.office.run(decide, made.id, *place, "40")
    return made.call(undecide, made.id, [place])


def applied(desk: OperationDesk) -> Call:
    made = Collection(desk)
    for one in made.office.ask(merged, made.id).conflicts:
        text = "47" if one.cell.position == STAFF else "13900000009"
        made.office.run(decide, made.id, one.row.key, one.cell.position, text)
    return made.call(apply_to_registry, made.id)


def closed(desk: OperationDesk) -> Call:
    made = Collection(desk)
    return made.call(close_collection, made.id, TODAY)


def collection_saved(desk: OperationDesk) -> Call:
    made = Collection(desk, taken=False)
    return made.call(
        save_collection, replace(made.facts, note="催", parties=made.facts.parties[:-1]), made.id
    )


def collection_removed(desk: OperationDesk) -> Call:
    made = Collection(desk)
    return made.call(remove_collection, made.id)


def exempted(desk: OperationDesk) -> Call:
    made = Collection(desk, taken=False)
    return made.call(set_exempt, [made.party()], "没有工贸企业")


# ---- 上级表样 -------------------------------------------------------------------------------------------


def _filled(desk: OperationDesk) -> Filled:
    path = plain_table(desk.file("县表.xlsx"), ("序号", "企业名称", desk.name("栏")))
    look = look_into(path)
    (found,) = desk.office.ask(propose_all, look)
    return Filled(sheet_keys(look.layout.sheets)[0], "县表", found.mapping)


def remembered(desk: OperationDesk) -> Call:
    return desk.call(remember, [_filled(desk)])


def forgotten(desk: OperationDesk) -> Call:
    desk.office.run(remember, [_filled(desk)])
    return desk.call(forget, desk.ids("template_mapping", deleted_at=None)[-1])


# ---- 报送 ----------------------------------------------------------------------------------------------


def entry_saved(desk: OperationDesk) -> Call:
    week = date(2026, 11, 20)
    desk.office.run(save_entry, F4, week, None, "general_found", "9", "7", "漏报")
    return desk.call(save_entry, F4, week, None, "general_found", "")


def _week(desk: OperationDesk) -> PaperDesk:
    """Return an office of its own that has a visit to report."""
    papers = desk.papers()
    papers.visit(papers.enterprise(desk.name("厂")), FIRST)
    return papers


def _filed(desk: OperationDesk, scanned: bool = False) -> tuple[OfficeFile, int]:
    """Return such an office a week after it was filed, and the paper of that week."""
    papers = _week(desk)
    papers.office.run(file_week, FIRST)
    papers.today(SECOND)
    (paper,) = papers.papers(FIRST)
    if scanned:
        papers.office.run(attach_scan, paper.id, [Given("扫.pdf", scan())], date(2026, 3, 9))
    return papers.office, paper.id


def week_filed(desk: OperationDesk) -> Call:
    return Call(_week(desk).office, file_week, (FIRST,))


def scan_attached(desk: OperationDesk) -> Call:
    office, paper = _filed(desk)
    return Call(office, attach_scan, (paper, [Given("扫.pdf", scan())], date(2026, 3, 9)))


def paper_reported(desk: OperationDesk) -> Call:
    office, paper = _filed(desk, scanned=True)
    return Call(office, report_paper, (paper, date(2026, 3, 10), "区安委办"))


def week_corrected(desk: OperationDesk) -> Call:
    office, _ = _filed(desk)
    return Call(office, correct_week, (FIRST, "数字有误"))


SAMPLES: dict[str, Any] = {
    "collecting.applying.apply_to_registry": applied,
    "collecting.closing.close_collection": closed,
    "collecting.collections.remove_collection": collection_removed,
    "collecting.collections.save_collection": collection_saved,
    "collecting.collections.set_exempt": exempted,
    "collecting.deciding.decide": decided,
    "collecting.deciding.decide_many": many_decided,
    "collecting.deciding.undecide": undecided,
    "collecting.returning.assign_returned": assigned,
    "collecting.returning.remove_returned": returned_removed,
    "collecting.returning.set_returned_on": returned_on_set,
    "collecting.returning.take_in": taken_in,
    "county_templates.remembering.forget": forgotten,
    "county_templates.remembering.remember": remembered,
    "cross_inspecting.arranging.add_pair": pair_added,
    "cross_inspecting.arranging.allow_pair": lambda desk: desk.call(allow_pair, _forbidden(desk)),
    "cross_inspecting.arranging.draw_round": drawn,
    "cross_inspecting.arranging.drop_pair": pair_dropped,
    "cross_inspecting.arranging.forbid_pair": lambda desk: desk.call(
        forbid_pair, desk.round(), "甲组", "马村"
    ),
    "cross_inspecting.arranging.lock_pairs": lambda desk: desk.call(
        lock_pairs, desk.pairs(desk.round()), True
    ),
    "cross_inspecting.arranging.set_members": members_set,
    "cross_inspecting.arranging.set_pair": pair_set,
    "cross_inspecting.arranging.set_pair_note": lambda desk: desk.call(
        set_pair_note, desk.pairs(desk.round())[0], "自带车辆"
    ),
    "cross_inspecting.arranging.swap_targets": swapped,
    "cross_inspecting.following.save_pair": pair_saved,
    "cross_inspecting.following.set_days": lambda desk: desk.call(
        set_days, desk.pairs(desk.round()), date(2026, 11, 5), date(2026, 11, 6)
    ),
    "cross_inspecting.following.tie_visits": visits_tied,
    "cross_inspecting.following.untie_visits": visits_untied,
    "cross_inspecting.rounds.remove_round": lambda desk: desk.call(remove_round, desk.round()),
    "cross_inspecting.rounds.rename_party": party_renamed,
    "cross_inspecting.rounds.save_round": saved_round,
    "cross_inspecting.sampling.change_samples": samples_changed,
    "cross_inspecting.sampling.propose_samples": lambda desk: desk.call(propose_samples, desk.round()),
    "filing.filing.correct_week": week_corrected,
    "filing.filing.file_week": week_filed,
    "filing.stages.attach_scan": scan_attached,
    "filing.stages.report_paper": paper_reported,
    "form_entries.save_entry": entry_saved,
}

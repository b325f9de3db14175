"""How the kept offices were made: each by the program of its time, through the services of its time.

Out of the tree of the last commit before the next schema (schema 1: e51457f^, 2: aa88866^, 3: 215d00b^,
4: 1a58a9a^, 5: d6c61fb^), unpacked somewhere else:

    PYTHONPATH=<that tree> python tests/store/offices/make.py tests/store/offices/schema-N.db.gz

The former schema is kept like this before a new one is begun; a kept file is never made anew.
"""

from __future__ import annotations

import gzip
import io
import json
import sys
import tempfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

NOW = datetime(2026, 11, 22, 9, 0)
WEEK_END = date(2026, 11, 20)


def make(target: Path) -> None:
    """Make an office with something of everything this program knows, close it and keep its file."""
    from hazard_desk.services.demonstrating import fill_demo
    from hazard_desk.services.offices import set_up_office
    from hazard_desk.store.office_file import OfficeFile
    from hazard_desk.store.schema import SCHEMA_VERSION

    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "台账"
        OfficeFile.create(folder, set_up_office, "文水县西槽头乡人民政府", ["西槽头村", "马村"])
        with OfficeFile.open(folder, clock=lambda: NOW) as office:
            office.run(fill_demo, 6, 3)
            for schema, fill in enumerate(_SINCE, start=1):
                if schema <= SCHEMA_VERSION:
                    fill(office.run, office.ask, Path(made))
        assert json.loads((folder / "office.closed.json").read_text(encoding="utf-8"))["sha256"]
        target.write_bytes(gzip.compress((folder / "office.db").read_bytes(), 9, mtime=0))


def _schema_1(run: Callable[..., Any], ask: Callable[..., Any], at: Path) -> None:
    from hazard_desk.services.journal import undo_last
    from hazard_desk.services.rosters import (
        PersonFacts,
        VillageFacts,
        remove_roster_entry,
        roster_facts,
        roster_rows,
        save_roster_entry,
    )

    village = run(save_roster_entry, VillageFacts("石侯村", "新并入")).record_id
    run(save_roster_entry, VillageFacts("石侯村", "二〇二六年并入"), village)
    person = ask(roster_rows, PersonFacts)[0].id
    facts = ask(roster_facts, PersonFacts, person)
    facts.note = "六月起分管安全"
    run(save_roster_entry, facts, person)
    run(save_roster_entry, VillageFacts("石永村"))
    run(undo_last)
    run(remove_roster_entry, VillageFacts, village)


def _schema_2(run: Callable[..., Any], ask: Callable[..., Any], at: Path) -> None:
    from hazard_desk.services.form_entries import save_entry
    from hazard_desk.services.wording import save_wordings, set_signatures

    run(save_wordings, "hazard-list", {"title": "=安全隐患清单"})
    run(set_signatures, "hazard-list", True)
    run(save_entry, "weekly-dispatch", WEEK_END, None, "self_plans", "9", "0", "电话补报")


def _schema_3(run: Callable[..., Any], ask: Callable[..., Any], at: Path) -> None:
    from PIL import Image

    from hazard_desk.rules.facts import CheckPoint
    from hazard_desk.services.attaching import Given, Owner, attach
    from hazard_desk.services.following_up.finding import HazardQuery, find_hazards
    from hazard_desk.services.holidays import mark_day
    from hazard_desk.services.inspecting.finding import InspectionQuery, find_inspections
    from hazard_desk.services.inspecting.record import inspection_record
    from hazard_desk.services.inspecting.saving import save_inspection
    from hazard_desk.services.settings import save_settings
    from hazard_desk.terms import AttachmentKind, DayKind

    hazards = ask(find_hazards, HazardQuery())
    for shade, hazard in zip((40, 90), hazards, strict=False):
        picture = io.BytesIO()
        Image.new("RGB", (64, 48), (shade, 30, 30)).save(picture, "JPEG")
        files = [Given("现场.jpg", picture.getvalue())]
        run(attach, Owner("hazard", hazard), files, AttachmentKind.SCENE, "配电箱")
    run(mark_day, date(2026, 11, 28), DayKind.WORKDAY, "调班")
    run(save_settings, {"quota.secretary": 3})
    visit = ask(inspection_record, ask(find_inspections, InspectionQuery())[0])
    visit.facts.checks.append(CheckPoint("配电箱有警示标志", "本办自拟"))
    run(save_inspection, visit.facts, visit.id)


def _schema_4(run: Callable[..., Any], ask: Callable[..., Any], at: Path) -> None:
    from dataclasses import replace

    from hazard_desk.services.cross_inspecting.arranging import forbid_pair
    from hazard_desk.services.cross_inspecting.rounds import round_facts, rounds
    from hazard_desk.services.registry import EnterpriseQuery, find_enterprises
    from hazard_desk.services.rosters import PersonFacts, roster_facts, roster_rows, save_roster_entry

    newest = ask(rounds)[0].id
    parties = [party.name for party in ask(round_facts, newest).parties]
    run(forbid_pair, newest, parties[0], parties[1])
    enterprises = ask(find_enterprises, EnterpriseQuery())
    person = ask(roster_rows, PersonFacts)[1].id
    facts = replace(ask(roster_facts, PersonFacts, person), relatives=(enterprises[0],))
    run(save_roster_entry, facts, person)


def _schema_5(run: Callable[..., Any], ask: Callable[..., Any], at: Path) -> None:
    from hazard_desk.rules.tip_offs import TipOffFacts
    from hazard_desk.services.campaigning import (
        OpeningFacts,
        campaign_facts,
        campaign_rows,
        save_campaign,
        save_opening,
    )
    from hazard_desk.services.filing.filing import file_week
    from hazard_desk.services.labelled_batches import BatchFacts, BatchItemFacts, save_batch, save_batch_item
    from hazard_desk.services.registry import EnterpriseQuery, find_enterprises
    from hazard_desk.services.signs import set_signs, sign_items
    from hazard_desk.services.support_pairs import SupportPairFacts, save_support_pair
    from hazard_desk.services.tip_offs import save_tip_off
    from hazard_desk.terms import SignState

    enterprises = ask(find_enterprises, EnterpriseQuery())
    campaign = ask(campaign_rows)[0]
    facts = ask(campaign_facts, campaign.id)
    facts.industries, facts.villages = (1,), (2,)
    run(save_campaign, facts, campaign.id)
    run(save_opening, OpeningFacts(campaign.id, date(2026, 9, 4), "移交表", figures={"closed": 1}))
    tip = TipOffFacts(date(2026, 11, 9), informant="某某", enterprise_id=enterprises[0], content="夜间焊接")
    tip.campaigns = (campaign.name,)
    run(save_tip_off, tip)
    pair = SupportPairFacts(enterprises[0], enterprises[1], date(2026, 10, 1), campaigns=(campaign.name,))
    run(save_support_pair, pair)
    run(set_signs, [(enterprises[0], sign_items()[0])], SignState.FAULTY, date(2026, 11, 3))
    batch = run(save_batch, BatchFacts("约谈一批", campaign.id)).record_id
    run(save_batch_item, batch, BatchItemFacts(date(2026, 11, 3), "约谈某厂负责人"))
    run(file_week, WEEK_END)


def _schema_6(run: Callable[..., Any], ask: Callable[..., Any], at: Path) -> None:
    import openpyxl

    from hazard_desk.rules.table_question import Question
    from hazard_desk.services.ad_hoc_tables import save_table
    from hazard_desk.services.collecting.collections import save_collection
    from hazard_desk.services.collecting.deciding import decide
    from hazard_desk.services.collecting.facts import CollectionFacts
    from hazard_desk.services.collecting.merged_table import merged
    from hazard_desk.services.collecting.reading import read_folder
    from hazard_desk.services.collecting.returning import take_in
    from hazard_desk.services.collecting.templates import begin_from
    from hazard_desk.services.county_templates import Filled, look_into, propose_all, remember, sheet_keys
    from hazard_desk.services.offices import villages
    from hazard_desk.services.registry import EnterpriseQuery, enterprise_rows, find_enterprises
    from hazard_desk.terms import PartyKind

    run(
        save_table, "各村企业数", Question(noun="enterprise", title="各村企业数", groups=("village",)), "县局"
    )
    known = ask(enterprise_rows, ask(find_enterprises, EnterpriseQuery())[:1])[0]

    def table(path: Path, *rows: tuple[object, ...]) -> Path:
        book = openpyxl.Workbook()
        page: Any = book.active
        page.append(["企业用气情况统计表"])
        page.append(["企业名称", "统一社会信用代码", "主要负责人", "用气方式"])
        for row in rows:
            page.append(row)
        path.parent.mkdir(exist_ok=True)
        book.save(path)
        return path

    sent = table(at / "用气表.xlsx", (None, None, None, None))
    look = look_into(sent)
    key = sheet_keys(look.layout.sheets)[0]
    run(remember, [Filled(key, "用气表", ask(propose_all, look)[0].mapping)])
    begun = begin_from(sent)
    ids = tuple(choice.id for choice in ask(villages))
    facts = CollectionFacts(
        name=begun.name,
        asked=PartyKind.VILLAGE,
        asked_on=date(2026, 11, 10),
        due_on=WEEK_END,
        parties=ids,
        columns=begun.columns,
        fingerprint=begun.fingerprint,
    )
    collection = run(save_collection, facts).record_id
    for name, principal in (("西槽头村", "甲某"), ("马村", "乙某")):
        line = (known.name, known.code, principal, "液化气")
        table(at / "交回" / f"{name}.xlsx", line)
    run(take_in, collection, read_folder(at / "交回", facts).returns)
    row = ask(merged, collection).rows[0]
    cell = next(cell for cell in row.cells if cell.conflict)
    run(decide, collection, row.key, cell.position, "丙某")


_SINCE = (_schema_1, _schema_2, _schema_3, _schema_4, _schema_5, _schema_6)

if __name__ == "__main__":
    make(Path(sys.argv[1]))

"""The demo township: the same for the same seed, plausible, every figure and every state in it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from stdnum.cn import uscc

from hazard_desk.errors import HazardDeskError
from hazard_desk.services.demonstrating import fill_demo
from hazard_desk.services.documents import find_documents
from hazard_desk.services.following_up.finding import HazardQuery, hazard_counts
from hazard_desk.services.listing import list_records
from hazard_desk.services.offices import campaigns, set_up_office
from hazard_desk.services.planning import plan_rows
from hazard_desk.services.reporting import statistics
from hazard_desk.services.rosters import VillageFacts, roster_rows
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import HazardState

NOW = datetime(2026, 3, 6, 10, 0)


def demo(folder: Path, enterprises: int, seed: int) -> OfficeFile:
    OfficeFile.create(folder, set_up_office, "文水县西槽头乡人民政府")
    office = OfficeFile.open(folder, clock=lambda: NOW)
    office.run(fill_demo, enterprises, seed)
    return office


def test_a_seed_gives_the_same_office_again(tmp_path: Path) -> None:
    lists = []
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        with demo(tmp_path / name, 40, seed) as office:
            lists.append(
                [office.ask(list_records, kind) for kind in ("enterprises", "inspections", "hazards")]
            )
    assert lists[0] == lists[1]
    assert lists[0] != lists[2]


def test_the_demo_has_everything_the_program_shows(tmp_path: Path) -> None:
    with demo(tmp_path / "o", 120, 1) as office:
        enterprises = office.ask(list_records, "enterprises")
        assert enterprises["total"] == 120
        for row in enterprises["rows"]:
            assert not row["code"] or uscc.is_valid(row["code"])
        states = {row["state"] for row in office.ask(list_records, "hazards")["rows"]}
        assert states == {state.label for state in HazardState}
        days = [row["date"] for row in office.ask(list_records, "inspections")["rows"]]
        assert max(days) <= NOW.date()
        assert min(days) >= NOW.date() - timedelta(days=92)
        counted = office.ask(statistics, NOW.date())
        assert min(counted.cumulative.values()) > 0
        assert sum(value > 0 for value in counted.week.values()) > 5
        assert {row["state"] for row in enterprises["rows"]} >= {"正常经营", "停业"}
        assert all(row.about for row in office.ask(roster_rows, VillageFacts)), "each village has a 网格员"
        assert len(office.ask(find_documents)) >= 3
        assert len(office.ask(plan_rows, NOW.year)) > 100
        views = office.ask(hazard_counts, HazardQuery())
        assert all(views[view] for view in ("逾期", "待回查", "挂牌", "待答复", "已移送", "已作废"))
        of_campaign = office.ask(statistics, NOW.date(), office.ask(campaigns)[-1].name)
        assert of_campaign.cumulative["general_found"] > 0


def test_an_office_with_records_is_not_filled(tmp_path: Path) -> None:
    with demo(tmp_path / "o", 3, 1) as office, pytest.raises(HazardDeskError, match="已经有企业"):
        office.run(fill_demo, 3, 1)

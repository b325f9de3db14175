"""领导带队检查完成情况表: the month of the week, counted from the records and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from hazard_desk.forms.sheet import Sheet
from hazard_desk.model import Village
from hazard_desk.services.enforcing import TypicalCaseFacts, save_enforcement
from hazard_desk.services.offices import industry_ids
from hazard_desk.services.rosters import PersonFacts, save_roster_entry
from hazard_desk.services.settings import save_settings
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import LeaderPost
from tests.services import form_desk as desk
from tests.services.form_desk import LAST_WEEK, in_order, plain

QUOTAS = "quota-table"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    with desk.make_office(tmp_path) as opened:
        yield opened


def rows(sheet: Sheet) -> list[list[str]]:
    found: dict[int, list[str]] = {}
    for cell in in_order(sheet):
        found.setdefault(cell.row, []).append(plain(cell.text))
    return list(found.values())


def test_the_month_is_told_of_leaders_township_and_enterprises(office: OfficeFile) -> None:
    village = office.ask(lambda reading: reading.session.query(Village.id).filter_by(name="东街村").scalar())
    trade = office.ask(industry_ids)["冶金工贸"]
    secretary = desk.saved(office.run(save_roster_entry, PersonFacts("陈书记", post=LeaderPost.SECRETARY)))
    member = PersonFacts(
        "包委员", post=LeaderPost.TEAM_MEMBER, duty_villages=(village,), duty_industries=(trade,)
    )
    member_id = desk.saved(office.run(save_roster_entry, member))
    office.run(save_roster_entry, PersonFacts("普通干部"))
    east = desk.enterprise(office, "东街厂", village="东街村")
    west = desk.enterprise(office, "西街厂", village="西街村")
    everyone = (secretary, member_id)
    for where in (east, west):
        desk.visited(office, where, date(2026, 11, 2), leader_ids=everyone)
    desk.visited(office, east, date(2026, 10, 30), leader_ids=everyone)
    office.run(save_enforcement, TypicalCaseFacts("某案", date(2026, 11, 3)))
    office.run(save_settings, {"quota.typical_cases": 2})
    sheet = desk.one(office, QUOTAS, week_end=LAST_WEEK)
    told = rows(sheet)
    assert ["1", "陈书记", "党（工）委书记", "", "2", "1", "2", "1"] in told
    assert ["2", "包委员", "领导班子成员", "东街村、冶金工贸", "8", "1", "1", "7"] in told
    assert ["3", "报送典型案例（个）", "2", "1", "1"] in told
    assert ["1", "发现重大隐患（条）", "1", "0", "1"] in told
    assert ["3", "全面自查自改", "1", "2", "0", "2"] in told
    assert not [row for row in told if "普通干部" in row]
    assert sheet.head.middle is not None
    assert sheet.head.middle.label == "2026年11月"
    assert "截至2026年11月22日" in sheet.notes[0], "the month isn't over: as far as today"
    october = desk.one(office, QUOTAS, week_end=date(2026, 10, 30))
    assert ["1", "陈书记", "党（工）委书记", "", "2", "1", "1", "1"] in rows(october)
    assert "截至2026年10月31日" in october.notes[0]


def test_without_leaders_it_says_so_and_invents_none(office: OfficeFile) -> None:
    told = rows(desk.one(office, QUOTAS, week_end=LAST_WEEK))
    assert ["", "名册里还没有填写有检查任务的领导。"] in told
    blank = rows(desk.one(office, QUOTAS, blank=True))
    assert ["1", *[""] * 7] in blank
    assert ["2", "解决重大隐患（条）", "", "", ""] in blank

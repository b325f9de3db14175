"""专项行动: scope, phases, obligations come back as entered; refused, used, removed, brought back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert

from hazard_desk.errors import HazardDeskError, InputRefused, RecordMissing
from hazard_desk.model import FiledPaper, Filing, TipOff, tip_off_campaign
from hazard_desk.rules.facts import EnterpriseFacts, InspectionFacts
from hazard_desk.services.campaigning import (
    CampaignFacts,
    ObligationFacts,
    OpeningFacts,
    PhaseFacts,
    campaign_facts,
    campaign_rows,
    own_obligations,
    remove_campaign,
    save_campaign,
    save_opening,
    save_own_obligations,
)
from hazard_desk.services.enforcing import TypicalCaseFacts, remove_enforcement, save_enforcement
from hazard_desk.services.form_entries import save_entry
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.journal import undo
from hazard_desk.services.registry import save_enterprise
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import FilingState, ReportScope, TipChannel

TODAY = date.today()
F4 = ObligationFacts("weekly-statistics", ReportScope.WEEK, "区安委办", 4, "15:00", None, "主要负责人", "PDF")
LATER = ObligationFacts("major-hazards", ReportScope.CUMULATIVE, due_on=date(2026, 3, 31))
WHOLE = CampaignFacts(
    "大整治",
    "1号",
    "区安委会",
    date(2026, 3, 1),
    date(2026, 3, 31),
    "邮箱",
    "注",
    "煤矿和电力",
    (1, 16),
    (1, 2),
    (
        PhaseFacts("部署", date(2026, 3, 1), date(2026, 3, 5), "动员"),
        PhaseFacts("整治", date(2026, 3, 6), None),
    ),
    (F4, LATER),
)


def entered(office: OfficeFile, facts: CampaignFacts) -> int:
    record_id = office.run(save_campaign, facts).record_id
    assert record_id is not None
    return record_id


def used(office: OfficeFile) -> dict[str, int]:
    return {row.name: row.used for row in office.ask(campaign_rows)}


def test_a_campaign_comes_back_as_it_was_entered_changed_and_taken_back(office: OfficeFile) -> None:
    campaign = entered(office, WHOLE)
    assert office.ask(campaign_facts, campaign) == WHOLE
    changed = office.run(
        save_campaign, CampaignFacts("大排查", villages=(2,), obligations=(LATER,)), campaign
    )
    assert office.ask(campaign_facts, campaign) == CampaignFacts(
        "大排查", villages=(2,), obligations=(LATER,)
    )
    office.run(undo, changed.entry_id)
    assert office.ask(campaign_facts, campaign) == WHOLE


def test_saving_writes_only_what_changed(office: OfficeFile) -> None:
    campaign = entered(office, WHOLE)
    assert office.run(save_campaign, WHOLE, campaign).entry_id is None
    facts = office.ask(campaign_facts, campaign)
    facts.note = "新备注"
    assert office.run(save_campaign, facts, campaign).nouns == {"campaign"}
    facts.industries = (16,)
    assert office.run(save_campaign, facts, campaign).nouns == {"campaign_industry"}


def test_the_list_says_where_a_campaign_stands_today(office: OfficeFile) -> None:
    day = TODAY
    for facts in (
        CampaignFacts("没有日期"),
        CampaignFacts("将来", starts_on=day.replace(year=day.year + 1, day=1)),
        CampaignFacts("过去", "9号", ends_on=day.replace(year=day.year - 1, day=1)),
        CampaignFacts("如今", starts_on=day, phases=(PhaseFacts("头一步", day, day),)),
        CampaignFacts("阶段之外", starts_on=day),
    ):
        entered(office, facts)
    assert {row.name: row.stands for row in office.ask(campaign_rows)} == {
        "没有日期": "",
        "将来": "未开始",
        "过去": "已结束",
        "如今": "头一步",
        "阶段之外": "进行中",
    }
    assert office.ask(campaign_rows)[2].about == f"9号，…… 至 {day.replace(year=day.year - 1, day=1)}"


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        (CampaignFacts("  "), "name", "没有填"),
        (CampaignFacts("大 整治"), "name", "已经有「大整治」"),
        (
            CampaignFacts("新", starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 1)),
            "ends_on",
            "早于开始日期",
        ),
        (CampaignFacts("新", phases=(PhaseFacts("甲"), PhaseFacts(" "))), "phases", "第 2 个阶段没有名称"),
        (
            CampaignFacts("新", phases=(PhaseFacts("甲", date(2026, 3, 2), date(2026, 3, 1)),)),
            "phases",
            "阶段「甲」的结束日期早于",
        ),
        (
            CampaignFacts(
                "新", ends_on=date(2026, 3, 9), phases=(PhaseFacts("甲", None, date(2026, 3, 10)),)
            ),
            "phases",
            "不在专项行动的起止日期（…… 至 2026-03-09）里",
        ),
        (
            CampaignFacts("新", starts_on=date(2026, 3, 9), phases=(PhaseFacts("甲", date(2026, 3, 8)),)),
            "phases",
            "不在专项行动的起止日期",
        ),
        (
            CampaignFacts("新", obligations=(F4, ObligationFacts("", weekday=4))),
            "obligations",
            "第 2 条报送要求没有写报表",
        ),
        (
            CampaignFacts("新", obligations=(ObligationFacts("周报", weekday=4),)),
            "obligations",
            "写的“周报”不是这里的报表",
        ),
        (
            CampaignFacts("新", obligations=(ObligationFacts("registration", weekday=4),)),
            "obligations",
            "不是按期报送的表",
        ),
        (
            CampaignFacts("新", obligations=(ObligationFacts("weekly-statistics"),)),
            "obligations",
            "没有写什么时候报",
        ),
        (
            CampaignFacts("新", obligations=(ObligationFacts("weekly-statistics", weekday=4, due_on=TODAY),)),
            "obligations",
            "既写了每周几，又写了日期",
        ),
        (
            CampaignFacts("新", obligations=(ObligationFacts("weekly-statistics", weekday=7),)),
            "obligations",
            "星期不对",
        ),
        (
            CampaignFacts(
                "新", obligations=(ObligationFacts("weekly-statistics", weekday=4, due_time="25点"),)
            ),
            "obligations",
            "时间“25点”读不出来",
        ),
        (CampaignFacts("新", industries=(1, 99)), "industries", "行业已不在"),
        (CampaignFacts("新", villages=(99,)), "villages", "村（社区）已不在"),
    ],
    ids=str,
)
def test_what_is_half_or_contradicts_itself_is_refused(
    office: OfficeFile, facts: CampaignFacts, field: str, words: str
) -> None:
    entered(office, CampaignFacts("大整治"))
    with pytest.raises(InputRefused) as refused:
        office.run(save_campaign, facts)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert words in refused.value.problems[0].message
    assert used(office) == {"大整治": 0}


def test_a_time_is_kept_in_one_form_however_it_was_typed(office: OfficeFile) -> None:
    office.run(
        save_own_obligations,
        [ObligationFacts("illegal-acts", weekday=0, due_time=typed) for typed in ("15时", "0930", "")],
    )
    assert [one.due_time for one in office.ask(own_obligations)] == ["15:00", "09:30", ""]


def test_the_office_has_obligations_of_its_own(office: OfficeFile) -> None:
    campaign = entered(office, WHOLE)
    assert office.ask(own_obligations) == ()
    saved = office.run(save_own_obligations, [LATER, F4])
    assert office.ask(own_obligations) == (LATER, F4)
    assert office.ask(campaign_facts, campaign).obligations == WHOLE.obligations
    assert office.run(save_own_obligations, [LATER, F4]).entry_id is None
    with pytest.raises(InputRefused):
        office.run(save_own_obligations, [ObligationFacts("weekly-statistics")])
    office.run(undo, saved.entry_id)
    assert office.ask(own_obligations) == ()


def _file_a_paper(work: UnitOfWork, campaign_id: int) -> Changes:
    filing = Filing(week_end=TODAY, version=1, filed_at=work.now)
    work.session.add(filing)
    work.session.flush()
    known: dict[str, Any] = {"scope": ReportScope.WEEK, "state": FilingState.FILED, "title": "表"}
    work.session.add(
        FiledPaper(filing_id=filing.id, position=0, form_id="illegal-acts", campaign_id=campaign_id, **known)
    )
    return Changes("定稿")


def _tip_off(work: UnitOfWork, campaign_id: int) -> Changes:
    tip = TipOff(
        number="2026-001",
        received_on=TODAY,
        channel=next(iter(TipChannel)),
        content="无证经营",
        entered_at=work.now,
    )
    work.session.add(tip)
    work.session.flush()
    work.session.execute(insert(tip_off_campaign), {"tip_off_id": tip.id, "campaign_id": campaign_id})
    return Changes("举报")


def _visit(work: UnitOfWork, _campaign_id: int) -> Changes:
    factory = save_enterprise(work, EnterpriseFacts(name="晋源厂")).record_id
    assert factory is not None
    return save_inspection(
        work, InspectionFacts(enterprise_id=factory, inspected_on=TODAY, campaigns=("大整治",))
    )


@pytest.mark.parametrize(
    "use",
    [
        _file_a_paper,
        _tip_off,
        _visit,
        lambda work, known: save_entry(work, "weekly-dispatch", TODAY, known, "problems", "没有"),
        lambda work, known: save_opening(work, OpeningFacts(known, TODAY)),
    ],
    ids=["filed paper", "tip-off", "visit", "entry", "opening figures"],
)
def test_a_campaign_is_kept_while_anything_names_it(office: OfficeFile, use: Any) -> None:
    campaign = entered(office, WHOLE)
    office.run(use, campaign)
    assert used(office) == {"大整治": 1}
    with pytest.raises(HazardDeskError, match="「大整治」还有 1 条记录用着，不能移入回收站"):
        office.run(remove_campaign, campaign)
    assert office.ask(campaign_facts, campaign) == WHOLE


def test_what_lies_in_the_recycle_bin_uses_nothing(office: OfficeFile) -> None:
    campaign = entered(office, CampaignFacts("大整治"))
    case = office.run(save_enforcement, TypicalCaseFacts("某案", TODAY, campaigns=("大整治",))).record_id
    assert used(office) == {"大整治": 1}
    office.run(remove_enforcement, TypicalCaseFacts, case)
    office.run(remove_campaign, campaign)
    assert used(office) == {}


def test_what_was_removed_comes_back_whole_and_its_name_is_free_meanwhile(office: OfficeFile) -> None:
    campaign = entered(office, WHOLE)
    removal = office.run(remove_campaign, campaign)
    with pytest.raises(RecordMissing):
        office.ask(campaign_facts, campaign)
    office.run(undo, removal.entry_id)
    assert office.ask(campaign_facts, campaign) == WHOLE
    removal = office.run(remove_campaign, campaign)
    again = entered(office, CampaignFacts("大整治"))
    with pytest.raises(HazardDeskError):
        office.run(undo, removal.entry_id)
    assert [row.id for row in office.ask(campaign_rows)] == [again]

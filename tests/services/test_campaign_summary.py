"""专项行动工作总结: figures that agree with F4 and F6, what was typed, and room for what people write."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import docx
import pytest

from hazard_desk.forms.report import BarChart, Heading, OpenParagraph, Paragraph, Report, Table
from hazard_desk.rules.activities import ActivityFacts
from hazard_desk.rules.facts import HazardFacts
from hazard_desk.rules.tip_offs import TipOffFacts
from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.services.activities import save_activity
from hazard_desk.services.campaigning.opening import OpeningFacts, save_opening
from hazard_desk.services.enforcing import PenaltyFacts, save_enforcement
from hazard_desk.services.form_entries import save_entry
from hazard_desk.services.form_filling import FormRequest
from hazard_desk.services.form_filling.reports import requested_report, save_report_word
from hazard_desk.services.form_filling.summary import MOST_WEEKS
from hazard_desk.services.offices import add_campaign
from hazard_desk.services.reporting import statistics
from hazard_desk.services.rosters import PersonFacts, save_roster_entry
from hazard_desk.services.tip_offs import save_tip_off
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import ActivityKind, HazardLevel, LeaderPost, PenaltyKind, TipResult
from tests.services.form_desk import LAST_WEEK, THIS_WEEK, enterprise, make_office, visited

FORM = "campaign-summary"
WINTER = "冬季行动"
GENERAL, MAJOR = HazardLevel.GENERAL, HazardLevel.MAJOR


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    office = make_office(tmp_path)
    office.run(
        lambda work: Changes(
            "加", add_campaign(work, WINTER, starts_on=date(2026, 11, 1), document_number="文发〔2026〕1号")
        )
    )
    yield office
    office.close()


def summary(office: OfficeFile, **asked: object) -> Report:
    request = FormRequest(FORM, week_end=THIS_WEEK, **asked)  # type: ignore[arg-type]
    return office.ask(requested_report, request)


def under(report: Report, heading: str) -> list[object]:
    """Return the parts between a heading and the next one."""
    found: list[object] = []
    reading = False
    for part in report.parts:
        if isinstance(part, Heading):
            reading = part.text == heading
        elif reading:
            found.append(part)
    return found


def told(report: Report, heading: str) -> str:
    return "\n".join(part.text for part in under(report, heading) if isinstance(part, Paragraph))


def table(report: Report, heading: str) -> Table:
    return next(part for part in under(report, heading) if isinstance(part, Table))


def filled(office: OfficeFile) -> None:
    """Enter two enterprises of two villages and what was found there, in and before the campaign."""
    foundry = enterprise(office, "兴隆铸造厂", village="东街村", industries=("冶金工贸", "有限空间"))
    shop = enterprise(office, "永和超市")
    visited(office, shop, date(2026, 10, 9), HazardFacts("以前的", GENERAL))
    visited(
        office,
        foundry,
        date(2026, 11, 3),
        HazardFacts("配电箱未上锁", GENERAL, rectified_on=date(2026, 11, 12)),
        HazardFacts("煤气报警装置失效", MAJOR, deadline=date(2026, 12, 1)),
        campaigns=(WINTER,),
    )
    visited(office, shop, date(2026, 11, 20), HazardFacts("灭火器过期", GENERAL), campaigns=(WINTER,))
    office.run(
        save_enforcement,
        PenaltyFacts(PenaltyKind.FINE, date(2026, 11, 5), foundry, amount_fen=1_500_000, campaigns=(WINTER,)),
    )


@pytest.mark.parametrize("campaign", [None, WINTER])
def test_its_figures_are_those_of_f4(office: OfficeFile, campaign: str | None) -> None:
    filled(office)
    report = summary(office, campaign=campaign)
    figures = office.ask(statistics, THIS_WEEK, campaign)
    count = figures.cumulative
    general, major = count[Figure.GENERAL_FOUND], count[Figure.MAJOR_FOUND]
    assert f"共排查发现隐患{general + major}条，其中一般隐患{general}条、重大隐患{major}条" in told(
        report, "基本情况"
    )
    assert [row[1:3] for row in table(report, "隐患类型和整改情况").rows] == [
        (general, count[Figure.GENERAL_RECTIFIED]),
        (major, count[Figure.MAJOR_RECTIFIED]),
    ]
    villages = table(report, "各村（社区）情况")
    assert villages.total[1:3] == (general, major)
    assert sum(row[1] for row in table(report, "各周排查整改情况").rows) == general + major  # type: ignore[misc]
    assert f"行政罚款{count[Figure.FINES_WAN]:f}万元" in told(report, "执法和问责情况")
    coverage = figures.coverage
    assert f"已检查{coverage.inspected}家" in told(report, "检查覆盖情况")
    charts = [part for part in report.parts if isinstance(part, BarChart)]
    assert len(charts) == 4


def test_opening_figures_are_a_row_of_their_own(office: OfficeFile) -> None:
    filled(office)
    figures = {"general_found": 20, "general_rectified": 15, "major_found": 2}
    office.run(save_opening, OpeningFacts(as_of=date(2026, 10, 1), source="移交表", figures=figures))
    report = summary(office)
    count = office.ask(statistics, THIS_WEEK).cumulative
    villages = table(report, "各村（社区）情况")
    assert villages.rows[-1] == ("期初数", 20, 2, 15, 7)
    assert villages.total[1:3] == (count[Figure.GENERAL_FOUND], count[Figure.MAJOR_FOUND])
    assert "截至2026年10月1日" in told(report, "基本情况")


def test_one_count_of_what_is_not_rectified(office: OfficeFile) -> None:
    """A hazard found before the campaign and rectified in it takes none of the campaign's own away."""
    shop = enterprise(office, "永和超市", village="东街村", industries=("商贸",))
    visited(
        office,
        shop,
        date(2026, 10, 20),
        HazardFacts("以前的", GENERAL, rectified_on=date(2026, 11, 5)),
        campaigns=(WINTER,),
    )
    visited(office, shop, date(2026, 11, 10), HazardFacts("灭火器过期", GENERAL), campaigns=(WINTER,))
    figures = {"general_found": 5, "general_rectified": 7, "major_found": 3}
    office.run(save_opening, OpeningFacts(1, date(2026, 11, 2), "移交表", figures=figures))
    report = summary(office, campaign=WINTER)
    levels = table(report, "隐患类型和整改情况")
    villages = table(report, "各村（社区）情况")
    assert [row[1:] for row in levels.rows] == [(6, 8, 1), (3, 0, 3)]
    assert villages.rows == (("东街村", 1, 0, 1, 1), ("期初数", 5, 3, 7, 3))
    assert levels.total[3] == villages.total[4] == 4
    assert table(report, "各行业情况").rows[0][4] == 1


def test_a_campaign_tells_its_own(office: OfficeFile) -> None:
    filled(office)
    report = summary(office, campaign=WINTER)
    assert report.name == f"{WINTER}工作总结"
    assert f"按照{WINTER}（文发〔2026〕1号）工作部署" in told(report, "基本情况")
    assert "自2026年11月1日起" in told(report, "基本情况")
    rows = table(report, "各村（社区）情况").rows
    assert [row[0] for row in rows] == ["东街村", "未分村"]
    industries = table(report, "各行业情况").rows
    assert [row[:3] for row in industries] == [("冶金工贸", 1, 1), ("有限空间", 1, 1), ("未分行业", 1, 0)]
    assert "分别计数" in told(report, "各行业情况")
    (major,) = table(report, "重大事故隐患").rows
    assert major[1] == "兴隆铸造厂：煤气报警装置失效"


def test_what_was_typed_into_f6_stands_in_it_as_it_is(office: OfficeFile) -> None:
    for week_end, slot, text in (
        (LAST_WEEK, "publicity", "县台报道一次。"),
        (THIS_WEEK, "publicity", "曝光{campaign}案例。"),
        (LAST_WEEK, "scheme", "旧方案"),
        (THIS_WEEK, "scheme", "印发方案。\n召开动员会。"),
    ):
        office.run(save_entry, "weekly-dispatch", week_end, None, slot, text)
    report = summary(office)
    assert (
        told(report, "宣传曝光情况")
        == "（2026年11月20日）县台报道一次。\n（2026年11月27日）曝光{campaign}案例。"
    )
    assert told(report, "动员部署情况") == "印发方案。\n召开动员会。"
    assert "没有填写" in told(summary(office, campaign=WINTER), "宣传曝光情况")


def test_it_tells_how_often_people_met_and_were_trained(office: OfficeFile) -> None:
    assert "召开会议" not in told(summary(office), "动员部署情况")
    for facts in (
        ActivityFacts(
            ActivityKind.MEETING, date(2026, 10, 9), "动员会", participants=60, campaigns=(WINTER,)
        ),
        ActivityFacts(
            ActivityKind.MEETING, date(2026, 11, 5), "推进会", participants=26, campaigns=(WINTER,)
        ),
        ActivityFacts(
            ActivityKind.TRAINING, date(2026, 11, 6), "焊工培训", participants=45, enterprise_count=32
        ),
        ActivityFacts(ActivityKind.PUBLICITY, date(2026, 11, 6), "赶集宣传", materials=500, media_reports=3),
    ):
        office.run(save_activity, facts)
    said = told(summary(office), "动员部署情况")
    assert "召开会议2次，参加86人次" in said
    assert "组织培训1次，参加45人次、企业32家次" in said
    assert "开展宣传1次，发放资料500份，媒体报道3篇" in said
    of_winter = told(summary(office, campaign=WINTER), "动员部署情况")  # begun on 1 November
    assert "召开会议1次，参加26人次" in of_winter
    assert "组织培训0次" in of_winter


def test_tip_offs_and_leaders(office: OfficeFile) -> None:
    day = date(2026, 11, 2)
    office.run(
        save_tip_off,
        TipOffFacts(
            day,
            content="甲",
            unit="某厂",
            accepted_on=day,
            assigned_on=day,
            assigned_to="应急站",
            verified_on=date(2026, 11, 6),
            result=TipResult.TRUE,
            finding="属实",
        ),
    )
    office.run(save_tip_off, TipOffFacts(date(2026, 11, 9), content="乙", unit="某店"))
    office.run(save_roster_entry, PersonFacts("张三", post=LeaderPost.SECRETARY))
    visited(office, enterprise(office), date(2026, 11, 3))
    report = summary(office)
    assert "共收到举报线索2件，受理1件" in told(report, "群众举报办理情况")
    assert "其中属实1件" in told(report, "群众举报办理情况")
    (leader,) = table(report, "领导带队检查情况").rows
    assert leader[0] == "张三"
    assert leader[3:5] == (1, 1)


def test_judgement_is_left_open_and_marked(office: OfficeFile, tmp_path: Path) -> None:
    report = summary(office)
    labels = [part.label for part in report.parts if isinstance(part, OpenParagraph)]
    assert len(labels) == 3
    path = tmp_path / "总结.docx"
    save_report_word(report, path)
    document = docx.Document(str(path))
    marked = [
        paragraph.text
        for paragraph in document.paragraphs
        if any(run.font.highlight_color for run in paragraph.runs)
    ]
    assert marked == [f"【{label}】" for label in labels]


def test_an_empty_office_and_a_blank_one(office: OfficeFile) -> None:
    empty = summary(office)
    assert "没有登记隐患" in told(empty, "各村（社区）情况")
    assert not [part for part in empty.parts if isinstance(part, BarChart)]
    blank = summary(office, blank=True)
    assert "＿＿" in told(blank, "基本情况")
    assert "文水县" not in told(blank, "基本情况")


def test_years_of_weeks_are_cut_and_it_says_so(office: OfficeFile) -> None:
    known = enterprise(office)
    visited(office, known, date(2024, 1, 5), HazardFacts("很早的", GENERAL))
    visited(office, known, date(2026, 11, 20), HazardFacts("最近的", GENERAL))
    report = summary(office)
    assert len(table(report, "各周排查整改情况").rows) == MOST_WEEKS
    assert f"最近{MOST_WEEKS}周" in told(report, "各周排查整改情况")

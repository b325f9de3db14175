"""专题报告 from the records: every figure against a count by hand, and nothing that belongs elsewhere."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from docx import Document

from hazard_desk.errors import HazardDeskError, OutputError, RecordMissing, UsageError
from hazard_desk.forms.report import BarChart, Paragraph, Report, Table
from hazard_desk.model import Campaign, Hazard
from hazard_desk.services.cross_inspecting.following import PairFacts, pair_lines, save_pair, untie_visits
from hazard_desk.services.cross_inspecting.report import report_facts
from hazard_desk.services.cross_inspecting.rounds import remove_round, round_facts, save_round
from hazard_desk.services.form_filling.filling import form_sheets
from hazard_desk.services.form_filling.reports import (
    cross_report,
    report_stem,
    requested_report,
    save_report_word,
)
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.services.inspecting.record import inspection_record
from hazard_desk.services.inspecting.saving import remove_inspection, save_inspection
from hazard_desk.services.offices import add_campaign
from hazard_desk.services.wording import save_wordings
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import EnterpriseSize, HazardState
from tests.services.cross_inspecting.round_desk import statements
from tests.services.cross_inspecting.village_desk import NOW, Desk

MONDAY = date(2026, 3, 9)
TODAY = NOW.date()
FORM = "cross-report"


def table(report: Report, first: str, at: int = 0) -> Table:
    """Return a table of a report by the header of its first column."""
    found = [p for p in report.parts if isinstance(p, Table) and p.columns[0].label == first]
    return found[at]


def said(report: Report) -> list[str]:
    return [part.text for part in report.parts if isinstance(part, Paragraph)]


def small_round(desk: Desk) -> tuple[int, int, int]:
    """Enter a round of two teams: one visited three enterprises, one none; return round and pairs."""
    desk.firm("甲厂", "马村", EnterpriseSize.SMALL, None, "冶金工贸", "有限空间")
    desk.firm("乙厂", "马村", EnterpriseSize.MEDIUM, None, "有限空间")
    desk.firm("丙店", "马村", None, None)
    desk.firm("丁厂", "东堡村")
    round_id = desk.round({"A组": "马村", "B组": "东堡村"}, {"A组": ("张三", "李四")})
    pair = desk.pair(round_id, "A组")
    desk.visit(pair, "甲厂", MONDAY, general=2, major=1, rectified=1)
    desk.visit(pair, "乙厂", MONDAY + timedelta(1), general=1)
    desk.visit(pair, "丙店", MONDAY + timedelta(1))
    return round_id, pair, desk.pair(round_id, "B组")


def test_a_small_round_is_told_as_it_was(desk: Desk) -> None:
    round_id, pair, _ = small_round(desk)
    report = desk.office.ask(cross_report, round_id, pair)
    assert "A组于2026年3月9日至2026年3月10日（共2天）对马村开展了交叉检查（第一轮）。" in said(report)[0]
    assert "检查组成员：张三、李四。" in said(report)
    assert "共检查企业3家，发现问题隐患4条，其中一般隐患3条、重大事故隐患1条；已整改1条，未整改3条。" in said(
        report
    )
    assert table(report, "序号").all_rows == (
        (1, "甲厂", "小型", "冶金工贸、有限空间", MONDAY, 2, 1, 1),
        (2, "乙厂", "中型", "有限空间", MONDAY + timedelta(1), 1, 0, 0),
        (3, "丙店", "", "", MONDAY + timedelta(1), 0, 0, 0),
        (None, "合计", None, None, None, 3, 1, 1),
    )
    assert table(report, "行业").rows == (
        ("有限空间", 2, 3, 1, 1),
        ("冶金工贸", 1, 2, 1, 1),
        ("未填行业", 1, 0, 0, 0),
    )
    charts = {p.caption: p for p in report.parts if isinstance(p, BarChart)}
    assert charts["各企业问题隐患（条）"].labels == ("甲厂", "乙厂", "丙店")
    assert [one.values for one in charts["各企业问题隐患（条）"].series] == [(2, 1, 0), (1, 0, 0)]
    assert [one.values for one in charts["问题隐患发现和整改情况（条）"].series] == [(3, 1), (1, 0)]
    requirements = {row[0]: row[2] for row in table(report, "检查要求").rows}
    assert requirements["检查时间不少于 3 天"] != "符合"
    assert requirements["检查组不少于 2 人"] == "符合"
    assert any("钢铁" in str(wanted) for wanted in requirements), "the four kinds are named"


def test_the_whole_round_has_a_row_a_pair(desk: Desk) -> None:
    round_id, *_ = small_round(desk)
    report = desk.office.ask(cross_report, round_id)
    assert table(report, "序号").all_rows[-1][3:8] == (2, 3, 3, 1, 1)
    assert [row[1:3] for row in table(report, "序号").rows] == [("A组", "马村"), ("B组", "东堡村")]
    assert table(report, "检查方").rows == (("A组", 1, 2, 3, 4), ("B组", 1, 0, 0, 0))
    assert report.signature.name == "文水县西槽头乡人民政府"


def test_a_pair_that_went_nowhere_is_told_so_in_one_word(desk: Desk) -> None:
    round_id, _, other = small_round(desk)
    facts = replace(desk.office.ask(round_facts, round_id), starts_on=MONDAY, ends_on=MONDAY + timedelta(2))
    desk.office.run(save_round, round_id, facts)
    report = desk.office.ask(cross_report, round_id)
    told = {row[0]: row[1] for row in table(report, "检查方→受检方").rows}
    assert told["B组→东堡村"] == "没有检查记录"
    assert "只检查了 2 天" in str(told["A组→马村"])
    assert "没有登记检查记录。" in said(desk.office.ask(cross_report, round_id, other))[0]


@pytest.mark.parametrize("seed", range(3))
def test_every_figure_is_the_one_counted_by_hand(desk: Desk, seed: int) -> None:
    random = Random(seed)
    for number in range(9):
        desk.firm(f"{number}号厂", ("马村", "东堡村", "西槽头村")[number % 3], None, None, "有限空间")
    round_id = desk.round({"A组": "马村", "B组": "东堡村", "C组": "马村"})
    found: Counter[tuple[str, str]] = Counter()
    visited: dict[str, set[str]] = {team: set() for team in "ABC"}
    days: dict[str, set[date]] = {team: set() for team in "ABC"}
    for _ in range(25):
        team = random.choice("ABC")
        firm = f"{3 * random.randrange(3) + (1 if team == 'B' else 0)}号厂"
        day = MONDAY + timedelta(random.randrange(6))
        general, major = random.randrange(4), random.randrange(2)
        rectified = random.randint(0, general)
        visit = desk.visit(desk.pair(round_id, f"{team}组"), firm, day, general, major, rectified)
        fate = random.random()
        if fate < 0.15:
            desk.office.run(remove_inspection, visit)
        elif fate < 0.3:
            desk.office.run(untie_visits, [visit])
        else:
            found.update({(team, "general"): general, (team, "major"): major, (team, "done"): rectified})
            visited[team].add(firm)
            days[team].add(day)
    for team in "ABC":
        pair_id = desk.pair(round_id, f"{team}组")
        facts = desk.office.ask(report_facts, round_id, pair_id)
        (pair,) = facts.pairs
        wanted = tuple(found[team, key] for key in ("general", "major", "done"))
        assert (pair.general, pair.major, pair.rectified) == wanted
        assert (pair.days, pair.enterprises) == (len(days[team]), len(visited[team]))
        assert {one.name for one in facts.enterprises} == visited[team]
        for told in (
            tuple(
                sum(getattr(one, key) for one in facts.enterprises)
                for key in ("general", "major", "rectified")
            ),
            (
                sum(not one.major for one in facts.hazards),
                sum(one.major for one in facts.hazards),
                sum(one.rectified for one in facts.hazards),
            ),
        ):
            assert told == wanted
    whole = desk.office.ask(report_facts, round_id)
    assert len(whole.hazards) == sum(found[team, key] for team in "ABC" for key in ("general", "major"))
    assert {one.name for one in whole.enterprises} == set().union(*visited.values())
    assert [pair.found for pair in whole.pairs] == [
        line.general + line.major for line in desk.office.ask(pair_lines, round_id)
    ]


def test_what_is_void_or_bears_no_level_counts_as_everywhere(desk: Desk) -> None:
    round_id, pair, _ = small_round(desk)
    record = desk.office.ask(
        lambda reading: (
            reading.session.query(Hazard).filter(Hazard.rectified_on.is_(None)).first().inspection_id
        )
    )
    facts = desk.office.ask(inspection_record, record).facts
    facts.hazards[1] = replace(facts.hazards[1], level=None, basis="《判定标准》\n第三条")
    desk.office.run(save_inspection, facts, record)
    told = desk.office.ask(report_facts, round_id, pair)
    assert told.pairs[0].general == sum(not one.major for one in told.hazards) == 3

    def void(work: UnitOfWork) -> Changes:
        (hazard,) = (
            work.session.query(Hazard).filter(Hazard.description == "隐患0", Hazard.basis == "").limit(1)
        )
        hazard.voided_on, hazard.state = TODAY, HazardState.VOID
        return Changes("作废")

    desk.office.run(void)
    told = desk.office.ask(report_facts, round_id, pair)
    assert told.pairs[0].general == sum(not one.major for one in told.hazards) == 2
    report = desk.office.ask(cross_report, round_id, pair)
    assert table(report, "判定依据").rows == (("《判定标准》 第三条", 1, 0),)
    assert "另有2条没有填写判定依据。" in said(report)
    assert HazardState.VOID.label not in [column.label for column in table(report, "隐患类型").columns]


def test_a_pair_without_a_visit_says_so_in_neutral_words(desk: Desk) -> None:
    round_id, _, other = small_round(desk)
    report = desk.office.ask(cross_report, round_id, other)
    assert "没有登记检查记录和问题隐患。" in said(report)
    assert "检查组成员未登记。" in said(report)
    assert not [part for part in report.parts if isinstance(part, BarChart)]
    assert "2026年3月9日至2026年3月31日对东堡村" in said(report)[0], (
        "the days of the round, where it has none"
    )


def test_a_target_of_another_township_is_told_apart(desk: Desk) -> None:
    round_id = desk.round({"本乡": "邻乡", "邻乡": "本乡"})
    report = desk.office.ask(cross_report, round_id, desk.pair(round_id, "本乡"))
    assert any("受检方的企业不在本台账" in text for text in said(report))


def test_hand_over_and_feedback_stand_as_noted(desk: Desk) -> None:
    round_id, pair, _ = small_round(desk)
    noted = PairFacts(
        handed_over_on=TODAY, received_by="王五", evidence="照片12张", feedback_due_on=TODAY + timedelta(30),
        reported_on=TODAY,
    )  # fmt: skip
    desk.office.run(save_pair, pair, noted)
    report = desk.office.ask(cross_report, round_id, pair)
    assert dict(table(report, "事项").rows) == {
        "移交日期": TODAY,
        "移交人": "未登记",
        "接收人": "王五",
        "相关印证资料": "照片12张",
        "约定反馈日期": TODAY + timedelta(30),
        "反馈日期": "未登记",
        "整改处理情况反馈": "未登记",
    }
    assert report.signature.date == "2026年3月20日"


def test_the_rounds_campaign_and_its_document_are_named(desk: Desk) -> None:
    round_id, pair, _ = small_round(desk)

    def enter(work: UnitOfWork) -> Changes:
        campaign_id = add_campaign(work, "冬季行动")
        work.session.get_one(Campaign, campaign_id).document_number = "忻应急发〔2024〕216号"
        return Changes("新增专项行动", campaign_id)

    facts = desk.office.ask(round_facts, round_id)
    facts.campaign_id = desk.office.run(enter).record_id
    desk.office.run(save_round, round_id, facts)
    report = desk.office.ask(cross_report, round_id, pair)
    assert report.title == ("冬季行动交叉检查专题报告",)
    assert said(report)[0].startswith("按照冬季行动（忻应急发〔2024〕216号）交叉检查工作安排，A组于")


def test_the_form_is_of_the_pair_the_round_or_the_newest_and_blank_without_any(desk: Desk) -> None:
    def subtitle(**wanted: object) -> str:
        return desk.office.ask(requested_report, FormRequest(FORM, **wanted)).subtitle  # type: ignore[arg-type]

    assert subtitle() == "（第　　轮：＿＿＿＿＿＿检查＿＿＿＿＿＿）"
    round_id, pair, _ = small_round(desk)
    assert subtitle() == "（第一轮）"
    assert subtitle(pair_id=pair) == "（第一轮：A组检查马村）"
    assert subtitle(blank=True).startswith("（第　　轮")
    (sheet,) = desk.office.ask(form_sheets, FormRequest(FORM, pair_id=pair))
    assert sheet.subject == "A组→马村"
    with pytest.raises(HazardDeskError):
        desk.office.ask(form_sheets, FormRequest(FORM, campaign="没有的行动"))
    desk.office.run(remove_round, round_id)
    with pytest.raises(RecordMissing):
        desk.office.ask(cross_report, round_id, pair)


def test_the_office_words_the_report_itself(desk: Desk) -> None:
    round_id, pair, _ = small_round(desk)
    own = {"addressee": "乡安委会办公室：", "words.team": "", "headings.proposals": "意见建议"}
    desk.office.run(save_wordings, FORM, own)
    report = desk.office.ask(cross_report, round_id, pair)
    assert report.addressee == "乡安委会办公室："
    assert not [text for text in said(report) if "检查组成员" in text], "a sentence left out"


def test_the_word_file_is_written_whole_or_refused(desk: Desk, tmp_path: Path) -> None:
    round_id, pair, _ = small_round(desk)
    report = desk.office.ask(cross_report, round_id, pair)
    name = report_stem(report)
    assert name.endswith("交叉检查专题报告 A组→马村")
    path = save_report_word(report, tmp_path / f"{name}.docx")
    assert "一、检查基本情况" in [p.text for p in Document(str(path)).paragraphs]
    with pytest.raises(UsageError):
        save_report_word(report, tmp_path / "a.doc")
    with pytest.raises(OutputError) as refused:
        save_report_word(report, tmp_path / "没有" / "a.docx")
    assert "台账数据没有变化" in str(refused.value)
    with pytest.raises(UsageError):
        desk.office.ask(requested_report, FormRequest("registration", blank=True))


def test_however_many_pairs_the_questions_stay_few(desk: Desk) -> None:
    round_id, *_ = small_round(desk)
    few = statements(desk.office, report_facts, round_id)
    teams = [f"第{number}组" for number in range(12)]
    many = desk.round(dict.fromkeys(teams, "马村"), dict.fromkeys(teams, ("张三", "李四")), "第二轮")
    for team in teams:
        desk.visit(desk.pair(many, team), "甲厂", MONDAY, general=2)
    facts = desk.office.ask(report_facts, many)
    assert (len(facts.pairs), len(facts.hazards)) == (12, 24)
    assert statements(desk.office, report_facts, many) == few < 40

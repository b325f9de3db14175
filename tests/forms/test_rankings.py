"""打分排队表 and 情况通报: figures with their decimals, names of those in front and behind, long rankings."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl

from hazard_desk.forms import xlsx
from hazard_desk.forms.faces import FontSet
from hazard_desk.forms.ranking import RankingFacts, RankingLine
from hazard_desk.forms.ranking_notice import NoticeFacts, ranking_notice
from hazard_desk.forms.report import Paragraph, Report, Table
from hazard_desk.rules.ranking import PARTS, Measure, score
from hazard_desk.rules.ranking_overall import LeftOut, Overall, Unranked
from hazard_desk.terms import PartyKind
from tests.forms.rankings import DAY, NOTICE, NOTICES, notice, ranking_sheet
from tests.forms.samples import UNIT

VILLAGE = PartyKind.VILLAGE
KEYS = [part.key for part in PARTS[VILLAGE]]
WEIGHTS = {part.key: part.weight for part in PARTS[VILLAGE]}


def line(place: int, name: str, *counts: tuple[int, int]) -> RankingLine:
    measures = [Measure(key, *pair) for key, pair in zip(KEYS, counts, strict=False)]
    measures += [Measure(key, 0, 0) for key in KEYS[len(counts) :]]
    return RankingLine(place, name, score(measures, WEIGHTS))


def said(*lines: RankingLine, overall: Overall | None = None) -> str:
    facts = RankingFacts(VILLAGE, None, DAY, WEIGHTS, lines)
    return words(ranking_notice(NOTICE, NoticeFacts(UNIT, facts, overall or Overall(()))))


def words(report: Report) -> str:
    return "\n".join(part.text for part in report.parts if isinstance(part, Paragraph))


def test_scores_have_two_decimals_on_paper_and_are_numbers_in_the_workbook(fonts: FontSet) -> None:
    sheet = ranking_sheet(VILLAGE, 9)
    cells = [cell for cell in sheet.cells if isinstance(cell.content, Decimal)]
    assert {len(cell.text.partition(".")[2]) for cell in cells} == {1, 2}
    assert any(cell.text == "100.00" for cell in cells)
    workbook = openpyxl.load_workbook(io.BytesIO(xlsx.draw((sheet,), fonts=fonts)))
    last = [row[-1] for row in workbook.active.iter_rows()]  # type: ignore[union-attr]
    scores = [cell for cell in last if isinstance(cell.value, int | float)]
    assert len(scores) == 8
    assert {cell.number_format for cell in scores} == {"0.00"}


def test_notes_tell_the_weights_and_what_is_not_scored() -> None:
    assert "检查覆盖率 25、" in ranking_sheet(VILLAGE, 9).notes[0]
    assert any(note.startswith("“—”") for note in ranking_sheet(VILLAGE, 9).notes)
    assert any("另有3家没有填所属村" in note for note in ranking_sheet(VILLAGE, 9).notes)
    everybody = ranking_sheet(VILLAGE, 0)
    assert not any("另有" in note for note in everybody.notes)


def test_the_first_and_the_last_are_named_with_who_stands_beside_them() -> None:
    told = said(
        line(1, "甲村", (4, 4)), line(2, "乙村", (3, 4)), line(2, "丙村", (3, 4)), line(4, "丁村", (1, 4))
    )
    assert "总分排在前面的是甲村（第1名，100.00分）、乙村（第2名，75.00分）、丙村（第2名，75.00分）。" in told
    assert "总分排在后面的是丁村（第4名，25.00分），予以通报。" in told
    assert "检查覆盖率不到100%的有丁村（25.0%，1/4）、乙村（75.0%，3/4）、丙村（75.0%，3/4）；共有5家" in told


def test_many_equals_are_counted_not_named() -> None:
    lines = [line(1, "甲村", (4, 4)), *(line(2, f"{at}村", (1, 4)) for at in range(8))]
    told = said(*lines)
    assert "总分排在后面的是总分同为25.00分的8个村（社区），予以通报。" in told
    assert "等8个村（社区）；共有24家" in told


def test_equal_scores_blame_nobody() -> None:
    told = said(line(1, "甲村", (2, 4)), line(1, "乙村", (2, 4)))
    assert "总分都相同。" in told
    assert "予以通报" not in told
    assert "各项完成率都是100%" in said(line(1, "甲村", (4, 4)), line(1, "乙村", (2, 2)))


def test_who_has_no_score_is_told_apart_and_overdue_is_counted() -> None:
    told = said(
        line(1, "甲村", (4, 4), (2, 2), (5, 5)), line(2, "乙村", (4, 4), (2, 2), (3, 5)), line(3, "丙村")
    )
    assert "不计分的有丙村。" in told
    assert "逾期没有整改的共有2条，其中乙村2条。" in told
    assert "某一项没有可数的，不计分" in told


def test_what_counts_in_no_score_is_told() -> None:
    measures = (Measure("rectification", 4, 6), Measure("overdue", 1, 3))
    told = said(
        line(1, "甲村", (4, 4)),
        overall=Overall(measures, earlier=5, self_found=2, unranked=(Unranked(LeftOut.CLOSED, 1, 2),)),
    )
    assert "发现隐患6条，其中已整改4条" in told
    assert "另整改以前发现的隐患5条，这段时间共整改9条。" in told
    assert "另有企业自查发现、逾期没有整改的隐患2条。" in told
    assert "不计入得分：期末停业、关闭的企业（场所）发现1条，逾期没有整改2条。" in told
    assert "统计表" not in told


def test_a_long_ranking_shows_its_two_ends() -> None:
    (shown,) = [part for part in notice(PartyKind.ENTERPRISE, 60).parts if isinstance(part, Table)]
    assert len(shown.rows) == 21
    assert shown.rows[10][0] == "……"
    assert all(row[-1] != "—" for row in shown.rows), "those without a score are told in a sentence"
    (whole,) = [part for part in NOTICES["ranking-notice"].parts if isinstance(part, Table)]
    assert len(whole.rows) == 9


def test_a_notice_of_a_campaign_names_its_document() -> None:
    report = NOTICES["ranking-notice-enterprises"]
    assert report.name == "冶金工贸行业隐患排查整治专项行动情况通报"
    assert "（忻应急发〔2024〕216号）工作部署" in words(report)
    assert NOTICES["ranking-notice"].addressee == "各村（社区）："
    assert report.addressee == "各有关企业："

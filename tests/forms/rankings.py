"""打分排队表 and 情况通报 as samples: of villages, of many enterprises, of an office that has nothing yet."""

from __future__ import annotations

from datetime import date
from typing import Any

from hazard_desk.forms.ranking import RankingFacts, RankingLine, ranking
from hazard_desk.forms.ranking_notice import NoticeFacts, ranking_notice
from hazard_desk.forms.report import Report
from hazard_desk.forms.report_sheet import report_sheet
from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.shipped import load_texts
from hazard_desk.rules.ranking import PARTS, Measure, places, score
from hazard_desk.rules.ranking_overall import LeftOut, Overall, Reported, Unranked
from hazard_desk.terms import PartyKind
from tests.forms.samples import UNIT

DAY = date(2025, 3, 31)
FROM = date(2025, 1, 1)
CAMPAIGN = "冶金工贸行业隐患排查整治专项行动"
TABLE, NOTICE = load_texts("ranking"), load_texts("ranking-notice")
_WHOLE = (45, 60, 20, 90, 30, 0)


def _measures(of: PartyKind, number: int) -> tuple[Measure, ...]:
    """Return the counts of one out of many: every seventh has nothing, in some one part can't be counted."""
    if number % 7 == 0:
        return tuple(Measure(part.key, 0, 0) for part in PARTS[of])
    return tuple(
        Measure(part.key, min(number % (at + 5), number % 11), number % 11)
        if part.key != "returns"
        else Measure(part.key, 0, 0)
        for at, part in enumerate(PARTS[of])
    )


def ranking_facts(of: PartyKind, count: int, weights: dict[str, int] | None = None) -> RankingFacts:
    """Return a ranking of so many, with the shipped weights or these."""
    weights = weights or {part.key: part.weight for part in PARTS[of]}
    scores = [score(_measures(of, number), weights) for number in range(1, count + 1)]
    ranks = places([one.printed for one in scores])
    lines = [
        RankingLine(
            place,
            _name(of, number),
            one,
            "南河湾村" if of is PartyKind.ENTERPRISE else "",
            number % 11 if of is PartyKind.VILLAGE else 0,
        )
        for number, (place, one) in enumerate(zip(ranks, scores, strict=True), start=1)
    ]
    lines.sort(key=lambda line: line.place)
    return RankingFacts(
        of, FROM, DAY, weights, tuple(lines), (date(2025, 1, 1), date(2025, 3, 1)), 3 if count else 0
    )


def _name(of: PartyKind, number: int) -> str:
    if of is PartyKind.VILLAGE:
        return "=䶮家湾村" if number == 3 else f"第{number}村"
    if number == 3:
        return "泽州县䶮盛𬱖氏精密铸造机械设备制造股份有限公司南河湾村分公司"
    return f"泽州县第{number}铸造有限公司"


def ranking_sheet(of: PartyKind, count: int, **more: Any) -> Sheet:
    """Return 打分排队表 of so many."""
    facts = ranking_facts(of, count, more.pop("weights", None))
    return ranking(TABLE, unit_name=UNIT, of=of, filled_on=DAY, facts=facts, **more)


def notice(of: PartyKind, count: int, campaign: str = "") -> Report:
    """Return 情况通报 of so many."""
    whole = tuple(
        Measure(part.key, asked * 2 // 3, asked) for part, asked in zip(PARTS[of], _WHOLE, strict=True)
    )
    overall = Overall(
        whole,
        4,
        2,
        (Unranked(LeftOut.CLOSED, 6, 4), Unranked(LeftOut.UNPLACED, 3, 0)),
        Reported(58, 43, opening=True),
    )
    facts = NoticeFacts(
        UNIT,
        ranking_facts(of, count),
        overall if count else Overall(tuple(Measure(part.key, 0, 0) for part in PARTS[of])),
        campaign,
        "忻应急发〔2024〕216号" if campaign else "",
    )
    return ranking_notice(NOTICE, facts, of=of, filled_on=DAY, campaign=campaign or None)


BLANK_NOTICE = ranking_notice(NOTICE)
NOTICES = {
    "ranking-notice": notice(PartyKind.VILLAGE, 9),
    "ranking-notice-enterprises": notice(PartyKind.ENTERPRISE, 40, CAMPAIGN),
    "ranking-notice-nobody": notice(PartyKind.VILLAGE, 0),
}
BLANK: dict[str, tuple[Sheet, ...]] = {
    "ranking": (ranking(TABLE, unit_name=UNIT),),
    "ranking-notice": (report_sheet(BLANK_NOTICE),),
}
FILLED: dict[str, tuple[Sheet, ...]] = {
    "ranking": (ranking_sheet(PartyKind.VILLAGE, 9),),
    "ranking-enterprises": (
        ranking_sheet(
            PartyKind.ENTERPRISE,
            8,
            campaign=CAMPAIGN,
            weights=dict.fromkeys((part.key for part in PARTS[PartyKind.ENTERPRISE]), 1),
        ),
    ),
    "ranking-nobody": (ranking_sheet(PartyKind.VILLAGE, 0),),
    **{name: (report_sheet(report),) for name, report in NOTICES.items()},
}
LONG = {"ranking": ranking_sheet(PartyKind.ENTERPRISE, 60)}
"""More than a page holds."""

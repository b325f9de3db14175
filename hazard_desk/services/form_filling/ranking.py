"""打分排队表 and 情况通报: of villages or enterprises over a week, all up to it, or the days named."""

from __future__ import annotations

from collections.abc import Sequence

from hazard_desk.forms.ranking import FORM_ID, RankingFacts, RankingLine, ranking
from hazard_desk.forms.ranking_notice import FORM_ID as NOTICE_ID
from hazard_desk.forms.ranking_notice import NoticeFacts, ranking_notice
from hazard_desk.forms.report import Report
from hazard_desk.forms.report_sheet import report_sheet
from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.weekly_statistics import Scope
from hazard_desk.model import Office
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.services.form_filling.spans import campaign_asked, filled_on, period_of
from hazard_desk.services.ranking import RankingQuery, Standing, overall, placed, ranking_standing
from hazard_desk.services.wording import form_texts
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import PartyKind


def ranked_called(words: str | None) -> PartyKind:
    """Return who is ranked as the command line says it (村, 企业); villages where it says nothing."""
    return PartyKind.ENTERPRISE if words == PartyKind.ENTERPRISE.label else PartyKind.VILLAGE


def ranking_sheets(reading: Reading, request: FormRequest) -> Sequence[Sheet]:
    """Return 打分排队表, with the weights as they are set."""
    campaign_asked(reading, request)  # an unknown one must not become a title
    facts = None if request.blank else _facts(_standing(reading, request))
    return [
        ranking(
            form_texts(reading, FORM_ID),
            unit_name=reading.session.get_one(Office, 1).name,
            of=request.ranked,
            filled_on=filled_on(reading, request),
            campaign=request.campaign,
            facts=facts,
        )
    ]


def ranking_notice_report(reading: Reading, request: FormRequest) -> Report:
    """Return 情况通报 with what the ranking tells; what needs judgement is left to people."""
    campaign = campaign_asked(reading, request)
    texts = form_texts(reading, NOTICE_ID)
    if request.blank:
        return ranking_notice(texts, of=request.ranked, campaign=request.campaign)
    standing = _standing(reading, request)
    facts = NoticeFacts(
        reading.session.get_one(Office, 1).name,
        _facts(standing),
        overall(reading, standing),
        standing.campaign,
        campaign.document_number if campaign else "",
    )
    return ranking_notice(
        texts, facts, of=request.ranked, filled_on=filled_on(reading, request), campaign=request.campaign
    )


def ranking_notice_sheets(reading: Reading, request: FormRequest) -> Sequence[Sheet]:
    """Return 情况通报 as pages."""
    return [report_sheet(ranking_notice_report(reading, request))]


def _standing(reading: Reading, request: FormRequest) -> Standing:
    days = request.span
    if days is None:
        campaign = campaign_asked(reading, request)
        days = period_of(reading, request, campaign, cumulative=request.scope is Scope.CUMULATIVE)
    return ranking_standing(reading, RankingQuery(request.ranked, days.start, days.end, request.campaign))


def _facts(standing: Standing) -> RankingFacts:
    return RankingFacts(
        standing.of,
        standing.period.start,
        standing.period.end,
        standing.weights,
        tuple(
            RankingLine(
                line.place, line.ranked.name, line.score, line.ranked.village, line.ranked.enterprises
            )
            for line in placed(standing)
        ),
        standing.months,
        standing.unplaced,
    )

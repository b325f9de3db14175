"""The days that a ranking tells of, as they are called: 本月, 上月, 本季度 and so on."""

from __future__ import annotations

from datetime import date, timedelta

from hazard_desk.rules.reporting_week import Period
from hazard_desk.terms import Term


class RankingSpan(Term):
    """The spans to choose from; CHOSEN are days typed in."""

    THIS_MONTH = "this_month", "本月"
    LAST_MONTH = "last_month", "上月"
    THIS_QUARTER = "this_quarter", "本季度"
    LAST_QUARTER = "last_quarter", "上季度"
    THIS_YEAR = "this_year", "本年"
    CAMPAIGN = "campaign", "专项行动以来"
    CHOSEN = "chosen", "自选"


def days_of(span: RankingSpan, today: date, begins: date | None = None) -> Period:
    """Return the days of a span up to today; `begins` is the day that the campaign began.

    Without that day, 专项行动以来 are all records. CHOSEN begins as 本月.
    """
    month = today.replace(day=1)
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    if span is RankingSpan.LAST_MONTH:
        return Period((month - timedelta(days=1)).replace(day=1), month - timedelta(days=1))
    if span is RankingSpan.LAST_QUARTER:
        last = quarter - timedelta(days=1)
        return Period(date(last.year, last.month - 2, 1), last)
    starts = {
        RankingSpan.THIS_QUARTER: quarter,
        RankingSpan.THIS_YEAR: date(today.year, 1, 1),
        RankingSpan.CAMPAIGN: begins,
    }
    return Period(starts.get(span, month), today)


def months_within(period: Period, most: int) -> tuple[date, ...]:
    """Return the first days of the months that ended within the period, the last `most` of them.

    Where none has ended in it, the month of its last day, as far as that has come.
    """
    found: list[date] = []
    following = period.end + timedelta(days=1)
    month = following.replace(day=1)  # the first one that has not ended
    while len(found) < most:
        ended = month - timedelta(days=1)
        if period.start is not None and ended < period.start:
            break
        month = ended.replace(day=1)
        found.insert(0, month)
    return tuple(found) or (period.end.replace(day=1),)

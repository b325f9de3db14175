"""A paper ledger of filed weeks, kept by hand beside the program: DESIGN §4 written down once more.

It shares nothing with the program but the names of the figures. A clerk keeps her records on cards; when she
files a week she copies every fact that counts onto a page of a bound book and never changes a page again.
"""

# ruff: noqa: SIM905  columns read as they stand on the form

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

F4_COLUMNS = """
    inspection_teams general_found general_rectified major_found major_rectified illegal_found
    illegal_handled enterprises_ordered fines_wan suspended licences_revoked closed disciplined prosecuted
    admonished exposed sanctioned typical_cases
""".split()
_FINES = "fined_enterprises fined_enterprises_wan fined_principals fined_principals_wan".split()
_PLACES = [*(f"{who}_enterprises" for who in ("city", "county", "cross", "model", "helped")), "self_plans"]
_WHOSE = ("self", "city", "county", "cross", "helped")
F6_COLUMNS = [
    *(
        f"{who}_{how}_{what}"
        for who in _WHOSE
        for how in ("general", "major")
        for what in ("found", "rectified")
    ),
    *_PLACES,
    *_FINES,
]
DISTINCT = {
    "inspection_teams",
    "enterprises_ordered",
    "suspended",
    "closed",
    "admonished",
    "exposed",
    "sanctioned",
    "fined_enterprises",
    *_PLACES,
}


@dataclass
class Visit:
    enterprise: int
    on: date
    own: bool  # the enterprise's look at itself
    sector: str
    team: frozenset[str]
    campaigns: frozenset[str]
    gone: bool = False


@dataclass
class Hazard:
    visit: int
    major: bool
    ordered: bool
    rectified: date | None = None
    void: bool = False
    gone: bool = False


@dataclass
class Event:
    """A penalty, an illegal act, an admonition, what befell a person, or a case told of."""

    kind: str
    on: date
    who: str
    amount: int = 1
    principal: bool = False
    handled: date | None = None
    campaigns: frozenset[str] = frozenset()
    gone: bool = False


@dataclass
class Pair:
    helper: int
    helped: int
    starts: date
    ends: date | None
    campaigns: frozenset[str] = frozenset()
    gone: bool = False


@dataclass
class Plan:
    """自查自改方案 handed in on a day, by these enterprises."""

    on: date
    enterprises: frozenset[int]
    campaigns: frozenset[str] = frozenset()
    gone: bool = False


@dataclass(frozen=True)
class Line:
    """One fact as it stands on a page: `rule` says which columns it may stand in only once.

    A card of 自查自改方案 names many enterprises, and has a line for each.
    """

    rule: str
    column: str
    noun: str
    card: int
    day: date
    who: str = ""
    amount: int = 1
    campaigns: frozenset[str] = frozenset()
    week: date = date.min
    late: bool = False

    @property
    def key(self) -> tuple[str, str, int, str]:
        return (self.rule, self.noun, self.card, self.who if self.rule == "self_plans" else "")

    @property
    def event(self) -> tuple[str, int, str]:
        if self.rule == "self_plans":
            return (self.noun, self.card, f"plan of {self.who}")
        words = {
            "ordered": "found",
            "team": "visit",
            "place": "visit",
            "fined": "penalty",
            "fined_wan": "penalty",
        }
        for word in ("found", "rectified"):
            if self.rule.endswith(word):
                return (self.noun, self.card, word)
        return (
            self.noun,
            self.card,
            words.get(self.rule, "pair" if self.noun == "support_pair" else self.rule),
        )


@dataclass(frozen=True)
class Opening:
    as_of: date
    figures: dict[str, int]


@dataclass
class Page:
    week: date
    version: int
    after: date | None
    lines: list[Line]
    openings: dict[str | None, Opening]
    serial: int = field(default_factory=count().__next__)  # no two pages ever have the same


def friday(day: date) -> date:
    while day.weekday() != 4:
        day += timedelta(days=1)
    return day


@dataclass
class Ledger:
    starts: dict[str, date | None]  # the campaigns and when they began
    visits: dict[int, Visit] = field(default_factory=dict)
    hazards: dict[int, Hazard] = field(default_factory=dict)
    events: dict[tuple[str, int], Event] = field(default_factory=dict)
    pairs: dict[int, Pair] = field(default_factory=dict)
    plans: dict[int, Plan] = field(default_factory=dict)
    openings: dict[str | None, Opening] = field(default_factory=dict)
    book: list[Page] = field(default_factory=list)

    # ---- what the cards say ----

    def cards(self) -> Iterator[Line]:
        """Copy out every fact that the cards tell today."""
        for line in self._cards():
            begun = frozenset(name for name in line.campaigns if (self.starts[name] or date.min) <= line.day)
            yield replace(line, campaigns=begun)

    def _cards(self) -> Iterator[Line]:
        for number, visit in self.visits.items():
            if visit.gone or visit.own:
                continue
            if visit.team:
                team = "+".join(sorted(visit.team))
                yield Line(
                    "team", "inspection_teams", "inspection", number, visit.on, team, 1, visit.campaigns
                )
            place = str(visit.enterprise)
            yield Line(
                "place",
                f"{visit.sector}_enterprises",
                "inspection",
                number,
                visit.on,
                place,
                1,
                visit.campaigns,
            )
        for number, hazard in self.hazards.items():
            if not (hazard.gone or hazard.void or self.visits[hazard.visit].gone):
                yield from self._of_hazard(number, hazard, self.visits[hazard.visit])
        for (noun, number), event in self.events.items():
            if not event.gone:
                yield from self._of_event(noun, number, event)
        for number, pair in self.pairs.items():
            if not pair.gone:
                for column, whose in (
                    ("model_enterprises", pair.helper),
                    ("helped_enterprises", pair.helped),
                ):
                    yield Line(
                        column, column, "support_pair", number, pair.starts, str(whose), 1, pair.campaigns
                    )

        for number, plan in self.plans.items():
            if not plan.gone:
                for whose in plan.enterprises:
                    yield Line(
                        "self_plans", "self_plans", "activity", number, plan.on, str(whose), 1, plan.campaigns
                    )

    def _of_hazard(self, number: int, hazard: Hazard, visit: Visit) -> Iterator[Line]:
        how = "major" if hazard.major else "general"
        helping = [
            pair
            for pair in self.pairs.values()
            if not pair.gone
            and visit.own
            and pair.helped == visit.enterprise
            and pair.starts <= visit.on <= (pair.ends or date.max)
        ]
        shared = visit.campaigns & frozenset().union(*(pair.campaigns for pair in helping))
        for what, day in (("found", visit.on), ("rectified", hazard.rectified)):
            if day is None:
                continue
            said: dict[str, Any] = {"noun": "hazard", "card": number, "day": day}
            if not visit.own:
                yield Line(what, f"{how}_{what}", campaigns=visit.campaigns, **said)
            yield Line(f"of_{what}", f"{visit.sector}_{how}_{what}", campaigns=visit.campaigns, **said)
            if helping:
                yield Line(f"helped_{what}", f"helped_{how}_{what}", campaigns=shared, **said)
        if hazard.ordered and not visit.own:
            yield Line(
                "ordered",
                "enterprises_ordered",
                "hazard",
                number,
                visit.on,
                str(visit.enterprise),
                1,
                visit.campaigns,
            )

    def _of_event(self, noun: str, number: int, event: Event) -> Iterator[Line]:
        said: dict[str, Any] = {"noun": noun, "card": number, "campaigns": event.campaigns}
        if event.kind == "act":
            yield Line("act_found", "illegal_found", day=event.on, **said)
            if event.handled:
                yield Line("act_handled", "illegal_handled", day=event.handled, **said)
            return
        columns = {
            "fine": "fines_wan",
            "suspension": "suspended",
            "licence": "licences_revoked",
            "closure": "closed",
            "discipline": "disciplined",
            "prosecution": "prosecuted",
            "case": "typical_cases",
        }
        column = columns.get(event.kind, event.kind)
        yield Line(noun, column, day=event.on, who=event.who, amount=event.amount, **said)
        if event.kind == "fine":
            whom = "principals" if event.principal else "enterprises"
            yield Line("fined", f"fined_{whom}", day=event.on, who=event.who, **said)
            yield Line("fined_wan", f"fined_{whom}_wan", day=event.on, amount=event.amount, **said)

    # ---- the book ----

    @property
    def closed(self) -> date | None:
        return max((page.week for page in self.book), default=None)

    def pages(self, until: int | None = None) -> dict[date, Page]:
        """Return the newest page of every week, of the first so many pages of the book."""
        return {page.week: page for page in self.book[:until]}

    def file(self, week: date) -> None:
        """Copy what counts onto a page, or onto a corrected one."""
        now = self.pages()
        old = now.pop(week, None)
        after = old.after if old else self.closed
        written = {line.key for page in now.values() for line in page.lines}
        lines = []
        for line in self.cards():
            if line.key in written or line.day > week:
                continue
            if after is None or line.day > after:
                lines.append(replace(line, week=friday(line.day)))
            elif old is None or line.key in {had.key for had in old.lines}:
                lines.append(replace(line, week=friday(after + timedelta(days=1)), late=True))
        openings = {}
        for scope, opening in self.openings.items():
            elsewhere = any(scope in page.openings for page in now.values())
            late = after is not None and opening.as_of <= after
            if not elsewhere and opening.as_of <= week and not (old and late and scope not in old.openings):
                openings[scope] = opening
        self.book.append(Page(week, old.version + 1 if old else 1, after, lines, openings))

    def _open_lines(self, pages: dict[date, Page], week: date) -> Iterator[Line]:
        written = {line.key for page in pages.values() for line in page.lines}
        for line in self.cards():
            if line.key not in written and line.day <= week:
                if self.closed is None or line.day > self.closed:
                    yield replace(line, week=friday(line.day))
                else:
                    yield replace(line, week=friday(self.closed + timedelta(days=1)), late=True)

    def seen(self, week: date) -> tuple[list[Line], dict[str | None, Opening]]:
        """Return the lines and 期初数 that the figures of a week are added up from."""
        own = [at for at, page in enumerate(self.book) if page.week == week]
        pages = self.pages(own[-1] + 1) if own else self.pages()
        return self._added_up(pages, week, still_open=not own and (self.closed is None or week > self.closed))

    def _added_up(
        self, pages: dict[date, Page], week: date, still_open: bool
    ) -> tuple[list[Line], dict[str | None, Opening]]:
        if not still_open:
            filed = any(page.week == week for page in pages.values())
            pages = {end: page for end, page in pages.items() if end <= week or not filed}
        lines = [line for page in pages.values() for line in page.lines]
        openings: dict[str | None, Opening] = {}
        for page in pages.values():
            openings |= page.openings
        if still_open:
            lines += self._open_lines(pages, week)
            openings = self.openings | openings
        return lines, {scope: one for scope, one in openings.items() if one.as_of <= week}

    def counting(
        self, week: date, scope: str | None, lines: Iterable[Line], opening: Opening | None
    ) -> list[Line]:
        since = opening.as_of if opening else date.min
        return [
            line
            for line in lines
            if line.week <= week and line.day > since and (scope is None or scope in line.campaigns)
        ]

    def figures(self, week: date, scope: str | None) -> tuple[dict[str, Any], dict[str, Any]]:
        """Add up the figures of a week (F4), and the cumulative ones (F4 and F6)."""
        lines, openings = self.seen(week)
        opening = openings.get(scope)
        counting = self.counting(week, scope, lines, opening)
        of_week = add_up(F4_COLUMNS, (line for line in counting if line.week == week), None)
        return of_week, add_up([*F4_COLUMNS, *F6_COLUMNS], counting, opening)

    def late(self, week: date, scope: str | None) -> set[tuple[str, int, str]]:
        """Return what was entered too late for its own week and stands in this one."""
        lines, openings = self.seen(week)
        found = self.counting(week, scope, lines, openings.get(scope))
        return {line.event for line in found if line.late and line.week == week}

    def contradicted(self, week: date) -> set[tuple[str, str, int]]:
        """Return column, noun and card of every line of F4 that a corrected page would not have like this."""
        page = self.pages()[week]
        anew = copy.deepcopy(self)
        anew.file(week)
        stands = {line.key: line for line in anew.book[-1].lines}
        return {
            (line.column, line.noun, line.card)
            for line in page.lines
            if line.column in F4_COLUMNS and stands.get(line.key) != line
        }

    def moved_later(self, week: date) -> dict[date, set[tuple[str | None, str, Any, Any]]]:
        """Return the cumulative figures of later filed weeks that correcting a week would change."""
        anew = copy.deepcopy(self)
        anew.file(week)
        found: dict[date, set[tuple[str | None, str, Any, Any]]] = {}
        for end in sorted(page_week for page_week in self.pages() if page_week > week):
            lines, openings = anew._added_up(anew.pages(), end, still_open=False)
            for scope in (None, *self.starts):
                was = self.figures(end, scope)[1]
                opening = openings.get(scope)
                would = add_up(list(was), self.counting(end, scope, lines, opening), opening)
                for column, value in was.items():
                    if value != would[column]:
                        found.setdefault(end, set()).add((scope, column, value, would[column]))
        return found


def add_up(columns: Iterable[str], lines: Iterable[Line], opening: Opening | None) -> dict[str, Any]:
    """Add up columns: the different ones of what is counted once, else amounts; money in 万元."""
    lines = list(lines)
    found: dict[str, Any] = {}
    for column in columns:
        theirs = [line for line in lines if line.column == column]
        value = (
            len({line.who for line in theirs}) if column in DISTINCT else sum(one.amount for one in theirs)
        )
        value += opening.figures.get(column, 0) if opening else 0
        found[column] = Decimal(value) / Decimal(1_000_000) if column.endswith("_wan") else value
    return found

"""专项行动工作总结 (S000 五(五)): what a campaign, or all the work up to a week, came to.

The figures, tables and charts are filled, and what was typed into F6; 做法和经验, 问题 and 打算 are for
people to write. No document prints this form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from hazard_desk.forms.heading import title_with_campaign
from hazard_desk.forms.report import Paragraph, Report, Series, Signature
from hazard_desk.forms.report_sheet import TEXT_MM, TITLE_PT
from hazard_desk.forms.report_writing import ReportWriter
from hazard_desk.forms.sheet import Content, printed

FORM_ID = "campaign-summary"
_BLANK_ROWS = 5
_ENFORCEMENT = (
    "illegal_found",
    "illegal_handled",
    "enterprises_ordered",
    "fines_wan",
    "suspended",
    "licences_revoked",
    "closed",
    "disciplined",
    "prosecuted",
    "admonished",
    "exposed",
    "sanctioned",
    "typical_cases",
)


@dataclass(frozen=True, slots=True)
class Group:
    """The hazards of a village or an industry; "" those that belong to none."""

    name: str
    general: int
    major: int
    rectified: int
    open: int


@dataclass(frozen=True, slots=True)
class WeekSums:
    """What was found and rectified in one reporting week."""

    end: date
    found: int
    rectified: int


@dataclass(frozen=True, slots=True)
class MajorLine:
    """A major hazard, as it stands now."""

    enterprise: str
    description: str
    deadline: date | None
    rectified_on: date | None
    state: str


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One round of 交叉检查."""

    name: str
    pairs: int
    enterprises: int
    general: int
    major: int
    rectified: int
    answered: int


@dataclass(frozen=True, slots=True)
class LeaderLine:
    """One leader over the months: what they ask, what was done, how many months fell short."""

    name: str
    post: str
    target: int
    outings: int
    visits: int
    short_months: int


@dataclass(frozen=True, slots=True)
class SummaryFacts:
    """All that the summary tells. `figures` are the cumulative ones of F4 by their keys, `sectors` of F6.

    `open_general` and `open_major` are 未整改, as villages and industries count it and 期初数 with them.
    `tip_offs` and `activities` are counts by the slots of their sentence, None where there are none.
    """

    unit_name: str
    end: date
    figures: Mapping[str, int | Decimal]
    open_general: int
    open_major: int
    in_operation: int
    inspected: int
    rate: float | None
    campaign: str = ""
    document_number: str = ""
    recipient: str = ""
    start: date | None = None
    opening_as_of: date | None = None
    opening: Group | None = None
    weeks: tuple[WeekSums, ...] = ()
    weeks_cut: bool = False
    villages: tuple[Group, ...] = ()
    industries: tuple[Group, ...] = ()
    several_industries: bool = False
    majors: tuple[MajorLine, ...] = ()
    sectors: Mapping[str, tuple[Content, ...]] | None = None
    rounds: tuple[RoundLine, ...] = ()
    tip_offs: Mapping[str, int] | None = None
    leaders: tuple[LeaderLine, ...] = ()
    first_month: date | None = None
    last_month: date | None = None
    deployment: tuple[str, ...] = ()
    activities: Mapping[str, int] | None = None
    publicity: tuple[tuple[date, str], ...] = ()


def campaign_summary(
    texts: Mapping[str, Any],
    facts: SummaryFacts | None = None,
    *,
    filled_on: date | None = None,
    campaign: str | None = None,
) -> Report:
    """Return the summary, or a blank one to be filled in by hand; `campaign` stands in its title."""
    return _Writer(texts, facts).report(filled_on, campaign)


class _Writer(ReportWriter):
    """Writes the summary part by part."""

    stubs = ("levels", "sectors")

    def __init__(self, texts: Mapping[str, Any], facts: SummaryFacts | None) -> None:
        super().__init__(texts)
        self.facts = facts

    def report(self, filled_on: date | None, campaign: str | None) -> Report:
        facts, texts = self.facts, self.texts
        self._basics()
        self._hazards()
        self.heading("enforcement")
        self.say(self.words["enforcement"], **self._figures(*_ENFORCEMENT))
        self._sectors()
        self._cross()
        self._tip_offs()
        self._leaders()
        self._publicity()
        for key in ("experience", "problems", "next"):
            self.heading(key)
            self.open(key)
        recipient = facts.recipient if facts else ""
        return Report(
            form_id=texts["id"],
            title=tuple(title_with_campaign(texts, campaign, TEXT_MM, TITLE_PT).split("\n")),
            addressee=self.fill(texts["addressee"], recipient=recipient) if recipient or not facts else "",
            parts=tuple(self.parts),
            signature=Signature(
                self.words["signed_by"],
                facts.unit_name if facts else "",
                (printed(filled_on) if facts else "") or texts["date_blank"],
            ),
        )

    # -- parts ---------------------------------------------------------------------------------------

    def _basics(self) -> None:
        facts, words = self.facts, self.words
        self.heading("basics")
        if facts is None:
            self.say(words["in_campaign"])
        else:
            number = facts.document_number
            self.say(
                words["in_campaign" if facts.campaign and facts.start else "alone"],
                campaign=facts.campaign,
                document=self.fill(words["document"], document_number=number) if number else "",
                office=facts.unit_name,
                start=printed(facts.start),
                end=printed(facts.end),
            )
        self.say(words["found"], **self._found())
        if facts is not None and facts.opening_as_of is not None:
            self.say(words["opening"], as_of=printed(facts.opening_as_of))
        self.heading("deployment", 2)
        if facts is not None:
            self._narratives(facts.deployment, words["no_deployment"])
        counts = facts.activities if facts is not None else {}
        if counts is not None:
            self.say(words["activities"], **{slot: str(count) for slot, count in counts.items()})
        self.heading("coverage", 2)
        slots = {}
        if facts is not None:
            slots = {
                "in_operation": str(facts.in_operation),
                "inspected_count": str(facts.inspected),
                "not_inspected": str(facts.in_operation - facts.inspected),
                "rate": words["no_rate"] if facts.rate is None else f"{facts.rate:.1%}",
            }
        self.say(words["coverage"], **slots)

    def _hazards(self) -> None:
        facts = self.facts
        self.heading("hazards")
        self.heading("levels", 2)
        levels = ("general", "major")
        if facts is None:
            self.table("levels", [(self.words[level], None, None, None) for level in levels])
        else:
            rows = [self._level(facts, level) for level in levels]
            self.table("levels", rows, total=(1, 2, 3))
            self._found_and_rectified("levels", [(str(row[0]), row[1], row[2]) for row in rows])
        self.heading("weeks", 2)
        self._weeks()
        for key, groups in (
            ("villages", facts.villages if facts else None),
            ("industries", facts.industries if facts else None),
        ):
            self.heading(key, 2)
            self._groups(key, groups)
        self.heading("major", 2)
        self._rows(
            "major",
            None
            if facts is None
            else [
                (number, f"{one.enterprise}：{one.description}", one.deadline, one.rectified_on, one.state)
                for number, one in enumerate(facts.majors, start=1)
            ],
            self.words["no_major"],
            columns=5,
        )

    def _level(self, facts: SummaryFacts, level: str) -> tuple[str, int, int, int]:
        found, rectified = (int(facts.figures[f"{level}_{event}"]) for event in ("found", "rectified"))
        left = facts.open_major if level == "major" else facts.open_general
        return self.words[level], found, rectified, left

    def _weeks(self) -> None:
        facts = self.facts
        if facts is None:
            self.table("weeks", [(None,) * 3] * _BLANK_ROWS)
            return
        if not any(one.found or one.rectified for one in facts.weeks):
            self.say(self.words["no_weeks"])
            return
        if facts.weeks_cut:
            self.say(self.words["recent_weeks"], count=str(len(facts.weeks)))
        rows = [(one.end, one.found, one.rectified) for one in facts.weeks]
        self.table("weeks", rows)
        self._found_and_rectified(
            "weeks", [(f"{end.month}.{end.day}", found, rectified) for end, found, rectified in rows]
        )

    def _groups(self, key: str, groups: Sequence[Group] | None) -> None:
        facts = self.facts
        if facts is None or groups is None:
            self.table(key, [(None,) * 5] * _BLANK_ROWS)
            return
        if not groups:
            self.say(self.words[f"no_{key}"])
            return
        nobody = self.words["no_village" if key == "villages" else "no_industry"]
        rows = [self._group(one, nobody) for one in groups]
        opening = [self._group(facts.opening, self.words["opening_row"])] if facts.opening else []
        if key == "villages":
            self.table(key, [*rows, *opening], total=(1, 2, 3, 4))
        else:
            self.table(key, rows)
            if facts.several_industries:
                self.say(self.words["several_industries"])
        self.chart(
            key,
            [str(row[0]) for row in rows],
            [
                Series(self.words["general"], tuple(one.general for one in groups)),
                Series(self.words["major"], tuple(one.major for one in groups)),
            ],
            stacked=True,
        )

    def _group(self, one: Group, nobody: str) -> tuple[Content, ...]:
        return (one.name or nobody, one.general, one.major, one.rectified, one.open)

    def _sectors(self) -> None:
        self.heading("sectors")
        labels: Mapping[str, str] = self.texts["tables"]["sectors"]["rows"]
        known = (self.facts.sectors if self.facts else None) or {}
        self.table("sectors", [(label, *known.get(key, (None,) * 5)) for key, label in labels.items()])
        self.say(self.words["sectors"])

    def _cross(self) -> None:
        self.heading("cross")
        facts = self.facts
        rows = None
        if facts is not None:
            rows = [
                (one.name, one.pairs, one.enterprises, one.general, one.major, one.rectified, one.answered)
                for one in facts.rounds
            ]
        self._rows("cross", rows, self.words["no_cross"], columns=7, total=(1, 2, 3, 4, 5, 6))

    def _tip_offs(self) -> None:
        self.heading("tip_offs")
        facts = self.facts
        if facts is not None and not facts.tip_offs:
            self.say(self.words["no_tip_offs"])
            return
        counts = facts.tip_offs if facts is not None and facts.tip_offs else {}
        self.say(self.words["tip_offs"], **{slot: str(count) for slot, count in counts.items()})

    def _leaders(self) -> None:
        self.heading("leaders")
        facts = self.facts
        rows = None
        if facts is not None:
            rows = [
                (one.name, one.post, one.target, one.outings, one.visits, one.short_months)
                for one in facts.leaders
            ]
            if rows:
                first, last = self._month(facts.first_month), self._month(facts.last_month)
                words = self.words["leaders_month" if first == last else "leaders"]
                self.say(words, first_month=first, last_month=last)
        self._rows("leaders", rows, self.words["no_leaders"], columns=6)

    def _publicity(self) -> None:
        self.heading("publicity")
        if self.facts is not None:
            told = [
                self.fill(self.words["publicity"], date=printed(day), written=text)
                for day, text in self.facts.publicity
            ]
            self._narratives(told, self.words["no_publicity"])

    # -- how -----------------------------------------------------------------------------------------

    def _narratives(self, texts: Sequence[str], none: str) -> None:
        """Add what people typed, as it is: braces in it are no slots."""
        for text in texts:
            self.parts += [Paragraph(line.strip()) for line in text.splitlines() if line.strip()]
        if not texts:
            self.say(none)

    def _rows(
        self,
        key: str,
        rows: Sequence[tuple[Content, ...]] | None,
        none: str,
        *,
        columns: int,
        total: tuple[int, ...] = (),
    ) -> None:
        """Add a table, a blank one, or the words that there is nothing to list."""
        if rows is None:
            self.table(key, [(None,) * columns] * _BLANK_ROWS)
        elif rows:
            self.table(key, rows, total=total)
        else:
            self.say(none)

    def _found_and_rectified(self, key: str, rows: Sequence[tuple[str, int, int]]) -> None:
        self.chart(
            key,
            [label for label, _, _ in rows],
            [
                Series(self.words["series_found"], tuple(found for _, found, _ in rows)),
                Series(self.words["series_rectified"], tuple(done for _, _, done in rows)),
            ],
        )

    def _found(self) -> dict[str, str]:
        facts = self.facts
        if facts is None:
            return {}
        rows = [self._level(facts, level) for level in ("general", "major")]
        found, done, left = (sum(row[at] for row in rows) for at in (1, 2, 3))  # type: ignore[misc]
        return {
            "teams": printed(facts.figures["inspection_teams"]),
            "total": str(found),
            "general": str(rows[0][1]),
            "major": str(rows[1][1]),
            "done": str(done),
            "open": str(left),
        }

    def _figures(self, *keys: str) -> dict[str, str]:
        return {key: printed(self.facts.figures[key]) for key in keys} if self.facts else {}

    def _month(self, day: date | None) -> str:
        if day is None:
            return ""
        return self.fill(self.words["month"], year=str(day.year), month=str(day.month))

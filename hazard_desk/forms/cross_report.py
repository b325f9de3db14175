"""交叉检查专题报告 (S003 三(三)): what a cross-inspection found, with room for what people make of it.

The figures and tables are filled; 深层次问题 and 工作建议 are for the inspecting team to write.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hazard_desk.forms.heading import title_with_campaign
from hazard_desk.forms.report import Report, Series, Signature
from hazard_desk.forms.report_sheet import TEXT_MM, TITLE_PT
from hazard_desk.forms.report_writing import ReportWriter, sum_of
from hazard_desk.forms.sheet import Content, printed
from hazard_desk.terms import HazardState

FORM_ID = "cross-report"
_BLANK_ROWS = 6
_STATES = tuple(state for state in HazardState if state is not HazardState.VOID)


@dataclass(frozen=True, slots=True)
class ReportedEnterprise:
    """One row of 抽检企业: an enterprise that was visited, and what was found there."""

    name: str
    size: str
    industries: tuple[str, ...]
    visited_on: date | None
    general: int
    major: int
    rectified: int

    @property
    def found(self) -> int:
        """All hazards found there."""
        return self.general + self.major


@dataclass(frozen=True, slots=True)
class ReportedHazard:
    """A hazard that stands (作废 left out), as it stands now."""

    enterprise: str
    description: str
    major: bool
    state: HazardState
    rectified: bool
    basis: str = ""
    measures: str = ""
    deadline: date | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """What is asked of a pair, how it stands, and whether that will do, in words."""

    wanted: str
    actual: str
    met: str


@dataclass(frozen=True, slots=True)
class ReportedPair:
    """检查方 and 受检方 with the figures of their visits, 移交 and 反馈; `state` and `gaps` in words.

    The gaps of a pair that has not visited anybody leave out what follows from just that.
    """

    inspector: str
    inspected: str
    members: tuple[str, ...] = ()
    first: date | None = None  # of the visits, else the days agreed
    last: date | None = None
    days: int = 0
    enterprises: int = 0
    general: int = 0
    major: int = 0
    rectified: int = 0
    state: str = ""
    gaps: tuple[str, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    own: bool = True  # whether the target's enterprises are in this office's records
    handed_over_on: date | None = None
    handed_over_by: str = ""
    received_by: str = ""
    evidence: str = ""
    feedback_due_on: date | None = None
    feedback_on: date | None = None
    feedback_note: str = ""
    reported_on: date | None = None

    @property
    def found(self) -> int:
        """All hazards found."""
        return self.general + self.major

    @property
    def unvisited(self) -> bool:
        """Whether no visit is in the records, though it would be: of 外单位 they are in somebody else's."""
        return self.own and not self.days

    @property
    def unknown(self) -> bool:
        """Whether these records can't tell what was inspected."""
        return not self.own and not self.days

    @property
    def only_planned(self) -> bool:
        """Whether nothing says that anybody went there."""
        return not self.days and self.handed_over_on is None


@dataclass(frozen=True, slots=True)
class CrossReportFacts:
    """What a report tells: of one pair, or (`whole`) of a round with all its pairs.

    `signed_by` is whose seal it gets: 检查方 of a pair, the office of a round.
    """

    round_name: str
    pairs: tuple[ReportedPair, ...]
    enterprises: tuple[ReportedEnterprise, ...] = ()
    hazards: tuple[ReportedHazard, ...] = ()
    whole: bool = False
    campaign: str = ""
    document_number: str = ""
    signed_by: str = ""


def cross_report(
    texts: Mapping[str, Any], facts: CrossReportFacts | None = None, *, campaign: str | None = None
) -> Report:
    """Return the report, or a blank one to be filled in by hand.

    `campaign` stands in the title in place of the round's; without either, the one that the form names.
    """
    return _Writer(texts, facts).report(campaign or (facts.campaign if facts else "") or None)


class _Writer(ReportWriter):
    """Writes one report part by part."""

    stubs = ("levels", "feedback")

    def __init__(self, texts: Mapping[str, Any], facts: CrossReportFacts | None) -> None:
        super().__init__(texts)
        self.facts = facts
        self.pair = facts.pairs[0] if facts and facts.pairs and not facts.whole else None

    def report(self, campaign: str | None) -> Report:
        facts, texts = self.facts, self.texts
        self._basics()
        self._hazards()
        self._feedback()
        self._judgement()
        title = title_with_campaign(texts, campaign, TEXT_MM, TITLE_PT)
        slots = self._slots()
        subtitle = self.words["subtitle_of_round" if facts and facts.whole else "subtitle_of_pair"]
        subject = f"{self.pair.inspector}→{self.pair.inspected}" if self.pair else ""
        day = self.pair.reported_on if self.pair else None
        return Report(
            form_id=texts["id"],
            title=tuple(title.split("\n")),
            subtitle=self.fill(subtitle, **slots),
            addressee=texts["addressee"],
            parts=tuple(self.parts),
            signature=Signature(
                self.words["signed_by_office" if facts and facts.whole else "signed_by_team"],
                facts.signed_by if facts else "",
                printed(day) or texts["date_blank"],
            ),
            subject=subject or (facts.round_name if facts else ""),
        )

    # -- 一、 -------------------------------------------------------------------------------------

    def _basics(self) -> None:
        facts, words = self.facts, self.words
        self.heading("basics")
        if facts is not None and facts.whole:
            named = "round_in_campaign" if facts.campaign else "round_alone"
        else:
            told = "plan" if self.pair and self.pair.only_planned else "pair"
            named = f"{told}_in_campaign" if facts is None or facts.campaign else f"{told}_alone"
        self.say(words[named], **self._slots())
        if facts is not None and facts.whole:
            self._pairs(facts)
            return
        members = "、".join(self.pair.members) if self.pair else ""
        if members or facts is None:
            self.say(words["team"], inspectors=members)
        else:
            self.say(words["no_team"])
        if self.pair and not self.pair.own and not self.pair.enterprises:
            self.say(words["foreign"])
        self.heading("enterprises", 2)
        self._enterprises()
        self.heading("requirements", 2)
        self._requirements()

    def _pairs(self, facts: CrossReportFacts) -> None:
        if not facts.pairs:
            self.say(self.words["no_pairs"])
            return
        self.heading("pairs", 2)
        rows = [
            (
                number,
                pair.inspector,
                pair.inspected,
                *_figures([pair], "days", "enterprises", "general", "major", "rectified"),
                pair.state,
            )
            for number, pair in enumerate(facts.pairs, start=1)
        ]
        self.table("pairs", rows, total=(3, 4, 5, 6, 7))
        if any(pair.unknown for pair in facts.pairs):
            self.say(self.words["foreign_some"])
        self.heading("loads", 2)
        teams: dict[str, list[ReportedPair]] = {}
        for pair in facts.pairs:
            teams.setdefault(pair.inspector, []).append(pair)
        self.table(
            "loads",
            [
                (team, len(pairs), *_figures(pairs, "days", "enterprises", "found"))
                for team, pairs in teams.items()
            ],
        )
        self.heading("gaps", 2)
        unvisited = self.words["not_visited"]
        gaps = [
            (
                f"{pair.inspector}→{pair.inspected}",
                "；".join(filter(None, (unvisited if pair.unvisited else "", *pair.gaps))),
            )
            for pair in facts.pairs
        ]
        gaps = [(pair, gap) for pair, gap in gaps if gap]
        if gaps:
            self.table("gaps", gaps)
        else:
            self.say(self.words["no_gaps"])

    def _enterprises(self) -> None:
        facts = self.facts
        if facts is None:
            self.table("enterprises", [(number, *[None] * 7) for number in range(1, _BLANK_ROWS + 1)])
        elif not facts.enterprises:
            self.say(self.words["no_enterprises"])
        else:
            rows: list[tuple[Content, ...]] = [
                (
                    number,
                    one.name,
                    one.size,
                    "、".join(one.industries),
                    one.visited_on,
                    one.general,
                    one.major,
                    one.rectified,
                )
                for number, one in enumerate(facts.enterprises, start=1)
            ]
            self.table("enterprises", rows, total=(5, 6, 7))

    def _requirements(self) -> None:
        if self.facts is None:
            self.table("requirements", [(None,) * 3] * 4)
        elif self.pair and self.pair.requirements:
            self.table(
                "requirements",
                [(one.wanted, one.actual, one.met) for one in self.pair.requirements],
            )
        else:
            self.say(self.words["no_requirements"])

    # -- 二、 -------------------------------------------------------------------------------------

    def _hazards(self) -> None:
        facts, words = self.facts, self.words
        self.heading("hazards")
        if facts is None:
            self.say(words["found"])
            self.heading("levels", 2)
            self._levels(None)
            self.heading("major", 2)
            self.table("major", [(number, *[None] * 5) for number in range(1, 4)])
            return
        general, major = sum(p.general for p in facts.pairs), sum(p.major for p in facts.pairs)
        done = sum(p.rectified for p in facts.pairs)
        if not general + major:
            count = len(facts.enterprises)
            self.say(words["nothing_found" if count else "nothing_entered"], enterprises=str(count))
            return
        self.say(
            words["found"],
            enterprises=str(len(facts.enterprises)),
            total=str(general + major),
            general=str(general),
            major=str(major),
            done=str(done),
            open=str(general + major - done),
        )
        self.heading("levels", 2)
        self._levels(facts.hazards)
        self.heading("by_pair" if facts.whole else "by_enterprise", 2)
        if facts.whole:
            self._stacked(
                "by_pair", [(f"{p.inspector}→{p.inspected}", p.general, p.major) for p in facts.pairs]
            )
        else:
            self._stacked("by_enterprise", [(one.name, one.general, one.major) for one in facts.enterprises])
        self._industries(facts.enterprises)
        self._bases(facts.hazards)
        self._majors(facts.hazards)

    def _levels(self, hazards: Sequence[ReportedHazard] | None) -> None:
        levels = ((self.words["general"], False), (self.words["major"], True))
        if hazards is None:
            self.table("levels", [(label, *[None] * (2 + len(_STATES))) for label, _ in levels])
            return
        rows: list[tuple[Content, ...]] = []
        figures: list[tuple[int, int]] = []
        for label, is_major in levels:
            found = [one for one in hazards if one.major is is_major]
            states = Counter(one.state for one in found)
            figures.append((len(found), sum(one.rectified for one in found)))
            rows.append((label, *figures[-1], *(states[state] for state in _STATES)))
        self.table("levels", rows, total=tuple(range(1, 3 + len(_STATES))))
        self.chart(
            "rectified",
            [label for label, _ in levels],
            [
                Series(self.words["series_found"], tuple(found for found, _ in figures)),
                Series(self.words["series_rectified"], tuple(done for _, done in figures)),
            ],
        )

    def _industries(self, enterprises: Sequence[ReportedEnterprise]) -> None:
        self.heading("by_industry", 2)
        of_industry: dict[str, list[ReportedEnterprise]] = {}
        for one in enterprises:
            for name in one.industries or (self.words["no_industry"],):
                of_industry.setdefault(name, []).append(one)
        rows = [
            (
                name,
                len(several),
                sum(one.general for one in several),
                sum(one.major for one in several),
                sum(one.rectified for one in several),
            )
            for name, several in of_industry.items()
        ]
        rows.sort(key=lambda row: (row[0] == self.words["no_industry"], -row[2] - row[3]))
        self.table("by_industry", rows)
        if sum(row[1] for row in rows) > len(enterprises):
            self.say(self.words["several_industries"])
        self._stacked("by_industry", [(row[0], row[2], row[3]) for row in rows])

    def _bases(self, hazards: Sequence[ReportedHazard]) -> None:
        self.heading("by_basis", 2)
        given = Counter(" ".join(one.basis.split()) for one in hazards if one.basis.strip())
        major = Counter(" ".join(one.basis.split()) for one in hazards if one.basis.strip() and one.major)
        left = len(hazards) - given.total()
        if given:
            rows = [(basis, count, major[basis]) for basis, count in given.most_common()]
            self.table("by_basis", rows)
        else:
            self.say(self.words["no_basis"])
        if given and left:
            self.say(self.words["without_basis"], count=str(left))

    def _majors(self, hazards: Sequence[ReportedHazard]) -> None:
        self.heading("major", 2)
        rows = [
            (number, f"{one.enterprise}：{one.description}", one.basis, one.measures, one.deadline,
             one.state.label)
            for number, one in enumerate((one for one in hazards if one.major), start=1)
        ]  # fmt: skip
        if rows:
            self.table("major", rows)
        else:
            self.say(self.words["no_major"])

    # -- 三、 to 五、 ------------------------------------------------------------------------------

    def _feedback(self) -> None:
        self.heading("feedback")
        pair, facts = self.pair, self.facts
        if facts is not None and facts.whole:
            rows = [
                (f"{one.inspector}→{one.inspected}", one.handed_over_on, one.feedback_due_on,
                 one.feedback_on, *_figures([one], "found", "rectified"))
                for one in facts.pairs
            ]  # fmt: skip
            if rows:
                self.table("all_feedback", rows, total=(4, 5))
            else:
                self.say(self.words["no_pairs"])
            return
        unknown = None if facts is None else self.words["not_entered"]
        labels: Mapping[str, str] = self.texts["tables"]["feedback"]["rows"]
        self.table(
            "feedback", [(label, getattr(pair, key, None) or unknown) for key, label in labels.items()]
        )
        if pair is not None and pair.found:
            self.say(
                self.words["rectified"],
                total=str(pair.found),
                done=str(pair.rectified),
                open=str(pair.found - pair.rectified),
            )

    def _judgement(self) -> None:
        self.heading("deeper")
        for key in ("supervision", "management"):
            self.heading(key, 2)
            self.open(key)
        self.heading("proposals")
        self.open("proposals")

    # -- how ---------------------------------------------------------------------------------------

    def _slots(self) -> dict[str, str]:
        """Return what the opening sentences name; a blank report has room for it."""
        facts, pair = self.facts, self.pair
        if facts is None:
            return {}
        number = facts.document_number
        days = [
            day for one in facts.pairs for day in (one.first, one.last) if day is not None
        ]  # the first and the last of all pairs, where it is the whole round
        slots = {
            "campaign": facts.campaign,
            "document": self.fill(self.words["document"], document_number=number) if number else "",
            "round": facts.round_name,
            "pairs": str(len(facts.pairs)),
        }
        if days:
            slots["days"] = self._days(min(days), max(days), pair.days if pair else 0)
        if pair is not None:
            slots |= {"inspector": pair.inspector, "inspected": pair.inspected}
        return slots

    def _days(self, first: date, last: date, count: int) -> str:
        words = self.words["days" if last > first else "one_day"]
        said = self.fill(words, start=printed(first), end=printed(last))
        return said + (self.fill(self.words["day_count"], day_count=str(count)) if count > 1 else "")

    def _stacked(self, key: str, rows: Sequence[tuple[str, int, int]]) -> None:
        self.chart(
            key,
            [label for label, _, _ in rows],
            [
                Series(self.words["general"], tuple(general for _, general, _ in rows)),
                Series(self.words["major"], tuple(major for _, _, major in rows)),
            ],
            stacked=True,
        )


def _figures(pairs: Iterable[ReportedPair], *names: str) -> tuple[int | None, ...]:
    """Return figures of pairs added up, each None where these records can't tell them."""
    known = [pair for pair in pairs if not pair.unknown]
    return tuple(sum_of(getattr(pair, name) for pair in known) for name in names)

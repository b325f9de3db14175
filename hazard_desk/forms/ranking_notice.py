"""安全生产隐患排查整治情况通报 (S000 五(二)): the ranking with what it says of those behind, in prose.

Figures, table and sentences about who is behind are filled; other problems and what is demanded are for
people to write. No document prints this form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hazard_desk.forms.heading import span_words, title_with_campaign
from hazard_desk.forms.ranking import RankingFacts, RankingLine
from hazard_desk.forms.report import Report, Signature
from hazard_desk.forms.report_sheet import TEXT_MM, TITLE_PT
from hazard_desk.forms.report_writing import ReportWriter
from hazard_desk.forms.sheet import Content, printed
from hazard_desk.rules.ranking import NO_SCORE, PARTS, Measure, percent
from hazard_desk.rules.ranking_overall import Overall
from hazard_desk.rules.ranking_words import shared_words, weight_words
from hazard_desk.terms import PartyKind

FORM_ID = "ranking-notice"
_BLANK_ROWS = 8
_WHOLE_TABLE = 30  # so many are listed all; of more, the two ends of those that have a score
_ENDS = 10
_NAMED = 3
_TIED = 6  # more than these with one score are told by their number
_OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """The ranking, what is told of the whole township, and which campaign it is of."""

    unit_name: str
    ranking: RankingFacts
    overall: Overall
    campaign: str = ""
    document_number: str = ""


def ranking_notice(
    texts: Mapping[str, Any],
    facts: NoticeFacts | None = None,
    *,
    of: PartyKind = PartyKind.VILLAGE,
    filled_on: date | None = None,
    campaign: str | None = None,
) -> Report:
    """Return the notice, or a blank one to be written by hand; `campaign` stands in its title."""
    return _Writer(texts, facts, of).report(filled_on, campaign)


class _Writer(ReportWriter):
    """Writes the notice part by part."""

    def __init__(self, texts: Mapping[str, Any], facts: NoticeFacts | None, of: PartyKind) -> None:
        super().__init__(texts)
        self.facts = facts
        self.of = of
        self.lines: tuple[RankingLine, ...] = facts.ranking.lines if facts else ()
        self.scored = tuple(line for line in self.lines if line.score.exact is not None)
        self.unit = str(self.words["villages" if of is PartyKind.VILLAGE else "enterprises"])

    def report(self, filled_on: date | None, campaign: str | None) -> Report:
        facts, texts = self.facts, self.texts
        self._opening()
        self._general()
        self._ranking()
        self._problems()
        self.heading("demands")
        self.open("demands")
        return Report(
            form_id=texts["id"],
            title=tuple(title_with_campaign(texts, campaign, TEXT_MM, TITLE_PT).split("\n")),
            subtitle=texts["subtitle"],
            addressee=texts["addressee"][self.of.value],
            parts=tuple(self.parts),
            signature=Signature(
                self.words["signed_by"],
                facts.unit_name if facts else "",
                (printed(filled_on) if facts else "") or texts["date_blank"],
            ),
        )

    # -- parts ------------------------------------------------------------------------------------------

    def _opening(self) -> None:
        facts, words = self.facts, self.words
        if facts is None:
            self.say(words["alone"])
            return
        number = facts.document_number
        self.say(
            words["in_campaign" if facts.campaign else "alone"],
            campaign=facts.campaign,
            document=self.fill(words["document"], document_number=number) if number else "",
            ranked_days=span_words(words, facts.ranking.start, facts.ranking.end),
        )

    def _general(self) -> None:
        self.heading("general")
        general = self.words["general"]
        if self.facts is None:
            self.say("".join(general[self._key(part.key)] for part in PARTS[self.of]))
            return
        overall = self.facts.overall
        told = []
        for one in overall.measures:
            if one.denominator:
                told.append(self.fill(general[self._key(one.key)], **_slots(one)))
            if one.key == "rectification" and overall.earlier:
                rectified = str(one.numerator + overall.earlier)
                told.append(
                    self.fill(self.words["earlier"], part_left=str(overall.earlier), part_done=rectified)
                )
            if one.key == _OVERDUE and overall.self_found:
                told.append(self.fill(self.words["self_found"], part_left=str(overall.self_found)))
        self.say("".join(told) or self.words["nothing_general"])
        reported = overall.reported
        if reported is not None:
            self.say(
                self.words["reported_opening" if reported.opening else "reported"],
                part_asked=str(reported.found),
                part_done=str(reported.rectified),
            )

    def _ranking(self) -> None:
        facts, words = self.facts, self.words
        self.heading("ranking")
        if facts is None:
            self.say(words["how"], ranked_unit=self.unit)
            self.table(self.of.value, [(None,) * (3 + len(PARTS[self.of]))] * _BLANK_ROWS)
            return
        if not self.lines:
            self.say(words["nobody"])
            return
        self.say(
            words["how"] + (words["shared"] if shared_words([line.score for line in self.lines]) else ""),
            weights=weight_words(self.of, facts.ranking.weights),
            ranked_count=str(len(self.lines)),
            ranked_unit=self.unit,
        )
        self._left_out(facts)
        self._first_and_last()
        whole = len(self.lines) <= _WHOLE_TABLE
        shown: list[tuple[Content, ...]] = [
            self._row(line) for line in (self.lines if whole else self.scored)
        ]
        if len(shown) > 2 * _ENDS and not whole:
            self.say(words["ends"], most_places=str(_ENDS))
            between = (words["between"], *[None] * (len(shown[0]) - 1))
            shown = [*shown[:_ENDS], between, *shown[-_ENDS:]]
        self.table(self.of.value, shown)

    def _left_out(self, facts: NoticeFacts) -> None:
        """Say what stands above and counts in no score, so that both can be compared."""
        words = self.words
        if facts.ranking.unplaced:
            self.say(words["unplaced"], ranked_count=str(facts.ranking.unplaced))
        told = [
            self.fill(words["left_out_of"][one.why], part_asked=str(one.found), part_left=str(one.overdue))
            for one in facts.overall.unranked
        ]
        if told:
            self.say(words["left_out"], ranked_names="；".join(told))

    def _first_and_last(self) -> None:
        words = self.words
        if len({line.score.printed for line in self.scored}) > 1:
            # Nobody stands both in front and behind.
            lowest = self.scored[-1].score.printed
            most = min(_NAMED, len(self.scored) // 2)
            first = _ends([line for line in self.scored if line.score.printed != lowest], most)
            in_front = {line.score.printed for line in first}
            last = _ends([line for line in self.scored[::-1] if line.score.printed not in in_front], most)
            self.say(words["first"], ranked_names=self._named(first))
            self.say(words["last"], ranked_names=self._named(last))
        elif len(self.scored) > 1:
            self.say(words["all_equal"])
        without = [line.name for line in self.lines if line.score.exact is None]
        if without:
            self.say(words["unscored"], ranked_names=self._some(without))

    def _problems(self) -> None:
        self.heading("problems")
        facts = self.facts
        if facts is not None:
            told = 0
            for at, spec in enumerate(PARTS[self.of]):
                behind = [
                    (line.name, line.score.parts[at].measure)
                    for line in self.lines
                    if _left(line.score.parts[at].measure)
                ]
                if behind and facts.ranking.weights[spec.key]:
                    self._behind(spec.key, behind)
                    told += 1
            if not told and self.scored:
                self.say(self.words["no_problems"])
        self.open("judged")

    def _behind(self, key: str, behind: Sequence[tuple[str, Measure]]) -> None:
        """Say of one part who is furthest behind, and how much is left in all."""
        overdue = key == _OVERDUE

        def furthest(one: tuple[str, Measure]) -> Any:
            measure = one[1]
            return -_left(measure) if overdue else measure.rate

        first = sorted(behind, key=furthest)
        words = self.words["low_left" if overdue else "low_one"]
        names = [self.fill(words, ranked_name=name, **_slots(measure)) for name, measure in first]
        self.say(
            self.words["low"][self._key(key)],
            ranked_names=self._some(names),
            part_left=str(sum(_left(measure) for _, measure in behind)),
        )

    # -- how --------------------------------------------------------------------------------------------

    def _key(self, part: str) -> str:
        """Return what a part's words are called: what is asked of leaders has words of its own."""
        return "leaders" if part == "quota" and self.of is PartyKind.ENTERPRISE else part

    def _row(self, line: RankingLine) -> tuple[Content, ...]:
        rates = [percent(part.measure.rate) for part in line.score.parts]
        score = line.score.printed
        return (line.place, line.name, *rates, NO_SCORE if score is None else f"{score:.2f}")

    def _named(self, lines: Sequence[RankingLine]) -> str:
        """Return the names of these lines; where many share the last one's score, how many they are."""
        bound = lines[-1].score.printed
        clear = [line for line in lines if line.score.printed != bound]
        tied = [line for line in lines if line.score.printed == bound]
        several = [*clear, *(tied if len(tied) <= _TIED else [])]
        names = [
            self.fill(
                self.words["named"],
                ranked_name=line.name,
                ranked_place=str(line.place),
                ranked_score=f"{line.score.printed:.2f}",
            )
            for line in several
        ]
        if len(tied) > _TIED:
            counted = {
                "ranked_score": f"{bound:.2f}",
                "ranked_count": str(len(tied)),
                "ranked_unit": self.unit,
            }
            names.append(self.fill(self.words["tied"], **counted))
        return "、".join(names)

    def _some(self, names: Sequence[str]) -> str:
        """Return some names, and how many they are where not all are named."""
        told = "、".join(names[:_NAMED])
        if len(names) <= _NAMED:
            return told
        return told + self.fill(self.words["more"], ranked_count=str(len(names)), ranked_unit=self.unit)


def _ends(lines: Sequence[RankingLine], most: int) -> list[RankingLine]:
    """Return the first few of these lines, and whoever has the same score as the last of them."""
    bound = lines[:most][-1].score.printed
    upto = max(at for at, line in enumerate(lines) if line.score.printed == bound)
    return list(lines[: upto + 1])


def _left(measure: Measure) -> int:
    return measure.denominator - measure.numerator


def _slots(measure: Measure) -> dict[str, str]:
    return {
        "part_asked": str(measure.denominator),
        "part_done": str(measure.numerator),
        "part_left": str(_left(measure)),
        "part_rate": percent(measure.rate),
    }

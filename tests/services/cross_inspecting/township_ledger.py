"""A second count of what the rounds of 交叉检查 come to, made of the plain rows of the office file.

It shares nothing with the program but the names of tables and columns: rows are taken whole and counted here
in loops, and every table of a round is tried.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from hazard_desk.rules.rotation import Pair, Party, Question
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import Reading
from tests.rules.rounds import every_table, keeps_hard_rules

Row = dict[str, Any]
TABLES = (
    "cross_round", "cross_party", "cross_party_village", "cross_member", "cross_pair", "cross_sample",
    "cross_forbidden", "inspection", "hazard", "enterprise", "village", "person", "duty", "attachment_link",
    "office", "campaign",
)  # fmt: skip


@dataclass(frozen=True)
class Counted:
    """What some visits come to."""

    visits: int
    days: int
    enterprises: int
    general: int
    major: int
    rectified: int


class Ledger:
    """All rows of an office, as they are at one moment."""

    def __init__(self, office: OfficeFile) -> None:
        self.rows: dict[str, list[Row]] = office.ask(_rows)
        self.by_id = {
            name: {row["id"]: row for row in rows}
            for name, rows in self.rows.items()
            if rows and "id" in rows[0]
        }
        self.hazards: defaultdict[int, list[Row]] = defaultdict(list)
        for hazard in self.rows["hazard"]:
            if hazard["deleted_at"] is None and hazard["voided_on"] is None:
                self.hazards[hazard["inspection_id"]].append(hazard)

    # ---- what must always hold -------------------------------------------------------------------------

    def check(self) -> None:
        """Demand that nothing names what isn't there."""
        assert not self.rows["foreign_key_check"]
        for table, column, named in (
            ("inspection", "cross_pair_id", "cross_pair"),
            ("attachment_link", "cross_pair_id", "cross_pair"),
            ("cross_round", "campaign_id", "campaign"),
        ):
            there = {row["id"] for row in self.rows[named]}
            assert {row[column] for row in self.rows[table]} - {None} <= there, (table, column)
        living = {row["id"] for row in self.rows["cross_round"] if row["deleted_at"] is None}
        for row in self.rows["cross_pair"]:
            if row["round_id"] in living:
                assert "" not in (row["inspector"], row["inspected"])
                assert row["inspector"] != row["inspected"]

    def followed(self) -> dict[int, tuple[int, Any, Any]]:
        """Return the pairs that have anything of their own: whose they are, by the parties' ids."""
        has = {row["cross_pair_id"] for row in self.rows["inspection"] if row["deleted_at"] is None}
        has |= {row["cross_pair_id"] for row in self.rows["attachment_link"] if row["deleted_at"] is None}
        has |= {
            row["pair_id"]
            for row in self.rows["cross_sample"]
            if self.by_id["enterprise"][row["enterprise_id"]]["deleted_at"] is None
        }
        noted = (
            "starts_on", "ends_on", "handed_over_on", "handed_over_by", "received_by", "evidence",
            "feedback_due_on", "feedback_on", "feedback_note", "reported_on",
        )  # fmt: skip
        return {
            row["id"]: self.sides(row)
            for row in self.rows["cross_pair"]
            if row["id"] in has or any(row[name] for name in noted)
        }

    def sides(self, pair: Row) -> tuple[int, Any, Any]:
        """Return a pair's round and its two parties by their ids, which a new name doesn't change."""
        found = []
        for column, other in (("inspector", "inspected"), ("inspected", "inspects")):
            known = [
                row["id"]
                for row in self.rows["cross_party"]
                if (row["round_id"], row["name"]) == (pair["round_id"], pair[column]) and row["side"] != other
            ]
            found.append(known[0] if known else pair[column])
        return pair["round_id"], found[0], found[1]

    # ---- figures ---------------------------------------------------------------------------------------

    def cross(self, wanted: Callable[[Row], bool] = lambda _row: True) -> list[Row]:
        """Return the visits of 交叉检查 that count."""
        return [
            row
            for row in self.rows["inspection"]
            if row["deleted_at"] is None
            and row["stage"] == "cross"
            and row["level"] != "enterprise"
            and wanted(row)
        ]

    def tied(self, pair_id: int) -> list[Row]:
        """Return the visits of a pair."""
        return self.cross(lambda row: row["cross_pair_id"] == pair_id)

    def loose(self, round_id: int) -> list[Row]:
        """Return the visits that may be a round's but belong to no pair of a round that is there."""
        found = self.by_id["cross_round"][round_id]
        dead = {row["id"] for row in self.rows["cross_round"] if row["deleted_at"] is not None}
        pairs_gone = {row["id"] for row in self.rows["cross_pair"] if row["round_id"] in dead}
        targets = [
            row
            for row in self.rows["cross_party"]
            if row["round_id"] == round_id and row["side"] != "inspects"
        ]
        (office,) = self.rows["office"]
        anywhere = any(row["name"] in (office["name"], office["township"]) for row in targets)
        ids = {row["id"] for row in targets}
        villages = {row["village_id"] for row in self.rows["cross_party_village"] if row["party_id"] in ids}
        firms = {
            row["id"]
            for row in self.rows["enterprise"]
            if anywhere or not villages or row["village_id"] in villages
        }
        return self.cross(
            lambda row: (
                (row["cross_pair_id"] is None or row["cross_pair_id"] in pairs_gone)
                and found["starts_on"] is not None
                and row["inspected_on"] >= found["starts_on"]
                and (found["ends_on"] is None or row["inspected_on"] <= found["ends_on"])
                and row["enterprise_id"] in firms
            )
        )

    def count(self, visits: list[Row]) -> Counted:
        """Count visits with their hazards."""
        hazards = [hazard for visit in visits for hazard in self.hazards[visit["id"]]]
        major = sum(hazard["level"] == "major" for hazard in hazards)
        return Counted(
            len(visits),
            len({visit["inspected_on"] for visit in visits}),
            len({visit["enterprise_id"] for visit in visits}),
            len(hazards) - major,
            major,
            sum(hazard["rectified_on"] is not None for hazard in hazards),
        )

    def listed(self, pair_id: int) -> list[int]:
        """Return the enterprises of a pair's list that aren't in the recycle bin, in their order."""
        mine = [row for row in self.rows["cross_sample"] if row["pair_id"] == pair_id]
        return [
            row["enterprise_id"]
            for row in sorted(mine, key=lambda row: (row["position"], row["id"]))
            if self.by_id["enterprise"][row["enterprise_id"]]["deleted_at"] is None
        ]

    # ---- the verdict -----------------------------------------------------------------------------------

    def is_good(self, round_id: int) -> bool:
        """Say whether the arrangement of a round keeps all hard rules, by trying every table."""
        parties = [row for row in self.rows["cross_party"] if row["round_id"] == round_id]
        parties.sort(key=lambda row: row["position"])
        teams = [row for row in parties if row["side"] != "inspected"]
        targets = [row for row in parties if row["side"] != "inspects"]
        pairs = [row for row in self.rows["cross_pair"] if row["round_id"] == round_id]
        table = [(row["inspector"], row["inspected"]) for row in pairs]
        if not teams or not targets:
            return False
        followed = self.followed()
        kept = {
            (row["inspector"], row["inspected"]) for row in pairs if row["locked"] or row["id"] in followed
        }
        names = [row["name"] for row in teams], [row["name"] for row in targets]
        square = all(row["side"] == "both" for row in parties)
        question = Question(
            tuple(Party(row["name"], row["group"]) for row in teams),
            None if square else tuple(Party(row["name"], row["group"]) for row in targets),
            tuple(sorted(kept)),
            tuple(sorted(self.barred(round_id, teams, targets))),
        )
        fair = {tuple(sorted(one)) for one in every_table(*names)}
        return tuple(sorted(table)) in fair and keeps_hard_rules(question, table)

    def barred(self, round_id: int, teams: list[Row], targets: list[Row]) -> set[Pair]:
        """Return the pairs that must not be: decided by somebody, or because of a member."""
        found = {
            (row["inspector"], row["inspected"])
            for row in self.rows["cross_forbidden"]
            if row["round_id"] == round_id
        }
        (office,) = self.rows["office"]
        own: defaultdict[int, set[int]] = defaultdict(set)
        for link in self.rows["cross_party_village"]:
            own[link["party_id"]].add(link["village_id"])
        ties: defaultdict[int, set[int]] = defaultdict(set)
        for person in self.rows["person"]:
            if person["deleted_at"] is None:
                ties[person["id"]] = {person["home_village_id"]} | {
                    duty["village_id"] for duty in self.rows["duty"] if duty["person_id"] == person["id"]
                }
        for team in teams:
            members = {row["person_id"] for row in self.rows["cross_member"] if row["party_id"] == team["id"]}
            for target in targets:
                whole = target["name"] in (office["name"], office["township"])
                theirs = set() if whole or team["name"] == target["name"] else own[target["id"]]
                if any(ties[member] & theirs for member in members - {None}):
                    found.add((team["name"], target["name"]))
        return found


def _rows(reading: Reading) -> dict[str, list[Row]]:
    def taken(statement: str) -> list[Row]:
        return [dict(row._mapping) for row in reading.session.execute(text(statement))]

    found = {name: taken(f'SELECT * FROM "{name}"') for name in TABLES}
    return {**found, "foreign_key_check": taken("PRAGMA foreign_key_check")}

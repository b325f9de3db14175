"""打分排队 counted once more in plain Python from the bare tables: shares nothing with the program.

It reads the rules in words (DESIGN §4, §5 and the notes of the form), not its code.
"""

from __future__ import annotations

import calendar
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

ASKED = {"principal": 4, "safety_head": 8, "self_check": 1}  # S001 四(一)1


def _day(text: Any) -> date | None:
    return date.fromisoformat(str(text)[:10]) if text else None


@dataclass
class PaperLedger:
    """All tables as lists of dicts, and the days asked for."""

    tables: dict[str, list[dict[str, Any]]]
    start: date | None
    end: date
    today: date
    campaign: int | None = None

    @classmethod
    def read(
        cls, file: Path, start: date | None, end: date, today: date, campaign: int | None
    ) -> PaperLedger:
        names = (
            "enterprise", "enterprise_status", "enterprise_industry", "inspection", "inspection_campaign",
            "inspector", "hazard", "self_check", "village", "campaign_industry", "campaign_village",
            "collection", "collection_party", "returned_sheet",
        )  # fmt: skip
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
            connection.row_factory = sqlite3.Row
            tables = {
                name: [dict(row) for row in connection.execute(f"select * from {name}")] for name in names
            }
        connection.close()
        for name, rows in tables.items():
            if rows and "deleted_at" in rows[0]:
                tables[name] = [row for row in rows if row["deleted_at"] is None]
        return cls(tables, start, end, today, campaign)

    def within(self, day: date | None) -> bool:
        return day is not None and (self.start is None or day >= self.start) and day <= self.end

    def is_over(self, due: date) -> bool:
        """Whether a deadline has passed: from the next day on; a time that lies behind us is over whole."""
        return due < self.today and due <= self.end

    # ---- whose -----------------------------------------------------------------------------------------

    def works_on(self, enterprise: dict[str, Any], day: date) -> bool:
        changes = [
            row
            for row in self.tables["enterprise_status"]
            if row["enterprise_id"] == enterprise["id"] and _day(row["since"]) <= day  # type: ignore[operator]
        ]
        changes.sort(key=lambda row: (row["since"], row["id"]))
        return not changes or changes[-1]["state"] == "in_operation"

    def in_scope(self, enterprise: dict[str, Any]) -> bool:
        if self.campaign is None:
            return True
        trades = {
            r["industry_id"] for r in self.tables["campaign_industry"] if r["campaign_id"] == self.campaign
        }
        villages = {
            r["village_id"] for r in self.tables["campaign_village"] if r["campaign_id"] == self.campaign
        }
        own = {
            r["industry_id"]
            for r in self.tables["enterprise_industry"]
            if r["enterprise_id"] == enterprise["id"]
        }
        return (not trades or bool(trades & own)) and (not villages or enterprise["village_id"] in villages)

    def runners(self) -> list[dict[str, Any]]:
        return [
            row for row in self.tables["enterprise"] if self.works_on(row, self.end) and self.in_scope(row)
        ]

    # ---- what ------------------------------------------------------------------------------------------

    def visits(self) -> dict[int, dict[str, Any]]:
        """Supervisory visits: neither 企业全面查 nor 企业自查."""
        links = {(r["inspection_id"], r["campaign_id"]) for r in self.tables["inspection_campaign"]}
        return {
            row["id"]: row
            for row in self.tables["inspection"]
            if row["level"] != "enterprise"
            and row["stage"] != "self_check"
            and (self.campaign is None or (row["id"], self.campaign) in links)
        }

    def hazards(self) -> Iterator[tuple[int, date, date | None, date | None, date | None]]:
        """Yield enterprise, found, deadline, rectified and handed over of each that stands."""
        visits = self.visits()
        for row in self.tables["hazard"]:
            visit = visits.get(row["inspection_id"])
            if visit is None or row["voided_on"]:
                continue
            found = _day(visit["inspected_on"])
            assert found is not None
            if found <= self.end:
                yield (
                    visit["enterprise_id"], found, _day(row["deadline"]), _day(row["rectified_on"]),
                    _day(row["referred_on"]),
                )  # fmt: skip

    def of_hazards(self, members: set[int]) -> dict[str, tuple[int, int]]:
        counts = {"rectification": [0, 0], "overdue": [0, 0], "on_time": [0, 0]}
        for enterprise, found, due, rectified, referred in self.hazards():
            if enterprise not in members:
                continue
            done = rectified is not None and rectified <= self.end
            if self.within(found):
                counts["rectification"][1] += 1
                counts["rectification"][0] += done
            before = rectified is not None and self.start is not None and rectified < self.start
            gone = referred is not None and referred <= self.end and not done
            if due is None or before or gone:
                continue
            if self.is_over(due):
                counts["overdue"][1] += 1
                counts["overdue"][0] += done
            fell_due = self.within(due) and (done or self.is_over(due))
            if fell_due or (due > self.end and done):
                counts["on_time"][1] += 1
                counts["on_time"][0] += done and rectified is not None and rectified <= due
        return {key: (done, asked) for key, (done, asked) in counts.items()}

    def months(self) -> list[date]:
        days = [_day(r["inspected_on"]) for r in self.tables["inspection"]]
        days += [_day(r["checked_on"]) for r in self.tables["self_check"]]
        begin = self.start or min(day for day in days if day)
        found = []
        day = begin
        while day <= self.end:
            if (day + timedelta(days=1)).day == 1:
                found.append(day.replace(day=1))
            day += timedelta(days=1)
        return found[-12:] or [self.end.replace(day=1)]

    def tasks(self, members: set[int], kinds: tuple[str, ...]) -> tuple[int, int]:
        met = asked = 0
        for month in self.months():
            last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
            for one in self.tables["enterprise"]:
                if one["id"] not in members or one["kind"] != "enterprise":
                    continue
                if not self.works_on(one, min(last, self.today)):
                    continue
                for kind in kinds:
                    asked += 1
                    met += self.times(one, kind, month, last) >= ASKED[kind]
        return met, asked

    def times(self, one: dict[str, Any], kind: str, first: date, last: date) -> int:
        def in_month(text: Any) -> bool:
            day = _day(text)
            return day is not None and first <= day <= last

        if kind == "self_check":
            return sum(
                row["enterprise_id"] == one["id"] and in_month(row["checked_on"])
                for row in self.tables["self_check"]
            )
        name = str(one[kind]).replace(" ", "").replace("　", "")
        names: dict[int, set[str]] = {}
        for row in self.tables["inspector"]:
            names.setdefault(row["inspection_id"], set()).add(
                str(row["name"]).replace(" ", "").replace("　", "")
            )
        return sum(
            row["enterprise_id"] == one["id"]
            and row["level"] == "enterprise"
            and in_month(row["inspected_on"])
            and bool(name)
            and name in names.get(row["id"], set())
            for row in self.tables["inspection"]
        )

    def returns(self, column: str, known: int) -> tuple[int, int]:
        done = asked = 0
        sent = {row["id"]: _day(row["due_on"]) for row in self.tables["collection"]}
        for party in self.tables["collection_party"]:
            due = sent.get(party["collection_id"])
            if party[column] != known or party["exempt_reason"].strip() or not self.within(due):
                continue
            assert due is not None
            back = [
                _day(row["returned_on"])
                for row in self.tables["returned_sheet"]
                if row["party_id"] == party["id"]
            ]
            on_time = any(day is not None and day <= due for day in back)
            if on_time or self.is_over(due):
                asked += 1
                done += on_time
        return done, asked

    # ---- all of somebody -------------------------------------------------------------------------------

    def of_village(self, known: int) -> dict[str, tuple[int, int]]:
        members = {row["id"] for row in self.runners() if row["village_id"] == known}
        seen = {
            row["enterprise_id"] for row in self.visits().values() if self.within(_day(row["inspected_on"]))
        }
        return {
            "coverage": (len(members & seen), len(members)),
            **self.of_hazards(members),
            "quota": self.tasks(members, tuple(ASKED)),
            "returns": self.returns("village_id", known),
        }

    def of_enterprise(self, known: int) -> dict[str, tuple[int, int]]:
        return {
            "self_check": self.tasks({known}, ("self_check",)),
            "quota": self.tasks({known}, ("principal", "safety_head")),
            **self.of_hazards({known}),
            "returns": self.returns("enterprise_id", known),
        }


def paper_score(counts: dict[str, tuple[int, int]], weights: dict[str, int]) -> Fraction | None:
    """Return the score as one reckons it by hand."""
    counted = {key: pair for key, pair in counts.items() if pair[1] and weights[key]}
    if not counted:
        return None
    whole = sum(weights[key] for key in counted)
    return sum(
        (Fraction(100 * weights[key] * done, whole * of) for key, (done, of) in counted.items()), Fraction(0)
    )

"""交叉检查轮次: each round with its days and who inspects whom, as F8 (附件 3 安排表) prints it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from hazard_desk.errors import Problem
from ui.dialogs.rosters.entry_form import EntryForm
from ui.dialogs.rosters.list_beside_form import ListBesideForm
from ui.dialogs.rosters.pairs_field import PairsField
from ui.preferences import Preferences
from ui.tables.columns import Align, Column
from ui.widgets.drafts import Drafts
from ui.widgets.fields import DateField, LinesField, TextField

if TYPE_CHECKING:
    from hazard_desk.services.cross_inspecting import RoundRow
    from ui.background import Background

_FACTS = ("name", "starts_on", "ends_on", "note", "pairs")


class RoundForm(EntryForm):
    """One round and its pairs."""

    def __init__(self, drafts: Drafts) -> None:
        """Build the fields."""
        super().__init__(drafts)
        self.add_field(
            TextField("name", "轮次名称", required=True, wide=True, longest=60, placeholder="如 2026年第一轮")
        )
        starts = self.add_field(DateField("starts_on", "开始日期"))
        starts.show_hint("安排表的说明里印这个月份。")
        self.add_field(DateField("ends_on", "结束日期"))
        self.add_field(LinesField("note", "备注", lines=2, longest=500))
        self.pairs = self.add_field(PairsField("pairs", "检查方、受检方"))

    def show_problems(self, problems: Sequence[Problem]) -> list[Problem]:
        """Put what is wrong with a pair under the table, and the cursor on the first such pair."""
        owner, rows = self.pairs.name, []
        mine = []
        for problem in problems:
            field, _, place = problem.field.partition(".")
            if field == owner and place.isdecimal():
                rows.append(int(place))
                problem = dataclasses.replace(problem, field=owner)
            mine.append(problem)
        homeless = super().show_problems(mine)
        if rows and all(problem.field == owner for problem in mine):
            self.pairs.editor.go_to(rows[0], 0)
        return homeless


class Rounds(ListBesideForm):
    """The rounds, the newest first."""

    what, noun = "交叉检查轮次", "rounds"
    concerned_by = frozenset({"cross_round", "cross_pair"})
    stretched = "note"
    searched = ("name",)

    def __init__(self, background: Background, preferences: Preferences) -> None:
        """Build it empty."""
        columns = (
            Column("name", "轮次名称", width=120),
            Column("starts_on", "开始日期", width=94),
            Column("note", "备注", width=120),
            Column(
                "pairs",
                "组数",
                width=52,
                align=Align.RIGHT,
                text=lambda row: str(len(row.pairs)),
                tooltip=lambda _row: "检查方和受检方的组数",
            ),
        )
        super().__init__(background, columns, preferences)
        self.entry = RoundForm(preferences.drafts)
        self.add_form(self.entry)

    def reload(self) -> None:
        """Read the rounds."""
        from hazard_desk.services.cross_inspecting import rounds

        self.background.read(
            rounds,
            done=self.show_rows,
            failed=self.messages.show_error,
            key="rosters/rounds",
            owner=self,
        )

    def show_record(self, row: RoundRow) -> None:
        """Show a round; the list holds all of it."""
        values = {name: getattr(row, name) for name in _FACTS}
        self.entry.show_stored(row.name, values, key=f"rounds/{row.id}")
        self.show_form(self.entry)

    def begin_new(self) -> None:
        """Begin an empty round."""
        self.show_form(self.entry)
        self.entry.begin_new(f"新增{self.what}", {}, key="rounds/new", previous={})

    def saving(self, form: EntryForm, row: Any) -> tuple[Any, ...]:
        """Save the round with its pairs."""
        from hazard_desk.services.cross_inspecting import RoundFacts, save_round

        self.entry.pairs.tidy()
        return save_round, row.id if row is not None else None, RoundFacts(**form.values())

    def removing(self, row: Any) -> tuple[Any, ...]:
        """Remove the round."""
        from hazard_desk.services.cross_inspecting import remove_round

        return remove_round, row.id

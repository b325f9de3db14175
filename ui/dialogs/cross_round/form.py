"""The form of a round: its name and days, who takes part, and the arrangement where there is one already."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from hazard_desk.errors import Problem
from hazard_desk.terms import Avoidance, PartySide
from ui import theme
from ui.dialogs.cross_round.lines import PairsField, PartiesField, TeamsField
from ui.dialogs.cross_round.text_lines import LineTableField
from ui.dialogs.form_dialog import DialogForm
from ui.widgets.choice_fields import ChoiceField
from ui.widgets.drafts import Drafts
from ui.widgets.fields import DateField, LinesField, TextField
from ui.widgets.flow_row import FlowRow
from ui.widgets.push_button import push_button
from ui.widgets.record_form import BESIDE

if TYPE_CHECKING:
    from hazard_desk.services.cross_inspecting.facts import PartyFacts, RoundFacts

SAME, TEAMS = "same", "teams"
_WAYS = ((SAME, "同一批单位互查"), (TEAMS, "检查组查受检方"))
_DRAW, _SAVE, _ONLY_SAVE = "保存并抽签", "保存", "只保存，先不抽签"


class WayField(ChoiceField):
    """同一批单位互查 or 检查组查受检方, with the buttons that fill the lists below."""

    def __init__(self, name: str) -> None:
        """Make it without buttons."""
        super().__init__(name, "参加方式", _WAYS, optional=False, wide=True)
        holder = QWidget()
        self._row = FlowRow(holder, theme.LABEL_GAP)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(1, holder)

    def add_button(self, words: str, tip: str, act: Callable[[], object]) -> QPushButton:
        """Add a button that fills the lists."""
        button = push_button(words, tip, act)
        self._row.addWidget(button)
        return button


class RoundForm(DialogForm):
    """One round; its lists change with the way in which it is inspected."""

    def __init__(self, drafts: Drafts | None) -> None:
        """Build the fields."""
        super().__init__(drafts, _SAVE)
        self._new = False
        self._proposed = ""  # the name that nobody typed
        self.about.hide()
        # Of a file or of the stored round: what the board shows and this form only keeps.
        self._locked: list[list[str]] = []
        self._forbidden: list[list[str]] = []
        self.add_field(
            TextField("name", "轮次名称", required=True, wide=True, longest=60, placeholder="如 第一轮")
        )
        starts = self.add_field(DateField("starts_on", "开始日期"))
        starts.show_hint("安排表的说明里印这个月份。")
        self.add_field(DateField("ends_on", "结束日期"))
        self.campaign = self.add_field(ChoiceField("campaign_id", "专项行动", (), wide=True))
        self.way = self.add_field(WayField("way"))
        self.units = self.add_field(PartiesField("units", "参加单位", "单位", PartySide.BOTH))
        self.teams = self.add_field(TeamsField("teams", "检查组", "检查方", PartySide.INSPECTS, shown_rows=6))
        self.targets = self.add_field(
            PartiesField("targets", "受检方", "受检方", PartySide.INSPECTED, shown_rows=6)
        )
        self.pairs = self.add_field(PairsField("pairs", "已有安排表"))
        hint = "回车或 Tab 到下一格；在空着的最后一行回车，到下一项。可从 Excel 粘贴。"
        self.units.show_hint(f"{hint}片区不分的不填；填了片区，只在同一片区里互查。")
        self.targets.show_hint("受检方的名称是本单位的村，就能按村里的企业抽检、登记检查。")
        self.pairs.show_hint("已经排好的，照原表填或粘贴；没有的空着，保存后抽签。")
        self.add_field(LinesField("note", "备注", lines=2, longest=500))
        self.way.changed.connect(self._show_lists)
        self.pairs.changed.connect(self._name_deed)
        self.keep_beside(lambda: [self._locked, self._forbidden], self._set_kept)

    def add_pairs_button(self) -> None:
        """Offer, behind the buttons that fill the lists, to write the arrangement itself."""
        self.pairs_button = self.way.add_button(
            "已有安排表：录入或粘贴…", "已经排好的一轮，照原表录入检查方、受检方、备注", self._open_pairs
        )

    def _make_bar(self) -> QWidget:
        bar = super()._make_bar()
        self.keys_label.setText("Ctrl+S 保存 · Esc 取消，已填的留作草稿")
        self.save_next_button.setText(_ONLY_SAVE)
        return bar

    # ---- a round ---------------------------------------------------------------------------------------

    def begin_round(self, title: str, facts: RoundFacts, *, key: str, new: bool) -> None:
        """Show this round."""
        self._new = new
        self._proposed = facts.name if new else ""
        self._keep_rules(facts)
        values = {
            "name": facts.name,
            "starts_on": facts.starts_on,
            "ends_on": facts.ends_on,
            "campaign_id": facts.campaign_id,
            "note": facts.note,
            "pairs": facts.pairs,
            **_lists_of(facts.parties),
        }
        self.show_field("pairs", bool(facts.pairs))
        self.begin(title, values, key=key)
        if self.pairs.raw():  # of a draft
            self.show_field("pairs", True)
        self._show_lists()
        self._name_deed()

    def fill_from(self, facts: RoundFacts) -> None:
        """Put in who takes part, what is asked and what is arranged of `facts`.

        Its name, days and note go only where nothing was typed.
        """
        self._keep_rules(facts)
        for name, value in _lists_of(facts.parties).items():
            self.fields[name].set_value(value)
        if facts.pairs or self.pairs.raw():
            self.pairs.set_value(facts.pairs)
            self.show_field("pairs", bool(facts.pairs))
        for name in ("name", "starts_on", "ends_on", "note"):
            field = self.fields[name]
            untouched = field.is_empty() or (name == "name" and field.raw() == self._proposed)
            if untouched and getattr(facts, name):
                field.set_value(getattr(facts, name))
        self._show_lists()
        self._name_deed()

    def put_back(self, raw: dict[str, Any]) -> None:
        """Show again what stood in the form."""
        self._put_raw(raw)
        self.show_field("pairs", bool(self.pairs.raw()))
        self._show_lists()
        self._name_deed()

    def add_parties(self, parties: Sequence[PartyFacts]) -> int:
        """Add those that aren't there yet to the units or the targets; return how many."""
        field = self.targets if self.way.value() == TEAMS else self.units
        return field.add(parties)

    def rename(self, old: str, new: str) -> None:
        """Show a party under the name that it has been stored under meanwhile; that is no change here."""
        for field in (self.units, self.teams, self.targets):
            field.rename(old, new)

        def renamed(rows: list[list[str]], names: int) -> list[list[str]]:
            return [[new if cell == old else cell for cell in row[:names]] + row[names:] for row in rows]

        def change(raw: dict[str, Any]) -> dict[str, Any]:
            lists = {name: renamed(raw[name], 1) for name in ("units", "teams", "targets")}
            rules = [renamed(rows, 2) for rows in raw[BESIDE]]
            return {**raw, **lists, "pairs": renamed(raw["pairs"], 2), BESIDE: rules}

        self.rewrite(change)

    def facts(self) -> RoundFacts:
        """Return the round as it stands in the form."""
        from hazard_desk.services.cross_inspecting.facts import ForbiddenFacts, RoundFacts

        for field in (self.units, self.teams, self.targets, self.pairs):
            field.tidy()
        values = self.values()
        forbidden = tuple(
            ForbiddenFacts(team, target, Avoidance(kind), reason)
            for team, target, kind, reason in self._forbidden
        )
        return RoundFacts(
            **{name: values[name] for name in ("name", "starts_on", "ends_on", "note", "campaign_id")},
            parties=self._parties(),
            pairs=values["pairs"],
            forbidden=forbidden,
            locked=tuple((team, target) for team, target in self._locked),
        )

    @property
    def will_draw(self) -> bool:
        """Whether saving leads to a draw: a new round that isn't arranged yet."""
        return self._new and not self.pairs.raw()

    def ask_for_parties(self) -> bool:
        """Say where nobody takes part on a side, so that nothing can be drawn; tell whether that is so."""
        sides = (self.teams, self.targets) if self.way.value() == TEAMS else (self.units,)
        empty = next((field for field in sides if not field.raw()), None)
        if empty is None:
            return False
        empty.show_error(f"还没有填{empty.label}，没有可抽签的。先填上，或按“{_ONLY_SAVE}”。")
        self.go_to(empty)
        return True

    def _parties(self) -> tuple[PartyFacts, ...]:
        if self.way.value() == TEAMS:
            return (*self.teams.value(), *self.targets.value())
        return self.units.value()

    def _keep_rules(self, facts: RoundFacts) -> None:
        forbidden = [[bar.inspector, bar.inspected, bar.kind.value, bar.reason] for bar in facts.forbidden]
        self._set_kept([[list(pair) for pair in facts.locked], forbidden])

    def _set_kept(self, kept: Any) -> None:
        self._locked, self._forbidden = kept
        said = [
            f"{words} {len(rules)} 组"
            for words, rules in (("锁定", self._locked), ("不许", self._forbidden))
            if rules
        ]
        self.way.show_hint(f"另有{'、'.join(said)}，一并保存；在安排里查看和修改。" if said else "")

    # ---- what is in sight ------------------------------------------------------------------------------

    def _show_lists(self) -> None:
        teams = self.way.value() == TEAMS
        self.show_field("units", not teams)
        self.show_field("teams", teams)
        self.show_field("targets", teams)

    def _open_pairs(self) -> None:
        self.show_field("pairs", True)
        self._name_deed()
        self.go_to(self.pairs)

    def _name_deed(self) -> None:
        draw = self.will_draw
        self.save_button.setText(f"{_DRAW if draw else _SAVE}(&S)")
        self.save_next_button.setVisible(draw)
        self.pairs_button.setVisible(self.pairs.isHidden())

    # ---- refusals --------------------------------------------------------------------------------------

    def show_problems(self, problems: Sequence[Problem]) -> list[Problem]:
        """Put what is wrong with a line under its table, and the cursor on the first such line."""
        lines: list[tuple[LineTableField, int]] = []
        mine = []
        for problem in problems:
            place = self._line_of(problem.field)
            if place is not None:
                lines.append(place)
                problem = dataclasses.replace(problem, field=place[0].name)
                self.show_field(place[0].name, True)
            mine.append(problem)
        homeless = super().show_problems(mine)
        if lines and not homeless and len(lines) == len(mine):
            field, row = lines[0]
            field.editor.go_to(row, 0)
        self._name_deed()
        return homeless

    def _line_of(self, named: str) -> tuple[LineTableField, int] | None:
        name, _, number = named.partition(".")
        if name == "pairs":
            return self.pairs, int(number or 0)
        if name != "parties":
            return None
        at = int(number or 0)
        if self.way.value() != TEAMS:
            return self.units, at
        teams = len(self.teams.value())
        return (self.teams, at) if at < teams else (self.targets, at - teams)


def _lists_of(parties: Sequence[PartyFacts]) -> dict[str, Any]:
    """Return the parties by the list that they stand in; one that does both stands in both lists of TEAMS."""
    if all(party.side is PartySide.BOTH for party in parties):
        return {"way": SAME, "units": tuple(parties), "teams": (), "targets": ()}
    return {
        "way": TEAMS,
        "units": (),
        "teams": tuple(party for party in parties if party.inspects),
        "targets": tuple(party for party in parties if party.is_inspected),
    }

"""The entry of one visit with its hazards, by the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from hazard_desk.errors import Problem
from hazard_desk.rules.facts import HazardFacts, InspectionFacts
from hazard_desk.terms import HazardState, InspectionLevel
from ui import theme
from ui.messages import Kind, Message
from ui.pages.inspections.check_section import CheckSection
from ui.pages.inspections.hazard_editor import HazardEditor
from ui.pages.inspections.visit_fields import VisitFields, shown_values
from ui.widgets.drafts import Drafts
from ui.widgets.enterprise_picker import Find
from ui.widgets.field import Field
from ui.widgets.record_form import RecordForm

if TYPE_CHECKING:
    from hazard_desk.services.inspecting.offering import EnterpriseGlance, EntryChoices
    from hazard_desk.services.inspecting.record import InspectionRecord
    from hazard_desk.services.registry import EnterpriseRow

_KEYS = (
    "Ctrl+S 保存 · Ctrl+Shift+Enter 保存并新增 · Ctrl+Enter 下一条隐患 · Alt+↑↓ 换条 · F7 检查表"
    " · Ctrl+D 同上一条 · Esc 返回"
)
_ROW = "enterprise_row"
_HAZARDS = "hazards"
_CHECKS = "checks"
_STATES = "hazard_states"
_FAILED = "failed_rechecks"
# What the next visit of the same outing begins with.
_KEPT = (
    "inspected_on",
    "inspectors",
    "level",
    "stage",
    "mode",
    "cross_pair_id",
    "leader_ids",
    "campaigns",
    "experts",
    "inspecting_unit",
)


class InspectionForm(RecordForm):
    """One visit: its own fields above, then the check lists it goes by, the hazards found below."""

    def __init__(
        self, find: Find, drafts: Drafts | None = None, today: Callable[[], date] = date.today
    ) -> None:
        """Ask `find` for enterprises; `today` is the date of a new visit."""
        super().__init__(drafts)
        self._today = today
        self.visit = VisitFields(find, today)
        self.hazards = HazardEditor(lambda: (self.visit.facts().inspected_on, self.visit.team()), today)
        self.checks = CheckSection(self.hazards.words_of_key)
        self.add_widget(self.visit)
        self.add_widget(self.checks)
        self.add_widget(self.hazards)
        self.fields.update(self.visit.fields)
        self.keep_beside(self._raw_parts, self._set_raw_parts)
        self.visit.finished.connect(self.hazards.enter)
        self.checks.finished.connect(self.hazards.enter)
        self.checks.hazard_wanted.connect(self._go_to_hazard_of)
        self.checks.entered.connect(lambda: self.scroll_area.ensureWidgetVisible(self.checks))
        self.checks.taken_away.connect(self._say_lists_gone)
        self.hazards.changed.connect(self.checks.refresh_links)
        self.hazards.finished.connect(self.save_button.setFocus)
        for part in (self.visit, self.hazards):
            part.reached.connect(self._bring_into_sight)
        self.hazards.removed.connect(self._say_removed)
        self.hazards.refused.connect(lambda why: self._refuse(why, "没有改动这条隐患。"))
        self.checks.refused.connect(lambda why: self._refuse(why, "没有改动检查表。"))
        self._order_tabs()
        for keys in ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.save_next_button.click)
        shortcut = QShortcut(QKeySequence("F7"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.checks.open)

    def _make_bar(self) -> QWidget:
        bar = super()._make_bar()
        self.save_next_button.setToolTip("Ctrl+Shift+Enter：日期、人员、层级和专项行动留给下一家")
        self.keys_label.setText(_KEYS)
        return bar

    def _order_tabs(self) -> None:
        editor = self.hazards
        chain: list[QWidget] = [list(self.visit.fields.values())[-1].editor, self.checks.table]
        chain += [field.editor for field in editor.card.fields.values()]
        chain += [editor.on_site_button, editor.remove_button, editor.add_button, editor.list]
        chain += [self.save_button, self.save_next_button, self.cancel_button]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    # ---- a record ------------------------------------------------------------------------------------

    def offer(self, choices: EntryChoices) -> None:
        """Offer the office's lists."""
        self.visit.offer(choices)
        self.hazards.card.suggest_inspectors(choices.inspectors)

    def begin_new(self, choices: EntryChoices, enterprise: EnterpriseRow | None = None) -> None:
        """Begin a visit of today, with the level and the campaigns of the one before."""
        previous = choices.previous
        values: dict[str, Any] = {
            "inspected_on": self._today(),
            "level": previous.level if previous is not None else InspectionLevel.TOWNSHIP,
            "mode": previous.mode if previous is not None else None,
            "campaigns": previous.campaigns if previous is not None else (),
            "inspecting_unit": (previous.inspecting_unit if previous is not None else "") or choices.office,
            _ROW: enterprise,
        }
        self._begin("新增检查", values, "inspection/new", choices)

    def begin_prepared(
        self, facts: InspectionFacts, enterprise: EnterpriseRow, choices: EntryChoices
    ) -> None:
        """Begin a visit of which another page knows enterprise, team and pair; a draft of its own each."""
        previous = choices.previous.level if choices.previous is not None else None
        if previous is InspectionLevel.ENTERPRISE:  # its own checks belong to no pair
            previous = None
        values = shown_values(facts) | {
            "inspected_on": facts.inspected_on or self._today(),
            "level": facts.level or previous or InspectionLevel.TOWNSHIP,
            _ROW: enterprise,
        }
        key = f"inspection/pair/{facts.cross_pair_id}/{facts.enterprise_id}"
        self._begin("新增检查", values, key, choices)

    def begin_next(self, choices: EntryChoices) -> None:
        """Begin the next visit of the same outing: its date, team, level and campaigns stay."""
        facts = self.values()
        self._begin("新增检查", {name: facts[name] for name in _KEPT}, "inspection/new", choices)

    def begin_stored(self, record: InspectionRecord, row: EnterpriseRow, choices: EntryChoices) -> None:
        """Show a stored visit to be changed."""
        values = shown_values(record.facts)
        values |= {
            _ROW: row,
            _HAZARDS: record.facts.hazards,
            _CHECKS: record.facts.checks,
            _STATES: record.hazard_states,
            _FAILED: record.failed_rechecks,
        }
        title = f"检查 {record.facts.number}"
        self._begin(title, values, f"inspection/{record.id}", choices)

    def _begin(self, title: str, values: dict[str, Any], key: str, choices: EntryChoices) -> None:
        self.offer(choices)
        previous = shown_values(choices.previous) if choices.previous is not None else {}
        previous.pop("number", None)  # a number is one visit's alone
        self.begin(title, values, key=key, previous=previous)

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show these values, the enterprise's row and the hazards among them."""
        super().set_values(values)
        self.visit.enterprise.choose(values.get(_ROW))
        hazards: Sequence[HazardFacts] = values.get(_HAZARDS, ())
        states: Sequence[HazardState] = values.get(_STATES, ())
        failed: Sequence[int] = values.get(_FAILED, ())
        self.hazards.begin(hazards, states, failed)
        self.checks.begin(values.get(_CHECKS, ()), list(self.hazards.places()))

    def facts(self) -> InspectionFacts:
        """Return all that stands here as facts."""
        facts = self.visit.facts()
        facts.hazards = self.hazards.facts()
        facts.checks = self.checks.facts(self.hazards.places())
        return facts

    def _raw_parts(self) -> dict[str, Any]:
        return {_HAZARDS: self.hazards.raw(), _CHECKS: self.checks.raw()}

    def _set_raw_parts(self, raw: Any) -> None:
        # A draft of an earlier version holds the hazards alone.
        parts = raw if isinstance(raw, dict) else {_HAZARDS: raw}
        self.hazards.set_raw(parts.get(_HAZARDS))
        self.checks.set_raw(parts.get(_CHECKS))

    def show_glance(self, glance: EnterpriseGlance) -> None:
        """Offer the persons who answered for this enterprise's hazards before."""
        if self.visit.enterprise.value() == glance.enterprise.id:
            self.hazards.card.suggest_responsible(glance.responsible)

    # ---- saving --------------------------------------------------------------------------------------

    def show_unreadable(self) -> bool:
        """Mark what can't be read in the visit or in any of its hazards; tell whether there is something."""
        if self.hazards.card.composing:  # the word isn't finished: this key belongs to the input method
            return True
        above = super().show_unreadable()
        below = self.hazards.show_unreadable()
        if below and not above:
            self.hazards.go_to_error()
        return above or below

    def show_problems(self, problems: Sequence[Problem]) -> list[Problem]:
        """Put each problem under its field, go to the first and say how many there are."""
        below: dict[int, dict[str, str]] = {}
        above: list[Problem] = []
        for problem in problems:
            room, _, rest = problem.field.partition(".")
            place, _, name = rest.partition(".")
            if room == _HAZARDS and place.isdigit() and name in self.hazards.card.fields:
                said = below.setdefault(int(place), {})
                said[name] = "\n".join(filter(None, [said.get(name), _sentence(problem)]))
            else:
                above.append(problem)
        homeless = super().show_problems(above)
        if self.hazards.show_errors(below) and len(homeless) == len(above):
            self.hazards.go_to_error()
        marked = len(problems) - len(homeless)
        if marked:
            what = f"没有保存：有 {marked} 处要改，已标在各栏下面。"
            self.strip.show_message(Message(what, kind=Kind.WARNING))
        return homeless

    def leave(self) -> None:
        """Go back to the list; what was typed and not saved stays as a draft."""
        if not self.hazards.card.composing:
            self.hazards.commit()
            self.checks.table.commit()
            super().leave()

    # ---- going about ---------------------------------------------------------------------------------

    def copy_from_previous(self) -> None:
        """Copy from the visit before, or within the card from the hazard before (Ctrl+D)."""
        if self.hazards.card.current() is not None:
            self.hazards.copy_from_previous()
        else:
            super().copy_from_previous()

    def _bring_into_sight(self, field: Field) -> None:
        self.scroll_area.ensureWidgetVisible(field, 0, 2 * theme.WIDE_GAP)

    def _go_to_hazard_of(self, place: int) -> None:
        """Go to the hazard made of a point; there is none yet: begin one with the words of the point."""
        point = self.checks.points[place]
        if point.hazard and self.hazards.go_to_key(point.hazard):
            return
        words = f"{point.text}：{point.note}" if point.note else point.text
        self.checks.link(place, self.hazards.add_made(words))

    def _refuse(self, why: str, meaning: str) -> None:
        self.strip.show_message(Message(why, meaning, kind=Kind.WARNING))

    def _say_lists_gone(self, names: str) -> None:
        self.strip.show_message(
            Message(f"已去掉检查表{names}和已填的结果。", "保存后才写入台账。", kind=Kind.SUCCESS),
            "撤销",
            self.checks.bring_back,
        )

    def _say_removed(self, words: str, after: str) -> None:
        self.strip.show_message(
            Message(f"已移除隐患{words}。", after, kind=Kind.SUCCESS),
            "撤销（Ctrl+Z）",
            self.hazards.bring_back,
        )


def _sentence(problem: Problem) -> str:
    """Return what is wrong and what to do; 没有填写 says both."""
    return problem.message if "没有填写" in problem.message else problem.message + problem.remedy

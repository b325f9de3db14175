"""The form of one document: number, day, who signs, what only this document says, which hazards."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from hazard_desk.terms import DocumentKind
from ui.dialogs.documents.hazards_field import HazardsField
from ui.dialogs.rosters.entry_form import EntryForm
from ui.widgets.choice_fields import ChoiceField
from ui.widgets.drafts import Drafts
from ui.widgets.field import Field
from ui.widgets.fields import DateField, LinesField, TextField
from ui.widgets.people_field import PeopleField

if TYPE_CHECKING:
    from hazard_desk.services.documents import DocumentFacts, DocumentRecord, Draft
    from hazard_desk.services.documents.facts import Said

_UNSIGNED = frozenset({DocumentKind.REFERRAL_LETTER, DocumentKind.SUPERVISION_NOTICE})
_HINTS = {"started_at": "如 9:30", "ended_at": "如 11:00", "recipient": "如 文水县应急管理局"}
_KEYS = ("number", "issued_on", "parent_id", "signers", "hazard_ids")


class DocumentForm(EntryForm):
    """One kind of document. A draft and an issued one are shown alike."""

    numbers_wanted = Signal(int, object)  # propose numbers of this year, after this parent
    parent_chosen = Signal(int)  # the hazards that may be named are this one's

    def __init__(self, drafts: Drafts, kind: DocumentKind, said: Sequence[Said]) -> None:
        """Build the fields; `said` is what a document of this kind says beside the records."""
        super().__init__(drafts)
        self.kind = kind
        self._facts: DocumentFacts | None = None
        self._numbers: tuple[str, ...] = ()
        self._is_new = False
        self._showing = False
        self.save_next_button.hide()
        self.number = self.add_field(
            TextField("number", "文书编号", wide=True, longest=100, placeholder="清空由程序编号")
        )
        self.issued_on = self.add_field(DateField("issued_on", "文书日期", required=True))
        self.parent_document = ChoiceField("parent_id", "所复查的文书", [], wide=True, optional=False)
        if kind is DocumentKind.RECHECK_OPINION:
            self.add_field(self.parent_document)
        self.signers = PeopleField("signers", "检查（执法）人员")
        if kind not in _UNSIGNED:
            self.add_field(self.signers)
        self._said = [one.name for one in said]
        for one in said:
            self.add_field(_field_of(one))
        self.hazards = self.add_field(HazardsField())
        self.number.changed.connect(self._tell_number)
        self.issued_on.changed.connect(self._on_day)
        self.parent_document.changed.connect(self._on_parent)

    def _make_bar(self) -> QWidget:
        bar = super()._make_bar()
        self.keys_label.setText("Ctrl+S 开具或保存 · Esc 取消，已填的留作草稿")
        return bar

    # ---- a document --------------------------------------------------------------------------------------

    def begin_draft(self, draft: Draft, key: str) -> None:
        """Begin a document that is not issued yet."""
        self._is_new = True
        self.save_button.setText("开具(&S)")
        self._prepare(draft)
        self._showing = True
        where = "　".join(filter(None, (draft.enterprise, draft.visit)))
        self.begin_new(f"开具{draft.name}", self._values(draft.facts), key=key, previous={}, subtitle=where)
        self._showing = False
        self.show_numbers(draft.numbers)

    def show_issued(self, record: DocumentRecord, key: str) -> None:
        """Show an issued document."""
        self._is_new = False
        self._numbers = ()
        self.save_button.setText("保存(&S)")
        self._prepare(record)
        where = [record.enterprise, record.visit]
        if record.refused:
            where.append("拒签")
        self._showing = True
        self.show_stored(
            f"{record.name} {record.facts.number}",
            self._values(record.facts),
            key=key,
            subtitle="　".join(filter(None, where)),
        )
        self._showing = False
        self._tell_number()

    def _prepare(self, shown: Draft | DocumentRecord) -> None:
        from hazard_desk.services.documents import said_by

        self._facts = shown.facts
        said = {one.name for one in said_by(self.kind, shown.family)}
        for name in self._said:
            self.show_field(name, name in said)
        self.parent_document.blockSignals(True)
        self.parent_document.set_choices([(one.id, one.words) for one in shown.parents])
        self.parent_document.blockSignals(False)
        self.hazards.offer(shown.hazards)

    def offer_hazards(self, draft: Draft) -> None:
        """Show the hazards that go with another parent."""
        self.hazards.offer(draft.hazards)
        self.hazards.set_value(draft.facts.hazard_ids)
        self.show_numbers(draft.numbers)

    def _values(self, facts: DocumentFacts) -> dict[str, Any]:
        values: dict[str, Any] = {name: getattr(facts, name) for name in _KEYS}
        for name, text in facts.said.items():
            if name in self.fields:
                is_day = isinstance(self.fields[name], DateField)
                values[name] = date.fromisoformat(text) if is_day else text
        return values

    def facts(self) -> DocumentFacts:
        """Return what stands in the form."""
        assert self._facts is not None
        values = self.values()
        said = {name: _text(values[name]) for name in self._said}
        return dataclasses.replace(
            self._facts,
            number=values["number"],
            issued_on=values["issued_on"],
            parent_id=values.get("parent_id", self._facts.parent_id),
            signers="、".join(values["signers"]) if "signers" in values else self._facts.signers,
            hazard_ids=tuple(values["hazard_ids"]),
            said=said,
        )

    # ---- the number --------------------------------------------------------------------------------------

    def show_numbers(self, numbers: tuple[str, ...]) -> None:
        """Take these for the numbers proposed; one proposed before gives way."""
        untouched = self.number.value() in ("", *self._numbers)
        self._numbers = numbers
        if self._is_new and untouched and numbers and self.number.value() not in numbers:
            self._showing = True
            self.number.set_value(numbers[0])
            self._showing = False
        self._tell_number()

    def _tell_number(self) -> None:
        """Offer the other number: with the serial of the document that this one follows, or the next."""
        same, *others = self._numbers or ("",)
        if not self._is_new or not others:
            self.number.show_hint("")
        elif self.number.value() == same:
            self.number.show_hint(
                f"与原文书同号；按顺序是 {others[0]}", "按顺序编号", lambda: self._use(others[0])
            )
        else:
            self.number.show_hint(f"与原文书同号是 {same}", "与原文书同号", lambda: self._use(same))

    def _use(self, number: str) -> None:
        self.number.set_value(number)

    def _on_day(self) -> None:
        day = self.issued_on.value()
        if self._is_new and not self._showing and isinstance(day, date):
            parent = self.parent_document.value() if "parent_id" in self.fields else None
            self.numbers_wanted.emit(day.year, parent)

    def _on_parent(self) -> None:
        parent = self.parent_document.value()
        if self._is_new and not self._showing and parent is not None:
            self.parent_chosen.emit(parent)


def _text(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return str(value or "").strip()


def _field_of(said: Said) -> Field:
    if said.long:
        return LinesField(said.name, said.label, lines=3)
    if said.name.endswith("_on"):
        return DateField(said.name, said.label)
    return TextField(said.name, said.label, longest=200, placeholder=_HINTS.get(said.name, ""))

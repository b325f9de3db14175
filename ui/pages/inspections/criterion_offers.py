"""Asks which items of 判定标准 a hazard may fall under while it is being described, and opens the library."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from ui.pages.inspections.basis_field import BasisField

if TYPE_CHECKING:
    from hazard_desk.services.criteria import CriterionRow
    from hazard_desk.store.changes import Changes
    from ui.background import Background
    from ui.messages import Messages
    from ui.pages.inspections.form import InspectionForm

_PAUSE_MS = 200
_SHORTEST = 2  # characters; one says nothing


class CriterionOffers(QObject):
    """Stands between the form of a visit and the library of criteria."""

    def __init__(self, background: Background, messages: Messages, form: InspectionForm) -> None:
        """Serve this form."""
        super().__init__(form)
        self._background = background
        self._messages = messages
        self._form = form
        basis = form.hazards.card.fields["basis"]
        assert isinstance(basis, BasisField)
        self._basis = basis
        self._description = form.hazards.card.fields["description"]
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._propose)
        for field in (self._description, form.visit.inspected_on, form.visit.enterprise):
            field.changed.connect(self._pause.start)
        basis.library_wanted.connect(self._open_library)

    def _propose(self) -> None:
        from hazard_desk.services.criteria import propose_for_visit

        said = self._description.value()
        if len(said) < _SHORTEST:
            self._basis.offer([])
            return

        def got(rows: Sequence[CriterionRow]) -> None:
            if said == self._description.value():
                self._basis.offer(rows)

        visit = self._form.visit
        self._background.read(
            propose_for_visit,
            said,
            visit.inspected_on.value(),
            visit.enterprise.value(),
            done=got,
            failed=self._messages.show_error,
            key="inspections/criteria",
            owner=self._form,
        )

    def _open_library(self) -> None:
        from hazard_desk.services.criteria import DEFINITIONS, add_shipped_standards, criteria_on

        def got(rows: Sequence[CriterionRow]) -> None:
            from ui.pages.inspections.criterion_picker import CriterionPicker

            picker = CriterionPicker(rows, DEFINITIONS, self._form)
            picker.chosen.connect(self._basis.take)
            picker.finished.connect(lambda _result: self._basis.setFocus())
            picker.open()

        def read(_changes: Changes) -> None:
            self._background.read(
                criteria_on,
                self._form.visit.inspected_on.value(),
                done=got,
                failed=self._messages.show_error,
                key="inspections/library",
                owner=self._form,
            )

        # A file of an earlier version gets the shipped standards at its first look into the library.
        self._background.write(
            add_shipped_standards, done=read, failed=self._messages.show_error, owner=self._form
        )

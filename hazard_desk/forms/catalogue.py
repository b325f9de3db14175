"""The official forms that the program can print, by the id they have on the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.shipped import load_texts
from hazard_desk.forms.weekly_statistics import weekly_statistics


@dataclass(frozen=True, slots=True)
class Form:
    """A form: its id, its number in the project (F1 …), and the function that builds its sheet.

    `build` takes the form's texts first and its plain facts by name; see the form's own module.
    """

    id: str
    number: str
    build: Callable[..., Sheet]

    @property
    def title(self) -> str:
        """The title as the shipped texts print it."""
        return str(load_texts(self.id)["title"])


FORMS: dict[str, Form] = {form.id: form for form in (Form("weekly-statistics", "F4", weekly_statistics),)}
"""Every form there is, in the order of their numbers."""

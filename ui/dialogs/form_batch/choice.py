"""What is to be printed of a list, and how it was chosen the last time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from hazard_desk.forms.supervision import Mood
from hazard_desk.services.form_filling.batches import BATCH_FORMS, BatchRequest
from ui.tables.header_state import Settings

ENDINGS = {".pdf": "PDF", ".xlsx": "Excel"}


class Deed(StrEnum):
    """What is done with the sheets."""

    PRINT = "print"
    ONE_FILE = "one_file"
    FILE_EACH = "file_each"


@dataclass(frozen=True, slots=True)
class Scope:
    """The records that a page offers: those selected, and all of the list as it is found and filtered."""

    selected: Sequence[int]
    listed: Sequence[int]
    visits: bool  # else enterprises

    @property
    def unit(self) -> str:
        """What a record is counted by."""
        return "次检查" if self.visits else "家"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which forms, how filled, and what a file each is."""

    form_ids: tuple[str, ...]
    blank: bool = False
    mood: Mood = Mood.CLOSED_LOOP
    ending: str = ".pdf"
    photos: bool = False  # behind 检查问题隐患清单

    def request(self, ids: Sequence[int], *, visits: bool) -> BatchRequest:
        """Return what is asked of the office file for these records."""
        return BatchRequest(
            self.form_ids,
            enterprises=() if visits else tuple(ids),
            inspections=tuple(ids) if visits else (),
            blank=self.blank,
            mood=self.mood,
            photos=self.photos,
        )


def kept_choice(settings: Settings, *, visits: bool) -> Choice:
    """Return the last choice for this list; what is spoilt or unknown is as at the first time."""
    kept = settings.value(_key(visits))
    kept = kept if isinstance(kept, dict) else {}
    forms = kept.get("forms")
    known = tuple(form for form in BATCH_FORMS if isinstance(forms, list) and form in forms)
    mood = next((mood for mood in Mood if mood.value == kept.get("mood")), Mood.CLOSED_LOOP)
    ending = kept.get("ending")
    return Choice(
        known or (("supervision",) if visits else ("registration",)),
        kept.get("blank") is True,
        mood,
        ending if ending in ENDINGS else ".pdf",
        kept.get("photos") is True,
    )


def keep_choice(settings: Settings, choice: Choice, *, visits: bool) -> None:
    """Remember the choice for this list."""
    kept = {
        "forms": list(choice.form_ids),
        "blank": choice.blank,
        "mood": choice.mood.value,
        "ending": choice.ending,
        "photos": choice.photos,
    }
    settings.setValue(_key(visits), kept)


def _key(visits: bool) -> str:
    return f"form-batch/{'inspections' if visits else 'registry'}"

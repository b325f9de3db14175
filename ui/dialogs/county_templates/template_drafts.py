"""What was set for a template and not used yet, kept by the key of its sheet until the template is filled."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ui.dialogs.county_templates.sheet_work import SheetWork
    from ui.widgets.drafts import Drafts

_NAME = "county-template"
_MOST = 30  # sheets of other templates


class TemplateDrafts:
    """The drafts of all templates, in the drafts of the window."""

    def __init__(self, drafts: Drafts) -> None:
        """Keep them there."""
        self._drafts = drafts

    def of(self, keys: Sequence[str]) -> dict[str, Any]:
        """Return what is kept of these sheets."""
        kept = self._all()
        return {key: kept[key] for key in keys if isinstance(kept.get(key), dict)}

    def keep(self, works: Sequence[SheetWork]) -> bool:
        """Keep what was set otherwise than proposed, and tell whether anything was."""
        from hazard_desk.services.county_templates import mapping_json

        if not any(work.changed for work in works):
            return False
        draft = {
            work.key: {"mapping": mapping_json(work.mapping), "conditions": work.raw_conditions}
            for work in works
        }
        self._drafts.keep(_NAME, {**self._others(set(draft)), **draft})
        return True

    def forget(self, works: Sequence[SheetWork]) -> None:
        """Drop those of a template that was filled."""
        others = self._others({work.key for work in works})
        if others:
            self._drafts.keep(_NAME, others)
        else:
            self._drafts.forget(_NAME)

    def _all(self) -> dict[str, Any]:
        kept = self._drafts.get(_NAME)
        return kept if isinstance(kept, dict) else {}

    def _others(self, without: Set[str]) -> dict[str, Any]:
        """Return the drafts of other templates, the newest last and not without end."""
        others = {key: one for key, one in self._all().items() if key not in without}
        return dict(list(others.items())[-_MOST:])

"""换人交接清单, filled from what is open today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from hazard_desk.forms.hand_over_list import FORM_ID, HandOverFacts, OpenKind, OpenLine, hand_over_list
from hazard_desk.forms.report import Report
from hazard_desk.forms.report_sheet import report_sheet
from hazard_desk.forms.sheet import Sheet
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.services.form_filling.spans import filled_on
from hazard_desk.services.wording import form_texts
from hazard_desk.store.unit_of_work import Reading

if TYPE_CHECKING:
    from hazard_desk.services.handing_over import HandOver


def hand_over_report(reading: Reading, request: FormRequest) -> Report:
    """Return the list with all that is open; other remarks are left to people."""
    from hazard_desk.services.handing_over import hand_over  # what it asks is much for one form

    texts = form_texts(reading, FORM_ID)
    facts = None if request.blank else _facts(hand_over(reading))
    return hand_over_list(texts, facts, filled_on=filled_on(reading, request))


def hand_over_sheets(reading: Reading, request: FormRequest) -> Sequence[Sheet]:
    """Return the list as pages."""
    return [report_sheet(hand_over_report(reading, request))]


def _facts(found: HandOver) -> HandOverFacts:
    kept = found.kept
    return HandOverFacts(
        office=found.office,
        handler=found.handler,
        today=found.today,
        kinds=tuple(
            OpenKind(
                group.kind.value,
                tuple(OpenLine(row.subject, row.text, row.day, row.person) for row in group.rows),
                group.late,
                group.this_month,
            )
            for group in found.groups
        ),
        lists=tuple((one.view, one.count) for one in found.long_lists),
        leaders=tuple(
            (row.person, row.post.label, row.target, row.outings, row.shortfall) for row in found.quotas
        ),
        own=tuple((row.key, row.target, row.done, row.shortfall) for row in found.own),
        templates=found.templates,
        settings=tuple((one.label, one.shipped, one.now) for one in found.settings),
        folder=str(kept.folder),
        backups=str(kept.backups),
        backup_count=len(kept.here),
        last_backup=_moment(kept.newest),
        second_place=str(kept.second_place) if kept.second_place is not None else "",
        second_last=_moment(kept.last_good),
        has_password=kept.has_password,
        since=found.since,
        operations=found.operations,
        done=tuple((row.label, row.added, row.edited, row.removed) for row in found.done),
    )


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at is not None else ""

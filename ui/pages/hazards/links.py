"""From a hazard to what is kept of it elsewhere: its documents, its photos and those of its steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ui.pages.hazards.wording import short_name
from ui.pages.page import Page

if TYPE_CHECKING:
    from hazard_desk.services.attaching import Owner
    from hazard_desk.services.following_up.history import HazardRecord


def open_documents(page: Page, hazard_ids: Sequence[int]) -> None:
    """Open the documents of these hazards."""
    from ui.dialogs.documents import DocumentsDialog

    DocumentsDialog(page.background, page.messages, page, hazard_ids=tuple(hazard_ids)).open()


def open_photos(page: Page, record: HazardRecord) -> None:
    """Open the photos of a hazard, of each of its rechecks and of each of its other steps."""
    from ui.dialogs.attachments import AttachmentsDialog

    AttachmentsDialog(page.background, page.messages, page, owners_of(record)).open()


def owners_of(record: HazardRecord) -> list[tuple[Owner, str]]:
    """Return the records of a hazard that have attachments of their own, each with its title."""
    from hazard_desk.services.attaching import Owner

    owners = [(Owner("hazard", record.row.id), short_name(record.row))]
    for event in record.events:
        day = event.on.isoformat() if event.on is not None else ""
        title = f"{day} {event.what}".strip()
        if event.noun == "recheck":
            owners.append((Owner("recheck", event.id), title))
        elif event.noun == "hazard_move":
            owners.append((Owner("hazard_move", event.id), title))
    return owners

"""Filed papers as jobs for the printer: read on another thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ui.pages.reports.kept import read_kept
from ui.printing.paper import Job

if TYPE_CHECKING:
    from hazard_desk.services.attaching import AttachmentRow


def kept_jobs(papers: Sequence[tuple[AttachmentRow, str]]) -> list[Job]:
    """Return a job of each kept PDF, under the name it is to have."""
    jobs = []
    for kept, title in papers:
        drawn = read_kept(kept)
        jobs.append(Job(drawn.pdf, drawn.sizes, title))
    return jobs

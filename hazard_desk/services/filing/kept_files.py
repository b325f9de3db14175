"""A form of a week that was filed is given out as it was kept, never drawn anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from hazard_desk.errors import HazardDeskError
from hazard_desk.forms.weekly_statistics import Scope
from hazard_desk.services.attaching import AttachmentRow
from hazard_desk.services.filing.papers import PaperRow, filed_paper
from hazard_desk.services.filing.weeks import current_week_end
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.services.form_filling.saving import could_not_write
from hazard_desk.services.offices import campaign_by_name
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import ReportScope
from hazard_desk.whole_files import write_whole


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as it was kept at 定稿, and of which version of which week."""

    data: bytes
    week_end: date
    version: int


def filed_for(reading: Reading, request: FormRequest) -> PaperRow | None:
    """Return the filed paper that a request asks for; None where the week isn't filed with that form."""
    if not request.of_a_week:
        return None
    campaign = campaign_by_name(reading, request.campaign) if request.campaign else None
    return filed_paper(
        reading,
        request.form_id,
        request.week_end or current_week_end(reading),
        campaign.id if campaign else None,
        ReportScope.CUMULATIVE if request.scope is Scope.CUMULATIVE else ReportScope.WEEK,
    )


def kept_as_filed(reading: Reading, request: FormRequest, ending: str) -> KeptFile | None:
    """Return the file with this ending that was kept of a form; None where it has to be drawn.

    Refused: a kept file that is gone or was changed since.
    """
    paper = filed_for(reading, request)
    kept = paper.kept_as(ending) if paper is not None else None
    if paper is None or kept is None:
        return None
    return KeptFile(kept_bytes(kept), paper.week_end, paper.version)


def kept_bytes(kept: AttachmentRow) -> bytes:
    """Return a kept file as it was filed; refused where it is gone or was changed since."""
    try:
        content = kept.path.read_bytes()
    except OSError as error:
        raise kept_file_lost(kept) from error
    if sha256(content).hexdigest() != kept.sha256:
        raise kept_file_lost(kept)
    return content


def kept_file_lost(kept: AttachmentRow) -> HazardDeskError:
    """Return the refusal of a kept file that is gone, or isn't what was filed."""
    return HazardDeskError(
        f"存着的「{kept.name}」不见了或已损坏。",
        "没有用现在的数据另出一份：那可能和报出去的不一样。台账数据没有变化。",
        "请从另存的台账文件夹里找回 attachments 中的这个文件，或从已报送的邮件里找。",
    )


def save_kept(data: bytes, path: Path) -> Path:
    """Write a kept file's bytes where the user wants it, whole or not at all."""
    try:
        write_whole(path, data)
    except OSError as error:
        raise could_not_write(path, error) from error
    return path

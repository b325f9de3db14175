"""Which visits F4, coverage and quotas count: neither 企业全面查 nor 企业自查 (DESIGN §4)."""

from __future__ import annotations

from hazard_desk.model import Inspection
from hazard_desk.terms import InspectionLevel, SourceStage

SUPERVISORY = (
    (Inspection.level.is_(None) | (Inspection.level != InspectionLevel.ENTERPRISE))
    & (Inspection.stage != SourceStage.SELF_CHECK)
    & Inspection.deleted_at.is_(None)
)

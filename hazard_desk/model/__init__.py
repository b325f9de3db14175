"""The nouns: SQLAlchemy mapped classes, one file a noun. Importing this maps them all."""

from hazard_desk.model.accountability import Accountability, accountability_campaign
from hazard_desk.model.activity import Activity, activity_campaign, activity_enterprise
from hazard_desk.model.admonition import Admonition, admonition_campaign
from hazard_desk.model.attachment import Attachment, AttachmentLink
from hazard_desk.model.base import Base
from hazard_desk.model.batch import Batch, BatchItem
from hazard_desk.model.campaign import (
    Campaign,
    CampaignPhase,
    ReportObligation,
    campaign_industry,
    campaign_village,
)
from hazard_desk.model.collection import (
    Collection,
    CollectionParty,
    ReturnedChoice,
    ReturnedRow,
    ReturnedSheet,
)
from hazard_desk.model.criterion import Criterion, CriterionStandard
from hazard_desk.model.cross_round import (
    CrossForbidden,
    CrossMember,
    CrossPair,
    CrossParty,
    CrossRound,
    CrossSample,
    cross_party_village,
)
from hazard_desk.model.document import Document, document_hazard
from hazard_desk.model.enterprise import Enterprise, EnterpriseStatus, enterprise_industry
from hazard_desk.model.filing import FiledFact, FiledPaper, Filing
from hazard_desk.model.form_entry import FormEntry
from hazard_desk.model.form_setting import FormSetting
from hazard_desk.model.form_wording import FormWording
from hazard_desk.model.hazard import Hazard, HazardMove, Recheck
from hazard_desk.model.holiday import Holiday
from hazard_desk.model.illegal_act import IllegalAct, illegal_act_campaign
from hazard_desk.model.industry import Industry
from hazard_desk.model.inspection import (
    Inspection,
    InspectionCheck,
    Inspector,
    inspection_campaign,
    inspection_leader,
)
from hazard_desk.model.journal import JournalChange, JournalEntry
from hazard_desk.model.office import Office
from hazard_desk.model.opening import OpeningFigure, OpeningStatement
from hazard_desk.model.penalty import Penalty, penalty_campaign
from hazard_desk.model.person import Conflict, Duty, Person
from hazard_desk.model.plan_entry import PlanEntry
from hazard_desk.model.saved_table import SavedTable
from hazard_desk.model.schema_history import SchemaHistory
from hazard_desk.model.self_check import SelfCheck, SelfCheckMark
from hazard_desk.model.setting import Setting
from hazard_desk.model.sign_status import SignStatus
from hazard_desk.model.support_pair import SupportPair, support_pair_campaign
from hazard_desk.model.task import Task, TaskStep
from hazard_desk.model.template_mapping import TemplateMapping
from hazard_desk.model.tip_off import TipOff, tip_off_campaign
from hazard_desk.model.typical_case import TypicalCase, typical_case_campaign
from hazard_desk.model.village import Village

__all__ = [
    "Accountability",
    "Activity",
    "Admonition",
    "Attachment",
    "AttachmentLink",
    "Base",
    "Batch",
    "BatchItem",
    "Campaign",
    "CampaignPhase",
    "Collection",
    "CollectionParty",
    "Conflict",
    "Criterion",
    "CriterionStandard",
    "CrossForbidden",
    "CrossMember",
    "CrossPair",
    "CrossParty",
    "CrossRound",
    "CrossSample",
    "Document",
    "Duty",
    "Enterprise",
    "EnterpriseStatus",
    "FiledFact",
    "FiledPaper",
    "Filing",
    "FormEntry",
    "FormSetting",
    "FormWording",
    "Hazard",
    "HazardMove",
    "Holiday",
    "IllegalAct",
    "Industry",
    "Inspection",
    "InspectionCheck",
    "Inspector",
    "JournalChange",
    "JournalEntry",
    "Office",
    "OpeningFigure",
    "OpeningStatement",
    "Penalty",
    "Person",
    "PlanEntry",
    "Recheck",
    "ReportObligation",
    "ReturnedChoice",
    "ReturnedRow",
    "ReturnedSheet",
    "SavedTable",
    "SchemaHistory",
    "SelfCheck",
    "SelfCheckMark",
    "Setting",
    "SignStatus",
    "SupportPair",
    "Task",
    "TaskStep",
    "TemplateMapping",
    "TipOff",
    "TypicalCase",
    "Village",
    "accountability_campaign",
    "activity_campaign",
    "activity_enterprise",
    "admonition_campaign",
    "campaign_industry",
    "campaign_village",
    "cross_party_village",
    "document_hazard",
    "enterprise_industry",
    "illegal_act_campaign",
    "inspection_campaign",
    "inspection_leader",
    "penalty_campaign",
    "support_pair_campaign",
    "tip_off_campaign",
    "typical_case_campaign",
]

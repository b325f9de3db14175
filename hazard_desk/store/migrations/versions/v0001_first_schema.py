"""The first schema: every noun that F4 is counted from, and the journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of schema 1."""
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("document_number", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("name", name=op.f("uq_campaign_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "industry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("aliases", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_industry")),
        sa.UniqueConstraint("name", name=op.f("uq_industry_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "journal_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("handler", sa.String(), nullable=False),
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["undoes_id"], ["journal_entry.id"], name=op.f("fk_journal_entry_undoes_id_journal_entry")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["journal_entry.id"], name=op.f("fk_journal_entry_undone_by_id_journal_entry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_journal_entry_at"), "journal_entry", ["at"], unique=False)
    op.create_table(
        "office",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("township", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("principal", sa.String(), nullable=False),
        sa.Column("handler", sa.String(), nullable=False),
        sa.Column("reporting_weekday", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column(
            "authority",
            sa.Enum(
                "supervision", "commissioned", "delegated", name="authority", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
    )
    op.create_table(
        "schema_history",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_schema_history")),
    )
    op.create_table(
        "village",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_village")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_village_name"), "village", ["name"], unique=False)
    op.create_table(
        "enterprise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("no_code_reason", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("enterprise", "place", name="placekind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "in_operation",
                "suspended",
                "out_of_business",
                name="enterprisestate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("registered_capital_fen", sa.Integer(), nullable=True),
        sa.Column("established", sa.String(), nullable=False),
        sa.Column("township", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("office_phone", sa.String(), nullable=False),
        sa.Column("safety_licence", sa.String(), nullable=False),
        sa.Column("other_licences", sa.String(), nullable=False),
        sa.Column("principal", sa.String(), nullable=False),
        sa.Column("principal_phone", sa.String(), nullable=False),
        sa.Column("safety_head", sa.String(), nullable=False),
        sa.Column("safety_head_phone", sa.String(), nullable=False),
        sa.Column("industry_code", sa.String(), nullable=False),
        sa.Column("regulator", sa.String(), nullable=False),
        sa.Column("economic_type", sa.String(), nullable=False),
        sa.Column(
            "size",
            sa.Enum("large", "medium", "small", "micro", name="enterprisesize", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column(
            "size_sector",
            sa.Enum(
                "agriculture",
                "industry",
                "construction",
                "wholesale",
                "retail",
                "transport",
                "storage",
                "lodging_catering",
                "property",
                "leasing_business",
                "other",
                name="sizesector",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("assets_fen", sa.Integer(), nullable=True),
        sa.Column("has_major_hazard_source", sa.Boolean(), nullable=True),
        sa.Column("products", sa.String(), nullable=False),
        sa.Column("illegal_conduct", sa.String(), nullable=False),
        sa.Column("staff_total", sa.Integer(), nullable=True),
        sa.Column("staff_regular", sa.Integer(), nullable=True),
        sa.Column("staff_temporary", sa.Integer(), nullable=True),
        sa.Column("staff_trained", sa.Integer(), nullable=True),
        sa.Column("staff_insured", sa.Integer(), nullable=True),
        sa.Column("safety_officer_count", sa.Integer(), nullable=True),
        sa.Column("safety_body", sa.String(), nullable=False),
        sa.Column("safety_body_count", sa.Integer(), nullable=True),
        sa.Column("safety_body_phone", sa.String(), nullable=False),
        sa.Column("duty_phone", sa.String(), nullable=False),
        sa.Column("safety_body_head", sa.String(), nullable=False),
        sa.Column("safety_body_head_phone", sa.String(), nullable=False),
        sa.Column("safety_officers", sa.String(), nullable=False),
        sa.Column(
            "risk_level",
            sa.Enum("red", "orange", "yellow", "blue", name="risklevel", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("normalised_name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("missing_count", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["village_id"], ["village.id"], name=op.f("fk_enterprise_village_id_village")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_enterprise_name_key"), "enterprise", ["name_key"], unique=False)
    op.create_index(op.f("ix_enterprise_normalised_name"), "enterprise", ["normalised_name"], unique=False)
    op.create_index(op.f("ix_enterprise_village_id"), "enterprise", ["village_id"], unique=False)
    op.create_index(
        "uq_enterprise_code",
        "enterprise",
        ["code"],
        unique=True,
        sqlite_where=sa.text("code != '' AND deleted_at IS NULL"),
    )
    op.create_table(
        "journal_change",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("noun", sa.String(), nullable=False),
        sa.Column("row_key", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("added", "edited", "removed", name="changekind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["journal_entry.id"],
            name=op.f("fk_journal_change_entry_id_journal_entry"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("entry_id", "position", name=op.f("pk_journal_change")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_journal_change_noun_row_key"), "journal_change", ["noun", "row_key"], unique=False
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("alternative_name", sa.String(), nullable=False),
        sa.Column(
            "post",
            sa.Enum("secretary", "head", "team_member", name="leaderpost", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("certificate", sa.String(), nullable=False),
        sa.Column("home_village_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["home_village_id"], ["village.id"], name=op.f("fk_person_home_village_id_village")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_person_name"), "person", ["name"], unique=False)
    op.create_table(
        "accountability",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("discipline", "prosecution", name="accountabilitykind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_accountability_enterprise_id_enterprise")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accountability")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_accountability_decided_on"), "accountability", ["decided_on"], unique=False)
    op.create_table(
        "admonition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "admonished", "exposed", "sanctioned", name="admonitionkind", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("enterprise_id", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_admonition_enterprise_id_enterprise")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admonition")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_admonition_decided_on"), "admonition", ["decided_on"], unique=False)
    op.create_table(
        "duty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("industry_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["industry_id"], ["industry.id"], name=op.f("fk_duty_industry_id_industry")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_duty_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["village_id"], ["village.id"], name=op.f("fk_duty_village_id_village")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_duty_person_id"), "duty", ["person_id"], unique=False)
    op.create_table(
        "enterprise_industry",
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("industry_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_enterprise_industry_enterprise_id_enterprise"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["industry_id"], ["industry.id"], name=op.f("fk_enterprise_industry_industry_id_industry")
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "industry_id", name=op.f("pk_enterprise_industry")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_enterprise_industry_industry_id"), "enterprise_industry", ["industry_id"], unique=False
    )
    op.create_table(
        "enterprise_status",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "in_operation",
                "suspended",
                "out_of_business",
                name="enterprisestate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_enterprise_status_enterprise_id_enterprise"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_status")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_enterprise_status_enterprise_id_since"),
        "enterprise_status",
        ["enterprise_id", "since"],
        unique=False,
    )
    op.create_table(
        "inspection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("inspected_on", sa.Date(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "district_leader",
                "department",
                "township",
                "village",
                "enterprise",
                name="inspectionlevel",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "stage",
            sa.Enum(
                "self_check",
                "city_county",
                "cross",
                "city_supervision",
                "tip_off",
                name="sourcestage",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("inspecting_unit", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("inspectors", sa.String(), nullable=False),
        sa.Column("team_key", sa.String(), nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_inspection_enterprise_id_enterprise")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_inspection_enterprise_id_inspected_on"),
        "inspection",
        ["enterprise_id", "inspected_on"],
        unique=False,
    )
    op.create_index(op.f("ix_inspection_inspected_on"), "inspection", ["inspected_on"], unique=False)
    op.create_index(
        "uq_inspection_number",
        "inspection",
        ["number"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "accountability_campaign",
        sa.Column("accountability_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["accountability_id"],
            ["accountability.id"],
            name=op.f("fk_accountability_campaign_accountability_id_accountability"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_accountability_campaign_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("accountability_id", "campaign_id", name=op.f("pk_accountability_campaign")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_accountability_campaign_campaign_id"),
        "accountability_campaign",
        ["campaign_id"],
        unique=False,
    )
    op.create_table(
        "admonition_campaign",
        sa.Column("admonition_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["admonition_id"],
            ["admonition.id"],
            name=op.f("fk_admonition_campaign_admonition_id_admonition"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_admonition_campaign_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("admonition_id", "campaign_id", name=op.f("pk_admonition_campaign")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_admonition_campaign_campaign_id"), "admonition_campaign", ["campaign_id"], unique=False
    )
    op.create_table(
        "hazard",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column(
            "level",
            sa.Enum("general", "major", name="hazardlevel", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column(
            "remedy",
            sa.Enum("on_site", "by_deadline", "supervised", name="remedy", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("measures", sa.String(), nullable=False),
        sa.Column("responsible", sa.String(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("funds_fen", sa.Integer(), nullable=True),
        sa.Column("contingency_plan", sa.String(), nullable=False),
        sa.Column(
            "supervision_level",
            sa.Enum(
                "district", "department", "township", name="supervisionlevel", native_enum=False, length=32
            ),
            nullable=True,
        ),
        sa.Column("supervision_unit", sa.String(), nullable=False),
        sa.Column("reported_to_authority_on", sa.Date(), nullable=True),
        sa.Column("reported_to_staff_on", sa.Date(), nullable=True),
        sa.Column("rectified_on", sa.Date(), nullable=True),
        sa.Column("rectified_entered_at", sa.DateTime(), nullable=True),
        sa.Column("rectification_note", sa.String(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("referred_on", sa.Date(), nullable=True),
        sa.Column("referred_to", sa.String(), nullable=False),
        sa.Column("voided_on", sa.Date(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "registered",
                "rectifying",
                "awaiting_recheck",
                "closed",
                "referred",
                "void",
                name="hazardstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("failed_rechecks", sa.Integer(), nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_hazard_inspection_id_inspection")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hazard")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_hazard_inspection_id"), "hazard", ["inspection_id"], unique=False)
    op.create_index(op.f("ix_hazard_rectified_on"), "hazard", ["rectified_on"], unique=False)
    op.create_index(op.f("ix_hazard_state_deadline"), "hazard", ["state", "deadline"], unique=False)
    op.create_table(
        "illegal_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=True),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=True),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("verifying_unit", sa.String(), nullable=False),
        sa.Column("handled_on", sa.Date(), nullable=True),
        sa.Column("handled_entered_at", sa.DateTime(), nullable=True),
        sa.Column("handling", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_illegal_act_enterprise_id_enterprise")
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_illegal_act_inspection_id_inspection")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_illegal_act")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_illegal_act_enterprise_id"), "illegal_act", ["enterprise_id"], unique=False)
    op.create_index(op.f("ix_illegal_act_found_on"), "illegal_act", ["found_on"], unique=False)
    op.create_table(
        "inspection_campaign",
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_inspection_campaign_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"],
            ["inspection.id"],
            name=op.f("fk_inspection_campaign_inspection_id_inspection"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("inspection_id", "campaign_id", name=op.f("pk_inspection_campaign")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_inspection_campaign_campaign_id"), "inspection_campaign", ["campaign_id"], unique=False
    )
    op.create_table(
        "inspection_leader",
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["inspection_id"],
            ["inspection.id"],
            name=op.f("fk_inspection_leader_inspection_id_inspection"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_inspection_leader_person_id_person")
        ),
        sa.PrimaryKeyConstraint("inspection_id", "person_id", name=op.f("pk_inspection_leader")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_inspection_leader_person_id"), "inspection_leader", ["person_id"], unique=False)
    op.create_table(
        "inspector",
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["inspection_id"],
            ["inspection.id"],
            name=op.f("fk_inspector_inspection_id_inspection"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_inspector_person_id_person")),
        sa.PrimaryKeyConstraint("inspection_id", "position", name=op.f("pk_inspector")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_inspector_person_id"), "inspector", ["person_id"], unique=False)
    op.create_table(
        "illegal_act_campaign",
        sa.Column("illegal_act_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_illegal_act_campaign_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["illegal_act_id"],
            ["illegal_act.id"],
            name=op.f("fk_illegal_act_campaign_illegal_act_id_illegal_act"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("illegal_act_id", "campaign_id", name=op.f("pk_illegal_act_campaign")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_illegal_act_campaign_campaign_id"), "illegal_act_campaign", ["campaign_id"], unique=False
    )
    op.create_table(
        "penalty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "fine", "suspension", "licence", "closure", name="penaltykind", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("enterprise_id", sa.Integer(), nullable=True),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column(
            "target",
            sa.Enum("enterprise", "principal", name="penaltytarget", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("inspection_id", sa.Integer(), nullable=True),
        sa.Column("hazard_id", sa.Integer(), nullable=True),
        sa.Column("illegal_act_id", sa.Integer(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("document_number", sa.String(), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column("certificates", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_penalty_enterprise_id_enterprise")
        ),
        sa.ForeignKeyConstraint(["hazard_id"], ["hazard.id"], name=op.f("fk_penalty_hazard_id_hazard")),
        sa.ForeignKeyConstraint(
            ["illegal_act_id"], ["illegal_act.id"], name=op.f("fk_penalty_illegal_act_id_illegal_act")
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_penalty_inspection_id_inspection")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_penalty")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_penalty_decided_on"), "penalty", ["decided_on"], unique=False)
    op.create_index(op.f("ix_penalty_enterprise_id"), "penalty", ["enterprise_id"], unique=False)
    op.create_table(
        "recheck",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hazard_id", sa.Integer(), nullable=False),
        sa.Column("rechecked_on", sa.Date(), nullable=True),
        sa.Column("rechecked_by", sa.String(), nullable=False),
        sa.Column(
            "result",
            sa.Enum("passed", "failed", name="recheckresult", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("rectified_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["hazard_id"], ["hazard.id"], name=op.f("fk_recheck_hazard_id_hazard"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recheck")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_recheck_hazard_id_rechecked_on"), "recheck", ["hazard_id", "rechecked_on"], unique=False
    )
    op.create_table(
        "typical_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=True),
        sa.Column("hazard_id", sa.Integer(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_typical_case_enterprise_id_enterprise")
        ),
        sa.ForeignKeyConstraint(["hazard_id"], ["hazard.id"], name=op.f("fk_typical_case_hazard_id_hazard")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_typical_case")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_typical_case_reported_on"), "typical_case", ["reported_on"], unique=False)
    op.create_table(
        "penalty_campaign",
        sa.Column("penalty_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_penalty_campaign_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["penalty_id"],
            ["penalty.id"],
            name=op.f("fk_penalty_campaign_penalty_id_penalty"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("penalty_id", "campaign_id", name=op.f("pk_penalty_campaign")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_penalty_campaign_campaign_id"), "penalty_campaign", ["campaign_id"], unique=False
    )
    op.create_table(
        "typical_case_campaign",
        sa.Column("typical_case_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_typical_case_campaign_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["typical_case_id"],
            ["typical_case.id"],
            name=op.f("fk_typical_case_campaign_typical_case_id_typical_case"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("typical_case_id", "campaign_id", name=op.f("pk_typical_case_campaign")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_typical_case_campaign_campaign_id"), "typical_case_campaign", ["campaign_id"], unique=False
    )

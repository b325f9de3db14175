"""Friday: scope, phases and obligations of campaigns, opening figures, filed weeks; tip-offs and lists."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what schema 5 has over schema 4."""
    op.create_table(
        "filing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("week_end", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("after", sa.Date(), nullable=True),
        sa.Column("filed_at", sa.DateTime(), nullable=False),
        sa.Column("handler", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("warnings", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing")),
        sa.UniqueConstraint("week_end", "version", name=op.f("uq_filing_week_end_version")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_batch_campaign_id_campaign")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_batch_position"), "batch", ["position"], unique=False)
    op.create_table(
        "campaign_industry",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("industry_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_campaign_industry_campaign_id_campaign"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["industry_id"], ["industry.id"], name=op.f("fk_campaign_industry_industry_id_industry")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "industry_id", name=op.f("pk_campaign_industry")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_campaign_industry_industry_id"), "campaign_industry", ["industry_id"], unique=False
    )
    op.create_table(
        "campaign_phase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("content", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_campaign_phase_campaign_id_campaign"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_phase")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_campaign_phase_campaign_id_position"),
        "campaign_phase",
        ["campaign_id", "position"],
        unique=False,
    )
    op.create_table(
        "campaign_village",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_campaign_village_campaign_id_campaign"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["village_id"], ["village.id"], name=op.f("fk_campaign_village_village_id_village")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "village_id", name=op.f("pk_campaign_village")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_campaign_village_village_id"), "campaign_village", ["village_id"], unique=False)
    op.create_table(
        "filed_fact",
        sa.Column("filing_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("figure", sa.String(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("noun", sa.String(), nullable=False),
        sa.Column("record", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("enterprise", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("campaigns", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["filing_id"], ["filing.id"], name=op.f("fk_filed_fact_filing_id_filing"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("filing_id", "position", name=op.f("pk_filed_fact")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_filed_fact_family_record"), "filed_fact", ["family", "record"], unique=False)
    op.create_table(
        "filed_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("filing_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column(
            "scope",
            sa.Enum("week", "cumulative", name="reportscope", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "filed", "stamped", "reported", name="filingstate", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("figures", sa.String(), nullable=False),
        sa.Column("places", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("signer", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("stamped_on", sa.Date(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("reported_to", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_filed_paper_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["filing_id"], ["filing.id"], name=op.f("fk_filed_paper_filing_id_filing"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filed_paper")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_filed_paper_filing_id_position"), "filed_paper", ["filing_id", "position"], unique=False
    )
    op.create_index(op.f("ix_filed_paper_state"), "filed_paper", ["state"], unique=False)
    op.create_table(
        "opening_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_opening_statement_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_statement")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_opening_statement_scope",
        "opening_statement",
        [sa.text("coalesce(campaign_id, 0)")],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "report_obligation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.String(), nullable=False),
        sa.Column(
            "scope",
            sa.Enum("week", "cumulative", name="reportscope", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("due_time", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("signer", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_report_obligation_campaign_id_campaign"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_obligation")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_report_obligation_campaign_id_position"),
        "report_obligation",
        ["campaign_id", "position"],
        unique=False,
    )
    op.create_table(
        "opening_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_id"],
            ["opening_statement.id"],
            name=op.f("fk_opening_figure_statement_id_opening_statement"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_figure")),
        sa.UniqueConstraint("statement_id", "key", name=op.f("uq_opening_figure_statement_id_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sign_status",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("present", "faulty", "missing", name="signstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_sign_status_enterprise_id_enterprise"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_status")),
        sa.UniqueConstraint("enterprise_id", "item", name=op.f("uq_sign_status_enterprise_id_item")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "support_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("helper_id", sa.Integer(), nullable=False),
        sa.Column("helped_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("meeting_on", sa.Date(), nullable=True),
        sa.Column("progress", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["helped_id"], ["enterprise.id"], name=op.f("fk_support_pair_helped_id_enterprise")
        ),
        sa.ForeignKeyConstraint(
            ["helper_id"], ["enterprise.id"], name=op.f("fk_support_pair_helper_id_enterprise")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_pair")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_support_pair_helped_id"), "support_pair", ["helped_id"], unique=False)
    op.create_index(op.f("ix_support_pair_helper_id"), "support_pair", ["helper_id"], unique=False)
    op.create_table(
        "support_pair_campaign",
        sa.Column("support_pair_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_support_pair_campaign_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["support_pair_id"],
            ["support_pair.id"],
            name=op.f("fk_support_pair_campaign_support_pair_id_support_pair"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("support_pair_id", "campaign_id", name=op.f("pk_support_pair_campaign")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_support_pair_campaign_campaign_id"), "support_pair_campaign", ["campaign_id"], unique=False
    )
    op.create_table(
        "tip_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "phone",
                "visit",
                "letter",
                "network",
                "assigned",
                "other",
                name="tipchannel",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("informant", sa.String(), nullable=False),
        sa.Column("informant_phone", sa.String(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("refused_on", sa.Date(), nullable=True),
        sa.Column("refusal_reason", sa.String(), nullable=False),
        sa.Column("assigned_on", sa.Date(), nullable=True),
        sa.Column("assigned_to", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("verified_by", sa.String(), nullable=False),
        sa.Column(
            "result",
            sa.Enum("true", "partly", "untrue", name="tipresult", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("finding", sa.String(), nullable=False),
        sa.Column("handling", sa.String(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("approved_by", sa.String(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_tip_off_enterprise_id_enterprise")
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_tip_off_inspection_id_inspection")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip_off")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_tip_off_enterprise_id"), "tip_off", ["enterprise_id"], unique=False)
    op.create_index(op.f("ix_tip_off_received_on"), "tip_off", ["received_on"], unique=False)
    op.create_index(
        "uq_tip_off_number", "tip_off", ["number"], unique=True, sqlite_where=sa.text("deleted_at IS NULL")
    )
    op.create_table(
        "tip_off_campaign",
        sa.Column("tip_off_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_tip_off_campaign_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["tip_off_id"],
            ["tip_off.id"],
            name=op.f("fk_tip_off_campaign_tip_off_id_tip_off"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tip_off_id", "campaign_id", name=op.f("pk_tip_off_campaign")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_tip_off_campaign_campaign_id"), "tip_off_campaign", ["campaign_id"], unique=False
    )
    op.create_table(
        "batch_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=True),
        sa.Column("hazard_id", sa.Integer(), nullable=True),
        sa.Column("illegal_act_id", sa.Integer(), nullable=True),
        sa.Column("penalty_id", sa.Integer(), nullable=True),
        sa.Column("admonition_id", sa.Integer(), nullable=True),
        sa.Column("typical_case_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["admonition_id"], ["admonition.id"], name=op.f("fk_batch_item_admonition_id_admonition")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batch.id"], name=op.f("fk_batch_item_batch_id_batch"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_batch_item_enterprise_id_enterprise")
        ),
        sa.ForeignKeyConstraint(["hazard_id"], ["hazard.id"], name=op.f("fk_batch_item_hazard_id_hazard")),
        sa.ForeignKeyConstraint(
            ["illegal_act_id"], ["illegal_act.id"], name=op.f("fk_batch_item_illegal_act_id_illegal_act")
        ),
        sa.ForeignKeyConstraint(
            ["penalty_id"], ["penalty.id"], name=op.f("fk_batch_item_penalty_id_penalty")
        ),
        sa.ForeignKeyConstraint(
            ["typical_case_id"], ["typical_case.id"], name=op.f("fk_batch_item_typical_case_id_typical_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_item")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_batch_item_batch_id_counted_on"), "batch_item", ["batch_id", "counted_on"], unique=False
    )
    op.add_column("attachment_link", sa.Column("filed_paper_id", sa.Integer(), nullable=True))
    op.add_column("attachment_link", sa.Column("opening_statement_id", sa.Integer(), nullable=True))
    op.add_column("attachment_link", sa.Column("tip_off_id", sa.Integer(), nullable=True))
    op.add_column("attachment_link", sa.Column("typical_case_id", sa.Integer(), nullable=True))
    op.create_index(
        op.f("ix_attachment_link_filed_paper_id"), "attachment_link", ["filed_paper_id"], unique=False
    )
    op.create_index(
        op.f("ix_attachment_link_opening_statement_id"),
        "attachment_link",
        ["opening_statement_id"],
        unique=False,
    )
    op.create_index(op.f("ix_attachment_link_tip_off_id"), "attachment_link", ["tip_off_id"], unique=False)
    op.create_index(
        op.f("ix_attachment_link_typical_case_id"), "attachment_link", ["typical_case_id"], unique=False
    )
    op.add_column("campaign", sa.Column("scope", sa.String(), server_default="", nullable=False))
    op.add_column("typical_case", sa.Column("handling", sa.String(), server_default="", nullable=False))
    op.add_column("typical_case", sa.Column("lesson", sa.String(), server_default="", nullable=False))

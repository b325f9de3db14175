"""Rankings, ad-hoc tables, the county's templates, collected tables; tasks and activities."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what schema 6 has over schema 5."""
    op.create_table(
        "collection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "asked",
            sa.Enum("village", "enterprise", name="partykind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("columns", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_collection_due_on"), "collection", ["due_on"], unique=False)
    op.create_table(
        "saved_table",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=True),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_table")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_saved_table_name",
        "saved_table",
        ["name"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "template_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mapping", sa.String(), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=True),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_mapping")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_template_mapping_fingerprint",
        "template_mapping",
        ["fingerprint"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "returned_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("handler", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"],
            ["collection.id"],
            name=op.f("fk_returned_choice_collection_id_collection"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returned_choice")),
        sa.UniqueConstraint(
            "collection_id", "key", "position", name=op.f("uq_returned_choice_collection_id_key_position")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "collection_party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("enterprise_id", sa.Integer(), nullable=True),
        sa.Column("exempt_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"],
            ["collection.id"],
            name=op.f("fk_collection_party_collection_id_collection"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_collection_party_enterprise_id_enterprise")
        ),
        sa.ForeignKeyConstraint(
            ["village_id"], ["village.id"], name=op.f("fk_collection_party_village_id_village")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_party")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_collection_party_collection_id"), "collection_party", ["collection_id"], unique=False
    )
    op.create_index(
        op.f("ix_collection_party_enterprise_id"), "collection_party", ["enterprise_id"], unique=False
    )
    op.create_index(op.f("ix_collection_party_village_id"), "collection_party", ["village_id"], unique=False)
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("chapter", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("units", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("responsible", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("times_a_year", sa.Integer(), nullable=True),
        sa.Column("activity_kinds", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("not_ours", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_task_campaign_id_campaign")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_task_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_task_due_on"), "task", ["due_on"], unique=False)
    op.create_index(op.f("ix_task_person_id"), "task", ["person_id"], unique=False)
    op.create_index(op.f("ix_task_position"), "task", ["position"], unique=False)
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "meeting",
                "study",
                "training",
                "drill",
                "publicity",
                "scheme",
                "scheduling",
                "self_plan",
                name="activitykind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("organiser", sa.String(), nullable=False),
        sa.Column("chair", sa.String(), nullable=False),
        sa.Column("attendees", sa.String(), nullable=False),
        sa.Column("participants", sa.Integer(), nullable=True),
        sa.Column("enterprise_count", sa.Integer(), nullable=True),
        sa.Column("materials", sa.Integer(), nullable=True),
        sa.Column("media_reports", sa.Integer(), nullable=True),
        sa.Column("media", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_activity_task_id_task")),
        sa.ForeignKeyConstraint(["village_id"], ["village.id"], name=op.f("fk_activity_village_id_village")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_activity_held_on"), "activity", ["held_on"], unique=False)
    op.create_index(op.f("ix_activity_kind_held_on"), "activity", ["kind", "held_on"], unique=False)
    op.create_index(op.f("ix_activity_task_id"), "activity", ["task_id"], unique=False)
    op.create_table(
        "returned_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["collection_id"],
            ["collection.id"],
            name=op.f("fk_returned_sheet_collection_id_collection"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["collection_party.id"], name=op.f("fk_returned_sheet_party_id_collection_party")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returned_sheet")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_returned_sheet_collection_id"), "returned_sheet", ["collection_id"], unique=False
    )
    op.create_index(op.f("ix_returned_sheet_party_id"), "returned_sheet", ["party_id"], unique=False)
    op.create_table(
        "task_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("stepped_on", sa.Date(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["task_id"], ["task.id"], name=op.f("fk_task_step_task_id_task"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_step")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_task_step_task_id_stepped_on"), "task_step", ["task_id", "stepped_on"], unique=False
    )
    op.create_table(
        "activity_campaign",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activity.id"],
            name=op.f("fk_activity_campaign_activity_id_activity"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_activity_campaign_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("activity_id", "campaign_id", name=op.f("pk_activity_campaign")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_activity_campaign_campaign_id"), "activity_campaign", ["campaign_id"], unique=False
    )
    op.create_table(
        "activity_enterprise",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activity.id"],
            name=op.f("fk_activity_enterprise_activity_id_activity"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_activity_enterprise_enterprise_id_enterprise")
        ),
        sa.PrimaryKeyConstraint("activity_id", "enterprise_id", name=op.f("pk_activity_enterprise")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_activity_enterprise_enterprise_id"), "activity_enterprise", ["enterprise_id"], unique=False
    )
    op.create_table(
        "returned_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("returned_sheet_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("texts", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["returned_sheet_id"],
            ["returned_sheet.id"],
            name=op.f("fk_returned_row_returned_sheet_id_returned_sheet"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returned_row")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_returned_row_returned_sheet_id"), "returned_row", ["returned_sheet_id"], unique=False
    )
    op.add_column("attachment_link", sa.Column("task_id", sa.Integer(), nullable=True))
    op.add_column("attachment_link", sa.Column("activity_id", sa.Integer(), nullable=True))
    op.add_column("attachment_link", sa.Column("collection_id", sa.Integer(), nullable=True))
    op.add_column("attachment_link", sa.Column("returned_sheet_id", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_attachment_link_activity_id"), "attachment_link", ["activity_id"], unique=False)
    op.create_index(
        op.f("ix_attachment_link_collection_id"), "attachment_link", ["collection_id"], unique=False
    )
    op.create_index(
        op.f("ix_attachment_link_returned_sheet_id"), "attachment_link", ["returned_sheet_id"], unique=False
    )
    op.create_index(op.f("ix_attachment_link_task_id"), "attachment_link", ["task_id"], unique=False)

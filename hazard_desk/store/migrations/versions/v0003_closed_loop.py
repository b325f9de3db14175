"""The closed loop: steps of a hazard's life, documents, attachments, criteria, holidays, the year's plan."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what schema 3 has over schema 2."""
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("suffix", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.DateTime(), nullable=True),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("sha256", name=op.f("uq_attachment_sha256")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "criterion_standard",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("document_number", sa.String(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion_standard")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "holiday",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("holiday", "workday", name="daykind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_holiday")),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "criterion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("standard_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("keywords", sa.String(), nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["standard_id"],
            ["criterion_standard.id"],
            name=op.f("fk_criterion_standard_id_criterion_standard"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_criterion_standard_id_position"), "criterion", ["standard_id", "position"])
    op.create_table(
        "plan_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("responsible", sa.String(), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_plan_entry_enterprise_id_enterprise")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_entry")),
        sa.UniqueConstraint("year", "enterprise_id", name=op.f("uq_plan_entry_year_enterprise_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_plan_entry_enterprise_id"), "plan_entry", ["enterprise_id"])
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "on-site-record",
                "rectification-notice",
                "recheck-opinion",
                "referral-letter",
                "supervision-notice",
                name="documentkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "family",
            sa.Enum(
                "supervision", "commissioned", "delegated", name="authority", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("signers", sa.String(), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("refused_to_sign", sa.Boolean(), nullable=False),
        sa.Column("refusal_note", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_document_enterprise_id_enterprise")
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_document_inspection_id_inspection")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["document.id"], name=op.f("fk_document_parent_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_document_enterprise_id"), "document", ["enterprise_id"])
    op.create_index(op.f("ix_document_inspection_id"), "document", ["inspection_id"])
    op.create_index(op.f("ix_document_kind_year"), "document", ["kind", "year"])
    op.create_index(
        "uq_document_number", "document", ["number"], unique=True, sqlite_where=sa.text("deleted_at IS NULL")
    )
    op.create_table(
        "document_hazard",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("hazard_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_document_hazard_document_id_document"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["hazard_id"], ["hazard.id"], name=op.f("fk_document_hazard_hazard_id_hazard")
        ),
        sa.PrimaryKeyConstraint("document_id", "hazard_id", name=op.f("pk_document_hazard")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_document_hazard_hazard_id"), "document_hazard", ["hazard_id"])
    op.create_table(
        "hazard_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hazard_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "rectify",
                "confirm_on_site",
                "pass",
                "fail",
                "extend",
                "refer",
                "report",
                "reply",
                "supervise",
                "progress",
                "suspend",
                "resume",
                "accept",
                "lift",
                "void",
                "restore",
                name="move",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("old_deadline", sa.Date(), nullable=True),
        sa.Column("new_deadline", sa.Date(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("reply_due", sa.Date(), nullable=True),
        sa.Column(
            "old_remedy",
            sa.Enum("on_site", "by_deadline", "supervised", name="remedy", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["hazard_id"], ["hazard.id"], name=op.f("fk_hazard_move_hazard_id_hazard"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hazard_move")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_hazard_move_hazard_id_moved_on"), "hazard_move", ["hazard_id", "moved_on"])
    op.create_table(
        "inspection_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column(
            "mark",
            sa.Enum("complies", "rectifying", "fails", name="checkmark", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("hazard_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["hazard_id"], ["hazard.id"], name=op.f("fk_inspection_check_hazard_id_hazard")
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"],
            ["inspection.id"],
            name=op.f("fk_inspection_check_inspection_id_inspection"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_check")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_inspection_check_hazard_id"), "inspection_check", ["hazard_id"])
    op.create_index(
        op.f("ix_inspection_check_inspection_id_position"), "inspection_check", ["inspection_id", "position"]
    )
    op.create_table(
        "attachment_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "scene",
                "problem",
                "rectified",
                "recheck",
                "scan",
                "other",
                name="attachmentkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("caption", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=True),
        sa.Column("inspection_id", sa.Integer(), nullable=True),
        sa.Column("hazard_id", sa.Integer(), nullable=True),
        sa.Column("recheck_id", sa.Integer(), nullable=True),
        sa.Column("hazard_move_id", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_attachment_link_attachment_id_attachment")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_attachment_link_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_attachment_link_enterprise_id_enterprise")
        ),
        sa.ForeignKeyConstraint(
            ["hazard_id"], ["hazard.id"], name=op.f("fk_attachment_link_hazard_id_hazard")
        ),
        sa.ForeignKeyConstraint(
            ["hazard_move_id"], ["hazard_move.id"], name=op.f("fk_attachment_link_hazard_move_id_hazard_move")
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_attachment_link_inspection_id_inspection")
        ),
        sa.ForeignKeyConstraint(
            ["recheck_id"], ["recheck.id"], name=op.f("fk_attachment_link_recheck_id_recheck")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment_link")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_attachment_link_attachment_id"), "attachment_link", ["attachment_id"])
    op.create_index(op.f("ix_attachment_link_document_id"), "attachment_link", ["document_id"])
    op.create_index(op.f("ix_attachment_link_enterprise_id"), "attachment_link", ["enterprise_id"])
    op.create_index(op.f("ix_attachment_link_hazard_id"), "attachment_link", ["hazard_id"])
    op.create_index(op.f("ix_attachment_link_hazard_move_id"), "attachment_link", ["hazard_move_id"])
    op.create_index(op.f("ix_attachment_link_inspection_id"), "attachment_link", ["inspection_id"])
    op.create_index(op.f("ix_attachment_link_recheck_id"), "attachment_link", ["recheck_id"])
    op.add_column("hazard", sa.Column("rectified_by", sa.String(), server_default="", nullable=False))
    op.add_column("hazard", sa.Column("criterion_id", sa.Integer(), nullable=True))
    op.add_column(
        "hazard", sa.Column("second_supervision_unit", sa.String(), server_default="", nullable=False)
    )
    op.add_column("hazard", sa.Column("supervised_on", sa.Date(), nullable=True))
    op.add_column("hazard", sa.Column("supervision_due", sa.Date(), nullable=True))
    op.add_column("hazard", sa.Column("lifted_on", sa.Date(), nullable=True))
    op.add_column("hazard", sa.Column("suspended_on", sa.Date(), nullable=True))
    op.add_column("hazard", sa.Column("resumed_on", sa.Date(), nullable=True))
    op.add_column("hazard", sa.Column("accepted_on", sa.Date(), nullable=True))
    op.add_column(
        "inspection",
        sa.Column(
            "mode",
            sa.Enum(
                "on_site",
                "unannounced",
                "joint",
                "remote",
                "cross",
                "supervision",
                name="inspectionmode",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
    )
    op.add_column("inspection", sa.Column("experts", sa.String(), server_default="", nullable=False))
    op.add_column("office", sa.Column("short_name", sa.String(), server_default="", nullable=False))
    op.add_column("office", sa.Column("agency", sa.String(), server_default="", nullable=False))
    op.add_column("office", sa.Column("commissioned_by", sa.String(), server_default="", nullable=False))
    op.add_column("office", sa.Column("reports_to", sa.String(), server_default="", nullable=False))
    op.add_column("office", sa.Column("review_government", sa.String(), server_default="", nullable=False))
    op.add_column("office", sa.Column("review_authority", sa.String(), server_default="", nullable=False))
    op.add_column("office", sa.Column("court", sa.String(), server_default="", nullable=False))
    op.add_column("recheck", sa.Column("new_deadline", sa.Date(), nullable=True))
    op.add_column("recheck", sa.Column("rectified_by", sa.String(), server_default="", nullable=False))
    op.add_column("recheck", sa.Column("rectification_note", sa.String(), server_default="", nullable=False))
    op.add_column("recheck", sa.Column("old_deadline", sa.Date(), nullable=True))
    op.add_column("village", sa.Column("grid_worker", sa.String(), server_default="", nullable=False))
    op.add_column("village", sa.Column("grid_phone", sa.String(), server_default="", nullable=False))

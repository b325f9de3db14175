"""Wording, settings and entries of the forms; cross-inspection rounds; self-checks; the office's county."""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# As services/offices.py read an office's name when this was written.
_COUNTY = re.compile(
    "(?:(?:.*[省市县区旗])?([^省市县区旗]+县)|(?:.*[省市县区旗])?([^省市县区旗]+[市区旗]))"
    ".+(?:乡|镇|街道)(?:人民政府|办事处)"
)


def upgrade() -> None:
    """Add what schema 2 has over schema 1; the county is read from the office's name."""
    for name in ("county", "body_face", "heading_face"):
        op.add_column("office", sa.Column(name, sa.String(), server_default="", nullable=False))
    office = sa.table("office", sa.column("id"), sa.column("name"), sa.column("county"))
    connection = op.get_bind()
    for office_id, office_name in connection.execute(sa.select(office.c.id, office.c.name)).all():
        found = _COUNTY.fullmatch(office_name)
        if found is not None:
            connection.execute(
                office.update().where(office.c.id == office_id).values(county=found[1] or found[2])
            )
    op.create_table(
        "form_wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_wording")),
        sa.UniqueConstraint("form_id", "place", name=op.f("uq_form_wording_form_id_place")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "form_setting",
        sa.Column("form_id", sa.String(), nullable=False),
        sa.Column("signatures", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("form_id", name=op.f("pk_form_setting")),
    )
    op.create_table(
        "form_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.String(), nullable=False),
        sa.Column("week_end", sa.Date(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("computed", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("handler", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_form_entry_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_entry")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_form_entry_slot",
        "form_entry",
        ["form_id", "week_end", sa.text("coalesce(campaign_id, 0)"), "slot"],
        unique=True,
    )
    op.create_table(
        "cross_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cross_round")),
        sa.UniqueConstraint("name", name=op.f("uq_cross_round_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "cross_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("inspector", sa.String(), nullable=False),
        sa.Column("inspected", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["cross_round.id"],
            name=op.f("fk_cross_pair_round_id_cross_round"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cross_pair")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_cross_pair_round_id"), "cross_pair", ["round_id"])
    op.create_table(
        "self_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("checked_by", sa.String(), nullable=False),
        sa.Column("office_checked_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_self_check_enterprise_id_enterprise")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_check")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_self_check_enterprise_id_checked_on"), "self_check", ["enterprise_id", "checked_on"]
    )
    mark = sa.Enum("complies", "rectifying", "fails", name="checkmark", native_enum=False, length=32)
    op.create_table(
        "self_check_mark",
        sa.Column("self_check_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("own", mark, nullable=True),
        sa.Column("office", mark, nullable=True),
        sa.ForeignKeyConstraint(
            ["self_check_id"],
            ["self_check.id"],
            name=op.f("fk_self_check_mark_self_check_id_self_check"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("self_check_id", "item", name=op.f("pk_self_check_mark")),
        sqlite_with_rowid=False,
    )

"""Cross-inspection followed: who takes part, teams, what each pair visits, hands over and gets back."""

from __future__ import annotations

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_BODIES = ("委会", "村委会", "村民委员会", "民委员会", "居委会", "居民委员会")


def upgrade() -> None:
    """Add what schema 4 has over schema 3; rounds typed by hand get the parties that their pairs name."""
    op.create_table(
        "cross_forbidden",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("inspector", sa.String(), nullable=False),
        sa.Column("inspected", sa.String(), nullable=False),
        sa.Column(
            "kind", sa.Enum("avoided", "tied", name="avoidance", native_enum=False, length=32), nullable=False
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["cross_round.id"],
            name=op.f("fk_cross_forbidden_round_id_cross_round"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cross_forbidden")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_cross_forbidden_round_id"), "cross_forbidden", ["round_id"], unique=False)
    op.create_table(
        "cross_party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column(
            "side",
            sa.Enum("both", "inspects", "inspected", name="partyside", native_enum=False, length=32),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["cross_round.id"],
            name=op.f("fk_cross_party_round_id_cross_round"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cross_party")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_cross_party_round_id_position"), "cross_party", ["round_id", "position"], unique=False
    )
    op.create_table(
        "conflict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("former_employer", "relative", name="conflictkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_conflict_enterprise_id_enterprise")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_conflict_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_conflict_enterprise_id"), "conflict", ["enterprise_id"], unique=False)
    op.create_index(op.f("ix_conflict_person_id"), "conflict", ["person_id"], unique=False)
    op.create_table(
        "cross_member",
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["party_id"],
            ["cross_party.id"],
            name=op.f("fk_cross_member_party_id_cross_party"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_cross_member_person_id_person")),
        sa.PrimaryKeyConstraint("party_id", "position", name=op.f("pk_cross_member")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_cross_member_person_id"), "cross_member", ["person_id"], unique=False)
    op.create_table(
        "cross_party_village",
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["party_id"],
            ["cross_party.id"],
            name=op.f("fk_cross_party_village_party_id_cross_party"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["village_id"], ["village.id"], name=op.f("fk_cross_party_village_village_id_village")
        ),
        sa.PrimaryKeyConstraint("party_id", "village_id", name=op.f("pk_cross_party_village")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_cross_party_village_village_id"), "cross_party_village", ["village_id"], unique=False
    )
    op.create_table(
        "cross_sample",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_cross_sample_enterprise_id_enterprise")
        ),
        sa.ForeignKeyConstraint(
            ["pair_id"],
            ["cross_pair.id"],
            name=op.f("fk_cross_sample_pair_id_cross_pair"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cross_sample")),
        sa.UniqueConstraint("pair_id", "enterprise_id", name=op.f("uq_cross_sample_pair_id_enterprise_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_cross_sample_enterprise_id"), "cross_sample", ["enterprise_id"], unique=False)
    op.add_column("attachment_link", sa.Column("cross_pair_id", sa.Integer(), nullable=True))
    op.create_index(
        op.f("ix_attachment_link_cross_pair_id"), "attachment_link", ["cross_pair_id"], unique=False
    )
    op.add_column("cross_pair", sa.Column("locked", sa.Boolean(), server_default="0", nullable=False))
    op.add_column("cross_pair", sa.Column("starts_on", sa.Date(), nullable=True))
    op.add_column("cross_pair", sa.Column("ends_on", sa.Date(), nullable=True))
    op.add_column("cross_pair", sa.Column("handed_over_on", sa.Date(), nullable=True))
    op.add_column("cross_pair", sa.Column("handed_over_by", sa.String(), server_default="", nullable=False))
    op.add_column("cross_pair", sa.Column("received_by", sa.String(), server_default="", nullable=False))
    op.add_column("cross_pair", sa.Column("evidence", sa.String(), server_default="", nullable=False))
    op.add_column("cross_pair", sa.Column("feedback_due_on", sa.Date(), nullable=True))
    op.add_column("cross_pair", sa.Column("feedback_on", sa.Date(), nullable=True))
    op.add_column("cross_pair", sa.Column("feedback_note", sa.String(), server_default="", nullable=False))
    op.add_column("cross_pair", sa.Column("reported_on", sa.Date(), nullable=True))
    op.add_column("cross_round", sa.Column("campaign_id", sa.Integer(), nullable=True))
    op.add_column("cross_round", sa.Column("seed", sa.Integer(), nullable=True))
    op.add_column(
        "cross_round", sa.Column("changed_by_hand", sa.Boolean(), server_default="0", nullable=False)
    )
    op.add_column("inspection", sa.Column("cross_pair_id", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_inspection_cross_pair_id"), "inspection", ["cross_pair_id"], unique=False)

    _add_parties()


def _add_parties() -> None:
    """Give rounds the parties that their pairs name, and those inspected the village that they are."""
    connection = op.get_bind()
    villages: dict[str, set[int]] = {}
    for village_id, name in connection.execute(
        sa.text("SELECT id, name FROM village WHERE deleted_at IS NULL ORDER BY id")
    ):
        villages.setdefault(_alike(name), set()).add(village_id)
    rounds: dict[int, list[tuple[str, str]]] = {}
    lines = sa.text("SELECT round_id, inspector, inspected FROM cross_pair ORDER BY round_id, position, id")
    for round_id, inspector, inspected in connection.execute(lines):
        rounds.setdefault(round_id, []).append((inspector, inspected))
    add = sa.text(
        'INSERT INTO cross_party (round_id, position, name, "group", side)'
        " VALUES (:round_id, :position, :name, '', :side)"
    )
    tie = sa.text("INSERT INTO cross_party_village (party_id, village_id) VALUES (:party_id, :village_id)")
    for round_id, pairs in rounds.items():
        inspectors, inspected = (
            {_alike(pair[side]): pair[side] for pair in reversed(pairs)} for side in (0, 1)
        )
        both = inspectors.keys() == inspected.keys()
        sides = [(inspectors, "both")] if both else [(inspectors, "inspects"), (inspected, "inspected")]
        parties = [(name, side) for names, side in sides for name in reversed(names.values())]
        for position, (name, side) in enumerate(parties):
            row = {"round_id": round_id, "position": position, "name": name, "side": side}
            party_id = connection.execute(add, row).lastrowid
            # 马村委会 and 马村村委会 stand for 马村.
            known = [_alike(name), *(_alike(name).removesuffix(body) for body in _BODIES)]
            found = next((villages[key] for key in known if key in villages), set())
            if side != "inspects" and len(found) == 1:
                connection.execute(tie, {"party_id": party_id, "village_id": min(found)})


def _alike(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).lower().split())

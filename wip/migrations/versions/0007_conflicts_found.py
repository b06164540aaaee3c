"""Conflicts found: other addresses, relations, institutions, and whom authors keep their papers from

Revision 0007, after 0006.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

KINDS_BEFORE = (
    "reviewer",
    "author",
    "leader",
    "same_person",
    "coauthor",
    "institution",
    "adviser",
    "mentor",
    "earlier_coauthor",
)
KINDS = (*KINDS_BEFORE, "close")


def upgrade() -> None:
    """Add them."""
    op.create_table(
        "other_addresses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("email_key", sa.String(length=320), nullable=False),
        sa.CheckConstraint("email_key <> ''", name=op.f("ck_other_addresses_has_email")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_other_addresses_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_other_addresses")),
        sa.UniqueConstraint("person_id", "email_key", name=op.f("uq_other_addresses_person_id_email_key")),
    )
    op.create_table(
        "relations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "adviser",
                "mentor",
                "coauthor",
                "close",
                name="relationkind",
                native_enum=False,
                length=32,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("email_key", sa.String(length=320), nullable=False),
        sa.CheckConstraint("name <> '' OR email_key <> ''", name=op.f("ck_relations_names_somebody")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_relations_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relations")),
    )
    with op.batch_alter_table("relations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_relations_person_id"), ["person_id"], unique=False)
    op.create_table(
        "institutions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("domains", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_institutions_has_name")),
        sa.ForeignKeyConstraint(
            ["section_id"],
            ["sections.id"],
            name=op.f("fk_institutions_section_id_sections"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institutions")),
        sa.UniqueConstraint("section_id", "name", name=op.f("uq_institutions_section_id_name")),
    )
    op.add_column("papers", sa.Column("kept_from", sa.JSON(), nullable=False, server_default="[]"))
    _kinds(KINDS)


def downgrade() -> None:
    """Take them away."""
    op.execute(sa.text("DELETE FROM conflicts WHERE kind = 'close'"))
    _kinds(KINDS_BEFORE)
    op.drop_column("papers", "kept_from")
    op.drop_table("institutions")
    with op.batch_alter_table("relations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_relations_person_id"))
    op.drop_table("relations")
    op.drop_table("other_addresses")


def _kinds(kinds: Sequence[str]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("conflicts", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_conflicts_conflictkind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_conflicts_conflictkind"), f"kind IN ({listed})")

"""Commenters say which hours of the session's own date suit them too, not only of further rooms and dates

Revision 0014, after 0013.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def make(*first: sa.Column[int], key: sa.Constraint, more: Sequence[sa.Constraint] = ()) -> None:
    """The table with these columns before its moments."""
    op.create_table(
        "commenter_hours",
        *first,
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(from_at IS NULL) = (until_at IS NULL)", name=op.f("ck_commenter_hours_both_or_neither")
        ),
        sa.CheckConstraint(
            "until_at IS NULL OR until_at > from_at", name=op.f("ck_commenter_hours_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["commenter_id"],
            ["commenters.id"],
            name=op.f("fk_commenter_hours_commenter_id_commenters"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"],
            ["sittings.id"],
            name=op.f("fk_commenter_hours_sitting_id_sittings"),
            ondelete="CASCADE",
        ),
        key,
        *more,
    )
    op.create_index(op.f("ix_commenter_hours_sitting_id"), "commenter_hours", ["sitting_id"], unique=False)


def upgrade() -> None:
    # No page has asked for hours before this revision, so there is nothing to keep.
    op.drop_table("commenter_hours")
    unique = sa.UniqueConstraint(
        "commenter_id", "sitting_id", name=op.f("uq_commenter_hours_commenter_id_sitting_id")
    )
    make(
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commenter_id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=True),
        key=sa.PrimaryKeyConstraint("id", name=op.f("pk_commenter_hours")),
        more=[unique],
    )
    op.create_index(
        "uq_commenter_hours_first_room",
        "commenter_hours",
        ["commenter_id"],
        unique=True,
        sqlite_where=sa.text("sitting_id IS NULL"),
        postgresql_where=sa.text("sitting_id IS NULL"),
    )


def downgrade() -> None:
    """Hours of the session's own date have no place in the older table: all are asked for anew."""
    op.drop_table("commenter_hours")
    make(
        sa.Column("commenter_id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        key=sa.PrimaryKeyConstraint("commenter_id", "sitting_id", name=op.f("pk_commenter_hours")),
    )

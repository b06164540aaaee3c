"""Dates of a plan as one person has them

Revision 0019, after 0018.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "own_dates",
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_own_dates_sequence")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_own_dates_person_id_people")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_own_dates")),
    )
    with op.batch_alter_table("own_dates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_own_dates_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("own_dates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_own_dates_person_id"))
    op.drop_table("own_dates")

"""reviewing pages

Revision 0006, after 0005. Papers that a reviewer has set aside, criteria without an opinion, and which leaders of
double-blind calls have chosen to see names.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "names_seen",
        sa.Column("wip_session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_names_seen_person_id_people"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["wip_session_id"],
            ["wip_sessions.id"],
            name=op.f("fk_names_seen_wip_session_id_wip_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("wip_session_id", "person_id", name=op.f("pk_names_seen")),
    )
    op.create_table(
        "set_aside",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_set_aside_paper_id_papers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_set_aside_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "paper_id", name=op.f("pk_set_aside")),
    )
    with op.batch_alter_table("set_aside", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_set_aside_paper_id"), ["paper_id"], unique=False)

    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.add_column(sa.Column("no_opinion", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.alter_column("no_opinion", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.drop_column("no_opinion")

    with op.batch_alter_table("set_aside", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_set_aside_paper_id"))

    op.drop_table("set_aside")
    op.drop_table("names_seen")

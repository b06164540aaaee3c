"""the papers of letters that name several

Revision 0012, after 0011.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "letter_papers",
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letters.id"], name=op.f("fk_letter_papers_letter_id_letters"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_letter_papers_paper_id_papers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("letter_id", "paper_id", name=op.f("pk_letter_papers")),
    )
    with op.batch_alter_table("letter_papers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_papers_paper_id"), ["paper_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("letter_papers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_papers_paper_id"))

    op.drop_table("letter_papers")

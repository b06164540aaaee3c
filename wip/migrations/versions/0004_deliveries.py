"""deliveries

Revision 0004, after 0003. What each try to deliver a letter met with, who has it in hand, and the paper that it is about.
"""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

OUTCOMES = ("begun", "taken", "later", "refused", "came_back", "noted")
ABOUT = re.compile(r"(?:release:\d+:)?paper:(\d+)(?::.*)?")
COMMISSIONED = re.compile(r"commission:(\d+):.*")


def upgrade() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_outbox_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_table(
        "letter_tries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(*OUTCOMES, name="tryoutcome", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letters.id"], name=op.f("fk_letter_tries_letter_id_letters"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_tries")),
        sa.UniqueConstraint("digest", name=op.f("uq_letter_tries_digest")),
    )
    with op.batch_alter_table("letter_tries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_tries_letter_id"), ["letter_id"], unique=False)

    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paper_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("courier", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("dated_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("came_back", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_foreign_key(
            batch_op.f("fk_letters_paper_id_papers"), "papers", ["paper_id"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_index(batch_op.f("ix_letters_paper_id"), ["paper_id"], unique=False)
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.alter_column("came_back", server_default=None)
    _name_papers()


def _name_papers() -> None:
    """The causes of earlier letters say which paper each is about."""
    bind = op.get_bind()
    letters, papers, commissions = (
        sa.table("letters", sa.column("id"), sa.column("cause"), sa.column("paper_id")),
        sa.table("papers", sa.column("id")),
        sa.table("commissions", sa.column("id"), sa.column("paper_id")),
    )
    known = set(bind.scalars(sa.select(papers.c.id)))
    commented = dict(bind.execute(sa.select(commissions.c.id, commissions.c.paper_id)).all())
    found = []
    for id_, cause in bind.execute(sa.select(letters.c.id, letters.c.cause)).all():
        paper, commission = ABOUT.fullmatch(cause), COMMISSIONED.fullmatch(cause)
        about = int(paper[1]) if paper else commented.get(int(commission[1])) if commission else None
        if about in known:
            found.append({"letter": id_, "paper": about})
    if found:
        change = sa.update(letters).where(letters.c.id == sa.bindparam("letter"))
        bind.execute(change.values(paper_id=sa.bindparam("paper")), found)


def downgrade() -> None:
    # A letter that came back has failed; the state itself is as old as the table.
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letters_paper_id"))
        batch_op.drop_constraint(batch_op.f("fk_letters_paper_id_papers"), type_="foreignkey")
        batch_op.drop_column("came_back")
        batch_op.drop_column("dated_at")
        batch_op.drop_column("courier")
        batch_op.drop_column("paper_id")
    with op.batch_alter_table("letter_tries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_tries_letter_id"))
    op.drop_table("letter_tries")
    op.drop_table("outbox")

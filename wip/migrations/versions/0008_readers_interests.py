"""readers' interests

Revision 0008, after 0007. What reviewers know about and how many papers they take; letters about what they are given to read.
"""

import re
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

LETTERS = ("reviews_assigned", "reviews_due")
KINDS = "ck_letters_letterkind"


def kinds() -> list[str]:
    """The kinds of letters that there may be now, whichever revision brought each."""
    found = sa.inspect(op.get_bind()).get_check_constraints("letters")
    return re.findall(r"'(\w+)'", next(each["sqltext"] for each in found if each["name"] == KINDS))


def allow(names: Iterable[str]) -> None:
    """Let letters be of these kinds."""
    kind: sa.ColumnClause[str] = sa.column("kind")
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(KINDS), type_="check")
        batch_op.create_check_constraint(op.f(KINDS), kind.in_(list(names)))


def upgrade() -> None:
    op.create_table(
        "interests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wip_session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("papers_most", sa.Integer(), nullable=True),
        sa.Column("takes_papers", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("papers_most BETWEEN 1 AND 99", name=op.f("ck_interests_papers_most")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_interests_person_id_people")),
        sa.ForeignKeyConstraint(
            ["wip_session_id"],
            ["wip_sessions.id"],
            name=op.f("fk_interests_wip_session_id_wip_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interests")),
        sa.UniqueConstraint(
            "wip_session_id", "person_id", name=op.f("uq_interests_wip_session_id_person_id")
        ),
    )
    with op.batch_alter_table("interests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interests_person_id"), ["person_id"], unique=False)
    op.create_table(
        "interest_topics",
        sa.Column("interest_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interest_id"],
            ["interests.id"],
            name=op.f("fk_interest_topics_interest_id_interests"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name=op.f("fk_interest_topics_topic_id_topics"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("interest_id", "topic_id", name=op.f("pk_interest_topics")),
    )
    with op.batch_alter_table("interest_topics", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interest_topics_topic_id"), ["topic_id"], unique=False)
    allow([*kinds(), *LETTERS])


def downgrade() -> None:
    letters = sa.table("letters", sa.column("kind"))
    op.get_bind().execute(sa.delete(letters).where(letters.c.kind.in_(LETTERS)))
    allow(kind for kind in kinds() if kind not in LETTERS)
    with op.batch_alter_table("interest_topics", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interest_topics_topic_id"))
    op.drop_table("interest_topics")
    with op.batch_alter_table("interests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interests_person_id"))
    op.drop_table("interests")

"""Invitations to comment can be stopped

Revision 0017, after 0016.
"""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

TOPIC = "commenter_invitations"


def topics() -> list[str]:
    """The topics that the table takes now, whichever revision brought each."""
    found = sa.inspect(op.get_bind()).get_check_constraints("stopped_letters")
    text = next(each["sqltext"] for each in found if each["name"] == "ck_stopped_letters_stoptopic")
    return re.findall(r"'([a-z_]+)'", text)


def allow(values: Sequence[str]) -> None:
    """Let a row have one of these topics."""
    name: sa.ColumnClause[str] = sa.column("topic")
    with op.batch_alter_table("stopped_letters", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_stopped_letters_stoptopic"), type_="check")
        batch_op.create_check_constraint(op.f("ck_stopped_letters_stoptopic"), name.in_(values))


def upgrade() -> None:
    allow([*topics(), TOPIC])


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM stopped_letters WHERE topic = :topic").bindparams(topic=TOPIC))
    allow([each for each in topics() if each != TOPIC])

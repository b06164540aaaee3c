"""Letters about feedback can be stopped

Revision 0015, after 0014.
"""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

TOPIC = "feedback"


def topics() -> list[str]:
    """The topics that the table takes now, whichever revision brought each."""
    found = sa.inspect(op.get_bind()).get_check_constraints("stopped_letters")
    text = next(each["sqltext"] for each in found if each["name"] == "ck_stopped_letters_stoptopic")
    return re.findall(r"'([a-z_]+)'", text)


def allow(values: Sequence[str]) -> None:
    """Let the column have these values."""
    topic: sa.ColumnClause[str] = sa.column("topic")
    check = op.f("ck_stopped_letters_stoptopic")
    with op.batch_alter_table("stopped_letters", schema=None) as batch_op:
        batch_op.drop_constraint(check, type_="check")
        batch_op.create_check_constraint(check, topic.in_(values))


def upgrade() -> None:
    allow([*topics(), TOPIC])


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM stopped_letters WHERE topic = 'feedback'"))
    allow([topic for topic in topics() if topic != TOPIC])

"""Letters of a slot that was passed on, and two more topics that can be stopped

Revision 0016, after 0015.
"""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

LETTERS = ("slot_passed_on",)
TOPICS = ("draft_reminders", "draft_news")


def values_of(table: str, check: str) -> list[str]:
    """What the column takes now, whichever revision brought each."""
    found = sa.inspect(op.get_bind()).get_check_constraints(table)
    text = next(each["sqltext"] for each in found if each["name"] == f"ck_{table}_{check}")
    return re.findall(r"'([a-z_]+)'", text)


def allow(table: str, column: str, check: str, values: Sequence[str]) -> None:
    """Let a column have these values."""
    name: sa.ColumnClause[str] = sa.column(column)
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(op.f(f"ck_{table}_{check}"), type_="check")
        batch_op.create_check_constraint(op.f(f"ck_{table}_{check}"), name.in_(values))


def upgrade() -> None:
    allow("letters", "kind", "letterkind", [*values_of("letters", "letterkind"), *LETTERS])
    allow("stopped_letters", "topic", "stoptopic", [*values_of("stopped_letters", "stoptopic"), *TOPICS])


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM letters WHERE kind = 'slot_passed_on'"))
    op.execute(sa.text("DELETE FROM stopped_letters WHERE topic IN ('draft_reminders', 'draft_news')"))
    kinds = [kind for kind in values_of("letters", "letterkind") if kind not in LETTERS]
    allow("letters", "kind", "letterkind", kinds)
    topics = [topic for topic in values_of("stopped_letters", "stoptopic") if topic not in TOPICS]
    allow("stopped_letters", "topic", "stoptopic", topics)

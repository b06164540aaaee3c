"""discussions

Revision 0009, after 0008. A letter may say that something was said in the discussion of a paper.
"""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

NEW = "review_discussed"


def known() -> list[str]:
    """The kinds of letters that the database allows now."""
    checks = sa.inspect(op.get_bind()).get_check_constraints("letters")
    (text,) = (check["sqltext"] for check in checks if check["name"] == "ck_letters_letterkind")
    return re.findall(r"'(\w+)'", text)


def allow(kinds: Sequence[str]) -> None:
    """Let letters be of these kinds."""
    kind: sa.ColumnClause[str] = sa.column("kind")
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_letters_letterkind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_letters_letterkind"), kind.in_(kinds))


def upgrade() -> None:
    allow([*known(), NEW])


def downgrade() -> None:
    letters = sa.table("letters", sa.column("kind"))
    op.execute(letters.delete().where(letters.c.kind == NEW))
    allow([kind for kind in known() if kind != NEW])

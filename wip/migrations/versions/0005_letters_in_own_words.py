"""A section's own letters, and letters to a group

Revision 0005, after 0004.
"""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


NEW_LETTERS = ("group_mail",)
GROUPS = (
    "submitted",
    "accepted",
    "unconfirmed",
    "presenters",
    "waiting",
    "declined",
    "commenters",
    "paper_commenters",
    "reviewers",
    "unfinished",
    "attendees",
)


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
    op.create_table(
        "letter_templates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(500), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("edited_by", sa.Integer(), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("subject <> '' AND body <> ''", name=op.f("ck_letter_templates_has_words")),
        sa.ForeignKeyConstraint(
            ["edited_by"], ["people.id"], name=op.f("fk_letter_templates_edited_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"],
            ["sections.id"],
            name=op.f("fk_letter_templates_section_id_sections"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_templates")),
        sa.UniqueConstraint("section_id", "kind", name=op.f("uq_letter_templates_section_id_kind")),
    )
    op.create_table(
        "mailings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wip_session_id", sa.Integer(), nullable=False),
        sa.Column(
            "group",
            sa.Enum(
                *GROUPS, name="mailgroup", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(500), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sent_by", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.Column("stopped", sa.Integer(), nullable=False),
        sa.CheckConstraint("letters >= 0 AND stopped >= 0", name=op.f("ck_mailings_counts")),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_mailings_paper_id_papers"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["sent_by"], ["people.id"], name=op.f("fk_mailings_sent_by_people")),
        sa.ForeignKeyConstraint(
            ["wip_session_id"],
            ["wip_sessions.id"],
            name=op.f("fk_mailings_wip_session_id_wip_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailings")),
    )
    op.create_index(op.f("ix_mailings_wip_session_id"), "mailings", ["wip_session_id"])
    allow([*known(), *NEW_LETTERS])


def downgrade() -> None:
    letters = sa.table("letters", sa.column("kind"))
    op.execute(letters.delete().where(letters.c.kind.in_(NEW_LETTERS)))
    allow([kind for kind in known() if kind not in NEW_LETTERS])
    op.drop_index(op.f("ix_mailings_wip_session_id"), table_name="mailings")
    op.drop_table("mailings")
    op.drop_table("letter_templates")

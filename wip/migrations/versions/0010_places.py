"""Places: releases that can be undone, answers by a date of their own, free slots, edited letters, wishes

Revision 0010, after 0009.
"""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

LETTERS = (
    "place_offered",
    "place_reminder",
    "place_lapsed",
    "waiting_joined",
    "waiting_moved",
    "paper_carried",
)
PENDING = "completed_at IS NULL AND undone_at IS NULL"


def kinds() -> list[str]:
    """The kinds of letters that the table takes now, whichever revision brought each."""
    found = sa.inspect(op.get_bind()).get_check_constraints("letters")
    text = next(each["sqltext"] for each in found if each["name"] == "ck_letters_letterkind")
    return re.findall(r"'([a-z_]+)'", text)


def allow(names: Sequence[str]) -> None:
    """Let the letters' kind have these values."""
    kind: sa.ColumnClause[str] = sa.column("kind")
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_letters_letterkind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_letters_letterkind"), kind.in_(names))


def upgrade() -> None:
    op.create_table(
        "place_settings",
        sa.Column("wip_session_id", sa.Integer(), nullable=False),
        sa.Column(
            "offering",
            sa.Enum(
                "by_itself",
                "by_leader",
                name="offering",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("list_open", sa.Boolean(), nullable=False),
        sa.Column("reminds", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wip_session_id"],
            ["wip_sessions.id"],
            name=op.f("fk_place_settings_wip_session_id_wip_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("wip_session_id", name=op.f("pk_place_settings")),
    )
    op.create_table(
        "vacancies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wip_session_id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("present_minutes", sa.Integer(), nullable=True),
        sa.Column("comment_minutes", sa.Integer(), nullable=True),
        sa.Column("freed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["sitting_id"],
            ["sittings.id"],
            name=op.f("fk_vacancies_sitting_id_sittings"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["wip_session_id"],
            ["wip_sessions.id"],
            name=op.f("fk_vacancies_wip_session_id_wip_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vacancies")),
    )
    with op.batch_alter_table("vacancies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vacancies_wip_session_id"), ["wip_session_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_vacancies_sitting_id"), ["sitting_id"], unique=False)
    op.create_table(
        "letter_edits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=500), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("edited_by", sa.Integer(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["edited_by"], ["people.id"], name=op.f("fk_letter_edits_edited_by_people")),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_letter_edits_paper_id_papers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_letter_edits_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_edits")),
        sa.UniqueConstraint("paper_id", "person_id", name=op.f("uq_letter_edits_paper_id_person_id")),
    )
    op.create_table(
        "carry_wishes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("wished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_carry_wishes_paper_id_papers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_carry_wishes_person_id_people")),
        sa.ForeignKeyConstraint(
            ["started_id"],
            ["started_submissions.id"],
            name=op.f("fk_carry_wishes_started_id_started_submissions"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carry_wishes")),
        sa.UniqueConstraint("paper_id", name=op.f("uq_carry_wishes_paper_id")),
    )
    with op.batch_alter_table("carry_wishes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_carry_wishes_started_id"), ["started_id"], unique=False)

    with op.batch_alter_table("releases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("leaves_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("places", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("replaced", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(
            sa.Column("with_comments", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("undone_by", sa.Integer(), nullable=True))
    op.execute("UPDATE releases SET leaves_at = released_at, completed_at = released_at")
    with op.batch_alter_table("releases", schema=None) as batch_op:
        batch_op.alter_column("leaves_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.alter_column("places", existing_type=sa.JSON(), server_default=None)
        batch_op.alter_column("replaced", existing_type=sa.JSON(), server_default=None)
        batch_op.alter_column("with_comments", existing_type=sa.Boolean(), server_default=None)
        batch_op.create_check_constraint(
            op.f("ck_releases_completed_or_undone"), "completed_at IS NULL OR undone_at IS NULL"
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_releases_undone_by_people"), "people", ["undone_by"], ["id"]
        )
        batch_op.create_index(
            "uq_releases_pending",
            ["wip_session_id"],
            unique=True,
            sqlite_where=sa.text(PENDING),
            postgresql_where=sa.text(PENDING),
        )

    with op.batch_alter_table("papers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("confirm_by", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("lapsed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE papers SET confirm_by = (SELECT releases.confirm_by FROM decisions JOIN releases "
        "ON releases.id = decisions.release_id WHERE decisions.paper_id = papers.id "
        "ORDER BY releases.id DESC LIMIT 1) WHERE state IN ('accepted', 'confirmed')"
    )
    allow([*kinds(), *LETTERS])


def downgrade() -> None:
    rows = sa.table("letters", sa.column("kind"))
    op.execute(rows.delete().where(rows.c.kind.in_(LETTERS)))
    allow([kind for kind in kinds() if kind not in LETTERS])
    with op.batch_alter_table("papers", schema=None) as batch_op:
        batch_op.drop_column("lapsed_at")
        batch_op.drop_column("offered_at")
        batch_op.drop_column("confirm_by")
    with op.batch_alter_table("releases", schema=None) as batch_op:
        batch_op.drop_index("uq_releases_pending")
        batch_op.drop_constraint(op.f("ck_releases_completed_or_undone"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_releases_undone_by_people"), type_="foreignkey")
        batch_op.drop_column("undone_by")
        batch_op.drop_column("undone_at")
        batch_op.drop_column("completed_at")
        batch_op.drop_column("with_comments")
        batch_op.drop_column("replaced")
        batch_op.drop_column("places")
        batch_op.drop_column("leaves_at")
    for table in ("carry_wishes", "letter_edits", "vacancies", "place_settings"):
        op.drop_table(table)

"""Agendas laid out, edited in steps and run; calendar invitations by mail

Revision 0018, after 0017.
"""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

LETTERS = ("calendar_changed",)
ENTRIES = ("read_by", "rehearsal")


def values(table: str, check: str) -> list[str]:
    """What a column takes now, whichever revision brought each."""
    found = sa.inspect(op.get_bind()).get_check_constraints(table)
    text = next(each["sqltext"] for each in found if each["name"] == f"ck_{table}_{check}")
    return re.findall(r"'([a-z_]+)'", text)


def allow(table: str, check: str, allowed: Sequence[str]) -> None:
    """Let a table's kind be one of these."""
    kind: sa.ColumnClause[str] = sa.column("kind")
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(op.f(f"ck_{table}_{check}"), type_="check")
        batch_op.create_check_constraint(op.f(f"ck_{table}_{check}"), kind.in_(allowed))


def upgrade() -> None:
    op.create_table(
        "agenda_rules",
        sa.Column("wip_session_id", sa.Integer(), nullable=False),
        sa.Column(
            "order",
            sa.Enum(
                "as_they_are",
                "stage",
                "topic",
                "hours",
                name="orderrule",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("kind_from", sa.Integer(), nullable=False),
        sa.Column("kind_until", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind_from BETWEEN 0 AND 23", name=op.f("ck_agenda_rules_kind_from")),
        sa.CheckConstraint("kind_until > kind_from", name=op.f("ck_agenda_rules_kind_in_order")),
        sa.CheckConstraint("kind_until BETWEEN 1 AND 24", name=op.f("ck_agenda_rules_kind_until")),
        sa.ForeignKeyConstraint(
            ["wip_session_id"],
            ["wip_sessions.id"],
            name=op.f("fk_agenda_rules_wip_session_id_wip_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("wip_session_id", name=op.f("pk_agenda_rules")),
    )
    op.create_table(
        "agenda_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wip_session_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("is_undone", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_agenda_steps_made_by_people")),
        sa.ForeignKeyConstraint(
            ["wip_session_id"],
            ["wip_sessions.id"],
            name=op.f("fk_agenda_steps_wip_session_id_wip_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_steps")),
        sa.UniqueConstraint("wip_session_id", "number", name=op.f("uq_agenda_steps_wip_session_id_number")),
    )
    op.create_table(
        "agenda_wishes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wip_session_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "cannot",
                "first",
                "last",
                "before",
                "together",
                "apart",
                "in_room",
                name="wishkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("is_needed", sa.Boolean(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("other_paper_id", sa.Integer(), nullable=True),
        sa.Column("sitting_id", sa.Integer(), nullable=True),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("told_by", sa.Integer(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'cannot') = (begins_at IS NOT NULL)", name=op.f("ck_agenda_wishes_cannot_has_begin")
        ),
        sa.CheckConstraint(
            "(kind = 'cannot') = (ends_at IS NOT NULL)", name=op.f("ck_agenda_wishes_cannot_has_end")
        ),
        sa.CheckConstraint(
            "(kind = 'cannot') = (paper_id IS NULL)", name=op.f("ck_agenda_wishes_others_have_paper")
        ),
        sa.CheckConstraint(
            "(kind = 'cannot') = (person_id IS NOT NULL)", name=op.f("ck_agenda_wishes_cannot_has_person")
        ),
        sa.CheckConstraint(
            "(kind IN ('before', 'together', 'apart')) = (other_paper_id IS NOT NULL)",
            name=op.f("ck_agenda_wishes_pairs_have_other"),
        ),
        sa.CheckConstraint("ends_at > begins_at", name=op.f("ck_agenda_wishes_in_order")),
        sa.CheckConstraint("other_paper_id <> paper_id", name=op.f("ck_agenda_wishes_two_papers")),
        sa.ForeignKeyConstraint(
            ["other_paper_id"],
            ["papers.id"],
            name=op.f("fk_agenda_wishes_other_paper_id_papers"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_agenda_wishes_paper_id_papers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_agenda_wishes_person_id_people")),
        sa.ForeignKeyConstraint(
            ["sitting_id"],
            ["sittings.id"],
            name=op.f("fk_agenda_wishes_sitting_id_sittings"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["told_by"], ["people.id"], name=op.f("fk_agenda_wishes_told_by_people")),
        sa.ForeignKeyConstraint(
            ["wip_session_id"],
            ["wip_sessions.id"],
            name=op.f("fk_agenda_wishes_wip_session_id_wip_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_wishes")),
    )
    with op.batch_alter_table("agenda_wishes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agenda_wishes_other_paper_id"), ["other_paper_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agenda_wishes_paper_id"), ["paper_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agenda_wishes_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agenda_wishes_sitting_id"), ["sitting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agenda_wishes_wip_session_id"), ["wip_session_id"], unique=False)

    op.create_table(
        "session_chairs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wip_session_id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_session_chairs_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"],
            ["sittings.id"],
            name=op.f("fk_session_chairs_sitting_id_sittings"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["wip_session_id"],
            ["wip_sessions.id"],
            name=op.f("fk_session_chairs_wip_session_id_wip_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_chairs")),
        sa.UniqueConstraint(
            "wip_session_id",
            "sitting_id",
            "person_id",
            name=op.f("uq_session_chairs_wip_session_id_sitting_id_person_id"),
        ),
    )
    with op.batch_alter_table("session_chairs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_chairs_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_session_chairs_sitting_id"), ["sitting_id"], unique=False)
        batch_op.create_index(
            "uq_session_chairs_first_room",
            ["wip_session_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("sitting_id IS NULL"),
            postgresql_where=sa.text("sitting_id IS NULL"),
        )

    op.create_table(
        "shows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wip_session_id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=True),
        sa.Column("helper_generation", sa.Integer(), nullable=False),
        sa.Column("screen_generation", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sittings.id"], name=op.f("fk_shows_sitting_id_sittings"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["wip_session_id"],
            ["wip_sessions.id"],
            name=op.f("fk_shows_wip_session_id_wip_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shows")),
        sa.UniqueConstraint("sitting_id", name=op.f("uq_shows_sitting_id")),
    )
    with op.batch_alter_table("shows", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shows_wip_session_id"), ["wip_session_id"], unique=False)
        batch_op.create_index(
            "uq_shows_first_room",
            ["wip_session_id"],
            unique=True,
            sqlite_where=sa.text("sitting_id IS NULL"),
            postgresql_where=sa.text("sitting_id IS NULL"),
        )

    op.create_table(
        "calendar_invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "method",
            sa.Enum("REQUEST", "CANCEL", name="method", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "ACCEPTED",
                "TENTATIVE",
                "DECLINED",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("answer_note", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_sequence", sa.Integer(), nullable=True),
        sa.Column("answer_stamp", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_calendar_invitations_answer_has_moment")
        ),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_calendar_invitations_sequence")),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["calendar_entries.id"],
            name=op.f("fk_calendar_invitations_entry_id_calendar_entries"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_calendar_invitations_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_invitations")),
        sa.UniqueConstraint("entry_id", "person_id", name=op.f("uq_calendar_invitations_entry_id_person_id")),
    )
    with op.batch_alter_table("calendar_invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_invitations_person_id"), ["person_id"], unique=False)

    op.create_table(
        "letter_calendars",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "method",
            sa.Enum("REQUEST", "CANCEL", name="method", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["letter_id"],
            ["letters.id"],
            name=op.f("fk_letter_calendars_letter_id_letters"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_calendars")),
        sa.UniqueConstraint("letter_id", "position", name=op.f("uq_letter_calendars_letter_id_position")),
    )
    op.create_table(
        "presences",
        sa.Column("show_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_here", sa.Boolean(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_presences_person_id_people")),
        sa.ForeignKeyConstraint(
            ["show_id"], ["shows.id"], name=op.f("fk_presences_show_id_shows"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("show_id", "person_id", name=op.f("pk_presences")),
    )
    with op.batch_alter_table("presences", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_presences_person_id"), ["person_id"], unique=False)

    op.create_table(
        "show_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("show_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "begin",
                "present",
                "comment",
                "finish",
                "skip",
                "pause",
                "resume",
                "add_time",
                "end",
                "undo",
                name="markkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("said_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_show_marks_made_by_people")),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_show_marks_paper_id_papers"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["show_id"], ["shows.id"], name=op.f("fk_show_marks_show_id_shows"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_show_marks")),
        sa.UniqueConstraint("show_id", "number", name=op.f("uq_show_marks_show_id_number")),
    )
    with op.batch_alter_table("show_marks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_show_marks_paper_id"), ["paper_id"], unique=False)

    op.create_table(
        "speaking_turns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("show_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "speaking",
                "done",
                "gone",
                name="turnstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_speaking_turns_paper_id_papers"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["show_id"], ["shows.id"], name=op.f("fk_speaking_turns_show_id_shows"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speaking_turns")),
    )
    with op.batch_alter_table("speaking_turns", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_speaking_turns_paper_id"), ["paper_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_speaking_turns_show_id"), ["show_id"], unique=False)

    with op.batch_alter_table("agenda_slots", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_fixed", sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table("calendar_entries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("halves_sequence", sa.Integer(), nullable=False, server_default="0"))

    with op.batch_alter_table("feeds", schema=None) as batch_op:
        batch_op.add_column(sa.Column("alarm_minutes", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("halves", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_check_constraint(
            batch_op.f("ck_feeds_alarm_minutes"), "alarm_minutes BETWEEN 0 AND 10080"
        )
        batch_op.add_column(sa.Column("by_mail", sa.Boolean(), nullable=False, server_default=sa.true()))

    with op.batch_alter_table("wip_sessions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("breaks", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("programme", sa.JSON(), nullable=False, server_default="{}"))
    for table, names in (
        ("agenda_slots", ["is_fixed"]),
        ("calendar_entries", ["halves_sequence"]),
        ("feeds", ["halves", "by_mail"]),
        ("wip_sessions", ["breaks", "programme"]),
    ):
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name in names:
                batch_op.alter_column(name, server_default=None)
    op.execute(sa.text("UPDATE calendar_entries SET halves_sequence = sequence"))
    allow("letters", "letterkind", [*values("letters", "letterkind"), *LETTERS])
    allow("calendar_entries", "entrykind", [*values("calendar_entries", "entrykind"), *ENTRIES])


def downgrade() -> None:
    for table, check, new in (("letters", "letterkind", LETTERS), ("calendar_entries", "entrykind", ENTRIES)):
        rows = sa.table(table, sa.column("kind"))
        op.execute(rows.delete().where(rows.c.kind.in_(new)))
        allow(table, check, [each for each in values(table, check) if each not in new])
    with op.batch_alter_table("wip_sessions", schema=None) as batch_op:
        batch_op.drop_column("programme")
        batch_op.drop_column("breaks")

    with op.batch_alter_table("feeds", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_feeds_alarm_minutes"), type_="check")
        batch_op.drop_column("by_mail")
        batch_op.drop_column("halves")
        batch_op.drop_column("alarm_minutes")

    with op.batch_alter_table("calendar_entries", schema=None) as batch_op:
        batch_op.drop_column("halves_sequence")

    with op.batch_alter_table("agenda_slots", schema=None) as batch_op:
        batch_op.drop_column("is_fixed")

    with op.batch_alter_table("speaking_turns", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_speaking_turns_show_id"))
        batch_op.drop_index(batch_op.f("ix_speaking_turns_paper_id"))

    op.drop_table("speaking_turns")
    with op.batch_alter_table("show_marks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_show_marks_paper_id"))

    op.drop_table("show_marks")
    with op.batch_alter_table("presences", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_presences_person_id"))

    op.drop_table("presences")
    op.drop_table("letter_calendars")
    with op.batch_alter_table("calendar_invitations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_invitations_person_id"))

    op.drop_table("calendar_invitations")
    with op.batch_alter_table("shows", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_shows_first_room",
            sqlite_where=sa.text("sitting_id IS NULL"),
            postgresql_where=sa.text("sitting_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_shows_wip_session_id"))

    op.drop_table("shows")
    with op.batch_alter_table("session_chairs", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_session_chairs_first_room",
            sqlite_where=sa.text("sitting_id IS NULL"),
            postgresql_where=sa.text("sitting_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_session_chairs_sitting_id"))
        batch_op.drop_index(batch_op.f("ix_session_chairs_person_id"))

    op.drop_table("session_chairs")
    with op.batch_alter_table("agenda_wishes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agenda_wishes_wip_session_id"))
        batch_op.drop_index(batch_op.f("ix_agenda_wishes_sitting_id"))
        batch_op.drop_index(batch_op.f("ix_agenda_wishes_person_id"))
        batch_op.drop_index(batch_op.f("ix_agenda_wishes_paper_id"))
        batch_op.drop_index(batch_op.f("ix_agenda_wishes_other_paper_id"))

    op.drop_table("agenda_wishes")
    op.drop_table("agenda_steps")
    op.drop_table("agenda_rules")

"""calls and submissions

Revision 0002, after 0001.
"""

import re
import unicodedata
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


OLD_LETTERS = (
    "sign_in",
    "leader_invitation",
    "reviewer_invitation",
    "paper_received",
    "paper_saved_late",
    "paper_changed",
    "paper_withdrawn",
    "decision_accepted",
    "decision_waiting",
    "decision_declined",
    "place_confirmed",
    "place_turned_down",
    "offer_received",
    "commission_offered",
    "commission_accepted",
    "commission_withdrawn",
    "attendance_received",
    "agenda_published",
    "agenda_changed",
    "leader_news",
    "session_cancelled",
)
NEW_LETTERS = ("call_amended", "paper_started", "late_link", "office_request")
OLD_ENTRIES = ("slot", "session", "deadline", "decision", "draft_due")
NEW_ENTRIES = ("sitting", "opening", "review_due", "circulation", "reminder", "thanks")


def folded(length: int) -> sa.types.TypeEngine[str]:
    """Text that is sorted by code points on every database."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def allow(table: str, name: str, kinds: tuple[str, ...]) -> None:
    """Let the column `kind` have these values."""
    kind: sa.ColumnClause[str] = sa.column("kind")
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
        batch_op.create_check_constraint(op.f(f"ck_{table}_{name}"), kind.in_(kinds))


def date_index(where: str) -> None:
    """One entry of each date in a session."""
    with op.batch_alter_table("calendar_entries", schema=None) as batch_op:
        batch_op.drop_index("uq_calendar_entries_date")
        batch_op.create_index(
            "uq_calendar_entries_date",
            ["wip_session_id", "kind"],
            unique=True,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )


def fold(text: str) -> str:
    """Lower case without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c))


def fill(connection: sa.Connection) -> None:
    """What papers are sorted and found by, for those that are there already."""
    columns = (
        "id",
        "wip_session_id",
        "title",
        "abstract",
        "abstract_words",
        "sort_title",
        "sort_author",
        "sort_school",
    )
    papers = sa.table("papers", *map(sa.column, columns))
    authors = sa.table("authors", *map(sa.column, ("paper_id", "position", "name", "affiliation")))
    paper_words = sa.table("paper_words", *map(sa.column, ("wip_session_id", "word", "paper_id")))
    names: dict[int, list[tuple[str, str]]] = {}
    select = sa.select(authors.c.paper_id, authors.c.name, authors.c.affiliation)
    for paper_id, name, school in connection.execute(select.order_by(authors.c.paper_id, authors.c.position)):
        names.setdefault(paper_id, []).append((name, school))
    rows = connection.execute(
        sa.select(papers.c.id, papers.c.wip_session_id, papers.c.title, papers.c.abstract)
    )
    for id_, session_id, title, abstract in rows.all():
        people = names.get(id_, [])
        first, school = people[0] if people else ("", "")
        values = {
            "abstract_words": len(abstract.split()),
            "sort_title": fold(title)[:200],
            "sort_author": fold(first)[:200],
            "sort_school": fold(school)[:300],
        }
        connection.execute(papers.update().where(papers.c.id == id_).values(**values))
        text = " ".join([title, *(f"{name} {school}" for name, school in people)])
        found = sorted({word[:60] for word in re.findall(r"\w+", fold(text))})
        if found:
            values_of = [{"wip_session_id": session_id, "word": word, "paper_id": id_} for word in found]
            connection.execute(paper_words.insert(), values_of)


def upgrade() -> None:
    op.create_table(
        "sittings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wip_session_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("join_link", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_sittings_has_name")),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name=op.f("ck_sittings_length")),
        sa.ForeignKeyConstraint(
            ["wip_session_id"],
            ["wip_sessions.id"],
            name=op.f("fk_sittings_wip_session_id_wip_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sittings")),
        sa.UniqueConstraint("wip_session_id", "name", name=op.f("uq_sittings_wip_session_id_name")),
    )
    with op.batch_alter_table("sittings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sittings_wip_session_id"), ["wip_session_id"], unique=False)

    op.create_table(
        "amendments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sentences", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_amendments_call_id_calls"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_amendments_made_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendments")),
        sa.UniqueConstraint("call_id", "number", name=op.f("uq_amendments_call_id_number")),
    )
    op.create_table(
        "late_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("papers_max", sa.Integer(), nullable=False),
        sa.Column("papers_used", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("papers_max BETWEEN 1 AND 9", name=op.f("ck_late_links_papers_max")),
        sa.CheckConstraint("papers_used BETWEEN 0 AND papers_max", name=op.f("ck_late_links_not_overused")),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_late_links_call_id_calls"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_late_links_made_by_people")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_late_links_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_links")),
    )
    with op.batch_alter_table("late_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_late_links_call_id"), ["call_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_late_links_person_id"), ["person_id"], unique=False)

    op.create_table(
        "paper_words",
        sa.Column("wip_session_id", sa.Integer(), nullable=False),
        sa.Column("word", folded(60), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_paper_words_paper_id_papers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["wip_session_id"],
            ["wip_sessions.id"],
            name=op.f("fk_paper_words_wip_session_id_wip_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("wip_session_id", "word", "paper_id", name=op.f("pk_paper_words")),
    )
    with op.batch_alter_table("paper_words", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_words_paper_id"), ["paper_id"], unique=False)

    op.create_table(
        "questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "text",
                "choice",
                "number",
                "date",
                "file",
                name="questionkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("help", sa.Text(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("required_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("label <> ''", name=op.f("ck_questions_has_label")),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_questions_call_id_calls"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
    )
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_questions_call_id"), ["call_id"], unique=False)

    op.create_table(
        "topics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_topics_has_name")),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_topics_call_id_calls"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topics")),
        sa.UniqueConstraint("call_id", "name", name=op.f("uq_topics_call_id_name")),
    )
    op.create_table(
        "answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_answers_paper_id_papers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions.id"],
            name=op.f("fk_answers_question_id_questions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint("paper_id", "question_id", name=op.f("uq_answers_paper_id_question_id")),
    )
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answers_question_id"), ["question_id"], unique=False)

    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("content_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("storage_key", sa.String(length=100), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_attachments_has_bytes")),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_attachments_paper_id_papers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions.id"],
            name=op.f("fk_attachments_question_id_questions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_attachments_storage_key")),
    )
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachments_paper_id"), ["paper_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachments_question_id"), ["question_id"], unique=False)

    op.create_table(
        "paper_topics",
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_paper_topics_paper_id_papers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name=op.f("fk_paper_topics_topic_id_topics"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("paper_id", "topic_id", name=op.f("pk_paper_topics")),
    )
    with op.batch_alter_table("paper_topics", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_topics_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "started_submissions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wip_session_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("late_link_id", sa.Integer(), nullable=True),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["late_link_id"],
            ["late_links.id"],
            name=op.f("fk_started_submissions_late_link_id_late_links"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_started_submissions_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["wip_session_id"],
            ["wip_sessions.id"],
            name=op.f("fk_started_submissions_wip_session_id_wip_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_started_submissions")),
        sa.UniqueConstraint("key", name=op.f("uq_started_submissions_key")),
    )
    with op.batch_alter_table("started_submissions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_started_submissions_late_link_id"), ["late_link_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_started_submissions_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_started_submissions_saved_at"), ["saved_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_started_submissions_wip_session_id"), ["wip_session_id"], unique=False
        )

    with op.batch_alter_table("agenda_slots", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sitting_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("minutes_over", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_agenda_slots_sitting_id"), ["sitting_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_agenda_slots_sitting_id_sittings"),
            "sittings",
            ["sitting_id"],
            ["id"],
            ondelete="SET NULL",
        )

    with op.batch_alter_table("authors", schema=None) as batch_op:
        batch_op.add_column(sa.Column("orcid", sa.String(length=19), nullable=False, server_default=""))

    with op.batch_alter_table("calendar_entries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sitting_id", sa.Integer(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_calendar_entries_sitting_id"), ["sitting_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_calendar_entries_sitting_id_sittings"),
            "sittings",
            ["sitting_id"],
            ["id"],
            ondelete="SET NULL",
        )

    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.add_column(sa.Column("draft_words_max", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("bio_words_max", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("questions_max", sa.Integer(), nullable=False, server_default="3"))
        batch_op.add_column(sa.Column("topics_max", sa.Integer(), nullable=False, server_default="3"))
        batch_op.add_column(
            sa.Column("asks_publication", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("must_be_revisable", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("career_stages", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("years_max", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("members_only", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("papers_each", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "coauthors",
                sa.Enum(
                    "any",
                    "all_eligible",
                    "none",
                    name="coauthorrule",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                nullable=False,
                server_default="any",
            )
        )
        batch_op.add_column(sa.Column("cover_sheet", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("review_due_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("drafts_until_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("circulate_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("thank_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("papers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("bio", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("years", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("is_member", sa.Boolean(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "publication",
                sa.Enum(
                    "unpublished",
                    "submitted",
                    "accepted",
                    "published",
                    name="publicationstatus",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("still_revisable", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("anonymity_notes", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("abstract_words", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("sort_title", folded(200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("sort_author", folded(200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("sort_school", folded(300), nullable=False, server_default=""))
        batch_op.create_index(
            "ix_papers_by_author", ["wip_session_id", "sort_author", "number"], unique=False
        )
        batch_op.create_index(
            "ix_papers_by_school", ["wip_session_id", "sort_school", "number"], unique=False
        )
        batch_op.create_index("ix_papers_by_stage", ["wip_session_id", "work_stage", "number"], unique=False)
        batch_op.create_index("ix_papers_by_title", ["wip_session_id", "sort_title", "number"], unique=False)
        batch_op.create_index("ix_papers_by_date", ["wip_session_id", "submitted_at", "number"], unique=False)
        batch_op.create_index(
            "ix_papers_by_words", ["wip_session_id", "abstract_words", "number"], unique=False
        )

    with op.batch_alter_table("sections", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("office_email", sa.String(length=320), nullable=False, server_default="")
        )

    with op.batch_alter_table("wip_sessions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("expected_attendance", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("room", sa.String(length=120), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("follows_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_wip_sessions_follows_id"), ["follows_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_wip_sessions_follows_id_wip_sessions"),
            "wip_sessions",
            ["follows_id"],
            ["id"],
            ondelete="SET NULL",
        )

    # An index on an expression is lost where SQLite makes a table anew.
    op.execute(
        "CREATE INDEX IF NOT EXISTS ix_papers_ranking ON papers (wip_session_id, score_mean DESC, number)"
    )
    allow("letters", "letterkind", OLD_LETTERS + NEW_LETTERS)
    allow("calendar_entries", "entrykind", OLD_ENTRIES + NEW_ENTRIES)
    date_index("kind NOT IN ('slot', 'sitting')")
    fill(op.get_bind())


def downgrade() -> None:
    for table, kinds in (("letters", NEW_LETTERS), ("calendar_entries", NEW_ENTRIES)):
        rows = sa.table(table, sa.column("kind"))
        op.execute(rows.delete().where(rows.c.kind.in_(kinds)))
    date_index("kind <> 'slot'")
    allow("calendar_entries", "entrykind", OLD_ENTRIES)
    allow("letters", "letterkind", OLD_LETTERS)
    with op.batch_alter_table("wip_sessions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_wip_sessions_follows_id_wip_sessions"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_wip_sessions_follows_id"))
        batch_op.drop_column("follows_id")
        batch_op.drop_column("room")
        batch_op.drop_column("expected_attendance")

    with op.batch_alter_table("sections", schema=None) as batch_op:
        batch_op.drop_column("office_email")

    with op.batch_alter_table("papers", schema=None) as batch_op:
        batch_op.drop_index("ix_papers_by_words")
        batch_op.drop_index("ix_papers_by_date")
        batch_op.drop_index("ix_papers_by_title")
        batch_op.drop_index("ix_papers_by_stage")
        batch_op.drop_index("ix_papers_by_school")
        batch_op.drop_index("ix_papers_by_author")
        batch_op.drop_column("sort_school")
        batch_op.drop_column("sort_author")
        batch_op.drop_column("sort_title")
        batch_op.drop_column("abstract_words")
        batch_op.drop_column("anonymity_notes")
        batch_op.drop_column("still_revisable")
        batch_op.drop_constraint(batch_op.f("ck_papers_publicationstatus"), type_="check")
        batch_op.drop_column("publication")
        batch_op.drop_column("is_member")
        batch_op.drop_column("years")
        batch_op.drop_column("bio")

    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.drop_column("thank_at")
        batch_op.drop_column("remind_at")
        batch_op.drop_column("circulate_at")
        batch_op.drop_column("drafts_until_at")
        batch_op.drop_column("review_due_at")
        batch_op.drop_column("cover_sheet")
        batch_op.drop_constraint(batch_op.f("ck_calls_coauthorrule"), type_="check")
        batch_op.drop_column("coauthors")
        batch_op.drop_column("papers_each")
        batch_op.drop_column("members_only")
        batch_op.drop_column("years_max")
        batch_op.drop_column("career_stages")
        batch_op.drop_column("must_be_revisable")
        batch_op.drop_column("asks_publication")
        batch_op.drop_column("topics_max")
        batch_op.drop_column("questions_max")
        batch_op.drop_column("bio_words_max")
        batch_op.drop_column("draft_words_max")

    with op.batch_alter_table("calendar_entries", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_calendar_entries_sitting_id_sittings"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_calendar_entries_sitting_id"), type_="unique")
        batch_op.drop_column("sitting_id")

    with op.batch_alter_table("authors", schema=None) as batch_op:
        batch_op.drop_column("orcid")

    with op.batch_alter_table("agenda_slots", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_agenda_slots_sitting_id_sittings"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_agenda_slots_sitting_id"))
        batch_op.drop_column("minutes_over")
        batch_op.drop_column("sitting_id")

    with op.batch_alter_table("started_submissions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_started_submissions_wip_session_id"))
        batch_op.drop_index(batch_op.f("ix_started_submissions_saved_at"))
        batch_op.drop_index(batch_op.f("ix_started_submissions_person_id"))
        batch_op.drop_index(batch_op.f("ix_started_submissions_late_link_id"))

    op.drop_table("started_submissions")
    with op.batch_alter_table("paper_topics", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paper_topics_topic_id"))

    op.drop_table("paper_topics")
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachments_question_id"))
        batch_op.drop_index(batch_op.f("ix_attachments_paper_id"))

    op.drop_table("attachments")
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answers_question_id"))

    op.drop_table("answers")
    op.drop_table("topics")
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_questions_call_id"))

    op.drop_table("questions")
    with op.batch_alter_table("paper_words", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paper_words_paper_id"))

    op.drop_table("paper_words")
    with op.batch_alter_table("late_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_late_links_person_id"))
        batch_op.drop_index(batch_op.f("ix_late_links_call_id"))

    op.drop_table("late_links")
    op.drop_table("amendments")
    with op.batch_alter_table("sittings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sittings_wip_session_id"))

    op.drop_table("sittings")
    op.execute(
        "CREATE INDEX IF NOT EXISTS ix_papers_ranking ON papers (wip_session_id, score_mean DESC, number)"
    )

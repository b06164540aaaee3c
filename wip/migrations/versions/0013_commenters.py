"""Commenters: recruited, matched, prepared and thanked; drafts circulated; feedback; people forgotten

Revision 0013, after 0012.
"""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

LETTERS = (
    "commenter_invited",
    "commission_reminder",
    "commission_lapsed",
    "standby_called",
    "guidelines_sent",
    "draft_ready",
    "draft_due",
    "draft_extended",
    "feedback_open",
    "feedback_digest",
    "feedback_contact",
    "feedback_asked",
    "commenter_thanked",
    "commenter_told_change",
    "nudge",
    "data_erased",
)
STATES = ("offered", "accepted", "declined", "withdrawn")


def kinds() -> list[str]:
    """The kinds of letters that the table takes now, whichever revision brought each."""
    found = sa.inspect(op.get_bind()).get_check_constraints("letters")
    text = next(each["sqltext"] for each in found if each["name"] == "ck_letters_letterkind")
    return re.findall(r"'([a-z_]+)'", text)


def allow(table: str, column: str, check: str, values: Sequence[str]) -> None:
    """Let a column have these values."""
    name: sa.ColumnClause[str] = sa.column(column)
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(op.f(f"ck_{table}_{check}"), type_="check")
        batch_op.create_check_constraint(op.f(f"ck_{table}_{check}"), name.in_(values))


def upgrade() -> None:
    op.create_table(
        "commenter_invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wip_session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "invited",
                "accepted",
                "declined",
                "ended",
                name="invitationstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("papers_max", sa.Integer(), nullable=False),
        sa.Column("as_presenter", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("invited_by", sa.Integer(), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("times_invited", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("papers_max BETWEEN 1 AND 9", name=op.f("ck_commenter_invitations_papers_max")),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["people.id"], name=op.f("fk_commenter_invitations_invited_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_commenter_invitations_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["wip_session_id"],
            ["wip_sessions.id"],
            name=op.f("fk_commenter_invitations_wip_session_id_wip_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commenter_invitations")),
        sa.UniqueConstraint(
            "wip_session_id", "person_id", name=op.f("uq_commenter_invitations_wip_session_id_person_id")
        ),
    )
    with op.batch_alter_table("commenter_invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commenter_invitations_person_id"), ["person_id"], unique=False)

    op.create_table(
        "commenting_settings",
        sa.Column("wip_session_id", sa.Integer(), nullable=False),
        sa.Column("presenters_comment", sa.Boolean(), nullable=False),
        sa.Column("mixes_seniority", sa.Boolean(), nullable=False),
        sa.Column("answer_days", sa.Integer(), nullable=False),
        sa.Column("reminds", sa.Boolean(), nullable=False),
        sa.Column("releases_silent", sa.Boolean(), nullable=False),
        sa.Column("standby_per_paper", sa.Integer(), nullable=False),
        sa.Column(
            "circle",
            sa.Enum(
                "commenters",
                "attendees",
                "everyone",
                name="circle",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("draft_days_late", sa.Integer(), nullable=False),
        sa.Column("drafts_kept_days", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("answer_days BETWEEN 1 AND 30", name=op.f("ck_commenting_settings_answer_days")),
        sa.CheckConstraint(
            "draft_days_late BETWEEN 0 AND 60", name=op.f("ck_commenting_settings_draft_days_late")
        ),
        sa.CheckConstraint(
            "drafts_kept_days BETWEEN 0 AND 365", name=op.f("ck_commenting_settings_drafts_kept_days")
        ),
        sa.CheckConstraint(
            "standby_per_paper BETWEEN 0 AND 3", name=op.f("ck_commenting_settings_standby_per_paper")
        ),
        sa.ForeignKeyConstraint(
            ["wip_session_id"],
            ["wip_sessions.id"],
            name=op.f("fk_commenting_settings_wip_session_id_wip_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("wip_session_id", name=op.f("pk_commenting_settings")),
    )
    op.create_table(
        "commission_plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wip_session_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("progress", sa.Double(), nullable=False),
        sa.Column("progress_words", sa.Text(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("progress BETWEEN 0 AND 1", name=op.f("ck_commission_plans_progress")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_commission_plans_made_by_people")),
        sa.ForeignKeyConstraint(
            ["wip_session_id"],
            ["wip_sessions.id"],
            name=op.f("fk_commission_plans_wip_session_id_wip_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission_plans")),
        sa.UniqueConstraint(
            "wip_session_id", "number", name=op.f("uq_commission_plans_wip_session_id_number")
        ),
    )
    with op.batch_alter_table("commission_plans", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_commission_plans_wip_session_id"), ["wip_session_id"], unique=False
        )

    op.create_table(
        "guideline_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wip_session_id", sa.Integer(), nullable=False),
        sa.Column(
            "audience",
            sa.Enum(
                "commenters",
                "presenters",
                name="audience",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "style",
            sa.Enum(
                "for_everyone",
                "restate",
                "two_points",
                "commenter_leads",
                name="style",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("title <> '' AND text <> ''", name=op.f("ck_guideline_texts_says_something")),
        sa.CheckConstraint("number > 0", name=op.f("ck_guideline_texts_numbered")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_guideline_texts_made_by_people")),
        sa.ForeignKeyConstraint(
            ["wip_session_id"],
            ["wip_sessions.id"],
            name=op.f("fk_guideline_texts_wip_session_id_wip_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guideline_texts")),
        sa.UniqueConstraint(
            "wip_session_id",
            "audience",
            "number",
            name=op.f("uq_guideline_texts_wip_session_id_audience_number"),
        ),
    )
    op.create_table(
        "aftermaths",
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("digest_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("what_changed", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_aftermaths_paper_id_papers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("paper_id", name=op.f("pk_aftermaths")),
    )
    op.create_table(
        "commenter_hours",
        sa.Column("commenter_id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(from_at IS NULL) = (until_at IS NULL)", name=op.f("ck_commenter_hours_both_or_neither")
        ),
        sa.CheckConstraint(
            "until_at IS NULL OR until_at > from_at", name=op.f("ck_commenter_hours_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["commenter_id"],
            ["commenters.id"],
            name=op.f("fk_commenter_hours_commenter_id_commenters"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"],
            ["sittings.id"],
            name=op.f("fk_commenter_hours_sitting_id_sittings"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("commenter_id", "sitting_id", name=op.f("pk_commenter_hours")),
    )
    with op.batch_alter_table("commenter_hours", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commenter_hours_sitting_id"), ["sitting_id"], unique=False)

    op.create_table(
        "draft_clocks",
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("extended_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(extended_until IS NULL) = (extended_at IS NULL)",
            name=op.f("ck_draft_clocks_extended_has_moment"),
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_draft_clocks_paper_id_papers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("paper_id", name=op.f("pk_draft_clocks")),
    )
    op.create_table(
        "feedbacks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_commenter", sa.Boolean(), nullable=False),
        sa.Column("came_across", sa.Text(), nullable=False),
        sa.Column("adds", sa.Text(), nullable=False),
        sa.Column("suggestion", sa.Text(), nullable=False),
        sa.Column("page", sa.String(length=40), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("more", sa.Text(), nullable=False),
        sa.Column(
            "signature",
            sa.Enum("name", "role", name="signature", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("wants_next_draft", sa.Boolean(), nullable=False),
        sa.Column("wants_talk", sa.Boolean(), nullable=False),
        sa.Column("author_draft", sa.Boolean(), nullable=True),
        sa.Column("author_talk", sa.Boolean(), nullable=True),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_feedbacks_paper_id_papers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_feedbacks_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedbacks")),
        sa.UniqueConstraint("paper_id", "person_id", name=op.f("uq_feedbacks_paper_id_person_id")),
    )
    with op.batch_alter_table("feedbacks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feedbacks_person_id"), ["person_id"], unique=False)

    op.create_table(
        "guidelines_seen",
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_guidelines_seen_paper_id_papers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_guidelines_seen_person_id_people")
        ),
        sa.PrimaryKeyConstraint("paper_id", "person_id", name=op.f("pk_guidelines_seen")),
    )
    with op.batch_alter_table("guidelines_seen", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guidelines_seen_person_id"), ["person_id"], unique=False)

    op.create_table(
        "planned_commissions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("commenter_id", sa.Integer(), nullable=False),
        sa.Column("fit", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("is_locked", sa.Boolean(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("is_standby", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commenter_id"],
            ["commenters.id"],
            name=op.f("fk_planned_commissions_commenter_id_commenters"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"],
            ["papers.id"],
            name=op.f("fk_planned_commissions_paper_id_papers"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["commission_plans.id"],
            name=op.f("fk_planned_commissions_plan_id_commission_plans"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_commissions")),
        sa.UniqueConstraint(
            "plan_id",
            "paper_id",
            "commenter_id",
            name=op.f("uq_planned_commissions_plan_id_paper_id_commenter_id"),
        ),
    )
    with op.batch_alter_table("planned_commissions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_planned_commissions_commenter_id"), ["commenter_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_planned_commissions_paper_id"), ["paper_id"], unique=False)

    op.create_table(
        "commenter_topics",
        sa.Column("commenter_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commenter_id"],
            ["commenters.id"],
            name=op.f("fk_commenter_topics_commenter_id_commenters"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name=op.f("fk_commenter_topics_topic_id_topics"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("commenter_id", "topic_id", name=op.f("pk_commenter_topics")),
    )
    with op.batch_alter_table("commenter_topics", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commenter_topics_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "draft_copies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("mark", sa.String(length=40), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("told_of", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["drafts.id"], name=op.f("fk_draft_copies_draft_id_drafts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_draft_copies_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_copies")),
        sa.UniqueConstraint(
            "draft_id", "person_id", "role", name=op.f("uq_draft_copies_draft_id_person_id_role")
        ),
        sa.UniqueConstraint("mark", name=op.f("uq_draft_copies_mark")),
    )
    with op.batch_alter_table("draft_copies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_copies_person_id"), ["person_id"], unique=False)

    with op.batch_alter_table("commenters", schema=None) as batch_op:
        batch_op.add_column(sa.Column("methods", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("works", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column(
                "career_stage",
                sa.Enum(
                    "student",
                    "fellow",
                    "untenured",
                    "recently_tenured",
                    "tenured",
                    "other",
                    name="careerstage",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("stands_by", sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table("commissions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_standby", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("lapsed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("decline_reason", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("fit", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("reason", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("guideline_seen", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("guideline_seen_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("read_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("turned_up", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("thanked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_commissions_answer_by"), ["answer_by"], unique=False)

    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("erase_asked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("commenters", schema=None) as batch_op:
        for name in ("methods", "works"):
            batch_op.alter_column(name, existing_type=sa.Text(), server_default=None)
        batch_op.alter_column("stands_by", existing_type=sa.Boolean(), server_default=None)
    allow("commissions", "state", "commissionstate", [*STATES, "lapsed"])
    with op.batch_alter_table("commissions", schema=None) as batch_op:
        for name in ("decline_reason", "reason"):
            batch_op.alter_column(name, existing_type=sa.Text(), server_default=None)
        batch_op.alter_column("is_standby", existing_type=sa.Boolean(), server_default=None)
        batch_op.create_check_constraint(
            op.f("ck_commissions_guideline_has_moment"),
            "(guideline_seen IS NULL) = (guideline_seen_at IS NULL)",
        )
        batch_op.create_check_constraint(
            op.f("ck_commissions_lapsed_has_moment"), "state <> 'lapsed' OR lapsed_at IS NOT NULL"
        )
    allow("letters", "kind", "letterkind", [*kinds(), *LETTERS])


def downgrade() -> None:
    rows = sa.table("letters", sa.column("kind"))
    op.execute(rows.delete().where(rows.c.kind.in_(LETTERS)))
    allow("letters", "kind", "letterkind", [kind for kind in kinds() if kind not in LETTERS])
    op.execute("UPDATE commissions SET state = 'withdrawn' WHERE state = 'lapsed'")
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_column("erased_at")
        batch_op.drop_column("erase_asked_at")

    with op.batch_alter_table("commissions", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_commissions_lapsed_has_moment"), type_="check")
        batch_op.drop_constraint(op.f("ck_commissions_guideline_has_moment"), type_="check")
        batch_op.drop_index(batch_op.f("ix_commissions_answer_by"))
        batch_op.drop_column("thanked_at")
        batch_op.drop_column("turned_up")
        batch_op.drop_column("read_at")
        batch_op.drop_column("guideline_seen_at")
        batch_op.drop_column("guideline_seen")
        batch_op.drop_column("reason")
        batch_op.drop_column("fit")
        batch_op.drop_column("decline_reason")
        batch_op.drop_column("lapsed_at")
        batch_op.drop_column("answer_by")
        batch_op.drop_column("is_standby")
    allow("commissions", "state", "commissionstate", STATES)

    with op.batch_alter_table("commenters", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_commenters_careerstage"), type_="check")
        batch_op.drop_column("stands_by")
        batch_op.drop_column("career_stage")
        batch_op.drop_column("works")
        batch_op.drop_column("methods")

    with op.batch_alter_table("draft_copies", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_draft_copies_person_id"))

    op.drop_table("draft_copies")
    with op.batch_alter_table("commenter_topics", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_commenter_topics_topic_id"))

    op.drop_table("commenter_topics")
    with op.batch_alter_table("planned_commissions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_planned_commissions_paper_id"))
        batch_op.drop_index(batch_op.f("ix_planned_commissions_commenter_id"))

    op.drop_table("planned_commissions")
    with op.batch_alter_table("guidelines_seen", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_guidelines_seen_person_id"))

    op.drop_table("guidelines_seen")
    with op.batch_alter_table("feedbacks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feedbacks_person_id"))

    op.drop_table("feedbacks")
    op.drop_table("draft_clocks")
    with op.batch_alter_table("commenter_hours", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_commenter_hours_sitting_id"))

    op.drop_table("commenter_hours")
    op.drop_table("aftermaths")
    op.drop_table("guideline_texts")
    with op.batch_alter_table("commission_plans", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_commission_plans_wip_session_id"))

    op.drop_table("commission_plans")
    op.drop_table("commenting_settings")
    with op.batch_alter_table("commenter_invitations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_commenter_invitations_person_id"))

    op.drop_table("commenter_invitations")

"""frozen rankings and what-if copies

Revision 0011, after 0010.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "scenarios",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wip_session_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_scenarios_has_name")),
        sa.ForeignKeyConstraint(["changed_by"], ["people.id"], name=op.f("fk_scenarios_changed_by_people")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_scenarios_made_by_people")),
        sa.ForeignKeyConstraint(
            ["wip_session_id"],
            ["wip_sessions.id"],
            name=op.f("fk_scenarios_wip_session_id_wip_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenarios")),
        sa.UniqueConstraint("wip_session_id", "name", name=op.f("uq_scenarios_wip_session_id_name")),
    )
    op.create_table(
        "scenario_choices",
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "accept",
                "waiting_list",
                "decline",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column(
            "was_outcome",
            sa.Enum(
                "accept",
                "waiting_list",
                "decline",
                name="was_outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("was_position", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "position IS NULL OR outcome = 'waiting_list'",
            name=op.f("ck_scenario_choices_position_in_waiting_list"),
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_scenario_choices_paper_id_papers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["scenario_id"],
            ["scenarios.id"],
            name=op.f("fk_scenario_choices_scenario_id_scenarios"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("scenario_id", "paper_id", name=op.f("pk_scenario_choices")),
    )
    with op.batch_alter_table("scenario_choices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scenario_choices_paper_id"), ["paper_id"], unique=False)

    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.alter_column("reason", server_default=None)

    with op.batch_alter_table("papers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("frozen_rank", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "frozen_outcome",
                sa.Enum(
                    "accept",
                    "waiting_list",
                    "decline",
                    name="outcome",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                nullable=True,
            )
        )



def downgrade() -> None:
    with op.batch_alter_table("papers", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_papers_outcome"), type_="check")
        batch_op.drop_column("frozen_outcome")
        batch_op.drop_column("frozen_rank")

    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_column("reason")

    with op.batch_alter_table("scenario_choices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scenario_choices_paper_id"))

    op.drop_table("scenario_choices")
    op.drop_table("scenarios")

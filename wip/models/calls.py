"""Calls for papers: what is asked of authors, and by when."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wip.db import Base, Instant, state_column
from wip.domain.calls import Blindness, CallState, Phase, phase
from wip.domain.eligibility import CoauthorRule, Rules
from wip.domain.papers import CareerStage
from wip.domain.sessions import SessionState
from wip.models.sessions import WipSession


class Call(Base):
    """The call of one session. `deadline_zone` is an IANA name, or `AoE` (Anywhere on Earth, UTC-12).

    Word limits of 0: none for a draft, and no bio is asked for. `drafts_until_at` ends the replacing of drafts (none: the
    session does). `career_stages` empty, `years_max` and `papers_each` None: no such rule.
    """

    __tablename__ = "calls"

    id: Mapped[int] = mapped_column(primary_key=True)
    wip_session_id: Mapped[int] = mapped_column(
        sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"), unique=True
    )
    state: Mapped[CallState] = mapped_column(state_column(CallState), default=CallState.DRAFT, index=True)
    eligible: Mapped[str] = mapped_column(sa.Text, default="")
    what_to_submit: Mapped[str] = mapped_column(sa.Text, default="")
    criteria: Mapped[str] = mapped_column(sa.Text, default="")
    terms: Mapped[str] = mapped_column(sa.Text, default="")
    blindness: Mapped[Blindness] = mapped_column(state_column(Blindness), default=Blindness.OPEN)
    abstract_words_max: Mapped[int] = mapped_column(default=500)
    focus_pages_max: Mapped[int] = mapped_column(default=10)
    takes_drafts: Mapped[bool] = mapped_column(default=True)
    draft_words_max: Mapped[int] = mapped_column(default=0)
    bio_words_max: Mapped[int] = mapped_column(default=0)
    questions_max: Mapped[int] = mapped_column(default=3)
    topics_max: Mapped[int] = mapped_column(default=3)
    asks_publication: Mapped[bool] = mapped_column(default=False)
    must_be_revisable: Mapped[bool] = mapped_column(default=False)
    career_stages: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    years_max: Mapped[int | None]
    members_only: Mapped[bool] = mapped_column(default=False)
    papers_each: Mapped[int | None]
    coauthors: Mapped[CoauthorRule] = mapped_column(state_column(CoauthorRule), default=CoauthorRule.ANY)
    cover_sheet: Mapped[bool] = mapped_column(default=False)
    opens_at: Mapped[datetime] = mapped_column(Instant)
    deadline_at: Mapped[datetime] = mapped_column(Instant)
    deadline_zone: Mapped[str] = mapped_column(sa.String(64))
    grace_minutes: Mapped[int] = mapped_column(default=10)
    notify_at: Mapped[datetime] = mapped_column(Instant)
    review_due_at: Mapped[datetime | None] = mapped_column(Instant)
    draft_due_at: Mapped[datetime | None] = mapped_column(Instant)
    drafts_until_at: Mapped[datetime | None] = mapped_column(Instant)
    circulate_at: Mapped[datetime | None] = mapped_column(Instant)
    remind_at: Mapped[datetime | None] = mapped_column(Instant)
    thank_at: Mapped[datetime | None] = mapped_column(Instant)
    commenters_per_paper: Mapped[int] = mapped_column(default=2)
    contact: Mapped[str] = mapped_column(sa.String(320), default="")
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    wip_session: Mapped[WipSession] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        sa.CheckConstraint("deadline_at > opens_at", name="deadline_after_opening"),
        sa.CheckConstraint("notify_at > deadline_at", name="decision_after_deadline"),
        sa.CheckConstraint("abstract_words_max > 0", name="abstract_has_words"),
        sa.CheckConstraint("state = 'draft' OR published_at IS NOT NULL", name="published_has_moment"),
    )
    __mapper_args__ = {"version_id_col": version}

    @property
    def rules(self) -> Rules:
        """Who may submit."""
        return Rules(
            frozenset(CareerStage(each) for each in self.career_stages),
            self.years_max,
            self.members_only,
            self.coauthors,
            self.asks_publication,
            self.must_be_revisable,
        )

    @property
    def grace(self) -> timedelta:
        """How long after the deadline a submission still counts."""
        return timedelta(minutes=self.grace_minutes)

    def phase_at(self, now: datetime) -> Phase:
        """Where the call stands on the clock; that of a cancelled session is over."""
        if self.wip_session.state is SessionState.CANCELLED and self.state is not CallState.DRAFT:
            return Phase.OVER
        return phase(self.state, self.opens_at, self.deadline_at, self.grace, now)

    def takes_papers(self, now: datetime) -> bool:
        """Whether a paper may be submitted, changed or withdrawn by its author's own hand."""
        return self.phase_at(now) in {Phase.OPEN, Phase.GRACE}

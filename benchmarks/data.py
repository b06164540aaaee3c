"""The data that the pages are measured on: a small session, and large ones. The same at every run.

Everybody here is made up. Rows go in by bulk inserts, and every constraint of the database holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks import words
from benchmarks.agendas import publish
from benchmarks.rows import Rows
from wip.domain.calls import CallState
from wip.domain.criteria import USUAL
from wip.domain.invitations import InvitationState
from wip.domain.papers import CareerStage, PaperState, WorkStage
from wip.domain.reviews import Outcome, ReviewState
from wip.domain.sessions import SessionState
from wip.models import (
    Author,
    Call,
    Criterion,
    Decision,
    HistoryEvent,
    Leadership,
    Paper,
    Release,
    Review,
    Reviewer,
    ReviewSettings,
    Score,
    Section,
    WipSession,
)
from wip.queries.pictures import EARLY

LEADER = "robin.vale@law.example.edu"
SLUG_OPEN, SLUG_THREE, SLUG_HUNDRED, SLUG_THOUSAND = (
    "bench-open",
    "bench-three",
    "bench-hundred",
    "bench-thousand",
)

REVIEWERS, REVIEWS_A_PAPER = 20, 5
SLOT_MINUTES = {SLUG_THREE: (15, 15), SLUG_HUNDRED: (4, 3), SLUG_THOUSAND: (4, 3)}
"""Two hundred slots fit into one day's session only if they are short."""


@dataclass(frozen=True)
class Size:
    """How large one session is."""

    slug: str
    title: str
    papers: int
    slots: int
    reviews: int = REVIEWS_A_PAPER


SIZES = (
    Size(SLUG_THREE, "Session of Three Papers", 3, 3, 0),
    Size(SLUG_HUNDRED, "Session of a Hundred Papers", 100, 20),
    Size(SLUG_THOUSAND, "Session of a Thousand Papers", 1000, 200),
)


@dataclass(frozen=True)
class Loaded:
    """Whom and what to ask for once the data are there."""

    leader: str
    reviewer: str
    author: str
    reviewed_number: int


class Loader(Rows):
    """Fills one migrated, empty database; the last of the sizes is the one that reviews are looked at in."""

    def __init__(self, session: Session, now: datetime, sizes: Sequence[Size] = SIZES) -> None:
        super().__init__(session, now)
        self.sizes = sizes

    def load(self) -> Loaded:
        """Everything, in the order in which rows point at each other."""
        self.leader_id = self.people([LEADER])[0]
        self.section_id = self._section()
        reviewers = self.people([self.address("reviewer", n) for n in range(REVIEWERS)])
        self._session(Size(SLUG_OPEN, "Session with an Open Call", 0, 0), is_open=True)
        made = {size.slug: self._filled(size, reviewers) for size in self.sizes}
        return Loaded(
            LEADER,
            self.address("reviewer", 0),
            self.address(self.sizes[-1].slug, 0),
            self._number_reviewed_by(reviewers[0], made[self.sizes[-1].slug]),
        )

    def _section(self) -> int:
        section = {
            "slug": "fictional-procedure",
            "name": "Section on Fictional Procedure",
            "contact_email": "procedure@law.example.edu",
            "created_at": self.now,
        }
        section_id = self.add(Section, [section])[0]
        lead = {"section_id": section_id, "person_id": self.leader_id, "state": InvitationState.ACCEPTED}
        self.add(Leadership, [{**lead, "invited_at": self.now}])
        return section_id

    def _session(self, size: Size, *, is_open: bool) -> int:
        starts_at = self.now.replace(hour=14, minute=0, second=0, microsecond=0) + timedelta(days=60)
        present, comment = SLOT_MINUTES.get(size.slug, (15, 15))
        row = {
            "uid": self.uid(),
            "slug": size.slug,
            "section_id": self.section_id,
            "title": size.title,
            "about": f"{self.text(40)}.",
            "starts_at": starts_at,
            "zone": "America/New_York",
            "minutes": max(90, size.slots * (present + comment)),
            "present_minutes": present,
            "comment_minutes": comment,
            "state": SessionState.CONFIRMED,
            "join_link": "https://example.zoom.us/j/12345678901",
            "papers_count": size.papers,
            "created_at": self.now,
        }
        session_id = self.add(WipSession, [row])[0]
        opened = self.now - timedelta(days=90)
        call = {
            "wip_session_id": session_id,
            "state": CallState.PUBLISHED,
            "eligible": f"{self.text(30)}.",
            "what_to_submit": f"{self.text(60)}.\n\n- {self.text(8)}\n- {self.text(8)}",
            "criteria": f"{self.text(40)}.",
            "terms": f"{self.text(20)}.",
            "opens_at": opened,
            "deadline_at": self.now + timedelta(days=20 if is_open else -30),
            "deadline_zone": "America/New_York",
            "notify_at": self.now + timedelta(days=40 if is_open else -10),
            "contact": "procedure@law.example.edu",
            "published_at": opened,
        }
        self.add(Call, [call])
        self._reviewing(session_id)
        return session_id

    def _reviewing(self, session_id: int) -> None:
        """Settings and the usual criteria; the leader has chosen to see all scores."""
        self.put(ReviewSettings, [{"wip_session_id": session_id}])
        usual = [
            {
                "wip_session_id": session_id,
                "position": place,
                "name": facts.name,
                "help": facts.help,
                "labels": list(facts.labels),
                "weight": facts.weight,
            }
            for place, facts in enumerate(USUAL)
        ]
        self.criteria = self.add(Criterion, usual)
        looked = {"actor_id": self.leader_id, "actor_name": LEADER, "act": EARLY, "at": self.now}
        self.add(
            HistoryEvent,
            [{**looked, "thing": "wip_sessions", "thing_id": session_id, "wip_session_id": session_id}],
        )

    def _filled(self, size: Size, reviewers: list[int]) -> int:
        """A session with its papers, reviews, decisions and published agenda."""
        session_id = self._session(size, is_open=False)
        authors = self.people([self.address(size.slug, n) for n in range(size.papers)])
        scores = [self._scores(size.reviews) for _ in range(size.papers)]
        papers = self._papers(session_id, size, authors, scores)
        self._authors(papers, authors)
        if size.reviews:
            asked = {"wip_session_id": session_id, "state": InvitationState.ACCEPTED, "invited_at": self.now}
            self.add(Reviewer, [{**asked, "person_id": person} for person in reviewers])
            self._reviews(papers, reviewers, scores)
        self._decisions(session_id, size, papers)
        publish(self, session_id, papers[: size.slots])
        return session_id

    def _scores(self, reviews: int) -> list[int | None]:
        """Scores of one paper; the last review of one in five is not finished."""
        scores: list[int | None] = [self.random.randint(1, 5) for _ in range(reviews)]
        return [*scores[:-1], None] if scores and self.random.random() < 0.2 else scores

    def _papers(
        self, session_id: int, size: Size, authors: list[int], scores: list[list[int | None]]
    ) -> list[int]:
        rows = []
        for place, (author, given) in enumerate(zip(authors, scores, strict=True)):
            done = [score for score in given if score is not None]
            rows.append(
                {
                    "wip_session_id": session_id,
                    "number": place + 1,
                    "submitter_id": author,
                    "title": f"{words.title(self.random)}: Part {place + 1}",
                    "abstract": f"{self.text(180)}.",
                    "career_stage": self.random.choice(list(CareerStage)),
                    "work_stage": self.random.choice(list(WorkStage)),
                    "state": PaperState.CONFIRMED if place < size.slots else PaperState.SUBMITTED,
                    "submitted_at": self.now - timedelta(days=60) + timedelta(minutes=place),
                    "reviews_done": len(done),
                    "score_mean": sum(done) / len(done) if done else None,
                }
            )
        return self.add(Paper, rows)

    def _authors(self, papers: list[int], people: list[int]) -> None:
        """One author a paper, and a second, without an address of ours, on every other one."""
        rows = [
            {
                "paper_id": paper,
                "position": position,
                "name": words.name(self.random),
                "affiliation": words.school(self.random),
                "person_id": None if position else person,
            }
            for place, (paper, person) in enumerate(zip(papers, people, strict=True))
            for position in range(1 + place % 2)
        ]
        self.add(Author, rows)

    def _reviews(self, papers: list[int], reviewers: list[int], scores: list[list[int | None]]) -> None:
        rows = []
        for paper, given in zip(papers, scores, strict=True):
            for person, score in zip(self.random.sample(reviewers, len(given)), given, strict=True):
                rows.append(
                    {
                        "paper_id": paper,
                        "person_id": person,
                        "state": ReviewState.DONE if score else ReviewState.IN_PROGRESS,
                        "score": score,
                        "comment": f"{self.text(60)}.",
                        "comment_to_author": f"{self.text(20)}.",
                        "changed_at": self.now - timedelta(days=20),
                        "finished_at": self.now - timedelta(days=20) if score else None,
                    }
                )
        made = self.add(Review, rows)
        points = [
            {"review_id": review, "criterion_id": criterion, "points": row["score"]}
            for review, row in zip(made, rows, strict=True)
            for criterion in self.criteria
            if row["score"]
        ]
        self.put(Score, points)

    def _decisions(self, session_id: int, size: Size, papers: list[int]) -> None:
        """The scheduled papers' decisions are released; one in ten of the others has one waiting for release."""
        told = {"wip_session_id": session_id, "released_by": self.leader_id, "released_at": self.now}
        release_id = self.add(
            Release, [{**told, "letters": size.slots, "leaves_at": self.now, "completed_at": self.now}]
        )[0]
        decided = {"position": None, "decided_by": self.leader_id, "decided_at": self.now}
        accepted = [
            {**decided, "paper_id": paper, "outcome": Outcome.ACCEPT, "release_id": release_id}
            for paper in papers[: size.slots]
        ]
        waiting = [
            {
                **decided,
                "paper_id": paper,
                "outcome": Outcome.WAITING_LIST,
                "position": place,
                "release_id": None,
            }
            for place, paper in enumerate(papers[size.slots :: 10], start=1)
        ]
        self.add(Decision, accepted + waiting)

    def _number_reviewed_by(self, person_id: int, session_id: int) -> int:
        """The number of a paper in review that this reviewer has finished."""
        number = self.session.scalar(
            sa.select(sa.func.min(Paper.number))
            .join(Review, Review.paper_id == Paper.id)
            .where(
                Paper.wip_session_id == session_id,
                Paper.state == PaperState.SUBMITTED,
                Review.person_id == person_id,
                Review.state == ReviewState.DONE,
            )
        )
        return number or 0

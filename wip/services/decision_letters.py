"""Decision letters: what each author will read, and how an unsent one gives way to the truth."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.letters import LETTERS, LetterKind, LetterMove, LetterState
from wip.domain.links import Link, LinkKind, page
from wip.domain.people import Actor
from wip.domain.reviews import Outcome, ReviewState
from wip.domain.selection import LETTER_OF
from wip.domain.zones import show
from wip.models import Call, Decision, Letter, Paper, Person, Review
from wip.services.histories import record
from wip.services.letters import Draught, draught
from wip.services.people import personal
from wip.services.rooms import dates_of

_UNSENT = (LetterState.WAITING, LetterState.HELD)
_TOLD = (LetterState.SENT, LetterState.SENDING)


def cause_of(release_id: int, paper_id: int) -> str:
    """The one event that a decision letter tells of."""
    return f"release:{release_id}:paper:{paper_id}"


def replace_unsent(session: Session, paper: Paper, *, by: Actor, now: datetime) -> int:
    """Take back every decision letter about the paper that has not left yet; the number of them."""
    letters = session.scalars(
        sa.select(Letter)
        .where(Letter.cause.in_(list(_causes(session, [paper.id]))), Letter.state.in_(_UNSENT))
        .order_by(Letter.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for letter in letters:
        old, letter.state = letter.state, LETTERS.after(letter.state, LetterMove.REPLACE)
        record(
            session,
            by,
            "replace letter",
            letter,
            now,
            paper=paper,
            old={"state": old},
            new={"state": letter.state},
        )
    session.flush()
    return len(letters)


@dataclass(frozen=True)
class _Told:
    """Who has read something about which paper."""

    paper_id: int
    email: str


_EARLIER = {
    LetterKind.DECISION_ACCEPTED: "accepted",
    LetterKind.DECISION_WAITING: "on the waiting list",
    LetterKind.DECISION_DECLINED: "not chosen",
}


class Composer:
    """Composes the decision letters of one release, in three statements whatever the number of papers."""

    def __init__(
        self,
        session: Session,
        call: Call,
        confirm_by: datetime | None,
        papers: Sequence[Paper],
        *,
        with_comments: bool,
    ) -> None:
        self._call = call
        self._common = _common_facts(call, confirm_by)
        self._told = _told_before(session, papers)
        self._comments = _comments(session, papers) if with_comments else {}

    def letters(self, paper: Paper, outcome: Outcome, place: int | None) -> tuple[Draught, ...]:
        """The paper's letters: one to each author with an address, or to whoever handed it in."""
        people = {a.person.id: a.person for a in paper.authors if a.person is not None}
        recipients = list(people.values()) or [paper.submitter]
        return tuple(self._letter(paper, outcome, place, person) for person in recipients)

    def _letter(self, paper: Paper, outcome: Outcome, place: int | None, to: Person) -> Draught:
        before = self._told.get(_Told(paper.id, to.email))
        facts = self._common | {
            "title": paper.title,
            "authors": paper.byline,
            "place": str(place or ""),
            "earlier": _EARLIER[before] if before and before is not LETTER_OF[outcome] else "",
            "comments": self._comments.get(paper.id, []),
        }
        cause, links = f"paper:{paper.id}", self._links(paper, outcome, to)
        return draught(LETTER_OF[outcome], to, cause, facts, links, wip_session=self._call.wip_session)

    def _links(self, paper: Paper, outcome: Outcome, to: Person) -> dict[str, Link]:
        slug = self._call.wip_session.slug
        links = {"session": page(f"/sessions/{slug}/"), "paper": personal(LinkKind.PAPER, to, paper.id)}
        if outcome is Outcome.ACCEPT:
            return links | {
                "confirm": personal(LinkKind.PAPER, to, paper.id, "confirm"),
                "turn_down": personal(LinkKind.PAPER, to, paper.id, "turn_down"),
            }
        doors = {"comment": page(f"/sessions/{slug}/comment"), "attend": page(f"/sessions/{slug}/attend")}
        return links | doors


def _common_facts(call: Call, confirm_by: datetime | None) -> dict[str, Any]:
    row = call.wip_session
    draft_due = call.draft_due_at
    return {
        "session_title": row.title,
        "section": row.section.name,
        "session_date": dates_of(row),
        "present": str(row.present_minutes),
        "comment": str(row.comment_minutes),
        "slot": str(row.present_minutes + row.comment_minutes),
        "confirm_by": show(confirm_by, row.zone) if confirm_by else "",
        "draft_due": show(draft_due, row.zone) if draft_due else "",
        "contact": call.contact or row.section.contact_email,
    }


def _told_before(session: Session, papers: Sequence[Paper]) -> dict[_Told, LetterKind]:
    causes = _causes(session, [paper.id for paper in papers])
    rows = session.execute(
        sa.select(Letter.cause, Letter.to_email, Letter.kind)
        .where(Letter.cause.in_(list(causes)), Letter.state.in_(_TOLD))
        .order_by(Letter.id)
    )
    return {_Told(causes[cause], email): kind for cause, email, kind in rows}


def _comments(session: Session, papers: Sequence[Paper]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = session.execute(
        sa.select(Review.paper_id, Review.comment_to_author)
        .where(
            Review.paper_id.in_([paper.id for paper in papers]),
            Review.state == ReviewState.DONE,
            Review.comment_to_author != "",
        )
        .order_by(Review.paper_id, Review.id)
    )
    for paper_id, comment in rows:
        found.setdefault(paper_id, []).append(comment)
    return found


def _causes(session: Session, paper_ids: list[int]) -> dict[str, int]:
    rows = session.execute(
        sa.select(Decision.release_id, Decision.paper_id).where(
            Decision.paper_id.in_(paper_ids), Decision.release_id.is_not(None)
        )
    )
    return {cause_of(release_id or 0, paper_id): paper_id for release_id, paper_id in rows}

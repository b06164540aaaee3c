"""Decision letters: what each author will read, and how an unsent one gives way to the truth."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.draft_clocks import own_due
from wip.domain.letter_choices import EVENT_OF, SAYS, TRUE_WHILE, PaperEvent, Told, choose, still_true
from wip.domain.letters import LETTERS, LetterKind, LetterMove, LetterState
from wip.domain.links import Link, LinkKind, page
from wip.domain.people import Actor
from wip.domain.reviews import Outcome, ReviewState
from wip.domain.selection import LETTER_OF
from wip.domain.zones import show
from wip.models import Call, Letter, LetterEdit, Paper, Person, Release, Review
from wip.services.histories import record
from wip.services.letter_edits import Worded, basis_of, edits_of, worded
from wip.services.letters import Draught, draught
from wip.services.people import personal
from wip.services.rooms import dates_of

OVERTAKEN = "It had not left when the paper’s place changed: it would no longer have been true."
UNDONE = "It had not left when its release was undone."
UNSENT = (LetterState.WAITING, LetterState.HELD)
_ON_ITS_WAY = (LetterState.SENT, LetterState.SENDING)


def cause_of(release_id: int, paper_id: int) -> str:
    """The one event that a decision letter tells of."""
    return f"release:{release_id}:paper:{paper_id}"


def replace_unsent(
    session: Session,
    paper: Paper,
    *,
    by: Actor,
    now: datetime,
    kinds: Iterable[LetterKind] = TRUE_WHILE,
) -> int:
    """Take back every letter about the paper's place, or of these `kinds`, that has not left yet; the number of them."""
    found = unsent_about(session, paper, kinds)
    return replace_letters(session, found, why=OVERTAKEN, paper=paper, by=by, now=now)


def unsent_about(
    session: Session, paper: Paper, kinds: Iterable[LetterKind] = TRUE_WHILE
) -> Sequence[Letter]:
    """The letters about the paper's place, or of these `kinds`, that have not left yet, locked."""
    return session.scalars(
        sa.select(Letter)
        .where(Letter.paper_id == paper.id, Letter.kind.in_(kinds), Letter.state.in_(UNSENT))
        .order_by(Letter.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def replace_letters(
    session: Session,
    letters: Iterable[Letter],
    *,
    why: str,
    paper: Paper | None = None,
    by: Actor,
    now: datetime,
) -> int:
    """Let these unsent letters give way, for a reason that stands beside them; the number of them."""
    count = 0
    for letter in letters:
        old, letter.state = letter.state, LETTERS.after(letter.state, LetterMove.REPLACE)
        letter.fault = why
        told = {"old": {"state": old}, "new": {"state": letter.state}}
        about = paper or letter.paper
        record(session, by, "replace letter", letter, now, paper=about, old=told["old"], new=told["new"])
        count += 1
    session.flush()
    return count


def put_back(session: Session, row: Release, *, by: Actor, now: datetime) -> None:
    """Let the letters that had given way to a release wait again, or be held, as before it; if they are still true."""
    states = {int(id_): state for id_, state in row.replaced}
    found = session.scalars(sa.select(Letter).where(Letter.id.in_(list(states))).order_by(Letter.id)).all()
    for letter in found:
        if letter.paper is None or not still_true(letter.kind, letter.paper.state):
            continue
        old, letter.state = letter.state, LETTERS.after(letter.state, LetterMove.PUT_BACK)
        letter.fault = ""
        if states[letter.id] == LetterState.HELD:
            letter.state = LETTERS.after(letter.state, LetterMove.HOLD)
        about, told = letter.paper, {"old": {"state": old}, "new": {"state": letter.state}}
        record(session, by, "put letter back", letter, now, paper=about, old=told["old"], new=told["new"])
    session.flush()


def told_of(session: Session, paper_ids: Sequence[int]) -> dict[tuple[int, int], Told]:
    """What each person was last told of each of these papers, by paper and person; one statement.

    A letter sent again counts as having left, whatever it waits for now.
    """
    rows = session.execute(
        sa.select(Letter.paper_id, Letter.person_id, Letter.kind, Letter.state, Letter.sent_at)
        .where(Letter.paper_id.in_(paper_ids), Letter.kind.in_(SAYS), Letter.person_id.is_not(None))
        .order_by(Letter.id)
    )
    found: dict[tuple[int, int], Told] = {}
    for paper_id, person_id, kind, state, sent_at in rows:
        key = (paper_id or 0, person_id or 0)
        before = found.get(key, Told())
        if state in _ON_ITS_WAY or (state in UNSENT and sent_at is not None):
            before = replace(before, left=kind)
        if state in UNSENT and kind in TRUE_WHILE:
            before = replace(before, unsent=kind)
        found[key] = before
    return found


@dataclass(frozen=True)
class Wishes:
    """What a leader says of all letters of a release: the last moment to confirm, and what goes along."""

    confirm_by: datetime | None
    with_comments: bool = False
    list_open: bool = True


@dataclass(frozen=True)
class Composed:
    """The letters about one paper, and who gets none because nothing is new to them."""

    worded: tuple[Worded, ...]
    known: tuple[Person, ...] = ()


class Composer:
    """Composes the decision letters of one release, in four statements whatever the number of papers."""

    def __init__(self, session: Session, call: Call, papers: Sequence[Paper], wishes: Wishes) -> None:
        self._call, self._wishes = call, wishes
        self._common = _common_facts(call, wishes)
        ids = [paper.id for paper in papers]
        self._told = told_of(session, ids)
        self._edits = edits_of(session, ids)
        self._comments = _comments(session, ids)

    def of(self, paper: Paper, outcome: Outcome, place: int | None) -> Composed:
        """The paper's letters: one to each author with an address, or to whoever handed it in."""
        found, known = [], []
        for person in recipients(paper):
            told = self._told.get((paper.id, person.id), Told())
            told = replace(told, same_place=paper.waiting_position == place)
            choice = choose(EVENT_OF[outcome], told)
            if choice.kind is None:
                known.append(person)
            else:
                to = (paper, outcome, place, person, choice.earlier)
                found.append(self._worded(self._edits.get((paper.id, person.id)), *to))
        return Composed(tuple(found), tuple(known))

    @property
    def commented(self) -> int:
        """On how many of the papers a reviewer has written something to the author."""
        return len(self._comments)

    def _worded(
        self,
        edit: LetterEdit | None,
        paper: Paper,
        outcome: Outcome,
        place: int | None,
        to: Person,
        earlier: str,
    ) -> Worded:
        """The letter with its edit; where only the comments that go along keep the edit out, that is said."""
        about = (paper, outcome, place, to, earlier)
        with_comments = self._wishes.with_comments
        found = worded(self._letter(*about, with_comments=with_comments), edit)
        if edit is None or not found.is_outdated:
            return found
        turned = self._letter(*about, with_comments=not with_comments)
        return replace(found, comments_differ=edit.basis == basis_of(turned))

    def moved(self, paper: Paper, person: Person, place: int, cause: str) -> Draught:
        """The letter of the waiting list written anew, for somebody whom it has not reached, with another place."""
        told = replace(self._told.get((paper.id, person.id), Told()), unsent=None)
        earlier = choose(PaperEvent.WAIT, replace(told, same_place=False)).earlier
        about = (paper, Outcome.WAITING_LIST, place, person, earlier)
        return replace(self._letter(*about, with_comments=self._wishes.with_comments), cause=cause)

    def _letter(
        self,
        paper: Paper,
        outcome: Outcome,
        place: int | None,
        to: Person,
        earlier: str,
        *,
        with_comments: bool,
    ) -> Draught:
        facts = {
            **self._common,
            "title": paper.title,
            "authors": paper.byline,
            "place": str(place or ""),
            "earlier": earlier,
            "comments": self._comments.get(paper.id, []) if with_comments else [],
        }
        cause, links = f"paper:{paper.id}", self._links(paper, outcome, to)
        return draught(LETTER_OF[outcome], to, cause, facts, links, wip_session=self._call.wip_session)

    def _links(self, paper: Paper, outcome: Outcome, to: Person) -> dict[str, Link]:
        slug = self._call.wip_session.slug
        links = {"session": page(f"/sessions/{slug}/"), "paper": personal(LinkKind.PAPER, to, paper.id)}

        def own(answer: str) -> Link:
            return personal(LinkKind.PAPER, to, paper.id, answer)

        if outcome is Outcome.ACCEPT:
            return links | {"confirm": own("confirm"), "turn_down": own("turn_down")}
        links |= {"comment": page(f"/sessions/{slug}/comment"), "attend": page(f"/sessions/{slug}/attend")}
        if outcome is Outcome.DECLINE:
            links |= ({"join": own("join")} if self._wishes.list_open else {}) | {"carry": own("carry")}
        return links


def recipients(paper: Paper) -> list[Person]:
    """Whom letters about the paper go to: each author with an address once, or else whoever handed it in."""
    people = {a.person.id: a.person for a in paper.authors if a.person is not None}
    return list(people.values()) or [paper.submitter]


def _common_facts(call: Call, wishes: Wishes) -> Mapping[str, Any]:
    row = call.wip_session
    draft_due = own_due(
        call.draft_due_at, row.starts_at, row.zone, offered_at=None, confirm_by=wishes.confirm_by
    )
    return {
        "session_title": row.title,
        "section": row.section.name,
        "session_date": dates_of(row),
        "present": str(row.present_minutes),
        "comment": str(row.comment_minutes),
        "slot": str(row.present_minutes + row.comment_minutes),
        "confirm_by": show(wishes.confirm_by, row.zone) if wishes.confirm_by else "",
        "draft_due": show(draft_due, row.zone) if draft_due else "",
        "list_open": wishes.list_open,
        "contact": call.contact or row.section.contact_email,
    }


def _comments(session: Session, paper_ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = session.execute(
        sa.select(Review.paper_id, Review.comment_to_author)
        .where(
            Review.paper_id.in_(paper_ids),
            Review.state.in_((ReviewState.DONE, ReviewState.ABSTAINED)),
            Review.comment_to_author != "",
        )
        .order_by(Review.paper_id, Review.id)
    )
    for paper_id, comment in rows:
        found.setdefault(paper_id, []).append(comment)
    return found

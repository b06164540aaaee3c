"""What must never be is refused by the database itself, whatever the code above it does."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.world import CHAIR, World
from wip.domain.conflicts import ConflictKind, ConflictState
from wip.domain.letters import LetterKind, LetterState
from wip.domain.publications import EntryKind
from wip.domain.reviews import Outcome, ReviewState
from wip.models import (
    AgendaSlot,
    Attendee,
    Author,
    CalendarEntry,
    Call,
    Commenter,
    Commission,
    Conflict,
    Criterion,
    Decision,
    Draft,
    Feed,
    Leadership,
    Letter,
    Paper,
    Person,
    Publication,
    Release,
    Remark,
    Review,
    Reviewer,
    Section,
    WipSession,
)

HOUR = timedelta(hours=1)


def _paper(**more: Any) -> Paper:
    facts = {"wip_session_id": 1, "number": 9, "submitter_id": 1, "title": "T", "submitted_at": NOW}
    return Paper(**facts | more)


def _review(**more: Any) -> Review:
    return Review(**{"paper_id": 1, "person_id": 1, "changed_at": NOW} | more)


def _decision(**more: Any) -> Decision:
    return Decision(**{"paper_id": 1, "outcome": Outcome.ACCEPT, "decided_by": 1, "decided_at": NOW} | more)


def _entry(**more: Any) -> CalendarEntry:
    facts = {"wip_session_id": 1, "kind": EntryKind.SLOT, "uid": "u", "title": "T"}
    times = {"starts_at": NOW, "turns_at": NOW, "ends_at": NOW + HOUR, "created_at": NOW, "changed_at": NOW}
    return CalendarEntry(**facts | times | more)


def _letter(**more: Any) -> Letter:
    facts = {"kind": LetterKind.SIGN_IN, "cause": "c", "to_email": "a@law.example.edu", "message_id": "m"}
    words = {"subject": "S", "text": "T", "html": "H", "written_at": NOW, "due_at": NOW}
    return Letter(**facts | words | more)


def _conflict(**more: Any) -> Conflict:
    facts = {"paper_id": 1, "person_id": 1, "kind": ConflictKind.INSTITUTION, "found_at": NOW}
    return Conflict(**facts | more)


def _draft(**more: Any) -> Draft:
    facts = {"paper_id": 1, "number": 1, "file_name": "a.pdf", "content_type": "application/pdf", "size": 1}
    return Draft(**facts | {"sha256": "0", "storage_key": "k", "uploaded_at": NOW} | more)


def _person(**more: Any) -> Person:
    return Person(
        **{"email": "x@law.example.edu", "email_key": "x@law.example.edu", "created_at": NOW} | more
    )


def _session(**more: Any) -> WipSession:
    facts = {"uid": "u", "slug": "s", "section_id": 1, "title": "T", "starts_at": NOW, "zone": "UTC"}
    return WipSession(**facts | {"created_at": NOW} | more)


def _commenter(**more: Any) -> Commenter:
    return Commenter(**{"wip_session_id": 1, "person_id": 1, "offered_at": NOW} | more)


REFUSED: dict[str, Callable[[], list[Any]]] = {
    "a submitted paper without a title": lambda: [_paper(title="")],
    "two papers with one number": lambda: [_paper(), _paper()],
    "a paper imported twice": lambda: [_paper(import_key="k"), _paper(number=10, import_key="k")],
    "a mean without reviews": lambda: [_paper(score_mean=3.0)],
    "reviews without a mean": lambda: [_paper(reviews_done=1)],
    "a paper of no session": lambda: [_paper(wip_session_id=99)],
    "an author without a name": lambda: [Author(paper_id=1, position=5, name="")],
    "two authors in one place": lambda: [Author(paper_id=1, position=0, name="Ann")],
    "one person twice on a paper": lambda: [
        Author(paper_id=1, position=6, name="Ann", person_id=1),
        Author(paper_id=1, position=7, name="Ann", person_id=1),
    ],
    "an empty file": lambda: [_draft(size=0)],
    "two drafts with one number": lambda: [_draft(), _draft(storage_key="l")],
    "two drafts in one place of the storage": lambda: [_draft(), _draft(number=2)],
    "a review done without a score": lambda: [_review(state=ReviewState.DONE, finished_at=NOW)],
    "a score off the scale": lambda: [_review(state=ReviewState.IN_PROGRESS, score=6)],
    "a score of nought": lambda: [_review(state=ReviewState.IN_PROGRESS, score=0)],
    "a score of what was only assigned": lambda: [_review(score=3)],
    "a paper declined without a reason": lambda: [_review(state=ReviewState.DECLINED)],
    "a review done at no moment": lambda: [_review(state=ReviewState.DONE, score=3)],
    "a review begun that is finished": lambda: [_review(state=ReviewState.IN_PROGRESS, finished_at=NOW)],
    "a conflict of one kind twice": lambda: [_conflict(), _conflict()],
    "a conflict confirmed at no moment": lambda: [_conflict(state=ConflictState.CONFIRMED)],
    "a criterion without a name": lambda: [Criterion(wip_session_id=1, position=9, name="")],
    "a criterion of no weight": lambda: [Criterion(wip_session_id=1, position=9, name="C", weight=0)],
    "a remark that says nothing": lambda: [Remark(paper_id=1, person_id=1, text="", written_at=NOW)],
    "a conflict with a score": lambda: [_review(state=ReviewState.CONFLICT, score=3)],
    "two reviews of one paper by one person": lambda: [_review(), _review()],
    "two staged decisions": lambda: [_decision(), _decision()],
    "a place in the waiting list for an accepted paper": lambda: [_decision(position=1)],
    "a deadline before the opening": lambda: [_call(deadline_at=NOW - HOUR)],
    "a decision date before the deadline": lambda: [_call(notify_at=NOW + HOUR)],
    "a published call without its moment": lambda: [_call(state="published")],
    "an abstract of no words": lambda: [_call(abstract_words_max=0)],
    "two calls of one session": lambda: [_call(wip_session_id=1)],
    "a session of no minutes": lambda: [_session(minutes=0)],
    "a session of more than a day": lambda: [_session(minutes=1441)],
    "a slot of no minutes": lambda: [_session(present_minutes=0, comment_minutes=0)],
    "a negative welcome": lambda: [_session(welcome_minutes=-1)],
    "two sessions at one address": lambda: [_session(), _session(uid="v")],
    "two people with one address": lambda: [_person(), _person()],
    "a person without an address": lambda: [_person(email="")],
    "two sections of one name": lambda: [_section(), _section(slug="other")],
    "somebody leading a section twice": lambda: [_leadership(), _leadership()],
    "somebody reviewing a session twice": lambda: [_reviewer(), _reviewer()],
    "somebody attending twice": lambda: [_attendee(), _attendee()],
    "two offers of one person": lambda: [_commenter(), _commenter()],
    "an offer of no papers": lambda: [_commenter(papers_max=0)],
    "an offer of ten papers": lambda: [_commenter(papers_max=10)],
    "two commissions of one commenter for one paper": lambda: [
        _commenter(id=1007),
        *(Commission(paper_id=1, commenter_id=1007, offered_at=NOW) for _ in range(2)),
    ],
    "a paper twice on the agenda": lambda: [
        AgendaSlot(wip_session_id=1, paper_id=1, position=1, uid="a"),
        AgendaSlot(wip_session_id=1, paper_id=1, position=2, uid="b"),
    ],
    "two publications with one number": lambda: [
        Publication(wip_session_id=1, number=1, published_at=NOW) for _ in range(2)
    ],
    "an entry that ends before it starts": lambda: [_entry(ends_at=NOW - HOUR)],
    "comments before the talk": lambda: [_entry(turns_at=NOW - HOUR)],
    "an entry with a falling sequence": lambda: [_entry(sequence=-1)],
    "two entries of one paper": lambda: [_entry(paper_id=1), _entry(paper_id=1, uid="v")],
    "two feeds of one person": lambda: [Feed(person_id=1, created_at=NOW) for _ in range(2)],
    "two letters from one cause to one person": lambda: [_letter(), _letter(message_id="n")],
    "two letters with one message id": lambda: [_letter(), _letter(cause="d")],
    "a letter sent at no time": lambda: [_letter(state=LetterState.SENT)],
    "a released decision of no release": lambda: [_decision(release_id=99)],
}


def _call(**more: Any) -> Call:
    dates = {"opens_at": NOW, "deadline_at": NOW + 2 * HOUR, "notify_at": NOW + 3 * HOUR}
    return Call(**{"wip_session_id": 1002, "deadline_zone": "UTC"} | dates | more)


def _section(**more: Any) -> Section:
    return Section(
        **{"slug": "x", "name": "X", "contact_email": "x@law.example.edu", "created_at": NOW} | more
    )


def _leadership() -> Leadership:
    return Leadership(section_id=2, person_id=2, invited_at=NOW)


def _reviewer() -> Reviewer:
    return Reviewer(wip_session_id=1, person_id=1, invited_at=NOW)


def _attendee() -> Attendee:
    return Attendee(wip_session_id=1, person_id=1, registered_at=NOW)


@pytest.fixture
def full(world: World, session: Session) -> Session:
    """A database with a paper (1) in a session (1), and a session without a call (1002)."""
    world.paper()
    session.add(_session(id=1002, uid="two", slug="two"))
    session.commit()
    return session


@pytest.mark.parametrize("name", REFUSED)
def test_what_must_not_be_is_refused(full: Session, name: str) -> None:
    *sound, last = REFUSED[name]()
    for row in sound:
        full.add(row)
        full.flush()
    full.add(last)
    with pytest.raises(IntegrityError):
        full.flush()


def test_the_sound_ones_among_them_are_taken(full: Session) -> None:
    rows = [
        _paper(),
        _review(score=5, state=ReviewState.DONE, finished_at=NOW),
        _decision(),
        _call(),
        _entry(),
        _letter(),
    ]
    full.add_all([*rows, _draft(), _person(), _session(uid="w", slug="w"), _section(), _leadership()])
    full.add_all([_reviewer(), _attendee(), _commenter()])
    full.flush()
    assert all(sa.inspect(row).persistent for row in rows)


def test_a_released_decision_leaves_room_for_the_next(full: Session) -> None:
    full.add(Release(id=1001, wip_session_id=1, released_by=1, released_at=NOW, leaves_at=NOW))
    full.flush()
    full.add_all([_decision(release_id=1001), _decision()])
    full.flush()
    assert full.scalar(sa.select(sa.func.count()).select_from(Decision)) == 2


@pytest.mark.parametrize("table", [Paper, Review, Decision, Call, WipSession, Letter, Commission, Leadership])
def test_no_state_outside_its_life_cycle_is_stored(full: Session, table: type[Any]) -> None:
    column = "outcome" if table is Decision else "state"
    check = next(c for c in table.__table__.c[column].type.enums)
    assert check == next(iter(table.__table__.c[column].type.enum_class)).value
    rows: dict[type[Any], list[Any]] = {Review: [_review()], Decision: [_decision()], Letter: [_letter()]}
    full.add_all(rows.get(table, []))
    full.flush()
    name, key = table.__tablename__, "id"
    if table is Commission:
        full.add_all([_commenter(id=1007), Commission(id=1, paper_id=1, commenter_id=1007, offered_at=NOW)])
        full.flush()
    with pytest.raises(IntegrityError):
        full.execute(sa.text(f"UPDATE {name} SET {column} = 'nonsense' WHERE {key} = 1"))  # noqa: S608


def test_a_moment_without_a_zone_is_refused(full: Session, world: World) -> None:
    person = full.scalars(sa.select(Person).where(Person.email == CHAIR)).one()
    person.created_at = NOW.replace(tzinfo=None)
    with pytest.raises(sa.exc.StatementError, match="a moment needs a zone"):
        full.flush()
    assert world.now == NOW

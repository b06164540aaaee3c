"""Copies of drafts: who is told of which version, what is written down, and what authors and readers say."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.circulation_world import ATTENDEE, log, prepared, send, settle
from tests.documents import written
from tests.world import AUTHOR, CHAIR, COMMENTER, World
from wip.adapters import files
from wip.domain.circulation import CANNOT_MARK, Circle, Reader
from wip.domain.commissions import CommissionState
from wip.domain.letters import LetterState
from wip.domain.papers import PaperState
from wip.domain.refusals import Refusal
from wip.models import Commission, Draft, Letter, Person
from wip.services import circulation, deliveries, submissions
from wip.services.circulation import begin_copy, count_copy

TEN = timedelta(minutes=10)


@pytest.fixture
def ready(world: World) -> World:
    return prepared(world)


def copied(
    world: World,
    email: str | None,
    version: int = 1,
    role: Reader = Reader.COMMENTER,
    at: datetime | None = None,
) -> str:
    """Somebody downloads a version."""

    def act(session: Session) -> str:
        draft = session.scalars(sa.select(Draft.id).where(Draft.number == version)).one()
        person = session.scalars(sa.select(Person.id).where(Person.email == email)).one() if email else None
        mark = begin_copy(session, draft, person, role, at or world.now)
        count_copy(session, mark, at or world.now)
        return mark

    return world.do(act)


def news(world: World) -> list[tuple[str, str, str]]:
    return [(x.to_email, x.subject, x.state.value) for x in world.letters(kind="draft_ready")]


IN = "The draft is there: “Quotas Without Numbers”"
NEW = "A new version of “Quotas Without Numbers” is there"


def test_the_first_version_is_told_to_commenters_once(ready: World) -> None:
    send(ready)
    assert news(ready) == [(COMMENTER, IN, "waiting")]
    (letter,) = ready.letters(kind="draft_ready")
    assert letter.due_at == ready.now + timedelta(hours=1)
    assert "pages 31 to 41" in letter.text
    assert [link[0] for link in letter.links][:2] == ["commission", "page"]


def test_several_versions_within_an_hour_make_one_letter_about_the_last(ready: World) -> None:
    for n in range(3):
        send(ready, f"v{n}.pdf", at=ready.now + n * TEN)
    assert news(ready) == [
        (COMMENTER, IN, "replaced"),
        (COMMENTER, IN, "replaced"),
        (COMMENTER, IN, "waiting"),
    ]
    assert ready.letters(kind="draft_ready")[-1].due_at == ready.now + timedelta(hours=1)


def left(world: World) -> None:
    """Every letter has left."""

    def act(session: Session) -> None:
        session.execute(sa.update(Letter).values(state=LetterState.SENT, sent_at=world.now))

    world.do(act)


def test_a_new_version_is_told_to_those_who_had_the_old_one(ready: World) -> None:
    send(ready)
    left(ready)
    send(ready, "unread.pdf", at=ready.now + 10 * TEN)
    assert news(ready) == [(COMMENTER, IN, "sent")]
    copied(ready, COMMENTER, 2)
    send(ready, "third.pdf", at=ready.now + 20 * TEN)
    assert news(ready)[1:] == [(COMMENTER, NEW, "waiting")]
    assert "version 3, 2 pages" in ready.letters(kind="draft_ready")[-1].text
    assert log(ready) == [(2, "commenter", 1, 3)]
    left(ready)
    send(ready, "fourth.pdf", at=ready.now + 30 * TEN)
    assert news(ready)[2:] == [(COMMENTER, NEW, "waiting")]
    assert log(ready) == [(2, "commenter", 1, 4)]


def test_attendees_hear_of_a_new_version_while_drafts_are_theirs(ready: World) -> None:
    settle(ready, Circle.ATTENDEES)
    send(ready)
    copied(ready, ATTENDEE, 1, Reader.ATTENDEE)
    left(ready)
    send(ready, "second.pdf")
    assert news(ready)[1:] == [(ATTENDEE, NEW, "waiting")]
    assert ready.letters(kind="draft_ready")[-1].links[0][0] == "attendance"
    settle(ready, Circle.COMMENTERS)
    left(ready)
    send(ready, "third.pdf", at=ready.now + 10 * TEN)
    assert len(news(ready)) == 2


def test_whoever_declined_hears_nothing_more(ready: World) -> None:
    send(ready)
    copied(ready, COMMENTER)
    left(ready)

    def act(session: Session) -> None:
        session.scalars(sa.select(Commission)).one().state = CommissionState.DECLINED

    ready.do(act)
    send(ready, "second.pdf")
    assert len(news(ready)) == 1


def test_an_unsent_letter_does_not_leave_for_a_paper_that_left(ready: World) -> None:
    send(ready)

    def act(session: Session) -> None:
        by = ready.actor(session, AUTHOR)
        submissions.withdraw(session, ready.row(session), ready.call(session), by=by, now=ready.now)

    ready.do(act)
    settings = ready.app.extensions["wip_settings"]
    ready.do(lambda s: deliveries.deliver_due(s, settings, ready.now + timedelta(hours=2)))
    assert news(ready)[0][2] != "sent"


def test_a_word_file_waits_for_its_author_s_word(ready: World) -> None:
    send(ready, "draft.docx", written("One.", "Two."), kind=files.DOCX)
    assert news(ready) == []

    def act(session: Session) -> None:
        by = ready.actor(session, AUTHOR)
        for _ in range(2):
            circulation.allow_unmarked(session, ready.row(session), ready.call(session), by=by, now=ready.now)

    ready.do(act)
    assert news(ready) == [(COMMENTER, IN, "waiting")]
    send(ready, "second.docx", written("One."), kind=files.DOCX)
    assert ready.do(lambda s: [bool(d.facts.get("unmarked_allowed")) for d in ready.row(s).drafts]) == [
        True,
        False,
    ]


def test_no_word_of_a_file_without_a_place(ready: World) -> None:
    def act(session: Session) -> None:
        circulation.allow_unmarked(
            session, ready.row(session), ready.call(session), by=ready.actor(session, AUTHOR), now=ready.now
        )

    with pytest.raises(Refusal, match="There is no draft"):
        ready.do(act)


def test_downloads_are_counted_and_doubled_clicks_are_not(ready: World) -> None:
    send(ready)
    marks = {copied(ready, COMMENTER, at=ready.now + timedelta(seconds=s)) for s in (0, 1, 119, 300)}
    assert (len(marks), log(ready)) == (1, [(1, "commenter", 2, None)])
    others = [copied(ready, None, 1, Reader.ANYONE) for _ in range(2)]
    copied(ready, COMMENTER, 1, Reader.ATTENDEE)
    assert others[0] == others[1]
    assert log(ready)[1:] == [(1, "anyone", 1, None), (1, "attendee", 1, None)]


def test_what_was_not_handed_out_is_in_no_log(ready: World) -> None:
    send(ready)
    ready.do(lambda s: begin_copy(s, s.scalars(sa.select(Draft.id)).one(), None, Reader.ANYONE, ready.now))
    assert log(ready) == [(1, "anyone", 0, None)]
    send(ready, "second.pdf")
    assert [who for who, _, _ in news(ready)] == [COMMENTER] * 2


def test_leaders_hear_once_that_a_draft_cannot_be_marked(ready: World) -> None:
    send(ready)

    def note(session: Session, **more: Any) -> bool:
        draft = session.scalars(sa.select(Draft)).one()
        circulation.note_marking(session, draft, ready.call(session), now=ready.now, **more)
        return bool(draft.facts.get(CANNOT_MARK))

    assert [ready.do(partial(note, failed=failed)) for failed in (True, True, False, True)] == [
        True,
        True,
        False,
        True,
    ]
    told = [x.subject for x in ready.letters(kind="leader_news", to_email=CHAIR)]
    assert [x for x in told if "could not be handed out" in x] == [
        "The draft of “Quotas Without Numbers” could not be handed out"
    ]


def test_a_tick_is_the_reader_s_own_and_can_be_taken_back(ready: World) -> None:
    def tick(session: Session, *, read: bool) -> datetime | None:
        row = session.scalars(sa.select(Commission)).one()
        by = ready.actor(session, COMMENTER)
        circulation.mark_read(session, row, ready.call(session), read=read, by=by, now=ready.now)
        return row.read_at

    with pytest.raises(Refusal, match="not here yet"):
        ready.do(lambda s: tick(s, read=True))
    send(ready)
    assert [ready.do(partial(tick, read=read)) for read in (True, True, False)] == [
        ready.now,
        ready.now,
        None,
    ]

    def leave(session: Session) -> None:
        ready.row(session).state = PaperState.WITHDRAWN

    ready.do(leave)
    with pytest.raises(Refusal, match="do not comment"):
        ready.do(lambda s: tick(s, read=True))

"""Personal late links: for one person, until a moment, so many papers."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Thread
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.world import AUTHOR, CHAIR, DEADLINE, START, STRANGER, World
from wip.domain.letters import LetterKind, LetterState
from wip.domain.refusals import Refusal
from wip.models import HistoryEvent, LateLink
from wip.services import late_links
from wip.services.late_links import LateLinkFacts

LATE = DEADLINE + timedelta(days=4)
UNTIL = DEADLINE + timedelta(days=7)


def make(world: World, at: datetime = LATE, email: str = AUTHOR, **more: Any) -> int:
    said: dict[str, Any] = {
        "email": email,
        "name": "Mbali Abara",
        "expires_at": UNTIL,
        "note": "As we agreed.",
    }

    def act(session: Session) -> int:
        facts = LateLinkFacts(**said | more)
        return late_links.make(session, world.call(session), facts, by=world.actor(session, CHAIR), now=at).id

    return world.do(act)


def check(world: World, link_id: int, email: str = AUTHOR, at: datetime = LATE) -> str:
    """What the check says; empty when the link lets in."""

    def act(session: Session) -> str:
        try:
            late_links.check(session.get_one(LateLink, link_id), email, at)
        except Refusal as no:
            return no.sentence
        return ""

    return world.do(act)


def use(world: World, link_id: int, number: int, at: datetime = LATE) -> None:
    world.do(lambda s: late_links.use(s, s.get_one(LateLink, link_id), world.row(s, number), at))


def test_the_person_gets_the_link_by_letter(world: World) -> None:
    make(world, papers_max=2)
    (letter,) = world.letters(kind=LetterKind.LATE_LINK)
    assert letter.subject == (
        "A late link for you: submit to “Spring Works-in-Progress Session” until Fri 5 Feb 2027, 17:00 New York"
    )
    assert [letter.to_email, [link[0] for link in letter.links]] == [AUTHOR, ["late", "page"]]
    for words in (
        "let you submit after the deadline",
        "As we agreed.",
        "up to 2 papers",
        f"must be {AUTHOR}",
    ):
        assert words in " ".join(letter.text.split())


def test_it_is_counted_and_then_used_up(world: World) -> None:
    link = make(world, papers_max=2)
    numbers = [world.paper(f"Paper {n}") for n in range(3)]
    use(world, link, numbers[0])
    assert check(world, link) == ""
    use(world, link, numbers[1])
    with pytest.raises(Refusal) as no:
        use(world, link, numbers[2])
    assert no.value.sentence.startswith("This late link has been used: it was for 2 papers.")
    acts = world.do(
        lambda s: list(s.scalars(sa.select(HistoryEvent.act).where(HistoryEvent.thing == "late_links")))
    )
    assert acts == ["make late link", "use late link", "use late link"]


def test_it_is_for_nobody_else(world: World) -> None:
    assert check(world, make(world), STRANGER) == (
        f"This late link was made for {AUTHOR}. Give that address as the first author’s, or write to cj@law.example.edu."
    )


@pytest.mark.parametrize(
    ("later", "sentence"),
    [
        (timedelta(days=3), ""),
        (timedelta(days=3, seconds=1), "This late link ended Fri 5 Feb 2027, 17:00 New York."),
        (START - LATE, "The session began Thu 18 Mar 2027, 12:00 New York;"),
    ],
)
def test_it_ends_with_its_moment(world: World, later: timedelta, sentence: str) -> None:
    said = check(world, make(world), at=LATE + later)
    assert (said.startswith(sentence), bool(said)) == (True, bool(sentence))


def test_a_closed_call_does_not_matter_and_a_cancelled_session_does(world: World) -> None:
    link = make(world)
    world.do(lambda s: setattr(world.call(s), "state", "closed"))
    assert check(world, link) == ""
    world.do(lambda s: setattr(world.call(s).wip_session, "state", "cancelled"))
    assert check(world, link) == "The session is cancelled; papers are no longer taken."


def test_taken_back_it_opens_nothing_and_its_letter_stays_here(world: World) -> None:
    link = make(world)
    world.do(lambda s: late_links.revoke(s, s.get_one(LateLink, link), by=world.actor(s, CHAIR), now=LATE))
    assert check(world, link).startswith("The organisers have taken this late link back.")
    assert [letter.state for letter in world.letters(kind=LetterKind.LATE_LINK)] == [LetterState.REPLACED]
    (letter,) = world.letters(kind=LetterKind.LATE_LINK)
    assert letter.fault == "It had not left when the link in it was taken back."
    assert make(world) != link


@pytest.mark.parametrize(
    ("more", "field", "sentence"),
    [
        ({"expires_at": LATE}, "expires", "This moment has passed."),
        ({"expires_at": START + timedelta(days=1)}, "expires", "The session begins Thu 18 Mar 2027"),
        ({"papers_max": 0}, "papers_max", "One link lets in from 1 to 9 papers."),
        ({"papers_max": 10}, "papers_max", "One link lets in from 1 to 9 papers."),
        ({"email": "nobody"}, "email", "“nobody” is not an e-mail address."),
    ],
)
def test_what_cannot_be_given_is_refused(
    world: World, more: dict[str, Any], field: str, sentence: str
) -> None:
    with pytest.raises(Refusal) as no:
        make(world, **more)
    assert (no.value.field, no.value.sentence.startswith(sentence)) == (field, True)


def test_a_second_live_link_is_refused(world: World) -> None:
    make(world)
    with pytest.raises(Refusal) as no:
        make(world)
    assert no.value.field == "email"


def test_a_call_that_is_not_out_has_no_late_door(world: World) -> None:
    world.do(lambda s: setattr(world.call(s), "state", "draft"))
    with pytest.raises(Refusal, match="The call is not out yet"):
        make(world, NOW)


def test_two_papers_at_once_use_a_link_for_one_once(world: World) -> None:
    link, numbers = make(world), [world.paper("One"), world.paper("Two")]
    said: list[str] = []

    def attempt(number: int) -> Callable[[], None]:
        def run() -> None:
            try:
                use(world, link, number)
                said.append("in")
            except Refusal:
                said.append("refused")

        return run

    threads = [Thread(target=attempt(number)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["in", "refused"]
    assert world.do(lambda s: s.get_one(LateLink, link).papers_used) == 1

"""The leaders' overview: where the session stands, and the one thing to do next."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.agenda_world import (
    comment,
    confirmed_papers,
    on_session,
    publish,
    published,
    put_all_in,
    set_state,
)
from tests.client import PageClient
from tests.conftest import NOW, Clock
from tests.selecting import SECOND_CHAIR, add_leader, decide, release, score
from tests.world import AUTHOR, CHAIR, DEADLINE, REVIEWER, START, World
from wip.domain.conflicts import ConflictKind
from wip.domain.letters import LetterState
from wip.domain.papers import PaperState
from wip.domain.reviews import Outcome
from wip.models import Commission, Conflict, Draft, DraftClock, Letter
from wip.queries.agendas import slots_of
from wip.queries.conflicts import ConflictsQuery, conflicts_of
from wip.services import agendas


@pytest.fixture
def leader(client: PageClient) -> PageClient:
    return client


def overview(leader: PageClient, world: World) -> str:
    return leader.get(f"/manage/{world.slug}/").words


def after_the_deadline(clock: Clock) -> None:
    clock.now = DEADLINE + timedelta(days=1)


def test_without_a_review_the_next_step_is_to_read(leader: PageClient, world: World, clock: Clock) -> None:
    world.paper()
    leader.sign_in(CHAIR)
    after_the_deadline(clock)
    assert "Next: read and score 1 paper" in overview(leader, world)
    assert f"/manage/{world.slug}/reviews/" in leader.page.links


def test_reviews_still_count_once_everybody_is_told(leader: PageClient, world: World, clock: Clock) -> None:
    world.paper()
    score(world, 1, REVIEWER, 4)
    leader.sign_in(CHAIR)
    after_the_deadline(clock)
    assert "Next: decide on 1 paper" in overview(leader, world)
    decide(world, {1: Outcome.ACCEPT})
    release(world)
    words = overview(leader, world)
    assert ("1 review " in words, "incomplete: 1 of 1 paper has fewer than 2 commenters" in words) == (
        True,
        True,
    )


def test_papers_without_commenters_come_before_a_published_agenda(leader: PageClient, world: World) -> None:
    published(world)
    leader.sign_in(CHAIR)
    assert "Next: find commenters for 3 papers Nobody has offered" in overview(leader, world)
    assert f"/manage/{world.slug}/commenters/invite" in leader.page.links
    comment(world, 1)
    assert "Next: find commenters for 3 papers 1 volunteer so far." in overview(leader, world)
    comment(world, 1, 2, 3, email="tove.brandt@plains.example.edu")
    assert "Next: find commenters for 2 papers" in overview(leader, world)
    assert "Spring Works-in-Progress Session: find commenters for 2 papers" in leader.get("/me/").words
    world.do(lambda s: setattr(world.call(s), "commenters_per_paper", 1))
    assert "The agenda is published" in overview(leader, world)
    assert "find commenters" not in leader.get("/me/").words


def test_a_draft_that_is_too_late_is_the_next_step_until_it_comes(leader: PageClient, world: World) -> None:
    published(world)
    world.do(lambda s: s.add(DraftClock(paper_id=world.row(s).id, late_told_at=NOW)))
    leader.sign_in(CHAIR)
    words = overview(leader, world)
    assert words.count("1 draft is later than you allow") == 2
    assert f"/manage/{world.slug}/drafts/" in leader.page.links

    def send(session: Session) -> None:
        facts = {"file_name": "a.pdf", "content_type": "application/pdf", "size": 1, "sha256": "0" * 64}
        session.add(
            Draft(paper_id=world.row(session).id, number=1, storage_key="k", uploaded_at=NOW, **facts)
        )

    world.do(send)
    assert "later than you allow" not in overview(leader, world)


def test_a_free_place_goes_to_the_waiting_list(leader: PageClient, world: World, clock: Clock) -> None:
    confirmed_papers(world)
    waiting = world.paper("A Fourth Paper", AUTHOR)
    set_state(world, waiting, PaperState.WAITING)
    leader.sign_in(CHAIR)
    after_the_deadline(clock)
    free = "A place is free: offer it to the next on the waiting list"
    assert free not in overview(leader, world)
    put_all_in(world)
    publish(world, NOW)
    world.do(lambda s: setattr(world.call(s), "commenters_per_paper", 0))
    assert "The agenda is published" in overview(leader, world)
    set_state(world, 3, PaperState.WITHDRAWN)
    assert free in overview(leader, world)


def test_commenters_are_not_done_while_papers_lack_them(leader: PageClient, world: World) -> None:
    published(world)
    comment(world, 1)
    comment(world, 1, email="tove.brandt@plains.example.edu")
    leader.sign_in(CHAIR)
    words = overview(leader, world)
    assert "Commenters incomplete: 2 of 3 papers have fewer than 2 commenters" in words
    assert "Commenters , done" not in words


def test_what_is_not_published_yet_is_named(leader: PageClient, world: World, clock: Clock) -> None:
    published(world)
    world.do(lambda s: setattr(world.call(s), "commenters_per_paper", 0))
    leader.sign_in(CHAIR)
    assert "The agenda is published" in overview(leader, world)
    first = on_session(world, lambda s, row, _: slots_of(s, row.id)[0].id)
    on_session(
        world,
        lambda s, row, by: agendas.shift(s, row, first, 1, seen=row.agenda_version, by=by, now=NOW),
    )
    assert "Next: publish what you changed in the agenda" in overview(leader, world)
    world.paper("A Late Paper")
    after_the_deadline(clock)
    assert "Next: read and score 1 paper" in overview(leader, world)
    decide(world, {4: Outcome.WAITING_LIST})
    assert "Next: read the letters, then tell everyone" in overview(leader, world)


def test_the_public_page_after_a_release_promises_no_past_date(
    leader: PageClient, world: World, clock: Clock
) -> None:
    world.paper()
    after_the_deadline(clock)
    page = f"/sessions/{world.slug}/"
    assert "Authors hear by" in leader.get(page).words
    decide(world, {1: Outcome.ACCEPT})
    release(world)
    words = leader.get(page).words
    assert ("Authors hear by" in words, "papers under review" in words) == (False, False)
    assert "The call has closed, and authors have been told." in words


def test_after_the_last_date_comes_the_next_chair(leader: PageClient, world: World, clock: Clock) -> None:
    published(world)
    clock.now = START + timedelta(days=1)
    leader.sign_in(CHAIR)
    assert "The session is over" in overview(leader, world)


def test_after_the_session_commenters_are_counted_and_thanked_first(
    leader: PageClient, world: World, clock: Clock
) -> None:
    published(world)
    comment(world, 1)
    leader.sign_in(CHAIR)
    clock.now = START + timedelta(days=1)
    thanks = f"/manage/{world.slug}/commenters/thanks"

    def note(**facts: object) -> None:
        def act(session: Session) -> None:
            for name, value in facts.items():
                setattr(session.get_one(Commission, 1), name, value)

        world.do(act)

    for facts, step in (({}, "say who turned up"), ({"turned_up": True}, "thank the commenters")):
        note(**facts)
        assert f"Next: {step}" in overview(leader, world)
        assert thanks in leader.page.links
        assert f"Spring Works-in-Progress Session: {step}" in leader.get("/me/").words
    note(thanked_at=clock.now)
    assert "The session is over" in overview(leader, world)
    assert thanks not in leader.get("/me/").links


def test_papers_with_too_few_reviews_are_named_once_the_call_is_over(
    leader: PageClient, world: World, clock: Clock
) -> None:
    world.paper()
    world.paper("Mercy as Procedure", "leila.haddad@law.example.edu")
    for email in (CHAIR, REVIEWER, AUTHOR):
        score(world, 2, email, 4)
    leader.sign_in(CHAIR)
    assert "Look at this too" not in overview(leader, world)
    after_the_deadline(clock)
    assert "1 of 2 papers in review has fewer than 3 finished reviews." in overview(leader, world)
    assert f"/manage/{world.slug}/picture/progress" in leader.page.links
    world.do(lambda s: setattr(world.call(s), "review_due_at", clock.now + timedelta(days=2)))
    words = overview(leader, world)
    assert (
        "Reviews are under way until 1 Feb 3 reviews with scores so far; 1 of 2 papers still lacks some."
        in words
    )
    assert ("See how far they have come" in words, "Look at this too" in words) == (True, False)
    clock.now += timedelta(days=3)
    assert "Next: decide on 2 papers" in overview(leader, world)
    assert "reviews were due 1 Feb." in overview(leader, world)


def test_letters_that_failed_and_authors_who_are_silent_are_named(
    leader: PageClient, world: World, clock: Clock
) -> None:
    world.paper()
    world.paper("Mercy as Procedure", "leila.haddad@law.example.edu")
    decide(world, {1: Outcome.ACCEPT, 2: Outcome.DECLINE})
    release(world)
    leader.sign_in(CHAIR)
    assert "Look at this too" not in overview(leader, world)

    def silence(session: Session) -> None:
        world.row(session).confirm_by = clock.now
        letters = session.scalars(
            sa.select(Letter).where(Letter.paper_id.is_not(None)).order_by(Letter.id.desc())
        )
        for letter, came_back in zip(letters, (False, True), strict=False):
            letter.state, letter.came_back = LetterState.FAILED, came_back

    world.do(silence)
    words = overview(leader, world)
    assert "2 letters did not arrive; 1 came back. Somebody waits for an answer" in words
    assert "1 author let the last day pass without saying whether they come." in words
    links = {f"/manage/{world.slug}/letters/?state=failed", f"/manage/{world.slug}/places/"}
    assert links <= set(leader.page.links)


def test_conflicts_to_judge_are_named_as_many_as_their_page_has(leader: PageClient, world: World) -> None:
    world.paper()
    world.paper("Mercy as Procedure", "leila.haddad@law.example.edu")
    add_leader(world, AUTHOR, "")

    def propose(session: Session) -> None:
        for number, email in ((1, REVIEWER), (2, REVIEWER), (2, CHAIR)):
            session.add(
                Conflict(
                    paper_id=world.row(session, number).id,
                    person_id=world.actor(session, email).person_id,
                    kind=ConflictKind.EARLIER_COAUTHOR,
                    reason="Wrote together.",
                    found_at=world.now,
                )
            )

    def on_their_pages(session: Session) -> dict[str, int]:
        row = world.call(session).wip_session
        readers = {email: world.actor(session, email).person_id or 0 for email in (CHAIR, AUTHOR)}
        return {
            email: conflicts_of(session, row, ConflictsQuery(), 1, reader=reader, names=True).total
            for email, reader in readers.items()
        }

    world.do(propose)
    found = world.do(on_their_pages)
    # Nobody judges their own, nor one on their own paper.
    assert found[CHAIR] >= 2
    assert found[AUTHOR] >= 2
    for email, number in found.items():
        leader.sign_in(email)
        assert f"{number} possible conflicts to judge" in overview(leader, world)
        assert f"/manage/{world.slug}/conflicts/" in leader.page.links


def test_what_is_closed_to_a_leader_is_in_no_number_of_the_overview(
    leader: PageClient, world: World, clock: Clock
) -> None:
    world.paper()
    world.paper("Mercy as Procedure", "leila.haddad@law.example.edu")
    add_leader(world, AUTHOR, "")
    after_the_deadline(clock)
    leader.sign_in(AUTHOR)
    assert "1 of 1 paper in review has fewer than 3 finished reviews." in overview(leader, world)


def test_a_leader_with_a_closed_paper_is_not_told_that_every_paper_is_decided_on(
    leader: PageClient, world: World, clock: Clock
) -> None:
    world.paper()
    world.paper("Mercy as Procedure", "leila.haddad@law.example.edu")
    world.paper("Juries at Night", CHAIR)
    after_the_deadline(clock)
    decide(world, {1: Outcome.ACCEPT, 2: Outcome.DECLINE})
    leader.sign_in(CHAIR)
    words = overview(leader, world)
    assert "Next: ask a colleague to lead too" in words
    assert "1 paper is closed to you, and another leader must decide on it. You are the only leader." in words
    assert "sk a colleague to lead too" in leader.get("/me/").words
    selection = leader.get(f"/manage/{world.slug}/selection/").words
    assert "You have decided on every paper that is open to you 1 paper is closed to you" in selection
    assert "You are the only leader: ask a colleague to lead too." in selection
    add_leader(world)
    before = []
    for outcome in (None, Outcome.DECLINE, Outcome.ACCEPT):
        if outcome is not None:
            decide(world, {3: outcome}, SECOND_CHAIR)
        words = overview(leader, world)
        assert "Next: read the letters, then tell everyone 1 paper is closed to you" in words
        selection = leader.get(f"/manage/{world.slug}/selection/").words
        assert "Letters can leave once every paper is decided on. Read the letters" in selection
        before.append((words, selection))
    assert before[0] == before[1] == before[2]
    assert "Every paper is decided on" not in before[0][0] + before[0][1]

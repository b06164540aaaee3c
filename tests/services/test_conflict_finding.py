"""Conflicts in the database: proposed when found, standing when declared, decided on by others than those concerned."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests import selecting
from tests.selecting import SECOND_CHAIR
from tests.world import AUTHOR, CHAIR, REVIEWER, World
from wip.domain.conflict_facts import KeptFrom, RelationKind
from wip.domain.conflicts import ConflictKind, ConflictMove, ConflictState
from wip.domain.papers import AuthorFacts, PaperFacts
from wip.domain.refusals import Refusal, Stale, Unknown
from wip.domain.reviews import ReviewState
from wip.models import Conflict, HistoryEvent, Institution, Paper, Person, Review, Section
from wip.services import conflict_decisions, institutions, kept_from, relations, reviews, submissions
from wip.services.conflict_decisions import Ticked
from wip.services.institutions import facts_of

K, S = ConflictKind, ConflictState
FAR = "remi@far.example.edu"
"""A reviewer who shares nothing with anybody."""


def standing(world: World, email: str) -> dict[tuple[int, str], str]:
    """The person's conflicts: state by paper number and kind."""

    def read(session: Session) -> dict[tuple[int, str], str]:
        rows = session.execute(
            sa.select(Paper.number, Conflict.kind, Conflict.state)
            .join(Paper, Paper.id == Conflict.paper_id)
            .join(Person, Person.id == Conflict.person_id)
            .where(Person.email_key == email)
            .order_by(Paper.number, Conflict.kind)
        )
        return {(row[0], row[1].value): row[2].value for row in rows}

    return world.do(read)


def decide(
    world: World, move: ConflictMove, email: str = CHAIR, of: str = REVIEWER, seen: int | None = None
) -> int:
    """Decide on all conflicts of one person."""

    def act(session: Session) -> int:
        person = world.actor(session, of).person_id
        rows = session.scalars(sa.select(Conflict).where(Conflict.person_id == person)).all()
        ticked = [Ticked(row.id, row.version if seen is None else seen) for row in rows]
        row = world.call(session).wip_session
        by = world.actor(session, email)
        return conflict_decisions.decide(session, row, ticked, move, by=by, now=world.now).conflicts

    return world.do(act)


def state_of_review(world: World, email: str, number: int = 1) -> ReviewState | None:
    """Where the person's review of the paper stands."""

    def read(session: Session) -> ReviewState | None:
        person = world.actor(session, email).person_id
        paper = world.row(session, number)
        return session.scalar(
            sa.select(Review.state).where(Review.paper_id == paper.id, Review.person_id == person)
        )

    return world.do(read)


def say(world: World, *named: KeptFrom, number: int = 1) -> None:
    """The author says who should not review the paper."""

    def act(session: Session) -> None:
        by = world.actor(session, AUTHOR)
        kept_from.say(session, world.row(session, number), world.call(session), named, by=by, now=world.now)

    world.do(act)


def test_what_is_found_is_only_proposed_and_hides_nothing(world: World) -> None:
    world.paper()
    selecting.add_reviewer(world, REVIEWER)
    assert standing(world, REVIEWER) == {(1, "institution"): "proposed"}
    selecting.score(world, 1, REVIEWER, 4)
    assert state_of_review(world, REVIEWER) is ReviewState.DONE


def test_a_paper_submitted_later_is_looked_at_too(world: World) -> None:
    selecting.add_reviewer(world, REVIEWER)
    assert standing(world, REVIEWER) == {}
    world.paper()
    assert standing(world, REVIEWER) == {(1, "institution"): "proposed"}


def test_confirming_closes_the_review_and_dismissing_opens_it_with_what_was_written(world: World) -> None:
    world.paper()
    selecting.add_reviewer(world, REVIEWER)
    selecting.score(world, 1, REVIEWER, 4, "Careful.")
    assert decide(world, ConflictMove.CONFIRM) == 1
    assert state_of_review(world, REVIEWER) is ReviewState.CONFLICT
    assert world.do(lambda s: (world.row(s).reviews_done, world.row(s).score_mean)) == (0, None)
    assert decide(world, ConflictMove.DISMISS) == 1
    assert state_of_review(world, REVIEWER) is ReviewState.ASSIGNED
    assert world.do(lambda s: s.scalars(sa.select(Review.comment)).all()) == ["Careful."]


def test_a_dismissed_one_is_not_proposed_again_unless_its_reason_changes(world: World) -> None:
    world.paper()
    selecting.add_reviewer(world, REVIEWER)
    decide(world, ConflictMove.DISMISS)
    world.paper("Another", "noor.haan@law.example.edu")
    assert standing(world, REVIEWER)[1, "institution"] == "dismissed"
    add_school(world, "The Shared School", domains=("law.example.edu",))
    assert standing(world, REVIEWER)[1, "institution"] == "proposed"


def test_one_that_no_longer_holds_goes_unless_somebody_has_decided_on_it(world: World) -> None:
    selecting.add_reviewer(world, FAR, "Remi Far")
    world.paper()
    add_school(world, "The Shared School", domains=("far.example.edu", "law.example.edu"))
    assert standing(world, FAR) == {(1, "institution"): "proposed"}
    remove_schools(world)
    assert standing(world, FAR) == {}
    add_school(world, "The Shared School", domains=("far.example.edu", "law.example.edu"))
    decide(world, ConflictMove.CONFIRM, of=FAR)
    remove_schools(world)
    assert standing(world, FAR) == {(1, "institution"): "confirmed"}


def add_school(world: World, name: str, domains: tuple[str, ...]) -> None:
    """One more row of the section's table."""

    def act(session: Session) -> None:
        section = session.scalars(sa.select(Section).where(Section.slug == world.section)).one()
        facts = facts_of(name, [], domains)
        institutions.add(session, section, facts, by=world.actor(session, CHAIR), now=world.now)

    world.do(act)


def remove_schools(world: World) -> None:
    """Empty the section's table."""

    def act(session: Session) -> None:
        section = session.scalars(sa.select(Section).where(Section.slug == world.section)).one()
        for row in session.scalars(sa.select(Institution)):
            institutions.remove(session, section, row, by=world.actor(session, CHAIR), now=world.now)

    world.do(act)


def test_what_an_author_declares_stands_at_once_and_for_those_invited_later(world: World) -> None:
    kept = KeptFrom("Remi Far", FAR, "we were married", FAR)
    world.paper(kept_from=(kept,))
    assert standing(world, FAR) == {}
    selecting.add_reviewer(world, FAR, "Remi Far")
    assert standing(world, FAR) == {(1, "author"): "confirmed"}
    assert state_of_review(world, FAR) is ReviewState.CONFLICT
    with pytest.raises(Refusal):
        selecting.score(world, 1, FAR, 5)


def test_the_reviewer_never_learns_what_the_author_wrote(world: World) -> None:
    world.paper(kept_from=(KeptFrom("Remi Far", FAR, "we were married", FAR),))
    selecting.add_reviewer(world, FAR, "Remi Far")
    assert world.do(lambda s: s.scalars(sa.select(Review.conflict_reason)).all()) == [""]
    said = world.do(lambda s: [str(e.new) + str(e.old) for e in s.scalars(sa.select(HistoryEvent))])
    assert [text for text in said if "married" in text] == []


def test_a_leader_can_dismiss_what_an_author_declares_and_it_stays_dismissed(world: World) -> None:
    world.paper(kept_from=(KeptFrom("Remi Far", FAR, "a rival", FAR),))
    selecting.add_reviewer(world, FAR, "Remi Far")
    assert decide(world, ConflictMove.DISMISS, of=FAR) == 1
    world.paper("Another", "noor.haan@law.example.edu")
    assert standing(world, FAR) == {(1, "author"): "dismissed"}
    selecting.score(world, 1, FAR, 5)
    assert state_of_review(world, FAR) is ReviewState.DONE


def test_an_author_who_takes_it_back_opens_the_paper_again(world: World) -> None:
    world.paper()
    selecting.add_reviewer(world, FAR, "Remi Far")
    selecting.score(world, 1, FAR, 5)
    say(world, KeptFrom("Remi Far", "", "a rival"))
    assert standing(world, FAR) == {(1, "author"): "confirmed"}
    assert state_of_review(world, FAR) is ReviewState.CONFLICT
    say(world)
    assert standing(world, FAR) == {}
    assert state_of_review(world, FAR) is ReviewState.ASSIGNED


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ((KeptFrom("", "", "a rival"),), "Give the name or the e-mail address"),
        ((KeptFrom("R", "not an address"),), "is not an e-mail address"),
        ((KeptFrom("R"),) * 7, "Name at most 6 people"),
    ],
)
def test_a_declaration_that_names_nobody_is_refused(
    world: World, named: tuple[KeptFrom, ...], sentence: str
) -> None:
    world.paper()
    with pytest.raises(Refusal, match=sentence):
        say(world, *named)


def test_a_stated_relation_is_found_in_every_session(world: World) -> None:
    world.paper()
    selecting.add_reviewer(world, FAR, "Remi Far")

    def act(session: Session) -> None:
        person = session.scalars(sa.select(Person).where(Person.email_key == FAR)).one()
        by = world.actor(session, FAR)
        facts: dict[str, Any] = {"name": "", "email": AUTHOR, "by": by, "now": world.now}
        relations.add(session, person, RelationKind.ADVISER, **facts)

    world.do(act)
    assert standing(world, FAR) == {(1, "adviser"): "proposed"}


def test_another_address_is_found_as_the_same_person(world: World) -> None:
    world.paper()
    selecting.add_reviewer(world, FAR, "Somebody Far")

    def act(session: Session) -> None:
        person = session.scalars(sa.select(Person).where(Person.email_key == FAR)).one()
        by = world.actor(session, FAR)
        relations.set_addresses(session, person, [AUTHOR, FAR], by=by, now=world.now)

    world.do(act)
    assert standing(world, FAR) == {(1, "institution"): "proposed", (1, "same_person"): "proposed"}


def test_who_writes_with_a_reader_here_or_earlier_is_found_on_all_papers(world: World) -> None:
    selecting.add_reviewer(world, FAR, "Remi Far")
    world.paper("First", "ada@gold.example.edu", name="Ada Gold")
    assert standing(world, FAR) == {}
    world.paper(
        "Second", "ada@gold.example.edu", name="Ada Gold", coauthors=(AuthorFacts("Remi Far", "", FAR),)
    )
    assert standing(world, FAR) == {(1, "coauthor"): "proposed"}


def test_nobody_decides_on_their_own_conflict_nor_on_their_own_paper(world: World) -> None:
    world.paper()
    with pytest.raises(Unknown):
        decide(world, ConflictMove.DISMISS, email=CHAIR, of=CHAIR)
    selecting.add_leader(world)
    world.paper("Mine", SECOND_CHAIR)
    selecting.add_reviewer(world, REVIEWER)
    assert (2, "institution") in standing(world, REVIEWER)
    with pytest.raises(Unknown):
        decide(world, ConflictMove.CONFIRM, email=SECOND_CHAIR)
    assert set(standing(world, REVIEWER).values()) == {"proposed"}


def test_all_are_decided_on_or_none_and_a_stale_page_decides_nothing(world: World) -> None:
    world.paper()
    world.paper("Another", "noor.haan@law.example.edu")
    selecting.add_reviewer(world, REVIEWER)
    with pytest.raises(Stale):
        decide(world, ConflictMove.CONFIRM, seen=7)
    assert set(standing(world, REVIEWER).values()) == {"proposed"}
    assert decide(world, ConflictMove.CONFIRM) == 2
    assert decide(world, ConflictMove.CONFIRM) == 0


def test_a_leader_puts_one_down_but_not_between_an_author_and_their_paper(world: World) -> None:
    world.paper()
    selecting.add_reviewer(world, FAR, "Remi Far")

    def act(session: Session, email: str = FAR) -> None:
        row, paper = world.call(session).wip_session, world.row(session)
        person = world.actor(session, email).person_id or 0
        by = world.actor(session, CHAIR)
        conflict_decisions.put_down(session, row, paper, person, "A feud.", by=by, now=world.now)

    world.do(act)
    assert standing(world, FAR) == {(1, "leader"): "confirmed"}
    selecting.add_reviewer(world, AUTHOR, "Mbali Abara")
    with pytest.raises(Refusal, match="is an author of this paper"):
        world.do(lambda session: act(session, AUTHOR))


def test_an_author_never_reviews_the_own_paper(world: World) -> None:
    world.paper()
    selecting.add_reviewer(world, AUTHOR, "Mbali Abara")
    with pytest.raises(Refusal, match="You are an author"):
        selecting.score(world, 1, AUTHOR, 5)
    assert world.do(lambda s: s.scalar(sa.select(sa.func.count()).select_from(Review))) == 0


def test_looking_reads_as_much_however_many_papers_there_are(world: World, statements: Any) -> None:
    selecting.add_reviewer(world, REVIEWER)
    counts = []
    for size in (1, 3):
        for n in range(size):
            world.paper(f"Paper {size}.{n}", f"author{size}{n}@law.example.edu")
        with statements() as said:
            world.paper(f"Counted {size}", f"counted{size}@law.example.edu")
        counts.append(len([each for each in said if "conflicts" in each or "relations" in each]))
    assert counts[0] == counts[1]


def test_the_submission_is_refused_whole_where_a_declaration_is_wrong(world: World) -> None:
    facts = PaperFacts(
        "On Bail", "Twelve words.", (AuthorFacts("Mbali Abara", "", AUTHOR),), kept_from=(KeptFrom("", "x"),)
    )
    with pytest.raises(Refusal, match="is not an e-mail address"):
        world.do(lambda s: submissions.submit(s, world.call(s), facts, now=world.now))


def test_a_doubled_declaration_by_a_reviewer_is_one(world: World) -> None:
    world.paper()
    selecting.add_reviewer(world, FAR, "Remi Far")
    for _ in range(2):
        world.do(
            lambda s: reviews.declare_conflict(
                s, world.row(s), "A friend.", by=world.actor(s, FAR), now=world.now
            )
        )
    assert standing(world, FAR) == {(1, "reviewer"): "confirmed"}

"""Commenters are kept from papers by the rules of review: found, typed, declared, and judged by a leader."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.commissioning import deliver
from tests.selecting import SECOND_CHAIR, add_leader, add_reviewer
from tests.world import AUTHOR, CHAIR, COAUTHOR, COMMENTER, REVIEWER, World
from wip.domain.conflict_facts import KeptFrom, RelationKind
from wip.domain.conflicts import ConflictMove, ConflictState
from wip.domain.papers import AuthorFacts, PaperState
from wip.domain.people import VISITOR
from wip.domain.publications import AgendaState
from wip.domain.refusals import Refusal
from wip.models import Commenter, Commission, Conflict, Paper, Person, Review
from wip.queries import conflicts as reads
from wip.queries.attention import attention
from wip.queries.commenter_conflicts import closed_pairs
from wip.queries.conflicts import ConflictsQuery
from wip.queries.reviews import hidden_papers
from wip.services import commenters, commissions, conflict_decisions, kept_from, people, relations
from wip.services.commenters import OfferFacts
from wip.services.conflict_decisions import Ticked

FAR = "far.reader@far.example.edu"


def offer(world: World, email: str = COMMENTER, conflicts: str = "", name: str = "Piper Nakagawa") -> None:
    def act(session: Session) -> None:
        facts, call = OfferFacts("Juries", conflicts, 2), world.call(session)
        by = world.actor(session, email)
        commenters.offer(session, call, facts, name=name, email=email, affiliation="", now=world.now, by=by)

    world.do(act)


def present(world: World, *numbers: int) -> None:
    def act(session: Session) -> None:
        for number in numbers:
            world.row(session, number).state = PaperState.CONFIRMED

    world.do(act)


def closed(world: World) -> set[tuple[int, str]]:
    """(paper's number, address) of each closed pair."""

    def read(session: Session) -> set[tuple[int, str]]:
        pairs = closed_pairs(session, world.call(session).wip_session)
        return {
            (session.get_one(Paper, paper).number, session.get_one(Person, person).email)
            for paper, person in pairs
        }

    return world.do(read)


def found(world: World) -> list[tuple[str, str, str]]:
    """Kind, state and reason of each conflict but the chair's own."""

    def read(session: Session) -> list[tuple[str, str, str]]:
        rows = session.execute(
            sa.select(Conflict.kind, Conflict.state, Conflict.reason)
            .join(Conflict.person)
            .where(Person.email != CHAIR)
            .order_by(Conflict.id)
        )
        return [(row[0].value, row[1].value, row[2]) for row in rows]

    return world.do(read)


def decide(world: World, move: ConflictMove, by: str = CHAIR) -> None:
    def act(session: Session) -> None:
        of_others = sa.select(Conflict).join(Conflict.person).where(Person.email != CHAIR)
        ticked = [Ticked(row.id, row.version) for row in session.scalars(of_others)]
        row = world.call(session).wip_session
        conflict_decisions.decide(session, row, ticked, move, by=world.actor(session, by), now=world.now)

    world.do(act)


def ask(world: World, number: int = 1) -> None:
    def act(session: Session) -> None:
        ids = session.scalars(sa.select(Commenter.id)).all()
        by = world.actor(session, CHAIR)
        commissions.ask(session, world.row(session, number), world.call(session), ids, by=by, now=world.now)

    world.do(act)


def states(world: World) -> list[str]:
    return world.do(lambda s: list(s.scalars(sa.select(Commission.state))))


def test_nobody_else_s_rules_close_a_paper(world: World) -> None:
    world.paper()
    offer(world)
    assert (found(world), closed(world)) == ([], set())


def test_authors_and_who_submitted_are_kept_from_their_paper_alone(world: World) -> None:
    coauthor = AuthorFacts("Tomas Varga", "Ashford Law School", COAUTHOR)
    world.paper(coauthors=(coauthor,))
    world.paper("Mercy as Procedure", "leila@quay.example.edu")
    offer(world, COAUTHOR, name="Tomas Varga")
    assert (1, COAUTHOR) in closed(world)
    assert (2, COAUTHOR) not in closed(world)


def test_what_is_found_closes_until_a_leader_dismisses_it(world: World) -> None:
    world.paper()
    present(world, 1)
    offer(world, "piper@law.example.edu")
    said = "The addresses of Piper Nakagawa and Mbali Abara share the domain law.example.edu."
    assert found(world) == [("institution", "proposed", said)]
    assert closed(world) == {(1, "piper@law.example.edu")}
    with pytest.raises(Refusal, match="Piper Nakagawa and paper 1 must be kept apart: it is their own, or a"):
        ask(world)
    decide(world, ConflictMove.DISMISS)
    assert closed(world) == set()
    ask(world)
    assert states(world) == ["offered"]


@pytest.mark.parametrize(
    "typed",
    ["Anything by Abara", "mbali ABARA; somebody else", "The paper called quotas  without numbers, please"],
)
def test_names_and_titles_that_a_commenter_typed_close_until_a_leader_judges(
    world: World, typed: str
) -> None:
    world.paper()
    world.paper("Mercy as Procedure", "leila@quay.example.edu")
    offer(world, conflicts=typed)
    said = f"Piper Nakagawa should not comment on, in their own words: “{' '.join(typed.split())}”."
    assert found(world) == [("close", "proposed", said)]
    assert closed(world) == {(1, COMMENTER)}


def test_taking_the_words_or_the_offer_back_opens_the_paper(world: World) -> None:
    world.paper()
    offer(world, conflicts="Abara")
    offer(world, conflicts="")
    assert (found(world), closed(world)) == ([], set())
    offer(world, conflicts="Abara")

    def leave(session: Session) -> None:
        row = session.scalars(sa.select(Commenter)).one()
        commenters.take_back(
            session, row, world.call(session), by=world.actor(session, COMMENTER), now=world.now
        )

    world.do(leave)
    assert found(world) == []


def test_whom_the_authors_keep_out_may_not_comment_either(world: World) -> None:
    world.paper()

    def say(session: Session) -> None:
        named = [KeptFrom("", COMMENTER, "a quarrel")]
        by = world.actor(session, AUTHOR)
        kept_from.say(session, world.row(session), world.call(session), named, by=by, now=world.now)

    world.do(say)
    offer(world)
    assert [(kind, state) for kind, state, _ in found(world)] == [("author", "confirmed")]
    assert closed(world) == {(1, COMMENTER)}


def test_one_person_under_another_address_is_found(world: World) -> None:
    world.paper(email="piper@second.example.edu", name="Piper Nakagawa")
    offer(world)
    assert [(kind, state) for kind, state, _ in found(world)] == [("same_person", "proposed")]


def test_what_a_person_says_of_themself_later_is_looked_at(world: World) -> None:
    world.paper()
    offer(world)

    def move(session: Session) -> None:
        person = session.scalars(sa.select(Person).where(Person.email == COMMENTER)).one()
        facts: dict[str, str | None] = {"name": person.name, "affiliation": "Northfield Law School"}
        people.change_details(session, person, facts, by=world.actor(session, COMMENTER), now=world.now)

    world.do(move)
    assert [kind for kind, _, _ in found(world)] == ["institution"]


def test_a_paper_that_comes_later_is_looked_at(world: World) -> None:
    offer(world, conflicts="Abara")
    assert found(world) == []
    world.paper()
    assert [kind for kind, _, _ in found(world)] == ["close"]


def test_an_author_who_comments_brings_their_co_authors(world: World) -> None:
    """Who writes with somebody here may not comment on that one's other paper."""
    world.paper("Alone", "leila@quay.example.edu", name="Leila Haddad", affiliation="Quayside")
    offer(world)
    coauthors = (AuthorFacts("Leila Haddad", "", "leila@quay.example.edu"),)
    world.paper("Together", COMMENTER, name="Piper Nakagawa", coauthors=coauthors)
    assert [(kind, state) for kind, state, _ in found(world)] == [("coauthor", "proposed")]
    assert (1, COMMENTER) in closed(world)


def test_confirming_takes_a_request_back_and_makes_no_review(world: World) -> None:
    world.paper()
    present(world, 1)
    offer(world)
    ask(world)
    deliver(world)

    def put_down(session: Session) -> None:
        person = session.scalars(sa.select(Person.id).where(Person.email == COMMENTER)).one()
        row, by = world.call(session).wip_session, world.actor(session, CHAIR)
        paper = world.row(session)
        conflict_decisions.put_down(
            session, row, paper, person, "They share an office.", by=by, now=world.now
        )

    world.do(put_down)
    assert states(world) == ["withdrawn"]
    assert [letter.to_email for letter in world.letters(kind="commission_withdrawn")] == [COMMENTER]
    assert world.do(lambda s: s.scalars(sa.select(Review)).all()) == []
    assert closed(world) == {(1, COMMENTER)}


def test_leaders_are_asked_to_judge_only_where_the_paper_has_a_place(world: World) -> None:
    world.paper()
    world.paper("Mercy as Procedure", "leila@law.example.edu")
    offer(world, "piper@law.example.edu")

    def read(session: Session) -> tuple[list[int], int]:
        row, me = world.call(session).wip_session, world.actor(session, CHAIR).person_id or 0
        page = reads.conflicts_of(session, row, ConflictsQuery(), 1, reader=me, names=True)
        return [each.number for each in page.items], attention(session, row, me, world.now).conflicts

    assert world.do(read) == ([], 0)
    present(world, 2)
    assert world.do(read) == ([2], 1)
    add_reviewer(world, "piper@law.example.edu", "Piper Nakagawa")
    assert world.do(read) == ([1, 2], 2)


def test_a_leader_never_judges_their_own_offer(world: World) -> None:
    world.paper()
    present(world, 1)
    add_leader(world)
    offer(world, SECOND_CHAIR, name="Jonas Lind")

    def read(session: Session, email: str) -> list[str]:
        row, me = world.call(session).wip_session, world.actor(session, email).person_id or 0
        page = reads.conflicts_of(session, row, ConflictsQuery(), 1, reader=me, names=True)
        return [each.email for each in page.items]

    assert SECOND_CHAIR not in world.do(lambda s: read(s, SECOND_CHAIR))
    assert SECOND_CHAIR in world.do(lambda s: read(s, CHAIR))


def test_relations_that_were_stated_count(world: World) -> None:
    world.paper()
    offer(world)

    def state(session: Session) -> None:
        person = session.scalars(sa.select(Person).where(Person.email == COMMENTER)).one()
        by = world.actor(session, COMMENTER)
        relations.add(
            session, person, RelationKind.ADVISER, name="Mbali Abara", email="", by=by, now=world.now
        )

    world.do(state)
    assert [(kind, state_) for kind, state_, _ in found(world)] == [("adviser", "proposed")]


def tick(world: World, email: str, by: str, *numbers: int) -> None:
    def act(session: Session) -> None:
        call = world.call(session)
        call.wip_session.agenda_state = AgendaState.PUBLISHED
        facts = OfferFacts("Juries", "Anything on bail", 2, declared=numbers)
        me = world.actor(session, by) if by else VISITOR
        who = {"name": "Piper Nakagawa", "email": email, "affiliation": ""}
        commenters.offer(session, call, facts, **who, now=world.now, by=me)

    world.do(act)


@pytest.mark.parametrize("by", ["", AUTHOR])
@pytest.mark.parametrize("email", [CHAIR, REVIEWER, COMMENTER])
def test_who_only_types_an_address_declares_nothing_for_it(world: World, email: str, by: str) -> None:
    world.paper()
    world.paper("Mercy as Procedure", "leila@quay.example.edu")
    present(world, 1, 2)
    add_reviewer(world, REVIEWER)
    tick(world, email, by, 1, 2)
    rows = sa.select(Conflict.kind, Conflict.state).join(Conflict.person).where(Person.email == email)
    said = [(row[0].value, row[1].value) for row in world.do(lambda s: s.execute(rows).all())]
    assert [state for _, state in said if state != "proposed"] == []
    assert said.count(("close", "proposed")) == 2
    assert closed(world) >= {(1, email), (2, email)}
    own = world.do(lambda s: s.scalars(sa.select(Commenter.conflicts)).one())
    assert own.splitlines() == ["Anything on bail", "“Quotas Without Numbers”", "“Mercy as Procedure”"]

    def hidden(session: Session) -> set[int]:
        row, me = world.call(session).wip_session, world.actor(session, email).person_id or 0
        return set(hidden_papers(session, row, me))

    assert world.do(hidden) == set()


def test_the_person_themself_declares_at_once(world: World) -> None:
    world.paper()
    present(world, 1)
    add_reviewer(world, REVIEWER)
    tick(world, REVIEWER, REVIEWER, 1)
    assert ("reviewer", "confirmed", "") in found(world)


def test_more_papers_than_can_be_noted_are_refused_to_a_visitor(world: World) -> None:
    for number in range(15):
        world.paper(f"{'Long words ' * 15}{number}", f"author{number}@law.example.edu")
    present(world, *range(1, 16))
    with pytest.raises(Refusal, match="sign in first"):
        tick(world, COMMENTER, "", *range(1, 16))


@pytest.mark.parametrize("many", [1, 3, 30])
def test_closed_pairs_are_one_statement(world: World, statements: object, many: int) -> None:
    for number in range(many):
        world.paper(f"Paper {number}", f"author{number}@law.example.edu")
    offer(world, REVIEWER, name="Remi Oyelaran")

    def read(session: Session) -> tuple[int, int]:
        row = world.call(session).wip_session
        session.flush()
        with statements() as said:  # type: ignore[operator]  # the fixture's own type
            pairs = closed_pairs(session, row.id)
        return len(said), len(pairs)

    assert world.do(read) == (1, many)
    assert ConflictState.PROPOSED.value in {state for _, state, _ in found(world)}

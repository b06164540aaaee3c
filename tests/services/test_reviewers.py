"""Reviewers: invited, answered, ended, asked again."""

from datetime import timedelta

import pytest

from tests.selecting import add_reviewer
from tests.world import CHAIR, REVIEWER, World
from wip.domain.invitations import InvitationState
from wip.domain.letters import LetterKind
from wip.domain.refusals import Refusal, RefusedMove, Stale
from wip.models import Reviewer
from wip.services import reviewers


def _state(world: World, reviewer_id: int) -> InvitationState:
    return world.do(lambda s: s.get_one(Reviewer, reviewer_id).state)


def _end(world: World, reviewer_id: int, seen: int) -> None:
    world.do(
        lambda s: reviewers.end_reviewership(
            s,
            world.call(s),
            s.get_one(Reviewer, reviewer_id),
            seen=seen,
            by=world.actor(s, CHAIR),
            now=world.now,
        )
    )


def _answer(world: World, reviewer_id: int, *, accept: bool) -> None:
    world.do(
        lambda s: reviewers.answer_reviewership(
            s, s.get_one(Reviewer, reviewer_id), accept=accept, by=world.actor(s, REVIEWER), now=world.now
        )
    )


def test_an_invitation_is_one_letter_with_two_answers(world: World) -> None:
    asked = add_reviewer(world, REVIEWER, accept=False)
    letters = world.letters(kind=LetterKind.REVIEWER_INVITATION)
    assert [(each.to_email, each.subject) for each in letters] == [
        (REVIEWER, "Will you review papers for “Spring Works-in-Progress Session”?")
    ]
    assert [link[4] for link in letters[0].links] == ["accept", "decline"]
    _answer(world, asked, accept=True)
    _answer(world, asked, accept=True)
    assert _state(world, asked) is InvitationState.ACCEPTED
    with pytest.raises(RefusedMove):
        _answer(world, asked, accept=False)


def test_nobody_is_invited_twice_and_leaders_need_no_invitation(world: World) -> None:
    add_reviewer(world, REVIEWER)
    with pytest.raises(Refusal) as twice:
        add_reviewer(world, REVIEWER.upper())
    assert (twice.value.sentence, twice.value.field) == ("Remi Oyelaran has been invited already.", "email")
    with pytest.raises(Refusal) as leader:
        add_reviewer(world, CHAIR)
    assert leader.value.sentence == "Robin Vale leads the section and reviews without an invitation."


def test_an_ended_reviewer_can_be_asked_again_with_a_letter_of_its_own(world: World) -> None:
    asked = add_reviewer(world, REVIEWER)
    with pytest.raises(Stale):
        _end(world, asked, seen=1)
    _end(world, asked, seen=2)
    with pytest.raises(RefusedMove):
        _answer(world, asked, accept=True)
    assert add_reviewer(world, REVIEWER, accept=False) == asked
    assert _state(world, asked) is InvitationState.INVITED
    assert len(world.letters(kind=LetterKind.REVIEWER_INVITATION)) == 2
    _end(world, asked, seen=4)
    with pytest.raises(Refusal, match="Wait a day before you ask once more"):
        add_reviewer(world, REVIEWER, accept=False)
    world.now += timedelta(days=1, minutes=1)
    assert add_reviewer(world, REVIEWER, accept=False) == asked
    assert len(world.letters(kind=LetterKind.REVIEWER_INVITATION)) == 3

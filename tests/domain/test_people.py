"""Who may do what."""

import pytest

from wip.domain.people import SYSTEM, VISITOR, WHO_MAY, Act, Actor, Role, may

ANN = Actor(7, "Ann", "ann@law.example.edu")
PUBLIC = {
    Act.SEE_PUBLIC_PAGES,
    Act.SIGN_IN,
    Act.SEE_SESSION,
    Act.SUBMIT_PAPER,
    Act.OFFER_TO_COMMENT,
    Act.ATTEND,
    Act.SEE_PUBLISHED_AGENDA,
    Act.READ_PUBLIC_DRAFT,
    Act.READ_OWN_FEED,
}


def test_a_visitor_may_what_everybody_may() -> None:
    assert {act for act in Act if may(VISITOR, act)} == PUBLIC


def test_who_has_signed_in_may_see_their_own() -> None:
    known = ANN.towards(frozenset())
    assert {act for act in Act if may(known, act)} - PUBLIC == {Act.SEE_WHAT_WAITS, Act.ROTATE_FEED}


def test_a_reviewer_may_not_select_and_an_author_may_not_review() -> None:
    reviewer, author = (ANN.towards(frozenset({role})) for role in (Role.REVIEWER, Role.AUTHOR))
    assert [may(reviewer, Act.REVIEW_PAPERS), may(reviewer, Act.SELECT_PAPERS)] == [True, False]
    assert [may(author, Act.KEEP_OWN_PAPER), may(author, Act.REVIEW_PAPERS)] == [True, False]


@pytest.mark.parametrize("role", Role)
def test_roles_towards_one_thing_do_not_follow_to_the_next(role: Role) -> None:
    there = ANN.towards(frozenset({role}))
    assert there.towards(frozenset()) == ANN.towards(frozenset())
    assert there.is_leader is (role is Role.LEADER)


def test_a_visitor_never_becomes_known_by_a_role() -> None:
    assert VISITOR.towards(frozenset({Role.LEADER})).roles == {Role.ANYONE, Role.LEADER}
    assert [VISITOR.is_known, ANN.is_known, SYSTEM.is_known] == [False, True, False]


def test_the_table_cannot_be_changed_and_leaves_out_no_act() -> None:
    assert set(WHO_MAY) == set(Act)
    with pytest.raises(TypeError):
        WHO_MAY[Act.SIGN_IN] = frozenset()  # type: ignore[index]

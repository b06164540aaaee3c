"""What is said of an answer: why not a pair, what is short, who would help, what changed."""

from dataclasses import replace

from hypothesis import example, given, settings

from tests.domain.commenter_cases import best_by_trying, every_answer, levels, questions
from wip.domain.commenter_matching import Commissions, commission
from wip.domain.commenter_reasons import (
    Names,
    Volunteer,
    compare,
    said_volunteer,
    shortage,
    volunteers,
    why_not,
)

PAPERS = ("“Bail”", "“Parole”", "“Tort”")
PEOPLE = ("Ada", "Ben", "Cy")
NAMES = Names(PAPERS.__getitem__, PEOPLE.__getitem__)


def said(asked: Commissions, paper: int, person: int) -> str:
    return why_not(asked, commission(asked), paper, person, NAMES).words


def test_why_not_names_the_first_level_that_loses() -> None:
    asked = Commissions(fits=[[9, 1], [None, 5]], wanted=[1, 1], most=[1, 1])
    assert said(asked, 0, 0) == "Ada is on “Bail”."
    assert said(asked, 1, 0) == "Ada must not comment on “Parole”."
    assert (
        said(asked, 0, 1)
        == "With Ben on “Bail”, one paper fewer would have all commenters: “Parole” would lack some."
    )


def test_why_not_tells_the_points_of_the_worst_pair_and_of_the_sum() -> None:
    worst = Commissions(fits=[[90, 40], [50, 10]], wanted=[1, 1], most=[1, 1])
    assert (
        said(worst, 0, 0)
        == "With Ada on “Bail”, the worst pair would fit less well: 10 points instead of 40."
    )
    total = Commissions(fits=[[90, 40], [40, 40]], wanted=[1, 1], most=[1, 1])
    assert (
        said(total, 0, 1)
        == "With Ben on “Bail”, all pairs together would fit less well: 80 points instead of 130."
    )
    even = Commissions(fits=[[7, 7]], wanted=[1], most=[1, 1])
    assert (
        said(even, 0, 1)
        == "With Ben on “Bail”, the answer would be just as good. Fix the pair if you like it better."
    )


def test_why_not_tells_which_paper_would_have_nobody_senior_or_nobody() -> None:
    mix = Commissions(fits=[[7, 7], [7, 7]], wanted=[1, 0], most=[1, 1], seniors=frozenset({0}))
    assert said(mix, 0, 1) == "With Ben on “Bail”, one paper more would have nobody senior: “Bail”."
    few = Commissions(fits=[[7, None], [7, None]], wanted=[3, 2], most=[2, 0], clashing=[])
    both = replace(few, fits=[[7, 7], [None, 7]], most=[1, 1])
    assert said(both, 0, 1) == "With Ben on “Bail”, the papers that lack commenters would have fewer still."


def test_why_not_names_the_lock_that_is_in_the_way() -> None:
    asked = Commissions(
        fits=[[7, 7], [7, 7], [7, 7]],
        wanted=[1, 1, 1],
        most=[2, 1],
        locked=frozenset({(0, 0), (2, 1)}),
        clashing=[frozenset({0, 1})],
    )
    assert said(asked, 1, 0) == "Ada is fixed for a paper at the same time as “Parole”. Free that one first."
    assert said(asked, 1, 1) == "Ben has as many papers as offered, and all are fixed. Free one first."
    assert (
        said(asked, 2, 0)
        == "“Tort” has its commenters, and all are fixed. Free one first, or ask for one more."
    )


@settings(max_examples=40, deadline=None)
@given(questions(sure=True))
@example(
    Commissions(
        fits=[[1, 0, 0, 2], [2, 0, 2, 4], [1, 0, 0, 3]],
        wanted=[2, 2, 2],
        most=[2, 0, 1, 1],
        clashing=[frozenset({0, 2}), frozenset({1})],
    )
)
def test_why_not_weighs_the_pair_against_all_answers_that_have_it(asked: Commissions) -> None:
    found = commission(asked)
    for paper in range(len(asked.wanted)):
        for person in range(len(asked.most)):
            reason = why_not(asked, found, paper, person)
            with_it = [levels(asked, who) for who in every_answer(asked) if person in who[paper]]
            if reason.answer is not None:
                assert reason.answer.levels == max(with_it)
            else:
                assert not with_it or person in found.commenters[paper]


def test_a_shortage_names_the_papers_and_the_people_it_comes_down_to() -> None:
    asked = Commissions(fits=[[5, 5, None], [5, 5, None], [5, 5, 5]], wanted=[2, 2, 1], most=[1, 1, 4])
    assert shortage(asked, commission(asked), NAMES) == (
        "“Bail” and “Parole” together need 4 commenters more, but Ada and Ben, the only ones who may comment there, "
        "can take only 2 of these places."
    )
    assert shortage(replace(asked, most=[2, 2, 4]), commission(replace(asked, most=[2, 2, 4])), NAMES) == ""
    barred = Commissions(fits=[[None, None]], wanted=[1], most=[1, 1])
    assert (
        shortage(barred, commission(barred), NAMES)
        == "“Bail” needs one commenter more, and nobody else may comment there."
    )
    times = Commissions(fits=[[5], [5]], wanted=[1, 1], most=[2], clashing=[frozenset({0, 1})])
    assert shortage(times, commission(times), NAMES) == (
        "“Bail” and “Parole” together need 2 commenters more, but Ada, who alone may comment there, can take only "
        "1 of these places, as nobody can be at two papers at a time."
    )


@settings(max_examples=100, deadline=None)
@given(questions(sure=True))
def test_a_shortage_is_said_whenever_a_paper_lacks_somebody(asked: Commissions) -> None:
    found = commission(asked)
    assert bool(shortage(asked, found)) == bool(found.incomplete(asked))


def test_one_more_volunteer_would_complete_a_paper() -> None:
    asked = Commissions(fits=[[5, 5], [5, 5], [5, 5]], wanted=[2, 2, 1], most=[2, 1])
    topics = {"sentencing": frozenset({0, 1}), "torts": frozenset({2}), "tax": frozenset[int]()}
    found = volunteers(asked, commission(asked), topics)
    assert found == (Volunteer("sentencing", 2, (1,), 1),)
    assert (
        said_volunteer(found[0], NAMES)
        == "One more volunteer in sentencing for 2 papers would complete “Parole”."
    )
    one = replace(asked, most=[2, 2])
    # Somebody for torts frees whoever comments there now
    assert volunteers(one, commission(one), topics) == (
        Volunteer("sentencing", 1, (1,), 1),
        Volunteer("torts", 1, (1,), 1),
    )
    assert said_volunteer(Volunteer("sentencing", 1, (1,), 1), NAMES) == (
        "One more volunteer in sentencing would complete “Parole”."
    )
    assert said_volunteer(Volunteer("torts", 2, (0, 2), 2), NAMES) == (
        "One more volunteer in torts for 2 papers would complete “Bail” and “Tort”."
    )


@settings(max_examples=60, deadline=None)
@given(questions(sure=True))
def test_a_volunteer_helps_exactly_as_many_papers_as_it_says(asked: Commissions) -> None:
    found = commission(asked)
    papers = frozenset(range(0, len(asked.wanted), 2))
    help_found = {one.places: one for one in volunteers(asked, found, {"even": papers})}
    gain = 0
    for places in (1, 2):
        more = replace(
            asked,
            fits=[[*row, 0 if i in papers else None] for i, row in enumerate(asked.fits)],
            most=[*asked.most, places],
        )
        exact = best_by_trying(more).complete - found.levels.complete
        if exact > gain:
            assert help_found[places].gain == exact
            assert len(help_found[places].completes) >= exact
            assert set(help_found[places].completes) <= set(found.incomplete(asked))
        else:
            assert places not in help_found
        gain = max(gain, exact)


def test_two_answers_side_by_side() -> None:
    asked = Commissions(fits=[[9, 1], [5, 5]], wanted=[1, 1], most=[1, 1])
    before, after = commission(asked), commission(replace(asked, locked=frozenset({(0, 1)})))
    changes = compare(before, after)
    assert (changes.kept, changes.gone, changes.new) == ((), ((0, 0), (1, 1)), ((0, 1), (1, 0)))
    assert (changes.before.total, changes.after.total) == (14, 6)

"""Plans of commenters over HTTP: proposed, looked at, changed, compared, and offered in one press."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.client import PageClient
from tests.commenting import (
    add_hand,
    answer,
    ask,
    asked,
    needs,
    pairs,
    place_papers,
    propose,
    set_commenting,
    volunteer,
)
from tests.conftest import Clock
from tests.reading import add_topics
from tests.selecting import SECOND_CHAIR, add_leader
from tests.world import CHAIR, World
from wip.domain.letters import LetterKind
from wip.models import Commenter, CommissionPlan, Person
from wip.services import commenter_plans, conflict_decisions
from wip.services.commenter_plan_changes import HandMove
from wip.services.commenter_plan_work import compute_due


@pytest.fixture
def chair(client: PageClient, world: World) -> PageClient:
    """The chair, with two papers and four people, two of whom know about one paper."""
    (bail,) = add_topics(world, "Bail")
    place_papers(world, "Cash Bail", topics=(bail,))
    place_papers(world, "Night Juries")
    for name, topics in (("Ada", [bail]), ("Ben", [bail]), ("Cleo", []), ("Dora", [])):
        volunteer(world, name, topics=topics)
    return client.sign_in(CHAIR)


def base(world: World, more: str = "") -> str:
    return f"/manage/{world.slug}/commenters/plans/{more}"


def test_from_a_line_up_to_every_commission_offered_in_two_presses(chair: PageClient, world: World) -> None:
    chair.get(base(world))
    plan = chair.send(button="Propose commenters")
    assert plan.headings == ["Plan 1"]
    assert "Every paper gets 2 commenters." in plan.words
    assert "chose the topic Bail, as the paper does" in plan.words
    assert asked(world) == {}
    letters = chair.get(base(world, "1/offer"))
    assert "4 people asked about 4 places" in letters.words
    assert "Will you comment on “Cash Bail”?" in letters.words
    done = chair.send(button="Send these letters")
    assert "4 people asked about 4 places on papers." in done.words
    assert len(asked(world)) == 4
    assert len(world.letters(kind=LetterKind.COMMISSION_OFFERED)) == 4
    assert "This plan has been offered" in chair.get(base(world, "1/offer")).words


def test_looking_at_the_letters_sends_none(chair: PageClient, world: World) -> None:
    propose(world)
    chair.get(base(world, "1/offer"))
    assert asked(world) == {}
    assert world.letters(kind=LetterKind.COMMISSION_OFFERED) == []


def test_a_doubled_press_offers_once(chair: PageClient, world: World) -> None:
    propose(world)
    page = chair.get(base(world, "1/offer"))
    data = page.form(button="Send").filled()
    first = chair.post(base(world, "1/offer"), data)
    second = chair.post(base(world, "1/offer"), data)
    assert (first.status_code, second.status_code) == (303, 303)
    assert len(world.letters(kind=LetterKind.COMMISSION_OFFERED)) == 4


def test_a_plan_changed_meanwhile_is_shown_again_and_nothing_goes(chair: PageClient, world: World) -> None:
    propose(world)
    chair.get(base(world, "1/offer"))
    (_, who), *_ = pairs(world)
    add_hand(world, 1, HandMove.LOCK, next(iter(pairs(world)))[0], who)
    page = chair.send(button="Send these letters", status=409)
    assert "Another leader changed this plan while your page was open." in page.words
    assert asked(world) == {}
    chair.send(button="Send these letters")
    assert len(asked(world)) == 4


def test_what_is_no_longer_possible_is_said_before_and_after(chair: PageClient, world: World) -> None:
    set_commenting(world, releases_silent=False)
    propose(world)
    (number, who), *_ = pairs(world)
    ask(world, number, who)
    answer(world, number, who, accept=False)
    sentence = f"{who} has declined to comment on paper {number}."
    assert sentence in chair.get(base(world, "1/")).words
    assert sentence in chair.get(base(world, "1/offer")).words
    assert f"Left out: {sentence}" in chair.send(button="Send these letters").words


def test_a_leader_changes_a_paper_of_the_plan_by_hand(chair: PageClient, world: World) -> None:
    needs(world, 1)
    propose(world)
    path = base(world, "1/papers/1/")
    chair.get(path)
    (who,) = [name for number, name in pairs(world) if number == 1]
    planned = {name for _, name in pairs(world)}
    other = next(name for name in ("Ada", "Ben", "Cleo", "Dora") if name not in planned)
    page = chair.send(button=f"Add {other} to paper 1")
    assert f"{other} is on paper 1, and stays there when you propose again." in page.words
    chair.send(button=f"Take out {who}")
    assert min(pairs(world)) == (1, other)
    assert "A leader took them out here." in chair.page.words
    chair.get(base(world, "1/"))
    chair.send(button=f"Let go {other}")
    assert pairs(world)[1, other]["is_locked"] is False


def test_somebody_is_moved_to_a_paper_that_lacks_commenters(chair: PageClient, world: World) -> None:
    needs(world, 3)
    propose(world)
    moved = next(name for number, name in pairs(world) if number == 1)
    chair.get(base(world, "1/papers/1/"))
    page = chair.send(button=f"Move there: {moved}", to="2")
    assert f"{moved} is on paper 2 now, in place of paper 1." in page.words
    assert (2, moved) in pairs(world)
    assert (1, moved) not in pairs(world)


def test_why_not_is_answered_with_what_it_would_cost(chair: PageClient, world: World) -> None:
    needs(world, 1)
    propose(world)
    ids = {name: id_ for id_, name in world.do(everybody)}
    page = chair.get(base(world, f"1/papers/1/why-not/{ids['Dora']}"))
    assert page.headings == ["Why not Dora for paper 1?"]
    assert "With Dora on “Cash Bail”, the worst pair would fit less well" in page.words or (
        "With Dora on “Cash Bail”, all pairs together would fit less well" in page.words
    )
    page = chair.send(button="Put them there all the same")
    assert (1, "Dora") in pairs(world)
    page = chair.get(base(world, f"1/papers/1/why-not/{ids['Dora']}"))
    assert "The plan does put Dora on paper 1." in page.words


def everybody(session: Session) -> list[tuple[int, str]]:
    rows = session.execute(sa.select(Commenter.id, Person.name).join(Commenter.person))
    return [(row[0], row[1]) for row in rows]


def test_two_plans_are_compared(chair: PageClient, world: World) -> None:
    needs(world, 1)
    propose(world)
    (who,) = [name for number, name in pairs(world) if number == 1]
    add_hand(world, 1, HandMove.TAKE_OUT, 1, who)
    propose(world, after=1)
    add_hand(world, 2, HandMove.TAKE_OUT, 2, next(name for number, name in pairs(world, 2) if number == 2))
    page = chair.get(base(world, "compare?plan=1&plan=2"))
    assert "Only in plan 2: 1 pair" in page.words
    assert "Nothing to compare" in chair.get(base(world, "compare?plan=1")).words
    chair.get(base(world, "compare?plan=1&plan=99"), status=404)


def test_a_third_ticked_plan_is_refused_and_never_dropped(chair: PageClient, world: World) -> None:
    for _ in range(3):
        propose(world)
    page = chair.get(base(world, "compare?plan=3&plan=2&plan=1"))
    assert "You ticked 3 plans. Only two can stand side by side" in page.words
    assert "Plan 1" in chair.get(base(world, "compare?plan=1&plan=2&plan=2")).words


def test_an_offered_plan_keeps_its_figures_and_reasons(chair: PageClient, world: World) -> None:
    propose(world)
    before = chair.get(base(world, "1/")).words
    assert "chose the topic Bail, as the paper does" in before
    figures = before[before.index("all pairs together have") :].split(".")[0]
    set_commenting(world, releases_silent=False)
    chair.get(base(world, "1/offer"))
    chair.send(button="Send these letters")
    page = chair.get(base(world, "1/"))
    assert "4 asked: 0 accepted, 4 not answered yet." in page.words
    assert figures in page.words
    assert "chose the topic Bail, as the paper does" in page.words
    (first, second, *_) = pairs(world)
    answer(world, *first, accept=True)
    answer(world, *second, accept=False)
    page = chair.get(base(world, "1/"))
    assert "4 asked: 1 accepted, 2 not answered yet, 1 declined, lapsed or taken back." in page.words
    assert f"asked in vain {second[1]} has declined to comment on paper {second[0]}." in page.words
    assert figures in page.words


def test_who_was_left_out_stays_to_be_read(chair: PageClient, world: World) -> None:
    set_commenting(world, releases_silent=False)
    propose(world)
    (number, who), *_ = pairs(world)
    ask(world, number, who)
    answer(world, number, who, accept=False)
    chair.get(base(world, "1/offer"))
    chair.send(button="Send these letters")
    page = chair.get(base(world, "1/"))
    assert f"left out {who} has declined to comment on paper {number}." in page.words
    assert "3 asked: 0 accepted, 3 not answered yet. 1 left out." in page.words


def test_adding_to_a_complete_paper_warns_at_once(chair: PageClient, world: World) -> None:
    needs(world, 1)
    propose(world)
    ((number, who), *_) = pairs(world)
    planned = {name for _, name in pairs(world)}
    other = next(name for name in ("Ada", "Ben", "Cleo", "Dora") if name not in planned)
    chair.get(base(world, f"1/papers/{number}/"))
    page = chair.send(button=f"Add {other} to paper {number}")
    assert f"Paper {number} wants 1 commenter and has 2 people now." in page.words
    assert f"left out: {who}." in page.words
    sentence = f"Paper {number} has its commenter without {who}."
    assert f"will be left out {sentence}" in page.words
    assert sentence in chair.get(base(world, "1/offer")).words


def test_who_stands_by_is_shown_among_papers_people_and_letters(chair: PageClient, world: World) -> None:
    needs(world, 1)
    set_commenting(world, standby_per_paper=1)
    propose(world)
    page = chair.get(base(world, "1/"))
    assert "2 of 2 papers have somebody on standby." in page.words
    assert "did not offer to step in, but has time for one more paper" in page.words
    assert "stands by" in chair.get(base(world, "1/people")).words
    waits = next(name for (_, name), value in pairs(world).items() if value["is_standby"])
    assert "to stand by" in chair.get(base(world, "1/offer")).words
    ids = {name: id_ for id_, name in world.do(everybody)}
    assert "stand by for" in chair.get(base(world, f"1/offer?to={ids[waits]}")).words


def test_the_letter_is_shown_as_it_is_read(chair: PageClient, world: World) -> None:
    propose(world)
    page = chair.get(base(world, "1/offer"))
    assert "As plain text" in page.words
    assert '<span class="button">' in page.html
    assert "What points mean" in chair.get(base(world, "1/")).words


def test_the_people_page_says_what_each_would_have(chair: PageClient, world: World) -> None:
    propose(world)
    assert chair.get(base(world, "1/people")).words.count("1. Cash Bail") == 2


def test_a_large_plan_is_watched_while_the_worker_computes_it(
    chair: PageClient, world: World, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setattr(commenter_plans, "AT_ONCE", 0)
    chair.get(base(world))
    page = chair.send(button="Propose commenters")
    assert "Plan 1 is being computed" in page.words
    part = chair.http.get(
        base(world, "1/progress"), base_url="https://wip.example.edu", headers={"HX-Request": "true"}
    )
    assert 'hx-trigger="every 2s"' in part.get_data(as_text=True)
    clock.now += timedelta(minutes=5)
    assert "Plan 1 has stopped" in chair.get(base(world, "1/")).words
    chair.send(button="Start it again")
    world.do(lambda s: compute_due(s, clock))
    part = chair.http.get(
        base(world, "1/progress"), base_url="https://wip.example.edu", headers={"HX-Request": "true"}
    )
    assert part.headers["HX-Redirect"] == base(world, "1/")
    assert "Every paper gets 2 commenters." in chair.get(base(world, "1/progress")).words


def test_without_papers_the_page_says_what_to_do(client: PageClient, world: World) -> None:
    page = client.sign_in(CHAIR).get(base(world))
    assert "No paper has a place yet" in page.words
    assert not [form for form in page.forms if "plans" in form.action]


def test_a_conflict_hides_the_paper_and_all_of_it_in_plans(chair: PageClient, world: World) -> None:
    add_leader(world)
    place_papers(world, "Xylographic Bonds")
    volunteer(world, "Only One")
    needs(world, 2)
    propose(world, email=SECOND_CHAIR)
    propose(world, after=1, email=SECOND_CHAIR)
    keep_from(world, CHAIR, 3)
    paths = ["", "1/", "1/?show=missing", "1/people", "1/offer", "compare?plan=1&plan=2", "1/papers/1/"]
    for path in paths:
        assert "Xylographic" not in chair.get(base(world, path)).html, path
    chair.get(base(world, "1/papers/3/"), status=404)
    page = chair.get(base(world, "1/"))
    assert "1 paper with which you have a conflict is planned too, but not shown to you." in page.words
    chair.get(base(world, "1/offer"))
    chair.send(button="Send th")
    assert "Xylographic" not in chair.page.html
    assert {number for number, _ in asked(world)} == {1, 2, 3}
    assert "Xylographic" not in chair.get(f"/manage/{world.slug}/history/").html


def keep_from(world: World, email: str, number: int) -> None:
    """Another leader puts down a conflict."""

    def act(session: Session) -> None:
        person = world.actor(session, email).person_id or 0
        by, row = world.actor(session, SECOND_CHAIR), world.call(session).wip_session
        conflict_decisions.put_down(
            session, row, world.row(session, number), person, "Married.", by=by, now=world.now
        )

    world.do(act)


@pytest.mark.parametrize(
    ("path", "expected"),
    [("", 17), ("1/", 19), ("1/people", 18), ("1/papers/1/", 19), ("compare?plan=1&plan=2", 20)],
)
def test_a_plan_costs_the_same_at_1_3_and_30_papers(
    client: PageClient, world: World, statements: Any, path: str, expected: int
) -> None:
    chair, found = client.sign_in(CHAIR), {}
    for more, total in ((1, 1), (2, 3), (27, 30)):
        place_papers(world, *(f"Paper {n}" for n in range(total - more, total)))
        for n in range(total - more, total):
            volunteer(world, f"Helper {n}", 2)
        world.do(lambda s: s.execute(sa.delete(CommissionPlan)))
        propose(world)
        propose(world)
        chair.get(base(world, path))
        with statements() as said:
            chair.get(base(world, path))
        found[total] = len(said)
    assert found == {1: expected, 3: expected, 30: expected}

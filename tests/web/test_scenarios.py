"""What-if copies in the browser."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.client import Page, PageClient
from tests.selecting import SECOND_CHAIR, add_leader, decide, score, see_all_scores, standing
from tests.web.test_selection import balance, freeze
from tests.world import AUTHOR, CHAIR, REVIEWER, World
from wip.domain.papers import CareerStage
from wip.domain.reviews import Outcome
from wip.models import Scenario

ACCEPT, WAIT, DECLINE = Outcome.ACCEPT, Outcome.WAITING_LIST, Outcome.DECLINE
LEILA = "leila.haddad@law.example.edu"


@pytest.fixture
def papers(world: World) -> World:
    world.paper("Quotas", AUTHOR, career_stage=CareerStage.FELLOW)
    world.paper("Mercy", LEILA, career_stage=CareerStage.TENURED)
    for number, points in ((1, 3), (2, 5)):
        score(world, number, REVIEWER, points)
    decide(world, {2: ACCEPT})
    return world


def copies(world: World, more: str = "") -> str:
    return f"/manage/{world.slug}/selection/copies/{more}"


def keep(client: PageClient, world: World, name: str, **chosen: Any) -> Page:
    """Keep from the selection's own page, with what is typed there."""
    client.get(f"/manage/{world.slug}/selection/")
    typed = {field.replace("_", "-"): value for field, value in chosen.items()}
    data = client.page.form("selection").filled(name=name, **typed)
    response = client.post(copies(world), data)
    assert response.status_code == 303
    return client.get(response.headers["Location"])


def ids(world: World) -> list[int]:
    return world.do(lambda s: list(s.scalars(sa.select(Scenario.id).order_by(Scenario.id))))


def test_a_copy_is_kept_changed_compared_and_adopted(papers: World, client: PageClient) -> None:
    client.sign_in(CHAIR)
    page = keep(client, papers, "More juniors", decision_1="accept")
    assert "“More juniors” is kept." in page.words
    assert "This is a copy to think with" in page.words
    assert standing(papers) == {1: ("submitted", None), 2: ("submitted", "accept")}
    assert balance(page.html, "Career stage")["Fellow or visiting assistant professor"] == (1, 1)
    declined: dict[str, Any] = {"decision-2": "decline"}
    page = client.send("copies", button="Save this copy", **declined)
    assert "1 choice changed in this copy alone." in page.words
    (copy,) = ids(papers)
    page = client.get(copies(papers, f"compare?copy={copy}"))
    assert "2 papers decided otherwise" in page.words
    assert "2. Mercy accept decline" in page.words
    page = client.get(copies(papers, f"{copy}/adopt"))
    page = client.send("adopt", button="Adopt what is ticked")
    assert "2 decisions adopted from “More juniors”. Nothing is visible to authors yet." in page.words
    assert standing(papers) == {1: ("submitted", "accept"), 2: ("submitted", "decline")}
    assert "Nothing to adopt" in client.get(copies(papers, f"{copy}/adopt")).words


def test_copies_are_listed_with_their_sums_and_thrown_away(papers: World, client: PageClient) -> None:
    client.sign_in(CHAIR).get(copies(papers))
    page = client.send("copies", button="Keep as a copy", status=422, name=" ")
    assert "Give the copy a name" in page.words
    client.send("copies", button="Keep as a copy", name="As it stands")
    page = client.get(copies(papers))
    assert "As it stands kept by Robin Vale 1 0 0 1" in page.words
    client.get(copies(papers, f"{ids(papers)[0]}/"))
    page = client.send("discard", button="Throw it away")
    assert "The copy “As it stands” is thrown away." in page.words
    assert ids(papers) == []


def test_a_name_that_is_taken_loses_nothing_that_was_typed(papers: World, client: PageClient) -> None:
    client.sign_in(CHAIR)
    keep(client, papers, "More juniors")
    client.get(f"/manage/{papers.slug}/selection/")
    data = client.page.form("selection").filled(name="More juniors", **{"decision-1": "decline"})
    response = client.post(copies(papers), data)
    html = response.get_data(as_text=True)
    assert (response.status_code, "There is a copy called “More juniors” already." in html) == (422, True)
    assert '<option value="decline" selected>' in html.split('data-paper="1"')[1].split("</tr>")[0]


def test_what_others_decided_meanwhile_is_left_unticked(papers: World, app: Flask) -> None:
    add_leader(papers)
    one = PageClient(app).sign_in(CHAIR)
    keep(one, papers, "More juniors", decision_1="accept", decision_2="decline")
    decide(papers, {2: WAIT}, SECOND_CHAIR)
    page = one.get(copies(papers, f"{ids(papers)[0]}/adopt"))
    assert "decided since the copy was made by Jonas Lind. Left as it is unless you tick it." in page.words
    one.send("adopt", button="Adopt what is ticked")
    assert standing(papers) == {1: ("submitted", "accept"), 2: ("submitted", "waiting_list")}


def test_a_clash_in_a_copy_and_while_adopting_is_said_and_saves_nothing(papers: World, app: Flask) -> None:
    add_leader(papers)
    one, two = PageClient(app).sign_in(CHAIR), PageClient(app).sign_in(SECOND_CHAIR)
    keep(one, papers, "More juniors")
    (copy,) = ids(papers)
    for each in (one, two):
        each.get(copies(papers, f"{copy}/"))
    declined: dict[str, Any] = {"decision-2": "decline"}
    waiting: dict[str, Any] = {"decision-2": "waiting_list"}
    one.send("copies", button="Save this copy", **declined)
    page = two.send("copies", button="Save this copy", status=409, **waiting)
    assert "Robin Vale changed this copy while your page was open." in page.words
    assert "not saved" in page.words
    two.get(copies(papers, f"{copy}/adopt"))
    decide(papers, {2: WAIT})
    page = two.send("adopt", button="Adopt what is ticked", status=409)
    assert "Leila Haddad’s paper is now on the waiting list (by Robin Vale)." in page.words
    assert standing(papers)[2] == ("submitted", "waiting_list")


def test_reasons_are_asked_for_while_adopting_from_a_frozen_ranking(
    papers: World, client: PageClient
) -> None:
    client.sign_in(CHAIR)
    keep(client, papers, "Other", decision_2="decline")
    freeze(papers)
    client.get(copies(papers, f"{ids(papers)[0]}/adopt"))
    page = client.send("adopt", button="Adopt what is ticked", status=422)
    assert "Give one line of reason for paper 2, “Mercy”" in page.words
    assert page.html.count('aria-invalid="true"') == 1
    client.send("adopt", button="Adopt what is ticked", reason="It was read elsewhere.")
    assert "Reason: It was read elsewhere." in client.get(f"/manage/{papers.slug}/selection/").words


def test_nothing_ticked_and_no_such_copy_are_refused(papers: World, client: PageClient) -> None:
    client.sign_in(CHAIR)
    keep(client, papers, "Other", decision_2="decline")
    client.get(copies(papers, f"{ids(papers)[0]}/adopt"))
    page = client.send("adopt", button="Adopt what is ticked", status=422, take=[])
    assert "Tick at least one paper to adopt." in page.words
    client.get(copies(papers, "99/"), status=404)


def test_a_leader_sees_nothing_of_an_own_paper_in_anybodys_copy(papers: World, app: Flask) -> None:
    add_leader(papers, AUTHOR, "Mbali Abara")
    one, hers = PageClient(app).sign_in(CHAIR), PageClient(app).sign_in(AUTHOR)
    keep(one, papers, "Other", decision_1="decline", decision_2="decline")
    (copy,) = ids(papers)
    for path in (f"{copy}/", f"{copy}/adopt", f"compare?copy={copy}"):
        page = hers.get(copies(papers, path))
        assert ("Mercy" in page.words, "Quotas" in page.words) == (True, False)
    assert "Other kept by Robin Vale 0 0 1 0" in hers.get(copies(papers)).words
    one.get(copies(papers, f"{copy}/"))
    typed: dict[str, Any] = {"decision-1": "accept"}
    one.send("copies", button="Save this copy", **typed)
    told = [each.get(f"/manage/{papers.slug}/history/").words for each in (one, hers)]
    assert ["changed a what-if copy" in words for words in told] == [True, False]


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_copies_cost_the_same_at_any_length(
    world: World, client: PageClient, statements: Any, rows: int
) -> None:
    for n in range(rows):
        world.paper(f"Paper {n}", f"author{n}@law.example.edu")
        score(world, n + 1, REVIEWER, 4)
    decide(world, dict.fromkeys(range(1, rows + 1), WAIT))
    see_all_scores(world)
    client.sign_in(CHAIR)
    for n in range(min(rows, 19)):
        keep(client, world, f"Copy {n}")
    first = ids(world)[0]
    counts = []
    for path in ("", f"{first}/", f"{first}/adopt", f"compare?copy={first}"):
        client.get(copies(world, path))
        with statements() as said:
            client.get(copies(world, path))
        counts.append(len(said))
    assert counts == [4, 17, 6, 10]

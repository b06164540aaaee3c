"""The selection's screen: ranks and ties, the balance, filters, reasons, and what other leaders do meanwhile."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from tests.client import Page, PageClient
from tests.selecting import SECOND_CHAIR, add_leader, decide, score, see_all_scores, standing
from tests.world import AUTHOR, CHAIR, REVIEWER, World
from wip.domain.calls import Blindness
from wip.domain.papers import CareerStage, WorkStage
from wip.domain.reviews import Outcome
from wip.domain.selection_stages import SelectionStage
from wip.models import PaperTopic, Topic
from wip.services import freezes

LEILA, OTTO = "leila.haddad@law.example.edu", "otto.brandt@law.example.edu"
ACCEPT, WAIT, DECLINE = Outcome.ACCEPT, Outcome.WAITING_LIST, Outcome.DECLINE


@pytest.fixture
def papers(world: World) -> World:
    """Ranks 1, 2 and 2 for papers 2, 1 and 3; paper 4 has not been read."""
    world.paper("Quotas", AUTHOR, career_stage=CareerStage.FELLOW, work_stage=WorkStage.DRAFT)
    world.paper("Mercy", LEILA, career_stage=CareerStage.TENURED, work_stage=WorkStage.DRAFT)
    world.paper("Discovery", OTTO, career_stage=CareerStage.FELLOW, work_stage=WorkStage.IDEA)
    world.paper("Not Yet Read", "nadia.osei@law.example.edu")
    for number, points in ((1, 4), (2, 5), (3, 4)):
        score(world, number, REVIEWER, points)
    see_all_scores(world)
    return world


def selection(world: World, more: str = "") -> str:
    return f"/manage/{world.slug}/selection/{more}"


def pick(client: PageClient, status: int = 200, **chosen: Any) -> Page:
    typed: dict[str, Any] = {name.replace("_", "-"): value for name, value in chosen.items()}
    return client.send("selection", button="Save the selection", status=status, **typed)


def look(client: PageClient, world: World, part: str = "", **chosen: Any) -> str:
    """What the page asks for by itself while a leader types."""
    data = client.page.form("selection").filled(**{n.replace("_", "-"): v for n, v in chosen.items()})
    response = client.post(selection(world, f"look{part}"), data)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def titles(page: Page) -> list[str]:
    """The papers of the table, in its order."""
    return re.findall(r'<tr data-paper="\d+">.*?<bdi class="typed">(.*?)</bdi>', page.html, re.DOTALL)


def ranks(page: Page) -> list[str]:
    """The first column."""
    return [words(cell) for cell in re.findall(r'<td class="rank"[^>]*>(.*?)</td>', page.html, re.DOTALL)]


def balance(html: str, heading: str) -> dict[str, tuple[int, int]]:
    """(accepted, submitted) by line of one table."""
    table = html.split(f"<caption>{heading}</caption>")[1].split("</table>", maxsplit=1)[0]
    rows = re.findall(
        r'<th scope="row">(.*?)<svg.*?<td class="n">(\d+).*?<td class="n">(\d+)', table, re.DOTALL
    )
    return {words(label): (int(accepted), int(submitted)) for label, accepted, submitted in rows}


def freeze(world: World, *, revealed: bool = False) -> None:
    def act(session: Session) -> None:
        call, by = world.call(session), world.actor(session, CHAIR)
        freezes.freeze(session, call, seen=SelectionStage.RANKING, by=by, now=world.now)
        if revealed:
            freezes.reveal(session, call, seen=SelectionStage.FROZEN, by=by, now=world.now)

    world.do(act)


def make_blind(world: World) -> None:
    world.do(lambda s: setattr(world.call(s), "blindness", Blindness.DOUBLE))


def test_ties_stand_as_one_rank_and_are_said_in_words(papers: World, client: PageClient) -> None:
    page = client.sign_in(CHAIR).get(selection(papers))
    assert ranks(page) == [
        "1",
        "2= tied with 1 other",
        "2= tied with 1 other",
        "– not scored",
    ]
    assert titles(page) == ["Mercy", "Quotas", "Discovery", "Not Yet Read"]


def test_the_balance_is_of_all_papers_and_follows_what_is_saved(papers: World, client: PageClient) -> None:
    page = client.sign_in(CHAIR).get(selection(papers))
    fellow, tenured = "Fellow or visiting assistant professor", "Tenured more than two years"
    assert balance(page.html, "Career stage") == {fellow: (0, 2), tenured: (0, 1), "Not said": (0, 1)}
    page = pick(client, decision_1="accept", decision_2="accept", decision_3="decline")
    assert balance(page.html, "Career stage") == {fellow: (1, 2), tenured: (1, 1), "Not said": (0, 1)}
    assert balance(page.html, "Stage of the work") == {
        "An idea": (0, 1),
        "A draft": (2, 2),
        "Not said": (0, 1),
    }
    assert balance(page.html, "Schools") == {"Northfield College of Law": (2, 4)}
    assert "1 of 1 school among the accepted." in page.words


def test_the_sums_follow_what_is_typed_before_it_is_saved(papers: World, client: PageClient) -> None:
    decide(papers, {2: DECLINE})
    client.sign_in(CHAIR).get(selection(papers))
    html = look(client, papers, "?part=live", decision_1="accept", decision_2="accept", decision_3="nonsense")
    assert "You have accepted 2: 2 slots fit" in words(html)
    assert balance(html, "Career stage")["Tenured more than two years"] == (1, 1)
    assert "<html" not in html
    assert standing(papers)[1] == ("submitted", None)


def test_topics_are_counted_each(papers: World, client: PageClient) -> None:
    def plant(session: Session) -> None:
        call = papers.call(session)
        made = [Topic(call_id=call.id, position=n, name=name) for n, name in enumerate(("Policing", "Proof"))]
        session.add_all(made)
        session.flush()
        pairs = ((1, 0), (1, 1), (2, 1))
        session.add_all(PaperTopic(paper_id=papers.row(session, p).id, topic_id=made[t].id) for p, t in pairs)

    papers.do(plant)
    decide(papers, {1: ACCEPT})
    page = client.sign_in(CHAIR).get(selection(papers))
    assert balance(page.html, "Topics") == {"Policing": (1, 1), "Proof": (1, 2)}
    topic = papers.do(lambda s: s.scalar(sa.select(Topic.id).where(Topic.name == "Proof")))
    assert titles(client.get(selection(papers, f"?topic={topic}"))) == ["Mercy", "Quotas"]
    html = look(client, papers, "?part=live", decision_2="accept")
    assert balance(html, "Topics") == {"Policing": (1, 1), "Proof": (2, 2)}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("decision=accept", ["Mercy"]),
        ("decision=undecided", ["Quotas", "Discovery", "Not Yet Read"]),
        ("career=fellow", ["Quotas", "Discovery"]),
        ("work=draft&career=fellow", ["Quotas"]),
        ("school=north", ["Mercy", "Quotas", "Discovery", "Not Yet Read"]),
        ("school=south", []),
        ("sort=adjusted", ["Mercy", "Quotas", "Discovery", "Not Yet Read"]),
        ("decision=perhaps&sort=frozen&topic=x", ["Mercy", "Quotas", "Discovery", "Not Yet Read"]),
    ],
)
def test_papers_are_found_by_what_they_are_and_keep_their_rank(
    papers: World, client: PageClient, asked: str, found: list[str]
) -> None:
    decide(papers, {2: ACCEPT})
    page = client.sign_in(CHAIR).get(selection(papers, f"?{asked}"))
    assert titles(page) == found
    if "Quotas" in found:
        assert "2=tied with 1 other" in page.words.replace("2= ", "2=")
    assert balance(page.html, "Stage of the work")["A draft"] == (1, 2)


def test_saving_comes_back_to_the_papers_that_were_asked_for(papers: World, client: PageClient) -> None:
    client.sign_in(CHAIR).get(selection(papers, "?career=fellow"))
    page = pick(client, decision_1="accept")
    assert titles(page) == ["Quotas", "Discovery"]


def test_a_leader_counts_nothing_of_an_own_paper(papers: World, app: Flask) -> None:
    add_leader(papers, AUTHOR, "Mbali Abara")
    decide(papers, {1: ACCEPT, 2: ACCEPT})
    see_all_scores(papers, AUTHOR)
    browser = PageClient(app).sign_in(AUTHOR)
    page = browser.get(selection(papers))
    assert "You have accepted 1: " in page.words
    assert balance(page.html, "Career stage")["Fellow or visiting assistant professor"] == (0, 1)
    assert ranks(page) == ["1", "2", "– not scored"]
    html = look(browser, papers, "?part=live", decision_1="accept", seen_1="1.0.0..")
    assert "You have accepted 1: " in words(html)


def test_news_name_who_decided_on_what_and_nothing_hidden(papers: World, app: Flask) -> None:
    add_leader(papers)
    add_leader(papers, AUTHOR, "Mbali Abara")
    mine, hers = PageClient(app).sign_in(CHAIR), PageClient(app).sign_in(AUTHOR)
    where = {
        each: re.findall(r'data-news="([^"]+)"', each.get(selection(papers)).html)[0] for each in (mine, hers)
    }

    def news(client: PageClient) -> tuple[int, str]:
        response = client.http.get(where[client].replace("&amp;", "&"), base_url="https://wip.example.edu")
        return response.status_code, words(response.get_data(as_text=True))

    decide(papers, {3: ACCEPT})
    assert news(mine) == (204, "")
    decide(papers, {1: DECLINE, 2: ACCEPT}, SECOND_CHAIR)
    status, said = news(mine)
    assert (
        status,
        "Jonas Lind decided on paper 1, “ Quotas ” and paper 2, “ Mercy ”, since you opened this page"
        in said,
    ) == (200, True)
    assert "Jonas Lind decided on paper 2, “" in news(hers)[1]
    assert "Robin Vale decided on paper 3, “" in news(hers)[1]
    freeze(papers)
    assert "Robin Vale froze the ranking and closed reviewing" in news(hers)[1]


def test_news_cost_one_small_read(papers: World, app: Flask, statements: Any) -> None:
    add_leader(papers)
    browser = PageClient(app).sign_in(CHAIR)
    path = selection(papers, "news?since=0")
    counts = []
    for numbers in ((1,), (2, 3, 4)):
        decide(papers, dict.fromkeys(numbers, ACCEPT), SECOND_CHAIR)
        with statements() as said:
            browser.http.get(path, base_url="https://wip.example.edu")
        counts.append(len(said))
    assert counts == [3, 3]


def test_what_others_did_is_shown_with_ones_own_choices_kept(papers: World, app: Flask) -> None:
    add_leader(papers)
    mine = PageClient(app).sign_in(CHAIR)
    mine.get(selection(papers))
    decide(papers, {1: DECLINE}, SECOND_CHAIR)
    html = look(mine, papers, decision_2="accept")
    row = {n: html.split(f'<tr data-paper="{n}">')[1].split("</tr>")[0] for n in (1, 2)}
    assert "by <bdi>Jonas Lind</bdi>, not released" in row[1]
    assert '<option value="accept" selected>' in row[2]
    assert "not saved" in row[2]
    assert standing(papers)[2] == ("submitted", None)


def test_freezing_asks_for_reasons_and_keeps_what_was_typed(papers: World, client: PageClient) -> None:
    decide(papers, {2: ACCEPT})
    client.sign_in(CHAIR).get(selection(papers, "freeze"))
    page = client.send("freeze", button="Freeze the ranking")
    assert "The ranking of 3 papers is frozen, and reviewing is closed." in page.words
    assert "Frozen by Robin Vale" in page.words
    page = client.get(selection(papers))
    assert "At the freeze: rank 2=, undecided" in page.words
    page = pick(client, status=422, decision_2="decline", decision_1="accept")
    assert (
        "Give one line of reason for paper 2, “Mercy” (it changes what was decided at the freeze)."
        in page.words
    )
    assert page.html.count('aria-invalid="true"') == 1
    assert '<option value="decline" selected>' in page.html.split('data-paper="2"')[1].split("</tr>")[0]
    page = pick(client, reason_2="We heard it in the spring.")
    assert "Reason: We heard it in the spring." in page.words
    assert standing(papers) == {
        1: ("submitted", "accept"),
        2: ("submitted", "decline"),
        3: ("submitted", None),
        4: ("submitted", None),
    }
    assert "We heard it in the spring." in client.get(f"/manage/{papers.slug}/history/").words
    client.get(selection(papers, "freeze"))
    page = client.send("freeze", button="Open the ranking again")
    assert "The ranking is open again; reviewers can go on." in page.words


def test_double_blind_names_and_schools_show_to_leaders_once_revealed(
    papers: World, client: PageClient
) -> None:
    make_blind(papers)
    client.sign_in(CHAIR)
    freeze(papers)
    page = client.get(selection(papers, "?school=south"))
    assert [name for name in ("Leila Haddad", "Northfield") if name in page.html] == []
    assert len(titles(page)) == 4
    client.get(selection(papers, "freeze"))
    page = client.send("freeze", button="Reveal the names to the leaders", status=422)
    assert "Tick “I know that this cannot be taken back”" in page.words
    page = client.get(selection(papers, "freeze"))
    page = client.send("freeze", button="Reveal the names to the leaders", known="yes")
    assert "Leaders now see who wrote each paper." in page.words
    page = client.get(selection(papers))
    assert [name for name in ("Leila Haddad", "Northfield") if name in page.html] == [
        "Leila Haddad",
        "Northfield",
    ]
    page = pick(client, status=422, decision_4="accept")
    assert "paper 4, “Not Yet Read” (it departs from the frozen ranking)" in page.words


def test_a_second_leader_who_freezes_too_late_is_told(papers: World, app: Flask) -> None:
    add_leader(papers)
    one, two = PageClient(app).sign_in(CHAIR), PageClient(app).sign_in(SECOND_CHAIR)
    for each in (one, two):
        each.get(selection(papers, "freeze"))
    one.send("freeze", button="Freeze the ranking")
    page = two.send("freeze", button="Freeze the ranking", status=409)
    assert "The ranking is frozen now (by Robin Vale)." in page.words
    data = page.form("freeze").filled(move="reveal now")
    assert two.post(selection(papers, "freeze"), data).status_code == 422


def test_choices_of_other_pages_are_saved_with_this_one(papers: World, client: PageClient) -> None:
    page = client.sign_in(CHAIR).get(selection(papers, "?career=fellow"))
    data = page.form("selection").filled() | {
        "decision-2": ["accept"],
        "place-2": [""],
        "seen-2": ["1.0.0.."],
    }
    assert client.post(selection(papers), data).status_code == 303
    assert standing(papers)[2] == ("submitted", "accept")


def test_scores_and_ranks_wait_for_the_leaders_own_reviews(world: World, client: PageClient) -> None:
    world.paper("Quotas", AUTHOR)
    world.paper("Mercy", LEILA)
    score(world, 1, REVIEWER, 2)
    score(world, 2, REVIEWER, 5)
    decide(world, {1: WAIT, 2: WAIT})
    client.sign_in(CHAIR)
    page = client.get(selection(world, "?sort=adjusted"))
    assert titles(page) == ["Quotas", "Mercy"]
    assert ranks(page) == ["–", "–"]
    assert "2 papers still wait for your review" in words(page.html)
    assert [
        sign for sign in ("5.00", "2.00", "mean 5", "place 1", "place 2") if sign in words(page.html)
    ] == []
    score(world, 1, CHAIR, 3)
    assert "1 paper still waits for your review" in words(client.get(selection(world)).html)
    client.send("all", button="Show me all scores anyway")
    page = client.page
    assert (titles(page), ranks(page)) == (["Mercy", "Quotas"], ["1", "2"])
    assert "5.00" in words(page.html)


def test_scores_show_once_all_own_reviews_are_done(world: World, client: PageClient) -> None:
    world.paper("Quotas", AUTHOR)
    score(world, 1, REVIEWER, 2)
    score(world, 1, CHAIR, 4)
    client.sign_in(CHAIR)
    page = client.get(selection(world))
    assert ranks(page) == ["1"]
    assert "Scores show after your own reviews" not in page.html

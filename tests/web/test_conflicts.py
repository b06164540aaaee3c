"""Conflicts over HTTP: the leaders' page, what reviewers and authors say, and the table of schools."""

from typing import Any

import pytest
import sqlalchemy as sa

from tests import selecting
from tests.client import PageClient
from tests.world import AUTHOR, CHAIR, REVIEWER, World
from wip.domain.calls import Blindness
from wip.domain.conflict_facts import KeptFrom
from wip.models import Conflict, Institution, OtherAddress, Relation, Review, Reviewer
from wip.services import reviewers

PAGE = "/manage/{}/conflicts/"


def kept(row: int, **typed: str) -> dict[str, Any]:
    """What is typed into one row of those who should not review."""
    return {f"kept_from-{row}-{name}": value for name, value in typed.items()}


@pytest.fixture
def leader(world: World, client: PageClient) -> PageClient:
    """A chair with one paper and one reviewer of the same school."""
    world.paper()
    selecting.add_reviewer(world, REVIEWER)
    return client.sign_in(CHAIR)


def marks(world: World) -> list[str]:
    """What the page's ticks send, for the reviewer's conflicts."""

    def read(session: Any) -> list[str]:
        person = world.actor(session, REVIEWER).person_id
        rows = session.scalars(sa.select(Conflict).where(Conflict.person_id == person).order_by(Conflict.id))
        return [f"{row.id}.{row.version}" for row in rows]

    return world.do(read)


def states(world: World) -> list[str]:
    """The states of the reviewer's conflicts."""

    def read(session: Any) -> list[str]:
        person = world.actor(session, REVIEWER).person_id
        rows = session.scalars(sa.select(Conflict).where(Conflict.person_id == person).order_by(Conflict.id))
        return [row.state.value for row in rows]

    return world.do(read)


def test_what_is_found_stands_first_with_its_reason_and_is_confirmed_by_a_click(
    leader: PageClient, world: World
) -> None:
    page = leader.get(PAGE.format(world.slug))
    assert (
        "Same institution The addresses of Remi Oyelaran and Mbali Abara share the domain law.example.edu."
        in page.words
    )
    page = leader.send("/conflicts/", button="Confirm what is ticked", chosen=marks(world))
    assert "1 conflict confirmed." in page.words
    assert states(world) == ["confirmed"]
    page = leader.get(PAGE.format(world.slug) + "?state=confirmed")
    page = leader.send("/conflicts/", button="Dismiss what is ticked", chosen=marks(world))
    assert states(world) == ["dismissed"]


def test_what_a_finished_review_loses_is_said_before_and_after(leader: PageClient, world: World) -> None:
    selecting.score(world, 1, REVIEWER, 4)
    page = leader.get(PAGE.format(world.slug))
    assert page.words.count("1 finished review would no longer count") == 1
    page = leader.send("/conflicts/", button="Confirm what is ticked", chosen=marks(world))
    assert "1 conflict confirmed; 1 finished review no longer counts." in page.words
    assert "would no longer count" not in leader.get(PAGE.format(world.slug) + "?state=confirmed").words


def test_a_finished_review_is_named_when_a_leader_puts_a_conflict_down(
    leader: PageClient, world: World
) -> None:
    selecting.score(world, 1, REVIEWER, 4)
    leader.get(PAGE.format(world.slug))
    person = str(world.do(lambda s: world.actor(s, REVIEWER).person_id))
    page = leader.send("/conflicts/new", paper="1", person=person, reason="They wrote a book.")
    assert "Paper 1 is closed to them; 1 finished review no longer counts." in page.words


def test_a_reviewer_reads_that_a_paper_is_closed_to_them_and_neither_why_nor_what_it_is(
    leader: PageClient, world: World
) -> None:
    line = "Paper 1: a conflict of interest that the organisers have on record"
    title = world.do(lambda s: world.row(s).title)
    client = leader.sign_in(REVIEWER)
    assert line not in client.get(f"/manage/{world.slug}/reviews/").words
    client = leader.sign_in(CHAIR)
    client.get(PAGE.format(world.slug))
    client.send("/conflicts/", button="Confirm what is ticked", chosen=marks(world))
    page = leader.sign_in(REVIEWER).get(f"/manage/{world.slug}/reviews/")
    assert line in page.words
    assert "Take back" not in page.words
    assert title not in page.words
    assert "law.example.edu" not in page.words


def test_a_stale_page_gets_409_and_keeps_its_ticks(leader: PageClient, world: World) -> None:
    leader.get(PAGE.format(world.slug))
    shown = marks(world)

    def act(session: Any) -> None:
        for row in session.scalars(sa.select(Conflict)):
            row.reason = "Another reason."

    world.do(act)
    page = leader.send("/conflicts/", button="Confirm what is ticked", chosen=shown, status=409)
    assert "Nothing was done" in page.words
    assert " checked" in page.html
    assert states(world) == ["proposed"]


def test_nothing_ticked_is_refused_in_words(leader: PageClient, world: World) -> None:
    leader.get(PAGE.format(world.slug))
    page = leader.send("/conflicts/", button="Confirm what is ticked", status=422)
    assert "Tick the conflicts first." in page.words


def test_a_leader_does_not_see_their_own_conflict_and_alone_is_told_what_to_do(
    leader: PageClient, world: World
) -> None:
    page = leader.get(PAGE.format(world.slug))
    assert "1 proposed conflict is your own, or on a paper closed to you. You lead alone" in page.words
    assert "Robin Vale and Mbali" not in page.words
    selecting.add_leader(world)
    page = leader.get(PAGE.format(world.slug))
    assert "Another leader decides on it." in page.words


def test_a_filter_narrows_by_paper_person_and_kind(leader: PageClient, world: World) -> None:
    world.paper("Mercy as Procedure", "leila.haddad@law.example.edu")
    path = PAGE.format(world.slug)
    assert "2 conflicts." in leader.get(path).words
    assert "1 conflict." in leader.get(path + "?paper=2").words
    assert "2 conflicts." in leader.get(path + "?kind=institution").words
    assert "No conflict fits" in leader.get(path + "?kind=adviser").words
    assert "No conflict fits" in leader.get(path + "?person=99999").words


def test_one_is_put_down_by_hand_with_its_reason(leader: PageClient, world: World) -> None:
    leader.get(PAGE.format(world.slug))
    person = str(world.do(lambda s: world.actor(s, REVIEWER).person_id))
    page = leader.send("/conflicts/new", paper="9", person=person, reason="They wrote a book.", status=422)
    assert "Choose one of the session’s papers." in page.words
    page = leader.send("/conflicts/new", paper="1", person=person, reason="They wrote a book.")
    assert "They wrote a book." in page.words
    assert states(world) == ["proposed", "confirmed"]


def test_the_page_of_one_conflict_tells_its_history(leader: PageClient, world: World) -> None:
    leader.get(PAGE.format(world.slug))
    number = marks(world)[0].split(".", maxsplit=1)[0]
    page = leader.get(PAGE.format(world.slug) + f"{number}/")
    assert "nobody has decided on it yet" in page.words
    leader.send("/conflicts/", button="Confirm: close the paper to them")
    page = leader.get(PAGE.format(world.slug) + f"{number}/")
    assert "Robin Vale: confirmed a conflict with the paper" in page.words


def test_a_double_blind_call_shows_no_author_unless_the_leader_looks_and_is_noted(
    leader: PageClient, world: World
) -> None:
    world.do(lambda s: setattr(world.call(s), "blindness", Blindness.DOUBLE))
    page = leader.get(PAGE.format(world.slug))
    assert "Abara" not in page.html
    assert "Same institution" in page.words
    number = marks(world)[0].split(".", maxsplit=1)[0]
    leader.get(PAGE.format(world.slug) + f"{number}/")
    page = leader.send("/names", button="Show the names in this conflict")
    assert "Remi Oyelaran and Mbali Abara share" in page.words
    assert "looked at the names in a conflict" in leader.get(f"/manage/{world.slug}/history/").words


def test_a_reviewer_declares_beforehand_from_a_list_of_titles(world: World, client: PageClient) -> None:
    world.paper()
    world.paper("Mercy as Procedure", "leila.haddad@law.example.edu")
    selecting.add_reviewer(world, REVIEWER)
    client.sign_in(REVIEWER).get(f"/manage/{world.slug}/reviews/conflicts")
    page = client.send("/reviews/conflicts", number=[], status=422)
    assert "Tick the papers first." in page.words
    page = client.send("/reviews/conflicts", number=["2"], reason="A friend.")
    assert "1 paper closed to you." in page.words
    assert "Mercy" not in client.get(f"/manage/{world.slug}/reviews/conflicts").words


def test_whoever_is_close_is_said_once_and_removed_again(world: World, client: PageClient) -> None:
    world.do(lambda s: world.actor(s, REVIEWER))
    client.sign_in(REVIEWER).get("/me/relations")
    page = client.send("/me/relations", kind="mentor", name="", email="", status=422)
    assert "Give the name or the e-mail address of the person." in page.words
    page = client.send("/me/relations", kind="mentor", name="Ada Gold", email="ada@gold.example.edu")
    assert "Ada Gold" in page.words
    page = client.send("/me/addresses", addresses="remi@home.example.edu\nnonsense", status=422)
    assert "“nonsense” is not an e-mail address." in page.words
    client.send("/me/addresses", addresses="remi@home.example.edu")
    assert world.do(lambda s: s.scalars(sa.select(OtherAddress.email_key)).all()) == ["remi@home.example.edu"]
    client.send("/remove")
    assert world.do(lambda s: s.scalar(sa.select(sa.func.count()).select_from(Relation))) == 0


def test_nobody_removes_somebody_elses_relation(world: World, client: PageClient) -> None:
    world.do(lambda s: world.actor(s, REVIEWER))
    client.sign_in(REVIEWER).get("/me/relations")
    client.send("/me/relations", kind="mentor", name="Ada Gold")
    other = PageClient(world.app).sign_in(CHAIR)
    other.get("/me/relations")
    id_ = world.do(lambda s: s.scalars(sa.select(Relation.id)).one())
    form = other.page.form("/me/addresses")
    assert other.post(f"/me/relations/{id_}/remove", form.filled()).status_code == 404


def test_an_author_names_whom_to_keep_away_on_the_paper_s_page(world: World, client: PageClient) -> None:
    world.paper()
    selecting.add_reviewer(world, "remi@far.example.edu", "Remi Far")
    link = world.paper_link()
    client.get(link)
    page = client.send("/kept-from", **kept(0, name="Remi Far", relation="a rival"))
    assert "They are kept from your paper" in page.words
    assert 'value="Remi Far"' in page.html
    page = client.send("/kept-from", **kept(1, email="no address"), status=422)
    assert "is not an e-mail address" in page.words
    reviewer = PageClient(world.app).sign_in("remi@far.example.edu")
    assert "Quotas" not in reviewer.get(f"/manage/{world.slug}/reviews/").html
    reviewer.get(f"/manage/{world.slug}/reviews/1/", status=404)


def test_the_submission_form_asks_folded_away_and_keeps_what_was_typed(
    world: World, client: PageClient
) -> None:
    page = client.get(f"/sessions/{world.slug}/submit")
    assert "Is there somebody who should not review this paper?" in page.words
    typed = kept(0, name="Remi Far", email="remi@far.example.edu")
    page = client.send("/submit", button="Name one more", **typed)
    assert 'value="Remi Far"' in page.html
    assert 'name="kept_from-2-name"' in page.html
    first_author: dict[str, Any] = {"authors-0-name": "Mbali Abara", "authors-0-email": AUTHOR}
    client.send(
        "/submit",
        button="Submit",
        title="On Bail",
        abstract="Twelve words.",
        **first_author,
    )
    assert world.do(lambda s: world.row(s).kept_from) == [
        {
            "name": "Remi Far",
            "email": "remi@far.example.edu",
            "relation": "",
            "email_key": "remi@far.example.edu",
        }
    ]


def test_leaders_see_the_declaration_and_its_reason(world: World, client: PageClient) -> None:
    far = "remi@far.example.edu"
    world.paper(kept_from=(KeptFrom("Remi Far", far, "we were married", far),))
    selecting.add_reviewer(world, far, "Remi Far")
    page = client.sign_in(CHAIR).get(PAGE.format(world.slug) + "?state=confirmed")
    assert "The authors ask that Remi Far does not review it: we were married." in page.words


def test_the_table_of_schools_is_kept_with_refusals_in_words(world: World, client: PageClient) -> None:
    path = f"/sections/{world.section}/institutions/"
    client.sign_in(CHAIR).get(path)
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({"name": "Law School"}, "does not tell one school from another"),
        ({"name": "Northfield", "domains": "gmail.com"}, "“gmail.com” is not the domain of one school."),
    )
    for typed, sentence in wrong:
        assert sentence in client.send("/institutions/", button="Add", **typed, status=422).words
    client.send(
        "/institutions/", button="Add", name="Northfield", aliases="NCL\nThe North", domains="law.north.edu"
    )
    page = client.send("/institutions/", button="Add", name="Ncl", status=422)
    assert "“Ncl” is among the names of “Northfield” already." in page.words
    id_ = world.do(lambda s: s.scalars(sa.select(Institution.id)).one())
    client.get(f"{path}{id_}/")
    client.send(f"/{id_}/", name="Northfield College", domains="")
    row = world.do(lambda s: [(r.name, r.aliases, r.domains) for r in s.scalars(sa.select(Institution))])
    assert row == [("Northfield College", ["NCL", "The North"], [])]
    client.get(path)
    client.send("/remove")
    assert world.do(lambda s: s.scalar(sa.select(sa.func.count()).select_from(Institution))) == 0


def test_a_stale_school_is_not_overwritten(world: World, client: PageClient) -> None:
    path = f"/sections/{world.section}/institutions/"
    client.sign_in(CHAIR).get(path)
    client.send("/institutions/", button="Add", name="Northfield")
    id_ = world.do(lambda s: s.scalars(sa.select(Institution.id)).one())
    client.get(f"{path}{id_}/")
    world.do(lambda s: setattr(s.get_one(Institution, id_), "name", "Southfield"))
    page = client.send(f"/{id_}/", name="Eastfield", status=409)
    assert "It is now: Southfield" in page.words


def test_no_review_is_stored_for_an_author_nor_for_somebody_whose_part_has_ended(
    world: World, client: PageClient
) -> None:
    world.paper()
    far = "remi@far.example.edu"
    row_id = selecting.add_reviewer(world, far, "Remi Far")
    selecting.add_reviewer(world, AUTHOR, "Mbali Abara")
    path = f"/manage/{world.slug}/reviews/1/"
    client.sign_in(far).get(path)
    typed = client.page.form(path).filled(**selecting.answers(world, 4))

    def end(session: Any) -> None:
        row, by = session.get_one(Reviewer, row_id), world.actor(session, CHAIR)
        reviewers.end_reviewership(session, world.call(session), row, seen=row.version, by=by, now=world.now)

    world.do(end)
    assert client.post(path, typed).status_code == 404
    author = PageClient(world.app).sign_in(AUTHOR)
    author.get(path, 404)
    author.get("/me/details")
    tokens = author.page.form("/me/details").filled()
    answer = typed | {name: tokens[name] for name in ("csrf_token", "form_token")}
    assert author.post(path, answer).status_code == 404
    assert world.do(lambda s: s.scalar(sa.select(sa.func.count()).select_from(Review))) == 0


def test_a_leader_whom_an_author_keeps_away_does_not_read_so_in_the_history(
    world: World, client: PageClient
) -> None:
    selecting.add_leader(world)
    world.paper(kept_from=(KeptFrom("Robin Vale", CHAIR, "we were married", CHAIR),))
    client.sign_in(CHAIR).get(f"/manage/{world.slug}/papers/1/", 404)
    other = PageClient(world.app).sign_in(selecting.SECOND_CHAIR)
    assert (
        "Robin Vale, robin.vale@law.example.edu: we were married"
        in other.get(f"/manage/{world.slug}/papers/1/").words
    )
    other.get(PAGE.format(world.slug) + "?state=confirmed")
    declared = sa.select(Conflict.id, Conflict.version).where(Conflict.kind == "author")
    id_, version = world.do(lambda s: tuple(s.execute(declared).one()))
    other.send("/conflicts/", button="Dismiss what is ticked", chosen=[f"{id_}.{version}"])
    assert "dismissed a conflict with the paper" in other.get(f"/manage/{world.slug}/history/").words
    words = client.get(f"/manage/{world.slug}/history/").words
    assert "Quotas Without Numbers" in words
    assert "conflict with the paper" not in words
    assert "as its authors ask" not in words

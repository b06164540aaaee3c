"""A paper that has its place is mended: by leaders for its authors, and by its authors; the agenda follows at a publication."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.agenda_world import entries, feed_path, publications_made, publish, published, set_state
from tests.client import PageClient
from tests.conftest import NOW
from tests.selecting import add_leader
from tests.world import AUTHOR, CHAIR, COAUTHOR, STRANGER, World
from wip.domain.calls import Blindness
from wip.domain.papers import AuthorFacts, PaperState
from wip.models import HistoryEvent, Paper

PATH = "/manage/{slug}/papers/1/text"
SHEET_WORDS = "To mend anything else that was typed, export the paper from the list"


def acts(world: World) -> list[tuple[str, dict[str, object], dict[str, object]]]:
    """(act, old, new) of each change of the first paper."""

    def read(session: Session) -> list[tuple[str, dict[str, object], dict[str, object]]]:
        events = session.scalars(
            sa.select(HistoryEvent)
            .where(HistoryEvent.thing == "papers", HistoryEvent.act.startswith("change paper"))
            .order_by(HistoryEvent.id)
        )
        return [(each.act, each.old, each.new) for each in events]

    return world.do(read)


def title_of(world: World) -> str:
    return world.do(lambda s: world.row(s).title)


def test_a_leader_renames_a_confirmed_paper_and_the_next_publication_says_so(
    client: PageClient, world: World
) -> None:
    published(world)
    client.sign_in(CHAIR)
    page = client.get(f"/manage/{world.slug}/papers/1/")
    assert SHEET_WORDS in page.words
    assert PATH.format(slug=world.slug) in page.html
    old = title_of(world)
    client.get(PATH.format(slug=world.slug))
    client.send("/text", title="Quotas, Counted")
    assert "The paper is changed." in client.page.words
    assert acts(world) == [("change paper for its authors", {"title": old}, {"title": "Quotas, Counted"})]
    (letter,) = world.letters(kind="paper_changed")
    assert (letter.to_email, letter.subject) == (AUTHOR, "Changed: Quotas, Counted")
    assert entries(world)[0][0] == old
    assert (
        f"“{old}” is now called “Quotas, Counted”."
        in client.get(f"/manage/{world.slug}/agenda/publish").words
    )
    publish(world, NOW)
    assert publications_made(world)[-1] == [f"“{old}” is now called “Quotas, Counted”."]
    assert entries(world)[0][0] == "Quotas, Counted"


def test_a_leader_mends_names_schools_and_the_order_of_authors(client: PageClient, world: World) -> None:
    world.paper(coauthors=(AuthorFacts("Tomas Varga", "Ashford Law School", COAUTHOR),))
    set_state(world, 1, PaperState.CONFIRMED)
    client.sign_in(CHAIR).get(PATH.format(slug=world.slug))
    page = client.send("/text", button="Move up author 2")
    fields = dict(page.form("/text").fields)
    assert (fields["authors-0-name"], fields["authors-1-email"]) == ("Tomas Varga", AUTHOR)
    typed: dict[str, Any] = {"authors-0-name": "Tomás Varga", "authors-0-affiliation": "Ashford"}
    client.send("/text", **typed)

    def read(session: Session) -> list[tuple[str, str, str]]:
        return [
            (a.name, a.affiliation, a.person.email if a.person else "") for a in world.row(session).authors
        ]

    assert world.do(read) == [
        ("Tomás Varga", "Ashford", COAUTHOR),
        ("Mbali Abara", "Northfield College of Law", AUTHOR),
    ]
    assert world.do(lambda s: world.row(s).submitter.email) == COAUTHOR
    assert [letter.to_email for letter in world.letters(kind="paper_changed")] == [COAUTHOR]


def test_somebody_taken_off_a_confirmed_paper_hears_and_loses_its_slot_in_their_calendar(
    client: PageClient, world: World
) -> None:
    published(world)
    reader = PageClient(client.app)
    path = feed_path(world, AUTHOR)
    assert title_of(world) in reader.http.get(path, base_url="https://wip.example.edu").get_data(as_text=True)
    client.sign_in(CHAIR).get(PATH.format(slug=world.slug))
    typed: dict[str, Any] = {"authors-0-name": "Sam Stranger", "authors-0-email": STRANGER}
    client.send("/text", **typed)
    assert sorted(
        (each.to_email, "no longer named" in each.text) for each in world.letters(kind="paper_changed")
    ) == [
        (AUTHOR, True),
        (STRANGER, False),
    ]
    after = reader.http.get(path, base_url="https://wip.example.edu").get_data(as_text=True)
    assert f"You present “{title_of(world)}”" not in after.replace("\r\n ", "")


def test_a_page_that_lay_open_changes_nothing_and_says_what_changed(client: PageClient, world: World) -> None:
    world.paper()
    set_state(world, 1, PaperState.CONFIRMED)
    client.sign_in(CHAIR).get(PATH.format(slug=world.slug))
    world.do(lambda s: setattr(world.row(s), "title", "Renamed Meanwhile"))
    page = client.send("/text", title="Quotas, Counted", status=409)
    assert "This paper was changed while your page was open." in page.words
    assert title_of(world) == "Renamed Meanwhile"


def test_a_paper_that_is_out_stays_as_it_was(client: PageClient, world: World) -> None:
    world.paper()
    shown = client.sign_in(CHAIR).get(PATH.format(slug=world.slug))
    set_state(world, 1, PaperState.WITHDRAWN)
    client.send("/text", title="Quotas, Counted", status=409)
    set_state(world, 1, PaperState.DECLINED)
    version = str(world.do(lambda s: world.row(s).version))
    client.page = shown
    page = client.send("/text", title="Quotas, Counted", version=version, status=422)
    assert "This paper is declined; its text stays as it was." in page.words
    client.get(PATH.format(slug=world.slug), status=404)
    assert "/text" not in client.get(f"/manage/{world.slug}/papers/1/").html
    assert title_of(world) == "Quotas Without Numbers"


def test_where_names_are_hidden_title_and_abstract_are_mended_without_them(
    client: PageClient, world: World
) -> None:
    world.paper(coauthors=(AuthorFacts("Orla Plantedco", "Nettlebed", COAUTHOR),))
    world.do(lambda s: setattr(world.call(s), "blindness", Blindness.DOUBLE))
    add_leader(world)
    client.sign_in(CHAIR)
    page = client.get(PATH.format(slug=world.slug))
    assert [word for word in ("Abara", "Plantedco", "Nettlebed", AUTHOR) if word in page.html] == []
    forged: dict[str, Any] = {"title": "Quotas, Counted", "authors-0-name": "Sam Stranger"}
    client.send("/text", **forged)
    assert title_of(world) == "Quotas, Counted"
    assert world.do(lambda s: world.row(s).byline) == "Mbali Abara, Orla Plantedco"
    client.get(PATH.format(slug=world.slug))
    world.do(lambda s: _rename_by_author(s, world))
    page = client.send("/text", title="Other", status=409)
    assert [word for word in ("Abara", "Plantedco", AUTHOR) if word in page.html] == []


def _rename_by_author(session: Session, world: World) -> None:
    row: Paper = world.row(session)
    row.title = "Renamed Meanwhile"
    session.add(
        HistoryEvent(
            at=NOW,
            actor_id=None,
            actor_name="Mbali Abara",
            act="change paper",
            thing="papers",
            thing_id=row.id,
            paper_id=row.id,
            old={},
            new={"authors": ["Orla Plantedco (Nettlebed)"]},
        )
    )


def test_an_author_renames_a_confirmed_paper_and_the_leaders_hear(client: PageClient, world: World) -> None:
    published(world)
    old = title_of(world)
    page = client.get(world.paper_link())
    assert "The published agenda shows your new words when they publish it again." in page.words
    client.send("/text", title="", status=422)
    assert "Give the paper a title." in client.page.words
    client.send("/text", title="Quotas, Counted")
    assert "Saved. The organisers are told." in client.page.words
    assert acts(world) == [("change paper", {"title": old}, {"title": "Quotas, Counted"})]
    (news,) = world.letters(kind="leader_news", to_email=CHAIR)
    assert news.subject.startswith(f"“{old}” is now called “Quotas, Counted”")
    assert "keeps the old words until you publish it again" in " ".join(news.text.split())
    assert entries(world)[0][0] == old
    client.send("/text", title="Quotas, Counted")
    assert "Nothing was different." in client.page.words


def test_an_author_mends_nothing_where_the_paper_has_no_place(client: PageClient, world: World) -> None:
    world.paper()
    set_state(world, 1, PaperState.CONFIRMED)
    shown = client.get(world.paper_link())
    for state in (PaperState.SUBMITTED, PaperState.DECLINED, PaperState.WITHDRAWN):
        set_state(world, 1, state)
        client.page = shown
        page = client.send("/text", title="Quotas, Counted", status=422)
        assert "The text can no longer be changed here." in page.words
    set_state(world, 1, PaperState.ACCEPTED)
    assert title_of(world) == "Quotas Without Numbers"
    assert client.get(world.paper_link()).form("/text").buttons != []

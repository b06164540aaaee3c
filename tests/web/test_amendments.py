"""Amendments and late links from the leaders' side, and the call's public shapes."""

import re

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.client import PageClient
from tests.conftest import NOW
from tests.world import AUTHOR, CHAIR, World
from wip.domain.letters import LetterKind, LetterState
from wip.models import Question, Sitting, Topic

AMENDED = "The deadline moves from Fri 29 Jan 2027, 17:00 New York (UTC-5) to Fri 5 Feb 2027, 17:00 New York (UTC-5)."


def words_of(text: str) -> str:
    """A text without what marks the points of its lists."""
    return " ".join(re.sub(r"</?\w+>|^- |\\", " ", text, flags=re.MULTILINE).split())


def extended(client: PageClient, world: World) -> PageClient:
    client.sign_in(CHAIR).get(f"/manage/{world.slug}/late/")
    client.send("/late/extend", reason="Snow in the north.")
    return client


def test_extending_says_so_everywhere(client: PageClient, world: World) -> None:
    world.paper()
    extended(client, world)
    assert "The deadline is Fri 5 Feb 2027, 17:00 New York (UTC-5) now." in client.page.words
    assert f"{AMENDED} The page says so already; 1 letter will leave at 10:15 New York." in client.page.words
    whole = f"Amendment 1, Wed 20 Jan 2027, 10:00 New York (UTC-5): {AMENDED} The organisers say: Snow in the north."
    assert whole in client.get(f"/sessions/{world.slug}/call").words
    for ending in ("txt", "md", "html"):
        text = client.http.get(f"/sessions/{world.slug}/call.{ending}").text
        assert whole in words_of(text)


def test_an_impossible_extension_keeps_what_was_typed(client: PageClient, world: World) -> None:
    client.sign_in(CHAIR).get(f"/manage/{world.slug}/late/")
    page = client.send("/late/extend", status=422, deadline="2027-02-20T17:00", reason="Snow.")
    assert "The decision date (Fri 12 Feb 2027, 17:00 New York) does not lie after the deadline" in page.words
    fields = dict(page.form("/late/extend").fields)
    assert [fields["deadline"], fields["reason"]] == ["2027-02-20T17:00", "Snow."]


def test_a_reason_is_given_afterwards_and_the_letters_are_spared(client: PageClient, world: World) -> None:
    world.paper()
    extended(client, world).get(f"/manage/{world.slug}/amendments/")
    client.send("/amendments/1/", reason="Ice.", tell=None)
    assert "No letters are to leave" in client.page.words
    assert dict(client.page.form("/amendments/1/").fields)["reason"] == "Ice."
    letters = world.letters(kind=LetterKind.CALL_AMENDED)
    assert {letter.state for letter in letters} == {LetterState.REPLACED}
    page = client.send("/amendments/1/", status=422, reason="x" * 501)
    assert "Please shorten this to 500 characters." in page.words
    form = page.form("/amendments/1/").filled()
    assert client.post(f"/manage/{world.slug}/amendments/2/", form).status_code == 404


def test_nothing_has_changed_yet(client: PageClient, world: World) -> None:
    assert "No amendments" in client.sign_in(CHAIR).get(f"/manage/{world.slug}/amendments/").words


def test_a_late_link_is_given_listed_and_taken_back(client: PageClient, world: World) -> None:
    client.sign_in(CHAIR).get(f"/manage/{world.slug}/late/")
    client.send("/late/links", email=AUTHOR, name="Mbali Abara", papers_max="2", expires="2027-02-08T12:00")
    assert f"A late link is on its way to {AUTHOR}." in client.page.words
    assert "Mon 8 Feb 2027, 12:00 New York 0 of 2 open" in client.page.words
    client.send("/revoke")
    assert "0 of 2 taken back" in client.page.words
    page = client.send("/late/links", status=422, email="nobody", note="Kept.", expires="2027-02-08T12:00")
    assert "“nobody” is not an e-mail address." in page.words
    fields = dict(page.form("/late/links").fields)
    assert [fields["email"], fields["note"], fields["papers_max"]] == ["nobody", "Kept.", "1"]


def test_a_link_of_another_session_is_unknown(client: PageClient, world: World) -> None:
    client.sign_in(CHAIR).get(f"/manage/{world.slug}/late/")
    form = client.page.form("/late/links").filled()
    assert client.post(f"/manage/{world.slug}/late/links/99/revoke", form).status_code == 404


def test_a_call_that_is_not_out_sends_to_its_form(client: PageClient, world: World) -> None:
    world.do(lambda s: setattr(world.call(s), "state", "draft"))
    assert "The call is not out yet" in client.sign_in(CHAIR).get(f"/manage/{world.slug}/late/").words


def _asks_more(world: World) -> None:
    def act(session: Session) -> None:
        call = world.call(session)
        call.topics_max, call.bio_words_max, call.career_stages = 2, 100, ["student"]
        session.add_all(
            Topic(call_id=call.id, position=n, name=name) for n, name in enumerate(["Policing", "Sentencing"])
        )
        session.add(
            Question(
                call_id=call.id,
                position=0,
                kind="choice",
                label="Which panel?",
                choices=["A", "B"],
                required_from=NOW,
            )
        )
        session.add(
            Sitting(
                wip_session_id=call.wip_session_id,
                name="Room B",
                starts_at=call.wip_session.starts_at,
                minutes=60,
                join_link="https://meet.example.edu/secret",
            )
        )
        call.wip_session.join_link = "https://meet.example.edu/secret"

    world.do(act)


def test_all_shapes_of_the_call_say_the_same_and_nothing_private(client: PageClient, world: World) -> None:
    _asks_more(world)
    base = f"/sessions/{world.slug}/call"
    shapes = {ending: client.http.get(f"{base}.{ending}") for ending in ("txt", "md", "html", "pdf")}
    assert {ending: response.content_type for ending, response in shapes.items()} == {
        "txt": "text/plain; charset=utf-8",
        "md": "text/markdown; charset=utf-8",
        "html": "text/html; charset=utf-8",
        "pdf": "application/pdf",
    }
    texts = [
        client.get(base).words,
        *(shapes[e].text for e in ("txt", "md", "html")),
        _printed(shapes["pdf"].data),
    ]
    for text in (" ".join(each.split()).replace("\\", "") for each in texts):
        for words in (
            "Which panel? One of: A; B. An answer is needed from Wed 20 Jan 2027, 10:00 New York (UTC-5) on.",
            "Also Room B: Thu 18 Mar 2027, 12:00–13:00 New York (UTC-4).",
            "Up to 2 of the topics below.",
            "Sentencing",
            "A short biography of at most 100 words.",
            "Career stage of the first author: Doctoral candidate or student.",
        ):
            assert words in text
        assert "secret" not in text
    again = client.http.get(f"{base}.pdf", headers={"If-None-Match": shapes["pdf"].headers["ETag"]})
    assert again.status_code == 304


def _printed(pdf: bytes) -> str:
    import io

    from pypdf import PdfReader

    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_a_call_that_is_not_out_has_no_public_shape(client: PageClient, world: World) -> None:
    world.do(lambda s: setattr(world.call(s), "state", "draft"))
    base = f"/sessions/{world.slug}/call"
    found = [
        client.http.get(f"{base}{ending}").status_code
        for ending in ("", ".txt", ".md", ".html", ".pdf", ".ics")
    ]
    assert found == [404] * 6
    assert client.sign_in(CHAIR).get(base).headings == ["Call for papers: Spring Works-in-Progress Session"]


def test_the_history_knows_of_amendments(client: PageClient, world: World) -> None:
    extended(client, world)
    assert "amended the call" in client.get(f"/manage/{world.slug}/history/").words
    assert world.do(lambda s: s.scalar(sa.text("SELECT count(*) FROM amendments"))) == 1


def test_two_leaders_reasons_never_overwrite_each_other_unseen(client: PageClient, world: World) -> None:
    world.paper()
    extended(client, world)
    other = PageClient(client.app).sign_in(CHAIR)
    for browser in (client, other):
        browser.get(f"/manage/{world.slug}/amendments/")
    client.send("/amendments/1/", reason="Snow in the south.")
    page = other.send("/amendments/1/", reason="Rain.", status=409)
    assert "Another leader changed this reason while your page was open." in page.words
    assert "The reason is now: Snow in the south." in page.words

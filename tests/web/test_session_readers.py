"""Before a session is moved, linked or cancelled, its page says who is written to; afterwards, how many letters left."""

from tests.client import PageClient
from tests.services.test_agendas import out, ready  # noqa: F401 - fixtures
from tests.world import AUTHOR, CHAIR, World


def test_join_link_and_cancelling_say_how_many_hear(out: World, client: PageClient) -> None:  # noqa: F811 - the fixture
    page = client.sign_in(CHAIR).get(f"/manage/{out.slug}/")
    assert "When you save another link, 3 people are written to: presenters." in page.words
    client.send(f"/manage/{out.slug}/join-link", join_link="https://a.zoom.us/j/1")
    assert len(out.letters(kind="agenda_changed")) == 3
    assert "3 letters are on their way." in client.page.words
    page = client.get(f"/manage/{out.slug}/cancel")
    assert "3 people are written to: authors." in page.words
    client.send("/cancel", button="Cancel this session")
    assert len(out.letters(kind="session_cancelled")) == 3
    assert "everybody is told. 3 letters are on their way." in client.page.words
    assert "Let somebody in late" not in client.get(f"/manage/{out.slug}/").words


def test_moving_says_before_and_after_who_hears_and_doubts_the_link(out: World, client: PageClient) -> None:  # noqa: F811 - the fixture
    link = "https://a.zoom.us/j/1"
    client.sign_in(CHAIR).get(f"/manage/{out.slug}/")
    client.send(f"/manage/{out.slug}/join-link", join_link=link)
    path = f"/manage/{out.slug}/settings"
    client.get(path)
    client.send(path, starts="2027-03-25T12:00", about="Three papers.")
    assert "When you move it, 3 people are written to" in client.page.words
    assert AUTHOR in client.page.words
    client.send(path, button="Move these along")
    assert "Saved. 3 letters are on their way." in client.page.words
    assert "The join link may belong to the old date: check it with the office." in client.page.words
    assert (
        "The office has not confirmed this date: the join link may belong to an older one."
        in client.page.words
    )
    told = out.letters(kind="agenda_changed")[-1]
    assert told.subject == "Moved: “Spring Works-in-Progress Session”"
    assert "The join link is that of the old date: it may change" in " ".join(told.text.split())

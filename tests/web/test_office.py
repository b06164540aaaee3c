"""The office's page: a message to edit, sent or noted; and the join link, which shows to nobody else."""

import pytest

from tests.agenda_world import ZOOM, comment, feed_path, published
from tests.client import PageClient
from tests.rooms_world import add_room
from tests.world import AUTHOR, CHAIR, COMMENTER, World
from wip.domain.letters import LetterKind

ROOM = "Room B"
OFFICE = "meetings@association.example.edu"


@pytest.fixture
def leader(client: PageClient, world: World) -> PageClient:
    client.sign_in(CHAIR)
    client.get(f"/manage/{world.slug}/office")
    return client


def test_the_message_is_edited_and_sent_from_here(leader: PageClient, world: World) -> None:
    page = leader.send(
        "office", button="Send it from here", office_email=OFFICE, text="Please, a meeting.\n\n- Noon"
    )
    assert "The message is on its way to the office. Its answer goes to cj@law.example.edu." in page.words
    (letter,) = world.letters(kind=LetterKind.OFFICE_REQUEST)
    assert (letter.to_email, letter.text) == (OFFICE, "Dear colleagues,\n\nPlease, a meeting.\n\n- Noon\n")
    assert "The office has been asked" in page.words


def test_sent_by_hand_it_counts_as_requested(leader: PageClient, world: World) -> None:
    page = leader.send("office", button="I have sent it myself")
    assert "Noted: you have asked the office yourself." in page.words
    assert world.letters(kind=LetterKind.OFFICE_REQUEST) == []
    assert "requested date" in leader.get(f"/manage/{world.slug}/").words


def test_without_an_address_nothing_goes_and_the_words_stay(leader: PageClient, world: World) -> None:
    page = leader.send("office", button="Send it from here", text="My own words.", status=422)
    assert "Give the office’s address, or send the message yourself." in page.words
    assert dict(page.form("office", "Send it from here").fields)["text"] == "My own words."
    assert world.letters(kind=LetterKind.OFFICE_REQUEST) == []


def test_the_figures_in_the_address_stand_in_the_message(leader: PageClient, world: World) -> None:
    page = leader.get(f"/manage/{world.slug}/office?expected=120&set_up=30")
    text = dict(page.form("office", "Send it from here").fields)["text"]
    assert "- Expected attendance: about 120 people" in text
    assert "please open the meeting at 11:30 New York" in text


def test_the_office_s_answer_is_noted_on_the_same_page(leader: PageClient) -> None:
    leader.send("office", button="I have sent it myself")
    leader.send("confirmed", button="The office has confirmed")
    assert "The date is confirmed: paste the join link" in leader.page.words
    page = leader.send("join-link", join_link="ftp://room", status=422)
    assert "A join link begins with https://" in page.words
    leader.send("join-link", join_link=ZOOM)
    assert "Saved. Everybody who takes part has it in their calendar" in leader.page.words


def test_a_pasted_link_is_with_participants_and_in_nothing_public(leader: PageClient, world: World) -> None:
    published(world)
    comment(world, 1)
    leader.get(f"/manage/{world.slug}/office")
    leader.send("join-link", join_link=ZOOM)
    visitor = PageClient(leader.app)

    def has_link(browser: PageClient, path: str) -> bool:
        response = browser.http.get(path, base_url="https://wip.example.edu")
        text = response.get_data().decode("utf-8", "replace").replace("\r\n ", "")
        response.close()
        return ZOOM in text

    within = [world.paper_link(1, AUTHOR), feed_path(world, AUTHOR), feed_path(world, COMMENTER)]
    assert [has_link(visitor, path) for path in within] == [True] * 3
    rules = leader.app.url_map.iter_rules()
    public = [
        rule.rule.replace("<slug>", world.slug).replace("<section_slug>", world.section)
        for rule in rules
        if "GET" in (rule.methods or ()) and rule.arguments <= {"slug", "section_slug"}
    ]
    assert len(public) > 30
    assert [path for path in public if has_link(visitor, path)] == []
    leaders = [path for path in public if has_link(leader, path)]
    at = f"/manage/{world.slug}"
    assert sorted(set(leaders) & {f"{at}/history/", f"{at}/hand-over", f"{at}/hand-over.zip"}) == []
    told = {letter.to_email for letter in world.letters() if ZOOM in letter.text + letter.html}
    assert told <= {AUTHOR, COMMENTER, "tomas.varga@law.example.edu", "sam.stranger@elsewhere.example.edu"}


def test_a_parallel_room_without_a_link_is_named_and_its_link_pasted_here(
    leader: PageClient, world: World
) -> None:
    add_room(world)
    leader.get(f"/manage/{world.slug}/office")
    leader.send("/office/join-link", join_link=ZOOM)
    words = leader.page.words
    assert f"{ROOM} has no link of its own: the session’s is used." in words
    assert [f"lacking for {ROOM}" in words, "in place" in words] == [True, False]
    leader.send("/sittings/", button=f"Save the link of {ROOM}", join_link="https://zoom.example.edu/j/b")
    words = leader.get(f"/manage/{world.slug}/office").words
    assert [f"lacking for {ROOM}" in words, "in place" in words, f"{ROOM} has its own" in words] == [
        False,
        True,
        True,
    ]


@pytest.mark.parametrize("place", ["office", ""])
def test_two_leaders_links_never_overwrite_each_other_unseen(
    leader: PageClient, world: World, place: str
) -> None:
    other = PageClient(leader.app).sign_in(CHAIR)
    other.get(f"/manage/{world.slug}/{place}")
    leader.send("join-link", join_link=ZOOM)
    page = other.send("join-link", join_link="https://zoom.example.edu/j/other", status=409)
    assert "Another leader changed this while your page was open." in page.words
    assert "https://zoom.example.edu/j/other" in page.words
    assert world.do(lambda s: world.call(s).wip_session.join_link) == ZOOM

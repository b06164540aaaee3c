"""Guidelines over HTTP: leaders choose, preview and save; readers see, acknowledge, and see what has changed."""

import pytest
from sqlalchemy.orm import Session

from tests.agenda_world import feed_path, publish, put_all_in
from tests.client import PageClient
from tests.conftest import Clock
from tests.preparing import commenter, confirmed, hide, seen_by
from tests.world import AUTHOR, CHAIR, COMMENTER, START, World
from wip.domain.calls import Blindness
from wip.domain.letters import LetterKind
from wip.domain.links import LinkKind
from wip.models import GuidelineSeen, Person

SECRET = "Zebrafish in Evidence"
HIDDEN = "hanna.berg@north.example.edu"


@pytest.fixture
def ready(world: World) -> World:
    """A confirmed paper with one commenter who accepted."""
    confirmed(world)
    commenter(world)
    return world


@pytest.fixture
def chair(client: PageClient, ready: World) -> PageClient:
    assert ready.slug
    return client.sign_in(CHAIR)


def place(world: World, whom: str = "commenters") -> str:
    return f"/manage/{world.slug}/commenters/guidelines?whom={whom}"


def write(
    chair: PageClient, world: World, text: str = "Ask two questions.", whom: str = "commenters"
) -> None:
    chair.get(place(world, whom))
    chair.send("/preview", title="Two points", text=text)


def link(world: World, answer: str = "") -> str:
    return world.link(LinkKind.COMMISSION, COMMENTER, 1, answer)


def test_each_style_is_shown_in_full_and_can_be_begun_from(chair: PageClient, ready: World) -> None:
    page = chair.get(place(ready))
    for words in (
        "You share them with the other commenters",
        "Stop after about 5 minutes, so that others are heard.",
        "The author listens in silence",
    ):
        assert words in page.words
    assert "for about 5 minutes; the author has 15 minutes" in page.words
    page = chair.get(f"{place(ready)}&style=two_points")
    assert dict(page.form("/preview").fields)["title"] == "Two points only"
    assert dict(page.form("/preview").fields)["text"].startswith("Do not summarise")
    assert "What we ask of presenters" in chair.get(place(ready, "presenters")).words


def test_a_preview_shows_the_change_and_the_letter_and_saves_nothing(chair: PageClient, ready: World) -> None:
    write(chair, ready)
    words = chair.page.words
    assert [
        each in words for each in ("new Two points", "gone Do not cite", "1 person has to know it", COMMENTER)
    ] == [True] * 4
    assert "New: Ask two questions." in words
    assert "The text that comes with the planner" in chair.get(place(ready)).words
    assert ready.letters(kind=LetterKind.GUIDELINES_SENT) == []


def test_saving_without_letters_changes_every_page_and_writes_to_nobody(
    chair: PageClient, ready: World
) -> None:
    write(chair, ready)
    page = chair.send(button="Save without letters")
    assert "No letters were sent." in page.words
    assert "Version 1" in page.words
    assert ready.letters(kind=LetterKind.GUIDELINES_SENT) == []
    for path in (link(ready), f"/sessions/{ready.slug}/comment"):
        assert "Ask two questions." in chair.get(path).words


def test_saving_with_letters_writes_one_a_person_and_pressing_twice_writes_no_more(
    chair: PageClient, ready: World
) -> None:
    write(chair, ready)
    form = chair.page.form(button="Save and send")
    data = form.filled(tell="yes")
    first, second = (chair.post(form.action, data) for _ in range(2))
    assert (first.status_code, second.status_code, first.location) == (303, 303, second.location)
    assert len(ready.letters(kind=LetterKind.GUIDELINES_SENT)) == 1
    assert "Version 2" not in chair.get(place(ready)).words


def test_words_that_cannot_be_are_given_back_as_typed(chair: PageClient, ready: World) -> None:
    chair.get(place(ready))
    page = chair.send("/preview", title="Two points", text="Stop at {minuts}.", status=422)
    assert "Nothing is filled in for {minuts}" in page.words
    assert dict(page.form("/preview").fields)["text"] == "Stop at {minuts}."


def test_a_leader_who_was_slower_is_told_and_keeps_what_was_typed(chair: PageClient, ready: World) -> None:
    write(chair, ready, "Mine.")
    form = chair.page.form(button="Save without")
    write(chair, ready, "Theirs.")
    chair.send(button="Save without letters")
    response = chair.post(form.action, form.filled(tell="no"))
    assert (response.status_code, "Mine." in response.get_data(as_text=True)) == (409, True)
    assert "Theirs." in chair.get(link(ready)).words


def test_versions_can_be_read_compared_and_used_again(chair: PageClient, ready: World) -> None:
    write(chair, ready)
    chair.send(button="Save without letters")
    path = f"/manage/{ready.slug}/commenters/guidelines/commenters/"
    page = chair.get(f"{path}0")
    assert ("new Ask two questions." in page.words, "gone Do not cite" in page.words) == (True, True)
    page = chair.send(button="Use this one again")
    assert "Version 2" in page.words
    assert "The words are the same." in chair.get(f"{path}0").words
    chair.get(f"{path}7", 404)
    chair.get(f"/manage/{ready.slug}/commenters/guidelines/nobody/0", 404)


def test_a_letter_s_link_opens_the_button_and_one_press_acknowledges(
    client: PageClient, ready: World
) -> None:
    page = client.get(link(ready, "guidelines"))
    assert seen_by(ready, 1) is None
    assert page.form("/guidelines").buttons[0][0] == "I have read this"
    page = client.send("/guidelines")
    assert (seen_by(ready, 1), "you have read this" in page.words) == (0, True)
    assert [form.action for form in page.forms if form.action.endswith("/guidelines")] == []


def test_whoever_read_an_older_version_sees_what_changed_and_is_asked_again(
    chair: PageClient, ready: World
) -> None:
    chair.get(link(ready))
    chair.send("/guidelines")
    write(chair, ready)
    chair.send(button="Save without letters")
    page = chair.get(link(ready))
    for words in ("changed since you read it", "new Ask two questions.", "gone Do not cite"):
        assert words in page.words
    chair.send("/guidelines")
    assert seen_by(ready, 1) == 1
    assert "1 of 1 person has acknowledged it" in chair.get(place(ready)).words


def test_a_page_from_before_the_change_acknowledges_nothing(chair: PageClient, ready: World) -> None:
    form = chair.get(link(ready)).form("/guidelines")
    write(chair, ready)
    chair.send(button="Save without letters")
    response = chair.post(form.action, form.filled())
    assert (response.status_code, seen_by(ready, 1)) == (409, None)
    response = chair.post(form.action, form.filled(number="x"))
    assert (response.status_code, seen_by(ready, 1)) == (422, None)


def test_presenters_have_their_own_and_acknowledge_it_on_their_page(client: PageClient, ready: World) -> None:
    page = client.get(ready.paper_link(answer="guidelines"))
    assert "What we ask of presenters" in page.words
    page = client.send("/guidelines")
    assert "you have read this" in page.words
    assert ready.do(lambda s: [each.number for each in s.query(GuidelineSeen)]) == [0]


def test_a_paper_without_a_place_has_no_guidelines(client: PageClient, world: World) -> None:
    world.paper()
    page = client.get(world.paper_link())
    assert "What we ask of presenters" not in page.words


def test_after_the_session_nobody_is_asked(client: PageClient, ready: World, clock: Clock) -> None:
    clock.now = START.replace(hour=20)
    for path in (link(ready), ready.paper_link()):
        page = client.get(path)
        assert [form.action for form in page.forms if form.action.endswith(("/guidelines", "/zone"))] == []


@pytest.mark.parametrize(("path", "email"), [("commission", COMMENTER), ("paper", AUTHOR)])
def test_the_zone_is_told_with_one_press(client: PageClient, ready: World, path: str, email: str) -> None:
    where = link(ready, "zone") if path == "commission" else ready.paper_link(answer="zone")
    client.get(where)
    client.send("/zone", zone="", status=422)
    client.get(where)
    page = client.send("/zone", zone="Europe/Berlin")
    assert "Berlin, for you" in page.words
    assert ready.do(lambda s: s.query(Person).filter_by(email=email).one().zone) == "Europe/Berlin"
    assert [form.action for form in page.forms if form.action.endswith("/zone")] == []


def _hide(world: World) -> None:
    """A second paper, whose commenter is known through it alone, closed to the chair by a conflict."""
    number = confirmed(world, SECRET, "leila.haddad@law.example.edu")
    commenter(world, number, HIDDEN, "Hanna Berg")
    hide(world, number)


def test_readers_through_a_closed_paper_are_written_to_and_not_shown(chair: PageClient, ready: World) -> None:
    _hide(ready)
    shown = [chair.get(place(ready, whom)).html for whom in ("commenters", "presenters")]
    for whom in ("commenters", "presenters"):
        write(chair, ready, whom=whom)
        shown.append(chair.page.html)
        shown.append(chair.send(button="Save and send").html)
    for secret in (SECRET, HIDDEN, "Hanna Berg", "leila.haddad"):
        assert [secret in html for html in shown] == [False] * len(shown)
    told = ready.letters(kind=LetterKind.GUIDELINES_SENT)
    assert [each.to_email for each in told] == [HIDDEN, COMMENTER, "leila.haddad@law.example.edu", AUTHOR]
    letters = [chair.get(f"/manage/{ready.slug}/letters/?kind=guidelines_sent").html]
    letters += [
        chair.http.get(f"/manage/{ready.slug}/letters/{each.id}/").get_data(as_text=True) for each in told
    ]
    for secret in (SECRET, HIDDEN, "leila.haddad"):
        assert [secret in html for html in letters] == [False] * len(letters)


def test_a_double_blind_call_names_no_author(chair: PageClient, ready: World) -> None:
    def blind(session: Session) -> None:
        ready.call(session).blindness = Blindness.DOUBLE

    ready.do(blind)
    write(chair, ready, whom="presenters")
    assert (AUTHOR in chair.page.html, "avery.sample@example.edu" in chair.page.html) == (False, True)


def test_calendars_say_what_counts_and_keep_their_sequence(chair: PageClient, ready: World) -> None:
    put_all_in(ready)
    publish(ready, ready.now)

    def entry(email: str) -> tuple[str, list[str]]:
        text = chair.http.get(feed_path(ready, email), base_url="https://wip.example.edu").get_data(
            as_text=True
        )
        unfolded = text.replace("\r\n ", "")
        return unfolded, [row for row in unfolded.splitlines() if row.startswith("SEQUENCE")]

    before = {email: entry(email) for email in (COMMENTER, AUTHOR)}
    assert "Do not cite" in before[COMMENTER][0]
    assert "You have 15 minutes to present" in before[AUTHOR][0]
    for whom in ("commenters", "presenters"):
        write(chair, ready, f"Only for {whom}.", whom)
        chair.send(button="Save without letters")
    for email, words in ((COMMENTER, "Only for commenters."), (AUTHOR, "Only for presenters.")):
        after = entry(email)
        assert (words in after[0], after[1]) == (True, before[email][1])

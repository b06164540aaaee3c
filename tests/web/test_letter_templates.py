"""The pages on which a section words its letters."""

import pytest

from tests.client import Page, PageClient
from tests.conftest import NOW, Clock
from tests.web.test_letters import outbox
from tests.world import AUTHOR, CHAIR, OTHER_CHAIR, World

ALL = "/sections/criminal-justice/letters/"
ONE = f"{ALL}decision_accepted/"
BODY = "Hello {name},\n\n{earlier_letter}\n\nCome:\n{confirm}\n{turn_down}\n{paper}"


@pytest.fixture
def chair(client: PageClient, world: World) -> PageClient:
    world.paper()
    client.sign_in(CHAIR).get(ONE)
    return client


def send_to(client: PageClient, action: str, status: int = 200, **typed: str) -> Page:
    """Press a button of the form that leads to another address than the form's own."""
    client.get(ONE)
    data = client.page.form(ONE, "Save the text").filled(**typed)
    response = client.post(f"{ONE}{action}", data)
    assert response.status_code == status
    return Page(response.get_data(as_text=True))


def test_the_list_names_every_letter_and_whose_words_it_has(chair: PageClient) -> None:
    page = chair.get(ALL)
    assert (
        "Decision: accepted You release decisions: the paper is accepted Authors the planner’s" in page.words
    )
    assert ("Link to sign in" in page.words, "Invitation to lead" in page.words) == (False, False)
    chair.get(ONE)
    chair.send(ONE, button="Save the text", subject="Yes: {title}", body=BODY)
    page = chair.get(ALL)
    assert "the section’s own" in page.words
    assert "Robin Vale, Wed 20 Jan 2027, 10:00 New York" in page.words


def test_the_editor_begins_with_the_planner_s_words_and_shows_them_for_somebody_real(
    chair: PageClient,
) -> None:
    page = chair.get(ONE)
    assert "What reviewers wrote to you:\n\n- {comments}" in dict(page.form(ONE).fields)["body"]
    assert "To Mbali Abara, “Quotas Without Numbers”" in page.words
    assert "What stands here for {comments} is an example, not this person’s own." in page.words
    assert "We are glad to tell you that your paper “Quotas Without Numbers” has been accepted" in page.words
    assert (
        "{confirm} The page on which to confirm the place (a link, which must stand in the text)"
        in page.words
    )
    assert "\u27e6" not in page.html


def test_what_is_saved_is_shown_again_and_can_be_taken_back(chair: PageClient, world: World) -> None:
    page = chair.send(ONE, button="Save the text", subject="Yes: {title}", body=BODY)
    assert "Saved. Letters that are written from now on say this." in page.words
    fields = dict(page.form(ONE).fields)
    assert (fields["subject"], fields["body"]) == ("Yes: {title}", BODY)
    assert "These are the section’s own words, by Robin Vale" in page.words
    assert (
        "Its texts so far Robin Vale, Wed 20 Jan 2027, 10:00 New York Yes: {title} Hello {name},"
        in page.words
    )
    page = chair.send("planner", button="Back to the planner")
    assert "New York The planner’s own text again" in page.words
    assert "The planner’s own text is used again." in page.words
    assert "These are the planner’s words" in page.words
    assert world.slug


@pytest.mark.parametrize("action", ["", "preview", "test"])
def test_a_faulty_text_is_refused_with_its_mend_and_nothing_typed_is_lost(
    chair: PageClient, world: World, action: str
) -> None:
    before = len(world.letters())
    page = send_to(chair, action, 422, subject="Yes: {tilte}", body=BODY)
    assert "There is no placeholder {tilte} in this letter. Did you mean {title}?" in page.words
    fields = dict(page.form(ONE).fields)
    assert (fields["subject"], fields["body"]) == ("Yes: {tilte}", BODY)
    assert "Not a letter yet" in page.words
    assert len(world.letters()) == before


def test_a_text_without_its_links_is_refused(chair: PageClient) -> None:
    page = chair.send(ONE, button="Save the text", subject="Yes", body="Come!", status=422)
    assert "must contain {confirm}, {turn_down}, {earlier_letter} and {paper}" in page.words


def test_a_preview_shows_what_was_typed_and_saves_nothing(chair: PageClient) -> None:
    page = send_to(chair, "preview", subject="For {title}", body=BODY)
    assert "For Quotas Without Numbers Hello Mbali Abara," in page.words
    assert dict(page.form(ONE).fields)["subject"] == "For {title}"
    assert "Accepted for" in dict(chair.get(ONE).form(ONE).fields)["subject"]


def test_a_preview_while_typing_is_the_letter_alone(chair: PageClient) -> None:
    data = chair.page.form(ONE, "Save the text").filled(subject="For {title}", body=BODY)
    answer = chair.http.post(
        f"{ONE}preview",
        data=data,
        base_url="https://wip.example.edu",
        headers={"HX-Request": "true", "Referer": "https://wip.example.edu/"},
    )
    page = Page(answer.get_data(as_text=True))
    assert (answer.status_code, page.headings) == (200, [])
    assert "For Quotas Without Numbers" in page.words
    data["body"] = ["{"]
    answer = chair.http.post(
        f"{ONE}preview",
        data=data,
        base_url="https://wip.example.edu",
        headers={"HX-Request": "true", "Referer": "https://wip.example.edu/"},
    )
    assert (answer.status_code, "Not a letter yet" in answer.get_data(as_text=True)) == (200, True)


@pytest.mark.parametrize("sample", ["", "authors-999", "nonsense"])
def test_it_is_shown_for_whom_one_chooses_among_those_offered(chair: PageClient, sample: str) -> None:
    page = send_to(chair, "preview", subject="S", body=BODY, sample=sample)
    assert ("Hello Avery Sample," if sample == "" else "Hello Mbali Abara,") in page.words


def test_a_test_is_sent_to_oneself_and_the_page_keeps_what_was_typed(chair: PageClient, world: World) -> None:
    page = send_to(chair, "test", subject="Try {title}", body=BODY)
    assert f"A test is on its way to {CHAIR}." in page.words
    assert dict(page.form(ONE).fields)["subject"] == "Try {title}"
    letter = world.letters()[-1]
    assert (letter.to_email, letter.subject) == (CHAIR, "[Test] Try Quotas Without Numbers")
    assert letter.subject not in chair.get(outbox(world)).words


def test_a_stale_page_loses_nothing(chair: PageClient, clock: Clock) -> None:
    old = chair.page.form(ONE, "Save the text")
    chair.send(ONE, button="Save the text", subject="Mine", body=BODY)
    clock.now = NOW.replace(hour=16)
    answer = chair.post(ONE, old.filled(subject="Theirs", body=BODY, form_token="another-one"))
    page = Page(answer.get_data(as_text=True))
    assert (answer.status_code, page.headings) == (409, ["Somebody was faster"])
    assert "Its subject is now: Mine" in page.words
    assert "Theirs" in page.words


@pytest.mark.parametrize("path", [f"{ALL}sign_in/", f"{ALL}nonsense/", f"{ALL}office_request/"])
def test_other_letters_have_no_such_page(chair: PageClient, path: str) -> None:
    chair.get(path, status=404)


@pytest.mark.parametrize("email", [OTHER_CHAIR, AUTHOR])
def test_nobody_but_the_section_s_leaders_words_its_letters(
    client: PageClient, world: World, email: str
) -> None:
    world.paper()
    client.sign_in(email)
    for path in (ALL, ONE, f"/manage/{world.slug}/texts"):
        client.get(path, status=404)


def test_the_texts_stand_among_the_session_s_tabs(chair: PageClient, world: World) -> None:
    page = chair.get(outbox(world))
    assert f"/manage/{world.slug}/texts" in page.links
    assert ONE in chair.get(f"/manage/{world.slug}/texts").links


def test_what_a_leader_types_is_text(chair: PageClient, world: World) -> None:
    hostile = "<script>alert(1)</script> \u27e60\u27e7 \u202eevil {{x}}"
    page = chair.send(ONE, button="Save the text", subject=hostile, body=f"{hostile}\n{BODY}")
    assert "<script>alert(1)</script> [0] evil {x}" in page.words
    assert world.slug

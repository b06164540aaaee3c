"""The paper's form: every fault in the summary, the call's limits, and whose file may be kept."""

from typing import Any

import sqlalchemy as sa

from tests import documents
from tests.client import Page, PageClient
from tests.web.test_submissions import file, opened, papers, typed
from tests.world import World
from wip.domain.calls import Blindness
from wip.models import Upload


def refused(client: PageClient, world: World, **more: Any) -> Page:
    return opened(client, world).send("/submit", status=422, **typed(**more))


def test_the_summary_leads_to_a_fault_in_an_author_s_row_once(client: PageClient, world: World) -> None:
    page = refused(client, world, **{"authors-0-email": "", "authors-1-email": "no address"})
    assert [link for link in page.links if link.startswith("#authors")] == [
        "#authors-0-email",
        "#authors-1-name",
        "#authors-1-email",
    ]
    assert page.words.count("Name: Give the author’s name.") == 1


def test_pages_and_questions_keep_to_their_limits(client: PageClient, world: World) -> None:
    page = refused(client, world, focus_pages="pp. 1-6, 10-15", questions="One?\n\nTwo?\nThree?\nFour?")
    assert "These are 12 pages; the call allows 10. Please name fewer." in page.words
    assert "These are 4 lines; ask at most 3 questions, each on one line." in page.words
    client.send("/submit", focus_pages="12-21", questions="One?\n\nTwo?\nThree?")
    assert [number for number, *_ in papers(world)] == [1]


def test_an_import_s_sheet_is_no_draft(client: PageClient, world: World) -> None:
    draft = file(documents.pdf(), "quotas.pdf")
    page = refused(client, world, title="", draft=draft)
    key = dict(page.form("/submit").fields)["kept"]
    world.do(lambda s: s.execute(sa.update(Upload).values(facts={"import_of": 1})))
    page = refused(client, world, kept=key)
    assert "Your file was kept for three days and is gone now. Please choose it again." in page.words


def test_a_double_blind_call_asks_for_files_without_names(client: PageClient, world: World) -> None:
    hint = "leave your name out of the file and of its properties"
    assert hint not in opened(client, world).page.words

    def blind(session: Any) -> None:
        world.call(session).blindness = Blindness.DOUBLE

    world.do(blind)
    assert hint in opened(client, world).page.words


def blind(world: World, **more: Any) -> None:
    def change(session: Any) -> None:
        call = world.call(session)
        call.blindness = Blindness.DOUBLE
        for name, value in more.items():
            setattr(call, name, value)

    world.do(change)


def notes(world: World) -> list[str]:
    return world.do(lambda s: world.row(s).anonymity_notes)


NAMED = "The text has the name Mbali Abara: page 1. Take it out of the text."
GIVEN_AWAY = "Names in a blind call: Something may give you away: see what is listed beside the draft."


def test_names_in_a_blind_call_s_abstract_are_found(client: PageClient, world: World) -> None:
    blind(world)
    page = refused(client, world, abstract="As Mbali Abara has shown, targets survive.")
    assert "The text has the name Mbali Abara: the abstract. Take it out of the text." in page.words
    assert GIVEN_AWAY in page.words
    assert "I have looked; send it as it is: Something" not in page.words
    client.send("/submit", abstract="As Abebe has shown, targets survive.")
    assert notes(world) == []


def test_a_long_draft_and_its_names_are_told_at_once(client: PageClient, world: World) -> None:
    blind(world, draft_words_max=10)
    draft = file(documents.typeset("Mbali Abara " + "word " * 20), "quotas.pdf")
    page = refused(client, world, draft=draft, title="")
    for sentence in (
        "The draft has 22 words; the call allows 10. Please shorten it by 12.",
        NAMED,
        "Give the paper a title.",
    ):
        assert sentence in page.words
    assert "File kept quotas.pdf" in page.words


def test_before_the_decision_a_blind_call_s_draft_comes_with_the_form_that_looks_for_names(
    client: PageClient, world: World
) -> None:
    blind(world)
    opened(client, world).send("/submit", **typed())
    link = world.paper_link()
    form = client.get(link).form(link, "Save the changes")
    tokens = {name: values for name, values in form.filled().items() if name in {"csrf_token", "form_token"}}
    named = documents.typeset("By Mbali Abara")
    response = client.post(f"{link}draft", tokens | {"draft": [file(named, "Mbali Abara.pdf")]})
    assert response.status_code == 422
    assert "choose the file under “Change the paper” on your page" in response.text
    assert papers(world)[0][3] == []
    client.get(link)
    page = client.send(button="Save the changes", status=422, draft=file(named, "Mbali Abara.pdf"))
    assert NAMED in page.words
    client.send(button="Save the changes", names_read="y")
    assert (papers(world)[0][3], notes(world)) == (["Mbali Abara.pdf"], [NAMED])
    client.send(button="Save the changes", title="What was looked at once is not asked again")
    assert (papers(world)[0][1], notes(world)) == ("What was looked at once is not asked again", [NAMED])


def test_a_draft_by_itself_keeps_to_the_call_s_length(client: PageClient, world: World) -> None:
    world.do(lambda s: setattr(world.call(s), "draft_words_max", 10))
    opened(client, world).send("/submit", **typed())
    link = world.paper_link()
    form = client.get(link).form(link, "Save the changes")
    tokens = {name: values for name, values in form.filled().items() if name in {"csrf_token", "form_token"}}
    long = file(documents.typeset("word " * 20), "long.pdf")
    response = client.post(f"{link}draft", tokens | {"draft": [long]})
    assert (response.status_code, papers(world)[0][3]) == (422, [])
    assert "The draft has 20 words; the call allows 10." in response.text


def test_a_mistyped_orcid_id_says_whose_it_is(client: PageClient, world: World) -> None:
    second = {"authors-1-name": "Tomas Varga", "authors-1-orcid": "0000-0002-1825-0098"}
    page = refused(client, world, **second)
    assert (
        "Author 2: The last character of “0000-0002-1825-0098” does not fit the others, so a digit is mistyped."
        in page.words
    )

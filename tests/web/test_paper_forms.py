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

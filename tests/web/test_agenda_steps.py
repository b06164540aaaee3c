"""What steps of editing are called on pages: by titles, as their reader may see them; and what no field takes."""

import re

import pytest
from flask import Flask

from tests.agenda_world import confirmed_papers, put_all_in
from tests.client import PageClient
from tests.web.test_agenda_wishes import hide
from tests.web.test_agendas import post, typed
from tests.world import CHAIR, World


@pytest.fixture
def chair(app: Flask, world: World) -> PageClient:
    confirmed_papers(world)
    put_all_in(world)
    return PageClient(app).sign_in(CHAIR)


def test_a_paper_that_is_off_keeps_its_title_in_steps_and_history(chair: PageClient, world: World) -> None:
    chair.get(f"/manage/{world.slug}/agenda/")
    chair.send(button="Take off: Mercy as Procedure")
    assert "Last step: Took “Mercy as Procedure” off the agenda." in chair.page.words
    chair.send(button="Undo: Took “Mercy as Procedure” off the agenda")
    chair.send(button="Redo: Took “Mercy as Procedure” off the agenda")
    page = chair.get(f"/manage/{world.slug}/history/")
    assert page.words.count("step Took “Mercy as Procedure” off the agenda") == 2
    hide(world, 2)
    for name in ("agenda", "history"):
        page = chair.get(f"/manage/{world.slug}/{name}/")
        assert "Took “Paper 2, hidden from you” off the agenda" in page.words
        assert "Mercy" not in page.html


def test_the_page_s_script_is_told_what_was_undone(chair: PageClient, world: World) -> None:
    chair.get(f"/manage/{world.slug}/agenda/")
    chair.send(button="Down: Quotas Without Numbers")
    fields = dict(chair.page.form("/agenda/", "Save order").fields)
    values = {name: fields[name] for name in ("version", "csrf_token")}
    answer = post(chair, f"/manage/{world.slug}/agenda/undo", values).get_json()
    assert (answer["said"], answer["told"]) == (
        "Undone",
        "Undone: Moved “Quotas Without Numbers” to place 2.",
    )


@pytest.mark.parametrize(
    ("said", "why"),
    [("-5", "“-5” is below 0."), ("1e3", "“1e3” is no whole number."), ("123456", "“123456” is too large.")],
)
def test_each_number_that_cannot_be_is_refused_in_fitting_words(
    chair: PageClient, world: World, said: str, why: str
) -> None:
    page = chair.get(f"/manage/{world.slug}/agenda/")
    field = re.search(r'name="(present-\d+)"', page.html)
    chair.send(button="Save order and minutes", status=422, **typed({field[1] if field else "": said}))
    assert f"{why} Write minutes and places as whole numbers from 0 on." in chair.page.words

"""How commenters are found: a leader's page of settings, with its history and its guard against two at once."""

from typing import Any

import pytest
import sqlalchemy as sa

from tests.client import PageClient
from tests.world import CHAIR, World
from wip.models import CommentingSettings, HistoryEvent


def page_of(world: World) -> str:
    return f"/manage/{world.slug}/commenters/settings"


def kept(world: World) -> tuple[object, ...] | None:
    row = sa.select(
        CommentingSettings.answer_days,
        CommentingSettings.releases_silent,
        CommentingSettings.circle,
        CommentingSettings.version,
    )
    found = world.do(lambda s: s.execute(row).one_or_none())
    return tuple(found) if found else None


def test_the_usual_settings_are_shown_and_kept_only_when_changed(client: PageClient, world: World) -> None:
    client.sign_in(CHAIR).get(page_of(world))
    shown = client.page.form("/commenters/settings").filled()
    assert (shown["answer_days"], shown["releases_silent"], shown["circle"]) == (
        ["5"],
        ["no"],
        ["commenters"],
    )
    client.send("/commenters/settings")
    assert kept(world) is None
    page = client.send("/commenters/settings", answer_days="7", releases_silent="yes", circle="attendees")
    assert "The settings are kept." in page.words
    assert kept(world) == (7, True, "attendees", 1)
    act = sa.select(HistoryEvent.new).where(HistoryEvent.act == "change commenting")
    assert world.do(lambda s: s.scalars(act).all()) == [
        {"answer_days": 7, "releases_silent": True, "circle": "attendees"}
    ]


def test_two_leaders_at_once_do_not_overwrite_each_other(client: PageClient, world: World) -> None:
    client.sign_in(CHAIR).get(page_of(world))
    stale = client.page.form("/commenters/settings").filled(answer_days="9", form_token="c" * 32)
    client.send("/commenters/settings", answer_days="7")
    response = client.post(page_of(world), stale)
    assert response.status_code == 409
    assert "Another leader changed this while your page was open." in response.get_data(as_text=True)
    assert kept(world) == (7, False, "commenters", 1)


@pytest.mark.parametrize("typed", [{"answer_days": "0"}, {"standby_per_paper": "4"}])
def test_a_number_out_of_bounds_is_refused_beside_its_field(
    client: PageClient, world: World, typed: dict[str, Any]
) -> None:
    client.sign_in(CHAIR).get(page_of(world))
    page = client.send("/commenters/settings", status=422, **typed)
    assert "Give a whole number from" in page.words
    assert kept(world) is None

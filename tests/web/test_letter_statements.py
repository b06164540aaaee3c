"""What the pages of a section's letters cost, however much there is."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.client import PageClient
from tests.world import CHAIR, World
from wip.domain.letter_kinds import EDITABLE
from wip.models import LetterTemplate, Section


def word_letters(world: World, number: int) -> None:
    """The section words so many of its letters, or all."""

    def act(session: Session) -> None:
        section = session.scalars(sa.select(Section).where(Section.slug == world.section)).one()
        by = world.actor(session, CHAIR)
        facts = {"subject": "Ours", "body": "Ours", "edited_by": by.person_id, "edited_at": world.now}
        for kind in list(EDITABLE)[:number]:
            session.add(LetterTemplate(section_id=section.id, kind=kind.value, **facts))

    world.do(act)


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_lists_of_letters_cost_the_same_however_many_are_worded(
    client: PageClient, world: World, statements: Any, number: int
) -> None:
    word_letters(world, number)
    client.sign_in(CHAIR)
    found = {}
    for path in ("/sections/criminal-justice/letters/", f"/manage/{world.slug}/texts"):
        client.get(path)
        with statements() as said:
            client.get(path)
        found[path] = len(said)
    assert list(found.values()) == [3, 4]


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_editor_costs_the_same_however_many_it_could_be_shown_for(
    client: PageClient, world: World, statements: Any, number: int
) -> None:
    for each in range(number):
        world.paper(f"Paper {each}", f"author{each}@law.example.edu")
    client.sign_in(CHAIR)
    path = "/sections/criminal-justice/letters/decision_accepted/"
    client.get(path)
    with statements() as said:
        client.get(path)
    assert len(said) == 14

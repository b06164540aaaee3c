"""The call as text for an e-mail list."""

from sqlalchemy.orm import Session

from tests.world import World
from wip.adapters.call_texts import plain_text

EXPECTED = """\
Call for papers: Spring Works-in-Progress Session
=================================================

Section on Criminal Justice

When: Thu 18 Mar 2027, 12:00–13:30 New York, online

Deadline: Fri 29 Jan 2027, 17:00 New York

Submit, offer to comment, or attend: https://wip.example.edu/sessions/x/
"""


def text_of(world: World, **more: str) -> str:
    def act(session: Session) -> str:
        call = world.call(session)
        for name, value in more.items():
            setattr(call, name, value)
        return plain_text(call, ["Section on Criminal Justice"], "https://wip.example.edu/sessions/x/")

    return world.do(act)


def test_a_list_gets_the_dates_first(world: World) -> None:
    assert text_of(world).startswith(EXPECTED)


def test_every_line_fits_an_old_mail_program(world: World) -> None:
    long = "One sentence follows the other until the line is far too long for the list. " * 5
    text = text_of(world, eligible=long, terms=f"{long}\n\n{long}", criteria=long)
    assert max(len(line) for line in text.splitlines()) <= 72
    headings = [line for line in text.splitlines() if line.isupper()]
    assert headings == [
        "WHO MAY SUBMIT",
        "WHAT TO SUBMIT",
        "HOW PAPERS ARE CHOSEN",
        "DATES",
        "FORMAT",
        "TERMS",
    ]


def test_every_date_has_its_zone(world: World) -> None:
    block = text_of(world, deadline_zone="AoE").partition("DATES\n")[2].partition("\n\n")[0]
    assert block.splitlines() == [
        "Opens: Fri 11 Dec 2026, 10:00 New York",
        "Deadline: Fri 29 Jan 2027, 10:00 Anywhere on Earth",
        "Authors learn the decision by: Fri 12 Feb 2027, 17:00 New York",
        "Drafts are due: Fri 5 Mar 2027, 11:00 New York",
        "Session: Thu 18 Mar 2027, 12:00–13:30 New York",
    ]


def test_who_is_to_be_asked_and_how_to_change_a_paper(world: World) -> None:
    assert text_of(world).endswith(
        "Questions: cj@law.example.edu\n\nTo change or withdraw a paper, use the link in its receipt.\n"
    )
    assert "Questions: chair@law.example.edu" in text_of(world, contact="chair@law.example.edu")


def test_text_that_turns_round_stays_out(world: World) -> None:
    assert "\u202e" not in text_of(world, terms="\u202eelbaton")

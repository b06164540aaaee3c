"""The call as text to pass on: for an e-mail list, in Markdown, and in HTML for mail programs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wip.adapters.call_texts import html_text, is_address, markdown_text, plain_text
from wip.adapters.markdown import rendered
from wip.domain.call_contents import (
    Content,
    Lines,
    Moments,
    Part,
    Plain,
    Typed,
    deadline_of,
    moment_of,
    span_of,
)
from wip.domain.zones import AOE

NEW_YORK = "America/New_York"
DEADLINE = datetime(2027, 1, 29, 22, 0, tzinfo=UTC)
START = datetime(2027, 3, 18, 16, 0, tzinfo=UTC)
CALL = Content(
    title="Call for papers: Spring Works-in-Progress Session",
    sections=(("Section on Criminal Justice", "criminal-justice"), ("Section on Evidence", "evidence")),
    address="https://wip.example.edu/sessions/spring/",
    notice="",
    when=span_of("Session", START, START + timedelta(minutes=90), NEW_YORK),
    where="online, not recorded",
    deadline=deadline_of(DEADLINE, NEW_YORK, NEW_YORK),
    about="Three papers on *policing*,\npunishment or procedure.",
    parts=(
        Part(
            "Who may submit",
            (Typed("Any section member."), Lines(("At most 1 paper from each first author.",))),
        ),
        Part(
            "Dates",
            (
                Moments(
                    (moment_of("Authors learn the decision by", DEADLINE + timedelta(days=14), NEW_YORK),)
                ),
            ),
        ),
        Part("Commenters", (Plain("Each paper is to have at least 2 commenters, who read it ahead."),)),
    ),
    contact="cj@law.example.edu",
)

PLAIN = """\
Call for papers: Spring Works-in-Progress Session
=================================================

Section on Criminal Justice and Section on Evidence

Session: Thu 18 Mar 2027, 12:00–13:30 New York (UTC-4)
  It begins at 11:00 Chicago, 10:00 Denver, 09:00 Los Angeles.
Deadline: Fri 29 Jan 2027, 17:00 New York (UTC-5)
  That is 16:00 Chicago, 15:00 Denver, 14:00 Los Angeles.

Submit, offer to comment, or attend:
https://wip.example.edu/sessions/spring/

Three papers on policing,
punishment or procedure.

WHO MAY SUBMIT
Any section member.

- At most 1 paper from each first author.

DATES
Authors learn the decision by: Fri 12 Feb 2027, 17:00 New York (UTC-5)

COMMENTERS
Each paper is to have at least 2 commenters, who read it ahead.

Questions: cj@law.example.edu
"""

MARKDOWN = """\
# Call for papers: Spring Works-in-Progress Session

Section on Criminal Justice and Section on Evidence

- **Session:** Thu 18 Mar 2027, 12:00–13:30 New York (UTC-4). It begins at 11:00 Chicago, 10:00 Denver, 09:00 Los Angeles.
- **Deadline:** Fri 29 Jan 2027, 17:00 New York (UTC-5). That is 16:00 Chicago, 15:00 Denver, 14:00 Los Angeles.

Submit, offer to comment, or attend: <https://wip.example.edu/sessions/spring/>

Three papers on *policing*,
punishment or procedure.

## Who may submit

Any section member.

- At most 1 paper from each first author.

## Dates

- **Authors learn the decision by:** Fri 12 Feb 2027, 17:00 New York (UTC-5)

## Commenters

Each paper is to have at least 2 commenters, who read it ahead.

Questions: cj@law.example.edu
"""

HTML = """\
<h1>Call for papers: Spring Works-in-Progress Session</h1>
<p>Section on Criminal Justice and Section on Evidence</p>
<ul>
<li><strong>Session:</strong> Thu 18 Mar 2027, 12:00–13:30 New York (UTC-4)<br>It begins at 11:00 Chicago, 10:00 Denver, 09:00 Los Angeles.</li>
<li><strong>Deadline:</strong> Fri 29 Jan 2027, 17:00 New York (UTC-5)<br>That is 16:00 Chicago, 15:00 Denver, 14:00 Los Angeles.</li>
</ul>
<p>Submit, offer to comment, or attend: <a href="https://wip.example.edu/sessions/spring/">https://wip.example.edu/sessions/spring/</a></p>
<p>Three papers on <em>policing</em>,<br>
punishment or procedure.</p>
<h2>Who may submit</h2>
<p>Any section member.</p>

<ul>
<li>At most 1 paper from each first author.</li>
</ul>
<h2>Dates</h2>
<ul>
<li><strong>Authors learn the decision by:</strong> Fri 12 Feb 2027, 17:00 New York (UTC-5)</li>
</ul>
<h2>Commenters</h2>
<p>Each paper is to have at least 2 commenters, who read it ahead.</p>
<p>Questions: <a href="mailto:cj@law.example.edu">cj@law.example.edu</a></p>
"""


def test_the_plain_text_word_for_word() -> None:
    assert plain_text(CALL) == PLAIN


def test_the_markdown_word_for_word() -> None:
    assert markdown_text(CALL) == MARKDOWN


def test_the_html_word_for_word() -> None:
    assert html_text(CALL) == HTML


def test_anywhere_on_earth_is_explained_in_the_sessions_zone() -> None:
    end = datetime(2027, 2, 6, 11, 59, tzinfo=UTC)
    text = plain_text(replace(CALL, deadline=deadline_of(end, AOE, NEW_YORK)))
    assert text.partition("Deadline: ")[2].partition("\n\n")[0].split("\n") == [
        "Fri 5 Feb 2027, 23:59 Anywhere on Earth (UTC-12)",
        "  Anywhere on Earth: it passes when it has passed everywhere. The last",
        "  moment is Sat 6 Feb 2027, 06:59 New York (UTC-5); 05:59 Chicago, 04:59",
        "  Denver, 03:59 Los Angeles.",
    ]


def test_a_notice_comes_before_the_dates() -> None:
    text = plain_text(replace(CALL, notice="This session is cancelled."))
    assert text.index("THIS SESSION IS CANCELLED.") < text.index("Session: Thu")


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)


@given(words, words, words, st.lists(words, max_size=4), words)
def test_no_line_of_the_text_is_wider_than_the_list_allows(
    title: str, about: str, typed: str, items: list[str], contact: str
) -> None:
    parts = (Part("What to submit", (Typed(typed), Lines(tuple(items)), Plain(title))),)
    text = plain_text(replace(CALL, title=title, about=about, parts=parts, contact=contact))
    wide = [line for line in text.splitlines() if len(line) > 72 and not any(map(is_address, line.split()))]
    assert wide == []


@given(st.text("ab \n-1.)*", max_size=300), st.integers(60, 200))
def test_an_address_is_never_broken(text: str, length: int) -> None:
    address = "https://wip.example.edu/" + "x" * length
    assert address in plain_text(replace(CALL, about=f"{text} {address} {text}"))


@given(words)
def test_what_people_typed_cannot_write_markdown_of_ours(item: str) -> None:
    """A point of a list shows its own words: no heading, link or emphasis comes of it."""
    text = markdown_text(replace(CALL, title="T", about="", parts=(Part("P", (Lines((f"x{item}",)),)),)))
    html = str(rendered(text.partition("## P\n\n")[2].partition("\n\nQuestions")[0]))
    assert [tag for tag in ("<em>", "<strong>", "<a ", "<code>", "<h") if tag in html] == []


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "\u202eelbaton",
    ],
)
def test_nothing_hostile_survives(hostile: str) -> None:
    call = replace(
        CALL,
        title=hostile,
        about=hostile,
        contact=hostile,
        parts=(Part("P", (Lines((hostile,)), Typed(hostile))),),
    )
    html, markdown = html_text(call), markdown_text(call)
    assert [bad for bad in ("<script", "<img", 'href="javascript', "\u202e") if bad in html] == []
    assert [bad for bad in ("\n<script", "\n<img", "\u202e") if bad in markdown] == []

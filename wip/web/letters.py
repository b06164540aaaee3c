"""The outbox: every letter of the session that the leader may see, with what became of it."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.adapters.letter_texts import masked
from wip.adapters.posts import goes_through
from wip.db import db
from wip.domain.letters import LETTERS, TRY_WORDS, LetterKind, LetterMove, LetterState, why_they_wait
from wip.domain.links import Link
from wip.domain.moves import words
from wip.domain.people import Act
from wip.domain.refusals import Refusal
from wip.models import WipSession
from wip.queries.letters import (
    TELL_AGENDA,
    Wanted,
    agendas_hidden,
    counts,
    hindrance,
    mask_agendas,
    of_session,
    one,
    progress,
    tries_of,
)
from wip.services.letters import move, send_failed_again
from wip.settings import Settings
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.names import names_needed
from wip.web.templating import count, page_number, with_urls
from wip.web.writes import writes

pages = Blueprint("letters", __name__)

LEADERS_MOVES = {
    LetterMove.HOLD: ("Hold this letter", "The letter is held. It leaves when you release it."),
    LetterMove.RELEASE: ("Release this letter", "The letter is on its way."),
    LetterMove.SEND_AGAIN: ("Send this letter again", "The letter is on its way once more."),
}
"""What a leader may do with a letter: the button, and the answer."""

CAME_BACK = "came_back"
"""Stands among the states to choose from, though a letter that came back is one that failed."""


def _settings() -> Settings:
    found: Settings = current_app.extensions["wip_settings"]
    return found


def _person() -> int:
    return actor().person_id or 0


def _wanted() -> Wanted:
    state, kind = request.args.get("state", ""), request.args.get("kind", "")
    return Wanted(
        LetterState(state) if state in list(LetterState) else None,
        state == CAME_BACK,
        LetterKind(kind) if kind in list(LetterKind) else None,
        request.args.get("words", "").strip()[:100],
    )


@pages.get("/manage/<slug>/letters/")
@open_to(Act.SEE_LETTERS)
@names_needed
def index(wip_session: WipSession) -> ResponseReturnValue:
    """Newest first; `?state=failed`, `?kind=` and `?words=` choose among them."""
    wanted = replace(_wanted(), hides_agendas=agendas_hidden(db.session(), wip_session, _person()))
    found = of_session(db.session(), wip_session, page_number(), person_id=_person(), wanted=wanted)
    if wanted.hides_agendas:
        mask_agendas(found.items, wip_session)
    return render_template(
        "letters/index.html",
        wip_session=wip_session,
        letters=with_urls(found, "letters.index", slug=wip_session.slug),
        counts=counts(db.session(), wip_session, person_id=_person()),
        wanted=wanted,
        waits=_why_they_wait(),
        form=PageForm(),
        **under_way(wip_session),
    )


def _why_they_wait() -> str:
    found = hindrance(db.session(), now())
    return why_they_wait(found.fault, found.oldest_due, found.last_try, now(), _settings().letters_per_minute)


def under_way(wip_session: WipSession, cause: str = "") -> dict[str, Any]:
    """What `letters/_progress.html` shows: how far letters are, those of one act ("release:12"), or all on their way."""
    return {
        "progress": progress(db.session(), wip_session, now(), person_id=_person(), cause=cause),
        "cause": cause,
        "server": goes_through(_settings()),
    }


@pages.get("/manage/<slug>/letters/progress")
@open_to(Act.SEE_LETTERS)
def watch(wip_session: WipSession) -> ResponseReturnValue:
    """How far letters are: a part of a page for htmx, which asks again while something waits; else a page of its own."""
    cause = request.args.get("cause", "")[:200]
    is_part = request.headers.get("HX-Request") == "true"
    return render_template(
        "letters/_progress.html" if is_part else "letters/progress.html",
        wip_session=wip_session,
        waits="" if is_part else _why_they_wait(),
        **under_way(wip_session, cause),
    )


@pages.post("/manage/<slug>/letters/again")
@open_to(Act.SEE_LETTERS)
@writes
def again(wip_session: WipSession) -> ResponseReturnValue:
    """Send all failed letters again, but those that are no longer true."""
    sent, outdated = send_failed_again(db.session(), wip_session, by=actor(), now=now())
    if not sent:
        raise Refusal("No failed letter can be sent again.")
    more = f" {count(outdated, 'other')} would no longer be true and stayed here." if outdated else ""
    flash(f"{count(sent, 'letter')} {'is' if sent == 1 else 'are'} on the way once more.{more}", "done")
    return redirect(url_for("letters.index", slug=wip_session.slug), 303)


@pages.get("/manage/<slug>/letters/<int:letter_id>/")
@open_to(Act.SEE_LETTERS)
@names_needed
def show(wip_session: WipSession, letter_id: int) -> ResponseReturnValue:
    """One letter, word for word, with its personal links named in place of shown, and every try to deliver it."""
    letter = one(db.session(), wip_session, letter_id, person_id=_person())
    hidden = letter.kind in TELL_AGENDA and agendas_hidden(db.session(), wip_session, _person())
    if hidden:
        mask_agendas([letter], wip_session)
    links = [Link.read(stored) for stored in letter.links]
    possible = LETTERS.open_moves(letter.state)
    return render_template(
        "letters/show.html",
        wip_session=wip_session,
        letter=letter,
        hidden=hidden,
        text="" if hidden else masked(letter.text, links, _settings().base_url),
        tries=tries_of(db.session(), letter),
        try_words=TRY_WORDS,
        moves=[(step.value, label) for step, (label, _) in LEADERS_MOVES.items() if step in possible],
        form=PageForm(),
        server=goes_through(_settings()),
    )


@pages.post("/manage/<slug>/letters/<int:letter_id>/")
@open_to(Act.SEE_LETTERS)
@writes
def step(wip_session: WipSession, letter_id: int) -> ResponseReturnValue:
    """Hold, release, or send again."""
    asked = request.form.get("step", "")
    wanted = next((each for each in LEADERS_MOVES if each.value == asked), None)
    if wanted is None:
        raise Refusal("Use one of the page’s own buttons.")
    letter = one(db.session(), wip_session, letter_id, person_id=_person(), lock=True)
    if not LETTERS.allows(letter.state, wanted):
        raise Refusal(
            f"This letter is {words(letter.state)} by now. Look at it again before you do anything."
        )
    move(db.session(), letter, wanted, by=actor(), now=now())
    flash(LEADERS_MOVES[wanted][1], "done")
    return redirect(url_for("letters.show", slug=wip_session.slug, letter_id=letter_id), 303)

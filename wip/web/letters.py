"""The outbox: every letter of the session, with what became of it."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.adapters.letter_texts import masked
from wip.adapters.posts import goes_through
from wip.db import db
from wip.domain.letters import LETTERS, LetterMove, LetterState
from wip.domain.links import Link
from wip.domain.moves import words
from wip.domain.people import Act
from wip.domain.refusals import Refusal
from wip.models import WipSession
from wip.queries.letters import Wanted, counts, of_session, one
from wip.services.letters import move
from wip.settings import Settings
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.templating import page_number, with_urls
from wip.web.writes import writes

pages = Blueprint("letters", __name__)

LEADERS_MOVES = {
    LetterMove.HOLD: ("Hold this letter", "The letter is held. It leaves when you release it."),
    LetterMove.RELEASE: ("Release this letter", "The letter is on its way."),
    LetterMove.SEND_AGAIN: ("Send this letter again", "The letter is on its way once more."),
}
"""What a leader may do with a letter: the button, and the answer."""


def _settings() -> Settings:
    found: Settings = current_app.extensions["wip_settings"]
    return found


def _person() -> int:
    return actor().person_id or 0


@pages.get("/manage/<slug>/letters/")
@open_to(Act.SEE_LETTERS)
def index(wip_session: WipSession) -> ResponseReturnValue:
    """Newest first; `?state=failed` shows one state only."""
    asked = request.args.get("state", "")
    state = LetterState(asked) if asked in list(LetterState) else None
    found = of_session(db.session(), wip_session, page_number(), person_id=_person(), wanted=Wanted(state))
    return render_template(
        "letters/index.html",
        wip_session=wip_session,
        letters=with_urls(found, "letters.index", slug=wip_session.slug),
        counts=counts(db.session(), wip_session, person_id=_person()).states,
        chosen=state,
        server=goes_through(_settings()),
    )


@pages.get("/manage/<slug>/letters/<int:letter_id>/")
@open_to(Act.SEE_LETTERS)
def show(wip_session: WipSession, letter_id: int) -> ResponseReturnValue:
    """One letter, word for word, with its personal links named in place of shown."""
    letter = one(db.session(), wip_session, letter_id, person_id=_person())
    links = [Link.read(stored) for stored in letter.links]
    possible = LETTERS.open_moves(letter.state)
    return render_template(
        "letters/show.html",
        wip_session=wip_session,
        letter=letter,
        text=masked(letter.text, links, _settings().base_url),
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

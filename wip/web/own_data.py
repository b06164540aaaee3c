"""One's own data: a copy of everything, and the way to be forgotten."""

import json
from collections.abc import Iterable, Iterator

from flask import (
    Blueprint,
    Response,
    after_this_request,
    current_app,
    flash,
    redirect,
    render_template,
    url_for,
)
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_security.utils import logout_user

from wip.adapters.files import open_stored
from wip.adapters.posts import remove_letters
from wip.adapters.zips import zipped
from wip.db import db
from wip.domain.forgetting import GOES, STAYS
from wip.domain.links import LinkKind
from wip.domain.people import Act
from wip.domain.refusals import Ended
from wip.models import Person
from wip.services import forgetting
from wip.services.person_exports import everything_about, files_of
from wip.settings import Settings
from wip.web.access import actor, not_indexed, open_to, opens
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.limits import limiter, public_write_limit
from wip.web.writes import attempt, writes

pages = Blueprint("own_data", __name__)

_CHUNK = 1 << 16


def _myself() -> Person:
    return db.session().get_one(Person, actor().person_id)


@pages.get("/me/data")
@open_to(Act.SEE_WHAT_WAITS)
def show() -> ResponseReturnValue:
    """What can be done with one's own data."""
    return _page(PageForm(formdata=None))


def _page(form: PageForm) -> str:
    return render_template("me/data.html", person=_myself(), form=form, goes=GOES, stays=STAYS)


@pages.get("/me/data.zip")
@open_to(Act.SEE_WHAT_WAITS)
def download() -> ResponseReturnValue:
    """A copy of everything: one JSON file, and the files that came with one's papers."""
    person = _myself()
    facts = json.dumps(everything_about(db.session(), person), ensure_ascii=False, indent=2)
    settings: Settings = current_app.extensions["wip_settings"]
    content = zipped(_files(settings, facts, files_of(db.session(), person)), now())
    response = Response(content, mimetype="application/zip")
    response.headers["Content-Disposition"] = "attachment; filename=my-data.zip"
    return not_indexed(response)


def _files(
    settings: Settings, facts: str, stored: list[tuple[str, str]]
) -> Iterator[tuple[str, Iterable[bytes]]]:
    yield "my-data.json", [facts.encode()]
    for name, key in stored:
        yield name, _parts(settings, key)


def _parts(settings: Settings, key: str) -> Iterator[bytes]:
    try:
        with open_stored(settings, key) as stream:
            while part := stream.read(_CHUNK):
                yield part
    except FileNotFoundError:
        return


@pages.post("/me/data/forget")
@limiter.limit(public_write_limit)
@open_to(Act.SEE_WHAT_WAITS)
@writes
def ask() -> ResponseReturnValue:
    """Write the letter whose link leads to the last button."""
    form = PageForm()

    def act() -> bool:
        forgetting.ask(db.session(), _myself(), by=actor(), now=now())
        return True

    if not form.validate_on_submit() or not attempt(form, act):
        return _page(form), 422
    flash(f"A letter to {actor().email} brings the link to the last step. Nothing is removed before.", "done")
    return redirect(url_for("own_data.show"), 303)


@pages.post("/me/data/stay")
@limiter.limit(public_write_limit)
@open_to(Act.SEE_WHAT_WAITS)
@writes
def stay() -> ResponseReturnValue:
    """Take the wish to be forgotten back."""
    forgetting.take_back(db.session(), _myself(), by=actor(), now=now())
    flash("You stay. The link in the letter leads nowhere any more.", "done")
    return redirect(url_for("own_data.show"), 303)


@pages.get("/forget/<token>/")
@open_to(Act.BE_FORGOTTEN)
@opens(LinkKind.FORGET)
def last_step(person: Person) -> ResponseReturnValue:
    """What goes, what stays, and the button."""
    _refuse_unasked(person)
    return _last_page(person, PageForm(formdata=None))


def _refuse_unasked(person: Person) -> None:
    if not forgetting.is_asked(person, now()):
        raise Ended(
            "This link has ended",
            "It works for two weeks after the letter, unless you took your wish back. Ask again on the page of your data.",
        )


def _last_page(person: Person, form: PageForm) -> Response:
    page = render_template("me/forget.html", person=person, form=form, goes=GOES, stays=STAYS)
    return not_indexed(current_app.make_response(page))


@pages.post("/forget/<token>/")
@limiter.limit(public_write_limit)
@open_to(Act.BE_FORGOTTEN)
@opens(LinkKind.FORGET)
@writes
def forget(person: Person) -> ResponseReturnValue:
    """Forget the person, and say good-bye."""
    _refuse_unasked(person)
    form = PageForm()

    def act() -> tuple[bool, tuple[str, ...]]:
        return True, forgetting.forget(db.session(), person, by=actor(), now=now())

    done = attempt(form, act) if form.validate_on_submit() else None
    if done is None:
        return _last_page(db.session().get_one(Person, actor().person_id), form), 422
    logout_user()
    cookie.clear()
    _remove_when_committed(done[1])
    flash(
        "You are forgotten here. No letter will reach you from us any more. Thank you for what you gave.",
        "done",
    )
    return redirect(url_for("home.show"), 303)


def _remove_when_committed(letters: tuple[str, ...]) -> None:
    settings = current_app.extensions["wip_settings"]

    @after_this_request
    def remove(response: Response) -> Response:
        # Runs after `writes` has committed; a request that failed ends otherwise.
        if response.status_code == 303:  # noqa: PLR2004 - see other
            remove_letters(settings, letters)
        return response

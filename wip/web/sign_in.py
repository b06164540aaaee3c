"""Signing in by a link in a letter. The letter's link opens a page; only its button signs in."""

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_security.utils import login_user, logout_user
from wtforms import EmailField
from wtforms.validators import Length

from wip.db import db
from wip.domain.people import Act
from wip.domain.refusals import Refusal
from wip.services import sign_ins
from wip.web.access import not_indexed, open_to, signer
from wip.web.clock import now
from wip.web.forms import PageForm, TypedNeeded
from wip.web.limits import limiter, sign_in_limit
from wip.web.writes import attempt, writes

pages = Blueprint("sign_in", __name__)


class AddressForm(PageForm):
    """Where to send the link."""

    email = EmailField(
        "E-mail address",
        [
            TypedNeeded("Give the e-mail address that your letters go to."),
            Length(max=320),
        ],
    )


def _safe(target: str) -> str:
    """The wanted page if it is one of ours; nothing otherwise."""
    odd = "\\" in target or any(ord(c) < 33 for c in target)  # noqa: PLR2004 - controls and space
    if odd or not target.startswith("/") or target.startswith("//"):
        return ""
    return target[:500]


@pages.get("/sign-in")
@open_to(Act.SIGN_IN)
def ask() -> ResponseReturnValue:
    """Ask for an address."""
    return render_template(
        "sign_in/ask.html",
        form=AddressForm(),
        goes_to=_safe(request.args.get("next", "")),
    )


@pages.post("/sign-in")
@limiter.limit(sign_in_limit)
@open_to(Act.SIGN_IN)
@writes
def send() -> ResponseReturnValue:
    """Write the letter; the answer is the same whether or not the address is known."""
    form, goes_to = AddressForm(), _safe(request.args.get("next", ""))
    minutes = current_app.extensions["wip_settings"].sign_in_minutes

    def write() -> bool:
        sign_ins.ask(db.session(), form.email.data or "", now(), minutes=minutes, goes_to=goes_to)
        return True

    if not form.validate_on_submit() or not attempt(form, write):
        return render_template("sign_in/ask.html", form=form, goes_to=goes_to), 422
    return redirect(url_for("sign_in.sent"), 303)


@pages.get("/sign-in/sent")
@open_to(Act.SIGN_IN)
def sent() -> ResponseReturnValue:
    """Say where to look."""
    settings = current_app.extensions["wip_settings"]
    return render_template("sign_in/sent.html", minutes=settings.sign_in_minutes)


@pages.get("/sign-in/<mark>")
@open_to(Act.SIGN_IN)
def offer(mark: str) -> ResponseReturnValue:
    """The page behind the letter's link: one button. Mail programs that look ahead use nothing up."""
    try:
        row = sign_ins.usable(db.session(), signer().read(mark), now())
    except Refusal as no:
        return _spent(no)
    page = render_template("sign_in/offer.html", form=PageForm(), email=row.email, mark=mark)
    return not_indexed(make_response(page))


def _spent(no: Refusal) -> Response:
    """Say why the link no longer works, with the way to a new one."""
    return not_indexed(make_response(render_template("sign_in/spent.html", sentence=no.sentence), 410))


@pages.post("/sign-in/<mark>")
@open_to(Act.SIGN_IN)
@writes
def enter(mark: str) -> ResponseReturnValue:
    """Use the link up and sign in."""
    try:
        person, goes_to = sign_ins.enter(db.session(), signer().read(mark), now())
    except Refusal as no:
        return _spent(no)
    cookie.clear()
    login_user(person, remember=False)
    cookie.permanent = True
    flash(f"You are signed in as {person.email}.", "done")
    return redirect(goes_to or url_for("me.show"), 303)


@pages.post("/sign-out")
@open_to(Act.SIGN_IN)
def leave() -> ResponseReturnValue:
    """Sign out on this device."""
    logout_user()
    cookie.clear()
    flash("You are signed out.", "done")
    return redirect(url_for("home.show"), 303)

"""Calendars: downloads, feeds to subscribe to, and the page that says how."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.db import db, one_moment
from wip.domain.links import LinkKind
from wip.domain.people import VISITOR, Act, may
from wip.domain.refusals import Unknown
from wip.models import Feed, Person
from wip.queries.calendar_stored import Found, Which
from wip.services import calendar_files, feed_wishes, own_calendars
from wip.services.calendar_documents import handed_out
from wip.services.calendars import rotate as rotate_feed
from wip.services.people import feed_link, feed_of
from wip.web.access import View, actor, open_to, opens, signer
from wip.web.calendar_answers import engine, fresh_answer, served, stored_answer
from wip.web.clock import now
from wip.web.feed_forms import Subscription, WishesForm
from wip.web.forms import PageForm
from wip.web.writes import attempt, writes

pages = Blueprint("calendars", __name__)


def open_to_programs(act: Act) -> Callable[[View], View]:
    """As `open_to`, for acts that everybody may do: it never looks at the cookie, which programs do not send."""
    if not may(VISITOR, act):
        raise ValueError(act)

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(**parts: Any) -> ResponseReturnValue:
            return view(**parts)

        guarded.access = act  # type: ignore[attr-defined]  # a mark on the view
        guarded.opens = getattr(view, "opens", ())  # type: ignore[attr-defined]  # a mark on the view
        return guarded

    return wrap


@pages.get("/sessions/<slug>/agenda.ics")
@open_to_programs(Act.SEE_PUBLISHED_AGENDA)
def download(slug: str) -> ResponseReturnValue:
    """The public agenda as a file to open once."""
    return _agenda(slug, "attachment")


@pages.get("/calendars/<slug>.ics")
@open_to_programs(Act.SEE_PUBLISHED_AGENDA)
def feed(slug: str) -> ResponseReturnValue:
    """The public agenda as an address to subscribe to; no private data, no join link."""
    return _agenda(slug, "inline")


def _agenda(slug: str, disposition: str) -> Response:
    """As one entry a slot; with `?halves=1` as two. That is a calendar of its own, with its own address."""
    if request.args.get("halves") == "1":
        which, build = Which.session(slug, halves=True), calendar_files.agenda_in_halves
    else:
        which, build = Which.session(slug), calendar_files.agenda
    return stored_answer(which, build, disposition)


@pages.get("/sessions/<slug>/agenda/<int(max=2147483647):number>.ics")
@open_to_programs(Act.SEE_PUBLISHED_AGENDA)
def slot_download(slug: str, number: int) -> ResponseReturnValue:
    """One paper's slot as a file to open once."""
    return _slot(slug, number, "attachment")


@pages.get("/calendars/<slug>/<int(max=2147483647):number>.ics")
@open_to_programs(Act.SEE_PUBLISHED_AGENDA)
def slot_feed(slug: str, number: int) -> ResponseReturnValue:
    """One paper's slot as an address to subscribe to: it follows when the slot moves."""
    return _slot(slug, number, "inline")


def _slot(slug: str, number: int, disposition: str) -> Response:
    return stored_answer(Which.slot(slug, number), calendar_files.slot, disposition)


@pages.get("/calendars/sections/<section_slug>.ics")
@open_to_programs(Act.SEE_PUBLIC_PAGES)
def section_feed(section_slug: str) -> ResponseReturnValue:
    """A section's whole year: its own sessions, those that it sponsors too, and the deadlines of their calls."""
    return stored_answer(Which.section(section_slug), calendar_files.section, "inline")


@pages.get("/sessions/<slug>/call.ics")
@open_to_programs(Act.SEE_SESSION)
def deadline(slug: str) -> ResponseReturnValue:
    """The call's deadline as one entry, once the call is out."""
    with engine().connect() as connection:
        calendar = calendar_files.deadline(connection, slug, served())
    if calendar is None:
        raise Unknown
    return fresh_answer(calendar, "attachment")


@pages.get("/feeds/<token>/<name>.ics")
@open_to_programs(Act.READ_OWN_FEED)
@opens(LinkKind.FEED)
def own(token: str, name: str) -> ResponseReturnValue:  # noqa: ARG001 - programs name the calendar after it
    """A person's own calendar: private, revocable, with the join link. A rotated address is gone for good."""
    link = signer().read(token)
    if link.kind is not LinkKind.FEED:
        raise Unknown

    def check(found: Found) -> None:
        if found.generation > link.generation:
            abort(410, "This calendar address has been replaced by a newer one.")

    which = Which.person(link.thing_id, link.person_id)
    return stored_answer(which, own_calendars.person, "inline", "private", check)


@pages.get("/me/calendar/")
@open_to(Act.SEE_WHAT_WAITS)
def mine() -> ResponseReturnValue:
    """How to subscribe, and how the calendar comes. A GET makes nothing: the address appears once somebody asked for one."""
    return show_mine(WishesForm.of(own_feed()))


def show_mine(wishes: WishesForm) -> str:
    """The page of one's own calendar."""
    feed = own_feed()
    address = signer().address(feed_link(feed)) if feed else ""
    return render_template(
        "calendars/mine.html",
        subscription=Subscription.at(address, "My Works-in-Progress sessions") if feed else None,
        wishes=wishes,
        form=PageForm(formdata=None),
    )


@pages.get("/me/calendar/my-sessions.ics")
@open_to(Act.SEE_WHAT_WAITS)
def my_file() -> ResponseReturnValue:
    """The same as a file to open once, whether or not somebody has asked for an address."""
    found = Found.nothing_of(actor().person_id or 0)
    with one_moment(engine()) as connection:
        calendar = own_calendars.person(connection, found, served())
    if calendar.own:
        handed_out(engine(), found.thing_id, calendar)
    return fresh_answer(calendar, "attachment", "private")


def own_feed() -> Feed | None:
    """The signed-in person's feed, if they have one."""
    return db.session().scalar(sa.select(Feed).where(Feed.person_id == actor().person_id))


@pages.post("/me/calendar/rotate")
@open_to(Act.ROTATE_FEED)
@writes
def rotate() -> ResponseReturnValue:
    """A first address, or a new one; the old one answers that it is gone."""
    person = db.session().get_one(Person, actor().person_id)
    if own_feed():
        rotate_feed(db.session(), person, by=actor(), now=now())
        flash("This is your new address. Subscribe again with it: the old one no longer works.", "done")
    else:
        feed_of(db.session(), person, now())
        flash("Your calendar has an address now.", "done")
    return redirect(url_for("calendars.mine"), 303)


@pages.post("/me/calendar/")
@open_to(Act.ROTATE_FEED)
@writes
def wish() -> ResponseReturnValue:
    """How the calendar comes from now on; the first wish gives it an address."""
    form = WishesForm()
    person = db.session().get_one(Person, actor().person_id)

    def act() -> bool:
        feed_wishes.wish(db.session(), person, **form.facts(), by=actor(), now=now())
        return True

    if not form.validate_on_submit() or not attempt(form, act):
        return show_mine(form), 422
    flash("Saved. Your calendar follows when your program next looks.", "done")
    return redirect(url_for("calendars.mine"), 303)

"""Pages that say how to subscribe to a public calendar: a session's agenda, one talk of it, a section's year."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from wip.adapters.calendar_links import google_event_url, outlook_event_url, webcal
from wip.db import db
from wip.domain.calendar import Entry
from wip.domain.people import Act
from wip.domain.publications import AgendaState
from wip.models import Section, WipSession
from wip.services.calendar_files import published_slots
from wip.web.access import open_to
from wip.web.calendar_answers import base_url
from wip.web.feed_forms import Subscription
from wip.web.programmes import not_published
from wip.web.templating import absolute

pages = Blueprint("subscriptions", __name__)


@dataclass(frozen=True)
class Talk:
    """One slot with the ways into somebody's calendar."""

    title: str
    starts_at: datetime
    ends_at: datetime
    ways: tuple[tuple[str, str], ...]


@pages.get("/sessions/<slug>/subscribe")
@open_to(Act.SEE_PUBLISHED_AGENDA)
def agenda(wip_session: WipSession) -> ResponseReturnValue:
    """How to have the agenda in one's calendar, in each program; and one talk alone."""
    if wip_session.agenda_state is not AgendaState.PUBLISHED:
        return not_published(wip_session)
    address = absolute("calendars.feed", slug=wip_session.slug)
    slots = published_slots(db.session().connection(), wip_session.id, base_url())
    return render_template(
        "subscriptions/agenda.html",
        wip_session=wip_session,
        subscription=Subscription.at(address, wip_session.title),
        halves=webcal(f"{address}?halves=1"),
        talks=[_talk(wip_session, number, entry) for number, entry in slots],
    )


def _talk(wip_session: WipSession, number: int, entry: Entry) -> Talk:
    slug = wip_session.slug
    ways = (
        ("Google", google_event_url(entry, wip_session.zone)),
        ("Outlook.com", outlook_event_url(entry)),
        ("Outlook at work", outlook_event_url(entry, work=True)),
        ("File (.ics)", url_for("calendars.slot_download", slug=slug, number=number)),
        ("Subscribe", webcal(absolute("calendars.slot_feed", slug=slug, number=number))),
    )
    return Talk(entry.title, entry.starts_at, entry.ends_at, ways)


@pages.get("/sections/<section_slug>/subscribe")
@open_to(Act.SEE_PUBLIC_PAGES)
def section(section: Section) -> ResponseReturnValue:
    """How to have a section's whole year in one's calendar."""
    address = absolute("calendars.section_feed", section_slug=section.slug)
    return render_template(
        "subscriptions/section.html", section=section, subscription=Subscription.at(address, section.name)
    )

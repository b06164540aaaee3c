"""The published agenda as it is read: its page, with the reader's clock beside, and what leads to its other forms."""

from functools import lru_cache

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from wip.db import db
from wip.domain.people import Act
from wip.domain.programmes import Programme
from wip.domain.refusals import Unknown
from wip.domain.zones import ZONE_CHOICES, city, clock_changes_between, in_zone, unusual_among
from wip.models import WipSession
from wip.queries.programmes import zones_concerned
from wip.queries.sessions import sections_of
from wip.services.public_programmes import programme
from wip.services.rooms import rooms_of
from wip.web.access import open_to
from wip.web.templating import absolute
from wip.web.times import reader_zone

pages = Blueprint("programmes", __name__)

_WITNESSES = ("America/New_York", "Europe/London", "Australia/Sydney")
"""Where clocks change on days of their own: what is said to readers whose zone nobody knows."""


@pages.get("/sessions/<slug>/agenda/")
@open_to(Act.SEE_PUBLISHED_AGENDA)
def show(wip_session: WipSession) -> ResponseReturnValue:
    """The programme as a page to read and print; there is none before publication, nor once it was taken down."""
    sections = sections_of(db.session(), wip_session)
    found = programme(db.session(), wip_session, (section.name for section in sections))
    if found is None:
        raise Unknown
    return render_template(
        "programmes/show.html",
        wip_session=wip_session,
        programme=found,
        sections=sections,
        notes=notes_on_clocks(found),
    )


def notes_on_clocks(found: Programme) -> list[str]:
    """Sentences where the reader's clock and the session's lie apart as they usually do not.

    To readers whose zone is not known: where that is so for one of the places whose clocks change on days of their own.
    """
    zone = reader_zone()
    if zone:
        said = [clock_changes_between(found.zone, zone, day) for day in found.days]
        return [sentence for sentence in said if sentence]
    return [sentence for day in found.days for sentence in unusual_among(found.zone, _WITNESSES, day)]


@pages.app_template_global("clocks_of_people")
def clocks_of_people(wip_session: WipSession) -> list[str]:
    """For leaders: the same for the zones of those who present and comment. It names cities, and nobody."""
    zones = zones_concerned(db.session(), wip_session.id)
    rooms = rooms_of(db.session(), wip_session) if zones else ()
    days = sorted({in_zone(room.starts_at, wip_session.zone).date() for room in rooms})
    return [sentence for day in days for sentence in unusual_among(wip_session.zone, zones, day)]


@pages.app_template_global("snippet")
def snippet(wip_session: WipSession) -> str:
    """HTML to paste into another website."""
    address = escape(absolute("programme_files.embedded", slug=wip_session.slug))
    title = escape(f"Agenda: {wip_session.title}")
    return f'<iframe src="{address}" title="{title}" width="100%" height="640" loading="lazy"></iframe>'


@lru_cache(maxsize=1)
def _options() -> Markup:
    groups: dict[str, list[str]] = {}
    for name, label, group in ZONE_CHOICES:
        groups.setdefault(group, []).append(f'<option value="{escape(name)}">{escape(label)}</option>')
    made = [f'<optgroup label="{escape(group)}">{"".join(each)}</optgroup>' for group, each in groups.items()]
    return Markup("".join(made))  # noqa: S704 - escaped above


@pages.app_template_global("zone_options")
def zone_options(chosen: str) -> Markup:
    """Every zone by its city, with the chosen one first. Four hundred options are made once, not for each page."""
    if not chosen:
        return _options()
    return Markup('<option value="{}" selected>{}</option>').format(chosen, city(chosen)) + _options()

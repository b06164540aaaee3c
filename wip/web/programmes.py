"""The published agenda as it is read: its page, with the reader's clock beside, and what leads to its other forms."""

from functools import lru_cache

from flask import Blueprint, Response, make_response, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from wip.adapters.font_characters import lacks
from wip.db import db
from wip.domain.people import Act
from wip.domain.refusals import Unknown
from wip.domain.zones import ZONE_CHOICES, city
from wip.models import WipSession
from wip.queries.sessions import call_of, sections_of
from wip.services.attendance import is_public
from wip.services.public_programmes import programme
from wip.web.access import open_to
from wip.web.clock import now
from wip.web.clock_notes import notes_on_clocks
from wip.web.templating import absolute

pages = Blueprint("programmes", __name__)


@pages.get("/sessions/<slug>/agenda/")
@open_to(Act.SEE_PUBLISHED_AGENDA)
def show(wip_session: WipSession) -> ResponseReturnValue:
    """The programme as a page to read and print; before publication, and once it was taken down, it says that there is none."""
    sections = sections_of(db.session(), wip_session)
    found = programme(db.session(), wip_session, (section.name for section in sections), now=now())
    if found is None:
        return not_published(wip_session)
    return render_template(
        "programmes/show.html",
        wip_session=wip_session,
        programme=found,
        sections=sections,
        notes=notes_on_clocks(found),
        prints_less=lacks(found.typed),
    )


NOT_PUBLISHED = "The agenda is not published at present."


def not_published(wip_session: WipSession) -> Response:
    """What is said instead of an agenda, the same whatever is being prepared.

    Raises Unknown where the public may not know of the session.
    """
    if not is_public(call_of(db.session(), wip_session)):
        raise Unknown
    page = render_template("programmes/none.html", wip_session=wip_session)
    return make_response(page, 404)


@pages.app_template_global("snippet")
def snippet(wip_session: WipSession) -> str:
    """HTML to paste into another website."""
    address = escape(absolute("programme_files.embedded", slug=wip_session.slug))
    title = escape(f"Agenda: {wip_session.title}")
    return f'<iframe src="{address}" title="{title}" width="100%" height="640" loading="lazy"></iframe>'


@pages.app_template_global("fragment_snippet")
def fragment_snippet(wip_session: WipSession) -> str:
    """HTML to paste that fetches the agenda as part of the page itself."""
    address = absolute("programme_files.fragment", slug=wip_session.slug)
    return (
        '<div id="agenda"></div>\n'
        "<script>\n"
        f'  fetch("{address}")\n'
        "    .then((answer) => answer.text())\n"
        '    .then((html) => { document.getElementById("agenda").innerHTML = html; });\n'
        "</script>"
    )


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

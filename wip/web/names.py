"""Authors' names in a double-blind call: hidden from leaders too, until they are revealed or a leader chooses to see them."""

from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.people import Act
from wip.models import WipSession
from wip.queries.blindness import names_to_leader
from wip.queries.paper_lists import PapersQuery, query_of, without_names
from wip.services.blindness import look_at_names
from wip.web.access import View, actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.writes import writes

pages = Blueprint("names", __name__)


def names_shown(wip_session: WipSession) -> bool:
    """Whether this leader sees authors' names on the pages of papers; asked once a request."""
    known: dict[int, bool] = g.setdefault("names_shown", {})
    if wip_session.id not in known:
        known[wip_session.id] = names_to_leader(db.session(), wip_session, actor().person_id or 0)
    return known[wip_session.id]


def names_needed(view: View) -> View:
    """For a view that cannot do without names: where they are hidden, a page says so and offers to show them.

    Stands below `open_to`.
    """

    @wraps(view)
    def gated(**parts: Any) -> ResponseReturnValue:
        wip_session: WipSession = parts["wip_session"]
        if names_shown(wip_session):
            return view(**parts)
        here = request.full_path.rstrip("?") if request.method in {"GET", "HEAD"} else ""
        return make_response(_page(wip_session, here), 403)

    return gated


def asked(wip_session: WipSession, args: Any) -> PapersQuery:
    """The papers that an address asks for; where names are hidden, nobody finds or sorts papers by them."""
    query = query_of(args)
    return query if names_shown(wip_session) else without_names(query)


@pages.get("/manage/<slug>/names")
@open_to(Act.MANAGE_SESSION)
def show(wip_session: WipSession) -> ResponseReturnValue:
    """What seeing the names means, and the button."""
    return _page(wip_session, request.args.get("next", ""))


def _page(wip_session: WipSession, following: str) -> str:
    return render_template(
        "names/show.html",
        wip_session=wip_session,
        shown=names_shown(wip_session),
        following=following,
        form=PageForm(formdata=None),
    )


@pages.post("/manage/<slug>/names")
@open_to(Act.MANAGE_SESSION)
@writes
def look(wip_session: WipSession) -> ResponseReturnValue:
    """Show them to this leader, and log it."""
    if not PageForm().validate_on_submit():
        return _page(wip_session, request.form.get("next", "")), 422
    if look_at_names(db.session(), wip_session, by=actor(), now=now()):
        flash(
            "You see authors’ names from now on, but for reviews and selection. The history says so.", "done"
        )
    return redirect(_following(wip_session, request.form.get("next", "")), 303)


def _following(wip_session: WipSession, asked_for: str) -> str:
    """Where the leader was going: a page of this session, and nowhere else."""
    home = url_for("sessions.manage", slug=wip_session.slug)
    parts = urlsplit(asked_for)
    is_ours = not parts.scheme and not parts.netloc and parts.path.startswith(home) and "\\" not in asked_for
    return asked_for if is_ours else url_for("papers.index", slug=wip_session.slug)

"""One's own time zone, said with one click on the page that a personal link opens."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from wip.db import db
from wip.domain.links import LinkKind
from wip.domain.people import Act
from wip.domain.refusals import Refusal
from wip.domain.zones import ZONE_CHOICES, current_name
from wip.models import Commenter, Commission, Paper, Person
from wip.services.people import change_details
from wip.web.access import actor, open_to, opens
from wip.web.clock import now
from wip.web.forms import Needed, PageForm, choices
from wip.web.limits import limiter, public_write_limit
from wip.web.writes import writes

pages = Blueprint("own_zones", __name__)


class ZoneForm(PageForm):
    """The reader's zone; a script proposes the browser's."""

    zone = SelectField(
        "Your time zone",
        [Needed("Choose your time zone from the list.")],
        choices=choices([("", "Choose your zone"), *ZONE_CHOICES]),
        coerce=current_name,
    )


def zone_form() -> ZoneForm | None:
    """The form for a reader who has not told their zone; None for one who has."""
    return None if actor().zone else ZoneForm(formdata=None)


@pages.post("/commissions/<token>/zone")
@limiter.limit(public_write_limit)
@open_to(Act.ANSWER_COMMISSION)
@opens(LinkKind.COMMISSION)
@writes
def of_commenter(commission: Commission) -> ResponseReturnValue:  # noqa: ARG001 - the link's
    """The commenter's zone."""
    return _keep("commissions.show")


@pages.post("/offers/<token>/zone")
@limiter.limit(public_write_limit)
@open_to(Act.KEEP_OWN_OFFER)
@opens(LinkKind.OFFER)
@writes
def of_volunteer(commenter: Commenter) -> ResponseReturnValue:  # noqa: ARG001 - the link's
    """The volunteer's zone."""
    return _keep("offers.own_offer")


@pages.post("/papers/<token>/zone")
@limiter.limit(public_write_limit)
@open_to(Act.KEEP_OWN_PAPER)
@opens(LinkKind.PAPER)
@writes
def of_author(paper: Paper) -> ResponseReturnValue:  # noqa: ARG001 - the link's
    """The author's zone."""
    return _keep("own_papers.own")


def _keep(endpoint: str) -> ResponseReturnValue:
    form = ZoneForm()
    if not form.validate_on_submit():
        raise Refusal("Choose your time zone from the list.", "zone")
    person = db.session().get_one(Person, actor().person_id)
    change_details(db.session(), person, {"zone": form.zone.data}, by=actor(), now=now())
    flash("Thank you: times now show on your clock, too.", "done")
    return redirect(url_for(endpoint, token=(request.view_args or {})["token"]), 303)

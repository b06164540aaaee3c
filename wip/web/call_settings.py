"""The leaders' form of a call: the second of three screens."""

from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace

from flask import (
    Blueprint,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, SelectField

from wip.db import db
from wip.domain.calls import BLINDNESS_WORDS, Blindness
from wip.domain.people import Act
from wip.domain.refusals import Refusal
from wip.domain.zones import AOE, city, in_zone, instant
from wip.models import Call, WipSession
from wip.queries.sessions import call_of
from wip.services import calls
from wip.services.calls import CallFacts
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm, block, choices, line, local_time, number
from wip.web.writes import attempt, writes

pages = Blueprint("call_settings", __name__)


class CallForm(PageForm):
    """What a leader says in a call; every needed field comes filled in."""

    opens = local_time("Opens", needed="Say when the call opens.")
    deadline = local_time("Deadline", needed="Say until when papers can be submitted.")
    deadline_zone = SelectField("The deadline counts in")
    notify = local_time(
        "Authors learn the decision by",
        needed="Say by when authors learn the decision.",
    )
    draft_due = local_time("Drafts are due")
    eligible = block("Who may submit")
    what_to_submit = block("What to submit")
    criteria = block("How papers are chosen")
    terms = block("Terms of circulation")
    blindness = SelectField("Review", choices=choices((b.value, w) for b, w in BLINDNESS_WORDS.items()))
    abstract_words_max = number("Most words in an abstract", 20, 5000, default=500)
    focus_pages_max = number("Most pages to focus on", 0, 200, default=10)
    takes_drafts = BooleanField("Authors may attach a draft", default=True)
    grace_minutes = number("Minutes of grace after the deadline", 0, 1440, default=10)
    commenters_per_paper = number("Commenters per paper", 1, 6, default=2)
    contact = line("Questions go to", most=320)

    def offer_zones(self, zone: str) -> None:
        """The deadline counts in the session's zone, or Anywhere on Earth."""
        self.deadline_zone.choices = choices(
            [
                (zone, f"{city(zone)} time"),
                (AOE, "Anywhere on Earth (UTC-12)"),
            ]
        )

    def facts(self, call: Call) -> CallFacts:
        """The form's content; dates are read in the session's zone, the deadline in its own."""
        zone = call.wip_session.zone
        plain = (
            "eligible",
            "what_to_submit",
            "criteria",
            "terms",
            "abstract_words_max",
            "focus_pages_max",
        )
        more = (
            "takes_drafts",
            "grace_minutes",
            "commenters_per_paper",
            "contact",
            "deadline_zone",
        )
        return replace(
            calls.facts_of(call),
            opens_at=_moment(self, "opens", zone),
            deadline_at=_moment(self, "deadline", self.deadline_zone.data),
            notify_at=_moment(self, "notify", zone),
            draft_due_at=_moment(self, "draft_due", zone) if self.draft_due.data else None,
            blindness=Blindness(self.blindness.data),
            **{name: self[name].data for name in plain + more},
        )


def _moment(form: CallForm, name: str, zone: str) -> datetime:
    try:
        return instant(form[name].data, zone)
    except Refusal as no:
        raise Refusal(no.sentence, name) from None


def _form_of(call: Call) -> CallForm:
    zone, deadline_zone = call.wip_session.zone, call.deadline_zone
    dates = SimpleNamespace(
        opens=_local(call.opens_at, zone),
        deadline=_local(call.deadline_at, deadline_zone),
        notify=_local(call.notify_at, zone),
        draft_due=_local(call.draft_due_at, zone),
    )
    form = CallForm(obj=call, data=vars(dates))
    form.blindness.data = call.blindness.value
    form.offer_zones(zone)
    return form


def _local(moment: datetime | None, zone: str) -> datetime | None:
    return in_zone(moment, zone).replace(tzinfo=None, second=0, microsecond=0) if moment else None


@pages.get("/manage/<slug>/call")
@open_to(Act.MANAGE_SESSION)
def edit(wip_session: WipSession) -> ResponseReturnValue:
    """Second of three screens: the call, with dates proposed backwards from the session's."""
    call = call_of(db.session(), wip_session)
    return render_template("call_settings/edit.html", wip_session=wip_session, call=call, form=_form_of(call))


@pages.post("/manage/<slug>/call")
@open_to(Act.MANAGE_SESSION)
@writes
def save(wip_session: WipSession) -> ResponseReturnValue:
    """Save the call, then show it as it will go out."""
    call, form = call_of(db.session(), wip_session), CallForm()
    form.offer_zones(wip_session.zone)

    def change() -> bool:
        facts = form.facts(call)
        calls.change(db.session(), call, facts, seen=form.seen, by=actor(), now=now())
        return True

    if not form.validate_on_submit() or not attempt(form, change):
        return render_template("call_settings/edit.html", wip_session=wip_session, call=call, form=form), 422
    return redirect(url_for("calls.preview", slug=wip_session.slug), 303)

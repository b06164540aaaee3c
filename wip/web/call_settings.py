"""The leaders' form of a call: the second of three screens."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.calls import CallState
from wip.domain.people import Act
from wip.models import Call, WipSession
from wip.queries.call_parts import questions_of, topics_of
from wip.queries.sessions import call_of
from wip.services import calls, topics
from wip.web.access import actor, open_to
from wip.web.call_forms import CallForm
from wip.web.call_presets import PRESETS
from wip.web.call_summaries import open_groups, summaries
from wip.web.clock import now
from wip.web.writes import attempt, writes

pages = Blueprint("call_settings", __name__)


def _form_of(call: Call) -> CallForm:
    form = CallForm(obj=call)
    form.offer_zones(call.wip_session.zone)
    form.fill(call)
    form.blindness.data, form.coauthors.data = call.blindness.value, call.coauthors.value
    form.topics.data = "\n".join(topic.name for topic in topics_of(db.session(), call))
    return form


def _page(wip_session: WipSession, call: Call, form: CallForm) -> str:
    return render_template(
        "call_settings/edit.html",
        wip_session=wip_session,
        call=call,
        form=form,
        said=summaries(form),
        opened=open_groups(form),
        asked=questions_of(db.session(), call),
        presets=PRESETS if call.state is CallState.DRAFT else {},
    )


@pages.get("/manage/<slug>/call")
@open_to(Act.MANAGE_SESSION)
def edit(wip_session: WipSession) -> ResponseReturnValue:
    """Second of three screens: the call, with dates proposed backwards from the session's."""
    call = call_of(db.session(), wip_session)
    form = _form_of(call)
    preset = PRESETS.get(request.args.get("kind", ""))
    if preset is not None and call.state is CallState.DRAFT:
        for name, value in preset.fields.items():
            form[name].data = value
    return _page(wip_session, call, form)


@pages.post("/manage/<slug>/call")
@open_to(Act.MANAGE_SESSION)
@writes
def save(wip_session: WipSession) -> ResponseReturnValue:
    """Save the call, then show it as it will go out, or go on to its own questions."""
    call, form = call_of(db.session(), wip_session), CallForm()
    form.offer_zones(wip_session.zone)

    def change() -> bool:
        names = form.topic_names()
        calls.change(db.session(), call, form.facts(call), seen=form.seen, by=actor(), now=now())
        topics.set_topics(db.session(), call, names, lost=form.lost, by=actor(), now=now())
        return True

    if not form.validate_on_submit() or not attempt(form, change):
        return _page(wip_session, call, form), 422
    then = "questions.index" if request.form.get("then") == "questions" else "calls.preview"
    return redirect(url_for(then, slug=wip_session.slug), 303)

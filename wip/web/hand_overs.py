"""The hand-over to the next chair: what there is, minutes over, and everything in one file."""

from collections import Counter
from collections.abc import Mapping

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.adapters.zips import zipped
from wip.db import db
from wip.domain.people import Act
from wip.domain.refusals import Refusal
from wip.domain.texts import whole_number
from wip.domain.zones import in_zone
from wip.models import AgendaSlot, WipSession
from wip.queries.agendas import slots_of
from wip.queries.closed_papers import mask_unseen
from wip.queries.sessions import call_of
from wip.services.hand_over_tables import HandOverTable, tables
from wip.services.hand_overs import drafts_size, package
from wip.services.overruns import OVER_MOST, note_overruns
from wip.services.show_times import NOT_KEPT, KeptTime, times_kept
from wip.web.access import actor, not_indexed, open_to
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.names import names_needed
from wip.web.writes import attempt, writes

pages = Blueprint("hand_overs", __name__)


@pages.get("/manage/<slug>/hand-over")
@open_to(Act.MANAGE_SESSION)
def show(wip_session: WipSession) -> ResponseReturnValue:
    """What the next chair gets, and the next steps."""
    return _page(wip_session, PageForm(formdata=None))


def _page(wip_session: WipSession, form: PageForm, typed: dict[int, str] | None = None) -> str:
    session = db.session()
    found = tables(session, call_of(session, wip_session), by=actor())
    slots = slots_of(session, wip_session.id)
    mask_unseen(session, wip_session, (slot.paper for slot in slots), actor().person_id or 0)
    times = times_kept(session, wip_session)
    return render_template(
        "hand_overs/show.html",
        wip_session=wip_session,
        tables=found,
        figures=_figures(found),
        slots=slots,
        times=times,
        typed=typed or {slot.id: _proposed(slot, times) for slot in slots},
        drafts=drafts_size(session, wip_session, by=actor()),
        is_over=now() >= wip_session.starts_at or bool(times),
        over_most=OVER_MOST,
        form=form,
    )


def _proposed(slot: AgendaSlot, times: Mapping[int, KeptTime]) -> int | str:
    """What was noted; else what the session's clock kept."""
    found = times.get(slot.paper_id, NOT_KEPT).over if slot.minutes_over is None else slot.minutes_over
    return "" if found is None else found


def _figures(found: list[HandOverTable]) -> list[tuple[str, list[tuple[str, int]]]]:
    """(what is counted, [(state in words, number)]), in the tables' own order."""
    by_name = {table.name: table for table in found}

    def counted(name: str, column: str) -> list[tuple[str, int]]:
        table = by_name[name]
        at = table.headers.index(column)
        return list(Counter(str(line[at]) for line in table.rows).items())

    people = [("signed up", len(by_name["attendees"].rows))] if by_name["attendees"].rows else []
    return [
        ("Papers", counted("papers", "State")),
        ("Requests to comment", counted("commenters", "Answer")),
        ("Offers to comment", counted("volunteers", "Offer")),
        ("Attendees", people),
        ("Reviewers", counted("reviewers", "Invitation")),
        ("Letters", _summed(by_name["letters"])),
    ]


def _summed(letters: HandOverTable) -> list[tuple[str, int]]:
    total: Counter[str] = Counter()
    for _, state, number in letters.rows:
        total[str(state)] += int(number or 0)
    return list(total.items())


@pages.post("/manage/<slug>/hand-over")
@open_to(Act.MANAGE_SESSION)
@writes
def save(wip_session: WipSession) -> ResponseReturnValue:
    """Note by how many minutes each slot ran over."""
    form = PageForm()
    typed = {
        int(name.removeprefix("over-")): value.strip()
        for name, value in request.form.items()
        if name.startswith("over-") and whole_number(name.removeprefix("over-")) is not None
    }

    def note() -> bool:
        minutes = {slot_id: _minutes(slot_id, text) for slot_id, text in typed.items()}
        note_overruns(db.session(), wip_session, minutes, seen=form.seen, by=actor(), now=now())
        return True

    if not form.validate_on_submit() or not attempt(form, note):
        return _page(wip_session, form, typed), 422
    flash("Noted.", "done")
    return redirect(url_for("hand_overs.show", slug=wip_session.slug), 303)


def _minutes(slot_id: int, text: str) -> int | None:
    number = whole_number(text, digits=4)
    if text and number is None:
        sentence = f"Give a whole number of minutes from 0 to {OVER_MOST}."
        raise Refusal(sentence, f"over-{slot_id}")
    return number


@pages.get("/manage/<slug>/hand-over.zip")
@open_to(Act.MANAGE_SESSION)
@names_needed
def download(wip_session: WipSession) -> ResponseReturnValue:
    """Everything in one file, written while it is sent."""
    session, moment = db.session(), now()
    files = package(
        session,
        call_of(session, wip_session),
        current_app.extensions["wip_settings"],
        with_drafts=request.args.get("drafts") == "yes",
        by=actor(),
        now=moment,
    )
    response = Response(zipped(files, in_zone(moment, wip_session.zone)), mimetype="application/zip")
    name = f"hand-over-{wip_session.slug}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return not_indexed(response)

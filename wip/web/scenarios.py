"""What-if copies of the selection: kept under a name, changed on the same screen, compared, adopted or thrown away."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.people import Act
from wip.domain.reasons import REASON_MOST, ReasonMissing
from wip.domain.refusals import Refusal, Stale, Unknown
from wip.domain.reviews import Outcome
from wip.domain.selection import Shown
from wip.domain.selection_stages import SelectionStage
from wip.domain.texts import whole_number
from wip.models import Call, Scenario, WipSession
from wip.queries.review_settings import settings_of
from wip.queries.scenarios import chosen_copies, compared, copies_of, copy_of, differences
from wip.queries.sessions import call_of
from wip.services import scenarios
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.comparisons import columns_of, lines_of
from wip.web.forms import PageForm, line
from wip.web.selection_forms import choices, typed
from wip.web.selection_pages import Unsaved, back_to, live, screen
from wip.web.templating import count
from wip.web.writes import attempt, reads_first, writes

pages = Blueprint("scenarios", __name__)

COMPARED_MOST = 3
"""Copies beside the real selection: more columns than four nobody reads."""


class CopyForm(PageForm):
    """The name of a copy."""

    name = line("Name of the copy", most=scenarios.NAME_MOST, needed="Give the copy a name.")


@pages.get("/manage/<slug>/selection/copies/")
@open_to(Act.SELECT_PAPERS)
def index(wip_session: WipSession) -> ResponseReturnValue:
    """Every copy with what it comes to."""
    return _index(wip_session, CopyForm(formdata=None))


def _index(wip_session: WipSession, form: CopyForm) -> str:
    return render_template(
        "scenarios/index.html",
        wip_session=wip_session,
        form=form,
        copies=copies_of(db.session(), wip_session, actor().person_id or 0),
        outcomes=(*Outcome, None),
        most=COMPARED_MOST,
    )


@pages.post("/manage/<slug>/selection/copies/")
@open_to(Act.SELECT_PAPERS)
@writes
def keep(wip_session: WipSession) -> ResponseReturnValue:
    """Keep the selection as it stands, with what was typed on its page, as a copy; the real one stays as it is."""
    form, call, rows = CopyForm(), call_of(db.session(), wip_session), typed()
    copy = attempt(
        form,
        lambda: scenarios.keep(db.session(), call, form.name.data or "", choices(), by=actor(), now=now()),
    )
    if copy is None:
        if "decision" not in "".join(request.form):
            return _index(wip_session, form), 422
        return screen(call_of(db.session(), wip_session), form, Unsaved(rows)), 422
    flash(f"“{copy.name}” is kept. Change it here as you like: the real selection stays as it is.", "done")
    return redirect(url_for("scenarios.show", slug=wip_session.slug, scenario_id=copy.id), 303)


def _copy(wip_session: WipSession, scenario_id: int) -> Scenario:
    copy = copy_of(db.session(), wip_session, scenario_id)
    if copy is None:
        raise Unknown
    return copy


@pages.get("/manage/<slug>/selection/copies/<int:scenario_id>/")
@open_to(Act.SELECT_PAPERS)
def show(wip_session: WipSession, scenario_id: int) -> ResponseReturnValue:
    """The screen of the selection, of a copy."""
    copy = _copy(wip_session, scenario_id)
    return screen(call_of(db.session(), wip_session), PageForm(), copy=copy)


@pages.post("/manage/<slug>/selection/copies/<int:scenario_id>/")
@open_to(Act.SELECT_PAPERS)
@writes
def change(wip_session: WipSession, scenario_id: int) -> ResponseReturnValue:
    """Change the copy. Where another leader was faster, show both and save nothing."""
    form, call, copy = PageForm(), call_of(db.session(), wip_session), _copy(wip_session, scenario_id)

    def save() -> tuple[int]:
        return (scenarios.change(db.session(), call, copy, choices(), by=actor(), now=now()),)

    try:
        done = attempt(form, save)
    except Stale as no:
        db.session.rollback()
        form.form_errors.append(no.sentence)
        return _screen(wip_session, scenario_id, form, Unsaved(typed(), no.changes)), 409
    if done is None:
        return _screen(wip_session, scenario_id, form, Unsaved(typed())), 422
    changed = f"{count(done[0], 'choice')} changed in this copy alone." if done[0] else "Nothing was changed."
    flash(changed, "done" if done[0] else "note")
    return redirect(back_to("scenarios.show", slug=wip_session.slug, scenario_id=scenario_id), 303)


def _screen(wip_session: WipSession, scenario_id: int, form: PageForm, unsaved: Unsaved) -> str:
    return screen(call_of(db.session(), wip_session), form, unsaved, _copy(wip_session, scenario_id))


@pages.post("/manage/<slug>/selection/copies/<int:scenario_id>/look")
@open_to(Act.SELECT_PAPERS)
@reads_first
def look(wip_session: WipSession, scenario_id: int) -> ResponseReturnValue:
    """The copy's sums, or its page, with what this leader has typed. Nothing is saved."""
    if request.args.get("part") == "live":
        call = call_of(db.session(), wip_session)
        return live(call, Unsaved(typed()), _copy(wip_session, scenario_id))
    return _screen(wip_session, scenario_id, PageForm(), Unsaved(typed()))


@pages.get("/manage/<slug>/selection/copies/compare")
@open_to(Act.SELECT_PAPERS)
def compare(wip_session: WipSession) -> ResponseReturnValue:
    """Up to three copies beside the real selection: what each comes to, and on which papers they differ."""
    asked = [whole_number(text, digits=9) for text in request.args.getlist("copy")[:COMPARED_MOST]]
    ids = list(dict.fromkeys(each for each in asked if each))
    copies, call = chosen_copies(db.session(), wip_session, ids), call_of(db.session(), wip_session)
    columns = columns_of(call, copies)
    return render_template(
        "scenarios/compare.html",
        wip_session=wip_session,
        copies=copies,
        columns=columns,
        lines=lines_of(call, columns),
        papers=compared(db.session(), wip_session, copies, actor().person_id or 0),
    )


@pages.get("/manage/<slug>/selection/copies/<int:scenario_id>/adopt")
@open_to(Act.SELECT_PAPERS)
def ask(wip_session: WipSession, scenario_id: int) -> ResponseReturnValue:
    """What adopting the copy would change in the real selection."""
    return _adopting(call_of(db.session(), wip_session), _copy(wip_session, scenario_id), PageForm())


def _adopting(
    call: Call,
    copy: Scenario,
    form: PageForm,
    changes: tuple[str, ...] = (),
    missing: frozenset[int] = frozenset(),
) -> str:
    row = call.wip_session
    form.version.data = str(copy.version)
    came = request.form if request.method == "POST" else None
    return render_template(
        "scenarios/adopt.html",
        wip_session=row,
        copy=copy,
        form=form,
        changes=changes,
        missing=missing,
        came=came,
        found=differences(db.session(), row, copy, actor().person_id or 0),
        is_frozen=settings_of(db.session(), row).stage is not SelectionStage.RANKING,
        reason_most=REASON_MOST,
    )


@pages.post("/manage/<slug>/selection/copies/<int:scenario_id>/adopt")
@open_to(Act.SELECT_PAPERS)
@writes
def adopt(wip_session: WipSession, scenario_id: int) -> ResponseReturnValue:
    """Make the ticked choices real, if the real selection still is what the page showed."""
    form, call, missing = PageForm(), call_of(db.session(), wip_session), set[int]()
    copy = _copy(wip_session, scenario_id)

    def take() -> int:
        marks, reasons = _ticked()
        try:
            return scenarios.adopt(
                db.session(), call, copy, marks, seen=form.seen, reasons=reasons, by=actor(), now=now()
            )
        except ReasonMissing as no:
            missing.update(no.numbers)
            raise

    try:
        done = attempt(form, take)
    except Stale as no:
        db.session.rollback()
        form.form_errors.append(no.sentence)
        return _adopting(
            call_of(db.session(), wip_session), _copy(wip_session, scenario_id), form, no.changes
        ), 409
    if done is None:
        again = _copy(wip_session, scenario_id)
        return _adopting(call_of(db.session(), wip_session), again, form, missing=frozenset(missing)), 422
    flash(f"{count(done, 'decision')} adopted from “{copy.name}”. Nothing is visible to authors yet.", "done")
    return redirect(url_for("decisions.selection", slug=wip_session.slug), 303)


def _ticked() -> tuple[dict[int, Shown], dict[int, str]]:
    numbers = [whole_number(text) for text in request.form.getlist("take")]
    ticked = [number for number in numbers if number]
    if not ticked:
        raise Refusal("Tick at least one paper to adopt.")
    everywhere = request.form.get("reason", "")
    marks = {number: Shown.read(request.form.get(f"seen-{number}", "")) for number in ticked}
    return marks, {n: request.form.get(f"reason-{n}", "").strip() or everywhere for n in ticked}


@pages.post("/manage/<slug>/selection/copies/<int:scenario_id>/discard")
@open_to(Act.SELECT_PAPERS)
@writes
def discard(wip_session: WipSession, scenario_id: int) -> ResponseReturnValue:
    """Throw the copy away."""
    copy = _copy(wip_session, scenario_id)
    name = copy.name
    scenarios.discard(db.session(), call_of(db.session(), wip_session), copy, by=actor(), now=now())
    flash(f"The copy “{name}” is thrown away.", "done")
    return redirect(url_for("scenarios.index", slug=wip_session.slug), 303)

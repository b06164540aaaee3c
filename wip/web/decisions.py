"""The selection: what leaders decide, before anybody is told."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.calls import Blindness
from wip.domain.people import Act
from wip.domain.refusals import Refusal, Stale
from wip.domain.reviews import HIGHEST, LOWEST, Outcome
from wip.domain.rooms import capacity_sentence, fits, shares
from wip.domain.selection import Choice, Shown
from wip.models import Call, WipSession
from wip.queries.rankings import ranking
from wip.queries.releases import has_staged
from wip.queries.sessions import call_of
from wip.services import decisions
from wip.services.rooms import rooms_of
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.templating import count, page_number, with_urls
from wip.web.writes import attempt, writes

pages = Blueprint("decisions", __name__)


@pages.get("/manage/<slug>/selection/")
@open_to(Act.SELECT_PAPERS)
def selection(wip_session: WipSession) -> ResponseReturnValue:
    """The papers by score, with the decision on each."""
    return _selection(call_of(db.session(), wip_session), PageForm())


def _selection(
    call: Call, form: PageForm, typed: dict[int, tuple[str, str]] | None = None, changes: tuple[str, ...] = ()
) -> str:
    row, rooms = call.wip_session, rooms_of(db.session(), call.wip_session)
    found = ranking(
        db.session(),
        row,
        actor().person_id or 0,
        page_number(),
        names=call.blindness is not Blindness.DOUBLE,
    )
    return render_template(
        "decisions/selection.html",
        wip_session=row,
        form=form,
        ranking=found,
        tally=found.tally,
        is_staged=has_staged(db.session(), row),
        papers=with_urls(found.page, "decisions.selection", slug=row.slug),
        filled=list(zip(rooms, shares(rooms, found.tally.accepted), strict=True)),
        capacity=capacity_sentence(rooms),
        fit=fits(rooms, found.tally.accepted),
        typed=typed or {},
        changes=changes,
        scale=(LOWEST, HIGHEST),
    )


@pages.post("/manage/<slug>/selection/")
@open_to(Act.SELECT_PAPERS)
@writes
def decide(wip_session: WipSession) -> ResponseReturnValue:
    """Stage what was changed on the page. Where another leader was faster, show both and save nothing."""
    form, call = PageForm(), call_of(db.session(), wip_session)

    def stage() -> tuple[int]:
        return (decisions.decide(db.session(), call, _choices(), by=actor(), now=now()),)

    try:
        done = attempt(form, stage)
    except Stale as no:
        db.session.rollback()
        form.form_errors.append(no.sentence)
        return _selection(call_of(db.session(), wip_session), form, _typed(), no.changes), 409
    if done is None:
        return _selection(call_of(db.session(), wip_session), form, _typed()), 422
    if done[0]:
        flash(f"{count(done[0], 'decision')} saved. Nothing is visible to authors yet.", "done")
    else:
        flash("Nothing was changed.", "note")
    return redirect(url_for("decisions.selection", slug=wip_session.slug, page=page_number()), 303)


def _choices() -> list[Choice]:
    return [
        Choice(number, _outcome(outcome), _place(number, outcome, place), _shown(number))
        for number, (outcome, place) in _typed(only_changed=False).items()
    ]


def _typed(*, only_changed: bool = True) -> dict[int, tuple[str, str]]:
    """What came for each paper, as text; those that the leader changed, or all."""
    rows = (name[9:] for name in request.form if name.startswith("decision-") and len(name) < 19)  # noqa: PLR2004
    numbers = [int(text) for text in rows if text.isascii() and text.isdecimal()]
    came = {
        n: (request.form[f"decision-{n}"], request.form.get(f"place-{n}", "").strip()[:9])
        for n in numbers[:200]
    }
    if not only_changed:
        return came
    return {n: pair for n, pair in came.items() if pair != _as_text(_shown(n))}


def _as_text(shown: Shown) -> tuple[str, str]:
    return (shown.outcome or "", str(shown.position or ""))


def _outcome(text: str) -> Outcome | None:
    if text and text not in set(Outcome):
        raise Refusal("Choose accept, waiting list or decline.")
    return Outcome(text) if text else None


def _place(number: int, outcome: str, text: str) -> int | None:
    if not text or outcome != Outcome.WAITING_LIST:
        return None
    if not (text.isascii() and text.isdigit()):
        raise Refusal(
            f"“{text}” is no place on the waiting list (paper {number}). Give a whole number, or leave it empty."
        )
    return int(text)


def _shown(number: int) -> Shown:
    return Shown.read(request.form.get(f"seen-{number}", ""))

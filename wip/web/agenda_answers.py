"""Answers to the agenda page's script: each change is kept at once, and the page learns what it means."""

from collections.abc import Callable
from typing import Any

from flask import Response, jsonify, make_response, render_template, request

from wip.db import db
from wip.domain.refusals import Refusal, Stale
from wip.models import WipSession
from wip.services import agendas
from wip.services.agenda_drafts import Draft
from wip.web.access import actor
from wip.web.agenda_forms import typed_breaks, typed_id, typed_places
from wip.web.agenda_pages import changes_since, facts, words_of
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.writes import stays


def wants_json() -> bool:
    """Whether the page's script asks, not its form."""
    return request.accept_mimetypes.best == "application/json"


def saved_at_once(wip_session: WipSession, form: PageForm) -> Response:
    """Keep the rows exactly as the page has them."""

    def arrange() -> list[str]:
        agendas.arrange(
            db.session(),
            wip_session,
            typed_places(),
            seen=form.seen,
            by=actor(),
            now=now(),
            breaks=typed_breaks(),
            exact=True,
            moved=typed_id("moved"),
        )
        return []

    return answered(wip_session, arrange, "Saved", form.seen)


def answered(wip_session: WipSession, verb: Callable[[], list[str]], said: str, seen: int) -> Response:
    """Do it, and say how the page stands; 409 where somebody was faster, 422 where it cannot be done."""
    try:
        left = verb()
    except Stale as no:
        db.session.rollback()
        if said == "Saved" and _is_there_already(wip_session):
            return _standing(wip_session, said, [])
        told = {"sentence": no.sentence, "changes": changes_since(wip_session, seen)}
        return make_response(jsonify(version=wip_session.agenda_version, **told), 409)
    except Refusal as no:
        db.session.rollback()
        return make_response(jsonify(sentence=no.sentence, field=no.field or ""), 422)
    stays()
    return _standing(wip_session, said, left)


def _is_there_already(wip_session: WipSession) -> bool:
    """Whether an earlier request, whose answer was lost on the way, did just this."""
    return agendas.stands_as(db.session(), wip_session, typed_places(), typed_breaks() or [])


def _standing(wip_session: WipSession, said: str, left: list[str]) -> Response:
    found = facts(wip_session)
    step = found["again"] if said == "Undone" else found["back"]
    return jsonify(
        version=wip_session.agenda_version,
        said=words_of(wip_session, said, left) if left else said,
        told=f"{said}: {step}.",
        state=_state(found["draft"]),
        html=render_template("agendas/_live.html", **found),
    )


def _state(draft: Draft) -> list[dict[str, Any]]:
    """Each room's rows in order, as the page's script keeps them."""
    return [
        {
            "room": part.room.sitting_id or 0,
            "rows": [
                {
                    "slot": row.laid.slot.id,
                    "present": row.laid.slot.present_minutes,
                    "comment": row.laid.slot.comment_minutes,
                    "fixed": row.laid.slot.is_fixed,
                }
                if row.laid
                else {"name": row.pause.name if row.pause else "", "minutes": row.minutes}
                for row in part.rows
            ],
        }
        for part in draft.parts
    ]

"""Changing a wish, or somebody's hours, in place of taking them away and telling them anew."""

from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.agenda_wishes import WishKind
from wip.domain.people import Act
from wip.domain.refusals import Unknown
from wip.domain.zones import in_zone
from wip.models import AgendaWish, WipSession
from wip.queries.agenda_wishes import presented, wish_of
from wip.queries.closed_papers import mask_unseen
from wip.services import agenda_wishes
from wip.services.agenda_people import people_of
from wip.services.rooms import rooms_of
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.wish_forms import HoursForm, WishForm, strictness, wish_choices
from wip.web.writes import attempt, writes

pages = Blueprint("agenda_wish_changes", __name__)


@dataclass(frozen=True)
class Changed:
    """The wish that is changed, its form, and for hours whose they are.

    `note`: why, where it is not for the reader; it stays unless they write another.
    """

    wish: AgendaWish
    form: WishForm | HoursForm
    whose: str = ""
    note: str = ""


@pages.get("/manage/<slug>/agenda/wishes/<int:wish_id>/")
@open_to(Act.ARRANGE_AGENDA)
def edit(wip_session: WipSession, wish_id: int) -> ResponseReturnValue:
    """The wish as it stands, in its form."""
    return _page(wip_session, _found(wip_session, wish_id, is_sent=False))


@pages.post("/manage/<slug>/agenda/wishes/<int:wish_id>/")
@open_to(Act.ARRANGE_AGENDA)
@writes
def save(wip_session: WipSession, wish_id: int) -> ResponseReturnValue:
    """Keep what the form says in place of it."""
    found = _found(wip_session, wish_id, is_sent=True)

    def keep() -> bool:
        more: dict[str, Any] = {"by": actor(), "now": now()}
        if isinstance(found.form, WishForm):
            agenda_wishes.change(db.session(), wip_session, found.wish, found.form.said(), **more)
        else:
            away = found.form.away(wip_session.zone)
            away = replace(away, note=away.note or found.note)
            agenda_wishes.change_hours(db.session(), wip_session, found.wish, away, **more)
        return True

    if not found.form.validate_on_submit() or not attempt(found.form, keep):
        return _page(wip_session, _shown(wip_session, found)), 422
    flash("Changed. The next laying-out counts with it.", "done")
    return redirect(url_for("agenda_wishes.index", slug=wip_session.slug), 303)


def _page(row: WipSession, found: Changed) -> str:
    return render_template("agenda_wishes/change.html", wip_session=row, found=found, form=found.form)


def _found(row: WipSession, wish_id: int, *, is_sent: bool) -> Changed:
    """The wish and its form. What names a paper, or a person, that is closed to the reader is not theirs to change."""
    wish = wish_of(db.session(), row, wish_id)
    if wish is None:
        raise Unknown
    papers = presented(db.session(), row)
    unseen = mask_unseen(db.session(), row, papers if not is_sent else (), actor().person_id)
    if {wish.paper_id, wish.other_paper_id} & unseen:
        raise Unknown
    data = None if is_sent else _said(row, wish)
    if wish.kind is not WishKind.CANNOT:
        form = WishForm(**data) if data else WishForm()
        return Changed(wish, wish_choices(form, papers, rooms_of(db.session(), row)))
    who = people_of(db.session(), row, papers, unseen).get(wish.person_id or 0)
    if who is None or who.is_hidden:
        raise Unknown
    # A reason may name the closed paper, or who else has a part in it.
    kept = wish.note if who.hidden else ""
    hours = HoursForm(**data) if data else HoursForm()
    if kept and not is_sent:
        hours.note.data = ""
    del hours["person"]
    return Changed(wish, hours, who.name, kept)


def _shown(row: WipSession, found: Changed) -> Changed:
    """The same as a refusal shows it: what was sent is judged by the papers as they are, the page names them as the reader may."""
    if isinstance(found.form, WishForm):
        papers = presented(db.session(), row)
        mask_unseen(db.session(), row, papers, actor().person_id)
        wish_choices(found.form, papers, rooms_of(db.session(), row))
    return found


def _said(row: WipSession, wish: AgendaWish) -> dict[str, Any]:
    facts: dict[str, Any] = {"strict": strictness(wish.is_needed), "note": wish.note}
    if wish.begins_at and wish.ends_at:
        begins, ends = (in_zone(at, row.zone).replace(tzinfo=None) for at in (wish.begins_at, wish.ends_at))
        facts |= {"begins": begins, "ends": ends}
    else:
        facts |= {
            "paper": str(wish.paper_id),
            "kind": wish.kind.value,
            "other": str(wish.other_paper_id or ""),
            "room": str(wish.sitting_id or 0),
        }
    return {"formdata": None, "data": facts}

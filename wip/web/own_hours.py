"""Hours in which a presenter cannot, told on the page of their own paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from wip.db import db
from wip.domain.agenda_wishes import Away, away_within, part_left
from wip.domain.links import LinkKind
from wip.domain.offers import Day, days_of
from wip.domain.papers import PRESENTING
from wip.domain.people import Act
from wip.domain.texts import whole_number
from wip.models import AgendaWish, Paper, WipSession
from wip.queries.agenda_wishes import own_hours
from wip.queries.papers import call_of_paper
from wip.services import agenda_wishes
from wip.services.rooms import over_at, rooms_of
from wip.web.access import actor, open_to, opens
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.hours_forms import ALL, NONE, PART, hours_fields, part_said, suits
from wip.web.limits import limiter, public_write_limit
from wip.web.writes import attempt, writes

pages = Blueprint("own_hours", __name__)


class HoursForm(PageForm):
    """One answer for each date; `shown` are the rows that the page was made of."""

    shown = HiddenField()

    days: Sequence[Day] = ()

    @property
    def seen_rows(self) -> list[int]:
        """The ids of what the page showed."""
        return [each for text in (self.shown.data or "").split() if (each := whole_number(text, digits=9))]

    def away(self) -> list[Away]:
        """When the presenter cannot. Raises Refusal for a part of a date that has no length."""
        return [Away(*hours) for place, day in enumerate(self.days) for hours in self._away(place, day)]

    def _away(self, place: int, day: Day) -> list[tuple[datetime, datetime]]:
        said = suits(self, place)
        if said == ALL:
            return []
        return away_within(day.starts_at, day.ends_at, None if said == NONE else part_said(self, place))


@dataclass(frozen=True)
class HoursCard:
    """What the page shows: the form, and whether anything was told that the dates have outrun."""

    form: HoursForm
    says_something: bool
    is_outrun: bool

    @property
    def days(self) -> Sequence[Day]:
        """The session's dates."""
        return self.form.days


def hours_form(row: WipSession, **more: Any) -> HoursForm:
    """The form that asks for the session's dates. Without `formdata`, what the request sent."""
    days = days_of(rooms_of(db.session(), row), row.zone)
    made = type("OwnHoursForm", (HoursForm,), hours_fields(days, row.zone))
    form: HoursForm = made(**more)
    form.days = days
    return form


def hours_card(paper: Paper, row: WipSession, refused: HoursForm | None = None) -> HoursCard | None:
    """The presenter's card while there is an agenda to lay out; None before and after."""
    if paper.state not in PRESENTING or now() >= over_at(row):
        return None
    rows = own_hours(db.session(), row.id, actor().person_id or 0)
    if refused is not None:
        return HoursCard(refused, says_something=True, is_outrun=False)
    form = hours_form(row, formdata=None)
    _fill(form, rows)
    form.shown.data = " ".join(str(each.id) for each in rows)
    inside = [each for each in rows if any(_overlaps(each, day) for day in form.days)]
    return HoursCard(form, bool(inside), bool(rows) and not inside)


def _overlaps(row: AgendaWish, day: Day) -> bool:
    return bool(row.begins_at and row.ends_at and row.begins_at < day.ends_at and day.starts_at < row.ends_at)


def _fill(form: HoursForm, rows: Sequence[AgendaWish]) -> None:
    for place, day in enumerate(form.days):
        away = [
            (each.begins_at, each.ends_at)
            for each in rows
            if _overlaps(each, day) and each.begins_at and each.ends_at
        ]
        left = part_left(day.starts_at, day.ends_at, away)
        if not away:
            continue
        form[f"suits_{place}"].data = PART if left else NONE
        if left:
            form[f"from_{place}"].data, form[f"until_{place}"].data = (each.isoformat() for each in left)


@pages.post("/papers/<token>/hours")
@limiter.limit(public_write_limit)
@open_to(Act.KEEP_OWN_PAPER)
@opens(LinkKind.PAPER)
@writes
def tell(paper: Paper) -> ResponseReturnValue:
    """Keep the hours in which the presenter cannot."""
    from wip.web.own_page import own_page

    call = call_of_paper(db.session(), paper)
    form = hours_form(call.wip_session)

    def keep() -> bool:
        agenda_wishes.tell_as_presenter(
            db.session(), paper, call.wip_session, form.away(), seen=form.seen_rows, by=actor(), now=now()
        )
        return True

    if not form.validate_on_submit() or not attempt(form, keep):
        return own_page(paper, call, hours=form), 422
    flash("Noted. The organisers count with it when they lay the agenda out.", "done")
    return redirect(url_for("own_papers.own", token=(request.view_args or {})["token"]), 303)

"""What is wished of the agenda, and who cannot when: told by leaders, by presenters and by commenters."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.agenda_wishes import WishKind, told
from wip.domain.offers import Hours, days_of, hours_told
from wip.domain.papers import PRESENTING
from wip.domain.people import Act
from wip.domain.refusals import Refusal, Unknown
from wip.domain.rooms import Room
from wip.domain.texts import whole_number
from wip.domain.zones import in_zone, show_span
from wip.models import AgendaWish, Person, WipSession
from wip.queries.agenda_wishes import commenters_hours, presented, wish_of, wishes_of
from wip.queries.closed_papers import mask_unseen
from wip.services import agenda_wishes
from wip.services.agenda_people import Involvement, engaged, people_of
from wip.services.rooms import rooms_of
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.wish_forms import HoursForm, WishForm, people_choices, wish_choices
from wip.web.writes import attempt, writes

pages = Blueprint("agenda_wishes", __name__)


@dataclass(frozen=True)
class Line:
    """One wish as the page lists it: `theirs` is the person's own clock, `by` who told it.

    It lies outside where its hours are none of the session's, or its paper has no place any more. What names somebody or
    something that is closed to the reader is not theirs to change.
    """

    id: int
    text: str
    theirs: str
    is_needed: bool
    note: str
    by: str
    lies_outside: bool = False
    can_change: bool = True


@dataclass(frozen=True)
class Offered:
    """When a commenter can be there, as they said on their own page."""

    name: str
    lines: Sequence[str]


@pages.get("/manage/<slug>/agenda/wishes")
@open_to(Act.ARRANGE_AGENDA)
def index(wip_session: WipSession) -> ResponseReturnValue:
    """Every wish and everybody's hours, and the forms for more."""
    return _index(wip_session)


def _index(row: WipSession, *, wishing: WishForm | None = None, timing: HoursForm | None = None) -> str:
    papers, rooms, wishes = (
        presented(db.session(), row),
        rooms_of(db.session(), row),
        wishes_of(db.session(), row),
    )
    named = [each for wish in wishes for each in (wish.paper, wish.other_paper) if each is not None]
    unseen = mask_unseen(db.session(), row, [*papers, *named], actor().person_id)
    people = people_of(db.session(), row, papers, unseen)
    # Were those listed whom the reader may not know, the list would be complete: what then stands against a hidden part
    # could only be told of somebody on it.
    known = {id_: each for id_, each in people.items() if not each.is_hidden}
    return render_template(
        "agenda_wishes/index.html",
        wip_session=row,
        wishes=[_of_paper(wish, rooms, unseen) for wish in wishes if wish.kind is not WishKind.CANNOT],
        hours=[_of_person(wish, row, rooms, known) for wish in wishes if wish.person_id in known],
        offered=_offered(row, rooms, known),
        elsewhere=_elsewhere(row, rooms, known),
        wishing=wish_choices(wishing or WishForm(formdata=None), papers, rooms),
        timing=people_choices(timing or HoursForm(formdata=None), row, rooms, known),
        several=len(rooms) > 1,
        people=known,
        hides=any(each.hidden for each in people.values()),
        papers=papers,
        refused=wishing or timing,
        button_form=PageForm(formdata=None),
    )


def _elsewhere(row: WipSession, rooms: Sequence[Room], people: Mapping[int, Involvement]) -> list[str]:
    """Each with its hours, by them; then, by name, what may be told without only."""
    timed, bare = [], []
    for each in engaged(db.session(), row, rooms, people, actor().person_id):
        said = f"{people[each.person_id].name} {each.said}"
        if each.tells_hours:
            timed.append(f"{said}: {show_span(each.starts_at, each.ends_at, row.zone)}")
        else:
            bare.append(f"{said}.")
    return [*timed, *sorted(set(bare))]


def _of_paper(wish: AgendaWish, rooms: Sequence[Room], unseen: Collection[int]) -> Line:
    room = next((each.name for each in rooms if each.sitting_id == wish.sitting_id), "")
    paper = wish.paper.title if wish.paper else ""
    text = told(wish.kind, paper, wish.other_paper.title if wish.other_paper else "", room)
    both = [each for each in (wish.paper, wish.other_paper) if each is not None]
    gone = any(each.state not in PRESENTING for each in both)
    is_closed = any(each.id in unseen for each in both)
    note = "" if is_closed else wish.note
    return Line(wish.id, text, "", wish.is_needed, note, _told_by(wish), gone, not is_closed)


def _of_person(
    wish: AgendaWish, row: WipSession, rooms: Sequence[Room], people: Mapping[int, Involvement]
) -> Line:
    found = people[wish.person_id or 0]
    begins, ends = wish.begins_at or row.starts_at, wish.ends_at or row.ends_at
    verb = "cannot" if wish.is_needed else "would rather not"
    outside = all(ends <= room.starts_at or begins >= room.ends_at for room in rooms)
    shown = theirs(begins, ends, row.zone, wish.person)
    text = f"{found.name} {verb}: {show_span(begins, ends, row.zone)}"
    # A reason may name the closed paper, or who else has a part in it.
    note = "" if found.hidden else wish.note
    by, can_change = _told_by(wish, found), not found.is_hidden
    return Line(wish.id, text, shown, wish.is_needed, note, by, outside, can_change)


def theirs(begins: datetime, ends: datetime, zone: str, person: Person | None) -> str:
    """The same on the person's own clock, where it is another one."""
    if person is None or not person.zone:
        return ""
    if in_zone(begins, person.zone).utcoffset() == in_zone(begins, zone).utcoffset():
        return ""
    return show_span(begins, ends, person.zone)


def _told_by(wish: AgendaWish, found: Involvement | None = None) -> str:
    if wish.told_by is None:
        return ""
    if found is None or wish.told_by != wish.person_id:
        return "a leader"
    if found.presents_openly:
        return "the presenter"
    if found.hidden:
        # They told it on the page of the closed paper.
        return ""
    return "the commenter" if found.reads else "the person concerned"


def _offered(row: WipSession, rooms: Sequence[Room], people: Mapping[int, Involvement]) -> list[Offered]:
    by_person: dict[int, list[Hours]] = {}
    for person_id, sitting_id, from_at, until_at in commenters_hours(db.session(), row):
        by_person.setdefault(person_id, []).append(Hours(sitting_id, from_at, until_at))
    days = days_of(rooms, row.zone)
    return [
        Offered(people[id_].name, hours_told(hours, days, row.zone))
        for id_, hours in by_person.items()
        if id_ in people and _reads_as_named(people[id_])
    ]


def _reads_as_named(each: Involvement) -> bool:
    """That somebody whom the reader knows by another part comments on a closed paper is not told by their hours."""
    return each.reads_openly or not each.hidden


@pages.post("/manage/<slug>/agenda/wishes")
@open_to(Act.ARRANGE_AGENDA)
@writes
def wish(wip_session: WipSession) -> ResponseReturnValue:
    """Add a wish for a paper."""
    form = wish_choices(WishForm(), presented(db.session(), wip_session), rooms_of(db.session(), wip_session))

    def add() -> AgendaWish:
        return agenda_wishes.wish(db.session(), wip_session, form.said(), by=actor(), now=now())

    if not form.validate_on_submit() or not attempt(form, add):
        return _index(wip_session, wishing=form), 422
    return _done(wip_session, "Noted. The next laying-out counts with it.")


@pages.post("/manage/<slug>/agenda/wishes/hours")
@open_to(Act.ARRANGE_AGENDA)
@writes
def cannot(wip_session: WipSession) -> ResponseReturnValue:
    """Add hours in which somebody cannot."""
    form, known = HoursForm(), _everybody(wip_session)
    form = people_choices(form, wip_session, rooms_of(db.session(), wip_session), known)

    def add() -> AgendaWish:
        found = known.get(whole_number(form.person.data or "") or 0)
        if found is None:
            raise Refusal("This person no longer has a part in the session. Choose another.", "person")
        said = form.away(wip_session.zone)
        return agenda_wishes.cannot(db.session(), wip_session, found.person, said, by=actor(), now=now())

    if not form.validate_on_submit() or not attempt(form, add):
        return _index(wip_session, timing=form), 422
    return _done(wip_session, "Noted. The next laying-out counts with it.")


def _everybody(row: WipSession) -> Mapping[int, Involvement]:
    papers = presented(db.session(), row)
    unseen = mask_unseen(db.session(), row, (), actor().person_id)
    people = people_of(db.session(), row, papers, unseen)
    return {id_: each for id_, each in people.items() if not each.is_hidden}


@pages.post("/manage/<slug>/agenda/wishes/<int:wish_id>/remove")
@open_to(Act.ARRANGE_AGENDA)
@writes
def drop(wip_session: WipSession, wish_id: int) -> ResponseReturnValue:
    """Take a wish away."""
    found = wish_of(db.session(), wip_session, wish_id)
    if found is None:
        raise Unknown
    agenda_wishes.drop(db.session(), wip_session, found, by=actor(), now=now())
    return _done(wip_session, "Taken away.")


def _done(wip_session: WipSession, said: str) -> ResponseReturnValue:
    flash(said, "done")
    return redirect(url_for("agenda_wishes.index", slug=wip_session.slug), 303)

"""Laying the agenda out: by what, a preview that keeps nothing, and the ways out where it does not fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField

from wip.db import db
from wip.domain.agenda import PlacedSlot
from wip.domain.agenda_solving import Talk, WayOut
from wip.domain.agenda_tasks import PRESENTS
from wip.domain.agenda_weighing import weighed, without_measure
from wip.domain.agenda_whys import unkept_wishes
from wip.domain.agenda_wishes import ORDER_WORDS, OrderRule
from wip.domain.people import Act
from wip.domain.refusals import Refusal, Stale
from wip.domain.rooms import capacity_sentence
from wip.domain.texts import whole_number
from wip.domain.zones import city, in_zone, show_span
from wip.models import WipSession
from wip.services import agenda_wishes, layouts
from wip.services.layout_tasks import Material, material
from wip.services.layouts import LaidRoom, Preview, preview
from wip.web.access import actor, open_to, signer
from wip.web.agenda_mends import Broken, broken, chosen_numbers, pass_on, preview_waiting, reasons
from wip.web.clock import now
from wip.web.forms import Needed, PageForm, choices, number
from wip.web.telling import Telling
from wip.web.writes import attempt, writes

pages = Blueprint("agenda_layouts", __name__)
pages.app_url_defaults(pass_on)
pages.add_app_template_global(preview_waiting)


class LayoutForm(PageForm):
    """By what to lay out; which papers, and which of them stay, are ticks of their own."""

    order = RadioField(
        "Order",
        [Needed("Choose one.")],
        choices=choices([(rule, words) for rule, words in ORDER_WORDS.items()]),
    )
    kind_from = number("Kind from", 0, 23, default=7)
    kind_until = number("Kind until", 1, 24, default=22)


@pages.get("/manage/<slug>/agenda/layout")
@open_to(Act.ARRANGE_AGENDA)
def edit(wip_session: WipSession) -> ResponseReturnValue:
    """By what the agenda is laid out, and of which papers."""
    return _edit(wip_session)


def _material(row: WipSession, numbers: frozenset[int] | None = None) -> Material:
    return material(db.session(), row, numbers, actor().person_id)


def _edit(row: WipSession, refused: LayoutForm | None = None) -> str:
    found = _material(row)
    rules = {
        "order": found.rules.order,
        "kind_from": found.rules.kind_from,
        "kind_until": found.rules.kind_until,
    }
    picked = set(chosen_numbers(request.args.getlist("paper"))) or {
        each.number for each in found.papers if each.id in found.chosen
    }
    fixed = {each.number for each in found.papers if each.id in found.slots and found.slots[each.id].is_fixed}
    if refused is not None:
        picked, fixed = (set(chosen_numbers(request.form.getlist(name))) for name in ("paper", "fixed"))
    return render_template(
        "agenda_layouts/edit.html",
        wip_session=row,
        found=found,
        task=found.task,
        capacity=capacity_sentence(found.task.rooms),
        picked=picked,
        fixed=fixed,
        refused=refused,
        form=refused or LayoutForm(formdata=None, data=rules | {"version": str(row.agenda_version)}),
    )


@pages.post("/manage/<slug>/agenda/layout")
@open_to(Act.ARRANGE_AGENDA)
@writes
def save(wip_session: WipSession) -> ResponseReturnValue:
    """Keep the rule, the kind hours and which papers stay; then on to the preview."""
    form, numbers = LayoutForm(), chosen_numbers(request.form.getlist("paper"))

    def keep() -> bool:
        if not numbers:
            raise Refusal("Tick at least one paper.")
        hours = (form.kind_from.data or 0, form.kind_until.data or 0)
        rule, session = OrderRule(form.order.data), db.session()
        agenda_wishes.keep_rules(session, wip_session, rule, hours, by=actor(), now=now())
        found, fixed = (
            material(session, wip_session, None, None),
            chosen_numbers(request.form.getlist("fixed")),
        )
        ids = {each.id for each in found.papers if each.number in fixed}
        layouts.fix(session, wip_session, found, ids, seen=form.seen, by=actor(), now=now())
        return True

    if not form.validate_on_submit() or not attempt(form, keep):
        return _edit(wip_session, form), 422
    target = url_for("agenda_layouts.look", slug=wip_session.slug, paper=sorted(numbers))
    return redirect(target, 303)


@dataclass(frozen=True)
class Row:
    """A talk of the preview, or what lies between. `clocks` are presenters' own, where they differ from the session's."""

    starts_at: datetime
    ends_at: datetime
    name: str = ""
    talk: Talk | None = None
    presenters: Sequence[str] = ()
    clocks: Sequence[str] = ()

    @property
    def is_hidden(self) -> bool:
        """Whether the clock of a presenter is not the reader's to know."""
        return any(who.is_hidden for who in self.talk.people) if self.talk else False


@pages.get("/manage/<slug>/agenda/layout/preview")
@open_to(Act.ARRANGE_AGENDA)
def look(wip_session: WipSession) -> ResponseReturnValue:
    """How it would lie; nothing is kept."""
    numbers = chosen_numbers(request.args.getlist("paper"))
    return _look(wip_session, numbers or None)


def _look(row: WipSession, numbers: frozenset[int] | None) -> str:
    found = _material(row, numbers)
    result = preview(found)
    return render_template(
        "agenda_layouts/preview.html",
        wip_session=row,
        found=found,
        result=result,
        mark=found.mark(_key()),
        rooms=[(each, _rows(row, each)) for each in result.rooms],
        weighed=weighed(found.task),
        zoneless=_zoneless(result),
        unkept=_unkept(row, found, result),
        unkind=result.layout.unkind if result.layout else (),
        reasons=reasons(row, found, result.impossible.reasons if result.impossible else ()),
        against=reasons(row, found, result.against.reasons if result.against else ()),
        clashes=reasons(row, found, result.layout.clashes if result.layout else ()),
        helps=[way for way in result.ways if way.kind != "take_out"],
        measureless=without_measure(found.task),
        numbers=sorted(each.number for each in found.papers if each.id in found.chosen),
        form=PageForm(formdata=None, version=str(row.agenda_version)),
        ways=PageForm(formdata=None, version=str(row.version)),
    )


def _key() -> bytes:
    return signer().key("layout", actor().person_id)


def _unkept(row: WipSession, found: Material, result: Preview) -> list[Broken]:
    layout = result.layout
    unkept = unkept_wishes(found.task, layout.order, binding=layout.binding) if layout else ()
    return [broken(row, found, each) for each in unkept]


def _zoneless(result: Preview) -> int:
    """Of how many presenters in the preview the time zone is not known."""
    talks = [talk for room in result.rooms for talk, _ in room.talks]
    people = [who for talk in talks for who in talk.people if who.does == PRESENTS]
    return len({who.person_id for who in people if not who.zone and not who.is_hidden})


def _rows(row: WipSession, laid: LaidRoom) -> list[Row]:
    """Talks, welcome, breaks and closing by the clock; nothing around where there is no talk."""
    talks = [_row(row, *pair) for pair in laid.talks]
    around = [Row(each.starts_at, each.ends_at, each.name) for each in laid.frame] if talks else []
    return sorted([*talks, *around], key=lambda each: (each.starts_at, each.ends_at))


def _row(row: WipSession, talk: Talk, placed: PlacedSlot) -> Row:
    presenters = [who for who in talk.people if who.does == PRESENTS]
    clocks = [
        f"{who.name}: {clock}"
        for who in presenters
        if not who.is_hidden and (clock := own_clock(placed.starts_at, placed.ends_at, row.zone, who.zone))
    ]
    names = [who.name for who in presenters]
    return Row(placed.starts_at, placed.ends_at, "", talk, names, clocks)


def own_clock(starts_at: datetime, ends_at: datetime, zone: str, own: str | None) -> str:
    """The time on somebody's own clock; empty where it is the session's."""
    if not own:
        return "time zone not known"
    if in_zone(starts_at, own).utcoffset() == in_zone(starts_at, zone).utcoffset():
        return ""
    first, last = in_zone(starts_at, own), in_zone(ends_at, own)
    if first.date() == last.date() == in_zone(starts_at, zone).date():
        return f"{first:%H:%M}–{last:%H:%M} {city(own)}"
    return show_span(starts_at, ends_at, own)


@pages.post("/manage/<slug>/agenda/layout/preview")
@open_to(Act.ARRANGE_AGENDA)
@writes
def put_on(wip_session: WipSession) -> ResponseReturnValue:
    """Put what was looked at on the agenda."""
    form, numbers = PageForm(), chosen_numbers(request.form.getlist("paper"))
    layouts.put_on(
        db.session(),
        wip_session,
        _order(),
        chosen=numbers,
        mark=request.form.get("mark", ""),
        key=_key(),
        seen=form.seen,
        by=actor(),
        now=now(),
    )
    flash("Laid out. Nobody but the section’s leaders sees it until you publish; you can undo it.", "done")
    return redirect(url_for("agendas.edit", slug=wip_session.slug, _anchor="order"), 303)


def _order() -> dict[int | None, list[int]]:
    found: dict[int | None, list[int]] = {}
    for name, value in request.form.items():
        word, _, room = name.partition("-")
        if word == "order" and (sitting := whole_number(room, digits=9)) is not None:
            ids = [whole_number(each, digits=9) for each in value.split()]
            found[sitting or None] = [each for each in ids if each is not None]
    return found


@pages.post("/manage/<slug>/agenda/layout/ways")
@open_to(Act.ARRANGE_AGENDA)
@writes
def go(wip_session: WipSession) -> ResponseReturnValue:
    """Do what a way out says; where that writes to people at once, say to whom and ask first."""
    form, numbers = PageForm(), chosen_numbers(request.form.getlist("paper"))
    found = _fresh(wip_session, numbers)
    way = _way(preview(found))
    telling = Telling(wip_session)
    agenda_seen = whole_number(request.form.get("agenda_version", "")) or 0
    layouts.go(
        db.session(), wip_session, found, way, seen=form.seen, agenda_seen=agenda_seen, by=actor(), now=now()
    )
    target = url_for("agenda_layouts.look", slug=wip_session.slug, paper=sorted(numbers))
    if asked := telling.question(way.said, "Do it", target):
        return asked
    flash(f"Done: {way.said}.{telling.afterwards}", "done")
    return redirect(target, 303)


def _fresh(row: WipSession, numbers: frozenset[int]) -> Material:
    return material(db.session(), row, numbers or None, None)


def _way(result: Preview) -> WayOut:
    """The way out that the button named, as it still is."""
    said = request.form.get("way", "")
    way = next((each for each in result.ways if way_key(each) == said), None)
    if way is None:
        raise Stale(layouts.WEIGHED_ANEW)
    return way


@pages.app_template_global("way_key")
def way_key(way: WayOut) -> str:
    """A way out as its button names it."""
    parts = "".join(f"-{each.kind}.{each.sitting_id or 0}.{each.after}.{each.minutes}" for each in way.drops)
    return f"{way.kind}-{way.minutes}-{way.sitting_id or 0}{parts}"

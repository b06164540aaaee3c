"""Offering a whole plan of commenters: exactly who gets which letter is looked at first, then one press sends them."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.adapters.letter_texts import STOP, LetterText
from wip.adapters.own_letters import Shown as Letter
from wip.adapters.own_letters import shown
from wip.db import db
from wip.domain.letters import LetterKind
from wip.domain.links import Link, LinkKind
from wip.domain.people import Act
from wip.domain.refusals import Stale
from wip.domain.texts import whole_number
from wip.models import Call, CommissionPlan, PlannedCommission, WipSession
from wip.queries.commenter_plans import commenters_of
from wip.queries.sessions import call_of
from wip.services import commenter_plan_offers
from wip.services.commenter_plan_offers import Offered
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.commenter_plans import found_plan, hidden_from_me
from wip.web.forms import PageForm
from wip.web.templating import count
from wip.web.writes import attempt, begin_to_write, writes

pages = Blueprint("commenter_plan_offers", __name__)


@pages.get("/manage/<slug>/commenters/plans/<int:plan>/offer")
@open_to(Act.FIND_COMMENTERS)
def look(wip_session: WipSession, plan: int) -> ResponseReturnValue:
    """Exactly who would be asked about what, with the letter as it will go."""
    begin_to_write()  # the letter is written to be shown, and undone with this request
    return _offer_page(wip_session, found_plan(wip_session, plan), PageForm(formdata=None))


def _offer_page(
    wip_session: WipSession, plan: CommissionPlan, form: PageForm, changes: tuple[str, ...] = ()
) -> str:
    call, hidden = call_of(db.session(), wip_session), hidden_from_me(wip_session)
    offers = commenter_plan_offers.look(db.session(), plan, call)
    seen = commenter_plan_offers.seen_by(offers, hidden)
    asked = whole_number(request.args.get("to", "")) or next(iter(seen.by_person), 0)
    letters = _letters(seen.by_person.get(asked, ()), call)
    return render_template(
        "commenter_plans/offer.html",
        wip_session=wip_session,
        plan=plan,
        form=form,
        button_form=PageForm(formdata=None, version=str(plan.version)),
        offers=seen,
        names={each.id: each.person for each in commenters_of(db.session(), seen.by_person)},
        hides_some=bool(hidden),
        to=asked,
        letters=letters,
        changes=changes,
    )


def _letters(pairs: Sequence[PlannedCommission], call: Call) -> list[Letter]:
    """Each letter to one person as they will read it, with personal addresses named in place of shown."""
    if not pairs:
        return []
    written = commenter_plan_offers.letters_to(db.session(), pairs, call, by=actor(), now=now())
    return [
        shown(
            LetterKind.COMMISSION_OFFERED,
            LetterText(each.subject, each.text, each.html),
            [_name_of(Link.read(stored)) for stored in each.links],
        )
        for each in written
    ]


def _name_of(link: Link) -> str:
    """What the letter calls its link: the page of the session, the way out, or an answer."""
    if link.kind is LinkKind.PAGE:
        return "session"
    return STOP if link.kind is LinkKind.STOP else link.answer


@pages.post("/manage/<slug>/commenters/plans/<int:plan>/offer")
@open_to(Act.FIND_COMMENTERS)
@writes
def offer(wip_session: WipSession, plan: int) -> ResponseReturnValue:
    """Offer all of it that is still possible; what is left out is said."""
    form, call, row = PageForm(), call_of(db.session(), wip_session), found_plan(wip_session, plan)
    hidden = hidden_from_me(wip_session)

    def give() -> Offered:
        return commenter_plan_offers.offer(db.session(), row, call, seen=form.seen, by=actor(), now=now())

    try:
        done = attempt(form, give) if form.validate_on_submit() else None
    except Stale as no:
        db.session.rollback()
        form.form_errors.append(no.sentence)
        return _offer_page(wip_session, found_plan(wip_session, plan), form, no.changes), 409
    if done is None:
        return _offer_page(wip_session, found_plan(wip_session, plan), form), 422
    _tell(done, hidden)
    return redirect(url_for("commenter_plans.show", slug=wip_session.slug, plan=plan), 303)


def _tell(done: Offered, hidden: frozenset[int]) -> None:
    mine = [pair for pair in done.asked if pair.paper_id not in hidden]
    if not done.asked:
        flash("This plan has been offered already: nobody was asked a second time.", "note")
        return
    people = len({pair.commenter_id for pair in mine})
    flash(
        f"{count(people, 'person', 'people')} asked about {count(len(mine), 'place')} on papers. "
        "Each can accept or decline with one click.",
        "done",
    )
    for left in done.left_out:
        if left.pair.paper_id not in hidden:
            flash(f"Left out: {left.sentence}", "warn")

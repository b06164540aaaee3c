"""An author's page of a paper: where it stands, what is next, and the forms that are open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Response, current_app, render_template, request

from wip.db import db
from wip.domain.papers import PAPERS, PaperMove, PaperState
from wip.domain.sessions import SessionState
from wip.domain.withdrawals import Standing as Withdrawal
from wip.domain.withdrawals import consequences
from wip.domain.zones import show, show_span
from wip.models import CalendarEntry, Call, CarryWish, Paper, Question
from wip.queries.circulation import due_of
from wip.queries.own_papers import amendments_since, asked_commenters, objectors, told
from wip.queries.papers import published_slot
from wip.queries.places import place_settings_of
from wip.services import answers, carrying, drafts
from wip.services.attachments import listed
from wip.services.kept_from import is_open
from wip.services.paper_copies import copy_of
from wip.services.rooms import over_at
from wip.web.access import actor, not_indexed
from wip.web.answer_forms import AnswersForm
from wip.web.clock import now
from wip.web.feedback_digests import own_facts
from wip.web.forms import PageForm
from wip.web.kept_from_forms import KeptFromForm, kept_from_form
from wip.web.own_drafts import OwnCirculation, circulation_of
from wip.web.own_guidelines import card_of_paper
from wip.web.own_hours import HoursForm, hours_card
from wip.web.own_texts import TextForm, text_facts
from wip.web.own_zones import zone_form
from wip.web.paper_files import loaded
from wip.web.paper_forms import Asks, PaperForm, asks_of, form_of
from wip.web.paper_status import Standing, stages_of, tasks_of
from wip.web.presenter_offers import comments_too

PREPARING = frozenset({"guidelines", "hours", "zone"})
"""Answers that a letter’s link asks for and that have cards of their own."""

_EDITABLE = frozenset({PaperState.SUBMITTED, PaperState.DRAFT})


def may_edit(paper: Paper, call: Call) -> bool:
    """Whether the paper's text may be changed now."""
    is_off = call.wip_session.state is SessionState.CANCELLED
    return paper.state in _EDITABLE and call.takes_papers(now()) and not is_off


def own_page(
    paper: Paper,
    call: Call,
    form: PaperForm | None = None,
    answer_form: AnswersForm | None = None,
    draft_form: PaperForm | None = None,
    kept_form: KeptFromForm | None = None,
    hours: HoursForm | None = None,
    text_form: TextForm | None = None,
) -> Response:
    """The page; with a form that was refused, that form as it was typed."""
    paper, moment, wants = loaded(paper), now(), request.args.get("answer", "")
    editable = may_edit(paper, call)
    asks = asks_of(call, moment)
    open_ones = answers.open_questions(db.session(), paper, call, moment)
    slot = published_slot(db.session(), paper)
    circulation = circulation_of(paper, call)
    standing = _standing(paper, call, slot, asks, open_ones, moment, circulation)
    page = render_template(
        "own_papers/show.html",
        paper=paper,
        call=call,
        wip_session=call.wip_session,
        token=(request.view_args or {})["token"],
        form=form or (form_of(paper, asks) if editable else None),
        asks=asks,
        settled=answers.answers_of(db.session(), paper) if editable and asks.closed else {},
        questions=() if editable else open_ones,
        answer_form=answer_form or (form_of(paper, asks) if open_ones and not editable else None),
        button_form=PageForm(formdata=None, obj=paper),
        draft_form=draft_form or PaperForm(formdata=None),
        kept_form=kept_form or (kept_from_form(paper) if is_open(paper) else None),
        may_edit=editable,
        may_send_draft=standing.wants_draft,
        drafts_until=drafts.until(call),
        copy=() if editable else copy_of(db.session(), paper),
        attachments=listed(db.session(), paper),
        may_disown=not any(a.position == 0 and a.person_id == actor().person_id for a in paper.authors),
        may_withdraw=PAPERS.allows(paper.state, PaperMove.WITHDRAW),
        may_restore=PAPERS.allows(paper.state, PaperMove.RESTORE) and call.takes_papers(moment),
        withdrawal=_withdrawal(paper, call, slot, moment),
        objectors=objectors(db.session(), paper),
        amendments=amendments_since(db.session(), call, paper.submitted_at),
        stages=stages_of(standing, moment),
        tasks=tasks_of(standing, moment),
        told=standing.told,
        chosen="" if wants in PREPARING else wants,
        wants=wants,
        guidelines_card=card_of_paper(paper, call.wip_session),
        zone_form=zone_form(),
        hours_card=hours_card(paper, call.wip_session, hours),
        hours_refused=hours,
        doors=_doors(paper, call, moment),
        slot=slot,
        circulation=circulation,
        is_over=moment >= over_at(call.wip_session),
        **own_facts(paper, call),
        **text_facts(paper, call, text_form),
        comments_too=comments_too(paper, call),
    )
    return not_indexed(current_app.make_response(page))


@dataclass(frozen=True)
class Doors:
    """What stays open to the authors of a paper without a place. `wish` is to be carried over, `into` a call that takes papers."""

    may_join: bool = False
    may_carry: bool = False
    wish: CarryWish | None = None
    into: Call | None = None


def _doors(paper: Paper, call: Call, moment: datetime) -> Doors:
    if paper.state not in carrying.CARRIED:
        return Doors()
    row = call.wip_session
    ahead = moment < row.starts_at and row.state is not SessionState.CANCELLED
    may_join = PAPERS.allows(paper.state, PaperMove.JOIN) and ahead
    return Doors(
        may_join and place_settings_of(db.session(), row).list_open,
        may_carry=True,
        wish=carrying.wish_of(db.session(), paper),
        into=carrying.next_call(db.session(), row, moment),
    )


def _standing(
    paper: Paper,
    call: Call,
    slot: CalendarEntry | None,
    asks: Asks,
    open_ones: Sequence[Question],
    moment: datetime,
    circulation: OwnCirculation | None,
) -> Standing:
    said = answers.answers_of(db.session(), paper) if asks.questions else {}
    lacking = [each for each in open_ones if not said.get(each.id)]
    return Standing(
        paper,
        call,
        slot,
        told(db.session(), paper),
        unanswered=[each for each in lacking if each.asked.is_required(moment)],
        later=[each for each in lacking if each.required_from and not each.asked.is_required(moment)],
        wants_draft=drafts.wants_draft(paper, call, moment),
        draft_due=circulation.due if circulation else due_of(paper, call),
        is_locked=bool(circulation and circulation.is_locked),
        was_passed_on=bool(circulation and circulation.was_passed_on),
    )


def _withdrawal(paper: Paper, call: Call, slot: CalendarEntry | None, moment: datetime) -> tuple[str, ...]:
    zone = call.wip_session.zone
    return consequences(
        Withdrawal(
            paper.state,
            show_span(slot.starts_at, slot.ends_at, zone) if slot else "",
            asked_commenters(db.session(), paper),
            sum(1 for a in paper.authors if a.person_id and a.person_id != actor().person_id),
            show(call.deadline_at, call.deadline_zone) if call.takes_papers(moment) else "",
        )
    )

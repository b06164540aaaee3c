"""What the agenda's page shows of the working copy: rows, times, marks, clashes, and the steps at hand."""

from typing import Any

from flask import render_template, request

from wip.db import db
from wip.domain.agenda import Break
from wip.domain.agenda_steps import named, spoken
from wip.domain.publications import AgendaState
from wip.domain.refusals import Stale
from wip.domain.rooms import capacity_sentence
from wip.models import WipSession
from wip.queries.agendas import publications_of, slots_of, without_slot
from wip.queries.calendar_replies import tally
from wip.queries.closed_papers import mask_unseen, titles_seen
from wip.queries.sessions import call_of
from wip.services.agenda_clashes import clashes_of
from wip.services.agenda_drafts import Draft
from wip.services.agenda_steps import steps_at_hand
from wip.services.agenda_unkept import unkept_in
from wip.services.agendas import BREAK_NAME_MOST, SLOT_MINUTES_MOST, by_room, minutes_of
from wip.services.publications import propose
from wip.services.rooms import rooms_of
from wip.services.working_agendas import since
from wip.web.access import actor
from wip.web.forms import PageForm

USUAL_BREAK = 10


def version_form(wip_session: WipSession) -> PageForm:
    """A form that says which version of the agenda the page shows."""
    return PageForm(formdata=None, version=str(wip_session.agenda_version))


def page(wip_session: WipSession, refused: PageForm | None = None, since_then: tuple[str, ...] = ()) -> str:
    """The whole page; with what was typed and why it was refused."""
    missing = without_slot(db.session(), wip_session.id)
    unseen = mask_unseen(db.session(), wip_session, missing, actor().person_id or 0)
    return render_template(
        "agendas/edit.html",
        **facts(wip_session),
        missing=missing,
        needed=call_of(db.session(), wip_session).commenters_per_paper,
        publications=publications_of(db.session(), wip_session.id),
        tells_changes=wip_session.agenda_state is AgendaState.PUBLISHED or not unseen,
        answers=tally(db.session(), wip_session, actor().person_id or 0),
        typed=request.form if refused is not None else {},
        refused=refused,
        since_then=since_then,
        form=version_form(wip_session),
        most=SLOT_MINUTES_MOST,
        name_most=BREAK_NAME_MOST,
        usual_break=USUAL_BREAK,
    )


def facts(wip_session: WipSession) -> dict[str, Any]:
    """What changes with every step, for the page and for the answer to a script."""
    me = actor().person_id or 0
    proposal = propose(db.session(), wip_session, me, names_people=False)
    found = clashes_of(db.session(), wip_session, proposal.draft, me)
    back, again = steps_at_hand(db.session(), wip_session.id)
    titles = _titles(wip_session, proposal.draft, back, again)
    return {
        "wip_session": wip_session,
        "draft": proposal.draft,
        "changes": proposal.sentences,
        "marks": proposal.marks(wip_session.zone),
        "minutes": minutes_of(wip_session),
        "capacity": capacity_sentence(proposal.draft.rooms),
        "clashes": found,
        "unkept": unkept_in(db.session(), wip_session, proposal.draft),
        "clashes_by_paper": {
            each.slot.paper_id: [one for one in found if each.slot.paper_id in one.paper_ids]
            for each in proposal.draft.laid
        },
        "back": spoken(back, titles),
        "again": spoken(again, titles),
    }


def _titles(wip_session: WipSession, draft: Draft, *said: str) -> dict[int, str]:
    """The titles of the papers on it, and of those that the words name, by number, as the reader may see them."""
    here = {each.slot.paper.number: each.slot.paper.title for each in draft.laid}
    off = named(*said) - here.keys()
    return here | titles_seen(db.session(), wip_session, off, actor().person_id or 0)


def changes_since(wip_session: WipSession, seen: int) -> tuple[str, ...]:
    """Who changed what since the reader's page was made, with the titles that they may see."""
    return since(
        db.session(),
        wip_session,
        seen,
        lambda numbers: titles_seen(db.session(), wip_session, numbers, actor().person_id or 0),
    )


def refused_as_stale(form: PageForm, no: Stale) -> PageForm:
    """The form after somebody was faster: everything undone, and what was typed still there."""
    db.session.rollback()
    form.form_errors.append(f"Somebody was faster. {no.sentence} What you typed is below and not saved.")
    return form


def new_break(wip_session: WipSession, sitting_id: int | None) -> tuple[int | None, Break]:
    """A break as most have it, in the middle of the room's papers."""
    rooms = rooms_of(db.session(), wip_session)
    held = by_room(rooms, slots_of(db.session(), wip_session.id))
    room = sitting_id if sitting_id in held else None
    return room, Break((len(held[room]) + 1) // 2, USUAL_BREAK)


def words_of(wip_session: WipSession, said: str, left: list[str]) -> str:
    """What a step back or again did, and what it could not restore."""
    titles = titles_seen(db.session(), wip_session, named(*left), actor().person_id or 0)
    return " ".join([f"{said}.", *(f"{spoken(one, titles)}." for one in left)])

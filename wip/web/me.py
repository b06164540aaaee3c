"""`/me/`: all that waits for the signed-in person, in every role."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_security.utils import logout_user
from wtforms import SelectField

from wip.db import db
from wip.domain.calls import Phase
from wip.domain.commissions import CommissionState
from wip.domain.invitations import InvitationState
from wip.domain.links import Link, LinkKind
from wip.domain.papers import PaperState
from wip.domain.people import Act
from wip.domain.sessions import SessionState
from wip.domain.zones import ZONE_CHOICES, current_name
from wip.models import Call, Person, StartedSubmission, WipSession
from wip.queries.circulation import sessions_attended
from wip.queries.feedbacks import open_sessions_of
from wip.queries.own_papers import started_by, with_drafts
from wip.queries.papers import Waiting, waiting_for, with_sittings
from wip.queries.people import invitations_to_lead, sections_led
from wip.queries.presenters import invitations_to_comment
from wip.queries.sessions import led_by, left_to_review, reviewed_by, standings
from wip.queries.shows import chaired_by
from wip.services import calendars
from wip.services.feedbacks import opening_of
from wip.services.people import change_details, personal, renew
from wip.web.access import actor, open_to, signer
from wip.web.clock import now
from wip.web.feedbacks import path_for
from wip.web.forms import PageForm, choices, line
from wip.web.next_steps import is_over
from wip.web.overview import next_step_of
from wip.web.paper_status import step_of
from wip.web.templating import count
from wip.web.times import Moment
from wip.web.writes import attempt, writes

pages = Blueprint("me", __name__)

THANKED_WITHIN = timedelta(days=60)
"""So long after a session its leaders are asked here to say who turned up."""


class DetailsForm(PageForm):
    """How the person is named, and in which zone they read times."""

    name = line("Your name")
    affiliation = line("School", most=300)
    zone = SelectField(
        "Your time zone",
        choices=choices([("", "Show times as announced"), *ZONE_CHOICES]),
        coerce=current_name,
    )


@dataclass(frozen=True)
class Task:
    """Something that waits: what, by when, and the page where it is done."""

    text: str
    href: str
    action: str


@pages.get("/me/")
@open_to(Act.SEE_WHAT_WAITS)
def show() -> ResponseReturnValue:
    """One page for every role."""
    person = _myself()
    waiting = waiting_for(db.session(), person, now())
    leads = led_by(db.session(), person.id, now())
    reviews = reviewed_by(db.session(), person.id, now())
    tasks = _answers(person, waiting, invited_to_lead(person)) + _reviews(person, reviews) + _steps(leads)
    tasks = _boxes(person) + _chaired(person) + tasks
    sections = sections_led(db.session(), person.id)
    begun = started_by(db.session(), person.id)
    attends = sessions_attended(db.session(), person.id, now() - timedelta(days=60))
    listed = [row for _, row, _ in waiting.papers] + [row for _, row in (*waiting.offers, *attends)]
    with_sittings(db.session(), listed)
    tasks = _unfinished(person, begun) + tasks
    return render_template(
        "me/show.html",
        person=person,
        tasks=tasks,
        waiting=waiting,
        leads=leads,
        reviews=reviews,
        sections=sections,
        begun=begun,
        steps=_paper_steps(waiting),
        attends=attends,
        path=lambda kind, thing: signer().path(personal(LinkKind(kind), person, thing.id)),
    )


def _myself() -> Person:
    return db.session().get_one(Person, actor().person_id)


def _paper_steps(waiting: Waiting) -> dict[int, tuple[str, Moment | None]]:
    """What is next for each paper, by its id."""
    drafted = with_drafts(db.session(), [paper.id for paper, _, _ in waiting.papers])
    return {
        paper.id: step_of(paper, call, now(), has_draft=paper.id in drafted)
        for paper, _, call in waiting.papers
    }


def _is_on(row: WipSession) -> bool:
    return row.state is not SessionState.CANCELLED


def _chaired(person: Person) -> list[Task]:
    """Rooms that the person chairs."""
    return [
        Task(f"You chair “{row.title}”", url_for("shows.index", slug=row.slug), "Run of show")
        for row in chaired_by(db.session(), person.id, now())
    ]


def _unfinished(person: Person, begun: list[tuple[StartedSubmission, WipSession, Call]]) -> list[Task]:
    """Forms that were begun, while they can still be submitted."""
    return [
        Task(
            f"Finish your paper for “{wip_session.title}”",
            signer().path(personal(LinkKind.STARTED, person, row.id)),
            "Go on",
        )
        for row, wip_session, call in begun
        if _is_on(wip_session)
        and (call.takes_papers(now()) or (row.late_link is not None and row.late_link.lets_in(now())))
    ]


def _boxes(person: Person) -> list[Task]:
    """Sessions whose boxes for feedback are open to the person now."""
    return [
        Task(f"Leave feedback for the authors of “{row.title}”", path_for(person, row), "Write")
        for row in open_sessions_of(db.session(), person.id, now())
        if opening_of(row).is_open(now(), is_commenter=False)
    ]


def invited_to_lead(person: Person) -> list[tuple[int, str]]:
    """Unanswered invitations to lead a section."""
    return invitations_to_lead(db.session(), person.id)


def _reviews(person: Person, calls: list[Call]) -> list[Task]:
    """Sessions in which papers want this reviewer's word."""
    left = left_to_review(db.session(), person.id, [call.wip_session_id for call in calls])
    return [
        Task(
            f"Review {count(left[call.wip_session_id], 'paper')} for “{call.wip_session.title}”",
            url_for("reviews.queue", slug=call.wip_session.slug),
            "Review",
        )
        for call in calls
        if left.get(call.wip_session_id) and call.phase_at(now()) is Phase.OVER and _is_on(call.wip_session)
    ]


def _steps(calls: list[Call]) -> list[Task]:
    """The next step of each session that waits for its leaders: those ahead, and those just over that are not closed."""
    since = now() - THANKED_WITHIN
    ahead = [
        call
        for call in calls
        if call.wip_session.starts_at > now()
        or (call.wip_session.starts_at > since and is_over(call.wip_session, now()))
    ]
    figures = standings(db.session(), [call.wip_session_id for call in ahead], actor().person_id or 0)
    steps = [
        (call, next_step_of(call.wip_session, call, figures[call.wip_session_id], now())) for call in ahead
    ]
    return [
        Task(f"{call.wip_session.title}: {step.heading.removeprefix('Next: ')}", step.href, step.action)
        for call, step in steps
        if step.pressing
    ]


def _answers(person: Person, waiting: Waiting, invited: list[tuple[int, str]]) -> list[Task]:
    """What the person must answer, the most pressing kind first."""

    def at(link: Link) -> str:
        return signer().path(link)

    tasks = [
        Task(
            f"Say whether you will present “{paper.title}”",
            at(personal(LinkKind.PAPER, person, paper.id)),
            "Answer",
        )
        for paper, row, _ in waiting.papers
        if paper.state is PaperState.ACCEPTED and _is_on(row)
    ]
    tasks += [
        Task(
            f"Say whether you will comment on “{c.paper.title}”",
            at(personal(LinkKind.COMMISSION, person, c.id)),
            "Answer",
        )
        for c in waiting.commissions
        if c.state is CommissionState.OFFERED and c.paper.wip_session_id not in waiting.called_off
    ]
    tasks += [
        Task(
            f"Say whether you will review “{row.title}”",
            at(personal(LinkKind.REVIEWERSHIP, person, r.id)),
            "Answer",
        )
        for r, row in waiting.reviewerships
        if r.state is InvitationState.INVITED and _is_on(row)
    ]
    tasks += [
        Task(
            f"Say whether you will comment in “{row.title}”",
            at(personal(LinkKind.COMMENTING, person, invitation.id)),
            "Answer",
        )
        for invitation, row in invitations_to_comment(db.session(), person.id, now())
    ]
    tasks += [
        Task(
            f"Say whether you will help to lead the {name}",
            at(personal(LinkKind.LEADERSHIP, person, id_)),
            "Answer",
        )
        for id_, name in invited
    ]
    return tasks


@pages.get("/me/details")
@open_to(Act.SEE_WHAT_WAITS)
def details() -> ResponseReturnValue:
    """The person's own name, school and zone."""
    return _details(DetailsForm(obj=_myself()))


def _details(form: DetailsForm) -> str:
    return render_template("me/details.html", form=form, button_form=PageForm(formdata=None))


@pages.post("/me/details")
@open_to(Act.SEE_WHAT_WAITS)
@writes
def save_details() -> ResponseReturnValue:
    """Change them."""
    form = DetailsForm()
    facts = {
        "name": form.name.data,
        "affiliation": form.affiliation.data,
        "zone": form.zone.data or None,
    }

    def save() -> bool:
        change_details(db.session(), _myself(), facts, by=actor(), now=now())
        return True

    if not form.validate_on_submit() or not attempt(form, save):
        return _details(form), 422
    flash("Saved.", "done")
    return redirect(url_for("me.show"), 303)


@pages.post("/me/renew")
@open_to(Act.SEE_WHAT_WAITS)
@writes
def renew_links() -> ResponseReturnValue:
    """Sign out everywhere, and end every personal link and the calendar's address."""
    person = _myself()
    renew(db.session(), person, by=actor(), now=now())
    calendars.rotate(db.session(), person, by=actor(), now=now())
    logout_user()
    cookie.clear()
    flash(
        "You are signed out everywhere, and your old links have ended. Sign in to find the new ones.", "done"
    )
    return redirect(url_for("home.show"), 303)

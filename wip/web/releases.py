"""The release of decisions: every letter as it will leave, and one act that sends them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.adapters.letter_texts import masked
from wip.db import db
from wip.domain.people import Act
from wip.domain.refusals import Refusal, Stale
from wip.domain.reviews import Outcome
from wip.domain.rooms import Room, capacity_sentence, fits
from wip.domain.texts import whole_number
from wip.domain.zones import show as show_moment
from wip.models import Call, Release, WipSession
from wip.queries.rankings import releases_of, tally_of
from wip.queries.releases import pending_of
from wip.queries.reviews import hidden_papers
from wip.queries.sessions import call_of
from wip.services import releases
from wip.services.letters import Draught
from wip.services.releases import Announcement, Proposal
from wip.services.rooms import rooms_of
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.letters import under_way
from wip.web.names import names_needed
from wip.web.release_wishes import day_of, said, unsaid, wishes
from wip.web.templating import count
from wip.web.writes import attempt, begin_to_write, reads_first, writes

pages = Blueprint("releases", __name__)


@pages.get("/manage/<slug>/release/")
@open_to(Act.RELEASE_DECISIONS)
@names_needed
def show(wip_session: WipSession) -> ResponseReturnValue:
    """Every letter as it will leave, the sums, and one button."""
    return _page(call_of(db.session(), wip_session), PageForm())


def _page(call: Call, form: PageForm, changes: tuple[str, ...] = ()) -> str:
    row, pending = call.wip_session, pending_of(db.session(), call.wip_session)
    past = releases_of(db.session(), row)
    undone = unsaid(past[0][0] if past else None)
    day, wished, proposal = _day(row, form, undone), wishes(undone), None
    if pending is None:
        try:
            proposal = releases.propose(db.session(), call, day, now(), **wished)
        except Refusal as no:
            form.refuse(no)
    me = actor().person_id or 0
    hidden = hidden_papers(db.session(), row, me)
    tally = tally_of(db.session(), row, me)
    last = past[0][0] if past and not past[0][0].undone_at else None
    undecided = [p.title for p in (proposal.undecided if proposal else ()) if p.id not in hidden]
    groups = _groups(proposal, hidden)
    return render_template(
        "decisions/release.html",
        wip_session=row,
        form=form,
        pending=pending,
        proposal=proposal,
        tally=tally,
        groups=groups,
        letters=sum(group.letters for group in groups),
        closed_sentence=_CLOSED,
        confirm_on=day,
        wishes=wished,
        as_shown=_as_text(_asked(day, proposal, comments=wished["with_comments"])),
        asked=_asked(day, proposal, comments=wished["with_comments"]),
        early=_early(call, proposal, groups),
        list_open=proposal.wishes.list_open if proposal else False,
        waits=releases.WAITS,
        wait=_wait(),
        changes=changes,
        past=past,
        **(under_way(row, f"release:{last.id}") if last else {}),
        text_of=_text_of,
        undecided=undecided,
        undecided_sentence=releases.undecided_sentence(undecided),
        room_sentence=_room_sentence(rooms_of(db.session(), row), tally.accepted),
    )


_CLOSED = "Papers that are closed to you are released with these; another leader decides on them."


@dataclass(frozen=True)
class Group:
    """The announcements of one decision, as far as this leader may see them."""

    outcome: Outcome
    announcements: tuple[Announcement, ...]

    @property
    def letters(self) -> int:
        """How many letters they have together."""
        return sum(len(one.letters) for one in self.announcements)


def _groups(proposal: Proposal | None, hidden: set[int]) -> list[Group]:
    shown = [one for one in (proposal.announcements if proposal else ()) if one.paper.id not in hidden]
    found = [
        Group(outcome, tuple(one for one in shown if one.decision.outcome is outcome)) for outcome in Outcome
    ]
    return [group for group in found if group.announcements]


def _room_sentence(rooms: Sequence[Room], accepted: int) -> str:
    return f"{capacity_sentence(rooms)}. {fits(rooms, accepted).sentence}"


def _asked(day: date, proposal: Proposal | None, *, comments: bool) -> dict[str, str]:
    """What the page says of all letters, for the pages on which single ones are edited."""
    asked = {"confirm_on": day.isoformat(), "list_said": "yes"}
    if proposal is not None and proposal.wishes.list_open:
        asked["list"] = "open"
    return asked | ({"comments": "yes"} if comments else {})


def _early(call: Call, proposal: Proposal | None, groups: Sequence[Group]) -> list[str]:
    """What a leader should know who releases while papers still come in."""
    if proposal is None or not groups or not call.takes_papers(now()):
        return []
    until, by = show_moment(call.deadline_at, call.deadline_zone), proposal.confirm_by
    told = [f"The call is open until {until}: papers that come later need an answer too."]
    accepts = any(group.outcome is Outcome.ACCEPT for group in groups)
    if accepts and by is not None and by < call.deadline_at:
        told.append(
            f"Accepted authors are to confirm by {show_moment(by, call.wip_session.zone)}, before that."
        )
    return told


def _text_of(letter: Draught) -> str:
    base_url = current_app.extensions["wip_settings"].base_url
    return masked(letter.words.text, letter.links, base_url)


def _day(wip_session: WipSession, form: PageForm, undone: Release | None = None) -> date:
    day, text = day_of(wip_session, undone), request.values.get("confirm_on", "")[:10]
    wrong = f"“{text}” is no date. Write it like 2027-03-18."
    if day is None and text and wrong not in form.form_errors:
        form.form_errors.append(wrong)
    return day or releases.usual_day(wip_session, now())


def _wait() -> int:
    minutes = whole_number(request.values.get("wait"), 3)
    return minutes if minutes in releases.WAITS else releases.WAITS[0]


@pages.post("/manage/<slug>/release/")
@open_to(Act.RELEASE_DECISIONS)
@names_needed
@reads_first
def send(wip_session: WipSession) -> ResponseReturnValue:
    """Write the letters, if they are those that the page showed; or show them again with other wishes, and write none."""
    if "look" in request.form:
        return redirect(url_for("releases.show", slug=wip_session.slug, wait=_wait(), **said()), 303)
    begin_to_write()
    return _send(wip_session=wip_session)


@writes
def _send(wip_session: WipSession) -> ResponseReturnValue:
    form, call = PageForm(), call_of(db.session(), wip_session)
    digest, day = request.form.get("digest", ""), _day(wip_session, form)

    def tell_everyone() -> Release:
        wait = timedelta(minutes=_wait())
        return releases.release(
            db.session(), call, day, digest=digest, by=actor(), now=now(), wait=wait, **wishes()
        )

    try:
        written = None if form.form_errors else attempt(form, tell_everyone)
    except Stale as no:
        db.session.rollback()
        form.form_errors.append(no.sentence)
        is_released = pending_of(db.session(), wip_session) is not None
        changes = (_OTHER_WISHES,) if _wishes_differ() and not is_released else no.changes
        return _page(call_of(db.session(), wip_session), form, changes), 409
    if written is None:
        return _page(call_of(db.session(), wip_session), form), 422
    hidden = hidden_papers(db.session(), wip_session, actor().person_id or 0)
    flash(_told(written, "All letters" if hidden else count(written.letters, "letter")), "done")
    return redirect(url_for("releases.show", slug=wip_session.slug), 303)


_OTHER_WISHES = (
    "You have changed what the letters say. They stand below as they would leave now; nothing has been sent."
)


def _wishes_differ() -> bool:
    """Whether this form says something else of the letters than the page did on which it stood."""
    return request.form.get("shown", "") not in {"", _as_text(said())}


def _as_text(wished: dict[str, str]) -> str:
    return urlencode(sorted(wished.items()))


def _told(release: Release, letters: str) -> str:
    if release.is_pending:
        return f"{letters} written. Until they leave you can undo it."
    return f"{letters} on the way."


@pages.post("/manage/<slug>/release/undo")
@open_to(Act.RELEASE_DECISIONS)
@writes
def undo(wip_session: WipSession) -> ResponseReturnValue:
    """Take the waiting letters back; the decisions are staged as they were."""
    return _after(
        wip_session, releases.undo, "Undone: no letter has left, and the decisions are staged as they were."
    )


@pages.post("/manage/<slug>/release/now")
@open_to(Act.RELEASE_DECISIONS)
@writes
def send_now(wip_session: WipSession) -> ResponseReturnValue:
    """Let the waiting letters leave at once."""
    return _after(wip_session, releases.send_now, "The letters are on their way.")


def _after(wip_session: WipSession, verb: Callable[..., Release], told: str) -> ResponseReturnValue:
    form = PageForm()

    def act() -> Release:
        return verb(db.session(), wip_session, by=actor(), now=now())

    if attempt(form, act) is None:
        return _page(call_of(db.session(), wip_session), form), 422
    flash(told, "done")
    return redirect(url_for("releases.show", slug=wip_session.slug), 303)

"""What both doors for papers share: the page, its saving while somebody types, and the taking in."""

import secrets
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Response, flash, jsonify, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_limiter import RateLimitExceeded

from wip.adapters.files import Stored
from wip.db import db
from wip.domain.calls import Phase
from wip.domain.refusals import Refusal
from wip.domain.sessions import SessionState
from wip.domain.texts import clean_line, whole_number
from wip.models import Call, LateLink, Paper, StartedSubmission, Upload
from wip.services import started
from wip.services.call_words import who_may
from wip.services.paper_checks import Another, is_kept_late
from wip.services.paper_letters import tell_of_another
from wip.services.started import Outcome, Save
from wip.services.submissions import submit
from wip.web.access import actor, not_indexed
from wip.web.clock import now
from wip.web.doors import known_details
from wip.web.limits import STARTS, limiter, sign_in_limit
from wip.web.paper_faults import draft_judged, judged
from wip.web.paper_files import loaded
from wip.web.paper_forms import Asks, PaperForm, asks_of, empty_form, form_with, paper_form
from wip.web.paper_rows import Fields, typed_fields, wants_other_rows, with_other_rows
from wip.web.paper_uploads import Sent, claim, file_fields, forget, kept_in, needs_reading, store_sent
from wip.web.writes import attempt, begin_to_write, start_over, stays, writes

TURNS_MOST = 999_999_999

ELSEWHERE = (
    "This paper was saved in another window or on another device since this page was opened. What you see here is "
    "what you typed here. Press a button again to keep it in place of the other."
)


ONLY_BY_LETTER = (
    "It could not be taken in under the first author’s address. What you typed is kept, and a letter to that address "
    "says why."
)
"""Whoever types an address need not own it: what its owner has submitted is told to the mailbox alone."""


@dataclass(frozen=True)
class Door:
    """Where papers come in: the call, the address of its form, and the late link that opened it, if one did."""

    call: Call
    path: str
    late_link: LateLink | None = None

    @property
    def fixed_email(self) -> str:
        """The first author's address, where the link names it."""
        return self.late_link.person.email if self.late_link else ""

    def at(self, key: str) -> str:
        """The address of one unfinished paper."""
        return f"{self.path}?started={key}"


def page_of(door: Door, asks: Asks, form: PaperForm, **more: Any) -> Response:
    """The form as a page that nobody else's cache keeps."""
    key = form.started.data = form.started.data or secrets.token_urlsafe(24)
    page = render_template(
        "submissions/new.html",
        wip_session=door.call.wip_session,
        call=door.call,
        asks=asks,
        form=form,
        door=door,
        action=door.at(key),
        save=f"{door.path.rstrip('/')}/save",
        phase=door.call.phase_at(now()),
        takes_at_once=_takes(door),
        who_may=who_may(door.call),
        **more,
    )
    return not_indexed(make_response(page))


def _takes(door: Door) -> bool:
    if door.call.wip_session.state is SessionState.CANCELLED:
        return False
    return door.call.takes_papers(now()) or (door.late_link is not None and door.late_link.lets_in(now()))


def shown(door: Door) -> ResponseReturnValue:
    """The form: empty, or with everything that was typed under the key in the address."""
    key = request.args.get("started", "")
    row = started.find(db.session(), door.call.wip_session, key)
    if row is not None and not _takes(door) and not is_kept_late(door.call, now()):
        return _left_over(door, row)
    if row is None and not _takes(door):
        return _closed(door)
    asks = asks_of(door.call, now())
    if row is None:
        return page_of(door, asks, empty_form(asks, _details(door)), is_gone=bool(key))
    form = form_with(asks, started.typed_in(row))
    form.started.data, form.saved.data = row.key, str(row.version)
    return page_of(door, asks, form)


def _details(door: Door) -> dict[str, str]:
    if door.late_link is None:
        return known_details()
    person = door.late_link.person
    return {"name": person.name, "email": person.email, "affiliation": person.affiliation}


def _closed(door: Door) -> str:
    return render_template(
        "submissions/closed.html",
        wip_session=door.call.wip_session,
        call=door.call,
        phase=door.call.phase_at(now()),
    )


def _left_over(door: Door, row: StartedSubmission) -> Response:
    """After the deadline: the text can be read and copied."""
    asks = asks_of(door.call, now())
    form = form_with(asks, started.typed_in(row))
    page = render_template(
        "submissions/left_over.html",
        wip_session=door.call.wip_session,
        call=door.call,
        form=form,
        phase=door.call.phase_at(now()),
    )
    return not_indexed(make_response(page))


def taken(door: Door, *, on_paper: Any) -> ResponseReturnValue:
    """What any of the form's buttons does. `on_paper(paper)` answers where one came in."""
    if door.call.phase_at(now()) is Phase.COMING:
        raise Refusal("This call has not opened yet.")
    asks = asks_of(door.call, now())
    form = paper_form(asks)
    keeps_only = wants_other_rows(request.form) or "later" in request.form
    fine = keeps_only or judged(form, asks)
    sent = store_sent(form, read=needs_reading(door.call))
    fine = all([fine, keeps_only or draft_judged(form, asks, draft_at_hand(form, sent))])
    begin_to_write()
    response = (
        _keep(door=door, form=form, sent=sent)
        if keeps_only
        else _submit(door=door, asks=asks, form=form, sent=sent, fine=fine, on_paper=on_paper)
    )
    forget(sent)
    return response


def draft_at_hand(form: PaperForm, sent: Sent) -> Stored | Upload | None:
    """The draft that goes along: sent just now, or kept from an earlier try."""
    if "draft" in sent:
        return sent["draft"][1]
    key = clean_line(form.kept.data or "")[:64]
    return db.session().scalar(sa.select(Upload).where(Upload.key == key)) if key else None


def save_of(form: PaperForm, fields: Fields) -> Save:
    """The request as a save of its page."""
    key = form.started.data or ""
    return Save(
        key=key if started.is_key(key) else secrets.token_urlsafe(24),
        page=(request.form.get("page") or request.form.get("form_token", ""))[:80],
        fields=fields,
        seen=whole_number(form.saved.data) or 0,
        # A button comes after every save that its page sent before, in whatever order they arrive.
        turn=whole_number(request.form.get("turn")) or TURNS_MOST,
    )


@writes
def _submit(
    door: Door, asks: Asks, form: PaperForm, sent: Sent, *, fine: bool, on_paper: Any
) -> ResponseReturnValue:
    uploads = claim(form, sent)
    bad_file = any(form[name].errors for name in file_fields(form))
    row = started.find(db.session(), door.call.wip_session, form.started.data or "", to_write=True)
    if started.is_ahead(row, save_of(form, typed_fields(request.form) | kept_in(form))):
        return _refused(door, asks, form, elsewhere=True)
    if not fine or bad_file:
        return _refused(door, asks, form)
    untold: list[Another] = []

    def take() -> Paper:
        try:
            return _paper(door, asks, form, uploads, row)
        except Another as no:
            if no.person_id == actor().person_id:
                raise
            untold.append(no)
            raise Refusal(ONLY_BY_LETTER) from None

    paper = attempt(form, take)
    if paper is None:
        refused = _refused(door, asks, form)
        _tell(door, untold)
        return refused
    response: ResponseReturnValue = on_paper(paper)
    return response


def _tell(door: Door, untold: list[Another]) -> None:
    for no in untold:
        paper = loaded(db.session().get_one(Paper, no.paper_id))
        tell_of_another(db.session(), paper, door.call, no.sentence, now())


def _paper(
    door: Door, asks: Asks, form: PaperForm, uploads: dict[str, Upload], row: StartedSubmission | None
) -> Paper:
    return submit(
        db.session(),
        door.call,
        form.facts(asks),
        now=now(),
        draft=uploads.get("draft"),
        files=files_of(asks, uploads),
        notes=form.found_names,
        late_link=door.late_link,
        started=row,
    )


def files_of(asks: Asks, uploads: dict[str, Upload]) -> dict[int | None, Upload]:
    """The uploads that answer the call's questions, by their ids; None is the cover sheet."""
    by_field: dict[str, int | None] = {question.asked.field: question.id for question in asks.questions}
    by_field["cover_sheet"] = None
    return {by_field[name]: upload for name, upload in uploads.items() if name in by_field}


def _refused(door: Door, asks: Asks, form: PaperForm, *, elsewhere: bool = False) -> ResponseReturnValue:
    """The form again, with what is wrong; what was typed is saved as it is."""
    start_over()
    if elsewhere:
        row = started.find(db.session(), door.call.wip_session, form.started.data or "")
        form.saved.data = str(row.version) if row else ""
        form.form_errors.append(ELSEWHERE)
    else:
        kept = _saved(door, form, typed_fields(request.form) | kept_in(form))
        form.saved.data = str(kept.row.version) if kept and kept.row else ""
    form.add_rows(1)
    return page_of(door, asks, form, is_elsewhere=elsewhere), 422


def _saved(door: Door, form: PaperForm, fields: Fields) -> started.Kept | None:
    save = save_of(form, fields)
    form.started.data = save.key
    try:
        kept = started.keep(db.session(), door.call, save, now=now(), late_link=door.late_link)
    except Refusal as no:
        form.refuse(no)
        return None
    if kept.outcome is Outcome.GONE:
        # Somebody who presses a button wants the words kept, wherever the row went.
        form.started.data = secrets.token_urlsafe(24)
        form.saved.data = ""
        return started.keep(
            db.session(), door.call, save_of(form, fields), now=now(), late_link=door.late_link
        )
    return kept


@writes
def _keep(door: Door, form: PaperForm, sent: Sent) -> ResponseReturnValue:
    """Save, and back to the form: with another row, or with the letter that finishes it later."""
    form.forget_faults()
    claim(form, sent)
    fields = with_other_rows(typed_fields(request.form) | kept_in(form), request.form)
    kept = _saved(door, form, fields)
    if kept is None or kept.row is None or kept.outcome is Outcome.BEHIND:
        return _refused(door, asks_of(door.call, now()), form, elsewhere=kept is not None)
    if "later" in request.form:
        _tell_how_to_finish(door, kept.row)
        return redirect(door.at(kept.row.key), 303)
    return redirect(f"{door.at(kept.row.key)}#authors", 303)


def _tell_how_to_finish(door: Door, row: StartedSubmission) -> None:
    kept = "Everything you typed is kept; a chosen file is kept for three days."
    try:
        with limiter.limit(sign_in_limit):
            told = started.send_link(db.session(), row, door.call, now=now())
    except RateLimitExceeded:
        flash(
            f"{kept} Too many letters were asked for from here; keep the address of this page instead.",
            "warn",
        )
        return
    if told:
        flash(
            f"{kept} A letter to the first author’s address brings a link that opens it on any device.",
            "done",
        )
    else:
        flash(
            f"{kept} To get the link that opens it on any device, type the first author’s e-mail address and press "
            "“Save and finish later” again; or keep the address of this page.",
            "warn",
        )


def saved(door: Door) -> ResponseReturnValue:
    """A save by the page itself, while somebody types."""
    return _save(door=door)


@writes
def _save(door: Door) -> ResponseReturnValue:
    stays()
    form = PaperForm()
    save = save_of(form, typed_fields(request.form))
    if not save.seen:
        with limiter.limit(STARTS):
            kept = started.keep(db.session(), door.call, save, now=now(), late_link=door.late_link)
    else:
        kept = started.keep(db.session(), door.call, save, now=now(), late_link=door.late_link)
    answer = jsonify(
        outcome=kept.outcome.value,
        version=kept.row.version if kept.row else 0,
        contested=kept.is_contested,
        address=door.at(kept.row.key) if kept.row else "",
    )
    return answer, {Outcome.SAVED: 200, Outcome.BEHIND: 409, Outcome.GONE: 410}[kept.outcome]

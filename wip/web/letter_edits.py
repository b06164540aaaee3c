"""Single letters of a release, mended before they are sent."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import Length

from wip.db import db
from wip.domain.letter_templates import SUBJECT_MOST, TEXT_MOST
from wip.domain.people import Act
from wip.domain.refusals import Refusal, Unknown
from wip.domain.texts import clean, clean_line, whole_number
from wip.models import Paper, WipSession
from wip.queries.sessions import call_of
from wip.services import letter_edits, releases
from wip.services.letter_edits import Worded
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm, TypedNeeded
from wip.web.names import names_needed
from wip.web.release_wishes import day_of, said, undone_last, wishes
from wip.web.writes import attempt, writes

pages = Blueprint("letter_edits", __name__)


class EditForm(PageForm):
    """One letter's subject and text."""

    to = HiddenField()
    subject = StringField(
        "Subject",
        [TypedNeeded("A letter needs a subject."), Length(max=SUBJECT_MOST)],
        filters=[lambda value: clean_line(value or "")],
    )
    body = TextAreaField(
        "Text",
        [TypedNeeded("A letter needs a text."), Length(max=TEXT_MOST)],
        filters=[lambda value: clean(value or "")],
    )


@pages.get("/manage/<slug>/release/letters/<int:number>/")
@open_to(Act.RELEASE_DECISIONS)
@names_needed
def edit(wip_session: WipSession, paper: Paper) -> ResponseReturnValue:
    """The letters about one paper, each in its editor."""
    return _page(wip_session, paper)


def _letters(row: WipSession, paper: Paper) -> list[Worded]:
    try:
        call, undone = call_of(db.session(), row), undone_last(row)
        day = day_of(row, undone) or releases.usual_day(row, now())
        proposal = releases.propose(db.session(), call, day, now(), **wishes(undone))
    except Refusal:
        return []
    return [one for each in proposal.announcements if each.paper.id == paper.id for one in each.worded]


def _page(row: WipSession, paper: Paper, typed: EditForm | None = None) -> str:
    forms = []
    for worded in _letters(row, paper):
        subject, body = worded.editable
        seen = worded.edit.version if worded.edit else 0
        to = str(worded.plain.to.id)
        mine = typed if typed is not None and typed.to.data == to else None
        fresh = EditForm(formdata=None, to=to, subject=subject, body=body, version=str(seen))
        forms.append((worded, mine or fresh))
    return render_template(
        "decisions/letter.html",
        wip_session=row,
        paper=paper,
        forms=forms,
        asked=said(),
        stop_names=("stop",),
    )


@pages.post("/manage/<slug>/release/letters/<int:number>/")
@open_to(Act.RELEASE_DECISIONS)
@names_needed
@writes
def save(wip_session: WipSession, paper: Paper) -> ResponseReturnValue:
    """Keep the words, or go back to the letter as it was."""
    form = EditForm()
    to = whole_number(form.to.data)
    worded = next((one for one in _letters(wip_session, paper) if one.plain.to.id == to), None)
    if worded is None:
        raise Unknown
    back = redirect(url_for("releases.show", slug=wip_session.slug, **said()) + f"#paper-{paper.number}", 303)
    if "drop" in request.form:
        letter_edits.drop_edit(db.session(), wip_session, paper, worded, by=actor(), now=now())
        flash("The letter is as it was before it was edited.", "done")
        return back

    def keep() -> bool:
        words = (form.subject.data or "", form.body.data or "")
        letter_edits.edit_letter(
            db.session(), wip_session, paper, worded, *words, seen=form.seen, by=actor(), now=now()
        )
        return True

    if not form.validate_on_submit() or not attempt(form, keep):
        return _page(wip_session, paper, form), 422
    flash(f"The letter to {worded.plain.to.called} is edited. It is marked below.", "done")
    return back

"""A paper's text mended after it was sent: on its page for leaders, and on its authors' own page."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, FormField

from wip.db import db
from wip.domain.links import LinkKind
from wip.domain.papers import AUTHORS_MOST, MENDABLE
from wip.domain.people import Act
from wip.domain.refusals import Unknown
from wip.models import Call, Paper, WipSession
from wip.queries.papers import call_of_paper
from wip.services import mendings
from wip.web.access import actor, open_to, opens
from wip.web.clock import now
from wip.web.limits import limiter, public_write_limit
from wip.web.names import names_shown
from wip.web.own_page import own_page
from wip.web.own_texts import TextForm
from wip.web.paper_files import loaded
from wip.web.paper_forms import AuthorForm
from wip.web.paper_rows import typed_fields, wants_other_rows, with_other_rows
from wip.web.writes import attempt, writes

pages = Blueprint("paper_texts", __name__)


class MendForm(TextForm):
    """Title, abstract and authors, in their order."""

    authors = FieldList(FormField(AuthorForm), min_entries=1, max_entries=AUTHORS_MOST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = self.authors[0].form
        first.name.flags.required = first.email.flags.required = True


def _form(wip_session: WipSession, paper: Paper | None = None) -> TextForm:
    """As sent, or filled with the paper; without authors where their names are hidden from this leader."""
    if not names_shown(wip_session):
        return TextForm(formdata=None, obj=paper) if paper else TextForm()
    if paper is None:
        return MendForm()
    authors = [
        {
            "name": author.name,
            "affiliation": author.affiliation,
            "email": author.person.email if author.person else "",
            "orcid": author.orcid,
        }
        for author in loaded(paper).authors
    ]
    plain = {name: getattr(paper, name) for name in ("title", "abstract", "version")}
    return MendForm(formdata=None, data=plain | {"authors": authors})


@pages.get("/manage/<slug>/papers/<int:number>/text")
@open_to(Act.MANAGE_SESSION)
def edit(wip_session: WipSession, paper: Paper) -> ResponseReturnValue:
    """Title, abstract and authors, to be mended for the authors. There is no such page of a paper that is out."""
    if paper.state not in MENDABLE:
        raise Unknown
    return _page(wip_session, paper, _form(wip_session, paper))


def _page(wip_session: WipSession, paper: Paper, form: TextForm) -> str:
    return render_template(
        "papers/text.html",
        wip_session=wip_session,
        paper=paper,
        call=call_of_paper(db.session(), paper),
        form=form,
        names="authors" in form,
    )


@pages.post("/manage/<slug>/papers/<int:number>/text")
@open_to(Act.MANAGE_SESSION)
@writes
def mend(wip_session: WipSession, paper: Paper) -> ResponseReturnValue:
    """Mend it; the first author is told, and whoever is new to the paper or off it."""
    if wants_other_rows(request.form) and names_shown(wip_session):
        return _page(wip_session, paper, _with_other_rows())
    form, call = _form(wip_session), call_of_paper(db.session(), paper)
    if form.validate_on_submit():
        changed = attempt(form, lambda: _mend(paper, call, form))
        if changed is not None:
            flash(_TOLD if changed else "Nothing was different, so nothing was changed.", "done")
            return redirect(url_for("papers.manage", slug=wip_session.slug, number=paper.number), 303)
    return _page(wip_session, paper, form), 422


_TOLD = "The paper is changed. The first author is told, and whoever is new to the paper or no longer on it."


def _with_other_rows() -> MendForm:
    fields = with_other_rows(typed_fields(request.form), request.form)
    form = MendForm(
        formdata=MultiDict([(name, value) for name, values in fields.items() for value in values])
    )
    form.version.data = request.form.get("version", "")
    return form


def _mend(paper: Paper, call: Call, form: TextForm) -> bool:
    authors = None
    if isinstance(form, MendForm):
        authors = tuple(row.form.facts() for row in form.authors if not row.form.is_empty)
    return mendings.mend(
        db.session(),
        paper,
        call,
        title=form.title.data or "",
        abstract=form.abstract.data or "",
        authors=authors,
        seen=form.seen,
        by=actor(),
        now=now(),
    )


@pages.post("/papers/<token>/text")
@limiter.limit(public_write_limit)
@open_to(Act.KEEP_OWN_PAPER)
@opens(LinkKind.PAPER)
@writes
def mend_own(paper: Paper) -> ResponseReturnValue:
    """An author mends title and abstract of a paper that has a place."""
    call, form = call_of_paper(db.session(), paper), TextForm()

    def save() -> bool:
        said = {"title": form.title.data or "", "abstract": form.abstract.data or ""}
        return mendings.mend_own(db.session(), paper, call, **said, seen=form.seen, by=actor(), now=now())

    if not mendings.may_mend_own(paper, call.wip_session, now()):
        save()  # refuses on a page of its own: there is no card left to say it on
    changed = attempt(form, save) if form.validate_on_submit() else None
    if changed is None:
        return own_page(paper, call, text_form=form), 422
    flash("Saved. The organisers are told." if changed else "Nothing was different.", "done")
    token = (request.view_args or {})["token"]
    return redirect(url_for("own_papers.own", token=token, _anchor="text"), 303)

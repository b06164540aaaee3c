"""A paper: its author's own page behind a personal link, and the leaders' list."""

from urllib.parse import quote

import sqlalchemy as sa
from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from wip.adapters.files import ENDINGS, open_stored
from wip.db import db
from wip.domain.calls import Blindness
from wip.domain.links import LinkKind
from wip.domain.papers import PAPERS, PaperMove, PaperState
from wip.domain.people import Act
from wip.domain.refusals import Refusal, Unknown
from wip.domain.texts import clean_line
from wip.models import Call, Draft, Paper, WipSession
from wip.queries.papers import call_of_paper, list_of, published_slot, with_authors
from wip.queries.reviews import may_see
from wip.queries.sessions import call_of
from wip.services import confirmations, drafts, submissions
from wip.web.access import actor, not_indexed, open_to, opens
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.limits import limiter, public_write_limit
from wip.web.paper_forms import PaperForm, form_of, kept_upload, wants_more_authors
from wip.web.templating import page_number, with_urls
from wip.web.writes import attempt, writes

pages = Blueprint("papers", __name__)

_EDITABLE = frozenset({PaperState.SUBMITTED, PaperState.DRAFT})


def _loaded(paper: Paper) -> Paper:
    return db.session().scalars(with_authors(paper.id)).one()


def _own_page(paper: Paper, call: Call, form: PaperForm | None = None) -> Response:
    paper = _loaded(paper)
    may_edit = paper.state in _EDITABLE and call.takes_papers(now())
    page = render_template(
        "papers/own.html",
        paper=paper,
        call=call,
        wip_session=call.wip_session,
        token=(request.view_args or {})["token"],
        form=form or (form_of(paper) if may_edit else None),
        button_form=PageForm(formdata=None, obj=paper),
        draft_form=PaperForm(formdata=None),
        may_edit=may_edit,
        may_send_draft=drafts.wants_draft(paper, call, now()),
        may_disown=not any(a.position == 0 and a.person_id == actor().person_id for a in paper.authors),
        may_withdraw=PAPERS.allows(paper.state, PaperMove.WITHDRAW),
        may_restore=PAPERS.allows(paper.state, PaperMove.RESTORE) and call.takes_papers(now()),
        chosen=request.args.get("answer", ""),
        slot=published_slot(db.session(), paper),
    )
    return not_indexed(current_app.make_response(page))


@pages.get("/papers/<token>/")
@open_to(Act.KEEP_OWN_PAPER)
@opens(LinkKind.PAPER)
def own(paper: Paper) -> ResponseReturnValue:
    """Where the paper stands, what its author must do next, and the form while it may be changed."""
    return _own_page(paper, call_of_paper(db.session(), paper))


@pages.post("/papers/<token>/")
@limiter.limit(public_write_limit)
@open_to(Act.KEEP_OWN_PAPER)
@opens(LinkKind.PAPER)
@writes
def change(paper: Paper) -> ResponseReturnValue:
    """Change the paper."""
    call, form = call_of_paper(db.session(), paper), PaperForm()
    fine = form.check(call)
    upload = attempt(form, lambda: kept_upload(form))
    if wants_more_authors(form):
        form.forget_faults()
        return _own_page(paper, call, form)

    def save() -> bool:
        submissions.change(
            db.session(),
            _loaded(paper),
            call,
            form.facts(),
            seen=form.seen,
            by=actor(),
            now=now(),
            draft=upload,
        )
        return True

    if not fine or form.draft.errors or not attempt(form, save):
        response = _own_page(paper, call, form)
        response.status_code = 422
        return response
    flash("Your changes are saved. The first author has them by letter, at most once a day.", "done")
    return redirect(request.path, 303)


@pages.post("/papers/<token>/draft")
@limiter.limit(public_write_limit)
@open_to(Act.KEEP_OWN_PAPER)
@opens(LinkKind.PAPER)
@writes
def send_draft(paper: Paper) -> ResponseReturnValue:
    """A new version of the draft."""
    call, form = call_of_paper(db.session(), paper), PaperForm()
    upload = kept_upload(form)
    if upload is None:
        raise Refusal("Choose a file first.", "draft")
    drafts.add_draft(db.session(), paper, call, upload, by=actor(), now=now())
    flash("Your draft has arrived.", "done")
    return redirect(_own_path(), 303)


def _own_path() -> str:
    return url_for("papers.own", token=(request.view_args or {})["token"])


@pages.post("/papers/<token>/answer")
@limiter.limit(public_write_limit)
@open_to(Act.KEEP_OWN_PAPER)
@opens(LinkKind.PAPER)
@writes
def answer(paper: Paper) -> ResponseReturnValue:
    """Confirm the place, turn it down, withdraw the paper, restore it, or say that it is somebody else's."""
    call, said = call_of_paper(db.session(), paper), request.form.get("answer")
    paper = _loaded(paper)
    if said == "disown":
        submissions.disown(db.session(), paper, by=actor(), now=now())
        flash("Thank you for telling us: the paper is no longer yours.", "done")
        return redirect(url_for("home.show"), 303)
    verbs = {
        "confirm": (confirmations.confirm, "Thank you: your place is confirmed."),
        "turn_down": (
            confirmations.turn_down,
            "Thank you for telling us. The place goes to somebody else.",
        ),
        "withdraw": (submissions.withdraw, "Your paper is withdrawn."),
        "restore": (submissions.restore, "Your paper is back in."),
    }
    if said not in verbs:
        raise Refusal("Choose an answer first.")
    verb, told = verbs[said]
    verb(db.session(), paper, call, by=actor(), now=now())
    flash(told, "done")
    return redirect(_own_path(), 303)


@pages.get("/papers/<token>/drafts/<int:n>")
@open_to(Act.KEEP_OWN_PAPER)
@opens(LinkKind.PAPER)
def own_draft(paper: Paper, n: int) -> ResponseReturnValue:
    """The author's own file."""
    return file_response(paper, n)


def file_response(paper: Paper, n: int, *, nameless: bool = False) -> Response:
    """A version of the draft as a download; `nameless` gives it a name of ours. Raises Unknown where there is none."""
    draft = db.session().scalar(sa.select(Draft).where(Draft.paper_id == paper.id, Draft.number == n))
    if draft is None:
        raise Unknown
    try:
        stream = open_stored(current_app.extensions["wip_settings"], draft.storage_key)
    except FileNotFoundError:
        raise Unknown from None
    response = Response(stream, mimetype=draft.content_type, direct_passthrough=True)
    name = f"paper-{paper.number}-version-{n}{ENDINGS[draft.content_type]}" if nameless else draft.file_name
    plain = name.encode("ascii", "replace").decode().replace('"', "'").replace("?", "_")
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    response.headers["Content-Disposition"] = disposition
    response.headers["Content-Length"] = str(draft.size)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return not_indexed(response)


@pages.get("/manage/<slug>/papers/")
@open_to(Act.MANAGE_SESSION)
def index(wip_session: WipSession) -> ResponseReturnValue:
    """All papers of the session."""
    asked = request.args.get("state", "")
    state = PaperState(asked) if asked in set(PaperState) else None
    words = clean_line(request.args.get("words", ""))[:200]
    page = list_of(db.session(), wip_session, page_number(), state=state, words=words)
    return render_template(
        "papers/index.html",
        wip_session=wip_session,
        papers=with_urls(page, "papers.index", slug=wip_session.slug),
        state=state,
        words=words,
        states=list(PaperState),
    )


@pages.get("/manage/<slug>/papers/<int:number>/")
@open_to(Act.MANAGE_SESSION)
def manage(wip_session: WipSession, paper: Paper) -> ResponseReturnValue:
    """One paper as its author sent it."""
    return render_template(
        "papers/manage.html",
        wip_session=wip_session,
        paper=_loaded(paper),
        form=PageForm(),
    )


@pages.post("/manage/<slug>/papers/<int:number>/let-in")
@open_to(Act.MANAGE_SESSION)
@writes
def let_in(wip_session: WipSession, paper: Paper) -> ResponseReturnValue:
    """Let in a paper that came too late."""
    call = call_of_paper(db.session(), paper)
    submissions.let_in(db.session(), _loaded(paper), call, by=actor(), now=now())
    flash("The paper is in; its authors are told.", "done")
    return redirect(url_for("papers.manage", slug=wip_session.slug, number=paper.number), 303)


@pages.get("/manage/<slug>/papers/<int:number>/drafts/<int:n>")
@open_to(Act.REVIEW_PAPERS)
def manage_draft(wip_session: WipSession, paper: Paper, n: int) -> ResponseReturnValue:
    """A draft, for leaders and reviewers; not for those with a conflict, and without its name where names are hidden."""
    if not may_see(db.session(), paper, actor().person_id or 0):
        raise Unknown
    blind = call_of(db.session(), wip_session).blindness is Blindness.DOUBLE
    return file_response(paper, n, nameless=blind and not actor().is_leader)

"""A paper's own page, behind its author's personal link."""

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

from wip.db import db
from wip.domain.links import LinkKind
from wip.domain.papers import PAPERS, PaperMove, PaperState
from wip.domain.people import Act
from wip.domain.refusals import Refusal
from wip.models import Call, Paper
from wip.queries.papers import call_of_paper, published_slot
from wip.services import confirmations, drafts, submissions
from wip.web.access import actor, not_indexed, open_to, opens
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.limits import limiter, public_write_limit
from wip.web.paper_files import file_response, loaded
from wip.web.paper_forms import PaperForm, form_of, kept_upload, wants_more_authors
from wip.web.writes import attempt, writes

pages = Blueprint("own_papers", __name__)

_EDITABLE = frozenset({PaperState.SUBMITTED, PaperState.DRAFT})


def _own_page(paper: Paper, call: Call, form: PaperForm | None = None) -> Response:
    paper = loaded(paper)
    may_edit = paper.state in _EDITABLE and call.takes_papers(now())
    page = render_template(
        "own_papers/show.html",
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
            loaded(paper),
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
    return url_for("own_papers.own", token=(request.view_args or {})["token"])


@pages.post("/papers/<token>/answer")
@limiter.limit(public_write_limit)
@open_to(Act.KEEP_OWN_PAPER)
@opens(LinkKind.PAPER)
@writes
def answer(paper: Paper) -> ResponseReturnValue:
    """Confirm the place, turn it down, withdraw the paper, restore it, or say that it is somebody else's."""
    call, said = call_of_paper(db.session(), paper), request.form.get("answer")
    paper = loaded(paper)
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

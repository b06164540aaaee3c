"""Who reads what, for leaders: by paper, by reader, and as a grid of ticks. Papers that are closed to a leader are not there."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.people import Act
from wip.domain.refusals import Refusal, Unknown
from wip.domain.reviews import REVIEW_WORDS, AssignedHow
from wip.domain.texts import whole_number
from wip.models import Paper, WipSession
from wip.queries import assignments as reads
from wip.queries.readers import readers_of
from wip.queries.review_settings import settings_of
from wip.queries.reviews import hidden_papers
from wip.queries.sessions import call_of
from wip.services import assignments
from wip.services.assignments import Changed, Give
from wip.services.proposals import candidates_for
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.templating import count, page_number, with_urls
from wip.web.writes import attempt, writes

pages = Blueprint("assignments", __name__)


def me() -> int:
    """The leader who looks."""
    return actor().person_id or 0


def told(done: Changed) -> str:
    """What was done, in a sentence."""
    said = []
    if done.given:
        said.append(f"{count(done.given, 'reading')} given out")
    if done.taken:
        said.append(f"{count(done.taken, 'reading')} taken back")
    if not said:
        return "Nothing was changed."
    letters = f" {count(done.told, 'letter')} on the way." if done.told else ""
    return f"{' and '.join(said)}.{letters}"


@pages.get("/manage/<slug>/assignments/")
@open_to(Act.MANAGE_SESSION)
def index(wip_session: WipSession) -> ResponseReturnValue:
    """Every paper in review with its readers; `show=lacking` leaves out those that have enough."""
    each, lacking = settings_of(db.session(), wip_session), request.args.get("show") == "lacking"
    per_paper = each.reviews_per_paper
    page = reads.papers_page(
        db.session(), wip_session, me(), page_number(), lacking=per_paper if lacking else None
    )
    return render_template(
        "assignments/index.html",
        wip_session=wip_session,
        settings=each,
        papers=with_urls(page, "assignments.index", slug=wip_session.slug),
        sums=reads.sums_of(db.session(), wip_session, me(), per_paper),
        lacking=lacking,
        review_words=REVIEW_WORDS,
    )


@pages.get("/manage/<slug>/assignments/papers/<int:number>")
@open_to(Act.MANAGE_SESSION)
def paper_page(wip_session: WipSession, paper: Paper) -> ResponseReturnValue:
    """One paper: who reads it, and who else could, the fittest first."""
    _refuse_hidden(wip_session, paper)
    return _paper_page(wip_session, paper, PageForm())


def _refuse_hidden(wip_session: WipSession, paper: Paper) -> None:
    if paper.id in hidden_papers(db.session(), wip_session, me()):
        raise Unknown


def _paper_page(wip_session: WipSession, paper: Paper, form: PageForm) -> str:
    found = candidates_for(db.session(), call_of(db.session(), wip_session), paper, me())
    return render_template(
        "assignments/paper.html",
        wip_session=wip_session,
        paper=paper,
        rows=reads.readers_of_paper(db.session(), paper),
        each=settings_of(db.session(), wip_session).reviews_per_paper,
        candidates=found.candidates,
        apart=found.apart,
        form=form,
        review_words=REVIEW_WORDS,
    )


@pages.post(
    "/manage/<slug>/assignments/papers/<int:number>/<int:person_id>/<any(give, take, fix, free):what>"
)
@open_to(Act.MANAGE_SESSION)
@writes
def change(wip_session: WipSession, paper: Paper, person_id: int, what: str) -> ResponseReturnValue:
    """Give the paper to somebody, take it back, fix it for them, or free it again."""
    _refuse_hidden(wip_session, paper)
    form = PageForm()
    if not form.validate_on_submit():
        raise Refusal("Press the button on the page of the paper.")
    if attempt(form, _act(wip_session, paper, person_id, what, form.seen)) is None:
        return _paper_page(wip_session, paper, form), 422
    back = url_for("assignments.reader", slug=wip_session.slug, person_id=person_id)
    here = url_for("assignments.paper_page", slug=wip_session.slug, number=paper.number)
    return redirect(back if request.form.get("from") == "reader" else here, 303)


def _act(wip_session: WipSession, paper: Paper, person_id: int, what: str, seen: int) -> Callable[[], object]:
    session = db.session()

    def give_or_take() -> Changed:
        gives = [Give(paper.id, person_id)] if what == "give" else []
        takes = [(paper.id, person_id)] if what == "take" else []
        call = call_of(session, wip_session)
        done = assignments.change(session, call, gives, takes, how=AssignedHow.HAND, by=actor(), now=now())
        flash(told(done), "done")
        return done

    def fix_or_free() -> object:
        locked = what == "fix"
        done = assignments.fix(session, paper, person_id, locked=locked, seen=seen, by=actor(), now=now())
        words = (
            "is fixed: no proposal moves it"
            if locked
            else "is not fixed any more: a new proposal may move it"
        )
        flash(f"Paper {paper.number} with {done.person.called} {words}.", "done")
        return done

    return give_or_take if what in {"give", "take"} else fix_or_free


@pages.get("/manage/<slug>/assignments/readers/")
@open_to(Act.MANAGE_SESSION)
def readers(wip_session: WipSession) -> ResponseReturnValue:
    """Everybody who may review, with what they have and what they know about."""
    call = call_of(db.session(), wip_session)
    return render_template(
        "assignments/readers.html",
        wip_session=wip_session,
        readers=readers_of(db.session(), wip_session),
        loads=reads.load_of(db.session(), wip_session, me()),
        topics=reads.topic_names(db.session(), call),
        settings=settings_of(db.session(), wip_session),
    )


@pages.get("/manage/<slug>/assignments/readers/<int:person_id>")
@open_to(Act.MANAGE_SESSION)
def reader(wip_session: WipSession, person_id: int) -> ResponseReturnValue:
    """One reader: what they have, and what they said they would like to read."""
    found = next((row for row in readers_of(db.session(), wip_session) if row.person.id == person_id), None)
    if found is None:
        raise Unknown
    return render_template(
        "assignments/reader.html",
        wip_session=wip_session,
        reader=found,
        rows=reads.papers_of_reader(db.session(), wip_session, person_id, me()),
        topics=reads.topic_names(db.session(), call_of(db.session(), wip_session)),
        form=PageForm(),
        review_words=REVIEW_WORDS,
    )


@pages.get("/manage/<slug>/assignments/grid")
@open_to(Act.MANAGE_SESSION)
def grid(wip_session: WipSession) -> ResponseReturnValue:
    """Papers by readers, a tick where the paper is given."""
    return _grid(wip_session, PageForm(), frozenset())


def _grid(wip_session: WipSession, form: PageForm, typed: frozenset[str]) -> str:
    page = reads.papers_page(db.session(), wip_session, me(), page_number())
    people = [row for row in readers_of(db.session(), wip_session) if row.takes or not row.leads]
    return render_template(
        "assignments/grid.html",
        wip_session=wip_session,
        form=form,
        typed=typed,
        papers=with_urls(page, "assignments.grid", slug=wip_session.slug),
        readers=people,
        cells=reads.cells_of(db.session(), wip_session, page.items, people),
        settings=settings_of(db.session(), wip_session),
    )


@pages.post("/manage/<slug>/assignments/grid")
@open_to(Act.MANAGE_SESSION)
@writes
def save_grid(wip_session: WipSession) -> ResponseReturnValue:
    """Give and take what was ticked and unticked since the page was shown; what others did meanwhile stays."""
    form = PageForm()
    was, ticked = set(request.form.getlist("was")), set(request.form.getlist("pair"))
    gives = [Give(*pair) for pair in pairs_of(ticked - was)]

    def act() -> Changed:
        call, takes = call_of(db.session(), wip_session), pairs_of(was - ticked)
        return assignments.change(
            db.session(), call, gives, takes, how=AssignedHow.HAND, by=actor(), now=now()
        )

    done = attempt(form, act) if form.validate_on_submit() else None
    if done is None:
        return _grid(wip_session, form, frozenset(ticked)), 422
    flash(told(done), "done")
    return redirect(url_for("assignments.grid", slug=wip_session.slug, page=page_number()), 303)


def pairs_of(sent: set[str]) -> list[tuple[int, int]]:
    """Paper and reader as the boxes name them; what names neither is left out."""
    found = []
    for text in sent:
        paper, _, person = text.partition("-")
        pair = whole_number(paper), whole_number(person)
        if pair[0] is not None and pair[1] is not None:
            found.append((pair[0], pair[1]))
    return sorted(found)

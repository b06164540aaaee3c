"""Plans of who comments on what, for leaders: proposed, looked at, compared, and offered whole."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.commenter_plans import without
from wip.domain.people import Act
from wip.domain.refusals import Unknown
from wip.domain.texts import whole_number
from wip.models import CommissionPlan, WipSession
from wip.queries import commenter_plans as reads
from wip.queries.pages import Page
from wip.queries.sessions import call_of
from wip.services import commenter_plan_work, commenter_plans
from wip.services.suitable import field_of
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.commenter_plan_views import Shown, loads, shown
from wip.web.forms import PageForm
from wip.web.templating import page_number, with_urls
from wip.web.writes import attempt, writes

pages = Blueprint("commenter_plans", __name__)

PER_PAGE = 20


def found_plan(wip_session: WipSession, number: int) -> CommissionPlan:
    """The session's plan of this number. Raises Unknown."""
    plan = reads.plan_of(db.session(), wip_session, number)
    if plan is None:
        raise Unknown
    return plan


def hidden_from_me(wip_session: WipSession) -> frozenset[int]:
    """Papers that a conflict closes to whoever asks."""
    return reads.closed_papers(db.session(), wip_session, actor().person_id or 0)


def view_of(wip_session: WipSession, plan: CommissionPlan) -> Shown:
    """The plan as far as it is the leader's to know."""
    task = field_of(db.session(), call_of(db.session(), wip_session)).task
    return shown(plan, task, hidden_from_me(wip_session))


@pages.get("/manage/<slug>/commenters/plans/")
@open_to(Act.FIND_COMMENTERS)
def index(wip_session: WipSession) -> ResponseReturnValue:
    """All plans, and the button that makes a new one."""
    return _index(wip_session, PageForm(formdata=None))


def _index(wip_session: WipSession, form: PageForm) -> str:
    hidden = hidden_from_me(wip_session)
    task = without(field_of(db.session(), call_of(db.session(), wip_session)).task, hidden)
    open_papers = sum(sum(one == paper.id for one, _ in task.standing) < task.each for paper in task.papers)
    return render_template(
        "commenter_plans/index.html",
        wip_session=wip_session,
        form=form,
        plans=reads.plans_of(db.session(), wip_session, hidden),
        task=task,
        open_papers=open_papers,
        free=sum(task.room_of(each) for each in task.candidates),
        willing=sum(not each.withdrawn for each in task.candidates),
    )


@pages.post("/manage/<slug>/commenters/plans/")
@open_to(Act.FIND_COMMENTERS)
@writes
def propose(wip_session: WipSession) -> ResponseReturnValue:
    """Make a new plan; what leaders locked or changed in the plan before, if one is named, is kept."""
    form, call = PageForm(), call_of(db.session(), wip_session)
    before = whole_number(request.form.get("after", ""))
    after = found_plan(wip_session, before) if before else None

    def make() -> CommissionPlan:
        return commenter_plans.propose(db.session(), call, after=after, by=actor(), now=now())

    plan = attempt(form, make) if form.validate_on_submit() else None
    if plan is None:
        return _index(wip_session, form), 422
    if plan.computed_at is not None:
        flash(f"Plan {plan.number} is ready. Nobody is told anything before you offer it.", "done")
    return redirect(url_for("commenter_plans.show", slug=wip_session.slug, plan=plan.number), 303)


@pages.get("/manage/<slug>/commenters/plans/<int:plan>/")
@open_to(Act.FIND_COMMENTERS)
def show(wip_session: WipSession, plan: int) -> ResponseReturnValue:
    """Each paper with its people and their reasons, what is missing, and the levels in words."""
    return page_of(wip_session, found_plan(wip_session, plan), PageForm(formdata=None))


def page_of(
    wip_session: WipSession, plan: CommissionPlan, form: PageForm, changes: tuple[str, ...] = ()
) -> str:
    """The plan's page; while it is being computed, how far that is."""
    if plan.computed_at is None:
        return _progress("commenter_plans/computing.html", wip_session, plan, form)
    view = view_of(wip_session, plan)
    only_short = request.args.get("show") == "missing"
    rows = [row for row in view.papers if row.missing or not only_short]
    number = min(max(1, page_number()), max(1, -(-len(rows) // PER_PAGE)))
    page = Page(rows[(number - 1) * PER_PAGE : number * PER_PAGE], number, PER_PAGE, len(rows))
    return render_template(
        "commenter_plans/show.html",
        wip_session=wip_session,
        plan=plan,
        view=view,
        page=with_urls(page, "commenter_plans.show", slug=wip_session.slug, plan=plan.number),
        only_short=only_short,
        form=form,
        button_form=PageForm(formdata=None, version=str(plan.version)),
        changes=changes,
        open_pairs=sum(not one.hindrance for row in view.papers for one in row.pairs),
        latest=reads.latest_number(db.session(), wip_session.id),
    )


def _progress(template: str, wip_session: WipSession, plan: CommissionPlan, form: PageForm) -> str:
    return render_template(
        template,
        wip_session=wip_session,
        plan=plan,
        form=form,
        is_busy=commenter_plan_work.is_busy(plan, now()),
        waits=now() - plan.made_at < commenter_plan_work.SILENT,
    )


@pages.get("/manage/<slug>/commenters/plans/<int:plan>/progress")
@open_to(Act.FIND_COMMENTERS)
def watch(wip_session: WipSession, plan: int) -> ResponseReturnValue:
    """How far the plan is: a part of a page for htmx, which asks again; else the plan's own page."""
    row = found_plan(wip_session, plan)
    if request.headers.get("HX-Request") != "true":
        return page_of(wip_session, row, PageForm(formdata=None))
    if row.computed_at is not None:
        here = url_for("commenter_plans.show", slug=wip_session.slug, plan=row.number)
        return "", 200, {"HX-Redirect": here}
    return _progress("commenter_plans/_progress.html", wip_session, row, PageForm(formdata=None))


@pages.post("/manage/<slug>/commenters/plans/<int:plan>/again")
@open_to(Act.FIND_COMMENTERS)
@writes
def again(wip_session: WipSession, plan: int) -> ResponseReturnValue:
    """Start a plan again that stopped half-way."""
    form, row = PageForm(), found_plan(wip_session, plan)
    call = call_of(db.session(), wip_session)

    def start() -> tuple[()]:
        commenter_plan_work.start_again(db.session(), row, call, by=actor(), now=now())
        return ()

    if not form.validate_on_submit() or attempt(form, start) is None:
        return page_of(wip_session, found_plan(wip_session, plan), form), 422
    return redirect(url_for("commenter_plans.show", slug=wip_session.slug, plan=plan), 303)


@pages.get("/manage/<slug>/commenters/plans/<int:plan>/people")
@open_to(Act.FIND_COMMENTERS)
def people(wip_session: WipSession, plan: int) -> ResponseReturnValue:
    """What each person would have."""
    row = found_plan(wip_session, plan)
    if row.computed_at is None:
        return page_of(wip_session, row, PageForm(formdata=None))
    found = loads(view_of(wip_session, row))
    number = min(max(1, page_number()), max(1, -(-len(found) // PER_PAGE)))
    page = Page(found[(number - 1) * PER_PAGE : number * PER_PAGE], number, PER_PAGE, len(found))
    return render_template(
        "commenter_plans/people.html",
        wip_session=wip_session,
        plan=row,
        page=with_urls(page, "commenter_plans.people", slug=wip_session.slug, plan=row.number),
    )

"""Plans of commenters by hand and side by side: one paper of a plan, why not somebody, and two plans compared."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.commenter_plans import differences, without
from wip.domain.people import Act
from wip.domain.refusals import Refusal, Stale, Unknown
from wip.domain.texts import whole_number
from wip.models import CommissionPlan, Paper, WipSession
from wip.queries.sessions import call_of
from wip.services import commenter_plan_changes, commenter_plan_reasons
from wip.services.commenter_plan_changes import HandMove
from wip.services.commenter_plans import taken_out_of
from wip.services.suitable import field_of
from wip.web.access import Closed, actor, open_to, paper_of
from wip.web.clock import now
from wip.web.commenter_plan_views import Shown, choices, shown, too_many
from wip.web.commenter_plans import found_plan, hidden_from_me, page_of
from wip.web.forms import PageForm
from wip.web.writes import attempt, writes

pages = Blueprint("commenter_plan_papers", __name__)


TWO = 2

_SAID = {
    HandMove.LOCK: "{who} is kept on paper {n} when you propose again.",
    HandMove.UNLOCK: "{who} may be moved from paper {n} when you propose again.",
    HandMove.ADD: "{who} is on paper {n}, and stays there when you propose again.",
    HandMove.TAKE_OUT: "{who} is off paper {n}, and is not put there again.",
    HandMove.ALLOW: "{who} may be proposed for paper {n} again.",
}


@pages.get("/manage/<slug>/commenters/plans/<int:plan>/papers/<int:number>/")
@open_to(Act.FIND_COMMENTERS, Closed.OWN)
def show(wip_session: WipSession, paper: Paper, plan: int) -> ResponseReturnValue:
    """One paper of the plan: its people, and everybody who could be added, best first, with the reason."""
    return _paper_page(wip_session, paper, found_plan(wip_session, plan), PageForm(formdata=None))


def _paper_page(
    wip_session: WipSession,
    paper: Paper,
    plan: CommissionPlan,
    form: PageForm,
    changes: tuple[str, ...] = (),
) -> str:
    hidden, field = hidden_from_me(wip_session), field_of(db.session(), call_of(db.session(), wip_session))
    view = shown(plan, field.task, hidden)
    row = next((each for each in view.papers if each.paper.id == paper.id), None)
    if plan.computed_at is None or row is None:
        return render_template(
            "commenter_plans/no_paper.html", wip_session=wip_session, plan=plan, paper=paper
        )
    pairs = commenter_plan_changes.pairs_of(plan, hidden)
    task = without(field.task, hidden)
    people = [each.id for each in task.candidates]
    offered = choices(
        view,
        row.paper,
        {who: field.suit((paper.id, who)) for who in people},
        {who: commenter_plan_changes.unaddable(task, pairs, (paper.id, who)) for who in people},
        taken_out_of(plan),
    )
    return render_template(
        "commenter_plans/paper.html",
        wip_session=wip_session,
        plan=plan,
        paper=paper,
        found=row,
        choices=offered,
        targets=[each for each in view.papers if each.paper.id != paper.id and each.missing],
        form=form,
        button_form=PageForm(formdata=None, version=str(plan.version)),
        changes=changes,
    )


@pages.post("/manage/<slug>/commenters/plans/<int:plan>/papers/<int:number>/")
@open_to(Act.FIND_COMMENTERS, Closed.OWN)
@writes
def change(wip_session: WipSession, paper: Paper, plan: int) -> ResponseReturnValue:
    """Keep, add, take out, or move somebody."""
    form, row, number = PageForm(), found_plan(wip_session, plan), paper.number
    who = whole_number(request.form.get("commenter", "")) or 0
    verb = _verb(wip_session, paper, row, who, form.seen)
    try:
        said = attempt(form, verb) if form.validate_on_submit() else None
    except Stale as no:
        db.session.rollback()
        form.form_errors.append(no.sentence)
        return _again(wip_session, plan, number, form, no.changes), 409
    if said is None:
        return _again(wip_session, plan, number, form), 422
    flash(said, "done")
    if request.form.get("what") in {HandMove.ADD, "move"}:
        _warn_of_too_many(wip_session, found_plan(wip_session, plan))
    if request.form.get("from") == "paper":
        return redirect(request.path, 303)
    here = url_for(
        "commenter_plans.show",
        slug=wip_session.slug,
        plan=plan,
        page=whole_number(request.form.get("page", "")) or None,
        _anchor=f"paper-{number}",
    )
    return redirect(here, 303)


def _warn_of_too_many(wip_session: WipSession, plan: CommissionPlan) -> None:
    """Say at once which paper has more people than it wants, and who of them would not be asked."""
    field = field_of(db.session(), call_of(db.session(), wip_session))
    number = whole_number(request.form.get("to", "")) if request.form.get("what") == "move" else None
    number = number or (request.view_args or {}).get("number")
    view = shown(plan, field.task, hidden_from_me(wip_session))
    said = next((too_many(view, row) for row in view.papers if row.paper.number == number), "")
    if said:
        flash(said, "warn")


def _again(
    wip_session: WipSession, plan: int, number: int, form: PageForm, changes: tuple[str, ...] = ()
) -> str:
    row = found_plan(wip_session, plan)
    if request.form.get("from") == "paper":
        return _paper_page(wip_session, paper_of(wip_session, number, Closed.OWN), row, form, changes)
    return page_of(wip_session, row, form, changes)


def _verb(
    wip_session: WipSession, paper: Paper, plan: CommissionPlan, who: int, seen: int
) -> Callable[[], str]:
    call, asked = call_of(db.session(), wip_session), request.form.get("what", "")
    if asked == "move":
        to = paper_of(wip_session, whole_number(request.form.get("to", "")) or 0, Closed.OWN)

        def move() -> str:
            name = commenter_plan_changes.put_on(
                db.session(), plan, call, (paper, to), who, seen=seen, by=actor(), now=now()
            )
            return f"{name} is on paper {to.number} now, in place of paper {paper.number}."

        return move
    if asked not in list(HandMove):
        raise Refusal("Use one of the page’s own buttons.")
    step = HandMove(asked)

    def change_it() -> str:
        name = commenter_plan_changes.change(
            db.session(), plan, call, paper, step, who, seen=seen, by=actor(), now=now()
        )
        return _SAID[step].format(who=name, n=paper.number)

    return change_it


@pages.get("/manage/<slug>/commenters/plans/<int:plan>/papers/<int:number>/why-not/<int:commenter_id>")
@open_to(Act.FIND_COMMENTERS, Closed.OWN)
def why_not(wip_session: WipSession, paper: Paper, plan: int, commenter_id: int) -> ResponseReturnValue:
    """Why the best plan does not put this person on this paper."""
    row = found_plan(wip_session, plan)
    found = commenter_plan_reasons.why_not(
        db.session(),
        row,
        call_of(db.session(), wip_session),
        paper,
        commenter_id,
        hidden_from_me(wip_session),
    )
    if found is None:
        raise Unknown
    return render_template(
        "commenter_plans/why.html",
        wip_session=wip_session,
        plan=row,
        paper=paper,
        found=found,
        button_form=PageForm(formdata=None, version=str(row.version)),
    )


@pages.get("/manage/<slug>/commenters/plans/compare")
@open_to(Act.FIND_COMMENTERS)
def compare(wip_session: WipSession) -> ResponseReturnValue:
    """Two plans side by side: what each comes to, and the pairs that stay, go and come."""
    numbers = sorted({number for text in request.args.getlist("plan") if (number := whole_number(text))})
    plans = [found_plan(wip_session, each) for each in numbers] if len(numbers) <= TWO else []
    hidden = hidden_from_me(wip_session)
    if len(plans) != TWO:
        plans = []
    task = field_of(db.session(), call_of(db.session(), wip_session)).task if plans else None
    views = [shown(plan, task, hidden) for plan in plans] if task else []
    return render_template(
        "commenter_plans/compare.html",
        wip_session=wip_session,
        plans=plans,
        ticked=len(numbers),
        views=views,
        **(_differences(plans, views, hidden) if views else {}),
    )


def _differences(plans: list[CommissionPlan], views: list[Shown], hidden: frozenset[int]) -> dict[str, Any]:
    rows = [
        {(each.paper_id, each.commenter_id): each for each in plan.pairs if each.paper_id not in hidden}
        for plan in plans
    ]
    papers = views[0].task.paper_at
    names = views[0].task.candidate_at
    found = differences(*rows)
    both = {**rows[0], **rows[1]}

    def told(pairs: tuple[tuple[int, int], ...]) -> list[dict[str, Any]]:
        return [
            {
                "paper": papers[pair[0]],
                "who": names[pair[1]],
                "pair": both[pair],
                "stands": pair in views[0].task.standing,
            }
            for pair in pairs
            if pair[0] in papers and pair[1] in names
        ]

    return {"kept": told(found.kept), "gone": told(found.gone), "new": told(found.new)}

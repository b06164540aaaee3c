"""The selection's screen, of the real selection or of a what-if copy, with what its leader has typed and not saved."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import current_app, render_template, request, url_for
from markupsafe import Markup

from wip.db import db
from wip.domain.reviews import HIGHEST, LOWEST
from wip.domain.rooms import capacity_sentence, fits, shares
from wip.domain.selection_stages import SelectionStage, shows_names
from wip.models import Call, Scenario, WipSession
from wip.queries.balances import Counted, balance_of, shifts
from wip.queries.call_parts import topics_of
from wip.queries.people import has_one_leader
from wip.queries.pictures import adjusted_means, held_back
from wip.queries.rankings import Known, RankedRow, Ranking, ranking
from wip.queries.releases import pending_of
from wip.queries.review_settings import settings_of
from wip.queries.selection_queries import Deciding, SelectionQuery, SelectionSort, query_of
from wip.services.rooms import rooms_of
from wip.web.access import actor
from wip.web.balance_views import BalanceTable, tables
from wip.web.forms import PageForm
from wip.web.selection_forms import Typed, chosen
from wip.web.templating import page_number, with_urls

ADJUSTS_MOST = 200
"""Papers up to which adjusted means are shown unasked: adjusting reads every review."""


@dataclass(frozen=True)
class Unsaved:
    """What came back from a form: rows as typed, what others changed, and papers that lack a reason."""

    typed: Mapping[int, Typed] = field(default_factory=dict)
    changes: tuple[str, ...] = ()
    missing: frozenset[int] = frozenset()


def screen(call: Call, form: PageForm, unsaved: Unsaved | None = None, copy: Scenario | None = None) -> str:
    """The whole page."""
    unsaved, row, session = unsaved or Unsaved(), call.wip_session, db.session()
    stage, me = settings_of(session, row), actor().person_id or 0
    named = shows_names(call.blindness, stage.stage, leads=True)
    query = query_of(request.args, schools=named, frozen=stage.stage is not SelectionStage.RANKING)
    waiting = held_back(session, row, me) if stage.stage is SelectionStage.RANKING else 0
    if waiting:
        query = replace(query, sort=SelectionSort.RAW)
    counts = _counts(call, unsaved, copy, named=named)
    adjusts = query.sort is SelectionSort.ADJUSTED or counts["tally"].submitted <= ADJUSTS_MOST
    adjusted = adjusted_means(session, row, me) if adjusts and not waiting else {}
    found = ranking(
        session,
        row,
        me,
        page_number(),
        names=named,
        query=query,
        scenario_id=copy.id if copy else None,
        adjusted=adjusted,
        known=Known(
            counts["papers_counted"], counts["tally"].closed, stage.stage is not SelectionStage.RANKING
        ),
        scores=not waiting,
    )
    endpoint, parts = place_of(row, copy)
    return render_template(
        "decisions/selection.html",
        wip_session=row,
        form=form,
        copy=copy,
        ranking=found,
        is_staged=counts["staged"],
        is_alone=bool(found.hidden) and has_one_leader(session, row),
        pending=pending_of(session, row) if counts["staged"] or found.hidden else None,
        papers=with_urls(found.page, endpoint, **parts),
        unsaved=unsaved,
        stage=stage,
        named=named,
        waiting=waiting,
        adjusts=bool(adjusted),
        query=query,
        sorts=_sorts(query, stage.stage, endpoint, parts, adjusts=bool(adjusted) or not (adjusts or waiting)),
        deciding=Deciding,
        rows=_rows(
            found,
            unsaved,
            row,
            frozen=stage.stage is not SelectionStage.RANKING,
            copy=copy is not None,
            waits=bool(waiting),
        ),
        **counts,
    )


def place_of(row: WipSession, copy: Scenario | None) -> tuple[str, dict[str, Any]]:
    """The endpoint of the screen, and what its address needs."""
    if copy is None:
        return "decisions.selection", {"slug": row.slug}
    return "scenarios.show", {"slug": row.slug, "scenario_id": copy.id}


def back_to(endpoint: str, **parts: Any) -> str:
    """The address of the page of the table that the form was on, with its filters and its order."""
    args: dict[str, Any] = {**query_of(request.args, schools=True, frozen=True).args(), "page": page_number()}
    return url_for(endpoint, **parts, **args)


def live(call: Call, unsaved: Unsaved, copy: Scenario | None = None) -> str:
    """The part that changes while a leader chooses: the minutes and the balance."""
    stage = settings_of(db.session(), call.wip_session).stage
    named = shows_names(call.blindness, stage, leads=True)
    return render_template(
        "decisions/live.html",
        wip_session=call.wip_session,
        **_counts(call, unsaved, copy, named=named),
    )


def _counts(call: Call, unsaved: Unsaved, copy: Scenario | None, *, named: bool) -> dict[str, Any]:
    """Minutes and balance as they would be with what has been typed; the latest event that the page knows."""
    session, row, me = db.session(), call.wip_session, actor().person_id or 0
    scenario_id = copy.id if copy else None
    counted: Counted = balance_of(session, row, me, scenario_id)
    moved = shifts(session, row, me, chosen(unsaved.typed.items()), scenario_id)
    balance, rooms = counted.balance.shifted(moved), rooms_of(session, row)
    topics = topics_of(session, call)
    return {
        "tally": balance.tally,
        "filled": list(zip(rooms, shares(rooms, balance.tally.accepted), strict=True)),
        "capacity": capacity_sentence(rooms),
        "fit": fits(rooms, balance.tally.accepted),
        "papers_counted": balance.papers,
        "balances": _balances(
            tables(counted, balance, {str(topic.id): topic.name for topic in topics}, schools=named)
        ),
        "staged": counted.staged,
        "topics": topics,
        "latest": counted.latest,
    }


@lru_cache(maxsize=256)
def _drawn_balances(found: tuple[BalanceTable, ...]) -> Markup:
    macros: Any = current_app.jinja_env.get_template("components/balance.html").module
    return Markup(macros.balance(found))  # noqa: S704 - our own macro escapes


def _balances(found: list[BalanceTable]) -> Markup:
    """The tables as they are shown; drawn anew only when a number in them changes."""
    return _drawn_balances(tuple(found)) if found else Markup()


def _sorts(
    query: SelectionQuery, stage: SelectionStage, endpoint: str, parts: dict[str, Any], *, adjusts: bool
) -> dict[str, str]:
    """The address that sorts by each column; only columns that there are."""
    offered = [SelectionSort.RAW]
    offered += [SelectionSort.ADJUSTED] if adjusts else []
    offered += [SelectionSort.FROZEN] if stage is not SelectionStage.RANKING else []
    args = {name: value for name, value in query.args().items() if name != "sort"}
    made = {sort: args | ({} if sort is SelectionSort.RAW else {"sort": sort.value}) for sort in offered}
    return {sort: f"{url_for(endpoint, **parts)}?{urlencode(more)}" for sort, more in made.items()}


def _rows(
    found: Ranking, unsaved: Unsaved, row: WipSession, *, frozen: bool, copy: bool, waits: bool
) -> list[Markup]:
    shows_adjusted = any(each.adjusted is not None for each in found.page.items)
    return [
        _drawn(
            each,
            unsaved.typed.get(each.number),
            url_for("reviews.show", slug=row.slug, number=each.number),
            lacks=each.number in unsaved.missing,
            frozen=frozen,
            copy=copy,
            adjusts=shows_adjusted,
            waits=waits,
        )
        for each in found.page.items
    ]


@lru_cache(maxsize=1024)
def _drawn(
    row: RankedRow,
    typed: Typed | None,
    href: str,
    *,
    lacks: bool,
    frozen: bool,
    copy: bool,
    adjusts: bool,
    waits: bool,
) -> Markup:
    """A row of the table; most are the same whenever the page is loaded, so each is drawn once."""
    usual = Typed(row.shown.outcome or "", str(row.shown.position or ""))
    macros: Any = current_app.jinja_env.get_template("decisions/row.html").module
    told = {"lacks": lacks, "frozen": frozen, "copy": copy, "adjusts": adjusts, "waits": waits}
    drawn = macros.row(row, typed or usual, href, is_typed=typed is not None, scale=(LOWEST, HIGHEST), **told)
    return Markup(drawn)  # noqa: S704 - our own macro escapes

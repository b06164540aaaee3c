"""What every template can use."""

from collections import Counter
from collections.abc import Iterable, MutableMapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, request, url_for
from flask.templating import Environment
from markupsafe import Markup

from wip.adapters.markdown import rendered
from wip.domain import orcid
from wip.domain.acts import act_words
from wip.domain.agenda import Part
from wip.domain.calls import BLINDNESS_WORDS
from wip.domain.circulation import READER_WORDS
from wip.domain.commissions import COMMISSION_WORDS
from wip.domain.draft_clocks import STAND_WORDS
from wip.domain.letter_names import letter_name
from wip.domain.letters import LETTER_WORDS
from wip.domain.moves import words
from wip.domain.office import OFFICE_WORDS
from wip.domain.papers import CAREER_WORDS, STATE_WORDS, WORK_WORDS
from wip.domain.reviews import OUTCOME_WORDS, REVIEW_WORDS
from wip.domain.suits import to_them
from wip.domain.texts import whole_number
from wip.domain.zones import city, day_words
from wip.queries.pages import Page
from wip.web import assets
from wip.web.access import actor
from wip.web.clock import now
from wip.web.tabs import pages_of, tabs_of
from wip.web.times import asked_zone, clock, for_reader, reader_zone, span, times_of, unknown_zone, when

PARTS_MOST = 60
"""More parts than this are narrower than a pixel or two."""


class SharedNames(Environment):
    """Templates share the names that all of them know.

    Jinja lays a map of a template's own before these, which none of ours has; every import on every page then compares the
    names one by one through both.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def register(app: Flask) -> None:
    """Attach filters and globals."""
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    env.filters["markdown"] = rendered
    env.filters["city"] = city
    env.filters["orcid_address"] = orcid.address
    env.filters["words"] = words
    env.filters["count"] = count
    env.filters["to_them"] = to_them
    env.filters["letter_name"] = letter_name
    env.globals.update(
        absolute=absolute,
        act_words=act_words,
        asked_zone=asked_zone,
        clock=clock,
        day_words=day_words,
        dots=dots,
        drawn=drawn,
        for_reader=for_reader,
        minutes_by_kind=minutes_by_kind,
        reader_zone=reader_zone,
        when=when,
        span=span,
        times_of=times_of,
        unknown_zone=unknown_zone,
        stylesheet_mark=assets.stylesheet_mark,
        pages_of=pages_of,
        tabs_of=tabs_of,
        paper_state_words=STATE_WORDS,
        commission_words=COMMISSION_WORDS,
        letter_words=LETTER_WORDS,
        office_words=OFFICE_WORDS,
        outcome_words=OUTCOME_WORDS,
        review_words=REVIEW_WORDS,
        career_words=CAREER_WORDS,
        work_words=WORK_WORDS,
        blindness_words=BLINDNESS_WORDS,
        reader_words=READER_WORDS,
        stand_words=STAND_WORDS,
    )
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    return {"actor": actor(), "now": now()}


def count(number: int, one: str, many: str | None = None) -> str:
    """`3 | count("paper")` reads "3 papers"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


@lru_cache(maxsize=4096)
def dots(scores: tuple[float, ...], low: int, high: int, mean: float | None, note: str = "") -> Markup:
    """The picture of a paper's scores; many papers share one, so it is drawn once."""
    macro = current_app.jinja_env.get_template("components/dots.html").module.dots  # type: ignore[attr-defined]
    return Markup(macro(scores, low, high, mean, note))  # noqa: S704 - our own macro escapes


def minutes_by_kind(parts: Iterable[Part]) -> Counter[str]:
    """The minutes of each kind; nought for a kind that is not there."""
    spent: Counter[str] = Counter()
    for part in parts:
        spent[part.kind] += part.minutes
    return spent


def drawn(parts: Sequence[Part]) -> Sequence[Part]:
    """The parts as a bar can show them: past what an eye tells apart, one part a kind."""
    if len(parts) <= PARTS_MOST:
        return parts
    return [Part(kind, minutes) for kind, minutes in minutes_by_kind(parts).items()]


def absolute(endpoint: str, **args: Any) -> str:
    """The whole address of a page under the installation's own name, whatever host the request came by."""
    base: str = current_app.extensions["wip_settings"].base_url
    return base + url_for(endpoint, **args)


def with_urls(page: Page[Any], endpoint: str, **args: Any) -> Page[Any]:
    """The page with addresses for its pager; other query arguments stay."""
    kept = {key: value for key, value in request.args.items() if key != "page"}

    def url(number: int) -> str:
        return f"{url_for(endpoint, **args)}?{urlencode(kept | {'page': str(number)})}"

    return replace(page, url=url)


def page_number() -> int:
    """The page asked for in the address; 1 for anything that is no number."""
    text = request.args.get("page", "1")
    return whole_number(text, digits=6) or 1

"""Copies beside the real selection: a column for each, a line for each trait."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wip.db import db
from wip.domain.balance import Balance, Share, Trait
from wip.domain.papers import CAREER_WORDS, WORK_WORDS
from wip.domain.rooms import fits
from wip.domain.selection_stages import shows_names
from wip.models import Call, Scenario
from wip.queries.balances import Counted, balance_of, schools_of
from wip.queries.call_parts import topics_of
from wip.queries.review_settings import settings_of
from wip.services.rooms import rooms_of
from wip.web.access import actor

SCHOOLS_MOST = 12


@dataclass(frozen=True)
class Column:
    """One selection: the real one, or a copy."""

    name: str
    copy: Scenario | None
    counted: Counted
    sentence: str
    is_over: bool

    @property
    def balance(self) -> Balance:
        """What is counted in it."""
        return self.counted.balance


@dataclass(frozen=True)
class Line:
    """How many papers with one trait each selection accepts, in their order, beside how many were submitted."""

    label: str
    accepted: tuple[int, ...]
    submitted: int
    typed: bool = False

    @property
    def differs(self) -> bool:
        """Whether the selections are not all one here."""
        return len(set(self.accepted)) > 1


def columns_of(call: Call, copies: Sequence[Scenario]) -> list[Column]:
    """The real selection first."""
    rooms = rooms_of(db.session(), call.wip_session)
    found = []
    for copy in (None, *copies):
        me = actor().person_id or 0
        counted = balance_of(db.session(), call.wip_session, me, copy.id if copy else None)
        fit = fits(rooms, counted.balance.tally.accepted)
        name = copy.name if copy else "The real selection"
        found.append(Column(name, copy, counted, fit.sentence, not fit.fits))
    return found


def lines_of(call: Call, columns: Sequence[Column]) -> dict[str, list[Line]]:
    """By the heading of each trait; schools only where names may be seen, and those that any selection accepts."""
    session = db.session()
    career = {stage.value: words for stage, words in CAREER_WORDS.items()}
    work = {stage.value: words for stage, words in WORK_WORDS.items()}
    topics = {str(topic.id): topic.name for topic in topics_of(session, call)}
    found = {
        "Career stage": _lines(columns, Trait.CAREER, career),
        "Stage of the work": _lines(columns, Trait.WORK, work),
        "Topics": _lines(columns, Trait.TOPIC, topics, typed=True),
    }
    stage = settings_of(session, call.wip_session).stage
    if shows_names(call.blindness, stage, leads=True):
        found["Schools"] = _lines(columns, Trait.SCHOOL, _schools(columns), typed=True)
    return {heading: lines for heading, lines in found.items() if lines}


def _lines(
    columns: Sequence[Column], trait: Trait, words: Mapping[str, str], *, typed: bool = False
) -> list[Line]:
    shares = [column.balance.of(trait) for column in columns]
    return [
        Line(
            label,
            tuple(each.get(value, Share()).accepted for each in shares),
            shares[0][value].submitted,
            typed,
        )
        for value, label in words.items()
        if value in shares[0]
    ]


def _schools(columns: Sequence[Column]) -> dict[str, str]:
    samples = columns[0].counted.samples
    accepted = {
        value: max(column.balance.of(Trait.SCHOOL).get(value, Share()).accepted for column in columns)
        for value in samples
        if value
    }
    some = sorted((value for value, number in accepted.items() if number), key=lambda value: -accepted[value])
    names = schools_of(db.session(), [samples[value] for value in some[:SCHOOLS_MOST]])
    return {value: names.get(samples[value], value) for value in some[:SCHOOLS_MOST]}

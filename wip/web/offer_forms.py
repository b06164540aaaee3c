"""The form of an offer to comment: short at first sight, with what a leader would like to know behind a fold."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from wtforms import BooleanField, SelectChoice, SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from wip.db import db
from wip.domain.offers import CONFLICTS_MOST, PAPERS_MOST, Day, Hours, OfferFacts, days_of
from wip.domain.papers import CAREER_WORDS, CareerStage
from wip.domain.texts import whole_number
from wip.models import Call, Commenter, Paper
from wip.queries.call_parts import topics_of
from wip.queries.offers import declared_by, hours_of, line_up
from wip.services.rooms import rooms_of
from wip.web.forms import PageForm, block, choices, line
from wip.web.hours_forms import ALL, NONE, PART, hours_fields, part_said, suits
from wip.web.templating import count


def _row_id(text: object) -> int:
    """A number as the form sent it; what is none becomes one that nothing has."""
    return whole_number(str(text), digits=9) or 0


def _ticks(label: str) -> SelectMultipleField:
    return SelectMultipleField(
        label,
        coerce=_row_id,
        choices=[],
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class OfferForm(PageForm):
    """What a volunteer may change later. One of topics, field or works is enough; the verb says so where none is given."""

    chosen = _ticks("Topics on which you could comment")
    topics = block("Your field, in your own words", most=2000)
    works = block("A few lines on your work, or the titles of two of your papers", most=4000)
    methods = line("Your methods", most=500)
    career_stage = SelectField(
        "Career stage", choices=choices([("", "Rather not say"), *CAREER_WORDS.items()])
    )
    conflicts = block("Papers or people on whom you should not comment", most=CONFLICTS_MOST)
    declared = _ticks("Papers on which you should not comment")
    papers_max = SelectField("How many papers would you read?", coerce=int, default=1)
    stands_by = BooleanField("I would step in at short notice if another commenter falls out")

    days: Sequence[Day] = ()

    def ask(self, asks: "OfferAsks", papers_most: int) -> None:
        """Offer the call's topics, the published papers, and as many papers as this person may take on."""
        self.days = asks.days
        self.chosen.choices = [(topic.id, topic.name) for topic in asks.topics]
        self.declared.choices = [(paper.number, f"{paper.title} ({paper.byline})") for paper in asks.papers]
        most = max(PAPERS_MOST, papers_most)
        self.papers_max.choices = [SelectChoice(n, count(n, "paper")) for n in range(1, most + 1)]
        if not asks.topics:
            del self.chosen
        if not asks.papers:
            del self.declared

    def facts(self) -> OfferFacts:
        """The form's content. Raises Refusal for a part of a date that has no length."""
        stage = self.career_stage.data
        return OfferFacts(
            topics=self.topics.data or "",
            conflicts=self.conflicts.data or "",
            papers_max=self.papers_max.data,
            methods=self.methods.data or "",
            works=self.works.data or "",
            career_stage=CareerStage(stage) if stage in list(CareerStage) else None,
            stands_by=bool(self.stands_by.data),
            chosen_topics=tuple(self.chosen.data or ()) if "chosen" in self else (),
            hours=tuple(each for place, day in enumerate(self.days) for each in self._hours(place, day)),
            declared=tuple(self.declared.data or ()) if "declared" in self else None,
        )

    def _hours(self, place: int, day: Day) -> tuple[Hours, ...]:
        said = suits(self, place)
        if said == ALL:
            return ()
        return day.hours(*((None, None) if said == NONE else part_said(self, place)))

    @property
    def folded(self) -> list[str]:
        """The fields behind the fold, so that a page opens it where one of them has something in it."""
        names = ["methods", "career_stage", "conflicts", "stands_by", "declared"]
        return [*names, *(f"suits_{place}" for place in range(len(self.days)))]

    @property
    def says_more(self) -> bool:
        """Whether something behind the fold is filled in or faulty."""
        fields = [self[name] for name in self.folded if name in self]
        parts = [self[f"until_{place}"] for place in range(len(self.days))]
        return any((each.data and each.data != ALL) or each.errors for each in fields) or any(
            each.errors for each in parts
        )


class DoorForm(OfferForm):
    """The same, with who offers."""

    name = line("Your name", needed="Give your name.")
    email = line("E-mail address", most=320, needed="Give the address to which we should write.")
    affiliation = line("School", most=300)


F = TypeVar("F", bound=OfferForm)


@dataclass(frozen=True)
class OfferAsks:
    """What a session's form asks: the call's topics, the papers that everybody may know of, and its dates."""

    topics: Sequence[Any]
    papers: Sequence[Paper]
    days: Sequence[Day]
    zone: str


def offer_asks(call: Call, person_id: int = 0) -> OfferAsks:
    """What to ask of this person in this session."""
    row = call.wip_session
    return OfferAsks(
        topics_of(db.session(), call),
        line_up(db.session(), row, person_id),
        days_of(rooms_of(db.session(), row), row.zone),
        row.zone,
    )


def offer_form(kind: type[F], asks: OfferAsks, *, papers_most: int = 0, **kwargs: Any) -> F:
    """The form that asks it. Without `formdata`, what the request sent."""
    extra = hours_fields(asks.days, asks.zone)
    made = type("SessionOfferForm", (kind,), extra)
    form: F = made(**kwargs)
    form.ask(asks, papers_most)
    return form


def own_data(row: Commenter) -> dict[str, Any]:
    """What the offer says now, as the form's fields."""
    data: dict[str, Any] = {
        name: getattr(row, name)
        for name in ("topics", "works", "methods", "conflicts", "papers_max", "stands_by")
    }
    data["career_stage"] = row.career_stage or ""
    data["chosen"] = [each.topic_id for each in row.chosen_topics]
    data["declared"] = declared_by(db.session(), row.wip_session_id, row.person_id)
    data["version"] = str(row.version)
    return data


def hours_data(row: Commenter, asks: OfferAsks) -> dict[str, Any]:
    """Which hours suit, as the form's fields; what no longer lies within the date is asked anew."""
    by_room = {each.sitting_id: each for each in hours_of(row)}
    data: dict[str, Any] = {}
    for place, day in enumerate(asks.days):
        said, times = day.said(by_room), day.clock_times()
        if said is None:
            continue
        if said.from_at is None or said.until_at is None:
            data[f"suits_{place}"] = NONE
        elif said.from_at in times and said.until_at in times:
            data[f"suits_{place}"] = PART
            data[f"from_{place}"] = said.from_at.isoformat()
            data[f"until_{place}"] = said.until_at.isoformat()
    return data

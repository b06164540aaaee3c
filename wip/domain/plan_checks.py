"""What is impossible or unwise about a session's dates, in plain words that name them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wip.domain.plans import STEP_OF, STEPS, Plan, is_weekend
from wip.domain.zone_gaps import unusual_among
from wip.domain.zones import AOE, ambiguity, clocks_change_on, in_zone, show


@dataclass(frozen=True)
class DateFault:
    """One fault: `field` is the form's field, `refused` whether it stops the call or only warns.

    `columns` are the dates that collide, where two do.
    """

    field: str
    sentence: str
    refused: bool
    columns: tuple[str, ...] = ()


SHORT_NOTICE = 42
"""Days from deadline to session under which there is little time to read (domain.md, "What real calls contain")."""

SHORT_CALL = 21
SHORT_REVIEW = 10
SHORT_READING = 7
SHORT_WRITING = 7

USUAL_ZONES = (
    "America/New_York",
    "America/Phoenix",
    "America/Los_Angeles",
    "Europe/London",
    "Europe/Berlin",
    "Australia/Sydney",
)
"""Where people of a session come from as a rule."""


def order_faults(plan: Plan) -> list[DateFault]:
    """What is impossible (refused) or unwise (a warning) about the order of the dates and the time between them.

    Source: domain.md, "What goes wrong in real ones".
    """
    refused = [
        DateFault(field, f"{said} Move one of them.", refused=True, columns=columns)
        for field, said, columns in _impossible(plan)
    ]
    stopped = {fault.field for fault in refused}
    unwise = [DateFault(field, said, refused=False) for field, said in _unwise(plan) if field not in stopped]
    return refused + unwise


def calendar_notes(plan: Plan, zones: Iterable[str] = USUAL_ZONES) -> list[DateFault]:
    """Weekends, clock times that come twice, and clocks that change on the deadline's day or apart from others'.

    `zones` are those that the session's people live in.
    """
    found = [*_weekends(plan), *_clocks(plan, zones)]
    return [DateFault(field, said, refused=False) for field, said in found]


def said(plan: Plan, column: str) -> str:
    """A date of the plan as refusals name it, with its weekday and zone."""
    return show(plan.dates[column], plan.zone_of(column))


def _impossible(plan: Plan) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    if plan.dates["starts_at"] <= plan.dates["deadline_at"]:
        yield (
            "deadline",
            (
                f"The deadline ({said(plan, 'deadline_at')}) does not lie before the session "
                f"({said(plan, 'starts_at')})."
            ),
            ("deadline_at", "starts_at"),
        )
    must_follow = (
        ("deadline_at", "opens_at", "the call's opening"),
        ("notify_at", "deadline_at", "the deadline"),
        ("starts_at", "notify_at", "the decision date"),
    )
    for late, early, name in must_follow:
        if plan.dates[late] <= plan.dates[early]:
            step = STEP_OF[late]
            yield (
                step.field,
                f"The {step.name} ({said(plan, late)}) does not lie after {name} ({said(plan, early)}).",
                (late, early),
            )
    rules = (
        (
            "review_due_at",
            "after",
            "deadline_at",
            "Reviews would be due ({}) before the deadline for papers ({}).",
        ),
        (
            "review_due_at",
            "until",
            "notify_at",
            "Reviews would be due ({}) only after authors have learned the decision ({}).",
        ),
        (
            "draft_due_at",
            "before",
            "starts_at",
            "Drafts would be due ({}) only after the session ({}): nobody could read them.",
        ),
        (
            "drafts_until_at",
            "from",
            "draft_due_at",
            "Drafts could be replaced only until {}, before they are due ({}).",
        ),
        (
            "drafts_until_at",
            "until",
            "starts_at",
            "Drafts could be replaced until {}, after the session has begun ({}).",
        ),
        (
            "circulate_at",
            "from",
            "draft_due_at",
            "Drafts would go to commenters ({}) before they are due ({}).",
        ),
        (
            "circulate_at",
            "after",
            "notify_at",
            "Drafts would go to commenters ({}) before papers are chosen ({}).",
        ),
        (
            "circulate_at",
            "before",
            "starts_at",
            "Drafts would go to commenters ({}) only after the session ({}): nobody could read them.",
        ),
        (
            "remind_at",
            "after",
            "notify_at",
            "The reminder would go out ({}) before authors learn the decision ({}).",
        ),
        (
            "remind_at",
            "before",
            "starts_at",
            "The reminder would go out ({}) only after the session has begun ({}).",
        ),
    )
    for column, how, other, words in rules:
        if not _holds(plan, column, how, other):
            yield STEP_OF[column].field, words.format(said(plan, column), said(plan, other)), (column, other)
    if plan.thank_at is not None and plan.thank_at < plan.ends_at:
        yield (
            "thank",
            (
                f"The thanks would go out ({said(plan, 'thank_at')}) before the session is over "
                f"(it begins {said(plan, 'starts_at')} and takes {plan.minutes} minutes)."
            ),
            ("thank_at", "starts_at"),
        )


def _holds(plan: Plan, column: str, how: str, other: str) -> bool:
    if column not in plan.dates or other not in plan.dates:
        return True
    one, two = plan.dates[column], plan.dates[other]
    return {"after": one > two, "before": one < two, "from": one >= two, "until": one <= two}[how]


def _days(plan: Plan, early: str, late: str) -> int | None:
    """Days on the calendar from one date to a later one; None where one is not set or the order is turned."""
    if early not in plan.dates or late not in plan.dates or plan.dates[early] >= plan.dates[late]:
        return None
    return max((plan.local(late).date() - plan.local(early).date()).days, 0)


def _unwise(plan: Plan) -> Iterator[tuple[str, str]]:
    notice = _days(plan, "deadline_at", "starts_at")
    if notice is not None and notice < SHORT_NOTICE:
        yield (
            "deadline",
            (
                f"Only {_span(notice)} {_lie(notice)} between the deadline and the session; under 6 weeks, reviewers and "
                "commenters have little time to read."
            ),
        )
    open_for = _days(plan, "opens_at", "deadline_at")
    if open_for is not None and open_for < SHORT_CALL:
        yield (
            "opens",
            f"The call is open for only {_span(open_for)}; under 3 weeks, many who would submit hear of it too late.",
        )
    ends = "review_due_at" if plan.review_due_at else "notify_at"
    review = _days(plan, "deadline_at", ends)
    if review is not None and review < SHORT_REVIEW:
        yield (
            STEP_OF[ends].field,
            (
                f"Only {_span(review)} {_lie(review)} between the deadline ({said(plan, 'deadline_at')}) and the "
                f"{STEP_OF[ends].name} ({said(plan, ends)}); reviewers need {SHORT_REVIEW} days or more."
            ),
        )
    if plan.review_due_at is not None and plan.review_due_at == plan.notify_at:
        yield (
            "review_due",
            (
                f"Reviews are due at the moment at which authors are to learn the decision ({said(plan, 'notify_at')}): "
                "there is no time left to choose."
            ),
        )
    yield from _unwise_drafts(plan)
    yield from _beside_further(plan)


def _beside_further(plan: Plan) -> Iterator[tuple[str, str]]:
    """What must come before the first date of several, or after the last."""
    if not plan.further:
        return
    first = min(plan.further, key=lambda each: each.starts_at)
    last = max(plan.further, key=lambda each: each.ends_at)
    before = ("deadline_at", "review_due_at", "notify_at", "draft_due_at", "circulate_at", "remind_at")
    for column in before if first.starts_at < plan.starts_at else ():
        if column in plan.dates and first.starts_at <= plan.dates[column] < plan.starts_at:
            yield (
                STEP_OF[column].field,
                (
                    f"{STEP_OF[column].label} ({said(plan, column)}) only after the first date, {first.name} "
                    f"({show(first.starts_at, plan.zone)}), has begun."
                ),
            )
    if plan.thank_at is not None and plan.ends_at <= plan.thank_at < last.ends_at:
        yield (
            "thank",
            (
                f"The thanks would go out ({said(plan, 'thank_at')}) before the last date, {last.name} "
                f"({show(last.starts_at, plan.zone)}), is over."
            ),
        )


def _unwise_drafts(plan: Plan) -> Iterator[tuple[str, str]]:
    if plan.draft_due_at is not None and plan.draft_due_at <= plan.notify_at:
        yield (
            "draft_due",
            (
                f"Drafts are due ({said(plan, 'draft_due_at')}) before authors learn the decision "
                f"({said(plan, 'notify_at')})."
            ),
        )
    writing = _days(plan, "notify_at", "draft_due_at")
    if writing is not None and writing < SHORT_WRITING:
        yield (
            "draft_due",
            (
                f"Authors learn the decision ({said(plan, 'notify_at')}) only {_span(writing)} before their drafts are "
                f"due ({said(plan, 'draft_due_at')})."
            ),
        )
    reading = _days(plan, "circulate_at", "starts_at")
    if reading is not None and reading < SHORT_READING:
        yield (
            "circulate",
            (
                f"Drafts go to commenters ({said(plan, 'circulate_at')}) only {_span(reading)} before the session; "
                f"they need {SHORT_READING} days or more to read."
            ),
        )
    if plan.circulate_at and plan.drafts_until_at and plan.circulate_at < plan.drafts_until_at:
        yield (
            "drafts_until",
            (
                f"Drafts can still be replaced ({said(plan, 'drafts_until_at')}) after they have gone to commenters "
                f"({said(plan, 'circulate_at')}): some will have read an older version."
            ),
        )


def _span(days: int) -> str:
    weeks, rest = divmod(days, 7)
    parts = [f"{n} {word}{'s' * (n != 1)}" for n, word in ((weeks, "week"), (rest, "day")) if n]
    return " and ".join(parts) or "hours"


def _lie(days: int) -> str:
    return "lies" if days in {1, 7} else "lie"


def _weekends(plan: Plan) -> Iterator[tuple[str, str]]:
    # A call opens by itself: nobody works on that day.
    for step in STEPS[1:]:
        if step.column in plan.dates and is_weekend(plan.local(step.column).date()):
            local = plan.local(step.column)
            yield step.field, f"{step.label}: {local.day} {local:%B %Y} is a {local:%A}."
    for each in plan.further:
        local = in_zone(each.starts_at, plan.zone)
        if is_weekend(local.date()):
            yield "starts", f"{each.name}: {local.day} {local:%B %Y} is a {local:%A}."


def _clocks(plan: Plan, zones: Iterable[str]) -> Iterator[tuple[str, str]]:
    for step in STEPS:
        if step.column in plan.dates:
            twice = ambiguity(plan.local(step.column), plan.zone_of(step.column))
            if twice:
                yield step.field, f"{step.label}: {twice}"
    for column in ("deadline_at", "starts_at"):
        change = clocks_change_on(plan.zone_of(column), plan.local(column).date())
        if change:
            yield STEP_OF[column].field, f"{change} That is the day of the {STEP_OF[column].name}."
    apart = [zone for zone in zones if zone not in {plan.zone, AOE}]
    for sentence in unusual_among(plan.zone, apart, plan.starts_at):
        yield "starts", sentence

"""A call's content out of its rows: the one source of its page, its texts and its print. Nothing private is in it."""

from datetime import timedelta

from sqlalchemy.orm import Session

from wip.domain.call_contents import (
    Block,
    Content,
    Lines,
    Moment,
    Moments,
    Plain,
    Typed,
    deadline_of,
    moment_of,
    part,
    span_of,
    spelled,
    spelled_span,
)
from wip.domain.calls import CallState
from wip.domain.circulation import circle_sentence
from wip.domain.sessions import SessionState
from wip.models import Call
from wip.queries.call_contents import AmendmentRow, QuestionRow, SittingRow, Surroundings, surroundings
from wip.queries.commenting import usual
from wip.services.call_words import how_reviewed, how_spent, until_when, what_to_send, who_comments, who_may
from wip.services.paper_letters import contact_of


def content_of(session: Session, call: Call, base_url: str) -> Content:
    """Everything that the call says, as it stands; one statement."""
    return _content(call, surroundings(session, call.wip_session), base_url)


def _content(call: Call, around: Surroundings, base_url: str) -> Content:
    row = call.wip_session
    parts = (
        part("Amendments", *(block for each in around.amendments for block in _amendment(each, row.zone))),
        part("Who may submit", Typed(call.eligible), Lines(tuple(who_may(call)))),
        part(
            "What to submit", Typed(call.what_to_submit), Lines(tuple(what_to_send(call, len(around.topics))))
        ),
        part("Topics", Lines(around.topics)),
        part("What else is asked", Lines(tuple(_question(each, row.zone) for each in around.questions))),
        part("How papers are reviewed", Lines(tuple(how_reviewed(call)))),
        part("How papers are chosen", Typed(call.criteria)),
        part("Dates", Moments(_dates(call))),
        part("The session", Lines(tuple(_format(call, around.sittings)))),
        part("Commenters", Plain(_commenters(call, around))),
        part("Terms of circulation", Typed(call.terms), Plain(_circulation(around))),
        part("Late, changed and withdrawn papers", Lines(tuple(_late(call)))),
    )
    return Content(
        title=f"Call for papers: {row.title}",
        sections=around.sections,
        address=f"{base_url}/sessions/{row.slug}/",
        notice=_notice(call),
        when=span_of("Session", row.starts_at, row.ends_at, row.zone),
        where="online, recorded" if row.recorded else "online, not recorded",
        deadline=deadline_of(call.deadline_at, call.deadline_zone, row.zone),
        about=row.about,
        parts=tuple(each for each in parts if each is not None),
        contact=contact_of(call),
    )


def _notice(call: Call) -> str:
    if call.wip_session.state is SessionState.CANCELLED:
        return "This session is cancelled. Papers are no longer taken."
    if call.state is CallState.CLOSED:
        return "This call is closed. Papers are no longer taken."
    return ""


def _amendment(row: AmendmentRow, zone: str) -> tuple[Block, ...]:
    reason = [f"The organisers say: {row.reason}"] if row.reason else []
    heading = Plain(f"Amendment {row.number}, {spelled(row.made_at, zone)}:")
    return heading, Lines((*row.sentences, *reason))


def _question(row: QuestionRow, zone: str) -> str:
    label = row.label if row.label.endswith(("?", ".", ":", "!")) else f"{row.label}."
    choices = f" One of: {'; '.join(row.choices)}." if row.choices else ""
    frozen = f" The answer can be changed until {spelled(row.frozen_from, zone)}." if row.frozen_from else ""
    return f"{label}{f' {row.help}' if row.help else ''}{choices} {_needed(row, zone)}{frozen}"


def _needed(row: QuestionRow, zone: str) -> str:
    if row.required:
        return "An answer is needed."
    if row.required_from is not None:
        return f"An answer is needed from {spelled(row.required_from, zone)} on."
    return "You may leave it out."


def _dates(call: Call) -> tuple[Moment, ...]:
    row = call.wip_session
    later = (
        ("Drafts are due", call.draft_due_at),
        ("Drafts can be replaced until", call.drafts_until_at),
        ("Papers go to those who read them", call.circulate_at),
    )
    whole = spelled_span(row.starts_at, row.ends_at, row.zone)
    moments = [
        moment_of("Call opens", call.opens_at, row.zone),
        moment_of("Deadline", call.deadline_at, call.deadline_zone),
        moment_of("Authors learn the decision by", call.notify_at, row.zone),
        *(moment_of(label, at, row.zone) for label, at in later if at is not None),
        Moment("Session", row.starts_at, row.zone, whole),
    ]
    return tuple(sorted(moments, key=lambda each: each.at))


def _format(call: Call, sittings: tuple[SittingRow, ...]) -> list[str]:
    row = call.wip_session
    return [*how_spent(row), *(_sitting(each, row.zone) for each in sittings)]


def _sitting(row: SittingRow, zone: str) -> str:
    end = row.starts_at + timedelta(minutes=row.minutes)
    return f"Also {row.name}: {spelled_span(row.starts_at, end, zone)}."


def _commenters(call: Call, around: Surroundings) -> str:
    asked = (
        " Presenters are asked to comment on one other paper as well." if around.presenters_comment else ""
    )
    return (
        f"{who_comments(call)}{asked} If you would rather comment than present, or do both, say so on the web page "
        "of this session. Everybody may attend."
    )


def _circulation(around: Surroundings) -> str:
    known = usual(0)
    circle = around.circle if around.circle is not None else known.circle
    return circle_sentence(circle, known.drafts_kept_days if around.kept_days is None else around.kept_days)


def _late(call: Call) -> list[str]:
    return [
        *until_when(call),
        f"If you need longer than that, write to {contact_of(call)} before the deadline.",
        "To change a paper, or to send a newer draft, use the personal link in the letter that confirms its receipt.",
        "You can withdraw at any time by the same link; the page says first what follows from it.",
    ]

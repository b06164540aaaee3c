"""What a hand-over says, as tables: one a file."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from wip.domain.commissions import COMMISSION_WORDS
from wip.domain.letters import LETTER_WORDS
from wip.domain.moves import words
from wip.domain.papers import STATE_WORDS
from wip.domain.people import Actor
from wip.domain.reviews import OUTCOME_WORDS
from wip.domain.selection import Ranks
from wip.domain.zones import show, show_span
from wip.models import Call, WipSession
from wip.queries import hand_overs as reads
from wip.queries.people import leaders_of
from wip.queries.reviews import hidden_papers, own_papers
from wip.services.show_times import NOT_KEPT, KeptTime, times_kept

Cell = str | int | None


@dataclass(frozen=True)
class HandOverTable:
    """One file of the hand-over. `about` says in its README what stands in it."""

    name: str
    about: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def tables(session: Session, call: Call, *, by: Actor) -> list[HandOverTable]:
    """Everything about the session's people, papers and letters that `by`, a leader, may see."""
    row = call.wip_session
    hidden = hidden_papers(session, row, by.person_id or 0)
    closed = hidden - own_papers(session, row, by.person_id or 0)
    return [
        _papers(
            reads.papers(session, row),
            row,
            hidden,
            closed,
            reads.reasons(session, row),
            times_kept(session, row),
        ),
        _commenters(session, row, closed),
        _volunteers(session, row),
        _attendees(session, row),
        _reviewers(session, row, hidden),
        _leaders(session, row),
        _letters(session, row, hidden),
        _dates(call),
    ]


def _papers(
    lines: list[reads.PaperLine],
    row: WipSession,
    hidden: set[int],
    closed: set[int],
    reasons: dict[int, str],
    times: dict[int, KeptTime],
) -> HandOverTable:
    headers = (
        "Number",
        "Title",
        "Authors",
        "Schools",
        "State",
        "Submitted",
        "Authors were told",
        "Versions of the draft",
        "Slot",
        "Began",
        "Comments from",
        "Ended",
        "Minutes over",
        "Commenters",
        "Feedback by commenters",
        "Feedback from the audience",
        "Reviews",
        "Mean score",
        "Rank at the freeze",
        "Decision at the freeze",
        "Reason of a change since",
    )
    about = (
        "Every paper and what became of it: who presented (and from when to when, where the session’s clock was used), withdrew, turned the place down or was declined, and how many left "
        "feedback (what they wrote only the authors read). Reviews, scores and reasons are left out for papers that you wrote; of those with which you have a conflict there is only "
        "the number."
    )
    # Ranked among the open ones: a gap in the ranks would tell that of a paper left out.
    ranks = Ranks.of((_first(line), 1) for line in lines if line.paper.id not in hidden)
    rows = tuple(
        _closed(line.paper.number, len(headers))
        if line.paper.id in closed
        else _paper(
            line,
            row,
            hidden,
            (ranks.rank(_first(line)), reasons.get(line.paper.id, "")),
            times.get(line.paper.id, NOT_KEPT),
        )
        for line in lines
    )
    return HandOverTable("papers", about, headers, rows)


def _closed(number: int, cells: int) -> tuple[Cell, ...]:
    return (number, "", "", "", "hidden from you", *[""] * (cells - 5))


def _first(line: reads.PaperLine) -> float | None:
    return None if line.paper.frozen_rank is None else -float(line.paper.frozen_rank)


def _paper(
    line: reads.PaperLine,
    row: WipSession,
    hidden: set[int],
    frozen_as: tuple[int | None, str],
    times: KeptTime,
) -> tuple[Cell, ...]:
    rank, reason = frozen_as
    paper, entry, open_ = line.paper, line.entry, line.paper.id not in hidden
    frozen = OUTCOME_WORDS[paper.frozen_outcome][0] if paper.frozen_outcome else ""
    mean = "" if paper.score_mean is None else f"{paper.score_mean:.2f}"
    return (
        paper.number,
        paper.title,
        paper.byline,
        "; ".join(dict.fromkeys(a.affiliation for a in paper.authors if a.affiliation)),
        STATE_WORDS[paper.state][0],
        show(paper.submitted_at, row.zone),
        show(line.told_at, row.zone) if line.told_at else "",
        len(paper.drafts),
        show_span(entry.starts_at, entry.ends_at, row.zone) if entry else "",
        *(show(at, row.zone) if at else "" for at in (times.began_at, times.turned_at, times.ended_at)),
        times.over if line.minutes_over is None else line.minutes_over,
        "; ".join(line.commenters),
        line.feedback.commenters,
        line.feedback.audience,
        paper.reviews_done if open_ else None,
        mean if open_ else "",
        rank if open_ else None,
        frozen if open_ else "",
        reason if open_ else "",
    )


def _commenters(session: Session, row: WipSession, closed: set[int]) -> HandOverTable:
    return HandOverTable(
        "commenters",
        "Everybody who was asked to comment on a paper, with the answer.",
        ("Name", "E-mail", "School", "Paper", "Title", "Answer", "Asked", "Answered"),
        tuple(
            (
                who.person.name,
                who.person.email,
                who.person.affiliation,
                asked.paper.number,
                asked.paper.title,
                COMMISSION_WORDS[asked.state][0],
                show(asked.offered_at, row.zone),
                show(asked.answered_at, row.zone) if asked.answered_at else "",
            )
            for asked, who in reads.commissions(session, row)
            if asked.paper_id not in closed
        ),
    )


def _volunteers(session: Session, row: WipSession) -> HandOverTable:
    return HandOverTable(
        "volunteers",
        "Everybody who offered to comment, with their topics; the first people to write to next year.",
        ("Name", "E-mail", "School", "Topics", "Papers at most", "Offer"),
        tuple(
            (
                each.person.name,
                each.person.email,
                each.person.affiliation,
                each.topics,
                each.papers_max,
                "taken back" if each.withdrawn else "standing",
            )
            for each in reads.volunteers(session, row)
        ),
    )


def _attendees(session: Session, row: WipSession) -> HandOverTable:
    return HandOverTable(
        "attendees",
        "Everybody who signed up to attend. The app does not see who joined the meeting.",
        ("Name", "E-mail", "School", "Signed up"),
        tuple(
            (
                each.person.name,
                each.person.email,
                each.person.affiliation,
                show(each.registered_at, row.zone),
            )
            for each in reads.attendees(session, row)
        ),
    )


def _reviewers(session: Session, row: WipSession, hidden: set[int]) -> HandOverTable:
    return HandOverTable(
        "reviewers",
        "Who reviewed, and how many papers each. What they wrote is not in this file.",
        ("Name", "E-mail", "School", "Invitation", "Reviews"),
        tuple(
            (person.name, person.email, person.affiliation, state, number)
            for person, state, number in reads.reviewers(session, row, hidden)
        ),
    )


def _leaders(session: Session, row: WipSession) -> HandOverTable:
    return HandOverTable(
        "leaders",
        "Who leads the section.",
        ("Name", "E-mail", "School"),
        tuple((each.name, each.email, each.affiliation) for each in leaders_of(session, row.section_id)),
    )


def _letters(session: Session, row: WipSession, hidden: set[int]) -> HandOverTable:
    return HandOverTable(
        "letters",
        "How many letters of each kind went out, or did not.",
        ("Kind", "State", "Number"),
        tuple(
            (words(kind), LETTER_WORDS[state][0], number)
            for kind, state, number in reads.letters(session, row, hidden)
        ),
    )


def _dates(call: Call) -> HandOverTable:
    row = call.wip_session
    dates = (
        ("The call opened", call.opens_at, row.zone),
        ("Deadline", call.deadline_at, call.deadline_zone),
        ("Reviews due", call.review_due_at, row.zone),
        ("Authors were to hear by", call.notify_at, row.zone),
        ("Drafts due", call.draft_due_at, row.zone),
        ("Drafts to commenters", call.circulate_at, row.zone),
        ("Reminder", call.remind_at, row.zone),
        ("Session", row.starts_at, row.zone),
        ("End of the session", row.ends_at, row.zone),
        ("Thank-you letters", call.thank_at, row.zone),
    )
    return HandOverTable(
        "dates",
        "The plan’s dates, in the zone that each was announced in and in UTC (ISO 8601).",
        ("What", "When", "UTC"),
        tuple((what, show(at, zone), f"{at:%Y-%m-%dT%H:%M:%SZ}") for what, at, zone in dates if at),
    )

"""What a paper's authors may not do: too many, too late, twice, or over a co-author's head."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.adapters.addresses import normalised
from wip.adapters.files import Stored
from wip.domain.eligibility import rule_faults
from wip.domain.orcid import canonical, is_mistyped
from wip.domain.papers import PaperFacts, PaperState, comparable, word_count
from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.domain.sessions import SessionState
from wip.domain.zones import show
from wip.models import Call, HistoryEvent, Letter, Paper, Person, Upload
from wip.services.paper_letters import contact_of

PAPERS_MOST = 10
"""More papers than this in one session are a nuisance, or an attack."""

KEPT_LATE = timedelta(hours=48)
"""How long after the deadline a late text is still kept for the leaders."""


class Another(Refusal):
    """The first author has a paper here already; what is said of it is for that person alone (`person_id`).

    `paper_id` is the paper that stands in the way, or the last of several.
    """

    def __init__(self, no: Refusal, person_id: int, paper_id: int) -> None:
        super().__init__(no.sentence, no.field)
        self.person_id = person_id
        self.paper_id = paper_id


def another(session: Session, call: Call, submitter_id: int, title: str) -> Another | None:
    """Why the first author may submit no paper of this title: there is one, submitted or only kept; or one too many.

    To be raised after everything else about the form was judged: else a form that cannot come in would ask,
    without a trace, who has submitted what.
    """
    select = sa.select(Paper.id, Paper.title).where(*_standing(call.wip_session_id, submitter_id))
    rows = session.execute(select.order_by(Paper.number)).all()
    same = next((row.id for row in rows if comparable(row.title) == comparable(title)), None)
    if same is not None:
        no = "You have submitted a paper with this title already. To change it, use the link in its receipt."
        return Another(Refusal(no, "title"), submitter_id, same)
    try:
        refuse_count(call, len(rows))
    except Refusal as no:
        return Another(no, submitter_id, rows[-1].id)
    return None


def refuse_many(session: Session, call: Call, submitter_id: int, besides: int = 0) -> None:
    """Refuse more papers of one first author than the call takes, or than any session could ever want.

    First authors alone are counted: anybody can name anybody as a co-author, and must not use up their place by it.
    `besides` is the id of a paper that does not count.
    """
    count = session.scalar(
        sa.select(sa.func.count())
        .select_from(Paper)
        .where(*_standing(call.wip_session_id, submitter_id), Paper.id != besides)
    )
    refuse_count(call, count or 0)


def refuse_count(call: Call, count: int) -> None:
    """Refuse one paper more of a first author who has `count` of them in the session."""
    if call.papers_each is not None and count >= call.papers_each:
        one = call.papers_each == 1
        raise Refusal(
            f"This call takes {'one paper' if one else f'{call.papers_each} papers'} of each first author, and "
            f"{'this author has one' if one else 'this author has as many'} in it already. "
            f"Withdraw {'it' if one else 'one'} first, or write to {contact_of(call)}.",
            "authors",
        )
    if count >= PAPERS_MOST:
        raise Refusal(
            f"The first author has {PAPERS_MOST} papers in this session, which is as many as are possible. "
            f"Withdraw one first, or write to {contact_of(call)}."
        )


def _standing(wip_session_id: int, submitter_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Paper.wip_session_id == wip_session_id,
        Paper.submitter_id == submitter_id,
        Paper.state != PaperState.WITHDRAWN,
    )


def refuse_ineligible(call: Call, facts: PaperFacts) -> None:
    """Refuse a paper that does not keep to the call's rules, naming the first one; the form names them all."""
    for fault in rule_faults(call.rules, facts):
        raise Refusal(fault.sentence, fault.field)
    for author in facts.authors:
        if canonical(author.orcid) is None:
            raise Refusal(bad_orcid(author.orcid), "authors")
    most, words = call.bio_words_max, word_count(facts.bio)
    if most and words > most:
        raise Refusal(too_long("biography", words, most), "bio")


def bad_orcid(typed: str) -> str:
    """What is said of something that is no ORCID iD."""
    if is_mistyped(typed):
        return f"The last character of “{typed[:40]}” does not fit the others, so a digit is mistyped. Look at it again."
    return f"“{typed[:40]}” is no ORCID iD. It has 16 digits, such as 0000-0002-1825-0097; leave it empty if unsure."


def too_long(what: str, words: int, most: int) -> str:
    """What is said of a text with too many words."""
    return f"The {what} has {words} words; the call allows {most}. Please shorten it by {words - most}."


COUNTED_TOO_MANY = 1.05
"""A PDF's running heads and page numbers are words too, for whoever counts them: one in twenty is let pass."""


def refuse_long_draft(call: Call, upload: Upload | Stored | None) -> None:
    """Refuse a draft with clearly more words than the call allows, where its words can be counted."""
    words = (upload.facts or {}).get("words") if upload is not None else None
    if call.draft_words_max and isinstance(words, int) and words > call.draft_words_max * COUNTED_TOO_MANY:
        raise Refusal(too_long("draft", words, call.draft_words_max), "draft")


def is_kept_late(call: Call, now: datetime) -> bool:
    """Whether a paper that comes after the deadline is still kept, so that a leader may let it in."""
    row = call.wip_session
    in_time = now <= call.deadline_at + KEPT_LATE and now < row.starts_at
    return in_time and row.state is not SessionState.CANCELLED


def refuse_too_late(call: Call, now: datetime) -> None:
    """Refuse a paper so late that nobody could let it in."""
    if not is_kept_late(call, now):
        raise Refusal(
            f"The deadline was {show(call.deadline_at, call.deadline_zone)}; papers are no longer taken. "
            f"Write to {contact_of(call)} if you still want to take part."
        )


def refuse_take_over(row: Paper, facts: PaperFacts, by: Actor) -> None:
    """Refuse a co-author who takes somebody else off the paper, or changes who is first."""
    if by.person_id == row.submitter_id:
        return
    linked = [author.person.email_key if author.person else "" for author in row.authors]
    typed = [normalised(author.email) or "" for author in facts.authors]
    moved = typed[0] != linked[0] if linked[0] else facts.authors[0].name != row.authors[0].name
    if moved or not {key for key in linked if key} <= set(typed):
        raise Refusal(
            "Only the first author can take somebody off the paper, or put somebody else first. "
            "Ask them, or write to the organisers.",
            "authors",
        )


def keep_own_place(row: Paper, facts: PaperFacts, by: Actor) -> None:
    """Nobody may write themselves off a paper by a slip: they would lose the link that they are using."""
    own = {a.person.email_key for a in row.authors if a.person and a.person_id == by.person_id}
    if own and not own & {normalised(author.email) for author in facts.authors}:
        raise Refusal(
            "You cannot take yourself off the authors here. Withdraw the paper, or ask a co-author.",
            "authors",
        )


ADDED_MOST = 12
"""So many people a day can be added to one paper: each gets a letter."""


def refuse_objectors(session: Session, row: Paper, added: list[Person]) -> None:
    """Somebody who said that they are no author of this paper stays out, whoever types their address again."""
    if not added:
        return
    said_no = session.scalars(
        sa.select(HistoryEvent.actor_id).where(
            HistoryEvent.paper_id == row.id, HistoryEvent.act == "disown paper"
        )
    ).all()
    for person in added:
        if person.id in said_no:
            raise Refusal(objected(person.email), "authors")


def objected(email: str) -> str:
    """What is said of an address whose owner is no author of the paper."""
    return f"{email} has told us that this is not their paper. Leave the address out, or the author."


def refuse_flood(session: Session, row: Paper, added: list[Person], now: datetime) -> None:
    """Refuse more new co-authors in a day than a paper can have: whoever holds a link must not fill mailboxes."""
    told = session.scalar(
        sa.select(sa.func.count())
        .select_from(Letter)
        .where(
            Letter.cause.startswith(f"paper:{row.id}:added:", autoescape=True),
            Letter.written_at > now - timedelta(days=1),
        )
    )
    if (told or 0) + len(added) > ADDED_MOST:
        raise Refusal(
            f"{ADDED_MOST} authors were added to this paper today, and each got a letter. Add more tomorrow.",
            "authors",
        )

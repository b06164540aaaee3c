"""Letters to a group: looked at for each recipient, then sent in one act, one to a person."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from wip.adapters.own_letters import our_words
from wip.domain.letter_kinds import placeholders
from wip.domain.letter_samples import NAME
from wip.domain.letter_templates import OwnWords, check
from wip.domain.letters import LetterKind
from wip.domain.links import page
from wip.domain.mail_groups import BY_PAPERS, GROUP_WORDS, OF_AUTHORS, MailGroup
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.domain.stops import StopTopic
from wip.domain.zones import show
from wip.models import Call, LetterPaper, Mailing, Paper, Person, Section, WipSession
from wip.queries import mailings as reads
from wip.queries.blindness import names_to_leader
from wip.queries.mailings import Member
from wip.queries.stops import stopped_people
from wip.services.decisions import lock_selection
from wip.services.histories import record
from wip.services.letters import Draught, draught, write
from wip.services.paper_letters import contact_of
from wip.services.rooms import dates_of

_KIND = LetterKind.GROUP_MAIL
ALIKE_FOR = timedelta(days=1)
"""For how long the same words to the same group are asked about."""


@dataclass(frozen=True)
class Order:
    """What a leader wants sent: to whom, and in which words."""

    group: MailGroup
    paper: Paper | None
    words: OwnWords


@dataclass(frozen=True)
class Proposal:
    """What sending would do. `shown` may be shown to the leader; others in the group, if there are any, get it too.

    `stopped` are those shown who want no such letters. `nameless` counts those who would be shown, were the call not
    blind to the leader. `digest` changes with the recipients and with the words. `sent_before` says when and by whom the
    same words went to the same group within a day; empty where they did not.
    """

    shown: tuple[Member, ...]
    nameless: int
    stopped: frozenset[int]
    hides_some: bool
    digest: str
    sent_before: str = ""

    @property
    def letters(self) -> int:
        """How many of those shown get a letter."""
        return self.nameless + sum(one.person.id not in self.stopped for one in self.shown)

    @property
    def reaches_somebody(self) -> bool:
        """Whether anybody may get a letter; of those who are not shown, nothing is known to the leader."""
        return self.letters > 0 or self.hides_some


def first_words(section: Section) -> OwnWords:
    """What a new letter to a group begins with: the section's own words for it, or the planner's."""
    own = (row for row in section.letter_templates if row.kind == _KIND.value)
    return next((OwnWords(row.subject, row.body) for row in own), our_words(_KIND))


def propose(session: Session, call: Call, order: Order, *, by: Actor, now: datetime) -> Proposal:
    """Who would get it. Raises Refusal for words that could not be sent, and for a paper not chosen."""
    refuse_unsendable(order)
    everybody = reads.members(session, call.wip_session, order.group, order.paper)
    person_id = by.person_id or 0
    seen = reads.visible_papers(session, call.wip_session, person_id)
    shown = [one for one in everybody if all(paper.id in seen for paper in one.papers)]
    stopped = stopped_people(session, call.wip_session, StopTopic.GROUP_MAIL)
    nameless = 0
    if order.group in OF_AUTHORS and not names_to_leader(session, call.wip_session, person_id):
        nameless, shown = len(shown), []
    return Proposal(
        shown=tuple(shown),
        nameless=nameless,
        stopped=frozenset(one.person.id for one in shown) & stopped,
        # Said whether or not somebody is left out of this group: a number would tell what became of a closed paper.
        hides_some=order.group in BY_PAPERS and reads.has_closed_papers(session, call.wip_session, person_id),
        digest=_digest(order, everybody),
        sent_before=_sent_before(session, call.wip_session, order, now),
    )


def _sent_before(session: Session, wip_session: WipSession, order: Order, now: datetime) -> str:
    # Whoever else may be in the group now: that would tell what became of a closed paper.
    words = order.words
    row = reads.sent_alike(
        session, wip_session, order.group, order.paper, words.subject, words.body, since=now - ALIKE_FOR
    )
    if row is None:
        return ""
    return f"The same letter went to this group on {show(row.sent_at, wip_session.zone)}, sent by {row.sender.called}."


def refuse_unsendable(order: Order) -> None:
    """Raise Refusal for words of which no letter could be made, and where no paper is chosen for its commenters."""
    if order.group is MailGroup.PAPER_COMMENTERS and order.paper is None:
        raise Refusal("Choose the paper whose commenters you write to.", "paper")
    check(order.words, placeholders(_KIND))


def _digest(order: Order, everybody: Sequence[Member]) -> str:
    people = [[one.person.id, one.person.email, [p.id for p in one.papers]] for one in everybody]
    words = [order.group, order.paper.id if order.paper else 0, order.words.subject, order.words.body]
    return hashlib.sha256(json.dumps([words, people]).encode()).hexdigest()


def somebody(order: Order) -> Member:
    """A made-up recipient, for whom the letter is shown where nobody may be named."""
    person = Person(id=0, name=NAME, email="avery.sample@example.edu", link_generation=0)
    return Member(person, (order.paper or Paper(title="A Sample Paper"),))


def letter_to(call: Call, order: Order, one: Member, cause: str = "") -> Draught:
    """The letter as this person gets it, word for word."""
    row = call.wip_session
    facts = {
        "session_title": row.title,
        "session_date": dates_of(row),
        "section": row.section.name,
        "contact": contact_of(call),
        "titles": "; ".join(f"“{paper.title}”" for paper in one.papers),
    }
    links = {"session": page(f"/sessions/{row.slug}/")}
    return draught(_KIND, one.person, cause, facts, links, wip_session=row, own=order.words)


def send(
    session: Session,
    call: Call,
    order: Order,
    *,
    digest: str,
    seen: Sequence[int],
    by: Actor,
    now: datetime,
    again: bool = False,
) -> Mailing:
    """Write the letters, one a person. `seen` are the ids of those whom the page showed.

    Raises Stale, with what changed, where the words or the recipients are not those of the preview, and Refusal where
    nobody is in the group, or where the same was sent within a day and is not to be sent `again`.
    """
    lock_selection(session, call.wip_session)
    proposal = propose(session, call, order, by=by, now=now)
    if proposal.digest != digest:
        raise Stale("Nothing was sent: this is not what you looked at.", _changes(proposal, seen))
    everybody = reads.members(session, call.wip_session, order.group, order.paper)
    if not everybody or by.person_id is None:
        raise Refusal("Nobody is in this group now, so nothing was sent.", "group")
    if not proposal.reaches_somebody:
        raise Refusal(
            "Everybody in this group wants no more letters to a group, so nothing was sent.", "group"
        )
    if proposal.sent_before and not again:
        raise Refusal(f"{proposal.sent_before} If you do mean it, tick “Send it again”.", "again")
    row = Mailing(
        wip_session_id=call.wip_session_id,
        group=order.group,
        paper_id=order.paper.id if order.paper else None,
        subject=order.words.subject,
        body=order.words.body,
        sent_by=by.person_id,
        sent_at=now,
    )
    session.add(row)
    session.flush()
    for one in everybody:
        letter = letter_to(call, order, one, reads.cause_of(row.id))
        told = write(session, letter, now, call.wip_session, paper=_about(one))
        if told is not None and len(one.papers) > 1:
            session.add_all(LetterPaper(letter_id=told.id, paper_id=paper.id) for paper in one.papers)
        row.letters += told is not None
        row.stopped += told is None
    session.flush()
    new = {"group": GROUP_WORDS[order.group], "subject": order.words.subject}
    record(session, by, "mail group", row, now, wip_session=call.wip_session, paper=order.paper, new=new)
    return row


def _about(one: Member) -> Paper | None:
    """The one paper that the letter is about; several are noted beside it, as each of them may be closed to somebody."""
    return one.papers[0] if len(one.papers) == 1 else None


def _changes(proposal: Proposal, seen: Sequence[int]) -> tuple[str, ...]:
    now = {one.person.id: one.person.called for one in proposal.shown}
    joined = [name for id_, name in now.items() if id_ not in seen]
    left = len([id_ for id_ in seen if id_ not in now])
    changes = []
    if joined:
        changes.append(f"New in the group: {', '.join(joined[:10])}{' and others' if joined[10:] else ''}.")
    if left:
        changes.append(f"{left} of those shown {'is' if left == 1 else 'are'} no longer in it.")
    return tuple(changes) or ("The words, an address or a paper has changed since the preview.",)

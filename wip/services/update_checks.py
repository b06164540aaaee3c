"""What the author's own form would refuse, asked of a whole sheet before anything is written; four statements."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.adapters.addresses import normalised
from wip.domain.eligibility import rule_faults
from wip.domain.exports import PaperRecord, question_header
from wip.domain.orcid import canonical
from wip.domain.papers import PaperFacts, PaperState, word_count
from wip.domain.questions import QuestionKind, checked
from wip.domain.refusals import Refusal
from wip.models import Call, HistoryEvent, Paper, Person
from wip.queries.call_parts import questions_of
from wip.services.answers import FROZEN
from wip.services.paper_checks import bad_orcid, objected, refuse_count, too_long


class Checks:
    """Judges papers one after another: a sheet that gives one first author two papers is one too many as well."""

    def __init__(self, session: Session, call: Call, now: datetime) -> None:
        self.call, self.now = call, now
        self.asked = [question.asked for question in questions_of(session, call, retired=True)]
        in_session = Paper.wip_session_id == call.wip_session_id
        self.objected: dict[int, set[str]] = defaultdict(set)
        for number, key in session.execute(
            sa.select(Paper.number, Person.email_key)
            .join(HistoryEvent, HistoryEvent.paper_id == Paper.id)
            .join(Person, Person.id == HistoryEvent.actor_id)
            .where(in_session, HistoryEvent.act == "disown paper")
        ):
            self.objected[number].add(key)
        firsts = sa.select(Person.email_key).join(Paper, Paper.submitter_id == Person.id)
        standing = in_session & (Paper.state != PaperState.WITHDRAWN)
        self.papers_of = Counter(session.scalars(firsts.where(standing)))

    def faults(self, record: PaperRecord, facts: PaperFacts) -> Iterator[str]:
        """Why the paper cannot become `facts`. What breaks a rule of the call already may stay as it is."""
        yield from self._rules(record.facts, facts)
        yield from self._answers(record.facts, facts)
        yield from self._authors(record, facts)

    def _rules(self, old: PaperFacts, new: PaperFacts) -> Iterator[str]:
        known = {fault.sentence for fault in rule_faults(self.call.rules, old)}
        yield from (f.sentence for f in rule_faults(self.call.rules, new) if f.sentence not in known)
        most, words = self.call.bio_words_max, word_count(new.bio)
        if most and words > most and new.bio != old.bio:
            yield too_long("biography", words, most)
        chosen = len(new.topics)
        if new.topics != old.topics and chosen > self.call.topics_max:
            yield f"Choose at most {self.call.topics_max} topics; these are {chosen}."

    def _answers(self, old: PaperFacts, new: PaperFacts) -> Iterator[str]:
        for asked in self.asked:
            said = new.answers.get(asked.id, "")
            if said == old.answers.get(asked.id, "") or asked.kind is QuestionKind.FILE:
                continue
            if asked.is_frozen(self.now):
                yield FROZEN.format(label=asked.label)
                continue
            try:
                checked(asked, said, self.now)
            except Refusal as no:
                yield f"Under “{question_header(asked)}”: {no.sentence}"

    def _authors(self, record: PaperRecord, facts: PaperFacts) -> Iterator[str]:
        before = [normalised(author.email) for author in record.facts.authors if author.email]
        orcids = {author.orcid for author in record.facts.authors}
        for author in facts.authors:
            key = normalised(author.email) if author.email else None
            if author.orcid not in orcids and canonical(author.orcid) is None:
                yield bad_orcid(author.orcid)
            if key and key not in before and key in self.objected[record.number]:
                yield objected(author.email)
        first = normalised(facts.authors[0].email) or ""
        if not before or first == before[0]:
            return
        try:
            refuse_count(self.call, self.papers_of[first])
        except Refusal as no:
            yield no.sentence
        self.papers_of[first] += 1

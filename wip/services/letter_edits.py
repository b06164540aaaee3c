"""A leader's own words for single letters of a release, kept until it is made; one that no longer fits does not count."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.adapters.letter_texts import as_editable, edited
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.models import LetterEdit, Paper, Person, WipSession
from wip.services.histories import record
from wip.services.letters import Draught


@dataclass(frozen=True)
class Worded:
    """A letter as it would leave; `plain` is the one without the edit. An edit that no longer fits is not in it.

    `comments_differ` where it would fit, did reviewers' comments go along, or not, as when it was edited.
    """

    letter: Draught
    plain: Draught
    edit: LetterEdit | None = None
    comments_differ: bool = False

    @property
    def is_edited(self) -> bool:
        """Whether a leader's words are in it."""
        return self.edit is not None and self.edit.basis == basis_of(self.plain)

    @property
    def is_outdated(self) -> bool:
        """Whether a leader edited another letter than this one: the decision, the day or the paper has changed since."""
        return self.edit is not None and not self.is_edited

    @property
    def editable(self) -> tuple[str, str]:
        """Subject and text as they stand in the editor, with links as placeholders."""
        if self.edit is not None and self.is_edited:
            return self.edit.subject, self.edit.body
        return self.plain.words.subject, as_editable(self.plain.words, self.plain.names)


def basis_of(letter: Draught) -> str:
    """What a letter says and links to, as a digest."""
    said = [
        letter.kind.value,
        letter.words.subject,
        letter.words.text,
        [link.stored() for link in letter.links],
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def edits_of(session: Session, paper_ids: Sequence[int]) -> dict[tuple[int, int], LetterEdit]:
    """The edits there are, by paper and person; one statement."""
    rows = session.scalars(sa.select(LetterEdit).where(LetterEdit.paper_id.in_(paper_ids)))
    return {(row.paper_id, row.person_id): row for row in rows}


def worded(plain: Draught, edit: LetterEdit | None) -> Worded:
    """The letter in the leader's words where they still fit, else as it is."""
    found = Worded(plain, plain, edit)
    if edit is None or not found.is_edited:
        return found
    words = edited(plain.kind, edit.subject, edit.body, plain.names)
    return replace(found, letter=replace(plain, words=words))


def edit_letter(
    session: Session,
    wip_session: WipSession,
    paper: Paper,
    letter: Worded,
    subject: str,
    body: str,
    *,
    seen: int,
    by: Actor,
    now: datetime,
) -> None:
    """Keep these words for this letter. Refuses unknown placeholders and missing links; Stale where another was faster."""
    row = letter.edit
    if (row.version if row else 0) != seen:
        raise Stale("Another leader edited this letter while your page was open.")
    edited(letter.plain.kind, subject, body, letter.plain.names)
    if by.person_id is None:
        raise Refusal("Sign in first.")
    if row is None:
        row = LetterEdit(paper_id=paper.id, person_id=letter.plain.to.id, subject="", body="")
        session.add(row)
    old = {"subject": row.subject} if row.subject else {}
    row.basis, row.subject, row.body = basis_of(letter.plain), subject, body
    row.edited_by, row.edited_at = by.person_id, now
    session.flush()
    new = {"to": _called(letter.plain.to), "subject": subject}
    record(session, by, "edit letter", row, now, wip_session=wip_session, paper=paper, old=old, new=new)


def drop_edit(
    session: Session, wip_session: WipSession, paper: Paper, letter: Worded, *, by: Actor, now: datetime
) -> None:
    """Back to the letter as it is without the edit; nothing where there is none."""
    if letter.edit is None:
        return
    new = {"to": _called(letter.plain.to)}
    record(session, by, "drop letter edit", letter.edit, now, wip_session=wip_session, paper=paper, new=new)
    session.delete(letter.edit)
    session.flush()


def forget_edits(session: Session, paper_ids: Sequence[int]) -> None:
    """The letters have gone their way: what was edited in them is in the letters themselves."""
    session.execute(sa.delete(LetterEdit).where(LetterEdit.paper_id.in_(paper_ids)))


def _called(person: Person) -> str:
    return person.name or person.email

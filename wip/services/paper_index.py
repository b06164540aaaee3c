"""What lists of papers are sorted and searched by, kept with each paper."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.papers import word_count
from wip.domain.search import fold, words_of
from wip.models import Paper, PaperWord

_AUTHOR_MOST, _SCHOOL_MOST = 200, 300


def set_sort_keys(row: Paper) -> None:
    """Follow the paper's title, abstract and first author."""
    first = row.authors[0] if row.authors else None
    row.sort_title = fold(row.title)[:_AUTHOR_MOST]
    row.abstract_words = word_count(row.abstract)
    row.sort_author = fold(first.name)[:_AUTHOR_MOST] if first else ""
    row.sort_school = fold(first.affiliation)[:_SCHOOL_MOST] if first else ""


def search_words(row: Paper) -> frozenset[str]:
    """The words by which the paper is found."""
    return words_of([row.title, *(f"{author.name} {author.affiliation}" for author in row.authors)])


def index(session: Session, row: Paper) -> None:
    """Follow a paper's title, abstract and authors. To be called, with the authors in place, by whatever changes them."""
    set_sort_keys(row)
    session.flush()
    wanted = search_words(row)
    there = set(session.scalars(sa.select(PaperWord.word).where(PaperWord.paper_id == row.id)))
    gone, new = there - wanted, wanted - there
    if gone:
        session.execute(sa.delete(PaperWord).where(PaperWord.paper_id == row.id, PaperWord.word.in_(gone)))
    if new:
        rows = [
            {"wip_session_id": row.wip_session_id, "word": word, "paper_id": row.id} for word in sorted(new)
        ]
        session.execute(sa.insert(PaperWord), rows)

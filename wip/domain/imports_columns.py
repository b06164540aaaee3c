"""Which column of a sheet means what: guessed from its header, then decided by a person in the preview."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType

from wip.domain.refusals import Refusal


class Column(StrEnum):
    """What the import can take from a sheet."""

    SUBMITTED_AT = "submitted_at"
    EMAIL = "email"
    NAME = "name"
    AFFILIATION = "affiliation"
    TITLE = "title"
    ABSTRACT = "abstract"
    COAUTHORS = "coauthors"
    CAREER_STAGE = "career_stage"
    WORK_STAGE = "work_stage"
    FOCUS_PAGES = "focus_pages"
    QUESTIONS = "questions"
    TOPICS = "topics"
    WILL_COMMENT = "will_comment"
    DRAFT_LINK = "draft_link"


ColumnMapping = Mapping[Column, int | None]

REQUIRED = (Column.EMAIL, Column.NAME, Column.TITLE, Column.ABSTRACT)

COLUMN_WORDS: Mapping[Column, str] = MappingProxyType(
    {
        Column.SUBMITTED_AT: "time of submission",
        Column.EMAIL: "e-mail address",
        Column.NAME: "name",
        Column.AFFILIATION: "school",
        Column.TITLE: "title",
        Column.ABSTRACT: "abstract",
        Column.COAUTHORS: "co-authors",
        Column.CAREER_STAGE: "career stage",
        Column.WORK_STAGE: "stage of the work",
        Column.FOCUS_PAGES: "pages to read",
        Column.QUESTIONS: "questions for readers",
        Column.TOPICS: "topics",
        Column.WILL_COMMENT: "offer to comment",
        Column.DRAFT_LINK: "link to a draft",
    }
)
"""How a sentence or a label names each column."""

_C = Column
_HEADER_READ = 300

# The order matters: "Co-authors (name, school, e-mail)" must be claimed before name, school and e-mail look.
_HEADER_WORDS: tuple[tuple[Column, str], ...] = (
    (_C.COAUTHORS, r"\b(co|ko|mit) ?aut|\b(other|additional|further) authors\b|\bautres auteurs\b"),
    (
        _C.FOCUS_PAGES,
        r"\b(which|focus|what) (\d+ )?pages\b|\bpages?\b.*\bread\b|\bseiten\b|\bquelles pages\b",
    ),
    (_C.QUESTIONS, r"\bquestions?\b.*\b(readers?|commenters?|audience)\b|^questions?$|^fragen\b"),
    (
        _C.TOPICS,
        r"^(your |main |primary )?(topics?|subjects?|topic areas?|subject areas?|themen|themes?)( areas?)?$|\btopics?\b",
    ),
    (_C.WILL_COMMENT, r"\b(would|will|willing|volunteer|able|happy)\b.*\bcomment|\bcomment on\b"),
    (_C.WILL_COMMENT, r"\bkommentier|\bcommenter un\b"),
    (
        _C.SUBMITTED_AT,
        r"\btime ?stamp\b|^submitted( at| on)?$|\b(submission|completion) (date|time)\b|^date\b",
    ),
    (_C.SUBMITTED_AT, r"\bzeitstempel\b|\bhorodat"),
    (_C.WORK_STAGE, r"\bfinished\b|\b(stage|status) of (the |your )?(work|paper|project|draft)\b"),
    (_C.WORK_STAGE, r"\b(work|paper|project|draft|publication) (stage|status)\b|\bstand der arbeit\b"),
    (_C.DRAFT_LINK, r"\b(link|url|upload|lien)\b|^draft\b"),
    (_C.CAREER_STAGE, r"\bcareer\b|\brank\b|\btenured?\b|\b(job|academic) title\b|\bkarriere|\bcarriere\b"),
    (_C.EMAIL, r"\be ?mail|\bmail\b|\bcourriel\b"),
    (_C.AFFILIATION, r"\b(institution|affiliation|school|university|college|employer|organi[sz]ation)\b"),
    (_C.AFFILIATION, r"\bhochschule\b|\buniversitat\b|\buniversite\b|\betablissement\b"),
    (_C.ABSTRACT, r"\babstract\b|\bsummary\b|\bzusammenfassung\b|\bresume\b"),
    (_C.TITLE, r"\btitle\b|\btitel\b|\btitre\b"),
    # Half a name in a column of its own is not the name.
    (
        _C.NAME,
        r"^(?!.*\b(first|last|family|given|file|user) ?name\b).*\b(name|author|presenter|nom|aut(o|eu)r)\b",
    ),
)


def guess_columns(headers: Sequence[str]) -> dict[Column, int | None]:
    """The likeliest mapping, each column once: a proposal for the preview, never a decision.

    Reads English headers and a few plain German and French ones. What stands in brackets is not read.
    """
    claimed: dict[Column, int | None] = dict.fromkeys(Column)
    for position, header in enumerate(headers):
        column = _claim(_plain(header[:_HEADER_READ]))
        if column is not None and claimed[column] is None:
            claimed[column] = position
    return claimed


def _claim(words: str) -> Column | None:
    return next((column for column, pattern in _HEADER_WORDS if re.search(pattern, words)), None)


def _plain(header: str) -> str:
    """The header folded to lower-case words without accents, signs and brackets' contents."""
    unbracketed = re.sub(r"\([^()]*\)", " ", header)
    letters = unicodedata.normalize("NFKD", unbracketed.casefold())
    unaccented = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", unaccented))


def check_columns(mapping: ColumnMapping, labels: Sequence[str]) -> None:
    """Refuse a mapping that lacks a required column, uses a column twice or names one that is not there."""
    _refuse_missing(mapping)
    used: dict[int, Column] = {}
    for column, position in mapping.items():
        if position is None:
            continue
        if not 0 <= position < len(labels):
            raise Refusal(
                f"The sheet has no column {position + 1} for the {COLUMN_WORDS[column]}; "
                f"it has {len(labels)}.",
                column,
            )
        if position in used:
            raise Refusal(
                f"The column “{labels[position]}” is chosen twice, for the {COLUMN_WORDS[used[position]]} "
                f"and for the {COLUMN_WORDS[column]}. Choose another for one of them.",
                column,
            )
        used[position] = column


def _refuse_missing(mapping: ColumnMapping) -> None:
    missing = [column for column in REQUIRED if mapping.get(column) is None]
    if not missing:
        return
    words = [COLUMN_WORDS[column] for column in missing]
    named = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
    hint = (
        " If first and last names stand in two columns, join them in one first." if _C.NAME in missing else ""
    )
    raise Refusal(f"Choose the column that holds the {named}.{hint}", missing[0])

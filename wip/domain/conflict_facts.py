"""What conflicts are found from: readers, papers with their authors, and whom people are close to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from wip.domain.conflicts import ConflictKind
from wip.domain.institution_names import Institutions


class RelationKind(StrEnum):
    """How somebody stands to a person whom they name."""

    ADVISER = "adviser"
    MENTOR = "mentor"
    COAUTHOR = "coauthor"
    CLOSE = "close"


RELATION_WORDS = {
    RelationKind.ADVISER: "Adviser, or advised by me",
    RelationKind.MENTOR: "Mentor, or mentored by me",
    RelationKind.COAUTHOR: "Co-author",
    RelationKind.CLOSE: "Close colleague or family",
}

KIND_OF_RELATION = {
    RelationKind.ADVISER: ConflictKind.ADVISER,
    RelationKind.MENTOR: ConflictKind.MENTOR,
    RelationKind.COAUTHOR: ConflictKind.COAUTHOR,
    RelationKind.CLOSE: ConflictKind.CLOSE,
}


@dataclass(frozen=True)
class Relation:
    """A person whom somebody named as close to them, by name, by address (its key), or both."""

    kind: RelationKind
    name: str = ""
    email_key: str = ""


@dataclass(frozen=True)
class Reader:
    """A reviewer, leader or commenter, with all that is known of them. Addresses are keys, their own first.

    `avoids` is what a commenter typed of papers and people on whom they should not comment.
    """

    person_id: int
    name: str
    addresses: tuple[str, ...]
    affiliations: tuple[str, ...] = ()
    orcids: frozenset[str] = frozenset()
    relations: tuple[Relation, ...] = ()
    avoids: str = ""

    @property
    def called(self) -> str:
        """The name, or the address of somebody who never gave one."""
        return self.name or self.addresses[0]


@dataclass(frozen=True)
class Writer:
    """An author of a paper; `person_id` and `email_key` where there is an address, `relations` as they stated them."""

    name: str
    affiliation: str = ""
    orcid: str = ""
    email_key: str = ""
    person_id: int | None = None
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True)
class KeptFrom:
    """Somebody who should not review a paper, as its author typed it; `email_key` is the address's key."""

    name: str = ""
    email: str = ""
    relation: str = ""
    email_key: str = ""


@dataclass(frozen=True)
class Written:
    """A paper: who wrote it, who submitted it, and whom its authors keep it from."""

    paper_id: int
    number: int
    writers: tuple[Writer, ...]
    submitter_id: int | None = None
    kept_from: tuple[KeptFrom, ...] = ()
    title: str = ""


@dataclass(frozen=True)
class Together:
    """Two were authors of one paper; `where` says which, as the end of a sentence; `here` in this very session."""

    person_id: int | None
    name: str
    where: str
    here: bool


@dataclass(frozen=True)
class Material:
    """All that findings are drawn from. `together` lists the co-authors of each reader by the reader's id."""

    readers: Sequence[Reader]
    papers: Sequence[Written]
    institutions: Institutions = field(default_factory=Institutions)
    together: Mapping[int, Sequence[Together]] = field(default_factory=dict)

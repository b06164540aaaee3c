"""Conflicts found: what speaks against somebody reading a paper, with its reason in a plain sentence.

Nothing here is a verdict: a human confirms or dismisses each finding. Everything is looked up by keys, so that a
thousand papers and twenty readers take a fraction of a second.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from wip.domain.conflict_facts import (
    KIND_OF_RELATION,
    KeptFrom,
    Material,
    Reader,
    Relation,
    RelationKind,
    Together,
    Writer,
    Written,
)
from wip.domain.conflicts import ConflictKind
from wip.domain.person_names import Name, is_same, may_be_same, name_of
from wip.domain.search import fold

_CALLED = {
    RelationKind.ADVISER: "adviser or advised by them",
    RelationKind.MENTOR: "mentor or mentored by them",
    RelationKind.COAUTHOR: "co-author",
    RelationKind.CLOSE: "close colleague or family",
}

_SHARED_BOXES = frozenset(
    "info contact office admin dean mail email me hello law lawschool faculty secretary events research".split()  # noqa: SIM905
)
_BOX_LEAST = 4
"""Shorter local parts are shared by too many."""

_REASONS_MOST = 4

_AVOIDED_SHOWN = 200
"""Letters of what a commenter typed that a reason quotes."""


Key = tuple[int, int, ConflictKind]
"""(paper's id, person's id, kind)."""


def find(material: Material) -> dict[Key, str]:
    """Every conflict that there may be, with its reason; none between an author and their own paper.

    Also those that authors declare, as far as they match a reader: kind AUTHOR.
    """
    index = _Index(material)
    found: dict[Key, list[str]] = defaultdict(list)
    for paper in material.papers:
        own = {writer.person_id for writer in paper.writers} | {paper.submitter_id}
        for reader, kind, sentence in index.speaks_against(paper):
            if reader.person_id in own:
                continue
            sentences = found[paper.paper_id, reader.person_id, kind]
            if sentence not in sentences and len(sentences) < _REASONS_MOST:
                sentences.append(sentence)
    return {key: " ".join(sentences) for key, sentences in found.items()}


Found = Iterator[tuple[Reader, ConflictKind, str]]


class _Index:
    """The readers by everything that an author may share with them."""

    def __init__(self, material: Material) -> None:
        self.institutions = material.institutions
        self.by_address: dict[str, list[Reader]] = defaultdict(list)
        self.by_orcid: dict[str, list[Reader]] = defaultdict(list)
        self.by_box: dict[str, list[tuple[Reader, str, Name | None]]] = defaultdict(list)
        self.by_last_name: dict[str, list[tuple[Reader, Name]]] = defaultdict(list)
        self.by_school: dict[str, list[tuple[Reader, str]]] = defaultdict(list)
        self.relations_by_address: dict[str, list[tuple[Reader, Relation]]] = defaultdict(list)
        self.relations_by_last_name: dict[str, list[tuple[Reader, Relation, Name]]] = defaultdict(list)
        self.by_avoided_word: dict[str, list[tuple[Reader, str]]] = defaultdict(list)
        self.together_by_id: dict[int, list[tuple[Reader, Together]]] = defaultdict(list)
        self.together_by_last_name: dict[str, list[tuple[Reader, Together, Name]]] = defaultdict(list)
        for reader in material.readers:
            self._add(reader)
            self._add_relations(reader)
            self._add_avoided(reader)
            self._add_together(reader, material.together.get(reader.person_id, ()))

    def _add(self, reader: Reader) -> None:
        name = name_of(reader.name)
        if name is not None:
            self.by_last_name[name.last].append((reader, name))
        for orcid in sorted(reader.orcids):
            self.by_orcid[orcid].append(reader)
        schools: dict[str, str] = {}
        for affiliation in reader.affiliations:
            schools |= self.institutions.schools(affiliation)
        for address in reader.addresses:
            self.by_address[address].append(reader)
            schools = self.institutions.hosts(address) | schools
            box = _box(address, name)
            if box:
                self.by_box[box].append((reader, address, name))
        for key, called in schools.items():
            self.by_school[key].append((reader, called))

    def _add_relations(self, reader: Reader) -> None:
        for relation in reader.relations:
            name = name_of(relation.name)
            if relation.email_key:
                self.relations_by_address[relation.email_key].append((reader, relation))
            if name is not None:
                self.relations_by_last_name[name.last].append((reader, relation, name))

    def _add_avoided(self, reader: Reader) -> None:
        folded = " ".join(_words(reader.avoids))
        for word in set(folded.split()):
            self.by_avoided_word[word].append((reader, folded))

    def _add_together(self, reader: Reader, together: Iterable[Together]) -> None:
        for each in together:
            name = name_of(each.name)
            if each.person_id is not None:
                self.together_by_id[each.person_id].append((reader, each))
            elif name is not None:
                self.together_by_last_name[name.last].append((reader, each, name))

    def speaks_against(self, paper: Written) -> Found:
        """Everything that speaks against a reader, author by author."""
        for writer in paper.writers:
            name = name_of(writer.name)
            yield from self._same_person(writer, name)
            yield from self._related(writer, name)
            yield from self._wrote_together(writer, name)
            yield from self._same_school(writer)
        for each in paper.kept_from:
            yield from self._kept_from(each)
        yield from self._avoided(paper)

    def _same_person(self, writer: Writer, name: Name | None) -> Found:
        for reader in self.by_orcid.get(writer.orcid, ()) if writer.orcid else ():
            yield reader, ConflictKind.SAME_PERSON, f"Both give the ORCID iD {writer.orcid}."
        for reader in self.by_address.get(writer.email_key, ()) if writer.email_key else ():
            said = f"{writer.email_key}, an author’s address, is another address of {reader.called}."
            yield reader, ConflictKind.SAME_PERSON, said
        if writer.email_key:
            for reader, address, theirs in self.by_box.get(_box(writer.email_key, name), ()):
                said = f"{address} and {writer.email_key} may be one person’s addresses."
                if address != writer.email_key and not _contradict(name, theirs):
                    yield reader, ConflictKind.SAME_PERSON, said
        for reader, theirs_too in self.by_last_name.get(name.last, ()) if name else ():
            if name is None or not may_be_same(name, theirs_too):
                continue
            if writer.email_key:
                said = f"The author {writer.name} has the same name as {reader.called}, and another address."
                yield reader, ConflictKind.SAME_PERSON, said
            else:
                said = f"{writer.name} is named among the authors, without an address."
                yield reader, ConflictKind.COAUTHOR, said

    def _related(self, writer: Writer, name: Name | None) -> Found:
        stated = [*self.relations_by_address.get(writer.email_key, ())] if writer.email_key else []
        if name is not None:
            rows = self.relations_by_last_name.get(name.last, ())
            stated += [(reader, relation) for reader, relation, theirs in rows if may_be_same(name, theirs)]
        for reader, relation in stated:
            said = f"{reader.called} named the author {writer.name}: {_CALLED[relation.kind]}."
            yield reader, KIND_OF_RELATION[relation.kind], said
        for relation in writer.relations:
            for reader in self._meant(relation.name, relation.email_key, sure=False):
                said = f"The author {writer.name} named {reader.called}: {_CALLED[relation.kind]}."
                yield reader, KIND_OF_RELATION[relation.kind], said

    def _wrote_together(self, writer: Writer, name: Name | None) -> Found:
        found = [*self.together_by_id.get(writer.person_id, ())] if writer.person_id is not None else []
        if name is not None:
            rows = self.together_by_last_name.get(name.last, ())
            found += [(reader, each) for reader, each, theirs in rows if is_same(name, theirs)]
        for reader, each in found:
            kind = ConflictKind.COAUTHOR if each.here else ConflictKind.EARLIER_COAUTHOR
            yield reader, kind, f"{reader.called} and {writer.name} are both authors of {each.where}."

    def _same_school(self, writer: Writer) -> Found:
        theirs = self.institutions.schools(writer.affiliation)
        hosts = self.institutions.hosts(writer.email_key) if writer.email_key else {}
        for key, called in (hosts | theirs).items():
            for reader, _ in self.by_school.get(key, ()):
                if key.startswith("domain "):
                    said = f"The addresses of {reader.called} and {writer.name} share the domain {called}."
                else:
                    said = f"{reader.called} and {writer.name} both belong to {called}."
                yield reader, ConflictKind.INSTITUTION, said

    def _kept_from(self, each: KeptFrom) -> Found:
        for reader in self._meant(each.name, each.email_key, sure=True):
            why = f": {each.relation}" if each.relation else ""
            yield (
                reader,
                ConflictKind.AUTHOR,
                f"The authors ask that {each.name or each.email} does not review it{why}.",
            )

    def _avoided(self, paper: Written) -> Found:
        """What a commenter typed names an author by the family name, or the paper by its title."""
        title = _words(paper.title)
        meant = [
            reader
            for reader, folded in self.by_avoided_word.get(max(title, key=len, default=""), ())
            if f" {' '.join(title)} " in f" {folded} "
        ]
        for writer in paper.writers:
            name = name_of(writer.name)
            family = _words(name.family if name else writer.name)
            rows = self.by_avoided_word.get(family[-1] if family else "", ())
            meant += [reader for reader, folded in rows if f" {' '.join(family)} " in f" {folded} "]
        for reader in meant:
            said = f"{reader.called} should not comment on, in their own words: “{_short(reader.avoids)}”."
            yield reader, ConflictKind.CLOSE, said

    def _meant(self, text: str, email_key: str, *, sure: bool) -> list[Reader]:
        """Whom a name or address means: an address settles it where it is a reader's; a name must be spelled out to be `sure`."""
        found = list(self.by_address.get(email_key, ())) if email_key else []
        name = name_of(text)
        if found or name is None:
            return found
        fits = is_same if sure else may_be_same
        return [reader for reader, theirs in self.by_last_name.get(name.last, ()) if fits(name, theirs)]


def _contradict(one: Name | None, other: Name | None) -> bool:
    """Whether these are two people of one family name."""
    return (
        one is not None and other is not None and one.family == other.family and not may_be_same(one, other)
    )


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _AVOIDED_SHOWN else f"{line[:_AVOIDED_SHOWN].rstrip()}…"


def _box(address: str, name: Name | None) -> str:
    """An address's local part, where it is a person's and not only a first name."""
    box = address.rpartition("@")[0].partition("+")[0]
    if len(box) < _BOX_LEAST or box in _SHARED_BOXES or (name and box in name.given):
        return ""
    return box

"""Conflicts found: each kind with its reason, and what says nothing."""

import time

import pytest

from wip.domain.conflict_facts import (
    KeptFrom,
    Material,
    Reader,
    Relation,
    RelationKind,
    Together,
    Writer,
    Written,
)
from wip.domain.conflict_finding import find
from wip.domain.conflicts import ConflictKind
from wip.domain.institution_names import Institutions, Known, registrable, school_keys
from wip.domain.person_names import is_same, may_be_same, name_of

K = ConflictKind
HANNA = Reader(1, "Hanna Weiss", ("hanna.weiss@north.example.edu",), ("Northfield College of Law",))


def found(
    writer: Writer,
    reader: Reader = HANNA,
    *,
    kept_from: tuple[KeptFrom, ...] = (),
    institutions: Institutions | None = None,
    together: tuple[Together, ...] = (),
) -> dict[ConflictKind, str]:
    """What speaks against the one reader reading the one author's paper, by kind."""
    paper = Written(7, 3, (writer,), writer.person_id, kept_from)
    material = Material([reader], [paper], institutions or Institutions(), {reader.person_id: together})
    return {kind: reason for (_, _, kind), reason in find(material).items()}


def test_one_person_is_known_under_another_address_by_the_orcid() -> None:
    reader = Reader(1, "Hanna Weiss", ("h@a.example.edu",), orcids=frozenset({"0000-0002-1825-0097"}))
    writer = Writer("H. W.", orcid="0000-0002-1825-0097", email_key="x@b.example.edu", person_id=9)
    assert found(writer, reader) == {K.SAME_PERSON: "Both give the ORCID iD 0000-0002-1825-0097."}


def test_one_person_is_known_by_an_address_that_they_gave_themselves() -> None:
    reader = Reader(1, "Hanna Weiss", ("h@a.example.edu", "quiet@b.example.edu"))
    writer = Writer("Nobody Else", email_key="quiet@b.example.edu", person_id=9)
    assert found(writer, reader)[K.SAME_PERSON] == (
        "quiet@b.example.edu, an author’s address, is another address of Hanna Weiss."
    )


def test_one_person_is_known_by_the_name_however_it_is_written() -> None:
    for name in ("Hanna Weiss", "Weiss, Hanna", "H. Weiss", "Prof. Dr. Hanna M. Weiß"):
        writer = Writer(name, email_key="someone@else.example.edu", person_id=9)
        assert found(writer) == {
            K.SAME_PERSON: f"The author {name} has the same name as Hanna Weiss, and another address."
        }


def test_a_reader_named_among_the_authors_without_an_address_is_a_co_author() -> None:
    assert found(Writer("Hanna Weiss")) == {
        K.COAUTHOR: "Hanna Weiss is named among the authors, without an address."
    }


def test_the_same_local_part_is_one_person_unless_the_names_contradict() -> None:
    writer = Writer("Hanna Gold", email_key="hanna.weiss@south.example.edu", person_id=9)
    assert found(writer) == {
        K.SAME_PERSON: "hanna.weiss@north.example.edu and hanna.weiss@south.example.edu may be one person’s addresses."
    }
    reader = Reader(1, "Beth Alder", ("b.alder@north.example.edu",))
    assert found(Writer("Bruno Alder", email_key="b.alder@south.example.edu", person_id=9), reader) == {}


@pytest.mark.parametrize("box", ["info", "dean", "law", "hanna"])
def test_a_shared_box_or_a_first_name_is_nobody(box: str) -> None:
    reader = Reader(1, "Hanna Weiss", (f"{box}@north.example.edu",))
    assert found(Writer("Hanna Gold", email_key=f"{box}@south.example.edu", person_id=9), reader) == {}


def test_one_school_is_known_by_its_name_and_by_its_domain() -> None:
    by_name = Writer(
        "Ada Gold", "The Northfield Law School", email_key="ada@private.example.edu", person_id=9
    )
    assert found(by_name) == {
        K.INSTITUTION: "Hanna Weiss and Ada Gold both belong to The Northfield Law School."
    }
    by_domain = Writer("Ada Gold", email_key="ada@law.north.example.edu", person_id=9)
    assert found(by_domain) == {
        K.INSTITUTION: "The addresses of Hanna Weiss and Ada Gold share the domain north.example.edu."
    }


def test_a_table_knows_a_school_under_its_other_names_and_domains() -> None:
    writer = Writer("Ada Gold", "NCL", email_key="ada@" + "ncl-alumni.org", person_id=9)
    assert found(writer) == {}
    table = Institutions.of([Known("Northfield College of Law", ("NCL",), ("ncl-alumni.org",))])
    assert found(writer, institutions=table) == {
        K.INSTITUTION: "Hanna Weiss and Ada Gold both belong to Northfield College of Law."
    }


@pytest.mark.parametrize("relation", [RelationKind.ADVISER, RelationKind.MENTOR, RelationKind.CLOSE])
def test_a_stated_relation_counts_from_either_side(relation: RelationKind) -> None:
    kind = K(relation.value)
    reader = Reader(
        1, "Hanna Weiss", ("hanna@a.example.edu",), relations=(Relation(relation, "Ada Gold", ""),)
    )
    assert list(found(Writer("A. Gold", email_key="ada@b.example.edu", person_id=9), reader)) == [kind]
    writer = Writer("Ada Gold", relations=(Relation(relation, "", "hanna.weiss@north.example.edu"),))
    assert list(found(writer)) == [kind]


def test_co_authors_here_and_in_earlier_sessions_are_told_apart() -> None:
    here = Together(9, "Ada Gold", "paper 4 of this session", here=True)
    earlier = Together(None, "Ada Gold", "a paper of “Spring” (2026)", here=False)
    writer = Writer("Ada Gold", email_key="ada@b.example.edu", person_id=9)
    assert found(writer, together=(here, earlier)) == {
        K.COAUTHOR: "Hanna Weiss and Ada Gold are both authors of paper 4 of this session.",
        K.EARLIER_COAUTHOR: "Hanna Weiss and Ada Gold are both authors of a paper of “Spring” (2026).",
    }


def test_authors_name_whom_they_keep_away_by_address_or_by_the_whole_name() -> None:
    said = "The authors ask that Hanna Weiss does not review it: we were married."
    for kept in (KeptFrom("Hanna Weiss", "", "we were married"), KeptFrom("H. Weiss", "", "we were married")):
        expected = {K.AUTHOR: said} if kept.name == "Hanna Weiss" else {}
        assert found(Writer("Ada Gold"), kept_from=(kept,)) == expected
    kept = KeptFrom("", "hanna.weiss@north.example.edu", "", "hanna.weiss@north.example.edu")
    assert found(Writer("Ada Gold"), kept_from=(kept,)) == {
        K.AUTHOR: "The authors ask that hanna.weiss@north.example.edu does not review it."
    }


def test_an_author_has_no_conflict_with_their_own_paper() -> None:
    writer = Writer("Hanna Weiss", "Northfield", email_key="hanna.weiss@north.example.edu", person_id=1)
    assert found(writer) == {}


def test_a_stranger_has_none() -> None:
    assert found(Writer("Ada Gold", "Ashford University", "", "ada@ash.example.edu", 9)) == {}


@pytest.mark.parametrize(
    ("one", "other", "may", "sure"),
    [
        ("Mbali Abara", "M. Abara", True, False),
        ("José García-López", "Jose Garcia Lopez", True, True),
        ("Søren Ærø", "Soren Aero", True, True),
        ("J.B. Smith", "John Smith", True, False),
        ("Hanna B. Weiss", "Hanna C. Weiss", False, False),
        ("Ann Lee", "Anna Lee", False, False),
        ("Vincent van Gogh", "Vincent Gogh", False, False),
    ],
)
def test_names_are_compared_as_people_write_them(
    one: str,
    other: str,
    may: bool,  # noqa: FBT001 - a parameter of pytest
    sure: bool,  # noqa: FBT001 - a parameter of pytest
) -> None:
    a, b = name_of(one), name_of(other)
    assert a is not None
    assert b is not None
    assert (may_be_same(a, b), is_same(a, b), may_be_same(b, a)) == (may, sure, may)


@pytest.mark.parametrize("text", ["", "Prof.", "Cher", "?!"])
def test_fewer_than_two_words_are_no_name(text: str) -> None:
    assert name_of(text) is None


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("The Northfield College of Law", {"northfield"}),
        ("Northfield Univ. School of Law", {"northfield university"}),
        ("School of Law, University of Northfield", {"university northfield"}),
        ("Boston College Law School", {"boston college"}),
        ("Ashford College; University of Kent", {"ashford college", "university kent"}),
        ("Independent scholar", set()),
        ("Law School", set()),
        ("n/a", set()),
    ],
)
def test_a_school_has_one_key_however_it_is_written(text: str, keys: set[str]) -> None:
    assert school_keys(text) == keys


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("cs.northfield.edu", "northfield.edu"),
        ("mail.law.north.ac.uk", "north.ac.uk"),
        ("uni-main.de", "uni-main.de"),
        ("law.example.edu", "law.example.edu"),
        ("mail.law.example.edu", "law.example.edu"),
        ("example.edu", ""),
        ("gmail.com", ""),
        ("yahoo.co.uk", ""),
        ("ac.uk", ""),
        ("localhost", ""),
        ("", ""),
    ],
)
def test_a_domain_is_the_one_that_a_school_registers(host: str, domain: str) -> None:
    assert registrable(host) == registrable(f"somebody@{host}") == domain


def test_a_thousand_papers_and_twenty_readers_take_less_than_a_second() -> None:
    readers = [
        Reader(n, f"Reader Number{n}", (f"reader{n}@school{n}.example.edu",), (f"School {n} College",))
        for n in range(20)
    ]
    papers = [
        Written(
            n,
            n,
            tuple(
                Writer(
                    f"Author{i} Surname{n}",
                    f"School {n % 40} College",
                    "",
                    f"author{i}.{n}@school{n % 50}.example.edu",
                    1000 + 3 * n + i,
                )
                for i in range(3)
            ),
        )
        for n in range(1000)
    ]
    start = time.process_time()
    result = find(Material(readers, papers))
    assert time.process_time() - start < 1
    assert len(result) == len({(n, r) for n in range(1000) for r in range(20) if n % 40 == r or n % 50 == r})
    assert result == find(Material(readers[::-1], papers[::-1]))

"""Co-authors and addresses in free text."""

import pytest

from wip.adapters.addresses import normalised
from wip.domain.imports_people import addresses_in, coauthors_in
from wip.domain.papers import AuthorFacts

ROE = AuthorFacts("Jane Roe", "Hill Law School", "j.roe@hill.example.edu")
DOE = AuthorFacts("John Doe", "Dale University", "j.doe@dale.example.edu")


@pytest.mark.parametrize(
    ("cell", "authors", "doubts"),
    [
        ("", (), ()),
        ("N/A", (), ()),
        ("Jane Roe", (AuthorFacts("Jane Roe"),), ()),
        ("Jane Roe and John Doe", (AuthorFacts("Jane Roe"), AuthorFacts("John Doe")), ()),
        (
            "Jane Roe (Law and Society School) & John Doe",
            (AuthorFacts("Jane Roe", "Law and Society School"), AuthorFacts("John Doe")),
            (),
        ),
        (
            f"Jane Roe, Hill Law School, {ROE.email}; John Doe, Dale University, {DOE.email}",
            (ROE, DOE),
            (),
        ),
        (
            f"Jane Roe, Hill Law School, {ROE.email}, John Doe, Dale University, {DOE.email}",
            (ROE, DOE),
            (),
        ),
        (
            f"1. Jane Roe (Hill Law School) <{ROE.email}>\n2. John Doe (Dale University), {DOE.email}",
            (ROE, DOE),
            (),
        ),
        ("Jane Roe<j.roe@hill.example.edu>", (AuthorFacts("Jane Roe", "", ROE.email),), ()),
        (
            "Jane Roe, University of Hill, Dale Campus, j.roe@hill.example.edu",
            (AuthorFacts("Jane Roe", "University of Hill, Dale Campus", ROE.email),),
            (),
        ),
        (
            "Jane Roe, John Doe",
            (AuthorFacts("Jane Roe", "John Doe"),),
            ("“Jane Roe, John Doe” was read as one co-author, Jane Roe of John Doe; please check.",),
        ),
        (
            "Jane Roe <j.roe@hill>",
            (AuthorFacts("Jane Roe"),),
            ("The co-author Jane Roe has no valid e-mail address: “<j.roe@hill>” was left out.",),
        ),
        (
            "j.roe@hill.example.edu",
            (AuthorFacts("j.roe@hill.example.edu", "", "j.roe@hill.example.edu"),),
            (
                (
                    "The co-author with the address j.roe@hill.example.edu has no name; "
                    "the address stands in its place."
                ),
            ),
        ),
        ("(?)", (), ("Nobody was found in “(?)” among the co-authors.",)),
    ],
)
def test_coauthors(cell: str, authors: tuple[AuthorFacts, ...], doubts: tuple[str, ...]) -> None:
    assert coauthors_in(cell, normalised) == (authors, doubts)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("a@x.example.edu / b@x.example.org", ("a@x.example.edu", "b@x.example.org")),
        ("a@x.example.edu, b@x.example.org.", ("a@x.example.edu", "b@x.example.org")),
        ("not-one@x or b@x.example.org", ("b@x.example.org",)),
        ("A B <mailto:a@x.example.edu>", ("a@x.example.edu",)),
        ("a at x.example.edu", ()),
        ("@" * 100_000, ()),
        ("a" * 100_000, ()),
    ],
)
def test_addresses(cell: str, found: tuple[str, ...]) -> None:
    assert addresses_in(cell, normalised) == found

"""Assignment instances as text."""

import pytest

from wip.domain.matching_files import Instance, read_instance
from wip.domain.refusals import Refusal


def test_affinities_become_whole_numbers_without_rounding() -> None:
    instance = read_instance("2 3\r\n0.1 0.25 1\r\n\r\n0 2.50 1e-3 \r\n")
    assert instance == Instance(((100, 250, 1000), (0, 2500, 1)), 3)
    assert (instance.total(1350), instance.without_zeros()[1]) == ("1.35", (None, 2500, 1))


def test_whole_numbers_stay_as_they_are() -> None:
    instance = read_instance("1 2\n100 3\n")
    assert (instance, instance.total(103)) == (Instance(((100, 3),), 0), "103.00")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The file is empty. Its first line gives the numbers of papers and of reviewers."),
        ("3\n", "Line 1 must give the numbers of papers and of reviewers, such as “54 31”."),
        ("0 3\n", "Line 1 must give the numbers of papers and of reviewers, such as “54 31”."),
        ("9" * 4400 + " 3\n", "Line 1 must give the numbers of papers and of reviewers, such as “54 31”."),
        ("\u0661 3\n", "Line 1 must give the numbers of papers and of reviewers, such as “54 31”."),
        ("1 2\n1 \u0661\n", "Line 2: “\u0661” is no affinity. Write a number from 0, such as 0.25."),
        ("1 2\n1 1_0\n", "Line 2: “1_0” is no affinity. Write a number from 0, such as 0.25."),
        ("2 2\n1 1\n", "The first line promises 2 papers, and 1 rows follow."),
        ("1 2\n1 1 1\n", "Line 2 has 3 affinities; there are 2 reviewers."),
        ("1 2\n1 x\n", "Line 2: “x” is no affinity. Write a number from 0, such as 0.25."),
        ("1 2\n1 nan\n", "Line 2: “nan” is no affinity. Write a number from 0, such as 0.25."),
        ("1 2\n1 -1\n", "Line 2: “-1” is no affinity. Write a number from 0, such as 0.25."),
        ("1 2\n1 1e400\n", "Line 2: “1e400” is no affinity. Write a number from 0, such as 0.25."),
    ],
)
def test_a_bad_file_is_refused_with_the_line(text: str, sentence: str) -> None:
    with pytest.raises(Refusal) as no:
        read_instance(text)
    assert no.value.sentence == sentence

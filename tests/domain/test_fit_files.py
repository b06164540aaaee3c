"""Files of people and papers, a line of JSON for each."""

import pytest

from wip.domain.fit_files import read_papers, read_people
from wip.domain.refusals import Refusal
from wip.domain.terms import Text


def test_people_and_papers_keep_the_order_of_their_lines() -> None:
    people = read_people(
        '{"id": "z", "texts": [{"title": "Bail", "abstract": "Judges."}, {"title": "Jury"}], "age": 40}\n'
        '\n{"id": 7, "texts": []}\r\n{"id": "a"}\n{"id": "n", "texts": null}\n'
        '{"id": "s", "texts": [{"title": null, "abstract": "A\\u2028B"}]}'
    )
    assert people.ids == ("z", "7", "a", "n", "s")
    assert people.texts == ((Text("Bail", "Judges."), Text("Jury")), (), (), (), (Text("", "A\u2028B"),))
    papers = read_papers('{"id": "q", "title": "Bail", "abstract": null}\n{"id": "p"}\n')
    assert (papers.ids, papers.texts) == (("q", "p"), (Text("Bail"), Text()))


def test_a_line_separator_of_unicode_in_a_text_ends_no_line() -> None:
    assert read_papers('{"id": "q", "title": "Bail\u2028Reform"}').texts == (Text("Bail\u2028Reform"),)


def test_half_a_letter_becomes_a_question_mark() -> None:
    assert read_papers('{"id": "q", "title": "Bail \\ud83d"}').texts == (Text("Bail ?"),)


PERSON = "Write {“id”: …, “texts”: [{“title”: …, “abstract”: …}, …]}."
ON_ONE_LINE = "Write each person on one line: {“id”: …, “texts”: [{“title”: …, “abstract”: …}, …]}."
NO_ID = "the person has no id. Write “id”: and a text or a whole number."


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "There is no person in it. Write a line for each: {“id”: …, “texts”: [{“title”: …, “abstract”: …}, …]}."),
        ('{"id": "a"}\n{"id": "b"', f"Line 2 is not JSON. {ON_ONE_LINE}"),
        ("[" * 100_000, f"Line 1 is not JSON. {ON_ONE_LINE}"),
        ('["a"]', f"Line 1 is JSON, but no person. {PERSON}"),
        ('{"id": "a"}\n\n{"texts": []}', f"Line 3: {NO_ID}"),
        ('{"id": true}', f"Line 1: {NO_ID}"),
        ('{"id": " "}', f"Line 1: {NO_ID}"),
        ('{"id": 1}\n{"id": "1"}', "Line 2: the person “1” stands there a second time. Ids must differ."),
        ('{"id": "a", "texts": "Bail"}', f"Line 1: “texts” is no list of titles and abstracts. {PERSON}"),
        ('{"id": "a", "texts": ["Bail"]}', f"Line 1: “texts” is no list of titles and abstracts. {PERSON}"),
        ('{"id": "a", "texts": [{"title": 5}]}', f"Line 1: “title” is no text. {PERSON}"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_line(content: str, sentence: str) -> None:
    with pytest.raises(Refusal) as no:
        read_people(content)
    assert str(no.value) == sentence


def test_papers_are_refused_in_their_own_words() -> None:
    with pytest.raises(Refusal) as no:
        read_papers('{"id": "a", "abstract": []}')
    assert str(no.value) == "Line 1: “abstract” is no text. Write {“id”: …, “title”: …, “abstract”: …}."

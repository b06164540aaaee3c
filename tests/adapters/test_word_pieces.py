"""Texts cut into pieces as the sentence model was taught; expected numbers are those of its own tokenizer."""

import pytest

from wip.adapters.word_pieces import numbers_of


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", [101, 102]),
        ("This is an example sentence", [101, 2023, 2003, 2019, 2742, 6251, 102]),
        (
            "Bail, pretrial detention & the naïve café (2019)—“Quotes”",
            [
                101,
                15358,
                1010,
                3653,
                18886,
                2389,
                12345,
                1004,
                1996,
                15743,
                7668,
                1006,
                10476,
                1007,
                1517,
                1523,
                16614,
                1524,
                102,
            ],
        ),
        (
            "Recognizance; habeas corpus\tad\nsubjiciendum",
            [
                101,
                28667,
                8649,
                3490,
                13471,
                3401,
                1025,
                5292,
                4783,
                3022,
                13931,
                4748,
                4942,
                25008,
                9013,
                8566,
                2213,
                102,
            ],
        ),
        ("Städte über α-helix", [101, 2358, 18727, 2063, 19169, 1155, 1011, 25743, 102]),
        ("日本 law", [101, 1864, 1876, 2375, 102]),
        ("x" * 101, [101, 100, 102]),
        ("zero\u200bwidth \x00nul", [101, 5717, 9148, 11927, 2232, 16371, 2140, 102]),
        ("\U0001f600 smile", [101, 100, 2868, 102]),
    ],
)
def test_pieces_have_the_numbers_of_the_models_tokenizer(text: str, numbers: list[int]) -> None:
    assert numbers_of(text, 256) == numbers


def test_a_long_text_ends_where_the_model_stops_reading() -> None:
    found = numbers_of("bail " * 400, 256)
    assert (len(found), found[0], found[-1]) == (256, 101, 102)

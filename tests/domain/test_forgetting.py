"""How a text loses a name."""

import pytest

from wip.domain.forgetting import NOBODY, Traces

VERA = Traces((), ("Vera Petrov",))
PLATO = Traces((), exact=("Plato",))
GONE = NOBODY.capitalize()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("PETROV, Vera", GONE),
        ("Petrov Vera (Oslo)", f"{GONE} (Oslo)"),
        ("Prof. Petrov,Vera", GONE),
        ("Queue: petrov,  vera; Sam Li", f"Queue: {NOBODY}; Sam Li"),
        ("<td>Petrov, Vera</td>", f"<td>{NOBODY}</td>"),
        ("Dr.  vera\nPetrov’s paper", f"Dr.  {NOBODY}’s paper"),
        ("Anna Petrov, Vera Smith", "Anna Petrov, Vera Smith"),
        ("Petrov Veranda", "Petrov Veranda"),
    ],
)
def test_a_name_goes_in_either_order_and_two_others_in_a_list_stay(text: str, left: str) -> None:
    assert VERA.taken_from(text) == left
    assert VERA.names_in(text) is (text != left)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Plato chairs the session.", f"{GONE} chairs the session."),
        ("The authors of “Plato’s Cave” are now Mara, Plato.", f"The authors of “Plato’s Cave” are now Mara, {NOBODY}."),
        ("platonic, Platonova, plato", "platonic, Platonova, plato"),
    ],
)  # fmt: skip
def test_a_name_of_one_word_goes_as_it_is_written_and_no_title_loses_a_word(text: str, left: str) -> None:
    assert PLATO.taken_from(text) == left

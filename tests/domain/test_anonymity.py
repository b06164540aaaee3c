"""What gives an author away: names as people write them, and words that only look like names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wip.domain.anonymity import FINDINGS_MOST, Advice, Contents, Passage, findings
from wip.domain.papers import AuthorFacts

MBALI = AuthorFacts("Mbali N. Abara", "Northfield College of Law", "mbali.abara@law.example.edu")
HOW = Advice("Mend the properties.")
WHOLE = "The text has the name {}: page 2. Take it out of the text."
ALONE = "The text has the surname {}: page 2. That is fine where it cites work as anybody would; else take it out."


def told(text: str, *authors: AuthorFacts) -> list[str]:
    return findings(Contents((Passage("page 2", text),)), authors or (MBALI,), HOW)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Mbali Abara", "by Mbali Abara."),
        ("Mbali Abara", "ABARA, Mbali"),
        ("Mbali Abara", "Abara, M., Informal Targets"),
        ("Mbali Abara", "thanks to M. Abara"),
        ("Mbali Abara", "thanks to M.N. Abara"),
        ("Mbali Abara", "Mbali\nN. Abara"),
        ("Mbali Abara", "Mbali Aba-\nra wrote"),
        ("Abara, Mbali", "by Mbali Abara."),
        ("Jörg Müller", "by Jorg Muller"),
        ("Jörg Müller", "by Jo\u00a8rg Mu\u00a8ller"),
        ("Ludwig van der Berg", "Ludwig van der Berg"),
        ("Prof. Ana O’Neill, Jr.", "Ana O'Neill"),
        ("Ana Vance-Ito", "ANA VANCE ITO"),
        ("Li Wu", "Wu, Li"),
        ("Hope Law", "by Hope Law"),
        ("Efi ﬁeld", "Efi field"),
    ],
)
def test_a_name_is_found_however_it_is_written(name: str, text: str) -> None:
    author = AuthorFacts(name)
    shown = {"Abara, Mbali": "Mbali Abara", "Prof. Ana O’Neill, Jr.": "Prof. Ana O’Neill"}.get(name, name)
    assert [sentence.split(":")[0] for sentence in told(text, author)] == [WHOLE.format(shown).split(":")[0]]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Mbali Abara", "The abarasque style; candelabara."),
        ("Hope Law", "Hope in law, and a law of hope; the rule of law"),
        ("Robin Long", "not long after, a long way, R long"),
        ("Li Wu", "wu is a word"),
        ("Mbali Abara", ""),
        ("", "anything"),
        ("***", "anything ***"),
    ],
)
def test_what_only_looks_like_a_name_is_left_alone(name: str, text: str) -> None:
    assert told(text, AuthorFacts(name)) == []


def test_a_surname_alone_may_be_a_citation_and_speaking_of_it_as_ones_own_is_not() -> None:
    assert told("See Abara (2024).") == [ALONE.format("Abara")]
    own = (
        "The text speaks of work by Mbali N. Abara as the writer’s own: page 2. "
        "Write of your own work as if it were somebody else’s."
    )
    for text in (
        "In my earlier work, Abara (2024), quotas end.",
        "as I have argued (Abara 2024)",
        "We showed this in Abara and Varga",
    ):
        assert told(text) == [own]
    assert told("See Abara (2024).", AuthorFacts("Mbali Abara Jr.")) == [ALONE.format("Abara")]
    assert told("My thanks. See Abara.") == [ALONE.format("Abara")]


def test_addresses_and_schools_are_found_and_a_school_later_on_is_a_weak_sign() -> None:
    contents = Contents(
        (
            Passage("page 1", "Northfield\nCollege of Law; Mbali.Abara@law.example.edu", first=True),
            Passage("page 9", "the clinic of Northfield College of Law"),
        )
    )
    address = "The text has the address mbali.abara@law.example.edu: page 1. Take it out of the text."
    assert findings(contents, [MBALI], HOW) == [
        address,
        "The first page names Northfield College of Law. If it says where you teach, take it out.",
    ]
    assert told("a clinic of Northfield College of Law") == [
        "The text names Northfield College of Law: page 2. A weak sign only: take it out if it says where you teach."
    ]


@pytest.mark.parametrize(
    ("label", "value", "what"),
    [
        ("author", "Mbali Abara", "name Mbali N. Abara (author: “Mbali Abara”)"),
        ("last modified by", "mabara", "name Mbali N. Abara (last modified by: “mabara”)"),
        ("company", "Northfield College of Law", "have “Northfield College of Law” (company)"),
    ],
)
def test_properties_are_searched_more_closely_than_text(label: str, value: str, what: str) -> None:
    found = findings(Contents(properties=((label, value),)), [MBALI], HOW)
    assert found == [f"The file’s properties {what}. Mend the properties."]
    assert findings(Contents(properties=((label, "Word for the web"),)), [MBALI], HOW) == []


def test_a_common_word_counts_as_a_surname_in_properties() -> None:
    found = findings(Contents(properties=(("author", "Law"),)), [AuthorFacts("Hope Law")], HOW)
    assert found == ["The file’s properties name Hope Law (author: “Law”). Mend the properties."]


def test_the_name_of_the_file_is_looked_at_only_if_it_is_given() -> None:
    assert findings(Contents(), [MBALI], HOW, "abara_draft.pdf") == [
        "The file’s own name (“abara_draft.pdf”) names Mbali N. Abara. Rename it and choose it again."
    ]
    assert findings(Contents(), [MBALI], HOW) == []


def test_many_places_make_one_sentence_and_many_findings_come_to_an_end() -> None:
    passages = tuple(Passage(f"page {n}", "Mbali Abara") for n in range(1, 8))
    assert findings(Contents(passages), [MBALI], HOW) == [
        "The text has the name Mbali N. Abara: page 1, page 2, page 3, page 4 and 3 more places. Take it out of the text."
    ]
    many = tuple((f"own property {n}", "Abara") for n in range(40))
    found = findings(Contents(properties=many, unread="Not all was read."), [MBALI], HOW)
    assert found[FINDINGS_MOST:] == ["There are 15 more like these.", "Not all was read."]


@given(st.text(max_size=60), st.text(max_size=200))
def test_no_name_and_no_text_is_a_fault(name: str, text: str) -> None:
    for sentence in findings(
        Contents((Passage("page 1", text, first=True),), (("author", text),)),
        [AuthorFacts(name, name, name)],
        HOW,
        text,
    ):
        assert sentence


@given(
    st.text("abcdefghijklmnopqrstuvwxyzäöüßéñ", min_size=3, max_size=20), st.sampled_from(["", "x ", "\n"])
)
def test_a_first_name_beside_any_surname_is_found(surname: str, before: str) -> None:
    author = AuthorFacts(f"Mbali {surname}")
    assert told(f"{before}Mbali {surname}", author)[:1] == [WHOLE.format(f"Mbali {surname}")]

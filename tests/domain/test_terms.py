"""What texts are compared by: stems, pairs, and the titles of pasted lists."""

import pytest

from wip.domain.terms import Text, apart, stem_of, terms_of


@pytest.mark.parametrize(
    "words",
    [
        ("sentence", "sentences", "sentenced", "sentencing"),
        ("policy", "policies"),
        ("plan", "plans", "planned", "planning"),
        ("vote", "votes", "voting"),
        ("bias", "biased"),
        ("fill", "filling"),
    ],
)
def test_forms_of_a_word_share_a_stem(words: tuple[str, ...]) -> None:
    assert len({stem_of(word) for word in words}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("bus", "bu"), ("press", "pres"), ("thesis", "thesi"), ("law", "la")]
)
def test_what_only_looks_like_a_form_stays(one: str, other: str) -> None:
    assert stem_of(one) == one != other


def test_a_title_counts_twice_and_neighbours_make_pairs_unless_an_empty_word_stands_between() -> None:
    terms = terms_of(Text("Bail Reform", "The reform of bails in 2019: a naïve bail"))
    assert terms.counts == {
        "bail": 4, "reform": 3, "bail reform": 2, "naiv": 1, "naiv bail": 1,
    }  # fmt: skip
    assert terms.met == {"bail": "bail", "reform": "reform", "naiv": "naive"}


TITLES = ("Bail Reform in Three States", "Who Sits on Juries", "Plea Bargains and Race")


@pytest.mark.parametrize(
    "pasted",
    [
        "Bail Reform in Three States\nWho Sits on Juries\nPlea Bargains and Race",
        "Bail Reform in Three States\r\n\r\nWho Sits on Juries\r\nPlea Bargains and Race\r\n",
        "1. Bail Reform in Three States\n2. Who Sits on Juries\n3. Plea Bargains and Race",
        "- Bail Reform in Three States\n– Who Sits on Juries\n• Plea Bargains and Race",
        "1. Bail Reform in Three States 2. Who Sits on Juries 3. Plea Bargains and Race",
        "(1) Bail Reform in Three States; (2) Who Sits on Juries; (3) Plea Bargains and Race",
        "Bail Reform in Three States; Who Sits on Juries; Plea Bargains and Race",
        "• Bail Reform in Three States • Who Sits on Juries • Plea Bargains and Race",
    ],
)
def test_a_pasted_list_is_taken_apart_in_whichever_box_it_stands(pasted: str) -> None:
    titles = tuple(map(Text, TITLES))
    assert apart([Text(pasted)]) == titles
    assert apart([Text(abstract=pasted)]) == titles
    assert apart([Text("My papers", pasted)]) == (Text("My papers"), *titles)


def test_titles_without_capitals_are_a_list_too() -> None:
    assert apart([Text("bail reform\nwho sits on juries")]) == (
        Text("bail reform"),
        Text("who sits on juries"),
    )


@pytest.mark.parametrize(
    "text",
    [
        Text(
            "Bail", "We study bail in three states, where judges\nset it after a score. The score\nis secret."
        ),
        Text("", "We study bail; judges set it. We ask why."),
        Text("Privacy and the Long History of the Word"),
        Text("In the Year 2019. Bail, Again", "One line."),
    ],
)
def test_prose_and_single_titles_stay_whole(text: Text) -> None:
    assert apart([text]) == (text,)


def test_a_title_broken_over_two_lines_keeps_its_abstract() -> None:
    assert apart([Text("Bail\nReform", "We study bail.")]) == (Text("Bail Reform", "We study bail."),)


def test_empty_texts_are_none() -> None:
    assert apart([Text(), Text(" ", "\n")]) == ()

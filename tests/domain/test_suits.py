"""How well papers suit commenters: topics, and texts that are near."""

from wip.domain.nearness import Grid, compared
from wip.domain.suits import Piece, Suit, Writer, suits_of, to_them
from wip.domain.terms import Text

TOPICS = {1: "Criminal law", 2: "Trade"}
PEOPLE = (
    Writer(1, (Text("Bail and Its Alternatives\nWho Sits on Juries"),), frozenset({1, 2})),
    Writer(2, (Text("", "I write on tariffs and customs.", is_field=True),), frozenset({1})),
    Writer(3),
)
PAPERS = (
    Piece(7, "Bail by Algorithm", "Whether scores are alternatives.", frozenset({1, 2, 9})),
    Piece(8, "Gene Patents", "", frozenset({9})),
)


def table(meaning: Grid | None = None) -> list[list[Suit]]:
    found = compared((each.texts for each in PEOPLE), (Text(each.title, each.abstract) for each in PAPERS))
    return suits_of(PEOPLE, PAPERS, TOPICS, found, meaning)


def test_points_and_reasons_come_by_paper_and_person() -> None:
    (first, second, third), genes = table()
    assert first.reason == (
        "chose the topics Criminal law and Trade, as the paper does, and wrote “Bail and Its Alternatives”, "
        "which is close to the paper: both speak of bail and alternatives"
    )
    assert 200 < first.points <= 400
    assert second == Suit(100, "chose the topic Criminal law, as the paper does")
    assert third == Suit(0, "no topic or word in common")
    assert genes == [Suit(0, "no topic or word in common")] * 3


def test_meaning_counts_half_where_it_was_asked_for_and_names_its_own_nearest_text() -> None:
    near = Grid.of([[0.7, 0.25], [0.475, 0.1], [0.0, 0.0]], [[1, 0], [0, 0], [0, 0]], by_meaning=True)
    (first, second, third), genes = table(near)
    assert first.reason == (
        "chose the topics Criminal law and Trade, as the paper does, and wrote “Who Sits on Juries”, "
        "which is close to the paper"
    )
    assert second == Suit(
        150,
        "chose the topic Criminal law, as the paper does, and named “I write on tariffs and customs.” as a field of "
        "work, which is close to the paper",
    )
    assert third == Suit(0, "no topic or word in common")
    assert [suit.points for suit in genes] == [0, 0, 0]


def test_a_field_of_work_is_no_text_and_the_person_reads_of_themself() -> None:
    people = (Writer(1, (Text("", "Evidence and proof", is_field=True),)),)
    papers = (Piece(1, "Evidence at Night"),)
    found = compared((each.texts for each in people), [Text(papers[0].title)])
    ((suit,),) = suits_of(people, papers, {}, found, None)
    assert suit.reason == "named “Evidence and proof” as a field of work, and the paper is about evidence"
    assert to_them(suit.reason) == f"you {suit.reason}."
    assert [to_them(""), to_them("Ann asked for this one.")] == ["", "Ann asked for this one."]

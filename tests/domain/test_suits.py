"""How well papers suit commenters: topics, and texts that are near."""

from wip.domain.nearness import Grid, compared
from wip.domain.suits import Piece, Suit, Writer, suits_of
from wip.domain.terms import Text

TOPICS = {1: "Criminal law", 2: "Trade"}
PEOPLE = (
    Writer(1, (Text("Bail and Its Alternatives\nWho Sits on Juries"),), frozenset({1, 2})),
    Writer(2, (Text("", "I write on tariffs and customs."),), frozenset({1})),
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
        "topics in common: Criminal law, Trade; nearest: “Bail and Its Alternatives” (bail, alternatives)"
    )
    assert 200 < first.points <= 400
    assert second == Suit(100, "topic in common: Criminal law")
    assert third == Suit(0, "no topic or word in common")
    assert genes == [Suit(0, "no topic or word in common")] * 3


def test_meaning_counts_half_where_it_was_asked_for_and_names_its_own_nearest_text() -> None:
    near = Grid.of([[0.7, 0.25], [0.475, 0.1], [0.0, 0.0]], [[1, 0], [0, 0], [0, 0]], by_meaning=True)
    (first, second, third), genes = table(near)
    assert first.reason == (
        "topics in common: Criminal law, Trade; nearest: “Who Sits on Juries” (in meaning)"
    )
    assert second == Suit(
        150, "topic in common: Criminal law; nearest: “I write on tariffs and customs.” (in meaning)"
    )
    assert third == Suit(0, "no topic or word in common")
    assert [suit.points for suit in genes] == [0, 0, 0]

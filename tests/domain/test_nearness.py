"""Who is near to which paper, by the words of their texts."""

from hypothesis import given
from hypothesis import strategies as st

from wip.domain.nearness import Grid, compared
from wip.domain.terms import Text

BAIL = Text(
    "Bail and Its Alternatives", "Pretrial detention of the poor, and what judges know of risk scores."
)
RELEASE = Text("Release on Recognizance", "Judges, risk scores and defendants who come to court.")
PATENT = Text("Patents on Genes", "Whether gene sequences are inventions; licences of universities.")
TRADE = Text("Tariffs After the Treaty", "Customs duties, trade disputes and panels.")
PAPERS = (
    Text("Pretrial Detention by Algorithm", "Risk scores decide on bail."),
    Text("Universities and Gene Patents", "Licences of inventions."),
)


def test_the_one_who_wrote_on_it_is_nearest_and_the_reason_says_why() -> None:
    found = compared([[TRADE, BAIL], [PATENT]], PAPERS)
    grid = found.grid()
    assert grid.row(0)[0] > grid.row(1)[0]
    assert grid.row(1)[1] > grid.row(0)[1]
    assert (
        found.reason(grid, 0, 0) == "wrote “Bail and Its Alternatives”, which is close to the paper: "
        "both speak of bail, pretrial detention and risk scores"
    )
    assert found.reason(grid, 1, 1) == (
        "wrote “Patents on Genes”, which is close to the paper: both speak of gene, patents and universities"
    )


def test_texts_meet_over_a_third_that_uses_the_words_of_both() -> None:
    paper = Text("Recognizance")
    alone = compared([[Text("Detention")]], [paper]).grid()
    between = Text("Detention or Recognizance")
    assert alone.row(0)[0] == 0
    assert compared([[Text("Detention")], [between]], [paper]).grid().row(0)[0] > 0


def test_whoever_wrote_nothing_fits_nothing() -> None:
    found = compared([[], [Text()], [BAIL]], [*PAPERS, Text()])
    grid = found.grid().even()
    assert list(grid.row(0)) == list(grid.row(1)) == [0, 0, 0]
    assert grid.row(2)[2] == 0
    assert found.reason(grid, 0, 0) == "no words in common"


def test_a_pasted_list_is_as_its_titles() -> None:
    titles = [BAIL.title, PATENT.title, TRADE.title]
    pasted = compared([[Text("\n".join(titles))], [RELEASE]], PAPERS).grid()
    single = compared([map(Text, titles), [RELEASE]], PAPERS).grid()
    assert pasted == single


def test_evened_out_a_paper_near_to_everybody_loses() -> None:
    grid = Grid.of([[0.4, 0.4], [0.4, 0.0], [0.4, 0.0]], [[0, 0]] * 3)
    even = grid.even()
    assert even.row(0)[1] > even.row(0)[0]
    assert list(even.row(1))[1] == 0


def test_two_grids_count_alike_whatever_their_units() -> None:
    words, meaning = Grid.of([[0.2, 0.1]], [[0, 0]]), Grid.of([[10.0, 20.0]], [[1, 1]])
    both = words.with_other(meaning)
    assert [round(value, 6) for value in both.values] == [1.0, 1.0]
    assert list(both.nearest) == [1, 1]


_texts = st.builds(Text, st.text("ab ce\n;.1", max_size=12), st.text("abc .\n", max_size=20))


@given(
    st.lists(st.lists(_texts, max_size=3), min_size=1, max_size=4), st.lists(_texts, min_size=1, max_size=4)
)
def test_any_texts_give_a_number_for_every_pair_and_the_same_again(
    people: list[list[Text]], papers: list[Text]
) -> None:
    found = compared(people, papers)
    grid = found.grid()
    assert len(grid.values) == len(people) * len(papers)
    assert all(0 <= value <= 1.000001 for value in grid.values)
    assert compared(people, papers).grid() == grid
    for person in range(len(people)):
        for paper in range(len(papers)):
            assert found.reason(grid, person, paper)

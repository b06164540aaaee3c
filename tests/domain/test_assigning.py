"""Giving out what is lacking: numbers, even loads, kept pairs, reasons in words, and why not somebody else."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from wip.domain.assigning import AssignmentPlan, Task, plan, why_not
from wip.domain.fits import Fit, ReadablePaper, Reader, fits_of, telling_words

TOPICS = {1: "Policing", 2: "Evidence"}


def paper(number: int, *topics: int, words: str = "") -> ReadablePaper:
    return ReadablePaper(number, number, f"Paper {number}", frozenset(topics), telling_words([words]))


def reader(place: int, *topics: int, words: str = "", most: int | None = None) -> Reader:
    return Reader(100 + place, f"Reader {place}", frozenset(topics), telling_words([words]), most)


def given_out(found: AssignmentPlan) -> dict[int, list[int]]:
    result: dict[int, list[int]] = {}
    for pair in found.pairs:
        result.setdefault(pair.paper.number, []).append(pair.reader.id - 100)
    return result


def test_words_that_tell_something_are_compared_in_the_singular_without_accents() -> None:
    assert telling_words(["The Courts’ quotas and 2027 résumés: about laws, process"]) == {
        "court", "quota", "resume", "process",
    }  # fmt: skip


def test_a_fit_says_what_is_common() -> None:
    ((one, two, none),) = fits_of(
        [paper(1, 1, 2, words="Informal quotas survive")],
        [reader(1, 1, 2, words="quota"), reader(2, words="quotas, informal orders"), reader(3, words="tax")],
        TOPICS,
    )
    assert (one, one.sentence) == (
        Fit(210, ("Evidence", "Policing"), ("quota",)),
        "topics in common: Evidence, Policing; word in common: quota",
    )
    assert (two.points, two.sentence) == (20, "words in common: informal, quota")
    assert (none.points, none.sentence) == (0, "no topic or word in common")


def test_in_a_large_session_words_that_many_papers_use_tell_nothing() -> None:
    papers = [paper(n, words="quotas" if n < 4 else "orders") for n in range(1, 9)]
    fits = fits_of(papers, [reader(1, words="quotas orders")], {})
    assert {row[0].points for row in fits} == {0}


def test_topics_decide_and_loads_are_even() -> None:
    papers = tuple(paper(n, 1 if n % 2 else 2) for n in range(1, 7))
    task = Task(papers, (reader(1, 1), reader(2, 2), reader(3)), each=1, topics=TOPICS)
    found = plan(task)
    assert given_out(found) == {1: [3], 2: [3], 3: [1], 4: [2], 5: [1], 6: [2]}
    assert [(one.name, have, new) for one, have, new in found.loads] == [
        ("Reader 1", 0, 2), ("Reader 2", 0, 2), ("Reader 3", 0, 2),
    ]  # fmt: skip
    assert (found.lacking, found.remarks, found.points) == ((), (), 400)


def test_what_is_read_already_counts_for_paper_and_load() -> None:
    papers = tuple(paper(n) for n in range(1, 5))
    kept = frozenset({(1, 101), (2, 101), (1, 999)})
    found = plan(Task(papers, (reader(1), reader(2)), each=2, kept=kept))
    assert given_out(found) == {2: [2], 3: [1, 2], 4: [1, 2]}
    assert [(have, new) for _, have, new in found.loads] == [(2, 2), (0, 3)]


def test_who_must_be_kept_apart_or_declined_is_never_given_the_paper() -> None:
    papers = (paper(1, 1), paper(2, 1))
    task = Task(
        papers, (reader(1, 1), reader(2), reader(3)), each=1, topics=TOPICS,
        apart=frozenset({(1, 101)}), declined=frozenset({(2, 101)}),
    )  # fmt: skip
    found = plan(task)
    assert sorted(given_out(found)) == [1, 2]
    assert 1 not in {place for places in given_out(found).values() for place in places}
    assert found.remarks == ()


def test_loads_give_way_only_where_they_must_and_it_is_said() -> None:
    papers = tuple(paper(n) for n in range(1, 7))
    closed = frozenset((n, 102) for n in range(1, 7))
    found = plan(Task(papers, (reader(1), reader(2), reader(3, most=1)), each=1, apart=closed))
    assert [(one.name, new) for one, _, new in found.loads] == [
        ("Reader 1", 5), ("Reader 2", 0), ("Reader 3", 1),
    ]  # fmt: skip
    assert found.remarks == (
        "Reader 2 gets only 0: 6 of 6 papers are closed to them.",
        "Reader 3 gets only 1: they take at most 1.",
    )


def test_one_who_alone_may_read_some_papers_gets_more_than_the_others() -> None:
    papers = tuple(paper(n) for n in range(1, 7))
    closed = frozenset((n, 102) for n in range(1, 6))
    found = plan(Task(papers, (reader(1), reader(2)), each=1, apart=closed))
    assert [(one.name, new) for one, _, new in found.loads] == [("Reader 1", 5), ("Reader 2", 1)]


def test_papers_for_which_there_are_too_few_are_named_and_get_as_many_as_can_be() -> None:
    papers = (paper(1), paper(2))
    found = plan(Task(papers, (reader(1), reader(2)), each=3, apart=frozenset({(2, 101)})))
    assert given_out(found) == {1: [1, 2], 2: [2]}
    assert [(one.number, lack) for one, lack in found.lacking] == [(1, 1), (2, 2)]


def test_without_papers_or_readers_there_is_nothing_to_give() -> None:
    assert plan(Task((), (reader(1),), each=3)).pairs == ()
    assert [lack for _, lack in plan(Task((paper(1),), (), each=3)).lacking] == [3]


def say_why(task: Task, number: int, place: int) -> tuple[int | None, str]:
    found = why_not(task, plan(task), number, 100 + place)
    return found.loss, found.sentence


def test_why_not_gives_the_exact_reason() -> None:
    task = Task(
        (paper(1, 1), paper(2, 1), paper(3)),
        (reader(1, 1), reader(2), reader(3), reader(4, most=1), reader(5)),
        each=1,
        topics=TOPICS,
        apart=frozenset({(1, 102)}),
        declined=frozenset({(1, 103)}),
        kept=frozenset({(3, 104)}),
    )
    assert say_why(task, 1, 2) == (
        None,
        "Reader 2 and paper 1 are kept apart: it is their own, or a conflict stands or waits for judgement.",
    )
    assert say_why(task, 1, 3) == (None, "Reader 3 has declined to read paper 1.")
    assert say_why(task, 3, 4) == (None, "Reader 4 reads paper 3 already.")
    assert say_why(task, 3, 1) == (None, "Nobody more is wanted for paper 3: it has its readers.")
    assert say_why(task, 1, 4) == (None, "Reader 4 takes at most 1 in all, and has 1 already.")
    assert say_why(task, 2, 1)[1] == "The plan does give paper 2 to Reader 1."
    said = "Reader 5 would do as well (no topic or word in common): the plan as a whole stays as good. You may give it by hand."
    assert say_why(task, 2, 5) == (0, said)


def test_why_not_says_what_the_plan_would_lose() -> None:
    task = Task((paper(1, 1), paper(2, 2)), (reader(1, 1), reader(2, 2)), each=1, topics=TOPICS)
    said = (
        "With Reader 2 (no topic or word in common) on paper 1 the plan as a whole falls from 200 points to 0, by 200, "
        "because others would have to move to papers that suit them less."
    )
    assert say_why(task, 1, 2) == (200, said)


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    papers = tuple(paper(n, *draw(st.sets(st.integers(1, 2)))) for n in range(draw(st.integers(1, 6))))
    readers = tuple(
        reader(n, *draw(st.sets(st.integers(1, 2))), most=draw(st.one_of(st.none(), st.integers(1, 4))))
        for n in range(draw(st.integers(1, 5)))
    )
    pairs = [(one.id, other.id) for one in papers for other in readers]
    some = st.frozensets(st.sampled_from(pairs), max_size=8)
    apart = draw(some)
    return Task(
        papers, readers, draw(st.integers(1, 3)), TOPICS, draw(some) - apart, apart, draw(some) - apart
    )


@given(tasks())
def test_whatever_is_asked_the_rules_hold(task: Task) -> None:
    found = plan(task)
    new = [(pair.paper.id, pair.reader.id) for pair in found.pairs]
    assert len(set(new)) == len(new)
    assert not set(new) & (task.apart | task.declined | task.kept)
    lacking = {one.id: lack for one, lack in found.lacking}
    for one, wanted in zip(task.papers, task.wanted, strict=True):
        assert [paper_id for paper_id, _ in new].count(one.id) == wanted - lacking.get(one.id, 0)
    for each, have, more in found.loads:
        assert each.most is None or not more or have + more <= each.most
    assert plan(task) == found
    _even_where_nothing_stands_in_the_way(task, [have + more for _, have, more in found.loads])


def _even_where_nothing_stands_in_the_way(task: Task, loads: Sequence[int]) -> None:
    free = not task.apart | task.declined | task.kept and all(one.most is None for one in task.readers)
    if free:
        assert max(loads) - min(loads) <= 1

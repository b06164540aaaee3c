"""What a plan of commenters comes to, in words."""

from wip.domain.commenter_plans import outcome
from wip.domain.commenter_tasks import Candidate, Task, TaskPaper


def task(*, mixes: bool = True) -> Task:
    """Three papers, and somebody senior, somebody junior, and somebody of whom it is not known."""
    return Task(
        papers=tuple(TaskPaper(id_, id_, f"Paper {id_}") for id_ in (1, 2, 3)),
        candidates=(
            Candidate(1, 1, "Ada", is_senior=True),
            Candidate(2, 2, "Ben"),
            Candidate(3, 3, "Cleo", stage_known=False),
        ),
        each=1,
        mixes_seniority=mixes,
    )


def test_an_unknown_career_stage_is_said_to_be_unknown() -> None:
    found = outcome(task(), {(1, 1): 5, (2, 2): 5, (3, 3): 5})
    assert (found.unmixed, found.unsure) == (1, 1)
    assert "1 paper with all commenters has nobody senior among them." in found.sentences
    assert any(sentence.startswith("For 1 paper it is not known whether") for sentence in found.sentences)


def test_somebody_senior_on_each_is_said_and_nothing_where_no_mix_is_asked() -> None:
    assert "Every paper with all its commenters has somebody senior among them." in (
        outcome(task(), {(1, 1): 5}).sentences
    )
    found = outcome(task(mixes=False), {(3, 3): 5})
    assert (found.unmixed, found.unsure) == (None, 0)
    assert not any("senior" in sentence for sentence in found.sentences)

"""What withdrawing a paper brings with it, said before it is done."""

from dataclasses import dataclass

from wip.domain.papers import PRESENTING, PaperState


@dataclass(frozen=True)
class Standing:
    """What was built on a paper. `slot` is its time as published in words; `until`, likewise, ends putting it back."""

    state: PaperState
    slot: str = ""
    commenters: int = 0
    coauthors: int = 0
    until: str = ""


def consequences(paper: Standing) -> tuple[str, ...]:
    """Sentences: what happens to the paper, who is told, and whether it can be undone."""
    return (*_happens(paper), _told(paper), _undone(paper))


def _happens(paper: Standing) -> tuple[str, ...]:
    match paper.state:
        case PaperState.DRAFT:
            return (
                "It came after the deadline. The organisers will no longer see it as one that they could let in.",
            )
        case PaperState.WAITING:
            return ("It leaves the waiting list. If a place becomes free, it goes to somebody else.",)
        case PaperState.ACCEPTED:
            return ("Its place in the session goes to somebody else.", *_slot(paper), *_commenters(paper))
        case PaperState.CONFIRMED:
            return (
                "You have confirmed that you will present it; the place goes to somebody else.",
                *_slot(paper),
                *_commenters(paper),
            )
    return ("It is no longer considered, and nobody reviews it any more.",)


def _slot(paper: Standing) -> tuple[str, ...]:
    if not paper.slot:
        return ()
    return (f"Its slot ({paper.slot}) leaves the agenda, and shows as cancelled in every calendar.",)


def _commenters(paper: Standing) -> tuple[str, ...]:
    if not paper.commenters:
        return ()
    if paper.commenters == 1:
        return ("The commenter who was asked to read it gets a letter that it is off.",)
    return (f"The {paper.commenters} commenters who were asked to read it get a letter that it is off.",)


def _told(paper: Standing) -> str:
    also = {0: "", 1: ", and so does your co-author"}.get(
        paper.coauthors, f", and so do your {paper.coauthors} co-authors"
    )
    leaders = paper.state in PRESENTING or paper.state is PaperState.WAITING
    return f"You get a letter that says so{also}." + (" The organisers get one too." if leaders else "")


def _undone(paper: Standing) -> str:
    if paper.until:
        return f"You can put it back in until {paper.until}; it is then a submitted paper like any other."
    return "This cannot be undone."

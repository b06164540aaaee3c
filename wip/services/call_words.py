"""The rules of a call in words: who may submit, and what.

Each function takes a call, or anything that says of itself what a call's columns say: an amendment compares two states.
"""

from typing import Any

from wip.domain.agenda import Minutes
from wip.domain.calls import Blindness
from wip.domain.eligibility import COAUTHOR_WORDS, CoauthorRule
from wip.domain.papers import CAREER_WORDS


def counted(number: int, one: str) -> str:
    """As "1 page" or "10 pages"."""
    return f"1 {one}" if number == 1 else f"{number:,} {one}s"


def who_may(call: Any) -> list[str]:
    """The rules that a submission is judged by, a sentence each; empty where anybody may submit."""
    stages = [words for stage, words in CAREER_WORDS.items() if stage.value in call.career_stages]
    return [
        *([f"Career stage of the first author: {'; '.join(stages)}."] if stages else []),
        *(
            [f"The first author has taught for at most {counted(call.years_max, 'year')}."]
            if call.years_max is not None
            else []
        ),
        *(["The first author is at a member school."] if call.members_only else []),
        *([f"{_papers(call.papers_each)} from each first author."] if call.papers_each is not None else []),
        *([f"{COAUTHOR_WORDS[call.coauthors]}."] if call.coauthors is not CoauthorRule.ANY else []),
    ]


def _papers(most: int) -> str:
    return "One paper" if most == 1 else f"At most {most} papers"


def what_to_send(call: Any, topics: int = 0) -> list[str]:
    """What a submission consists of, with every limit; `topics` is how many the call offers."""
    return [
        f"An abstract of at most {counted(call.abstract_words_max, 'word')}.",
        *_draft(call),
        *(
            [f"A short biography of at most {counted(call.bio_words_max, 'word')}."]
            if call.bio_words_max
            else []
        ),
        *(
            [
                f"Up to {counted(call.focus_pages_max, 'page')} of the draft that readers should focus on, if you like."
            ]
            if call.takes_drafts and call.focus_pages_max
            else []
        ),
        *(
            [f"Up to {counted(call.questions_max, 'question')} that you would like readers to answer."]
            if call.questions_max
            else []
        ),
        *([_topics(min(call.topics_max, topics))] if call.topics_max and topics else []),
        *_publication(call),
    ]


def _draft(call: Any) -> list[str]:
    if not call.takes_drafts:
        return []
    limit = f", of at most {counted(call.draft_words_max, 'word')}" if call.draft_words_max else ""
    return [f"A draft (PDF or Word){limit}, if you have one."]


def _topics(most: int) -> str:
    return "One of the topics below." if most == 1 else f"Up to {most} of the topics below."


def _publication(call: Any) -> list[str]:
    said = []
    if call.asks_publication:
        said.append("Whether the paper has been offered to, or accepted by, a publisher.")
    if call.must_be_revisable:
        said.append(
            "Your word that comments can still change the paper: it is not in print on the day of the session."
        )
    return said


_REVIEW = {
    Blindness.OPEN: ["Reviewers see the authors’ names."],
    Blindness.SINGLE: ["Reviewers see the authors’ names; authors do not learn who reviewed."],
    Blindness.DOUBLE: [
        "Reviewers do not see the authors’ names, and authors do not learn who reviewed.",
        "Leave names, schools and thanks out of the abstract and the draft, also out of headers and footnotes.",
        "Cite your own work as you would anybody else’s: not “in my earlier article”, but “Author (2024)”.",
        "Take your name out of the file’s properties too. In Word: File, Info, Check for Issues, Inspect Document.",
    ],
}


def how_reviewed(call: Any) -> list[str]:
    """Who sees whose name, with instructions for anonymising where the review is blind."""
    said = list(_REVIEW[call.blindness])
    if call.cover_sheet:
        said.append(
            "Put names, schools, addresses and thanks on a cover sheet: a file of its own, which reviewers do not get."
        )
    return said


def how_spent(row: Any) -> list[str]:
    """How a session of this length is used, and whether it is recorded; `row` says what a session's columns say."""
    minutes = Minutes(
        row.minutes,
        row.welcome_minutes,
        row.closing_minutes,
        row.gap_minutes,
        row.present_minutes,
        row.comment_minutes,
    )
    slot = (
        f"Each presenter has {counted(row.present_minutes, 'minute')} to present and "
        f"{counted(row.comment_minutes, 'minute')} to hear comments from commenters and the audience."
    )
    where = "It is online, and recorded." if row.recorded else "It is online, and not recorded."
    return [f"{minutes.capacity_sentence()}.", slot, where]


def who_comments(call: Any) -> str:
    """How many commenters a paper has."""
    return f"Each paper is to have at least {counted(call.commenters_per_paper, 'commenter')}, who read it ahead."


def until_when(call: Any) -> list[str]:
    """What still counts after the deadline."""
    if not call.grace_minutes:
        return []
    return [f"A form sent up to {counted(call.grace_minutes, 'minute')} after the deadline still counts."]

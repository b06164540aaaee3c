"""The subject of a letter tells the strongest change."""

import pytest

from wip.domain.change_subjects import is_of_links, subject_of

MOVED = "“Mercy” moves from Thu 18 Mar 2027, 12:30–13:00 New York to Thu 18 Mar 2027, 12:00–12:30 New York."


@pytest.mark.parametrize(
    ("sentences", "subject"),
    [
        ([], "A change in “Spring”"),
        (["The authors of “Why a Rule moves” are now Ann."], "A change in “Spring”"),
        (["The join link is in place."], "New join link: “Spring”"),
        (["The join link of Room B has changed."], "New join link: “Spring”"),
        (["The join link has been taken out."], "A change in “Spring”"),
        (["The session moves from Thu to Fri."], "Moved: “Spring”"),
        (["You chair Room A: Thu 18 Mar 2027, 12:00–13:30 New York."], "You chair Room A: “Spring”"),
        (["You no longer chair the session."], "You no longer chair the session: “Spring”"),
        ([MOVED, "The join link is in place."], "Moved: “Mercy”"),
        ([MOVED, "“Plea” moves from Room A to Room B."], "Your slots in “Spring” move"),
        ([MOVED, "The session moves from Thu to Fri."], "Moved: “Spring”"),
        (
            ["“A” is cancelled. It was to be 9.", "“B” is cancelled. It was to be 10."],
            "Cancelled: 2 papers in “Spring”",
        ),
        ([MOVED, "“Quotas” is cancelled. It was to be Thu 18 Mar 2027."], "Cancelled: “Quotas”"),
    ],
)
def test_subjects(sentences: list[str], subject: str) -> None:
    assert subject_of(sentences, "Spring") == subject


def test_a_link_alone_suits_everybody() -> None:
    links = ["The join link is in place.", "The join link of Room B has changed."]
    assert (is_of_links(links), is_of_links([*links, MOVED]), is_of_links([])) == (True, False, False)

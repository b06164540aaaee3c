"""Papers that a reviewer gave back: named on the page of their reviews, and taken again."""

from tests.client import PageClient
from tests.reading import add_papers, add_readers, decline, give, given, set_reading
from tests.world import World
from wip.domain.reviews import Reading
from wip.domain.reviews import ReviewState as S


def test_a_paper_given_back_can_be_taken_again(world: World, client: PageClient) -> None:
    set_reading(world, Reading.ASSIGNED)
    add_papers(world, 1)
    one, *_ = add_readers(world)
    give(world, [(1, one)])
    decline(world, 1, one, "No time before March.")
    client.sign_in(one)
    client.get(f"/manage/{world.slug}/reviews/")
    page = client.send("take-again")
    assert "Paper 1 is yours again." in page.words
    assert client.path == f"/manage/{world.slug}/reviews/1/"
    assert given(world) == {(1, one): S.ASSIGNED}
    assert "Papers that you gave back" not in client.get(f"/manage/{world.slug}/reviews/").words

"""The usual settings of a session without a row are those that a new row gets."""

import sqlalchemy as sa

from tests.world import World
from wip.models import CommentingSettings
from wip.queries.commenting import settings_of, usual

COLUMNS = [column.key for column in sa.inspect(CommentingSettings).column_attrs if column.key != "version"]


def test_no_row_means_what_a_new_row_says(world: World) -> None:
    number = world.do(lambda s: world.call(s).wip_session_id)

    def said() -> list[object]:
        return world.do(lambda s: [getattr(settings_of(s, number), name) for name in COLUMNS])

    before = said()
    world.do(lambda s: s.add(CommentingSettings(wip_session_id=number)))
    assert before == said() == [getattr(usual(number), name) for name in COLUMNS]

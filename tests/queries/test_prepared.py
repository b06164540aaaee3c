"""Selects on the driver itself: lists of any length, and values as the library would read them."""

import pytest
import sqlalchemy as sa

from tests.world import World
from wip.domain.sessions import SessionState
from wip.models import WipSession
from wip.queries.prepared import Prepared, PreparedIn


def _of_ids(ids: list[sa.BindParameter[int]]) -> sa.Select[int, SessionState]:
    is_alive = WipSession.state.in_([each for each in SessionState if each is not SessionState.CANCELLED])
    return sa.select(WipSession.id, WipSession.state).where(WipSession.id.in_(ids), is_alive)


@pytest.mark.parametrize("more", [0, 1, 2, 3, 5])
def test_a_list_of_ids_has_any_length(world: World, more: int) -> None:
    select = PreparedIn(_of_ids, "id")
    id_, state = world.do(lambda s: s.execute(sa.select(WipSession.id, WipSession.state)).one())
    asked = [*range(1000, 1000 + more), id_]
    assert world.do(lambda s: select.rows(s.connection(), asked)) == [[id_, state]]
    assert world.do(lambda s: select.rows(s.connection(), [])) == []


def test_rows_are_read_in_the_transaction_of_their_connection(world: World) -> None:
    select = Prepared(sa.select(WipSession.title).where(WipSession.id == sa.bindparam("id")))
    id_ = world.do(lambda s: s.scalars(sa.select(WipSession.id)).one())
    engine = world.do(lambda s: s.get_bind())
    assert isinstance(engine, sa.Engine)
    with engine.connect() as connection:
        before = select.rows(connection, {"id": id_})
        assert connection.in_transaction()
    changed = sa.update(WipSession).values(title="Other")
    world.do(lambda s: s.execute(changed))
    with engine.connect() as connection:
        assert (len(before), select.rows(connection, {"id": id_})) == (1, [["Other"]])

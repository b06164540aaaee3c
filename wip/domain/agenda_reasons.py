"""Why an agenda is impossible: a smallest set of needs that cannot hold together."""

from collections.abc import Callable, Sequence

from wip.domain.agenda_needs import Need

Holds = Callable[[Sequence[Need]], bool]


def smallest(needs: Sequence[Need], holds: Holds) -> list[Need]:
    """Some of the needs that cannot hold together, while all but any one of them can; all of them together cannot.

    QuickXplain (Junker 2004): halves are left out as long as the rest still contradicts itself.
    """
    return _explained([], needs, holds, has_more=False) if needs else []


def smallest_beside(given: Sequence[Need], needs: Sequence[Need], holds: Holds) -> list[Need]:
    """As `smallest`, beside what is given; nothing where that cannot hold by itself."""
    return _explained(given, needs, holds, has_more=True)


def _explained(kept: Sequence[Need], asked: Sequence[Need], holds: Holds, *, has_more: bool) -> list[Need]:
    if not asked or (has_more and not holds(kept)):
        return []
    if len(asked) == 1:
        return list(asked)
    first, second = asked[: len(asked) // 2], asked[len(asked) // 2 :]
    of_second = _explained([*kept, *first], second, holds, has_more=True)
    of_first = _explained([*kept, *of_second], first, holds, has_more=bool(of_second))
    return [*of_first, *of_second]

"""What it costs to put a talk into a room after those before it, and the least that the talks still to come cost."""

from wip.domain.agenda_problems import Problem
from wip.domain.agenda_spots import SHUT, Put, Spot, now


def by_order(asked: Problem, talk: int, left: int, beside: int) -> int:
    """What it costs by the rule that talks which were to come earlier are still left.

    One of them that turns out to begin at the same minute in another room was charged too much, and gives it back.
    """
    weights = asked.weights
    if not weights.order:
        return 0
    out = (left & ((1 << talk) - 1)).bit_count() - (beside >> talk).bit_count()
    by_rule = (left & asked.earlier[talk]).bit_count() - (beside & asked.later[talk]).bit_count()
    return weights.order * out + weights.rule * by_rule


def _refund(asked: Problem, put: Put) -> int:
    """The most that talks beginning at the same minute in rooms still open can give back."""
    if not asked.weights.order or len(put.spots) < 2:  # noqa: PLR2004 - an order needs two
        return 0
    at = now(put.spots)
    rooms, found = sum(spot.at == at for spot in put.spots), 0
    for spot in put.spots:
        talk = spot.talk.bit_length() - 1
        if spot.talk and spot.end - asked.lengths[talk] == at:
            found += asked.weights.order * min(rooms, (put.left & (spot.talk - 1)).bit_count())
            found += asked.weights.rule * min(rooms, (put.left & asked.earlier[talk]).bit_count())
    return found


def by_topic(asked: Problem, talk: int, spot: Spot) -> int:
    """What it costs by the rule that a talk of another topic came before in its room."""
    topics = asked.topics
    return asked.weights.rule if topics and topics[talk] != spot.topic else 0


def to_come(asked: Problem, put: Put) -> int:
    """The least that the talks still to come cost, besides the least price of each; what they may give back is taken off."""
    charged = asked.charged
    found = -_refund(asked, put) + (_runs(asked, put) if asked.topics and put.left else 0)
    if charged and put.left:
        found += sum(charged[room][spot.number] for room, spot in enumerate(put.spots) if spot.at != SHUT)
    return found


def _runs(asked: Problem, put: Put) -> int:
    """The least that the topics still to come cost by the rule."""
    topics = asked.topics_left.get(put.left)
    if topics is None:
        topics = sum(1 << topic for topic, talks in asked.by_topic.items() if talks & put.left)
        asked.topics_left[put.left] = topics
    for spot in put.spots:
        if spot.topic >= 0:
            topics &= ~(1 << spot.topic)
    return asked.weights.rule * topics.bit_count()


def by_wishes(asked: Problem, talk: int, left: int, spot: Spot, running: int) -> int:
    """What it costs that wishes towards other talks are broken by putting this one here."""
    wish, bit = asked.wish, 1 << talk
    if not asked.weights.broken:
        return 0
    tail = 1 << spot.tail if spot.tail >= 0 else 0
    broken = (wish.before[talk] & (left | running)).bit_count()
    broken += (wish.together[talk] & ~left & ~tail).bit_count() + (wish.apart[talk] & tail).bit_count()
    broken += bool(wish.first & bit and spot.number) + bool(wish.last & tail)
    return asked.weights.broken * broken

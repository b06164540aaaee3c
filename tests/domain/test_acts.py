"""Every act that a service writes into the history has plain words."""

import ast
from collections.abc import Iterator
from pathlib import Path

from wip.domain.acts import ACT_WORDS, act_words
from wip.domain.calls import CallMove
from wip.domain.invitations import InvitationMove
from wip.domain.letters import LetterMove
from wip.domain.moves import words
from wip.domain.papers import PaperMove
from wip.domain.selection import LETTER_OF, MOVE_OF
from wip.domain.sessions import SessionMove
from wip.services.bulk import DRAFTS, EXPORT, VOLUNTEERS
from wip.services.commenter_plan_changes import HandMove

SERVICES = Path(__file__).parents[2] / "wip" / "services"

COMPOSED = {
    "f'{move.value} call'": {f"{move.value} call" for move in CallMove},
    "f'{move.value} conflict'": {f"{move} conflict" for move in ("confirm", "dismiss")},
    "f'{move.value} leadership'": {f"{move} leadership" for move in ("accept", "decline")},
    "f'{move.value} reviewership'": {f"{move} reviewership" for move in ("accept", "decline")},
    "f'{move.value} session'": {f"{move.value} session" for move in SessionMove if move != "move_date"},
    "f\"move criterion {('up' if up else 'down')}\"": {"move criterion up", "move criterion down"},
    "f\"move question {('up' if up else 'down')}\"": {"move question up", "move question down"},
    "f\"{LETTER_OF[decision.outcome].value.removeprefix('decision_')} paper\"": {
        f"{kind.value.removeprefix('decision_')} paper" for kind in LETTER_OF.values()
    },
    "f'{words(move)} paper'": {f"{words(move)} paper" for move in PaperMove if move not in MOVE_OF.values()},
    "f'{words(move)} planned commenter'": {f"{words(move)} planned commenter" for move in HandMove},
    "step.value": {LetterMove.HOLD.value, LetterMove.RELEASE.value, LetterMove.SEND_AGAIN.value},
}
"""Acts that are put together, each way by its source; the moves that a release makes are noted as its decisions."""


def _places(tree: ast.Module) -> dict[str, int]:
    """Where the functions of a module take an act."""
    found = {}
    for node in ast.walk(tree):
        names = [argument.arg for argument in node.args.args] if isinstance(node, ast.FunctionDef) else []
        if isinstance(node, ast.FunctionDef) and "act" in names:
            found[node.name] = names.index("act")
    return found


SHARED = {
    name: place
    for path in sorted(SERVICES.glob("*.py"))
    for name, place in _places(ast.parse(path.read_text(encoding="utf-8"))).items()
    if not name.startswith("_")
}
"""Functions that write history for other modules too."""


def _expressions(tree: ast.Module) -> Iterator[ast.expr]:
    """Whatever in a module stands for an act: given to a parameter of that name, or kept in a variable of it."""
    places = {"record": 2, **SHARED, **_places(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).strip("()").split(", ")[0] == "act":
            yield node.value.elts[0] if isinstance(node.value, ast.Tuple) else node.value
        if isinstance(node, ast.Call):
            yield from (word.value for word in node.keywords if word.arg == "act")
            place = places.get(getattr(node.func, "id", ""))
            if place is not None and len(node.args) > place:
                yield node.args[place]


def _acts(expression: ast.expr) -> Iterator[str]:
    """The acts that an expression can be; composed ones by their source, marked by it."""
    match expression:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from (*_acts(one), *_acts(other))
        case ast.BoolOp(values=several):
            for each in several:
                yield from _acts(each)
        case ast.Call(func=ast.Attribute(value=ast.Dict(values=several)), args=[_, usual]):
            for value in (*several, usual):
                yield from _acts(value)
        case ast.JoinedStr() | ast.Attribute():
            yield f"={ast.unparse(expression)}"


def _recorded() -> set[str]:
    found = {EXPORT, DRAFTS, VOLUNTEERS}
    for path in sorted(SERVICES.glob("*.py")):
        for expression in _expressions(ast.parse(path.read_text("utf-8"))):
            found |= set(_acts(expression))
    return found - {""}


def test_every_recorded_act_has_words() -> None:
    recorded = _recorded()
    composed = {act[1:] for act in recorded if act.startswith("=")}
    assert composed == set(COMPOSED)
    plain = {act for act in recorded if not act.startswith("=")}.union(*COMPOSED.values())
    assert (sorted(plain - set(ACT_WORDS)), sorted(set(ACT_WORDS) - plain)) == ([], [])


def test_no_words_are_a_code() -> None:
    assert [act for act, said in ACT_WORDS.items() if act == said or "_" in said] == []
    assert act_words("disown paper") == "said that the paper is not theirs"
    assert act_words("act_of_tomorrow") == "act of tomorrow"
    assert InvitationMove.INVITE_AGAIN.value not in ACT_WORDS

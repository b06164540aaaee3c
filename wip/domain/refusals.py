"""How the app says no: a sentence for a law professor, and the field that it is about."""


class Refusal(Exception):
    """What was asked cannot be done. `sentence` says what is wrong, where, and what to do."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class RefusedMove(Refusal):
    """A life cycle has no such step from where the thing stands."""


class Stale(Refusal):
    """The page showed an older state. `changes` says, a sentence each, what has happened since."""

    def __init__(self, sentence: str, changes: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.changes = changes


class Unknown(Exception):
    """There is no such thing, or not for this person: the two are never told apart."""


class Ended(Unknown):
    """A personal link that its own holder has ended; only that holder is told so."""

    def __init__(self, heading: str, sentence: str) -> None:
        super().__init__(sentence)
        self.heading = heading
        self.sentence = sentence

"""Signed tokens: what a personal link carries instead of a password."""

import hashlib
import hmac
from functools import lru_cache

from itsdangerous import BadData, URLSafeSerializer

from wip.domain.links import Link, LinkKind
from wip.domain.refusals import Unknown

_PATHS = {
    LinkKind.PAPER: "/papers/{}/",
    LinkKind.COMMISSION: "/commissions/{}/",
    LinkKind.OFFER: "/offers/{}/",
    LinkKind.COMMENTING: "/commenting/{}/",
    LinkKind.LEADERSHIP: "/invitations/{}/",
    LinkKind.REVIEWERSHIP: "/invitations/{}/",
    LinkKind.FEED: "/feeds/{}/my-sessions.ics",
    LinkKind.SIGN_IN: "/sign-in/{}",
    LinkKind.STARTED: "/started/{}/",
    LinkKind.LATE: "/late/{}/",
    LinkKind.STOP: "/stop/{}/",
    LinkKind.FEEDBACK: "/feedback/{}/",
    LinkKind.ATTENDANCE: "/attending/{}/",
    LinkKind.FORGET: "/forget/{}/",
    LinkKind.SHOW: "/show/{}/state.json",
    LinkKind.HELPER: "/show/{}/",
    LinkKind.SCREEN: "/show/{}/screen",
}

REMEMBERED = 2000
"""How many tokens that we signed are remembered as read."""


class Signer:
    """Makes and reads tokens under the installation's secret."""

    def __init__(self, secret: str, base_url: str) -> None:
        self._base_url = base_url
        self._secret = secret.encode()
        self._serializer = URLSafeSerializer(
            secret,
            salt="personal-link",
            signer_kwargs={"digest_method": hashlib.sha256},
        )
        # Calendar programs bring the same token every few minutes: a tenth of what answering them costs.
        self._known = lru_cache(REMEMBERED)(self._read)

    def token(self, link: Link) -> str:
        """The token of a personal link; the same link always gives the same token."""
        return str(self._serializer.dumps([link.kind.value, link.person_id, link.thing_id, link.generation]))

    def read(self, token: str) -> Link:
        """The link that a token stands for. Raises Unknown for a token that we did not sign."""
        return self._known(token)

    def _read(self, token: str) -> Link:
        try:
            kind, person, thing, generation = self._serializer.loads(token)
            return Link(LinkKind(kind), int(person), int(thing), int(generation))
        except (BadData, ValueError, TypeError):
            raise Unknown from None

    def key(self, purpose: str, person_id: int | None) -> bytes:
        """A key of one reader's own: what is marked with it nobody can compute who guesses what was marked."""
        return hmac.new(self._secret, f"{purpose}:{person_id or 0}".encode(), hashlib.sha256).digest()

    def path(self, link: Link) -> str:
        """The address of a link within this installation, beginning with a slash."""
        if link.kind is LinkKind.PAGE:
            return link.path
        path = _PATHS[link.kind].format(self.token(link))
        return f"{path}?answer={link.answer}" if link.answer else path

    def address(self, link: Link) -> str:
        """The whole address of a link, as it stands in a letter."""
        return self._base_url + self.path(link)

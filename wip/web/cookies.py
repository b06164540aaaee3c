"""The session cookie: who is signed in. What everybody gets alike is answered without looking at it."""

import re

from flask import Flask, Request
from flask.sessions import NullSession, SecureCookieSession, SecureCookieSessionInterface

_THE_SAME_FOR_ALL = re.compile(
    r"/sessions/[^/]+/(?:programme\.pdf|agenda\.json|agenda/embed|agenda/fragment)|/clock-notes"
)
"""Caches between us and readers may share these: extensions that look at every request's cookie would have each answer say
`Vary: Cookie`, and caches keep one for each reader."""


class Cookies(SecureCookieSessionInterface):
    """Flask's own cookie, and none where the answer is the same for all. Flask opens it before it knows the view, so the path decides."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The reader's session; one that is always empty, and never stored, where it makes no difference."""
        if _THE_SAME_FOR_ALL.fullmatch(request.path):
            return NullSession()
        return super().open_session(app, request)

"""How often one address may knock at the doors that need no sign-in.

Each process of the website counts by itself, in memory, so that the true limit lies between the number named and that
times `WIP_WEB_WORKERS`: it keeps floods off, and is no exact count. Counting together would take a server beside
(Redis), or a write to the database for every knock.
"""

from flask import current_app
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address)


def public_write_limit() -> str:
    """The limit for posts by visitors, from the settings."""
    limit: str = current_app.extensions["wip_settings"].public_write_limit
    return limit


def sign_in_limit() -> str:
    """The limit for sign-in letters asked from one network address."""
    limit: str = current_app.extensions["wip_settings"].sign_in_limit
    return limit


SAVES = "40 per minute; 1500 per hour"
"""Saves of unfinished papers from one network address, which may be a whole school's."""

DOWNLOADS = "30 per minute; 300 per hour"
"""Drafts from one network address, which may be a whole school's: each copy is made anew."""

STARTS = "30 per hour"
"""Unfinished papers that one network address may begin in one session."""

PRESSES = "60 per minute; 1200 per hour"
"""What helpers of a running room may press from one network address."""

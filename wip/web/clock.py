"""The one place where the web edge reads the clock; tests set another."""

from datetime import datetime

from flask import current_app


def now() -> datetime:
    """The present moment, aware, in UTC."""
    moment: datetime = current_app.config["CLOCK"]()
    return moment

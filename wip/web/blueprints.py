"""Which modules of pages there are."""

from importlib import import_module

from flask import Flask

MODULES = (
    "assets",
    "home",
    "sign_in",
    "me",
    "invitations",
    "sections",
    "sessions",
    "calls",
    "submissions",
    "papers",
    "offers",
    "commenters",
    "commissions",
    "attendance",
    "reviews",
    "reviewers",
    "decisions",
    "letters",
    "agendas",
    "calendars",
    "imports",
    "histories",
    "health",
)


def register(app: Flask) -> None:
    """Attach every module's `pages`."""
    for name in MODULES:
        app.register_blueprint(import_module(f"wip.web.{name}").pages)

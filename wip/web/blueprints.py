"""Which modules of pages there are."""

from importlib import import_module
from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

MODULES = (
    "assets",
    "home",
    "sign_in",
    "me",
    "invitations",
    "sections",
    "sessions",
    "cancellations",
    "calls",
    "call_settings",
    "amendments",
    "late_links",
    "plans",
    "clones",
    "questions",
    "submissions",
    "started",
    "late_door",
    "names",
    "papers",
    "bulk",
    "paper_texts",
    "exports",
    "own_papers",
    "presenter_offers",
    "previews",
    "attachments",
    "offers",
    "commenters",
    "commenter_invitations",
    "presenter_invitations",
    "commenting",
    "volunteers",
    "guidelines",
    "readiness",
    "commissions",
    "commission_requests",
    "own_requests",
    "thanks",
    "own_guidelines",
    "own_zones",
    "own_hours",
    "commenting_settings",
    "commenter_plans",
    "commenter_plan_papers",
    "commenter_plan_offers",
    "commission_drafts",
    "own_drafts",
    "drafts",
    "attending",
    "public_drafts",
    "attendance",
    "feedbacks",
    "feedback_digests",
    "reviews",
    "criteria",
    "reviewers",
    "assignments",
    "proposals",
    "reading_settings",
    "readings",
    "assignment_sheets",
    "conflicts",
    "institutions",
    "relations",
    "own_conflicts",
    "kept_from",
    "pictures",
    "decisions",
    "scenarios",
    "freezes",
    "releases",
    "letter_edits",
    "places",
    "letters",
    "mailings",
    "letter_templates",
    "stops",
    "own_data",
    "agendas",
    "agenda_layouts",
    "agenda_breaks",
    "agenda_wishes",
    "session_chairs",
    "calendar_invitations",
    "clock_notes",
    "programmes",
    "programme_files",
    "sittings",
    "shows",
    "show_links",
    "show_polls",
    "calendars",
    "subscriptions",
    "imports",
    "updates",
    "histories",
    "office",
    "hand_overs",
    "health",
)


class RowNumber(IntegerConverter):
    """A whole number in an address, no larger than a database's; a larger one is an unknown page, not a fault."""

    def __init__(self, map: Map, *args: Any, **options: Any) -> None:  # noqa: A002 - Werkzeug's name
        super().__init__(map, *args, **({"max": 2_147_483_647} | options))


def register(app: Flask) -> None:
    """Attach every module's `pages`."""
    app.url_map.converters["int"] = RowNumber
    for name in MODULES:
        app.register_blueprint(import_module(f"wip.web.{name}").pages)

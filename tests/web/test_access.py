"""Every route says who may use it, and every change goes through one commit."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from wip.domain.people import WHO_MAY, Act
from wip.web.calendars import open_to_programs

UNWRITTEN = {"sign_in.leave"}
"""Signing out touches the cookie alone."""

FILES_OF_OURS = {"static"}
"""Flask's own route for what ships in static/."""


def _rules(app: Flask) -> Iterator[Rule]:
    return (rule for rule in app.url_map.iter_rules() if rule.endpoint not in FILES_OF_OURS)


def _access(app: Flask, rule: Rule) -> Act:
    act: Act = vars(app.view_functions[rule.endpoint])["access"]
    return act


def test_every_route_declares_its_access(app: Flask) -> None:
    undeclared = [
        rule.rule
        for rule in _rules(app)
        if not isinstance(getattr(app.view_functions[rule.endpoint], "access", None), Act)
    ]
    assert undeclared == []


def test_every_act_names_who_may_do_it_and_is_done_somewhere(app: Flask) -> None:
    assert set(WHO_MAY) == set(Act)
    assert {act for act, roles in WHO_MAY.items() if not roles} == set()
    done = {_access(app, rule) for rule in _rules(app)}
    assert done == set(Act)


def test_every_post_commits_once_or_not_at_all(app: Flask) -> None:
    unwritten = {
        rule.endpoint
        for rule in _rules(app)
        if "POST" in (rule.methods or ()) and not getattr(app.view_functions[rule.endpoint], "writes", False)
    }
    assert unwritten == UNWRITTEN


def test_no_route_takes_both_reading_and_changing(app: Flask) -> None:
    changing = {"POST", "PUT", "PATCH", "DELETE"}
    both = [r.rule for r in _rules(app) if "GET" in (r.methods or ()) and changing & (r.methods or set())]
    assert both == []
    assert {m for r in _rules(app) for m in r.methods or ()} == {"GET", "HEAD", "OPTIONS", "POST"}


def test_every_personal_link_is_opened_by_named_kinds_only(app: Flask) -> None:
    unnamed = [
        rule.rule
        for rule in _rules(app)
        if ("token" in rule.arguments) is not bool(getattr(app.view_functions[rule.endpoint], "opens", ()))
    ]
    assert unnamed == []


def test_the_leaders_side_is_closed_to_visitors_by_its_address(app: Flask) -> None:
    sides = {
        rule.rule: WHO_MAY[_access(app, rule)] for rule in _rules(app) if rule.rule.startswith("/manage/")
    }
    roles = {role.value for held in sides.values() for role in held}
    assert "anyone" not in roles
    assert "known" not in roles


def test_a_door_for_programs_opens_only_what_everybody_may_see() -> None:
    with pytest.raises(ValueError, match="see the history"):
        open_to_programs(Act.SEE_HISTORY)

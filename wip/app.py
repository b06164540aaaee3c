"""create_app: the only module that knows all parts."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, Response, current_app, g, request
from flask_security import RoleMixin, Security, SQLAlchemyUserDatastore
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from wip import paths, worker
from wip.adapters.tokens import Signer
from wip.db import db, intend_to_write
from wip.models import Person
from wip.settings import Settings, read
from wip.web import blueprints, errors, limits, stops, templating
from wip.web.calendar_door import calendar_door
from wip.web.cookies import Cookies

_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def create_app(settings: Settings | None = None) -> Flask:
    """The application, ready to serve. Touches no database until asked something."""
    settings = settings or read()
    app = Flask("wip", template_folder=str(paths.templates()), static_folder=str(paths.static()))
    app.jinja_environment = templating.SharedNames
    app.config.update(_configuration(settings))
    app.session_interface = Cookies()
    app.extensions["wip_settings"] = settings
    app.extensions["wip_signer"] = Signer(settings.secret_key, settings.base_url)
    db.init_app(app)
    # Before every extension: the first statement of a request begins its transaction, as reader or as writer.
    app.before_request(_choose_transaction)
    csrf = CSRFProtect(app)
    limits.limiter.init_app(app)
    Security(app, SQLAlchemyUserDatastore(db, Person, RoleMixin), register_blueprint=False)
    worker.attach(app, settings)
    templating.register(app)
    blueprints.register(app)
    csrf.exempt(f"{stops.__name__}.{stops.stop.__name__}")  # a mail program's one click; its link is signed
    errors.register(app)
    app.after_request(_add_headers)
    app.wsgi_app = calendar_door(app)  # type: ignore[method-assign,assignment]  # Flask's own idiom
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops)  # type: ignore[method-assign]  # Flask's own idiom
    logging.getLogger("wip").setLevel(logging.INFO)
    return app


def _configuration(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {} if settings.is_sqlite else {"pool_pre_ping": True, "pool_size": 10},
        "MAX_CONTENT_LENGTH": settings.upload_max_bytes * 3 + 2_000_000,
        "MAX_FORM_MEMORY_SIZE": 1_500_000,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SECURE": settings.is_https,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        "SESSION_REFRESH_EACH_REQUEST": False,
        "WTF_CSRF_TIME_LIMIT": 12 * 3600,
        "SECURITY_PASSWORD_SALT": settings.secret_key,
        "SECURITY_DEFAULT_REMEMBER_ME": False,
        "RATELIMIT_STORAGE_URI": "memory://",
        "RATELIMIT_HEADERS_ENABLED": False,
        "SEND_FILE_MAX_AGE_DEFAULT": 86_400,
        "WIP_UPLOAD_BYTES": settings.upload_max_bytes,
        "WIP_UPLOAD_MEGABYTES": settings.upload_max_bytes // 1_048_576,
        "CLOCK": lambda: datetime.now(UTC),
    }


def _choose_transaction() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    only_reads = request.method in {"GET", "HEAD", "OPTIONS"} or getattr(view, "reads_first", False)
    intend_to_write(yes=not only_reads)


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Content-Security-Policy", _CSP)
    headers.setdefault("Referrer-Policy", "same-origin")
    if "actor" in g and g.actor.is_known:
        headers.setdefault("Cache-Control", "private, no-store")
    return response

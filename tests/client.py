"""A browser for tests: it checks every page, follows forms as a person would, and signs in by a real link."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from wip.db import db, writing
from wip.services.sign_ins import make_link

VOID = {
    "input",
    "br",
    "img",
    "meta",
    "link",
    "hr",
    "rect",
    "circle",
    "path",
    "line",
    "source",
    "col",
}


@dataclass
class Form:
    """A form as it stands on a page: its target, its fields with their values, and its buttons."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)

    def filled(self, **typed: Any) -> dict[str, list[Any]]:
        """The data that the browser sends when `typed` has been filled in (None takes a field out)."""
        data: dict[str, list[Any]] = {}
        for name, value in self.fields:
            data.setdefault(name, []).append(value)
        for name, value in typed.items():
            if value is None:
                data.pop(name, None)
            else:
                data[name] = value if isinstance(value, list) else [value]
        return data


class Page(HTMLParser):
    """A page taken apart: headings, labels, ids, forms, links and text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.title = self.text = ""
        self.headings: list[str] = []
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.controls: list[dict[str, str | None]] = []
        self.links: list[str] = []
        self.assets: list[str] = []
        self.forms: list[Form] = []
        self.inline: list[str] = []
        self._stack: list[str] = []
        self._select: tuple[str, list[tuple[str, bool]]] | None = None
        self._textarea: tuple[str, list[str]] | None = None
        self._button: tuple[Form, str, str, list[str]] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = dict(attrs)
        if tag not in VOID:
            self._stack.append(tag)
        if a.get("id"):
            self.ids.append(a["id"] or "")
        if "style" in a or any(name.startswith("on") for name in a) or (tag == "script" and not a.get("src")):
            self.inline.append(f"<{tag}> {a}")
        if tag == "h1":
            self.headings.append("")
        if tag == "label" and a.get("for"):
            self.labels.add(a["for"] or "")
        self._handle_reference(tag, a)
        if tag == "form":
            self.forms.append(Form(a.get("action") or "", (a.get("method") or "get").lower()))
        if tag in {"input", "select", "textarea"} and a.get("type") != "hidden":
            self.controls.append(a | {"tag": tag})
        self._handle_control(tag, a)

    def _handle_reference(self, tag: str, a: dict[str, str | None]) -> None:
        address = a.get("href") or a.get("src")
        if address and tag == "a":
            self.links.append(address)
        elif address and tag in {"script", "img", "link"}:
            self.assets.append(address)

    def _handle_control(self, tag: str, a: dict[str, str | None]) -> None:
        form = self.forms[-1] if self.forms and "form" in self._stack else None
        name = a.get("name") or ""
        if tag == "input" and form and name:
            kind = a.get("type") or "text"
            if kind in {"checkbox", "radio"}:
                if "checked" in a:
                    form.fields.append((name, a.get("value") or "on"))
            elif kind not in {"file", "submit"}:
                form.fields.append((name, a.get("value") or ""))
        elif tag == "select" and name:
            self._select = (name, [])
        elif tag == "option" and self._select:
            self._select[1].append((a.get("value") or "", "selected" in a))
        elif tag == "textarea" and name:
            self._textarea = (name, [])
        elif tag == "button" and form:
            self._button = (form, name, a.get("value") or "", [])

    def handle_endtag(self, tag: str) -> None:
        if tag in self._stack:
            while self._stack and self._stack.pop() != tag:
                pass
        form = self.forms[-1] if self.forms else None
        if tag == "select" and self._select and form:
            name, options = self._select
            chosen = [value for value, selected in options if selected] or [value for value, _ in options[:1]]
            form.fields.extend((name, value) for value in chosen)
            self._select = None
        if tag == "textarea" and self._textarea and form:
            form.fields.append(
                (self._textarea[0], "".join(self._textarea[1]).replace("\r\n", "\n").removeprefix("\n"))
            )
            self._textarea = None
        if tag == "button" and self._button:
            owner, name, value, words = self._button
            owner.buttons.append((" ".join("".join(words).split()), name, value))
            self._button = None

    def handle_data(self, data: str) -> None:
        if "title" in self._stack:
            self.title += data
        if "script" in self._stack or "style" in self._stack:
            return
        if "h1" in self._stack:
            self.headings[-1] += data
        if self._textarea:
            self._textarea[1].append(data)
        if self._button:
            self._button[3].append(data)
        self.text += data

    @property
    def words(self) -> str:
        """The page's visible text on one line."""
        return " ".join(self.text.split())

    def form(self, action: str = "", button: str = "") -> Form:
        """The form with this in its action, or with a button of these words."""
        for each in self.forms:
            fits = each.method == "post" and action in each.action and "/sign-out" not in each.action
            if fits and (not button or any(button in words for words, _, _ in each.buttons)):
                return each
        raise AssertionError(
            f"no form for {action!r} {button!r} in {[f.action for f in self.forms]}: {self.words[:300]}"
        )


def check_page(page: Page, where: str) -> None:
    """What every page of ours keeps to (style.md: the page-checking client)."""
    assert len(page.headings) == 1, f"{where}: one h1, found {page.headings}"
    heading = " ".join(page.headings[0].split())
    assert " ".join(page.title.split()).startswith(heading), (
        f"{where}: title {page.title!r} begins with {heading!r}"
    )
    assert len(page.ids) == len(set(page.ids)), f"{where}: an id stands twice: {sorted(page.ids)}"
    assert page.inline == [], f"{where}: inline script or style: {page.inline}"
    unlabelled = [
        control
        for control in page.controls
        if control.get("id") not in page.labels and not control.get("aria-label")
    ]
    assert unlabelled == [], f"{where}: controls without a label: {unlabelled}"
    outside = [asset for asset in page.assets if not asset.startswith("/")]
    assert outside == [], f"{where}: assets from elsewhere: {outside}"


class PageClient:
    """One person's browser."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.http: FlaskClient = app.test_client()
        self.page = Page("")
        self.path = ""

    def sign_in(self, email: str) -> "PageClient":
        """Sign in through the real link, with its button."""
        with self.app.app_context(), writing():
            link = make_link(db.session(), email, self.app.config["CLOCK"](), 30)
            db.session.commit()
            path = self.app.extensions["wip_signer"].path(link)
            db.session.remove()
        self.get(path)
        self.send(button="Sign in")
        return self

    def get(self, path: str, status: int = 200) -> Page:
        """Open a page, check it, and keep it as the present one."""
        path = path.removeprefix("https://wip.example.edu")
        response = self.http.get(path, base_url="https://wip.example.edu")
        return self._took(response, path, status)

    def send(
        self,
        action: str = "",
        *,
        button: str = "",
        status: int = 200,
        follow: bool = True,
        **typed: Any,
    ) -> Page:
        """Fill in a form of the present page and press a button; `status` is that of the page at the end."""
        form = self.page.form(action, button)
        data = form.filled(**typed)
        for words, name, value in form.buttons:
            if button and button in words and name:
                data[name] = [value]
        target = form.action if form.action not in {"", "?"} else self.path
        response = self.post(target, data)
        if follow and response.status_code in {302, 303}:
            return self.get(response.headers["Location"], status)
        return self._took(response, target, status)

    def post(self, path: str, data: dict[str, Any]) -> TestResponse:
        """A bare POST, without any check."""
        return self.http.post(
            path,
            data=data,
            base_url="https://wip.example.edu",
            headers={"Referer": f"https://wip.example.edu{self.path or '/'}"},
        )

    def _took(self, response: TestResponse, path: str, status: int) -> Page:
        if response.status_code in {302, 303} and status == 200:
            return self.get(response.headers["Location"])
        assert response.status_code == status, (
            f"{path}: {response.status_code}, not {status}: {_words(response)}"
        )
        self.path = path
        if "html" in (response.content_type or ""):
            self.page = Page(response.get_data(as_text=True))
            check_page(self.page, path)
        return self.page


def _words(response: TestResponse) -> str:
    text = response.get_data(as_text=True)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))[:600]

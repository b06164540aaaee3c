"""A person's browser, as far as the benchmarks need one: cookies, and forms sent as they stand on the page."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode, urlsplit

_BOUNDARY = "between-the-parts-of-a-form"
_MULTIPART = f"multipart/form-data; boundary={_BOUNDARY}"


def _parts(fields: dict[str, str], name: str, content: bytes) -> bytes:
    start = f"--{_BOUNDARY}\r\nContent-Disposition: form-data; name="
    texts = "".join(f'{start}"{key}"\r\n\r\n{value}\r\n' for key, value in fields.items())
    head = f'{start}"{name}"; filename="paper.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
    return (texts + head).encode() + content + f"\r\n--{_BOUNDARY}--\r\n".encode()


class Forms(HTMLParser):
    """The forms of a page, each as its target and what its fields hold."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((given.get("action", ""), {}))
        elif tag == "option" and self.select and self.forms:
            fields = self.forms[-1][1]
            if self.select not in fields or "selected" in given:
                fields[self.select] = given.get("value", "")
        elif tag in {"input", "select", "textarea"} and self.forms:
            self._take(tag, given)

    def _take(self, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        self.select = name if tag == "select" else ""
        sent = given.get("type") not in {"file", "radio", "checkbox"} or "checked" in given
        if name and sent and tag != "select":
            self.forms[-1][1][name] = given.get("value", "")


@dataclass
class Browser:
    """Keeps one connection and its cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = HTTPConnection("127.0.0.1", self.port, timeout=60)

    @property
    def cookie(self) -> str:
        """The Cookie header; empty for a visitor."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def get(self, path: str) -> tuple[int, str, HTTPResponse]:
        """Status, text and the answer itself."""
        return self._ask("GET", path, None)

    def send(self, page: str, address: str, typed: dict[str, str]) -> tuple[int, str, HTTPResponse]:
        """Fill in the page's form that goes to `address`, and press its button."""
        for action, fields in Forms(page).forms:
            if urlsplit(action).path == address:
                return self._ask("POST", address, urlencode(fields | typed))
        raise SystemExit(f"There is no form that goes to {address}:\n{page[:2000]}")

    def send_file(
        self, page: str, address: str, typed: dict[str, str], name: str, content: bytes
    ) -> tuple[int, str, HTTPResponse]:
        """As `send`, with a PDF in the field `name`."""
        for action, fields in Forms(page).forms:
            if urlsplit(action).path == address:
                return self._ask("POST", address, _parts(fields | typed, name, content), _MULTIPART)
        raise SystemExit(f"There is no form that goes to {address}:\n{page[:2000]}")

    def press(self, path: str) -> None:
        """Open a page and press the button of the form that goes back to the same address."""
        status, page, _ = self.get(path)
        if status != 200:
            raise SystemExit(f"{path} answered {status}:\n{page[:2000]}")
        status, page, _ = self.send(page, path, {})
        if status != 303:
            raise SystemExit(f"The button on {path} answered {status}:\n{page[:2000]}")

    def _ask(
        self,
        method: str,
        path: str,
        body: str | bytes | None,
        kind: str = "application/x-www-form-urlencoded",
    ) -> tuple[int, str, HTTPResponse]:
        headers = {"Cookie": self.cookie} if self.cookies else {}
        if body is not None:
            headers["Content-Type"] = kind
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value
        return answer.status, text, answer

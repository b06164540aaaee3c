"""Fixtures of tests that use a real browser: one Chromium a process, one living app a module, windows that complain."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    sync_playwright,
)

from tests.journeys.live import LiveApp, live_app

ROOT = Path(__file__).parents[2]
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
DESK, PHONE = (1280, 900), (390, 844)
PATIENCE = 10_000
"""Milliseconds that a page may take on a busy machine."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium. Without one these tests fail: only the Makefile leaves them out, and says so."""
    found = subprocess.run(
        [ROOT / "tools" / "browser", "--where"], capture_output=True, text=True, check=True
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found.stdout.strip(), args=ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def live(prepared: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveApp]:
    """The app behind a real server."""
    with live_app(prepared, tmp_path_factory.mktemp("live")) as running:
        yield running


class Window:
    """A browser window of one person. Whatever its console, its requests or its policy complain about is kept."""

    def __init__(self, context: BrowserContext, live: LiveApp) -> None:
        self.live, self.context = live, context
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.expected: set[int] = set()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("requestfailed", self._on_failure)
        self.page.on("response", self._on_response)

    def _on_console(self, message: ConsoleMessage) -> None:
        # The browser's own line about a refused form; the answer itself is judged below.
        if (
            message.type in {"error", "warning"}
            and "the server responded with a status of" not in message.text
        ):
            self.complaints.append(f"{message.type}: {message.text} at {self.page.url}")

    def _on_failure(self, request: Request) -> None:
        # Given up by the browser itself: a download is no page, and an icon is not waited for when one moves on.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"failed: {request.url} {request.failure}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.complaints.append(f"{response.status}: {response.url}")

    def open(self, address: str) -> Page:
        """Open a path of the app, or one of its whole addresses."""
        assert address.startswith(("/", self.live.address)), address
        self.page.goto(address if address.startswith("http") else self.live.address + address)
        return self.page

    @property
    def heading(self) -> str:
        """The page's h1."""
        return self.page.locator("h1").inner_text()

    @property
    def told(self) -> str:
        """What the page says was done."""
        return self.page.locator(".flashes p").inner_text()

    def press(self, name: str, *, within: str = "main") -> None:
        """Press the one button of this name, and wait for the page that answers."""
        button = self.page.locator(within).get_by_role("button", name=name, exact=True)
        with self.page.expect_navigation():
            button.click()

    def follow(self, name: str, *, within: str = "body") -> None:
        """Follow the first link of this name."""
        with self.page.expect_navigation():
            self.page.locator(within).get_by_role("link", name=name, exact=True).first.click()

    def fits_its_window(self) -> bool:
        """Whether nothing makes the page scroll sideways."""
        script = "document.scrollingElement.scrollWidth <= window.innerWidth"
        return bool(self.page.evaluate(script))


@pytest.fixture(scope="module")
def window(chromium: Browser, live: LiveApp) -> Iterator[Callable[..., Window]]:
    """`window(DESK)`: a fresh browser window, signed in as nobody. At the end none may have complained."""
    opened: list[Window] = []

    def open_one(
        size: tuple[int, int] = DESK,
        colours: str = "light",
        *,
        javascript: bool = True,
        zone: str = "America/New_York",
    ) -> Window:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if colours == "dark" else "light",
            reduced_motion="reduce",
            java_script_enabled=javascript,
            locale="en-GB",
            timezone_id=zone,
        )
        opened.append(Window(context, live))
        return opened[-1]

    yield open_one
    for one in opened:
        print(f"{one.page.url}: {one.page.locator('body').inner_text()[:1500]}")  # noqa: T201 - shown when a test failed
        one.context.close()
    assert [complaint for one in opened for complaint in one.complaints] == []

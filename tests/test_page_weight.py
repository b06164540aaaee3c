"""Every page, with everything that it loads, weighs less than 100 kB compressed."""

import re
from gzip import compress

import pytest

from tests.client import PageClient
from tests.journeys.every_page import fill
from tests.journeys.live import LiveApp
from tests.world import CHAIR

MOST = 100_000
FONT = re.compile(r"url\([\"']?([^\"')]+\.woff2)[\"']?\)")


class Scale:
    """Weighs what a browser fetches: text compressed, fonts as they are, each once."""

    def __init__(self, client: PageClient) -> None:
        self.client = client
        self._known: dict[str, int] = {}

    def page(self, path: str) -> int:
        """The page's own bytes and those of all that it loads."""
        page = self.client.get(path)
        assets = {asset for asset in page.assets if "/sessions/" not in asset}
        styles = [asset for asset in assets if asset.endswith(".css")]
        assets |= {font for style in styles for font in FONT.findall(self._text(style))}
        return len(compress(page.html.encode())) + sum(self.asset(asset) for asset in assets)

    def asset(self, path: str) -> int:
        """One file's bytes."""
        if path not in self._known:
            body = self._fetch(path)
            self._known[path] = len(body if path.endswith(".woff2") else compress(body))
        return self._known[path]

    def _text(self, path: str) -> str:
        return self._fetch(path).decode()

    def _fetch(self, path: str) -> bytes:
        with self.client.http.get(path, base_url="https://wip.example.edu") as response:
            assert response.status_code == 200, path
            return bytes(response.data)


@pytest.fixture(scope="module")
def weights(live: LiveApp) -> dict[str, int]:
    """Every page's weight in bytes."""
    pages = fill(live)
    scale = Scale(PageClient(live.app).sign_in(CHAIR))
    return {path: scale.page(path) for path in (*pages.full, *pages.empty)}


def test_no_page_weighs_more_than_it_may(weights: dict[str, int]) -> None:
    assert {path: weight for path, weight in weights.items() if weight >= MOST} == {}


def test_the_figures_are_of_real_pages(weights: dict[str, int]) -> None:
    # What other websites show inside theirs has a small style of its own.
    whole = [weight for path, weight in weights.items() if not path.endswith("/agenda/embed")]
    assert (len(whole) > 60, min(whole) > 10_000, len(weights) - len(whole)) == (True, True, 1)

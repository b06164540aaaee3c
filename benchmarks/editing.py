"""Measures the editing of an agenda of 60 slots in a real browser: key press to new times, and to the words of clashes.

.venv/bin/python -m benchmarks.editing
"""

import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.data import SLUG_HUNDRED, Size
from benchmarks.installations import installation
from benchmarks.servers import Server, cpu_seconds, free_port, running

SLOTS, MOVES, MOST_MS = 60, 40, 100

WARMING, WARM_SECONDS, CONNECTIONS_MOST = 10, 0.6, 40
"""Moves on a connection, CPU seconds after which a process is warm, and connections until it must be."""

MOVE = """async () => {
  const grip = document.querySelectorAll('.grip')[5];
  const row = grip.closest('li');
  const before = row.querySelector('[data-from]').textContent;
  const status = document.querySelector('.kept');
  const kept = new Promise((done) => {
    const watch = new MutationObserver(() => {
      if ('kept' in status.dataset) { watch.disconnect(); done(); }
    });
    watch.observe(status, { attributes: true, childList: true });
  });
  const began = performance.now();
  grip.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, cancelable: true }));
  if (row.querySelector('[data-from]').textContent === before) throw new Error('no new time');
  await new Promise(requestAnimationFrame);
  const times = performance.now() - began;
  await kept;
  return [times, performance.now() - began];
}"""


def main() -> int:
    """Print both times, median and worst, and what a saved move costs the server."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("There is no Chromium here; nothing is measured.", file=sys.stderr)
        return 1
    size = Size(SLUG_HUNDRED, "Session of Sixty Papers", SLOTS, SLOTS)
    with tempfile.TemporaryDirectory(prefix="wip-bench-") as name:
        folder, port = Path(name), free_port()
        with installation(folder, "", (size,)) as (made, loaded):
            env = {**made.env, "WIP_PORT": str(port), "WIP_WEB_WORKERS": "2"}
            command = [sys.executable, "-m", "wip", "run"]
            with (
                running(command, port, "/healthz", env, folder / "app.log") as app,
                sync_playwright() as playwright,
            ):
                browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                page = browser.new_page()
                page.goto(f"http://127.0.0.1:{port}{made.sign_in_path(loaded.leader)}")
                page.get_by_role("button", name="Sign in").click()
                page.wait_for_load_state()
                first = _warmed(page, app)
                page.goto(app_page(app))
                began = app.cpu_seconds()
                found = [_moved(page) for _ in range(MOVES)]
                cpu = (app.cpu_seconds() - began) * 1000 / MOVES
                browser.close()
    _print(found, cpu)
    print(f"The slowest answer while a process met its first moves: {first:.0f} ms.")
    return 0


def app_page(app: Server) -> str:
    """Where the agenda is edited."""
    return f"http://127.0.0.1:{app.port}/manage/{SLUG_HUNDRED}/agenda/"


def _warmed(page: Page, app: Server) -> float:
    """Move slots on connections of their own until each of the server's processes has answered often; the slowest answer in ms."""
    before = {pid: cpu_seconds(pid) for pid in app.web() if pid != app.pid}
    slowest, state = 0.0, page.context.storage_state()
    for _ in range(CONNECTIONS_MOST):
        if all(cpu_seconds(pid) - spent > WARM_SECONDS for pid, spent in before.items()):
            return slowest
        context = page.context.browser.new_context(storage_state=state)  # type: ignore[union-attr]  # launched above
        other = context.new_page()
        other.goto(app_page(app))
        slowest = max(slowest, *(_moved(other)[1] for _ in range(WARMING)))
        context.close()
    raise SystemExit("One of the server's processes answered nothing.")


def _moved(page: Page) -> tuple[float, float]:
    times, words = page.evaluate(MOVE)
    return float(times), float(words)


def _print(found: list[tuple[float, float]], cpu: float) -> None:
    print(f"An agenda of {SLOTS} slots, {MOVES} moves by key:\n")
    print("| from the key press to | median ms | worst ms | wanted |")
    print("|---|--:|--:|---|")
    for place, what in enumerate(("new times on the page", "kept, with the words of clashes")):
        figures = [each[place] for each in found]
        middle, worst = statistics.median(figures), max(figures)
        verdict = "met" if worst <= MOST_MS else "**missed**"
        print(f"| {what} | {middle:.1f} | {worst:.1f} | {MOST_MS}: {verdict} |")
    print(f"\nServer: {cpu:.1f} ms CPU a saved move.")


if __name__ == "__main__":
    sys.exit(main())

"""How large the installed environment is, without the tools for tests: summed from what is installed here."""

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from importlib.util import cache_from_source
from pathlib import Path

from packaging.requirements import Requirement

from wip import paths

APP = "wip-planner"
BASE = ("pip",)
"""What a bare environment holds beside the interpreter's links."""


def environment_bytes() -> tuple[int, int]:
    """Bytes on disk, and the number of packages: the app, what it depends on, and a bare environment's pip."""
    names = _closure(APP, frozenset(), {}) | set(BASE)
    sizes = [_size(found) for name in names - {APP} if (found := _distribution(name)) is not None]
    package = Path(paths.__file__).parent
    own = sum(_size_of_tree(folder) for folder in (package, paths.templates(), paths.static()))
    return sum(sizes) + own, len(sizes) + 1


def _distribution(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _closure(name: str, extras: frozenset[str], seen: dict[str, frozenset[str]]) -> set[str]:
    """The names of a distribution and of all that it needs here, extras included."""
    key = re.sub(r"[-_.]+", "-", name).lower()
    if extras <= seen.get(key, frozenset()) and key in seen:
        return set(seen)
    seen[key] = seen.get(key, frozenset()) | extras
    found = _distribution(name)
    for line in (found.requires or []) if found else []:
        needed = Requirement(line)
        wanted = [{"extra": extra} for extra in ("", *extras)]
        if needed.marker is None or any(needed.marker.evaluate(environment) for environment in wanted):
            _closure(needed.name, frozenset(needed.extras), seen)
    return {name for name in seen if _distribution(name) is not None}


def _size(found: Distribution) -> int:
    """Bytes of a distribution's files, and of their compiled form where it stands beside them."""
    files = {Path(str(file.locate())).resolve() for file in found.files or []}
    compiled = {Path(cache_from_source(str(file))) for file in files if file.suffix == ".py"}
    return sum(file.stat().st_size for file in files | compiled if file.is_file())


def _size_of_tree(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())

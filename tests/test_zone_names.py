"""The script that names a browser's zone spells cities as the pages do, whatever the browser's own list calls them."""

import os
from pathlib import Path

from wip.domain.zones import city, older_names

SCRIPT = Path(__file__).parents[1] / "static" / "js" / "zone-names.js"
HEAD = """// Cities of zones that are known by other names now, from the time zone database; browsers say the old ones for years.
// Written by tests/test_zone_names.py with WIP_RENEW_GOLDEN=1.
export const CITIES = {
"""


def script() -> str:
    """The script as the time zone database would have it."""
    spelt = {old: city(old) for old in sorted(older_names())}
    changed = {old: name for old, name in spelt.items() if old.rsplit("/", 1)[-1].replace("_", " ") != name}
    return HEAD + "".join(f'  "{old}": "{name}",\n' for old, name in changed.items()) + "};\n"


def test_the_script_knows_every_city_that_is_spelt_otherwise_now() -> None:
    if os.environ.get("WIP_RENEW_GOLDEN"):
        SCRIPT.write_text(script(), encoding="utf-8")
    assert SCRIPT.read_text(encoding="utf-8") == script()
    for old, now in {
        "Asia/Katmandu": "Kathmandu",
        "Africa/Asmera": "Asmara",
        "Asia/Calcutta": "Kolkata",
    }.items():
        assert f'"{old}": "{now}",' in script()

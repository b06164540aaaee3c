"""QR codes stand in pages without style or script."""

import pytest

from wip.adapters.qr_codes import qr_svg


def test_a_code_is_drawn_without_style_and_with_a_quiet_zone() -> None:
    svg = qr_svg("webcal://wip.example.edu/calendars/spring-2027.ics")
    assert svg.startswith("<svg ")
    assert ("style" in svg, "script" in svg, "width=" in svg) == (False, False, False)
    assert svg == qr_svg("webcal://wip.example.edu/calendars/spring-2027.ics")


def test_an_empty_text_has_no_code() -> None:
    with pytest.raises(ValueError, match="needs a text"):
        qr_svg("")

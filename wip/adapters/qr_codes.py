"""QR codes, drawn as SVG without styles or scripts, black on white also in the dark: cameras need it so."""


def qr_svg(text: str) -> str:
    """The text as an SVG element to stand in a page; its size is the page's to set. Raises ValueError for no text."""
    import segno

    if not text:
        raise ValueError("a QR code needs a text")
    code = segno.make(text, error="m", micro=False)
    return code.svg_inline(scale=4, light="#fff", svgclass="qr", lineclass=None, omitsize=True)

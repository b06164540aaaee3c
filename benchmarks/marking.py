"""What a marked copy of a draft costs: seconds, and the memory of the web process beside it.

    python benchmarks/marking.py

A draft of 500 KB, one of 5 MB with pictures, and one of 100 pages of text are marked ten times each, one after another.
"""

import io
import os
import statistics
import tempfile
import time
import zlib
from pathlib import Path
from secrets import token_hex

from wip.adapters import files
from wip.adapters.marked_copies import marked_copy
from wip.domain.circulation import mark_text
from wip.settings import Settings

_TIMES = 10
_LINE = mark_text("Zoë Ångström", "5 March 2027", "7F3K-9QZ2")


def main() -> None:
    """Print a table."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            instance=Path(folder), database_url=f"sqlite:///{folder}/x.sqlite", secret_key="x" * 40
        )
        marked_copy(settings, _kept(settings, _pdf(1, 0)), _LINE)[0].close()
        print(
            f"{'draft':22}{'in, KB':>10}{'out, KB':>10}{'median, s':>12}{'most, s':>10}{'process, KB more':>18}"
        )
        for name, content in _drafts().items():
            key, before = _kept(settings, content), _resident()
            spent, size = [], 0
            for _ in range(_TIMES):
                begun = time.perf_counter()
                stream, size = marked_copy(settings, key, _LINE)
                spent.append(time.perf_counter() - begun)
                stream.close()
            more = _resident() - before
            numbers = f"{len(content) // 1024:10,}{size // 1024:10,}"
            print(f"{name:22}{numbers}{statistics.median(spent):12.3f}{max(spent):10.3f}{more:18,}")


def _drafts() -> dict[str, bytes]:
    return {
        "500 KB, 20 pages": _pdf(20, 25_000),
        "5 MB, 30 pages": _pdf(30, 170_000),
        "100 pages of text": _pdf(100, 0),
        "20 MB, 40 pages": _pdf(40, 520_000),
    }


def _kept(settings: Settings, content: bytes) -> str:
    key = token_hex(24)
    files.put(settings, key, io.BytesIO(content))
    return key


def _resident() -> int:
    return (
        int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        * os.sysconf("SC_PAGE_SIZE")
        // 1024
    )


def _pdf(pages: int, picture_bytes: int) -> bytes:
    """Pages of text, each with a picture of noise of this size."""
    lines = " ".join(
        "(Words that stand for what a page of a draft says, line by line.) Tj T*" for _ in range(45)
    )
    text = zlib.compress(f"BT /F1 10 Tf 60 760 Td 15 TL {lines} ET q 300 0 0 200 150 40 cm /P Do Q".encode())
    kids = " ".join(f"{4 + 3 * n} 0 R" for n in range(pages))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {pages}/Kids[{kids}]>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>",
    ]
    side = max(1, int((picture_bytes / 3) ** 0.5))
    for number in range(pages):
        place = 4 + 3 * number
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>/XObject<</P {place + 2} 0 R>>>>"
            f"/Contents {place + 1} 0 R>>".encode(),
            _stream(b"/Filter/FlateDecode", text),
            _stream(
                f"/Type/XObject/Subtype/Image/Width {side}/Height {side}/ColorSpace/DeviceRGB/BitsPerComponent 8".encode(),
                os.urandom(3 * side * side),
            ),
        ]
    target, places = io.BytesIO(), []
    target.write(b"%PDF-1.4\n")
    for number, content in enumerate(objects, 1):
        places.append(target.tell())
        target.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = target.tell()
    target.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    target.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    target.write(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return target.getvalue()


def _stream(words: bytes, content: bytes) -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (words, len(content), content)


if __name__ == "__main__":
    main()

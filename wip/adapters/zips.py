"""Zip files written as they are read, so that none stands in memory whole."""

import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


class _Passage(io.RawIOBase):
    """What the zip writes, kept only until it is taken out. It cannot seek, so sizes follow each file's bytes."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: bytes | bytearray | memoryview) -> int:  # type: ignore[override]  # any buffer
        """Keep it."""
        self._parts.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """What has been written since the last time."""
        found, self._parts = b"".join(self._parts), []
        return found


def zipped(files: Iterable[tuple[str, Iterable[bytes]]], at: datetime) -> Iterator[bytes]:
    """The bytes of a zip of (name, its bytes in parts); `at` is every file's date, as its zone's clocks show it."""
    passage = _Passage()
    with ZipFile(passage, "w", ZIP_DEFLATED) as archive:
        for name, parts in files:
            info = ZipInfo(name, at.timetuple()[:6])
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            with archive.open(info, "w", force_zip64=True) as target:
                for part in parts:
                    target.write(part)
                    yield passage.taken()
    yield passage.taken()

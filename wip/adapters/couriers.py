"""Couriers: who has letters in hand, and whether they still live.

A courier is a name and a file of that name, locked for as long as its process lives. The kernel gives the lock back at
the very moment in which a process ends, however it ends, so whoever finds a letter in a courier's hands can tell at once
whether that courier will ever come back. Couriers on another machine keep their files there: nothing is known of them.
"""

import fcntl
import os
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from types import TracebackType
from typing import Self

_SUFFIX = ".lock"


class Courier:
    """One process that delivers letters, or one round of it; alive until `close`, or until its process ends."""

    def __init__(self, instance: Path) -> None:
        self._folder = instance / "couriers"
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.name, self._handle = self._register()

    def _register(self) -> tuple[str, int]:
        while True:
            name = token_hex(16)
            handle = os.open(self._path(name), os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
            if _locked(handle) and self._path(name).exists():
                return name, handle
            # Somebody who sweeps up found the file before it was locked.
            os.close(handle)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}{_SUFFIX}"

    def lives(self, name: str) -> bool | None:
        """Whether the courier of this name lives; None where its file is not here, as for one of another machine."""
        if name == self.name:
            return True
        try:
            handle = os.open(self._path(name), os.O_RDWR)
        except OSError:
            return None
        try:
            return not _locked(handle)
        finally:
            os.close(handle)

    def sweep(self, needed: Collection[str]) -> None:
        """Delete the files of couriers that have ended and of whom no letter, in `needed`, speaks any more."""
        for file in self._folder.glob(f"*{_SUFFIX}"):
            if file.stem not in needed and self.lives(file.stem) is False:
                file.unlink(missing_ok=True)

    def close(self) -> None:
        """End: what this courier still has in hand is free for others."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _locked(handle: int) -> bool:
    with suppress(OSError):
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False

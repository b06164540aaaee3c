"""A mail server that fails, stalls and drops connections, as a program of its own; it writes down what it took.

.venv/bin/python -m benchmarks.mail_servers LOG [--faults SHARE] [--stall SECONDS] [--seed N]

Prints its port. Each line of LOG is `taken ID DIGEST SECONDS`, or `unanswered ID` after a letter whose sender was left without
the answer.
"""

import argparse
import asyncio
import hashlib
import random
import re
import sys
import time
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope

_ID = re.compile(rb"^message-id:\s*<([^>]+)>", re.IGNORECASE | re.MULTILINE)

BEFORE_RCPT = ("450 4.2.0 try later", "stall", "drop")
BEFORE_TAKING = ("451 4.3.0 try later", "stall", "drop")
AFTER_TAKING = ("stall", "drop")


class Troubles:
    """Which letters meet with what: one try in `1 / share`, at a random place of the conversation."""

    def __init__(self, log: Path, share: float, stall: float, seed: int) -> None:
        self._log = log.open("a", buffering=1)
        self._share, self._stall = share, stall
        self._chance = random.Random(seed)  # noqa: S311 - to be the same again
        self._next = ("", "")

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: object, envelope: Envelope, address: str, _options: object
    ) -> str:
        """The one moment in which a try's trouble is chosen."""
        places = [("recipient", what) for what in BEFORE_RCPT]
        places += [("before", what) for what in BEFORE_TAKING] + [("after", what) for what in AFTER_TAKING]
        troubled = self._chance.random() < self._share
        self._next = self._chance.choice(places) if troubled else ("", "")
        place, what = self._next
        if place == "recipient":
            return await self._trouble(server, what)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: object, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Take the letter or not, and say so or not."""
        place, what = self._next
        if place == "before":
            return await self._trouble(server, what)
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        found = _ID.search(content)
        name = found.group(1).decode() if found else "none"
        self._log.write(f"taken {name} {hashlib.sha256(content).hexdigest()} {time.monotonic():.3f}\n")
        if place == "after":
            self._log.write(f"unanswered {name}\n")
            return await self._trouble(server, what)
        return "250 2.0.0 taken"

    async def _trouble(self, server: Any, what: str) -> str:
        if what == "drop":
            server.transport.abort()
        elif what == "stall":
            await asyncio.sleep(self._stall)
            server.transport.abort()
        return what if what[0].isdigit() else "451 4.0.0 gone"


async def _serve(options: argparse.Namespace) -> None:
    def conversation() -> SMTP:
        troubles = Troubles(options.log, options.faults, options.stall, options.seed + len(conversations))
        conversations.append(troubles)
        return SMTP(troubles, hostname="mail.example.edu", enable_SMTPUTF8=True)

    conversations: list[Troubles] = []
    server = await asyncio.get_running_loop().create_server(conversation, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def main() -> int:
    """Serve until ended."""
    parser = argparse.ArgumentParser(description="A mail server that misbehaves.")
    parser.add_argument("log", type=Path)
    parser.add_argument("--faults", type=float, default=0.1, help="share of tries that meet with trouble")
    parser.add_argument("--stall", type=float, default=6.0, help="seconds of silence")
    parser.add_argument("--seed", type=int, default=1)
    asyncio.run(_serve(parser.parse_args()))
    return 0


if __name__ == "__main__":
    sys.exit(main())

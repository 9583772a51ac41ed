"""A mailbox server on loopback (as much of RFC 3501 as a fetch needs), with the faults real ones have."""

import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

USER, PASSWORD = "retur@korus.example", "et hemmelig ord"


@dataclass
class Mailbox:
    """What lies in it, by number, what is marked, and how it misbehaves."""

    mails: dict[int, bytes]
    seen: set[int] = field(default_factory=set)
    refuses: set[int] = field(default_factory=set)
    drops_after: int | None = None
    folder: str = "INBOX"
    port: int = 0
    fetched: list[int] = field(default_factory=list)
    asked: threading.Event = field(default_factory=threading.Event)
    before_fetch: threading.Event | None = None


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        box: Mailbox = self.server.box  # type: ignore[attr-defined]  # set by `serving`
        self._send("* OK ready")
        while line := self.rfile.readline():
            tag, command, rest = [*line.decode().strip().split(" ", 2), "", ""][:3]
            if command.upper() == "UID":
                command, _space, rest = rest.partition(" ")
            if not getattr(self, f"do_{command.lower()}", self.do_other)(box, tag, rest):
                return

    def _send(self, text: str) -> bool:
        self.wfile.write(text.encode() + b"\r\n")
        return True

    def do_capability(self, _box: Mailbox, tag: str, _rest: str) -> bool:
        return self._send(f"* CAPABILITY IMAP4rev1\r\n{tag} OK done")

    def do_login(self, _box: Mailbox, tag: str, rest: str) -> bool:
        fine = re.sub(r'"', "", rest) == f"{USER} {PASSWORD}"
        return self._send(f"{tag} OK in" if fine else f"{tag} NO [AUTHENTICATIONFAILED] wrong")

    def do_select(self, box: Mailbox, tag: str, rest: str) -> bool:
        if rest.strip('"') != box.folder:
            return self._send(f"{tag} NO no such folder")
        return self._send(f"* {len(box.mails)} EXISTS\r\n{tag} OK [READ-WRITE] selected")

    def do_search(self, box: Mailbox, tag: str, _rest: str) -> bool:
        unseen = " ".join(str(uid) for uid in box.mails if uid not in box.seen)
        return self._send(f"* SEARCH {unseen}\r\n{tag} OK done")

    def do_fetch(self, box: Mailbox, tag: str, rest: str) -> bool:
        uid = int(rest.split(maxsplit=1)[0])
        if box.drops_after is not None and len(box.fetched) >= box.drops_after:
            return False
        box.fetched.append(uid)
        box.asked.set()
        if box.before_fetch:
            box.before_fetch.wait(10)
        if uid in box.refuses:
            return self._send(f"{tag} NO cannot read that one")
        most = int(re.search(r"<0\.(\d+)>", rest)[1])  # type: ignore[index]  # we always ask for a part
        raw = box.mails[uid][:most]
        self.wfile.write(b"* 1 FETCH (UID %d BODY[]<0> {%d}\r\n" % (uid, len(raw)) + raw + b")\r\n")
        return self._send(f"{tag} OK done")

    def do_store(self, box: Mailbox, tag: str, rest: str) -> bool:
        box.seen.add(int(rest.split(maxsplit=1)[0]))
        return self._send(f"{tag} OK done")

    def do_logout(self, _box: Mailbox, tag: str, _rest: str) -> bool:
        self._send(f"* BYE\r\n{tag} OK done")
        return False

    def do_other(self, _box: Mailbox, tag: str, _rest: str) -> bool:
        return self._send(f"{tag} OK done")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    trusted: ssl.SSLContext | None = None

    def get_request(self) -> tuple[Any, Any]:
        connection, address = super().get_request()
        return (self.trusted.wrap_socket(connection, server_side=True) if self.trusted else connection), address

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is part of the game."""


@contextmanager
def serving(box: Mailbox, trusted: ssl.SSLContext | None = None) -> Iterator[Mailbox]:
    """Serve a mailbox on a free port until the block ends."""
    with _Server(("127.0.0.1", 0), _Session) as server:
        server.box, server.trusted, box.port = box, trusted, server.server_address[1]  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield box
        server.shutdown()
        thread.join()

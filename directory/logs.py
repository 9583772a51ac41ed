"""How this service writes its log: one line per event, as JSON for machines or as text for people."""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import TextIO

# What PostgreSQL adds to its message repeats values of the row, and these may hold line breaks: it ends with the error.
ROW = re.compile(
    r"^[ |]*DETAIL:.*?(?=^[ |]*$\s^[ |]*(?:During handling|The above exception)|^[ |]*\+-|\Z)", re.DOTALL | re.MULTILINE
)


class _Lines(logging.Formatter):
    """One event is one line: line breaks and control characters inside are escaped."""

    def facts(self, record: logging.LogRecord) -> dict[str, object]:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        found: dict[str, object] = {
            "at": at,
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        more = record.__dict__.get("facts")
        if isinstance(more, dict):
            found |= more
        if record.exc_info:
            found["trace"] = ROW.sub("", self.formatException(record.exc_info)).rstrip()
        return found


class JsonLines(_Lines):
    """Events as JSON Lines."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the event as one JSON object."""
        return json.dumps(self.facts(record), ensure_ascii=False, default=str)


class TextLines(_Lines):
    """Events for somebody who reads along; a trace follows in lines of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """Return time, level and message, with control characters escaped."""
        found = self.facts(record)
        message = "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in str(found["message"]))
        line = f"{str(found['at'])[11:19]} {found['level']:<7} {message}"
        return f"{line}\n{found['trace']}" if "trace" in found else line


def configure(form: str, stream: TextIO | None = None) -> None:
    """Write everything from level info on to `stream` (default: standard error), as `json` or `text`."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else TextLines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for noisy in ("uvicorn.access", "httpx", "asyncio", "mail.log"):
        logging.getLogger(noisy).setLevel(logging.WARNING)

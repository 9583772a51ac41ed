"""Mail that the demonstration's own mail server took in, as files in the data folder."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from directory.errors import NotFound

FOLDER = "caught-mail"
LINK = re.compile(r"https?://\S+/(?:o|angre|logg-inn|samtykke|adresse)/\S+")


@dataclass(frozen=True, slots=True)
class Caught:
    """One caught letter; `number` counts from the first one."""

    number: int
    to: str
    sender: str
    subject: str
    sent_at: datetime
    text: str
    html: str

    @property
    def link(self) -> str:
        """The link the letter carries, empty when it has none."""
        found = LINK.search(self.text)
        return found.group(0) if found else ""


def keep(data_dir: Path, content: bytes) -> int:
    """Keep one message as the next file, and return its number."""
    folder = data_dir / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    number = 1 + max((int(path.stem) for path in folder.glob("*.eml")), default=0)
    draft = folder / f"{number:06d}.part"
    draft.write_bytes(content)
    draft.rename(folder / f"{number:06d}.eml")
    return number


def newest(data_dir: Path, limit: int = 200) -> list[Caught]:
    """Return the latest letters, newest first."""
    paths = sorted((data_dir / FOLDER).glob("*.eml"), reverse=True)[:limit]
    return [_read(path) for path in paths]


def one(data_dir: Path, number: int) -> Caught:
    """Return one letter. Raises NotFound."""
    path = data_dir / FOLDER / f"{number:06d}.eml"
    if not path.is_file():
        raise NotFound("no such letter")
    return _read(path)


def _read(path: Path) -> Caught:
    message = message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=policy.default)
    return Caught(
        number=int(path.stem),
        to=str(message["To"] or ""),
        sender=str(message["From"] or ""),
        subject=str(message["Subject"] or ""),
        sent_at=parsedate_to_datetime(str(message["Date"])),
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    return str(body.get_content()) if body else ""

"""The same letters as bytes and as bodies, for those who only send: written to a file before anything is measured."""

import json
from pathlib import Path

from benchmarks.mail.ground import Ground, clear
from benchmarks.mail.ours import start_campaign
from directory.clock import read_clock
from directory.mail import claims
from directory.mail.claims import Taken, Terms
from directory.mail.message import Message
from directory.mail.rendering import message_of, words_of
from directory.settings import Settings


async def write(ground: Ground) -> Path:
    """Plan a campaign, and write each of its letters to a file instead of sending it."""
    path = ground.folder / "letters.jsonl"
    await clear(ground.url)
    await start_campaign(ground)
    clock = read_clock("")
    with path.open("w", encoding="ascii") as file:
        while letter := await claims.take(Terms(lease=900), clock()):
            file.write(json.dumps(_line(letter, message_of(letter, ground.settings, clock()), ground.settings)) + "\n")
    return path


def _line(letter: Taken, message: Message, settings: Settings) -> dict[str, str]:
    words = words_of(letter, settings)
    return {
        "sender": message.envelope_sender,
        "recipient": message.recipient,
        "content": message.content.decode("ascii"),
        "subject": words.subject,
        "text": words.text,
        "html": words.html,
    }

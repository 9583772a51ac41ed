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

AT_A_TIME = 200


async def write(ground: Ground) -> Path:
    """Plan a campaign, and write each of its letters to a file instead of sending it."""
    path = ground.folder / "letters.jsonl"
    await clear(ground.url)
    await start_campaign(ground)
    clock = read_clock("")
    with path.open("w", encoding="ascii") as file:
        while letters := await claims.take_many(AT_A_TIME, Terms(lease=900), clock()):
            for letter in letters:
                line = _line(letter, message_of(letter, ground.settings, clock()), ground.settings)
                file.write(json.dumps(line) + "\n")
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

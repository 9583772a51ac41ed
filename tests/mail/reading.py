"""What a reader sees of a letter."""

import re
from html.parser import HTMLParser

from directory.mail import letters
from directory.mail.contexts import LETTERS
from tests.mail.specimens import BASE_URL

EXISTING = [(name, language) for name in LETTERS for language in sorted(letters.available(name))]
TOKEN_ADDRESS = re.compile(re.escape(BASE_URL) + r"/(?:o|angre|logg-inn|samtykke|adresse|oppdrag)/[\w.-]+")


class Visible(HTMLParser):
    """The words a reader of the HTML part sees; the label of the button is not in the text part."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.hidden: list[str] = []
        self.addresses: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href")
        if href:
            self.addresses.append(href)
        if tag in {"style", "title", "head"} or (tag == "a" and dict(attrs).get("target") == "_blank"):
            self.hidden.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.hidden and self.hidden[-1] == tag:
            self.hidden.pop()

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words += data.split()


def words(text: str) -> set[str]:
    """Return the words of a text without capitals, numbering and the scheme of addresses."""
    plain = re.sub(r"https?://", "", TOKEN_ADDRESS.sub(" ", text))
    return {word.casefold() for word in re.findall(r"\w+", re.sub(r"(?m)^\d\.(?=\s)", " ", plain))}

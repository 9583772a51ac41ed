"""A short code as it was typed by hand: what it can have meant."""

import unicodedata
from collections.abc import Iterator
from itertools import combinations, product

from directory.tokens import CODE_ALPHABET, CODE_LENGTH

# Signs that eyes take for one another, on paper and on a small screen; of some only the last ones stand in codes.
LOOK_ALIKES = ("0OØQD", "1ILJ7", "8B", "5S", "2Z", "6G", "UV")
ALIKE = {sign: "".join(one for one in signs if one in CODE_ALPHABET) for signs in LOOK_ALIKES for sign in signs}
MOST_MISREAD = 2  # signs; more would make guessing easier (docs/decisions, the ways in)


def signs(typed: str) -> str:
    """Return the letters and digits of a typed code, as capitals and without words before it (`kode: k7rm-4xpt`)."""
    plain = unicodedata.normalize("NFKD", typed).upper()
    words = ["".join(sign for sign in word if sign.isalnum()) for word in plain.split()]
    while sum(map(len, words[1:])) >= CODE_LENGTH:
        words = words[1:]
    return "".join(words)


def meanings(typed: str) -> tuple[str, ...]:
    """Return the codes that something typed can stand for, the one exactly as typed first; none when it is no code.

    A sign may be another one that looks like it, at most MOST_MISREAD of them: 37 codes at the most.
    """
    read = signs(typed)
    return tuple(_read_again(read)) if len(read) == CODE_LENGTH else ()


def _read_again(read: str) -> Iterator[str]:
    others = [ALIKE.get(sign, "").replace(sign, "") for sign in read]
    surely = {place for place, sign in enumerate(read) if sign not in CODE_ALPHABET}
    for amount in range(len(surely), MOST_MISREAD + 1):
        for places in combinations(range(CODE_LENGTH), amount):
            if surely <= set(places):
                for instead in product(*(others[place] for place in places)):
                    yield _with(read, dict(zip(places, instead, strict=True)))


def _with(read: str, instead: dict[int, str]) -> str:
    return "".join(instead.get(place, sign) for place, sign in enumerate(read))

"""How Norwegian names are sorted and compared."""

import unicodedata

# æ ø å come after z, in that order; aa in a name sorts as å (Språkrådet, alfabetisering).
_LETTERS = {"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"}


def sort_key(name: str) -> str:
    """Return a key that the database sorts byte by byte into Norwegian alphabetical order."""
    text = unicodedata.normalize("NFC", name).casefold().replace("aa", "å")
    text = "".join(_LETTERS.get(letter, letter) for letter in text)
    plain = unicodedata.normalize("NFKD", text)
    kept = (
        letter if letter.isalnum() or letter in "{|}" else " " for letter in plain if not unicodedata.combining(letter)
    )
    return " ".join("".join(kept).split())[:400]


def slug(name: str) -> str:
    """Return a name as part of an address: letters a–z, digits and hyphens, at most 80 characters."""
    text = unicodedata.normalize("NFC", name).casefold()
    for letter, plain in (("æ", "ae"), ("ø", "o"), ("å", "a"), ("ß", "ss")):
        text = text.replace(letter, plain)
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = "".join(letter if letter.isalnum() else " " for letter in ascii_text).split()
    return "-".join(words)[:80].strip("-") or "organisasjon"

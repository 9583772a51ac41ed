"""What of an entry the public may see (GDPR article 9: a person in such an organisation may reveal health)."""

from collections.abc import Iterable, Mapping, Sequence

from directory.facts.names import slug
from directory.organisations.changes import looks_private
from directory.organisations.entry import YOUTH_TYPES

SHORTEST_WORD = 4  # letters; shorter words of a name are in many addresses by chance


def public_email(email: str, names: Sequence[str], consented: Iterable[str]) -> str:
    """Return the shared mailbox of an organisation as the public sees it, empty when it is hidden.

    An address at a house where people have their own mailbox is shown only when it names the organisation, or
    when the person whose address it is has said yes (`consented`: such persons' addresses).
    """
    if not email or not looks_private(email):
        return email
    if email.casefold() in {address.casefold() for address in consented}:
        return email
    mailbox = slug(email.rpartition("@")[0]).replace("-", "")
    words = {word for name in names for word in slug(name).split("-") if len(word) >= SHORTEST_WORD}
    return email if any(word in mailbox for word in words) else ""


def public_person(type_: str, contact: Mapping[str, str], consents: Iterable[str]) -> dict[str, str] | None:
    """Return a person as the public sees them: role, and each field they said yes to themselves.

    None when they said yes to nothing; minors are never named, whatever was said.
    """
    allowed = set(consents)
    if type_ in YOUTH_TYPES or not allowed:
        return None
    shown = {field: contact[field] if field in allowed else "" for field in ("name", "phone", "email")}
    return {"name": shown["name"], "role": contact["role"], "phone": shown["phone"], "email": shown["email"]}

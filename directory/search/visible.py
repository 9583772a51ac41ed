"""What of an entry the public may see (GDPR article 9: a person in such an organisation may reveal health)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from directory.organisations.entry import YOUTH_TYPES
from directory.organisations.mailboxes import is_organisations, looks_private, names_the_organisation
from directory.organisations.roles import shown_role

# Contact persons, each with the fields they said yes to showing themselves.
Contacts = Sequence[tuple[Mapping[str, Any], Collection[str]]]


def public_email(email: str, type_: str, names: Sequence[str], contacts: Contacts) -> str:
    """Return the shared mailbox of an organisation as the public sees it, empty when it is hidden.

    An address that is a contact person's, or at a house where people have their own mailbox, is shown only when
    it names the organisation (`names`: its names), or when the person whose address it is has said yes. A youth
    panel's is shown only when it names the panel or a function.
    """
    persons = [person["name"] for person, _fields in contacts]
    if not email or (type_ not in YOUTH_TYPES and _agreed("email", email, contacts)):
        return email
    if looks_private(email):
        own = not _owned("email", email, contacts) and names_the_organisation(email, names, persons)
        return email if own else ""
    if type_ in YOUTH_TYPES or _owned("email", email, contacts):
        return email if is_organisations(email, names, persons) else ""
    return email


def public_phone(phone: str, type_: str, contacts: Contacts) -> str:
    """Return an organisation's number as the public sees it, empty when it is a person's who has not said yes."""
    if not phone or not _owned("phone", phone, contacts):
        return phone
    return phone if type_ not in YOUTH_TYPES and _agreed("phone", phone, contacts) else ""


def public_person(
    type_: str, contact: Mapping[str, str], consents: Iterable[str], names: Iterable[str] = ()
) -> dict[str, str] | None:
    """Return a person as the public sees them: the role, and each field they said yes to themselves.

    None when there is nothing to see; minors are never named, whatever was said. A role that may tell who somebody is
    stays hidden with the name (`names`: the organisation's).
    """
    allowed = set() if type_ in YOUTH_TYPES else set(consents)
    shown = {field: contact[field] if field in allowed else "" for field in ("name", "phone", "email")}
    role = contact["role"] if shown["name"] else shown_role(contact["role"], contact["name"], names)
    if not role and not any(shown.values()):
        return None
    return {"name": shown["name"], "role": role, "phone": shown["phone"], "email": shown["email"]}


def _owned(field: str, value: str, contacts: Contacts) -> bool:
    return any(person[field].casefold() == value.casefold() for person, _fields in contacts)


def _agreed(field: str, value: str, contacts: Contacts) -> bool:
    return any(person[field].casefold() == value.casefold() and field in fields for person, fields in contacts)

"""Pure: what a centre must have said of itself before it sends letters, and what typed settings become."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from directory.i18n import _, marked
from directory.mail.addresses import read_address

LABELS = {
    "name": marked("The centre's name"),
    "sender_name": marked("Name of the sender"),
    "sender_address": marked("Address of the sender"),
    "reply_to": marked("Address for replies"),
    "employee": marked("Who signs the letters"),
    "employee_title_nb": marked("Title in Bokmål"),
    "employee_title_nn": marked("Title in Nynorsk"),
    "phone": marked("Direct telephone"),
    "phone_hours_nb": marked("Telephone hours in Bokmål"),
    "phone_hours_nn": marked("Telephone hours in Nynorsk"),
    "switchboard": marked("Switchboard"),
    "website": marked("The centre's website"),
    "owner": marked("Owner of the centre"),
    "privacy_contact": marked("Contact for privacy"),
    "accessibility_url": marked("Address of the accessibility statement"),
    "region_nb": marked("The region in Bokmål"),
    "region_nn": marked("The region in Nynorsk"),
}
ADDRESSES = ("sender_address", "reply_to", "privacy_contact")
WEBSITES = ("website", "accessibility_url")
# Without these a letter would have a hole in it (TONE.md) or no controller (GDPR article 13).
NEEDED = ("sender_name", "sender_address", "reply_to", "employee", "employee_title_nb", "employee_title_nn", "phone",
          "switchboard", "website", "owner", "privacy_contact", "region_nb", "region_nn")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must be in order before letters are sent; `field` is where it is mended, or empty."""

    text: str
    fine: bool
    field: str = ""


def label(field: str) -> str:
    """Return what a setting of the centre is called, in the language spoken."""
    return _(LABELS[field])


def checks(centre: Mapping[str, Any], sending: str, has_server: bool) -> list[Check]:
    """Return what must be in order before a centre sends; `sending` is the installation's upper bound."""
    found = [Check(label(name), bool(str(centre[name]).strip()), name) for name in NEEDED]
    return [
        *found,
        Check(_("A mail server is set up"), has_server),
        Check(_("Sending is allowed on this installation"), sending != "off"),
    ]


def ready(found: list[Check]) -> bool:
    """Return whether every check is fine."""
    return all(check.fine for check in found)


def read(typed: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the settings as they are stored, and what is wrong with which field, in words."""
    values: dict[str, str] = {}
    problems: dict[str, str] = {}
    for name in LABELS:
        text = " ".join(typed.get(name, "").split())
        try:
            values[name] = _reader(name)(text) if text else ""
        except ValueError as problem:
            problems[name] = str(problem)
    if not values.get("name"):
        problems["name"] = _("The centre must have a name.")
    return values, problems


def _reader(name: str) -> Callable[[str], str]:
    return _address if name in ADDRESSES else _website if name in WEBSITES else str


def _address(text: str) -> str:
    try:
        return read_address(text).written
    except ValueError:
        raise ValueError(_("This is not a whole e-mail address. An example of a whole one: post@example.no.")) from None


def _website(text: str) -> str:
    wanted = text if "://" in text else f"https://{text}"
    problem = ValueError(_("This is not a website's address. An example of one: https://www.example.no."))
    try:
        address = urlsplit(wanted)
        host = address.hostname or ""
    except ValueError:
        raise problem from None
    if address.scheme not in ("http", "https") or "." not in host or address.username or " " in wanted:
        raise problem
    return wanted if address.path else f"{wanted}/"

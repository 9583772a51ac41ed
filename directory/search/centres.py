"""What the public may know of the centres: who asks, who owns, whom to call."""

from dataclasses import dataclass, fields

from directory.errors import NotFound
from directory.tables.centres import Centre


@dataclass(frozen=True, slots=True)
class PublicCentre:
    """A centre as it presents itself; texts in bokmål and nynorsk, empty where nothing is set."""

    id: int
    code: str
    name: str
    employee: str
    employee_title_nb: str
    employee_title_nn: str
    phone: str
    phone_hours_nb: str
    phone_hours_nn: str
    switchboard: str
    website: str
    owner: str
    privacy_contact: str
    accessibility_url: str
    region_nb: str
    region_nn: str
    privacy_nb: str
    privacy_nn: str
    hide_unconfirmed_persons_months: int
    erase_unconfirmed_persons_months: int
    keep_mail_log_months: int
    keep_audit_months: int

    def said(self, name: str, language: str) -> str:
        """Return one of its texts in a language; bokmål where the other is missing, and for English."""
        return str((language == "nn" and getattr(self, f"{name}_nn")) or getattr(self, f"{name}_nb"))


COLUMNS = [Centre._meta.get_column_by_name(item.name) for item in fields(PublicCentre)]


async def centres() -> list[PublicCentre]:
    """Return every centre by name."""
    return [PublicCentre(**row) for row in await Centre.select(*COLUMNS).order_by(Centre.name)]


async def centre(number: int) -> PublicCentre:
    """Return one centre by its id. Raises NotFound."""
    row = await Centre.select(*COLUMNS).where(Centre.id == number).first()
    if row is None:
        raise NotFound("no such centre")
    return PublicCentre(**row)

"""Campaigns, their recipients and how far they have come."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from directory.campaigns.answered import ANSWERED, LATEST
from directory.campaigns.came_of_it import NOTHING, CameOfIt, came_of_it
from directory.campaigns.facts import Described, Round
from directory.campaigns.plan import Candidate, Rounds, end_of
from directory.errors import NotFound
from directory.mail.addresses import norm_of
from directory.mail.pause_words import why_paused
from directory.mail.quiet import Quiet, read_quiet
from directory.mail.states import STATES
from directory.organisations.entry import YOUTH_TYPES
from directory.search.visible import public_email, public_phone
from directory.settings import Settings
from directory.tables.campaigns import Campaign
from directory.tables.centres import Centre
from directory.tables.organisations import Organisation

THEIR_OWN = ("organisation", "person")  # sources of a contact person that are not the centre's
ANSWERS = ("confirmed", "changed", "paused_or_ceased", "withdrawn", "wrong_contact")


@dataclass(frozen=True, slots=True)
class Found:
    """A campaign with the row of its centre."""

    id: int
    centre: dict[str, Any]
    year: int
    state: str
    deadline: date
    reminders: tuple[int, ...]
    after_deadline: int | None
    ignores_quiet_hours: bool
    opens_at: datetime | None
    opened_at: datetime | None
    opened_by: str
    closed_at: datetime | None
    paused_code: str
    paused_reason: str
    created_at: datetime

    def rounds(self, opened_at: datetime, timezone: str) -> Rounds:
        """Return when its letters go."""
        return Rounds(
            opened_at=opened_at,
            deadline=self.deadline,
            reminders=self.reminders,
            after_deadline=self.after_deadline,
            timezone=timezone,
        )

    @property
    def why_paused(self) -> str:
        """Why it is paused, in the language spoken and in whose words; empty when nobody said why."""
        return why_paused(self.paused_code, self.paused_reason)

    @property
    def restored(self) -> bool:
        """Whether it waits because the database was restored: letters sent after the backup may go once more."""
        return self.paused_code == "restored"

    def is_over(self, settings: Settings, at: datetime) -> bool:
        """Return whether nobody is expected to answer by letter any more: its deadline has passed, or it has ended."""
        return self.closed_at is not None or at >= end_of(self.deadline, settings.timezone)

    def link_until(self, settings: Settings) -> datetime:
        """Return when its links end: the deadline and the grace of `DIRECTORY_LINK_TTL`."""
        return end_of(date.fromordinal(self.deadline.toordinal() + settings.link_ttl_days), settings.timezone)

    def quiet(self, settings: Settings) -> Quiet | None:
        """Return when its letters rest, where its centre is."""
        return quiet_of(self.centre, settings)

    def round_(self, settings: Settings, opened_at: datetime) -> Round:
        """Return what all its letters share."""
        return Round(
            centre=self.centre,
            deadline=self.deadline,
            opened_at=opened_at,
            link_until=self.link_until(settings),
            settings=settings,
        )


def quiet_of(centre: Mapping[str, Any], settings: Settings) -> Quiet | None:
    """Return when the letters of a centre's campaigns rest; `centre` is its row."""
    return read_quiet(settings.quiet_hours, settings.timezone, json.loads(centre["counties"]))


async def find(campaign_id: int) -> Found:
    """Return one campaign. Raises NotFound."""
    row = await Campaign.select().where(Campaign.id == campaign_id).first().output(load_json=True)
    if row is None:
        raise NotFound(f"there is no campaign {campaign_id}")
    centre = await Centre.select().where(Centre.id == row["centre"]).first()
    if centre is None:
        raise NotFound(f"there is no campaign {campaign_id}")
    known = {name: row[name] for name in Found.__dataclass_fields__ if name != "centre"}
    return Found(**known | {"centre": centre, "reminders": tuple(row["reminders"])})


async def all_of(centres: list[int] | None = None) -> list[dict[str, Any]]:
    """Return every campaign of some centres (None: of all), newest first, with the centre's name."""
    rows: list[dict[str, Any]] = await Campaign.raw(
        """
        SELECT c.id, c.year, c.state, c.deadline, c.opened_at, c.opens_at, c.paused_code, c.paused_reason, c.centre,
               ce.name AS centre_name, ce.code AS centre_code
        FROM campaign c JOIN centre ce ON ce.id = c.centre
        WHERE {}::int[] IS NULL OR c.centre = ANY({}::int[]) ORDER BY c.year DESC, c.id DESC
        """,
        centres,
        centres,
    )
    return rows


DESCRIBED = """
SELECT o.id, o.name, o.status, o.published, o.replaced_by IS NOT NULL AS replaced, COALESCE(o.language, '') AS language,
  COALESCE(o.municipality, '') AS municipality, o.update_email, o.email, o.type, o.phone, o.confirmed_at, o.list_date,
  o.list_precision,
  COALESCE((SELECT jsonb_agg(jsonb_build_object('name', k.name, 'phone', k.phone, 'email', k.email,
              'source', k.source, 'given', ARRAY(
              SELECT s.field FROM consent s WHERE s.contact = k.id AND s.withdrawn_at IS NULL)) ORDER BY k.position)
            FROM contact k WHERE k.organisation = o.id), '[]')::text AS people,
  ARRAY(SELECT name FROM alias WHERE organisation = o.id) AS aliases,
  ARRAY(SELECT place::text FROM coverage WHERE organisation = o.id ORDER BY place) AS coverage,
  ARRAY(SELECT area || ':' || perspective FROM organisation_area WHERE organisation = o.id
        ORDER BY area, perspective) AS areas
FROM organisation o
WHERE o.centre = {} AND ({}::uuid[] IS NULL OR o.id = ANY({}::uuid[]))
ORDER BY o.sort_key, o.id
"""


async def described(
    centre: int, only: list[UUID] | None = None, *, opened_at: datetime | None = None
) -> list[Described]:
    """Return a centre's organisations as letters speak of them, in alphabetical order; `only` some of them.

    With the opening of a round, also what came of being in the list since the round before it.
    """
    came = await came_of_it(centre, opened_at, only) if opened_at else {}
    rows = await Organisation.raw(DESCRIBED, centre, only, only)
    return [_described(row, came.get(row["id"], NOTHING)) for row in rows]


def _described(row: dict[str, Any], came: CameOfIt) -> Described:
    people = json.loads(row["people"]) if row["people"] != "[]" else []
    candidate = Candidate(
        id=row["id"],
        name=row["name"],
        status=row["status"],
        published=row["published"],
        replaced=row["replaced"],
        language=row["language"],
        municipality=row["municipality"],
        update_email=row["update_email"],
        email=row["email"],
        contact_emails=tuple(person["email"] for person in people if person["email"]),
        youth=row["type"] in YOUTH_TYPES,
    )
    contacts = [(person, person["given"]) for person in people]
    return Described(
        candidate=candidate,
        type=row["type"],
        coverage=tuple(row["coverage"]),
        areas=tuple((area, perspective) for area, perspective in (pair.split(":") for pair in row["areas"])),
        email=public_email(row["email"], row["type"], [row["name"], *row["aliases"]], contacts),
        phone=public_phone(row["phone"], row["type"], contacts),
        contact_name=next((person["name"] for person in people if "name" in person["given"]), ""),
        confirmed_at=row["confirmed_at"],
        list_date=row["list_date"],
        list_precision=row["list_precision"],
        own_words=frozenset(norm_of(person["email"]) for person in people if person["source"] in THEIR_OWN),
        came_of_it=came,
        shown=frozenset(norm_of(person["email"]) for person in people if person["given"] and person["email"]),
    )


# Letters and answers in one statement, hence of one instant: the sum of the states is the total.
STATUS = """
SELECT 'letter' AS what, state AS kind, count(*) AS number FROM letter WHERE campaign = {} GROUP BY state
UNION ALL
SELECT 'answer', part.kind, count(*) FROM (
  SELECT ANSWERED AS kind
  FROM invitation i JOIN campaign c ON c.id = i.campaign LATEST
  WHERE i.campaign = {}) part
GROUP BY part.kind
""".replace("ANSWERED", ANSWERED).replace("LATEST", LATEST)


async def status(campaign_id: int) -> dict[str, Any]:
    """Return how far a campaign has come, with the keys of `campaign status --json` (CONTRACT.md).

    `total` is all letters so far and equals the sum of the ten mail states; answers count organisations by
    their latest answer since the opening (see `answered`). Raises NotFound.
    """
    row = await Campaign.select(Campaign.id, Campaign.year, Campaign.state).where(Campaign.id == campaign_id).first()
    if row is None:
        raise NotFound(f"there is no campaign {campaign_id}")
    counted = await Campaign.raw(STATUS, campaign_id, campaign_id)
    numbers = {(item["what"], item["kind"]): int(item["number"]) for item in counted}
    letters = {state: numbers.get(("letter", state), 0) for state in STATES}
    answers = {kind: numbers.get(("answer", kind), 0) for kind in (*ANSWERS, "replied", "unanswered")}
    order = (
        "planned",
        "ready",
        "sending",
        "accepted",
        "deferred",
        "refused",
        "unknown",
        "skipped",
        "cancelled",
        "expired",
    )
    kinds = ("confirmed", "changed", "replied", "paused_or_ceased", "withdrawn", "wrong_contact", "unanswered")
    return (
        {"id": row["id"], "year": row["year"], "state": row["state"], "total": sum(letters.values())}
        | {state: letters[state] for state in order}
        | {kind: answers[kind] for kind in kinds}
    )


async def letters_of(campaign_id: int, state: str = "", limit: int = 200, offset: int = 0) -> list[dict[str, Any]]:
    """Return the letters of a campaign, newest movement first.

    `organisation_name` names all that a letter speaks of, `organisation` and `slug` are the first one's.
    """
    rows: list[dict[str, Any]] = await Campaign.raw(
        """
        SELECT l.id, l.wave, l.template, l.language, l.address, l.state, l.why, l.due_at, l.state_at, l.accepted_at,
               l.attempts, l.last_code, l.last_text, (array_agg(o.id ORDER BY o.sort_key))[1] AS organisation,
               string_agg(o.name, ', ' ORDER BY o.sort_key) AS organisation_name,
               (array_agg(o.slug ORDER BY o.sort_key))[1] AS slug
        FROM letter l JOIN letter_invitation li ON li.letter = l.id JOIN organisation o ON o.id = li.organisation
        WHERE l.campaign = {} AND ({} = '' OR l.state = {})
        GROUP BY l.id ORDER BY l.state_at DESC, min(o.sort_key), l.id LIMIT {} OFFSET {}
        """,
        campaign_id,
        state,
        state,
        limit,
        offset,
    )
    return rows


def reminders_as_json(days: tuple[int, ...]) -> str:
    """Return the days of the reminders as the table keeps them."""
    return json.dumps(list(days))

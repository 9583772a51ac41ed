"""`directory staff`: who works where, and a way in."""

import argparse
from typing import Any

from directory.cli.context import OPERATOR, Context, add, add_group, add_json, print_json, run, say
from directory.cli.serving import HOST, PORT
from directory.errors import Refused
from directory.mail.addresses import read_address
from directory.mail.rendering import PATHS
from directory.settings import Settings
from directory.staff import actions, centres
from directory.staff.policy import ROLES


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands of the noun."""
    group = add_group(commands, "staff", "Employees of the centres.")
    adding = add(group, "add", "Give a person a role at a centre; adding again sets the role anew.", _add)
    adding.add_argument("email")
    adding.add_argument("--role", required=True, choices=ROLES)
    adding.add_argument("--centre", required=True, metavar="CODE")
    adding.add_argument("--name", default="")
    disabling = add(group, "disable", "Shut a person out of everything, at once.", _disable)
    disabling.add_argument("email")
    linking = add(group, "link", "Print a one-time sign-in link that works for 15 minutes.", _link)
    linking.add_argument("email")
    for parser in (adding, disabling, linking):
        add_json(parser)


def _add(chosen: argparse.Namespace) -> None:
    email = _address(chosen.email)

    async def work(context: Context) -> dict[str, Any]:
        centre = await centres.by_code(chosen.centre)
        at = context.clock()
        staff = await actions.add(email, chosen.role, centre["id"], OPERATOR, at, chosen.name)
        return {"id": staff, "email": email, "role": chosen.role, "centre": chosen.centre}

    done = run(work)
    _answer(chosen, done, f"{email} is {chosen.role} at {chosen.centre}")


def _disable(chosen: argparse.Namespace) -> None:
    email = _address(chosen.email)

    async def work(context: Context) -> None:
        await actions.disable(email, OPERATOR, context.clock())

    run(work)
    _answer(chosen, {"email": email, "disabled": True}, f"{email} is shut out")


def _link(chosen: argparse.Namespace) -> None:
    email = _address(chosen.email)

    async def work(context: Context) -> str:
        site = _site(context.settings)
        token = await actions.sign_in_link(email, context.keys, OPERATOR, context.clock())
        return f"{site}{PATHS['sign-in']}{token}"

    address = run(work)
    _answer(chosen, {"email": email, "url": address, "minutes": 15}, address)


def _site(settings: Settings) -> str:
    """Return where links lead; development without a setting runs where `directory run` listens by itself."""
    if not settings.base_url and settings.environment == "production":
        raise Refused("DIRECTORY_BASE_URL is missing: it is the only source of links")
    return settings.base_url or f"http://{HOST}:{PORT}"


def _address(text: str) -> str:
    try:
        return read_address(text).written.lower()
    except ValueError:
        raise Refused(f"this is not one e-mail address: {text!r}") from None


def _answer(chosen: argparse.Namespace, facts: dict[str, Any], text: str) -> None:
    if chosen.json:
        print_json(facts)
    else:
        say(text)

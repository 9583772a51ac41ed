"""Running everything in one process tree."""

import argparse
import asyncio
from contextlib import AsyncExitStack

from directory import database, embedded, migrate
from directory.cli import context
from directory.cli.processes import Child, Family, require_free
from directory.cli.serving import add_address
from directory.clock import read_clock
from directory.demo import actions as demo
from directory.demo.catcher import catching
from directory.settings import (
    Settings,
    child_environment,
    from_environment,
    require_for_service,
)

# Letters go out at once, at any hour: nobody waits for Monday morning to look at a demonstration.
DEMONSTRATION = {"sending": "on", "quiet_hours": "", "send_rate": ""}


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `run` and `demo`."""
    run = context.add(commands, "run", "run everything: web, worker and scheduler", _run)
    show = context.add(commands, "demo", "run with a made-up region and a mail catcher", _demo)
    for parser in (run, show):
        add_address(parser)


def _run(arguments: argparse.Namespace) -> None:
    settings = from_environment()
    if settings.environment != "production" and not settings.base_url:
        settings = from_environment(base_url=f"http://{arguments.host}:{arguments.port}")
    asyncio.run(_everything(settings, arguments, demonstration=False))


def _demo(arguments: argparse.Namespace) -> None:
    """Everything that could reach a real person is switched to the catcher, whatever the environment says."""
    shown = f"http://{arguments.host}:{arguments.port}"
    settings = from_environment(environment="demo", base_url=shown, database_url="", **DEMONSTRATION, smtp_url="")
    asyncio.run(_everything(settings, arguments, demonstration=True))


async def _everything(settings: Settings, arguments: argparse.Namespace, *, demonstration: bool) -> None:
    await require_free(arguments.host, arguments.port)
    async with AsyncExitStack() as stack:
        changed = {"environment": settings.environment, "base_url": settings.base_url}
        changed["database_url"] = settings.database_url or stack.enter_context(embedded.running(settings.data_dir))
        if settings.shows_sign_in_links and not settings.smtp_url:
            port = await stack.enter_async_context(catching(settings.data_dir))
            changed["smtp_url"] = f"smtp://127.0.0.1:{port}?tls=none"
        if demonstration:
            changed |= DEMONSTRATION
        settings = from_environment(**changed)
        require_for_service(settings)
        clock = read_clock(settings.clock)
        async with database.opened(settings.database_url):
            await migrate.migrate()
            links = await demo.prepare(settings, clock) if demonstration else {}
        web = Child("web", ["serve", "--host", arguments.host, "--port", str(arguments.port)])
        family = Family(
            [web, Child("worker", ["worker"]), Child("scheduler", ["scheduler"])], child_environment(**changed)
        )
        await family.start()
        await family.ready(arguments.host, arguments.port)
        if not family.stopping.is_set():
            _say_what_to_open(settings, links)
        await family.wait()


def _say_what_to_open(settings: Settings, links: dict[str, str]) -> None:
    context.say(f"\nThe list         {settings.base_url}/")
    if settings.shows_sign_in_links:
        context.say(f"Caught mail      {settings.base_url}/demo/post")
    for label, link in links.items():
        context.say(f"{label:<16} {link}")
    context.say("Ctrl-C stops everything.\n")

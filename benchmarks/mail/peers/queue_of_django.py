"""django-post_office: queue with `send_many`, send with `send_queued_mail_until_done`, four threads.

Runs in a venv of its own, as `python queue_of_django.py DATABASE HOST-OF-SOCKET PORT FILE`; prints the seconds of
queueing and of sending. The bodies come ready-rendered, so it has no template to fill in.
"""

import json
import logging
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection

BATCH = 1000  # letters per bulk insert and per batch that is sent; its default of 100 is slower
THREADS = 4


def configure(database: str, host: str, port: int) -> None:
    """Set Django up with nothing but post_office."""
    settings.configure(
        DATABASES={
            "default": {"ENGINE": "django.db.backends.postgresql", "NAME": database, "USER": "directory", "HOST": host}
        },
        INSTALLED_APPS=["django.contrib.contenttypes", "post_office"],
        EMAIL_BACKEND="post_office.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        POST_OFFICE={
            "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"},
            "BATCH_SIZE": BATCH,
            "THREADS_PER_PROCESS": THREADS,
        },
        USE_TZ=True,
    )
    django.setup()
    logging.disable(logging.INFO)
    call_command("migrate", verbosity=0)


def letters(path: Path) -> Iterator[dict[str, Any]]:
    """Yield every letter of the file as `send_many` wants it."""
    with path.open(encoding="ascii") as file:
        for line in file:
            letter = json.loads(line)
            yield {
                "recipients": letter["recipient"],
                "sender": letter["sender"],
                "subject": letter["subject"],
                "message": letter["text"],
                "html_message": letter["html"],
                "headers": {"Reply-To": letter["sender"]},
            }


def run(path: Path) -> dict[str, float]:
    """Queue and send all letters; return the seconds of both and how many were sent."""
    from post_office import mail, models  # noqa: PLC0415  # only importable once Django is set up

    waiting = list(letters(path))
    began = time.monotonic()
    source = iter(waiting)
    while part := list(islice(source, BATCH)):
        mail.send_many(part)
    queued = time.monotonic()
    mail.send_queued_mail_until_done()
    ended = time.monotonic()
    sent = models.Email.objects.filter(status=models.STATUS.sent).count()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE post_office_email CASCADE")  # whoever comes next finds nothing to be cleared away
    return {"queue": queued - began, "send": ended - queued, "sent": sent}


if __name__ == "__main__":
    configure(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    print(json.dumps(run(Path(sys.argv[4]))))

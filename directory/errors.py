"""What can go wrong in a way that a person is told about."""


class Refused(Exception):
    """Something asked for is not done; the message is one clear line for the person who asked."""


class SettingError(Refused):
    """A setting is missing, unknown or wrong; the message names it."""


class NotFound(Refused):
    """The thing asked for does not exist, or is another centre's."""


class NotAllowed(Refused):
    """The person may see the thing, but not do this with it."""


class Conflict(Refused):
    """Somebody else changed the thing first (an optimistic lock lost)."""


class Invalid(Refused):
    """What was typed cannot be used; `problems` maps a field's name to a message."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {message}" for field, message in problems.items()))
        self.problems = problems


class LimitReached(Refused):
    """Too many of one kind of act; `retry_after` is in seconds (RFC 9110 section 10.2.3)."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too many attempts; try again in {retry_after} seconds")
        self.retry_after = retry_after

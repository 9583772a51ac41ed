"""Lines of a cell that are written like the head of a mail (RFC 5322 section 3.6): no list has a use for them.

A cell with `Bcc: somebody@…` after a line break is a trap or a slip of the clipboard; nobody in it asked to be
written to.
"""

import re

from directory.imports import reasons
from directory.imports.entry import Issue
from directory.imports.text import clean

_HEAD = re.compile(
    r"(?:^[ \t]*(?:to|from|sender|subject|message-id|mime-version|received|(?:resent|content|x|list)-[\w-]+)"
    r"|(?:^|(?<=[\s;,]))(?:b?cc|reply-to|return-path|errors-to))[ \t]*:.*$",
    re.IGNORECASE | re.MULTILINE,
)


def without_heads(text: str) -> tuple[str, list[Issue]]:
    """Return a cell's cleaned text without such lines, and each of them whole for a person to look at."""
    text = clean(text)
    heads = [match[0].strip() for match in _HEAD.finditer(text)]
    issues = [Issue(reasons.EMAIL_HEADER, head, {"value": head}) for head in heads]
    return (clean(_HEAD.sub("", text)) if heads else text), issues

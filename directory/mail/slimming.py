"""The HTML that MJML makes, smaller and in lines that a worker can use again; it looks the same everywhere.

Most of a letter is the same for everybody. Where a line break changes nothing, one is put between that and what
differs, so that `message` encodes a line of the one only once.
"""

import re

STYLE = re.compile(r"(<style[^>]*>)(.*?)(</style>)", re.DOTALL)
# Our letters have one column, whose own style says the same, and no pictures.
UNUSED = re.compile(r"<style[^>]*>[^<]*\.mj-column-per-100\b[^<]*</style>|img \{[^}]*\}\n| xmlns:v=\"[^\"]*\"")
INDENT = re.compile(r"\s*\n\s*")
AROUND = re.compile(r"\s*([{};,])\s*|(?<=:)\s+")
# Blanks before these are never shown.
BLOCK = re.compile(r"\s*(<(?:title|meta|p|h1|h2|li|ol|ul|tr|table|blockquote)\b)")
ATTRIBUTE = re.compile(r"\s+([\w-]+=\"[^\"]*\{\{[^\"]*\")\s*")  # one that is filled in


def slim(html: str) -> str:
    """Return HTML with placeholders, without unused style and indentation."""
    used = STYLE.sub(_dense, UNUSED.sub("", html))
    return ATTRIBUTE.sub(r"\n\1\n", BLOCK.sub(r"\n\1", INDENT.sub("\n", used)))


def _dense(found: re.Match[str]) -> str:
    return f"{found[1]}\n{AROUND.sub(lambda part: part[1] or '', found[2]).strip()}\n{found[3]}"

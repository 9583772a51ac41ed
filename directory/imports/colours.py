"""Which colour of a cell may carry a meaning."""

from openpyxl.styles.fills import Fill

GREY, RED = "grey", "red"


def meaning(fill: Fill) -> str:
    """Return `grey`, `red` or nothing for an openpyxl fill; tints, themes and indexed colours are tried too."""
    if fill is None or fill.fill_type != "solid":
        return ""
    colour = fill.fgColor
    if colour.type == "theme":
        return GREY if colour.theme == 0 and (colour.tint or 0) < -0.05 else ""
    if colour.type == "indexed":
        return GREY if colour.indexed in (22, 23, 55, 63) else RED if colour.indexed in (2, 10, 45) else ""
    return _named(str(colour.rgb))


def _named(rgb: str) -> str:
    try:
        red, green, blue = (int(rgb[-6:][start : start + 2], 16) for start in (0, 2, 4))
    except ValueError:
        return ""
    if max(red, green, blue) - min(red, green, blue) < 12 and 0x50 <= red <= 0xE8:
        return GREY
    return RED if red >= 0xC0 and red - max(green, blue) >= 0x40 else ""

"""Letters out and replies in."""

"""Asking organisations for their experience: messages to them, and what people tell us about the list."""

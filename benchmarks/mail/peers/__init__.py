"""Programs that send the same letters in another way; each runs in a process, and where needed a venv, of its own."""

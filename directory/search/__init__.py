"""Finding organisations: what is asked for, what is found, and the list as a file."""

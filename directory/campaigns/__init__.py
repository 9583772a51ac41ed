"""The year's round: who is asked, when, in what words, and how far it has come."""

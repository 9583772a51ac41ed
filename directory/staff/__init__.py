"""The room of the employees: who they are, what they may do where, how they sign in, and their centres."""

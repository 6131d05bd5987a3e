"""A person in a real browser, against the program as a user starts it."""

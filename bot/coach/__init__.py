"""What the coach does, one verb a file."""

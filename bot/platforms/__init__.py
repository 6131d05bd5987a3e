"""The chats that the coach talks in, one folder each."""

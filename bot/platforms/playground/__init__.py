"""The playground: a chat in the browser that needs no account and no server."""

"""The coach in Slack: rendering, sending, and listening over HTTP or a socket."""

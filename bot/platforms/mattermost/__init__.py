"""The coach in Mattermost: rendering, sending, and listening over HTTP and a websocket."""

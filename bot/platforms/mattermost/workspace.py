"""How the coach calls the Mattermost server: people, direct channels and its account belong to no team of it."""

NAME = "mattermost"
WORKSPACE = f"{NAME}:server"

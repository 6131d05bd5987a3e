"""The one door for what people type and tap, a file a topic."""

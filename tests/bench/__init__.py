"""Figures, measured side by side in one run; nothing here is a test, and nothing here is timed in a test."""

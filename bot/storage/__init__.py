"""Where everything rests: SQLAlchemy on SQLite or PostgreSQL, words encrypted."""

"""Values and rules of the coaching conversation; standard library only."""

"""When things happen: the timetable and the ticks that live through it."""

"""Bodies and their meetings: agendas that fill themselves, decisions and actions out, minutes."""

"""Who tells what: coded sources, reports kept as told, and what is pasted in a hurry."""

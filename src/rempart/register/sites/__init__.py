"""Places that matter: who is vulnerable there, why, how they cope; markets, water, schools."""

"""Learning: what was said would happen, what happened, and how good those who said it were."""

"""Trainings: who is trained, by which right, and what they knew before and after."""

"""Threats, the rubric, and the monthly assessment with its signatures."""

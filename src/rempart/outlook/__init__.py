"""The outlook: what the forecasting library says of the mission's areas, kept, shown, explained."""

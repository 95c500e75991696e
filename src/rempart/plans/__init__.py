"""What is done about threats: actions, from a threat or a decision to an effect verified."""

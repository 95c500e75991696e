"""The exercise: an invented mission to learn on, played by the same actions as the real one."""

"""The library: terms of reference, checklists and questionnaires, each with its editions."""

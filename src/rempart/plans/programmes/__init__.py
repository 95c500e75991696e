"""Plans that answer the threats: the regional action plans of an office, the communities' own."""

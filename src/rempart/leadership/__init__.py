"""Strategy, advice, meetings, briefs and releases: what the adviser brings to the leadership."""

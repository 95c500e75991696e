"""Areas with validity dates, localities, outlines, and the names people give them."""

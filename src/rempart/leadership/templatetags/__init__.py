"""What the pages of this room need in their templates."""

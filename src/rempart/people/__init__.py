"""Users, posts and delegations, from which an Actor is built."""

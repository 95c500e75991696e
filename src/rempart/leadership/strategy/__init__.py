"""The strategy as a tree, its indicators, what offices report on it, and who was consulted."""

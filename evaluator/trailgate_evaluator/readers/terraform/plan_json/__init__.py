"""The plan file itself: addresses, instances, configuration, changes, the graph."""

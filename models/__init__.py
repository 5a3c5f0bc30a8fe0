"""Models that are built in: a captured graph, a pipeline, tolerances each."""

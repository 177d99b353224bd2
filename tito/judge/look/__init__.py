"""A look at what an honest student does not do, for a person to judge: it never changes a mark."""

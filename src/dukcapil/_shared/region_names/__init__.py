"""Names of regions: how they are read, and those of villages from another package."""

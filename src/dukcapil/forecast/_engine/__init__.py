"""Methods that compute the distributions of a schedule."""

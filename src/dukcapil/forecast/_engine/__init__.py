"""The methods that compute exact distributions of a scenario."""

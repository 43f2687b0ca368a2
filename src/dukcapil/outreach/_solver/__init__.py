"""The search for plans: matching, routes of several stops, prices, and a solver to improve them."""

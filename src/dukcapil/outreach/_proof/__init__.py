"""Parts of the proof of a plan, each of one subject; `_certificate` puts them together."""

"""Figures: what is claimed of speed and latency, measured. ``sfa-live bench NAME`` runs one of these modules."""

"""Separation without a trained model: drums, bass, lead and the rest, told apart by their shape in time and pitch."""

"""Separation by a trained model: Demucs, with weights that lie on this machine."""

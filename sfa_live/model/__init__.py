"""The application's vocabulary: frozen values, no state, no threads, no imports of ours but the errors."""

"""Learn: a hand moves a control, and from then on it does what was chosen for it."""

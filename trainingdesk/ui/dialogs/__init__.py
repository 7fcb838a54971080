"""Questions that must be answered; opened, never executed."""

"""What attributes may be, worked out from the sources of the plan: its modules, their expressions, and what the plan knows."""

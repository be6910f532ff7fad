"""What lists of submissions hold: the queue, the register, and where each stands."""

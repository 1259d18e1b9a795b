"""How well search ranks, by people's judgments or by clicks."""

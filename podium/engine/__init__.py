"""Runs of the Pulumi engine with an inline program: what starts them, what they tell, how they end."""

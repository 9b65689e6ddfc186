"""Podium turns a Score file into running infrastructure, differently per environment, on Pulumi."""

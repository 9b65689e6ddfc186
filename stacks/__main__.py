"""The Pulumi program of every environment: the plan of the stack's environment, composed."""

from podium.program import run_stack

run_stack()

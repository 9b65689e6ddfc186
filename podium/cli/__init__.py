"""The command line: one module a group of verbs, each one thin over the layers below.

Nothing heavy is imported before a command needs it, so ``podium validate`` starts in a blink.
"""

"""Finding what is wrong with environments before somebody asks for it.

Every check is a function of a :class:`~podium.lint.survey.Survey` that yields findings. None of them needs a request:
where one matters, it is looked for.
"""

from podium.lint.run import LintResult, lint_environments
from podium.lint.survey import Place, Survey

__all__ = ["LintResult", "Place", "Survey", "lint_environments"]

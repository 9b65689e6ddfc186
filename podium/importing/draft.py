"""A workload in the making: what its parts are given, and what they find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from podium.diagnostics import Diagnostic, Severity, Span
from podium.importing.interpolation import split_deferred
from podium.importing.nodes import text_at
from podium.importing.project import Application, Project
from podium.importing.references import Claims, Rewriter
from podium.spec.document import Node
from podium.spec.placeholder import Placeholder, Template

__all__ = ["ENVIRONMENT_CLAIM", "ENVIRONMENT_TYPE", "Draft", "ImportOptions"]

ENVIRONMENT_TYPE: Final = "environment"
"""Type of the resource that gives variables which the environment keeps."""

ENVIRONMENT_CLAIM: Final = "env"
"""Name of the claim for it."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the user wants.

    Attributes:
        services: Services to import; all if empty.
        profiles: Active profiles; ``*`` means all.
        variables: Variables of the Compose file that are known.
        extensions: Extensions of Score that the result may use: ``probe-timing``, ``placeholders``.
        keep_services: Whether backing services become workloads like the others.
    """

    services: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    extensions: frozenset[str] = frozenset()
    keep_services: bool = False


@dataclass(slots=True)
class Draft:
    """What is known about one workload while it is made.

    Attributes:
        application: The service.
        project: Its project.
        options: What the user wants.
        root: Folder of the Compose file; files of the workload must be inside.
        claims: Its claims.
        rewriter: Puts placeholders into its texts.
        container: Its container, as in a Score file.
        sources: Files that the workload needs beside its Score file, by their path there.
        used: Extensions that were needed.
        problems: What was found.
    """

    application: Application
    project: Project
    options: ImportOptions
    root: Path
    claims: Claims
    rewriter: Rewriter
    container: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, Path] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    problems: list[Diagnostic] = field(default_factory=list)

    @property
    def node(self) -> Node:
        """The service."""
        return self.application.node

    def error(self, code: str, message: str, span: Span, *, why: str, fix: str) -> None:
        """Remember an error."""
        self.problems.append(Diagnostic(code, message, span, why=why, fix=fix))

    def warn(self, code: str, message: str, span: Span, *, why: str, fix: str) -> None:
        """Remember something that is not carried, or carried otherwise."""
        self.problems.append(Diagnostic(code, message, span, why=why, fix=fix, severity=Severity.WARNING))

    def score_text(self, text: str, span: Span) -> str:
        """Return a text as a Score file writes it: placeholders for references, ``$$`` for dollar signs."""
        parts: list[str | Placeholder] = []
        for literal, name in split_deferred(text):
            parts += [literal] if literal else []
            parts += [self._placeholder(name, span)] if name else []
        return str(Template(tuple(parts)))

    def _placeholder(self, name: str, span: Span) -> Placeholder:
        claim, _, output = name.partition(".")
        if output:
            return Placeholder(("resources", claim, output))
        return Placeholder(("resources", self.from_environment(name, span), name))

    def from_environment(self, variable: str, span: Span) -> str:
        """Claim the environment's values for a variable, and return the claim's name."""
        why = "it has no value here, and may be another one in each environment"
        fix = f"let the environment's definition of type '{ENVIRONMENT_TYPE}' give '{variable}'"
        self.warn("I022", f"'{variable}' is read from the environment", span, why=why, fix=fix)
        return self.claims.claim(ENVIRONMENT_CLAIM, {"type": ENVIRONMENT_TYPE})

    def tell_doubts(self, where: str, span: Span) -> None:
        """Warn about what looked like a reference in the last text and was left as it is."""
        for what, fix in self.rewriter.doubts:
            why = "the name of a Compose service means nothing on a platform"
            self.warn("I028", f"{where} {what}", span, why=why, fix=fix)
        self.rewriter.doubts.clear()

    def text(self, *path: str) -> str | None:
        """Return the scalar at a path of the service."""
        return text_at(self.node, *path)

    def may_use(self, extension: str) -> bool:
        """Return whether an extension of Score may be used, and remember that it is."""
        if extension not in self.options.extensions:
            return False
        self.used.add(extension)
        return True

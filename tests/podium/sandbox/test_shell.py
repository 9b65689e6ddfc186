from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from podium.sandbox import environment, exports
from podium.toolchain import Toolchain


class _Toolchain(Toolchain):
    def environment(self, base: Mapping[str, str]) -> dict[str, str]:
        return dict(base) | {"PATH": "/opt/bin:/usr/bin"}


TOOLCHAIN = _Toolchain(bin=Path("/opt/bin"), sources={}, is_fallback_host=False)


def test_the_environment_leads_pulumi_and_kubectl_to_the_sandbox(tmp_path: Path) -> None:
    """Everything else stays as it was."""
    folder = tmp_path.resolve()
    expected = {
        "HOME": "/home/dev",
        "KUBECONFIG": f"{folder}/kubeconfig",
        "PATH": "/opt/bin:/usr/bin",
        "PULUMI_BACKEND_URL": f"file://{folder}/pulumi",
        "PULUMI_CONFIG_PASSPHRASE_FILE": f"{folder}/passphrase",
    }
    base = {"HOME": "/home/dev", "KUBECONFIG": "/home/dev/.kube/config"}
    assert expected == environment(tmp_path, TOOLCHAIN, base)


def test_a_passphrase_of_other_work_is_taken_out(tmp_path: Path) -> None:
    """Pulumi would prefer it to the sandbox's own."""
    variables = environment(tmp_path, TOOLCHAIN, {"PULUMI_CONFIG_PASSPHRASE": "other"})
    assert "PULUMI_CONFIG_PASSPHRASE" not in variables


def test_only_what_differs_is_exported_quoted_and_sorted() -> None:
    """The output is short, stable and safe for `eval`."""
    base = {"HOME": "/home/dev", "OLD": "x", "PATH": "/bin"}
    lines = exports({"HOME": "/home/dev", "PATH": "/opt/it's here:/bin", "A": "$(id)"}, base)
    assert lines == "export A='$(id)'\nexport PATH='/opt/it'\"'\"'s here:/bin'\nunset OLD\n"


def test_a_shell_reads_the_exports_back() -> None:
    """Blanks, quotes and line breaks survive."""
    value = "a b'c\"d\ne$HOME"
    script = exports({"ODD": value}, {}) + 'printf %s "$ODD"'
    assert subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, check=True).stdout == value

"""The shop goes from staging to production."""

from __future__ import annotations

from podium.lock.write import write_lock
from podium.plan import plan_environment
from podium.plan.lock import record_lock
from podium.plan.promote import promote
from tests.support.project import copy_project


def test_production_runs_what_staging_has_locked_on_its_own_databases(tmp_path, monkeypatch):
    """From the same Score files; a release that is in staging only is not in production."""
    root = copy_project(tmp_path)
    monkeypatch.chdir(root)
    record_lock(root, plan_environment(root, "staging"))
    write_lock(root, promote(root, "staging", "prod").lock)

    staging = root / "stacks/environments/staging.yaml"
    text = staging.read_text(encoding="utf-8")
    assert "payment-service:1.4.2" in text
    staging.write_text(text.replace("payment-service:1.4.2", "payment-service:1.5.0"), encoding="utf-8")
    record_lock(root, plan_environment(root, "staging"))

    def running(environment: str) -> tuple[str, str]:
        plan = plan_environment(root, environment, strict=True)
        by_uid = {str(resource.uid): resource for resource in plan.resources}
        image = by_uid["workload.default#payment-service"].params["containers"]["main"]["image"]
        (database,) = (r for r in plan.resources_of("payment-service") if r.uid.resource_type == "postgres")
        return image.rpartition(":")[2], database.component.name

    assert running("staging") == ("1.5.0", "postgres_database")
    assert running("prod") == ("1.4.2", "postgres_rds")
    write_lock(root, promote(root, "staging", "prod", ["payment-service"]).lock)
    assert running("prod") == ("1.5.0", "postgres_rds")

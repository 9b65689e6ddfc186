"""Environments and requests for tests of matching, and strategies that draw them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from podium.catalogue.subject import Subject
from podium.environment.load import LoadedEnvironment
from podium.environment.model import Criteria, Environment, Tier
from podium.spec.document import parse_document

PLACE = {"name": "dev", "type": "development", "region": "eu"}


def environment(definitions: Mapping[str, Mapping[str, Any]]) -> LoadedEnvironment:
    """Return an environment with definitions, each given by the criteria beside its type and its priority."""
    made = {}
    for name, given in definitions.items():
        wanted = {key: value for key, value in given.items() if key != "priority"}
        made[name] = {"match": {"type": "t", **wanted}, "component": "c", "priority": given.get("priority", 0)}
    model = Environment.model_validate({**PLACE, "definitions": made})
    return LoadedEnvironment(model, parse_document("{}", "dev.yaml"))


def subject(**fields: Any) -> Subject:
    """Return a request of type `t`."""
    known = {"resource_class": "default", "id": "web.db", "workload": "web", "team": "shop", "tier": Tier.STANDARD}
    return Subject("t", **{**known, **fields})


IDS = st.sampled_from(["web.db", "web.*", "*.db", "w*", "*", "api.db"])
CLASSES = st.sampled_from(["default", "large", "l*", "*e", "*"])
LABELS = st.dictionaries(st.sampled_from("ab"), st.sampled_from("xy"), max_size=2)
CRITERIA = st.fixed_dictionaries(
    {"labels": LABELS},
    optional={
        "id": IDS,
        "class": CLASSES,
        "workload": st.sampled_from(["web", "api"]),
        "team": st.sampled_from(["shop", "pay"]),
        "tier": st.sampled_from(["critical", "standard"]),
        "environment": st.sampled_from(["dev", "prod"]),
        "environment_type": st.sampled_from(["development", "production"]),
        "region": st.sampled_from(["eu", "us"]),
    },
)
DEFINITIONS = st.dictionaries(
    st.sampled_from("abcdefgh"), st.builds(lambda c, p: {**c, "priority": p}, CRITERIA, st.integers(0, 2)), max_size=8
)
SUBJECTS = st.builds(
    subject,
    resource_class=st.sampled_from(["default", "large", "small"]),
    id=st.sampled_from(["web.db", "api.db", "other"]),
    workload=st.sampled_from(["web", "api", "other"]),
    team=st.sampled_from(["shop", "pay", "other"]),
    tier=st.sampled_from(list(Tier)),
    labels=LABELS,
)


def criteria(**fields: Any) -> Criteria:
    """Return criteria for type `t`; `class` may be given as `class_`."""
    return Criteria.model_validate({"type": "t", **{name.rstrip("_"): value for name, value in fields.items()}})

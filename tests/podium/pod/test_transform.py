"""The base of transforms. Podium's own are in tests/components/_transforms."""

from __future__ import annotations

import pytest
from pydantic import Field, ValidationError

from podium.pod import PodTemplate, PortArgs, Transform, WorkloadFacts

FACTS = WorkloadFacts(
    name="shop", namespace="dev", kind="Deployment", service="shop", ports={"web": PortArgs(port=80)}, selector={}
)


class Tag(Transform):
    """An organisation's own transform."""

    tag: str = Field(description="What to put on the pods.")

    def pod(self, template: PodTemplate, workload: WorkloadFacts) -> PodTemplate:
        """Return the template with an annotation."""
        return template | {"metadata": {"annotations": {"tag": f"{self.tag}-{workload.name}"}}}


def test_by_itself_a_transform_changes_and_adds_nothing():
    """An author writes only what is needed."""
    template = {"metadata": {}, "spec": {}}
    assert (Transform().pod(template, FACTS), Transform().manifests(FACTS)) == (template, [])


def test_fields_are_the_params():
    """Params are typed and checked like any component's."""
    assert Tag(tag="a").pod({"spec": {}}, FACTS) == {"metadata": {"annotations": {"tag": "a-shop"}}, "spec": {}}
    with pytest.raises(ValidationError):
        Tag(tga="a")

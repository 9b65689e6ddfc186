"""What is written as YAML is what kubectl reads, and what a reader of YAML 1.2 reads."""

from __future__ import annotations

import json
import subprocess

import pytest
from hypothesis import given, settings

from podium.program.emit import to_yaml
from tests.support.documents import DOCUMENTS
from tests.tools.build import program

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def yamljson():
    """The program that reads as they do."""
    return program("yamljson")


@given(documents=DOCUMENTS)
@settings(max_examples=100)
def test_other_readers_find_the_same_data(yamljson, documents):
    """Go's libraries have ideas of their own about numbers, dates and white space."""
    text = to_yaml(documents)
    done = subprocess.run([yamljson], input=text.encode(), capture_output=True, check=False)
    assert done.stderr.decode() == ""
    as_kubectl, as_yaml3 = json.loads(done.stdout)
    assert as_kubectl == documents
    assert as_yaml3 == documents

"""The judge of the proofs shares nothing with what it judges."""

import sys

from tests.architecture.source_files import files, imports

OWN = "tests.checker."
HELPERS = {"pytest"}


def test_the_judge_imports_nothing_of_the_service() -> None:
    """A judge that uses the service's own words for truth acquits its mistakes."""
    outside = [
        f"{path}:{each.line} imports {each.name}"
        for path in files("tests/checker")
        for each in imports(path)
        if not each.name.startswith(OWN) and each.name.partition(".")[0] not in {*sys.stdlib_module_names, *HELPERS}
    ]
    assert outside == []

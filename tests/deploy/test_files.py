"""The container's, compose's and systemd's files, as far as they can be checked without an engine."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


def tool(name, *arguments, cwd=ROOT):
    """Runs one of the pinned tools; gives what it printed when it found nothing wrong."""
    ran = subprocess.run(
        [Path(sys.executable).parent / name, *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def stages():
    """The instructions of the Dockerfile, stage by stage."""
    text = (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ")
    found = []
    for line in text.splitlines():
        if line.startswith("FROM "):
            found.append([])
        if line and not line.startswith("#"):
            found[-1].append(line.split(maxsplit=1))
    return found


def test_the_dockerfile_is_as_hadolint_wants_it():
    tool("hadolint", "--failure-threshold", "info", "deploy/Dockerfile")


def test_the_image_has_nothing_but_the_binary_and_does_not_run_as_root():
    *_, last = stages()
    instructions = dict(last)
    assert "distroless/static" in instructions["FROM"]
    user = instructions["USER"].split(":")[0]
    assert user.isdigit() and int(user) > 0
    copied = [words for name, words in last if name == "COPY"]
    assert all(words.startswith("--from=") for words in copied)


def test_what_the_image_is_built_from_is_there_and_sent():
    ignored = [
        line.strip("/")
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line and line[0] not in "#!*"
    ]
    for stage in stages():
        for name, words in stage:
            if name != "COPY" or "--from=" in words:
                continue
            *sources, _ = words.split()
            for source in sources:
                assert (ROOT / source).exists(), source
                assert source.strip("/") not in ignored, source
    # What fills the context, and what may hold secrets or orders, stays out of it.
    for heavy in ("target", ".git", "web/node_modules", "livetill-data"):
        assert heavy in ignored


def test_the_builder_is_no_older_than_the_rust_that_is_needed():
    manifest = (ROOT / "Cargo.toml").read_text()
    needed = manifest.split('rust-version = "')[1].split('"')[0]
    assert any(words.startswith(f"rust:{needed}-") for stage in stages() for name, words in stage if name == "FROM")


def compose():
    return YAML(typ="safe").load(DEPLOY / "compose.yaml")


def test_compose_fits_the_specification():
    tool("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "deploy/compose.yaml")


def test_compose_asks_for_secrets_and_opens_nothing_to_the_network():
    services = compose()["services"]
    server, store = services["livetill"], services["valkey"]
    assert all(port.startswith("127.0.0.1:") for port in server["ports"])
    assert "ports" not in store
    for secret in (server["environment"]["LIVETILL_KEYS"], store["environment"]["VALKEY_PASSWORD"]):
        assert ":?" in secret, "there is no default for a secret"
    assert server["read_only"] and server["cap_drop"] == ["ALL"]
    assert (DEPLOY / server["build"]["context"] / server["build"]["dockerfile"]).exists()



def test_systemd_takes_the_service(tmp_path):
    analyze = shutil.which("systemd-analyze")
    text = (DEPLOY / "livetill.service").read_text()
    if analyze is None:
        # Without systemd, at least check that the hardening options are in the file.
        assert "DynamicUser=yes" in text
        return
    # The binary need not be installed for the file to be right.
    service = tmp_path / "livetill.service"
    service.write_text(text.replace("/usr/bin/livetill", sys.executable))
    verified = subprocess.run(
        [analyze, "verify", "--man=no", str(service)], capture_output=True, text=True
    )
    ours = [line for line in verified.stderr.splitlines() if "livetill.service" in line]
    assert ours == [] and verified.returncode == 0, verified.stderr
    exposure = subprocess.run(
        [analyze, "security", "--offline=true", "--threshold=20", str(service)],
        capture_output=True,
        text=True,
        env={**os.environ, "SYSTEMD_COLORS": "0"},
    )
    assert exposure.returncode == 0, exposure.stdout[-2000:] + exposure.stderr




@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("github-workflows", "workflows/*.yml"),
        ("github-issue-config", "ISSUE_TEMPLATE/config.yml"),
        ("github-issue-forms", "ISSUE_TEMPLATE/[!c]*.yml"),
    ],
)
def test_what_github_reads_is_as_it_wants_it(schema, files):
    found = sorted((ROOT / ".github").glob(files))
    assert found
    tool("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *found)


def test_a_workflow_runs_only_what_there_is():
    """Releases are too rare for a wrong name to be noticed in time."""
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    for workflow in (ROOT / ".github/workflows").glob("*.yml"):
        text = workflow.read_text()
        assert set(re.findall(r"\bmake ([a-z]+)\b(?= |$)", text, re.MULTILINE)) <= {*targets}
        for path in re.findall(r"(?:scripts|deploy|\.ci)/[\w.-]+", text):
            assert (ROOT / path).exists(), path


def test_a_release_takes_its_notes_from_the_changelog():
    def changes(version):
        command = [ROOT / "scripts/changes", version]
        return subprocess.run(command, capture_output=True, text=True)

    unreleased = changes("Unreleased")
    assert unreleased.returncode == 0 and "### " in unreleased.stdout
    missing = changes("9.9.9")
    assert missing.returncode == 1 and "no part for 9.9.9" in missing.stderr

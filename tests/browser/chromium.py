"""Finds the Chromium or Chrome of this machine; as a program, installs Debian's where there is none.

Playwright's own browsers are not used: they come from a server of their own, and Debian's is kept up to date.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
USUAL = (
    "/usr/lib/chromium/chromium",
    "/opt/google/chrome/chrome",
    "/snap/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
MISSING = "no Chromium and no Chrome found; on Debian and Ubuntu: apt-get install chromium"

ARGUMENTS = (
    "--no-sandbox",  # root in a container has none; the pages are our own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find() -> str | None:
    found = [path for name in NAMES if (path := shutil.which(name))]
    found += [path for path in USUAL if os.access(path, os.X_OK)]
    return found[0] if found else None


def main() -> None:
    """Say what the browser tests will run in; without a browser they are skipped, and everything else is tested."""
    if find() is None and _may_install():
        print("no Chromium found: installing Debian's with apt-get (the browser tests need one) …", flush=True)
        for step in (["update"], ["install", "--yes", "--no-install-recommends", "chromium", "fonts-dejavu-core"]):
            quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            if subprocess.run(["apt-get", "--quiet", "--quiet", *step], env=quiet, check=False).returncode:
                break
    if find() is None:
        print(f"the browser tests will be skipped: {MISSING}", file=sys.stderr)


def _may_install() -> bool:
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return is_root and shutil.which("apt-get") is not None and Path("/etc/debian_version").exists()


if __name__ == "__main__":
    main()

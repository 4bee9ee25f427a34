# SPDX-License-Identifier: GPL-2.0-only
"""The time that packages and patches carry: that of what they were made from, not that of
the making, so that two of one source are equal."""
import calendar
import os
import re
import subprocess
import time

from . import Failure

DAY = re.compile(r"^## (\d{4}-\d\d-\d\d)$", re.M)


def given():
    """SOURCE_DATE_EPOCH, or None."""
    text = os.environ.get("SOURCE_DATE_EPOCH") or None
    if text and not text.isdecimal():
        raise Failure(f"SOURCE_DATE_EPOCH={text} is not a number of seconds")
    return text and int(text)


def seconds(repo):
    """When `repo` was last committed to, or the last day of its changelog if it is a copy
    without history; SOURCE_DATE_EPOCH wins."""
    if (wanted := given()) is not None:
        return wanted
    if (repo / ".git").exists():
        done = subprocess.run(["git", "-C", repo, "log", "-1", "--format=%ct"], text=True,
                              capture_output=True, check=False)
        if done.returncode == 0:
            return int(done.stdout)
    day = DAY.search((repo / "CHANGELOG.md").read_text())
    return calendar.timegm(time.strptime(day[1], "%Y-%m-%d"))


def text(form, when):
    return time.strftime(form, time.gmtime(when))

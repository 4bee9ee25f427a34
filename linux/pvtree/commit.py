# SPDX-License-Identifier: GPL-2.0-only
"""Change many files of a tree, all of them or none.

New contents are written beside the tree's files first, where a full disk does
no harm.  Then what is there is kept by a second link, a journal says so, and the
new files are renamed into place: files are never written through, so a tree
that shares its files with another by hard links is safe.  Removing the journal
is the moment of commitment.  A run that finds a journal puts everything back: this
run after an error or a signal, or the next run after a power cut.
"""
import json
import os
import shutil
import signal

STATE = ".pvops"
MANIFEST = f"{STATE}/manifest.json"
TMP = f"{STATE}/tmp"
SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}


def commit(root, actions, unused_dirs=()):
    """`actions` maps a path in the tree to (contents, mode), or to None for a
    file that goes away; `unused_dirs` are removed if nothing is left in them.
    Signals stay blocked afterwards: the outcome is settled and gets reported."""
    if not actions:
        return
    try:
        swap(root, actions, stage(root, actions))
        remove_empty(root, unused_dirs)
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        (root / TMP / "journal").unlink()
    except BaseException:
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        recover(root)
        raise
    clean_up(root)


def missing_parents(root, paths):
    """The folders that `paths` need and the tree does not have, outermost first."""
    parents = {parent for path in paths
               for parent in (root / path).parents if not parent.exists()}
    return sorted(parent.relative_to(root).as_posix() for parent in parents)


def stage(root, actions):
    """Write the new files and the journal; return the folders still to make."""
    tmp, owner = root / TMP, os.stat(root)
    clean_up(root)
    new_dirs = missing_parents(root, [p for p, a in actions.items() if a])
    tmp.mkdir(parents=True)
    for path, action in actions.items():
        if action:
            new = tmp / "new" / path
            new.parent.mkdir(parents=True, exist_ok=True)
            new.write_bytes(action[0])
            new.chmod(action[1])
            if os.geteuid() == 0:           # "sudo make tree" on a user's tree
                os.chown(new, owner.st_uid, owner.st_gid)
        if os.path.lexists(root / path):
            old = tmp / "old" / path
            old.parent.mkdir(parents=True, exist_ok=True)
            os.link(root / path, old, follow_symlinks=False)
    existed = {p: os.path.lexists(tmp / "old" / p) for p in actions}
    (tmp / "draft").write_text(json.dumps({"existed": existed,
                                           "new_dirs": new_dirs}))
    (tmp / "draft").rename(tmp / "journal")
    return new_dirs


def swap(root, actions, new_dirs):
    for path in new_dirs:
        (root / path).mkdir(exist_ok=True)
        if os.geteuid() == 0:
            owner = os.stat(root)
            os.chown(root / path, owner.st_uid, owner.st_gid)
    for path, action in actions.items():
        if action:
            (root / TMP / "new" / path).replace(root / path)
        else:
            (root / path).unlink(missing_ok=True)


def recover(root):
    """Undo an unfinished change, if there is one; may be repeated."""
    journal, old = root / TMP / "journal", root / TMP / "old"
    unfinished = journal.exists()
    if unfinished:
        log = json.loads(journal.read_text())
        for path, existed in log["existed"].items():
            if not existed:
                (root / path).unlink(missing_ok=True)
            elif os.path.lexists(old / path):
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (old / path).replace(root / path)
        remove_empty(root, [d for d in log["new_dirs"] if d != STATE])
        journal.unlink()
    clean_up(root)
    return unfinished


def clean_up(root):
    """Without a manifest the tree is not ours and keeps nothing of us."""
    shutil.rmtree(root / TMP, ignore_errors=True)
    if not (root / MANIFEST).exists():
        shutil.rmtree(root / STATE, ignore_errors=True)


def remove_empty(root, dirs):
    for path in sorted(dirs, reverse=True):
        try:
            (root / path).rmdir()
        except OSError:
            pass                            # it has other files

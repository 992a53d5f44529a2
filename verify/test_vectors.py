#!/usr/bin/env python3
"""Runs verify.py over the golden vectors: test_vectors.py docs/format/vectors"""
import json
import os
import shutil
import subprocess
import sys
import tempfile

import verify

ERRORS = (ValueError, KeyError, IndexError, OSError, verify.struct.error)


def refused(check, *args):
    """None if the check refuses, else what it answers."""
    try:
        return check(*args)
    except ERRORS:
        return None


def agree(found, expected, one):
    if found != expected:
        sys.exit(f"found {found}, expected {expected}: {one}")


def formats(vectors, key):
    for one in vectors["entries"]:
        raw = bytes.fromhex(one["canonical"])
        expected = [one[name] for name in ("index", "version", "stream", "kind")]
        agree(list(verify.entry(raw)), expected + [bytes.fromhex(one["payload_hash"])], one)
        agree(verify.sha256(b"\0", raw).hex(), one["leaf"], one)
        salted = bytes.fromhex(one["salt"] + one["payload"])
        agree(verify.sha256(salted).hex(), one["payload_hash"], one)
    for one in vectors["bad_entries"]:
        agree(refused(verify.entry, bytes.fromhex(one)), None, one)
    for one in vectors["checkpoints"]:
        says = one["says"] and (one["says"]["size"], bytes.fromhex(one["says"]["root"]))
        agree(refused(verify.checkpoint, one["note"], key), says, one)
    for one in vectors["destructions"]:
        says = one["says"] and (dict(one["says"]["entries"]), set(one["says"]["blobs"]))
        agree(refused(verify.destruction, one["payload"].encode()), says, one)


def proofs(vectors, key):
    for one in vectors["inclusion"]:
        leaf, root = bytes.fromhex(one["leaf"]), bytes.fromhex(one["root"])
        path = [bytes.fromhex(step) for step in one["path"]]
        agree(verify.inclusion(leaf, one["index"], one["size"], root, path), one["right"], one)
    for one in vectors["consistency"]:
        old_root, new_root = bytes.fromhex(one["old_root"]), bytes.fromhex(one["new_root"])
        path = [bytes.fromhex(step) for step in one["path"]]
        found = verify.consistency(one["old"], old_root, one["new"], new_root, path)
        agree(found, one["right"], one)
    for one in vectors["receipts"]:
        found = refused(verify.receipt, one["text"], bytes.fromhex(one["leaf"]), key)
        agree(bool(found) and found[0] == one["index"], one["right"], one)


def rotations(golden):
    key, new = map(verify.public_key, (golden["key"], golden["new"]))
    for one in golden["notes"]:
        found = refused(verify.follow, key, [(one["at"], one["note"])])
        agree(found == new, one["right"], one)
    # Rule 8: whose checkpoints are signed by a key that no change leads to, or that was replaced.
    good, other = (golden["notes"][at] for at in (0, -1))
    stranger = verify.public_key(other["note"].split("\n")[3])
    for trusted, says in ((key, new), (new, new), (stranger, None)):
        agree(refused(verify.follow, trusted, [(good["at"], good["note"])]), says, trusted)


def packages(folder, key, text):
    program = [sys.executable, "-B", verify.__file__, "package", folder, text]
    agree(subprocess.run(program, stdout=subprocess.PIPE).returncode, 0, folder)
    with tempfile.TemporaryDirectory() as scratch:
        copy = shutil.copytree(folder, os.path.join(scratch, "package"))
        agree(refused(verify.package, copy, key) is not None, True, copy)
        pipe = os.path.join(copy, "data", "pipe")
        os.mkfifo(pipe)
        program[4] = copy
        run = subprocess.run(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        agree(run.returncode, 1, pipe)
        agree(b"is no plain file" in run.stderr, True, run.stderr)
        os.remove(pipe)
        names = [os.path.join(at, name) for at, _, names in os.walk(copy) for name in names]
        for name in names:
            with open(name, "rb") as file:
                good = file.read()
            for at in sorted({0, len(good) - 1, *range(5, len(good), 61)}):
                bad = bytearray(good)
                bad[at] ^= 1 << at % 8
                with open(name, "wb") as file:
                    file.write(bad)
                agree(refused(verify.package, copy, key), None, f"{name}, byte {at}")
            os.remove(name)
            agree(refused(verify.package, copy, key), None, f"{name} taken away")
            with open(name, "wb") as file:
                file.write(good)


if __name__ == "__main__":
    with open(os.path.join(sys.argv[1], "vectors.json"), encoding="utf-8") as file:
        golden = json.load(file)
    public = verify.public_key(golden["key"])
    formats(golden, public)
    proofs(golden, public)
    with open(os.path.join(sys.argv[1], "rotations.json"), encoding="utf-8") as file:
        rotations(json.load(file))
    for name in ("package", "package-again"):
        packages(os.path.join(sys.argv[1], name), public, golden["key"])
    stripped = os.path.join(sys.argv[1], "package-stripped")
    agree(refused(verify.package, stripped, public), None, stripped)
    print("agrees with every vector")

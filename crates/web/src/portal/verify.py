#!/usr/bin/env python3
"""Checks that an entry is in a log: python3 verify.py proof.json [checkpoint]

proof.json is what /proof/<agency>/entry/<number> answers; checkpoint is one you saved yourself.
Without it, the checkpoint inside the proof is used. The signature of the checkpoint is not
checked here: any C2SP signed-note verifier does that with the public key.
"""
import base64
import hashlib
import json
import sys


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaf, index, size, path):
    """RFC 9162, section 2.1.3.2."""
    if index >= size:
        return None
    here, last, value = index, size - 1, leaf
    for step in path:
        if last == 0:
            return None
        if here % 2 == 1 or here == last:
            value = node(step, value)
            while here % 2 == 0 and here != 0:
                here, last = here // 2, last // 2
        else:
            value = node(value, step)
        here, last = here // 2, last // 2
    return value if last == 0 else None


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        proof = json.load(file)
    note = proof["checkpoint"]
    if len(sys.argv) > 2:
        with open(sys.argv[2], encoding="utf-8") as file:
            note = file.read()
    origin, size, root = note.split("\n")[:3]
    if (origin, int(size)) != (proof["origin"], proof["size"]):
        sys.exit("不符：证明与检查点不是同一本账册的同一时刻，请重新下载证明")
    path = [base64.b64decode(step) for step in proof["path"]]
    found = root_of(base64.b64decode(proof["leaf"]), proof["index"], int(size), path)
    if found != base64.b64decode(root):
        sys.exit("不符：由叶指纹算不出检查点里的总指纹")
    print(f"相符：第{proof['index']}条在账册 {origin} 的前{size}条之中")


main()

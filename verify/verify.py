#!/usr/bin/env python3
"""Checks what a ledger hands out, with nothing but Python and the public key (name+id+key) of the log:
verify.py package DIR KEY; checkpoint FILE KEY; proof FILE KEY [saved checkpoint]; tlog-proof FILE KEY LEAF (hex).
Exit code 0 only if all is right. Written from docs/format alone, and independent of the program that it checks."""
import base64, hashlib, json, os, re, struct, sys

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P

sha256 = lambda *parts: hashlib.sha256(b"".join(parts)).digest()
node = lambda left, right: sha256(b"\x01", left, right)
same = lambda p, q: (p[0] * q[2] - q[0] * p[2]) % P == (p[1] * q[2] - q[1] * p[2]) % P == 0

def require(right, file, what):
    if not right: raise ValueError(f"{file}: {what}")

def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]), (p[1] + p[0]) * (q[1] + q[0])
    c, d = 2 * p[3] * q[3] * D, 2 * p[2] * q[2]
    return (b - a) * (d - c) % P, (d + c) * (b + a) % P, (d - c) * (d + c) % P, (b - a) * (b + a) % P

def times(n, p):
    total = (0, 1, 1, 0)
    for bit in bin(n)[2:]:
        total = add(add(total, total), p) if bit == "1" else add(total, total)
    return total

def point(data):
    """RFC 8032, 5.1.3; None for what is no point, is spelled otherwise, or has a small order."""
    y, sign = int.from_bytes(data, "little") & (2**255 - 1), data[31] >> 7
    xx = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(xx, (P + 3) // 8, P)
    x = x * pow(2, (P - 1) // 4, P) % P if (x * x - xx) % P else x
    if y >= P or (x * x - xx) % P or (x == 0 and sign): return None
    x = P - x if x & 1 != sign else x
    return None if same(times(8, (x, y, 1, x * y % P)), (0, 1, 1, 0)) else (x, y, 1, x * y % P)

def ed25519(key, text, signature):
    a, r, s = point(key), point(signature[:32]), int.from_bytes(signature[32:], "little")
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % L
    return bool(a and r) and s < L and same(times(s, point(b"\x58" + 31 * b"\x66")), add(r, times(k, a)))

def b64(text):
    require(base64.b64encode(base64.b64decode(text)).decode() == text, text, "is not base64")
    return base64.b64decode(text)

def number(text):
    require(re.fullmatch("0|[1-9][0-9]{0,19}", text), text, "is no number")
    return int(text)

def public_key(text):
    name, kid, key = text.strip().split("+", 2)
    right = len(b64(key)) == 33 and b64(key)[0] == 1 and sha256(name.encode(), b"\n", b64(key))[:4].hex() == kid
    require(right, "key", "is not an Ed25519 key with its id")
    return name, bytes.fromhex(kid), b64(key)[1:]

def signed(note, key, file="note"):
    """The text that the key signed (C2SP signed-note)."""
    text, lines = note.rsplit("\n\n", 1)
    lines = [re.fullmatch("— ([^ +]+) ([A-Za-z0-9+/=]+)\n", line) for line in lines.splitlines(True)]
    require(all(lines), file, "has a malformed signature line")
    mine = [b64(line[2])[4:] for line in lines if (line[1], b64(line[2])[:4]) == key[:2]]
    right = mine and all(len(one) == 64 and ed25519(key[2], f"{text}\n".encode(), one) for one in mine)
    require(right and text.startswith(key[0] + "\n"), file, "is not signed by the key, or about another log")
    return text

def checkpoint(note, key, file="checkpoint"):
    """Size and root (C2SP tlog-checkpoint)."""
    _, size, root = signed(note, key, file).split("\n")
    require(len(b64(root)) == 32, file, "has no root")
    return number(size), b64(root)

def follow(key, notes):
    """The present key of a log, for one who trusts any of its keys (docs/format/rotation.md, rules 6, 8 and 11)."""
    named = key
    for at, note in notes:
        says, (old, named) = note.split("\n")[1], map(public_key, note.split("\n")[2:4])
        right = says == f"key from entry {at}" and signed(note, old) == signed(note, named)
        require(right, f"entry {at}", "is no change of key")
        key = named if old == key else key
    require(key == named, "key", "is not the one that the last change names")
    return key

def climb(here, last, first, path):
    """RFC 9162, 2.1.3.2 and 2.1.4.2: the hash over left siblings, and over all of them."""
    small = big = first
    for step in path:
        if last <= 0: return None, None
        left = here & 1 or here == last
        small, big = node(step, small) if left else small, node(step, big) if left else node(big, step)
        while left and here and not here & 1:
            here, last = here >> 1, last >> 1
        here, last = here >> 1, last >> 1
    return (small, big) if last == 0 else (None, None)

def inclusion(leaf, index, size, root, path):
    return 0 <= index < size and climb(index, size - 1, leaf, path)[1] == root

def consistency(old, old_root, new, new_root, path):
    if old == 0 or old >= new:
        return not path and (old_root == new_root if old == new else old == 0 and old_root == sha256())
    path, here, last = ([old_root] if old & (old - 1) == 0 else []) + path, old - 1, new - 1
    while here & 1: here, last = here >> 1, last >> 1
    return path != [] and climb(here, last, path[0], path[1:]) == (old_root, new_root)

def entry(data):
    """Index, version, stream, kind and payload hash (docs/format/entry.md)."""
    version, index, number_, _ = struct.unpack(">BQQq", data[:25])
    names, rest = [], data[25:]
    for least in (1, 0, 1):
        length = struct.unpack(">I", rest[:4])[0]
        names.append(rest[4 : 4 + length].decode())
        fine = least <= length <= min(512, len(rest) - 4) and not re.search("[\0-\x1f\x7f-\x9f]", names[-1])
        require(fine, "entry", "has a malformed name")
        rest = rest[4 + length :]
    require(version == 1 and len(rest) == 32, "entry", "is malformed")
    return index, number_, names[0], names[2], rest

def destruction(payload):
    """Destroyed payloads and blobs (docs/format/destruction.md)."""
    first, *lines = payload.decode().split("\n\n", 1)[0].split("\n")
    lines = [re.fullmatch("(?:entry (0|[1-9][0-9]*)|blob) ([0-9a-f]{64})", line) for line in lines]
    require(first == "destroy" and b"\n\n" in payload and all(lines), "destruction", "is malformed")
    found = [(line[1] is None, int(line[1] or 0), line[2]) for line in lines]
    require(found == sorted(set(found)), "destruction", "is not in order")
    return {n: h for blob, n, h in found if not blob}, {h for blob, _, h in found if blob}

def receipt(text, leaf, key):
    """C2SP tlog-proof: index and signed note, once the path leads from the leaf to the root."""
    head, note = text.split("\n\n", 1)
    first, index, *path = head.split("\n")
    right = inclusion(leaf, number(index[6:]), *checkpoint(note, key), list(map(b64, path)))
    require(right and (first, index[:6]) == ("c2sp.org/tlog-proof@v1", "index "), "proof", "does not lead to the root")
    return number(index[6:]), note

def package(folder, key):
    """docs/format/package.md: every file, each against what it must be."""
    files, last, gone, due, cited, streams, absent = {}, 0, {}, set(), set(), set(), set()
    for path in (os.path.join(at, name) for at, _, names in os.walk(folder) for name in names):
        require(os.path.isfile(path) and not os.path.islink(path), path, "is no plain file")
        with open(path, "rb") as file:
            files[os.path.relpath(path, folder)] = hashlib.file_digest(file, "sha256").hexdigest()
    read = lambda path: open(os.path.join(folder, path), "rb").read()
    manifest = lambda paths: "".join(f"{files[p]}  {p}\n" for p in sorted(paths, key=str.encode)).encode()
    data = [path for path in files if path.startswith("data/")]
    tags = ["bag-info.txt", "bagit.txt", "manifest-sha256.txt"]
    require(sorted(set(files) - set(data)) == tags + ["tagmanifest-sha256.txt"], folder, "has strange tag files")
    note, paths = read("data/checkpoint").decode(), lambda i: [
        f"data/entries/{i}", f"data/proofs/{i}.tlog-proof", f"data/payloads/{i}"]
    indices = sorted(number(path[13:]) for path in data if path.startswith("data/entries/"))
    changes = [i for i in indices if entry(read(f"data/entries/{i}"))[2:4] == ("ledger", "ledger/key")]
    key = follow(key, [(i, read(f"data/payloads/{i}")[16:].decode()) for i in changes])
    size = checkpoint(note, key, "data/checkpoint")[0]
    for index, (at, proof, salted) in zip(indices, map(paths, indices)):
        found, version, stream, kind, payload_hash = entry(read(at))
        proven = receipt(read(proof).decode(), sha256(b"\0", read(at)), key)
        require((found, note, index) == (index, proven[1], proven[0]), proof, "is of another entry")
        if stream != "ledger":
            last, streams = last + 1, streams | {stream}
            require(version == last and len(streams) == 1, at, "is not the next of the stream")
        if salted not in files:
            absent.add((index, stream != "ledger" and payload_hash.hex()))
            continue
        payload = read(salted)
        require(len(payload) >= 16 and sha256(payload) == payload_hash, salted, "is not the payload of its entry")
        lost = destruction(payload[16:]) if (stream, kind) == ("ledger", "ledger/destroy") else ({}, set())
        cites = {m.decode() for m in re.findall(rb'"sha256":"([0-9a-f]{64})"', payload[16:])}
        gone, cited, due = gone | lost[0], cited | cites, due - lost[1] | cites
    blobs = {path[11:] for path in data if path.startswith("data/blobs/")}
    require(not absent - set(gone.items()), "data/payloads", f"lacks one of {absent}, and nothing records why")
    whole = all(files["data/blobs/" + blob] == blob for blob in blobs) and due <= blobs <= cited
    require(last and whole, "data/blobs", "lacks a file, or holds one that is altered or not cited")
    known = {path for index in indices for path in paths(index) if path in files} | {"data/checkpoint"}
    require(set(data) == known | {"data/blobs/" + blob for blob in blobs}, "data", "holds strangers")
    octets = sum(os.path.getsize(os.path.join(folder, path)) for path in data)
    info = (f"External-Identifier: {streams.pop()}\nPayload-Oxum: {octets}.{len(data)}\nLedger-Origin: {key[0]}\n"
            f"Ledger-Key-Id: {key[1].hex()}\nLedger-Size: {size}\n")
    right = [info.encode(), b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", manifest(data), manifest(tags)]
    for path, content in zip(tags + ["tagmanifest-sha256.txt"], right):
        require(read(path) == content, path, "does not follow from the rest")
    return f"{last} entries and {len(blobs)} files, within the first {size} entries of {key[0]}"

def main(what, file, key, saved=None):
    key = public_key(open(key, encoding="utf-8").readline() if os.path.exists(key) else key)
    if what == "package": return package(file, key)
    read = lambda path: open(path, encoding="utf-8", newline="").read()
    if what == "checkpoint": return f"{key[0]} has {checkpoint(read(file), key)[0]} entries"
    if what == "tlog-proof": return f"entry {receipt(read(file), bytes.fromhex(saved), key)[0]} of {key[0]} has this leaf"
    proof = json.loads(read(file))
    size, root = checkpoint(read(saved) if saved else proof["checkpoint"], key)
    right = inclusion(b64(proof["leaf"]), proof["index"], size, root, list(map(b64, proof["path"])))
    require(what == "proof" and right and size == proof["size"], file, "does not lead to this signed root")
    return f"entry {proof['index']} is within the first {size} entries of {key[0]}"

if __name__ == "__main__":
    try:
        print("OK:", main(*sys.argv[1:]))
    except (ValueError, TypeError, KeyError, IndexError, OSError, struct.error) as error:
        sys.exit(f"NOT OK: {error}" if len(sys.argv) > 3 else __doc__)

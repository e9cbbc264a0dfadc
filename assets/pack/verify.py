#!/usr/bin/env python3
"""Checks a coachlog evidence pack, or a coachlog data file, without coachlog. Python 3.8 or newer, standard library.

    python3 verify.py [PACK FOLDER or FILE.db] [--against CHECKPOINT]...    (without a folder: the one it lies in)

Ends with 0: intact, and agrees with a checkpoint that was kept outside. 3: broken. 4: consistent with itself, but there
was nothing outside to compare with: whoever can write to all of it could have made all of it anew.
It checks links and contents of the records. That the tables of a data file are what its records say, coachlog checks.
"""
import base64, hashlib, json, pathlib, re, sqlite3, struct, sys, uuid

GUARDS = ("event_is_not_edited", "event_is_not_deleted", "event_follows_the_last", "payload_is_erased_not_edited",
          "payload_is_not_deleted", "payload_is_written_once")
HASHED = ("log", "seq", "lamport", "at", "utc_offset", "author", "app_version", "action", "subject_type", "subject",
          "commit", "prev")
broken = []


def field(value):
    """A length of four bytes, then the bytes; whole numbers are eight bytes."""
    if isinstance(value, int):
        value = struct.pack(">q", value)
    value = value.encode() if isinstance(value, str) else value
    return struct.pack(">I", len(value)) + value


def digest(tag, *fields):
    return hashlib.sha256(tag.encode() + b"\0" + b"".join(field(f) for f in fields)).digest()


def from_pack(folder):
    listed = {}
    for n, line in enumerate((folder / "SHA256SUMS").read_bytes().decode().split("\n")[:-1], 1):
        match = re.fullmatch(r"([0-9a-f]{64})  ([^/\\]+)", line)
        if not match:
            broken.append(f"SHA256SUMS, line {n}: expected a hash, two spaces and a file's name")
            continue
        listed[match[2]] = match[1]
    here = {p.name for p in folder.iterdir() if p.name != "SHA256SUMS"}
    for name in sorted(here ^ set(listed)):
        broken.append(f"{name}: " + ("no hash is listed of it" if name in here else "it is missing"))
    for name in sorted(here & set(listed)):
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != listed[name]:
            broken.append(f"{name}: it is not the file that was packed")
    id_of, blob = (lambda text: uuid.UUID(text).bytes), bytes.fromhex
    logs = [dict(row, id=id_of(row["id"]), parent=row["parent"] and id_of(row["parent"]),
                 parent_head=row["parent_head"] and blob(row["parent_head"]))
            for row in json.loads((folder / "pack.json").read_text("utf-8"))["logs"]]
    records = [json.loads(line) for line in (folder / "records.jsonl").read_text("utf-8").split("\n") if line]
    for r in records:
        r.update({k: id_of(r[k]) for k in ("log", "author", "subject")})
        r.update({k: blob(r[k]) for k in ("commit", "prev", "hash")})
        r.update(salt=r["salt"] and blob(r["salt"]), body=r["body"] and r["body"].encode("utf-8"))
    return logs, records


def from_file(path):
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    db.row_factory = sqlite3.Row
    guards = {r[0]: r[1] for r in db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")}
    broken.extend(f"guard {g} is gone or changed" for g in GUARDS if "RAISE(ABORT" not in guards.get(g, ""))
    if db.execute("SELECT count(*) FROM log WHERE active = 1").fetchone()[0] != 1:
        broken.append("the file has no log, or more than one that is active")
    rows = {bytes(r["id"]): dict(r) for r in db.execute("SELECT * FROM log")}
    logs, at = [], next((i for i in rows if rows[i]["active"]), None)
    while at in rows:
        logs.insert(0, rows.pop(at))
        at = logs[0]["parent"]
    if rows or at is not None:
        broken.append("its logs do not go on from each other")
    names = "log_id log, seq, lamport, at_utc at, utc_offset, author, app_version, action, subject_type, " \
            "subject_id subject, payload_commit 'commit', prev, hash, salt, body, p.seq IS NOT NULL has"
    records = [dict(r) for r in db.execute(
        f"SELECT {names} FROM event LEFT JOIN payload p USING (log_id, seq) ORDER BY event.log_id, seq")]
    for r in records:
        r["content"] = "here" if r["salt"] is not None and r["body"] is not None else "erased" if r["has"] else "gone"
    if db.execute("SELECT count(*) FROM payload").fetchone()[0] != sum(r["has"] for r in records):
        broken.append("contents belong to no record")
    return logs, records


def check(logs, records):
    """The heads by log and size."""
    heads, count, lamport, end, erased, erasable = {}, 0, 0, None, {}, {}
    for log in logs:
        parent = (log["parent"], log["parent_size"], log["parent_head"])
        if parent != (end or (None, None, None)):
            broken.append("a log does not go on from where the one before it ended")
        head = digest("coachlog.genesis.v1", log["id"], log["created_at"], log["version"],
                      *(b"" if part is None else struct.pack(">q", part) if part == log["parent_size"] else part
                        for part in parent))
        heads[log["id"], 0] = head
        size = 0
        for r in (r for r in records if r["log"] == log["id"]):
            size, count = size + 1, count + 1
            if r["seq"] != size or r["prev"] != head or r["lamport"] <= lamport:
                broken.append(f"record {count}: it does not follow from the record before it")
            if digest("coachlog.event.v1", *(r[name] for name in HASHED)) != r["hash"]:
                broken.append(f"record {count}: what it says is not what its hash was taken of")
            if r["content"] == "here":
                whole = hashlib.sha256(b"coachlog.payload.v1\0" + r["salt"] + r["body"]).digest()
                if whole != r["commit"]:
                    broken.append(f"record {count}: its content is not what was recorded")
                elif r["action"] == "person_erased":
                    what = json.loads(r["body"])["record"]["what"]["records"]
                    erasable.update({(uuid.UUID(e["log"]).bytes, e["seq"]): count for e in what})
            elif r["content"] == "erased":
                erased[r["log"], r["seq"]] = count
            elif r["content"] != "withheld":
                broken.append(f"record {count}: its content is missing")
            head, lamport = r["hash"], r["lamport"]
            heads[log["id"], size] = head
        end = (log["id"], size, head)
    if count != len(records):
        broken.append("records belong to no log")
    for key, number in erased.items():
        if erasable.get(key, 0) < number:
            broken.append(f"record {number}: its content was erased without a later record of it")
    return heads, count, end


def main(args):
    against = [args[i + 1] for i, a in enumerate(args[:-1]) if a == "--against"]
    places = [a for i, a in enumerate(args) if a != "--against" and (i == 0 or args[i - 1] != "--against")]
    place = pathlib.Path(places[0]) if places else pathlib.Path(__file__).resolve().parent
    for name in [place, *map(pathlib.Path, against)]:
        if not name.exists():
            print(f"there is no {name}\n\n{__doc__}", file=sys.stderr)
            return 2
    try:
        heads, count, end = check(*(from_pack(place) if place.is_dir() else from_file(place)))
        own = [place / "checkpoint.txt"] if place.is_dir() else []
        for name in own + against:
            origin, size, head = pathlib.Path(name).read_text("utf-8-sig").splitlines()[:3]
            log = uuid.UUID(origin.strip().rpartition("/")[2]).bytes
            if heads.get((log, int(size))) != base64.b64decode(head.strip(), validate=True):
                broken.append(f"{name}: the log is not the one that it was taken of")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, struct.error, sqlite3.Error) as e:
        broken.append(f"it cannot be read: {e!r}")
    for fault in broken:
        print(fault, file=sys.stderr)
    if broken:
        print("broken: 1 fault" if len(broken) == 1 else f"broken: {len(broken)} faults")
        return 3
    print(f"intact: {count} records, head {base64.b64encode(end[2]).decode()}")
    print("agrees with what was kept outside" if against else
          "consistent with itself, but nothing outside to compare with")
    return 0 if against else 4


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

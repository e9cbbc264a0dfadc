#!/usr/bin/env python3
"""The program beside what people would use instead, in one go: a table of ratios, in Markdown.

    cargo build --release
    python3 tests/bench/compare.py --folder /tmp/bench                       all rows, over a center
    python3 tests/bench/compare.py --folder /tmp/bench --only import,team    some of them
    python3 tests/bench/compare.py --folder /tmp/bench --curve               how each row grows, from a team to 10 million scores
    python3 tests/bench/compare.py --folder /tmp/bench --only none --write   what was measured into the developer docs

The data is made in the folder by `cargo bench --bench generate`, and the floor is `cargo bench --bench floor`, both where
they are not there yet. Peers are measured where they are installed: `sqlite3`, `tig`, `csvlens`, `less` and `htop` by
their names, DuckDB and pandas from PyPI in this Python, and pyte for the screens. Whatever is measured in one row is
measured in turns: ours, a peer, ours, and the least of each is told (machines have other things to do, and nothing makes
a program faster than it is); of keys the middle one and the slowest of twenty, of all turns. On a machine that is busy with other things `--by cpu` tells what the processors did instead
of how long it took; a disk's time is then in no figure of a load. What a row needs of the rows before it, a loaded file, is
made where it is missing. What was measured is kept in the folder, so that `--write` has the rows of other runs too.
"""

import argparse
import datetime
import glob
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
END = datetime.date(2026, 11, 27)
READY = r"NOW|nothing is due|Nothing is due"
NAME = "Kim"
# The keys to each screen, and what it shows.
TEAM = r"2 ~AGENT\s+OVERALL"
AGENT = TEAM + r" enter ~DIMENSION\s+NOW.*C\d{8}"
CALL = AGENT + r" enter ~line\s\d+\sof tab"
LOG = r"4 ~SEQ\s+UTC"


# What `run` tells: the time that passes, or that of the processors.
BY = "clock"


class Bench:
    def __init__(self, said):
        self.folder = os.path.abspath(said.folder)
        self.runs = said.runs
        self.ours = os.path.abspath(said.coachlog)
        self.floor = said.floor or target("floor")
        self.generate = said.generate or target("generate")
        self.rows = []
        self.kept = {}
        os.makedirs(self.folder, exist_ok=True)
        # Settings, drafts and backups of the user's own stay out of it.
        self.env = {**os.environ, "HOME": os.path.join(self.folder, "home"), "COACHLOG_DB": ""}
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "COACHLOG_DB", "COACHLOG_AS"):
            self.env.pop(name, None)
        os.makedirs(self.env["HOME"], exist_ok=True)

    def place(self, *names):
        return os.path.join(self.folder, *names)

    def data(self, size, name):
        """A file of the generated data; made where it is not there."""
        path = self.place(size, name)
        if not os.path.exists(path):
            quiet([self.generate, size, self.place(size)])
        return path

    def scratch(self, name):
        """The path of a file that is not there yet."""
        path = self.place("scratch", name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        for old in glob.glob(path + "*") + glob.glob(os.path.join(os.path.dirname(path), "." + name + "*")):
            os.remove(old)
        return path

    def coachlog(self, db, *args):
        return [self.ours, "--db", db, "--as", NAME, *args]

    def full(self, size, *parts):
        """A file with the evaluations of a size loaded, and what else is named: talks, record, two-hours."""
        name = "-".join([size, *parts]) + ".db"
        path = self.place(name)
        if os.path.exists(path):
            return path
        begun = path + ".part"
        if parts:
            shutil.copyfile(self.full(size, *parts[:-1]), begun)
            what = parts[-1]
            if what == "talks":
                run(self.coachlog(begun, "import", self.talks(size)), self.env)
            elif what == "record":
                quiet([self.generate, "record", begun, "100000"])
            elif what == "hours":
                self.two_hours(size, begun)
        else:
            run(self.coachlog(begun, "import", self.data(size, "long.csv")), self.env)
        os.rename(begun, path)
        return path

    def talks(self, size):
        """A folder with a transcript of every call."""
        folder = self.place(size + "-talks")
        if not os.path.exists(folder):
            quiet([self.generate, size, folder, "--talks", "250000"])
        return os.path.join(folder, "talks")

    def two_hours(self, size, db):
        """Gives the call that opens on the screen a transcript of two hours."""
        screen = self.probe(self.coachlog(db), READY, before=AGENT, starts=1)["screen"]
        call = re.search(r"▌[^\n]*?(C\d{8})", screen)[1]
        folder = self.place("scratch", "hours")
        os.makedirs(folder, exist_ok=True)
        talk = glob.glob(os.path.join(os.path.dirname(self.data(size, "long.csv")), "two-hours", "*.vtt"))[0]
        shutil.copyfile(talk, os.path.join(folder, call + ".vtt"))
        run(self.coachlog(db, "import", os.path.join(folder, call + ".vtt")), self.env)

    def known(self):
        """What was measured in this folder."""
        try:
            with open(self.place("results.json")) as file:
                return json.load(file)
        except FileNotFoundError:
            return {}

    def remember(self, kind, name, what):
        known = self.known()
        if name is None:
            known[kind] = what
        else:
            known.setdefault(kind, {})[name] = what
        with open(self.place("results.json"), "w") as file:
            json.dump(known, file, indent=1)

    def probe(self, command, ready, **how):
        sys.dont_write_bytecode = True
        sys.path.insert(0, HERE)
        import probe

        told = probe.measure(command, ready, env={k: self.env[k] for k in ("HOME",)}, **how)
        if "failed" in told:
            raise RuntimeError(f"{' '.join(command)}: {told['failed']}\n{told['screen']}")
        return told

    def row(self, work, ours, peer, theirs, bound=None, unit="s", ours_is="", at_most=None):
        """A line of the table; `bound` is what our figure may be of theirs, `at_most` what it may be by itself."""
        ratio = ours / theirs if ours is not None and theirs else None
        met = ""
        if ours is not None and bound is not None and ratio is not None:
            met = "yes" if ratio <= bound else "**no**"
        if ours is not None and at_most is not None:
            met = "yes" if ours <= at_most else "**no**"
        if not work:
            # The line above has said what it may be.
            at_most, met = None, met if bound is not None else ""
        limit = f"{bound:g} ×" if bound is not None else f"{at_most:g} {unit}" if at_most is not None else "–"
        line = [work + (f", {ours_is}" if ours_is else ""), shown(ours, unit), peer, shown(theirs, unit),
                f"{ratio:.2f}" if ratio is not None else "–", limit, met]
        self.rows.append(line)
        print("| " + " | ".join(line) + " |", flush=True)


def shown(value, unit):
    if value is None:
        return "–"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:.{digits}f} {unit}".strip()


def target(name):
    """The program of a bench target, built where it has to be."""
    out = subprocess.run(["cargo", "bench", "--locked", "--bench", name, "--no-run", "--message-format=json"], cwd=ROOT,
                         check=True, stdout=subprocess.PIPE, text=True).stdout
    made = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    return [m["executable"] for m in made if m.get("executable") and m["target"]["name"] == name][-1]


def run(command, env=None, stdin=None, fine=(0,)):
    """Runs it to its end: seconds (see BY), most memory in MB, and what it printed."""
    begun = time.perf_counter()
    child = subprocess.Popen(command, env=env, stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if stdin:
        child.stdin.write(stdin.encode())
        child.stdin.close()
    printed = child.stdout.read()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in fine:
        raise RuntimeError(f"{' '.join(command)} ended with {child.returncode}")
    took = time.perf_counter() - begun if BY == "clock" else used.ru_utime + used.ru_stime
    return took, used.ru_maxrss / 1024, printed.decode(errors="replace")


def quiet(command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def in_turns(runs, **ways):
    """Each of the ways so many times, in turns: the least of what each says is first in its tuple."""
    told = {name: [] for name in ways}
    for _ in range(runs):
        for name, way in ways.items():
            if way is not None:
                told[name].append(way())
    return {name: min(all, key=lambda one: one[0]) if all else None for name, all in told.items()}


def lines(command):
    """What the floor says, by name."""
    _, _, printed = run(command)
    return {said["what"]: said for said in map(json.loads, printed.splitlines())}


def has(module):
    return importlib.util.find_spec(module) is not None


# ---- loading ----------------------------------------------------------------------------------------------------

def load_floor(bench, table):
    out = bench.scratch("floor.db")
    seconds, memory, _ = run([bench.floor, "load", table, out])
    return seconds, memory, os.path.getsize(out)


def load_ours(bench, table, into=None):
    out = bench.scratch("ours.db")
    if into:
        shutil.copyfile(into, out)
    # 3: a row was rejected; nothing here may be.
    seconds, memory, _ = run(bench.coachlog(out, "import", table), bench.env)
    return seconds, memory, os.path.getsize(out)


def load_sqlite(bench, table):
    out = bench.scratch("sqlite.db")
    script = (f".import --csv {table} t\n" "CREATE INDEX by_agent ON t (agent_id, call_started_at);\n"
              "CREATE INDEX by_call ON t (call_id);\nCREATE INDEX by_evaluation ON t (evaluation_id);\n")
    seconds, memory, _ = run(["sqlite3", out], stdin=script)
    return seconds, memory, os.path.getsize(out)


def in_python(code, *args):
    """Python that prints how long its work took, without the time that its modules take to load."""
    seconds, memory, printed = run([sys.executable, "-c", code, *args])
    return float(printed.split()[-1]) if BY == "clock" else seconds, memory


DUCKDB = """
import duckdb, sys, time
db = duckdb.connect(sys.argv[2]); db.execute("SET threads = 2")
begun = time.perf_counter()
db.execute("CREATE TABLE t AS SELECT * FROM read_csv(?, header = true)", [sys.argv[1]]); db.execute("CHECKPOINT")
print(time.perf_counter() - begun)
"""
PANDAS = """
import pandas, sqlite3, sys, time
begun = time.perf_counter()
db = sqlite3.connect(sys.argv[2])
pandas.read_csv(sys.argv[1], dtype=str).to_sql("t", db, index=False)
db.commit()
print(time.perf_counter() - begun)
"""


def loader(bench, code, table, name):
    def load():
        out = bench.scratch(name)
        seconds, memory = in_python(code, table, out)
        return seconds, memory, os.path.getsize(out)
    return load


def loads(bench, size, name):
    table = bench.data(size, name)
    return in_turns(
        bench.runs,
        floor=lambda: load_floor(bench, table),
        ours=lambda: load_ours(bench, table),
        sqlite=(lambda: load_sqlite(bench, table)) if shutil.which("sqlite3") else None,
        duckdb=loader(bench, DUCKDB, table, "duck.db") if has("duckdb") else None,
        pandas=loader(bench, PANDAS, table, "pandas.db") if has("pandas") else None,
    )


def import_long(bench, size="center"):
    told = loads(bench, size, "long.csv")
    ours, floor, sqlite = told["ours"], told["floor"], told["sqlite"]
    bench.kept["long"] = ours[0]
    bench.row("import, long CSV", ours[0], "R, the bare loop", floor[0], bound=1.75)
    if sqlite:
        bench.row("", ours[0], "sqlite3 .import + 3 indexes", sqlite[0], bound=0.9)
    for peer in ("duckdb", "pandas"):
        if told[peer]:
            bench.row("", ours[0], {"duckdb": "`duckdb`", "pandas": "pandas `to_sql`"}[peer], told[peer][0])
    bench.row("memory of it", ours[1], "R", floor[1], unit="MB", at_most={"center": 300, "ten": 600}.get(size))
    if sqlite:
        bench.row("size of the file", ours[2] / 1e6, "sqlite3, indexed", sqlite[2] / 1e6, unit="MB", bound=0.3)


def import_wide(bench):
    told = loads(bench, "center", "wide.csv")
    bench.row("import, wide CSV", told["ours"][0], "R, the bare loop", told["floor"][0], bound=1.75)
    for peer, name in (("sqlite", "sqlite3 .import + 3 indexes, flat"), ("duckdb", "`duckdb`"), ("pandas", "pandas `to_sql`")):
        if told[peer]:
            bench.row("", told["ours"][0], name, told[peer][0])


def again(bench, size="center"):
    full, table, more = bench.full(size), bench.data(size, "long.csv"), bench.data(size, "more.csv")
    told = in_turns(
        bench.runs,
        first=lambda: load_ours(bench, table),
        again=lambda: load_ours(bench, table, into=full),
        more=lambda: load_ours(bench, more, into=full),
    )
    bench.row("the same file again", told["again"][0], "our first import", told["first"][0], bound=1)
    bench.row("10,000 new rows into the full file", told["more"][0], "our first import", told["first"][0], bound=0.1)


# ---- questions --------------------------------------------------------------------------------------------------

ASK_DUCKDB = """
import duckdb, json, statistics, sys, time
db = duckdb.connect(sys.argv[1], read_only=True); db.execute("SET threads = 2")
end, agent = sys.argv[2], sys.argv[3]
team = '''SELECT agent_id, dimension, count(*), avg(100.0 * earned / possible) FROM t
          WHERE call_started_at >= ?::DATE - INTERVAL {} DAY AND call_started_at < ?::DATE GROUP BY 1, 2'''
trend = '''SELECT date_diff('day', call_started_at, ?::DATE) // 7, dimension, count(*), avg(100.0 * earned / possible) FROM t
           WHERE agent_id = ? AND call_started_at >= ?::DATE - INTERVAL 365 DAY GROUP BY 1, 2'''
worst = '''SELECT call_id, avg(100.0 * earned / possible) AS overall FROM t WHERE agent_id = ?
           AND call_started_at >= ?::DATE - INTERVAL 28 DAY GROUP BY 1 ORDER BY 2 LIMIT 20'''
for name, sql, bound in [("team 28 days", team.format(28), [end, end]), ("team 365 days", team.format(365), [end, end]),
                         ("trend", trend, [end, agent, end]), ("worst calls", worst, [agent, end])]:
    took = []
    for _ in range(15):
        begun = time.perf_counter(); db.execute(sql, bound).fetchall(); took.append(time.perf_counter() - begun)
    print(json.dumps({"what": name, "ms": statistics.median(took) * 1000}))
"""


def asked(bench, size):
    """What the floor, DuckDB and ours say to the same questions, once for all rows."""
    if "asked" in bench.kept:
        return bench.kept["asked"]
    table, floor = bench.data(size, "long.csv"), bench.place("floor.db")
    if not os.path.exists(floor):
        quiet([bench.floor, "load", table, floor])
    ours = bench.full(size)
    told = {"ours": lines([bench.floor, "ours", ours]), "floor": lines([bench.floor, "ask", floor]), "duckdb": {}}
    if has("duckdb"):
        duck = bench.place("duck.db")
        if not os.path.exists(duck):
            in_python(DUCKDB, table, duck)
        told["duckdb"] = lines([sys.executable, "-c", ASK_DUCKDB, duck, END.isoformat(), "A0001"])
    again = lines([bench.floor, "ours", ours])
    for name, said in again.items():
        if said["ms"] < told["ours"][name]["ms"]:
            told["ours"][name] = said
    bench.kept["asked"] = told
    return told


def question(bench, work, ours, peers, at_most, size="center"):
    told = asked(bench, size)
    mine = told["ours"][ours]["ms"]
    for n, (peer, place, name) in enumerate(peers):
        if name in told[place]:
            bench.row(work if n == 0 else "", mine, peer, told[place][name]["ms"], unit="ms", at_most=at_most)


def team(bench, size="center"):
    for days, most in ((28, 8), (365, 70)):
        peers = [("daily sums", "floor", f"team {days} days, daily sums"),
                 ("index that covers", "floor", f"team {days} days, index that covers"),
                 ("plain schema", "floor", f"team {days} days, scores joined"),
                 ("`duckdb`", "duckdb", f"team {days} days"), ("all in memory", "floor", f"team {days} days, all in memory")]
        question(bench, f"team figures, {days} days", f"figures {days} days", peers, most, size)
    db = bench.full(size)
    first = (END - datetime.timedelta(days=28)).isoformat()
    span = ["--from", first, "--to", END.isoformat(), "--json"]
    told = in_turns(bench.runs + 2, whole=lambda: run(bench.coachlog(db, "team", *span), bench.env))
    bench.row("all of `team --json`, 28 days, the program's start included", told["whole"][0] * 1000, "–", None, unit="ms",
              at_most=250)
    for words, options in (("by AI", ["--scored-by", "ai"]), ("by a source", ["--source", "autoscore"])):
        for command in ("team", "trends"):
            help = run([bench.ours, command, "--help"], bench.env)[2]
            if options[0] in help:
                told = in_turns(bench.runs + 2, it=lambda: run(bench.coachlog(db, command, *options, *span), bench.env))
                bench.row(f"`{command} --json` filtered {words}, 28 days", told["it"][0] * 1000, "–", None, unit="ms",
                          at_most=250)
                break


def trend(bench, size="center"):
    peers = [("daily sums", "floor", "trend, daily sums"), ("plain schema", "floor", "trend, scores joined"),
             ("`duckdb`", "duckdb", "trend")]
    question(bench, "one agent's weekly trend, 365 days", "weeks of a year", peers, 1.6, size)


def worst(bench, size="center"):
    peers = [("agent and day indexed", "floor", "worst calls, agent and day indexed"),
             ("index that covers", "floor", "worst calls, index that covers"), ("`duckdb`", "duckdb", "worst calls")]
    question(bench, "worst 20 calls of an agent, 28 days", "worst 20 calls", peers, 1.5, size)


def search(bench, size="center"):
    index = bench.place("words.db")
    floor = lines([bench.floor, "search", bench.talks(size), index])
    ours = lines([bench.floor, "ours", bench.full(size, "talks")])["search"]
    for n, (name, said) in enumerate(floor.items()):
        bench.row("search, first page of the newest" if n == 0 else "", ours["ms"], name, said["ms"], unit="ms", at_most=20)


# ---- the screen -------------------------------------------------------------------------------------------------

def tools(bench, table):
    """Others' programs that show long lists: how each is started, and what it shows first."""
    csvlens = shutil.which("csvlens") or os.environ.get("CSVLENS")
    all = {
        "less": (["less", table], r"C\d{8}"),
        "tig": (["tig"], r"\[main\]"),
        "csvlens": ([csvlens or "csvlens", table], r"C\d{8}"),
        "htop": (["htop"], r"Load average"),
    }
    return {name: how for name, how in all.items() if shutil.which(how[0][0])}


def frame(bench, size="center"):
    db, table = bench.full(size), bench.data(size, "long.csv")
    ours = lambda: [bench.probe(bench.coachlog(db), READY, starts=3)["ready"]["least"]]
    peers = {name: (lambda how=how: [bench.probe(how[0], how[1], starts=3, folder=ROOT)["ready"]["least"]])
             for name, how in tools(bench, table).items()}
    told = in_turns(max(2, bench.runs), ours=ours, **peers)
    for n, name in enumerate(peers):
        bench.row("first useful frame" if n == 0 else "", told["ours"][0], name, told[name][0], unit="ms",
                  bound=0.7 if name == "tig" else None)


KEYS = "down*30 up*29"


def pressed(bench, size="center"):
    """Keys on each of the screens that may be long, and the same keys in the peers; once for all rows."""
    if "pressed" in bench.kept:
        return bench.kept["pressed"]
    hours, record = bench.full(size, "hours"), bench.full(size, "record")
    ways = {
        "Team": (bench.coachlog(bench.full(size)), READY, TEAM),
        "Agent": (bench.coachlog(bench.full(size)), READY, AGENT),
        "Call, two hours of talk": (bench.coachlog(hours), READY, CALL),
        "Log, 100,000 records": (bench.coachlog(record), READY, LOG),
    }
    told = {}
    for _ in range(3):
        for name, (command, ready, before) in ways.items():
            keep(told, name, bench.probe(command, ready, before=before, keys=KEYS, burst="down*40 up*20", starts=1, idle=6.0))
        for name, (command, ready) in tools(bench, bench.data(size, "long.csv")).items():
            how = {"before": "", "keys": KEYS, "burst": "down*40 up*20", "starts": 1, "idle": 6.0, "folder": ROOT}
            keep(told, name, bench.probe(command, ready, **how))
    bench.kept["pressed"] = told
    return told


def keep(told, name, said):
    """The keys of all turns together: a share of sixty keys is one key, and a machine has its moments."""
    import probe

    before = told.get(name, {}).get("each", [])
    told[name] = {**said, "each": before + said.get("each", [])}
    if told[name]["each"]:
        told[name]["settled"] = probe.spread(told[name]["each"])


SCREENS = ["Team", "Agent", "Call, two hours of talk", "Log, 100,000 records"]


def peers_of(told):
    return [name for name in told if name not in SCREENS]


def keys(bench, size="center"):
    told = pressed(bench, size)
    for screen in SCREENS:
        for share in ("p50", "p95"):
            for n, peer in enumerate(peers_of(told)):
                if told[peer].get("settled"):
                    bench.row(f"key to settled screen, {share}, {screen}" if n == 0 else "", told[screen]["settled"][share], peer,
                              told[peer]["settled"][share], unit="ms", bound=1 if peer == "csvlens" else None)
        lag = told[screen]["burst"]["lag"]
        bench.row(f"behind after 60 keys at 60 Hz, {screen}", lag, "a frame", 1000 / 60, unit="ms", bound=1)


def idle(bench, size="center"):
    told = pressed(bench, size)
    for n, peer in enumerate(peers_of(told)):
        bench.row("CPU while idle" if n == 0 else "", told["Team"]["idle"]["cpu_percent"], peer,
                  told[peer]["idle"]["cpu_percent"], unit="%", at_most=0.05)
    bench.row("wake-ups while idle", told["Team"]["idle"]["wakeups_a_second"], "two threads, a tick of 0.5 s", 4.0, unit="/s",
              bound=1.1)


def memory(bench, size="center"):
    told = pressed(bench, size)
    most = max(told[screen]["memory_mb"] for screen in ("Team", "Agent"))
    for n, peer in enumerate(peers_of(told)):
        bench.row("memory of the screens" if n == 0 else "", most, peer, told[peer]["memory_mb"], unit="MB", at_most=40)


def bytes_a_key(bench, size="center"):
    told = pressed(bench, size)
    for n, peer in enumerate(peers_of(told)):
        bench.row("bytes a key, Team at 120×40" if n == 0 else "", told["Team"]["bytes"]["p50"], peer,
                  told[peer]["bytes"]["p50"], unit="B", at_most=1500)


ROWS = {
    "import": import_long, "wide": import_wide, "again": again, "team": team, "trend": trend, "worst": worst,
    "search": search, "frame": frame, "keys": keys, "idle": idle, "memory": memory, "bytes": bytes_a_key,
    "ten": lambda bench: import_long(bench, "ten"),
}

HEAD = "| work | ours | beside | theirs | ratio | at most | met |\n| --- | --- | --- | --- | --- | --- | --- |"


# ---- how it grows -----------------------------------------------------------------------------------------------

def grown(bench, size):
    """Every row for a size: what is ours alone."""
    table, more = bench.data(size, "long.csv"), bench.data(size, "more.csv")
    told = {}
    seconds, memory, bytes = min(load_ours(bench, table) for _ in range(1 if size in ("five", "ten") else bench.runs))
    told["import, long CSV, s"], told["memory of it, MB"], told["file, MB"] = seconds, memory, bytes / 1e6
    full = bench.full(size)
    told["the same file again, s"] = load_ours(bench, table, into=full)[0]
    told["new rows into the full file, s"] = min(load_ours(bench, more, into=full)[0] for _ in range(2))
    said = lines([bench.floor, "ours", full])
    for name, what in (("team figures, 28 days, ms", "figures 28 days"), ("team figures, 365 days, ms", "figures 365 days"),
                       ("the Team screen's data, 28 days, ms", "team 28 days"), ("the Agent screen's data, ms", "prep sheet"),
                       ("an agent's weekly trend, ms", "weeks of a year"), ("worst 20 calls, ms", "worst 20 calls"),
                       ("the Trends screen's data, ms", "trends"), ("Today, ms", "today"), ("a page of the log, ms", "log")):
        told[name] = said[what]["ms"]
    span = ["--from", (END - datetime.timedelta(days=28)).isoformat(), "--to", END.isoformat(), "--json"]
    told["all of `team --json`, ms"] = min(run(bench.coachlog(full, "team", *span), bench.env)[0] for _ in range(4)) * 1000
    # As many keys as a small team has rows.
    seen = bench.probe(bench.coachlog(full), READY, before=TEAM, keys="down*10 up*9", burst="down*40 up*20", starts=5, idle=5.0)
    told["first useful frame, ms"] = seen["ready"]["least"]
    told["key to settled screen, Team, ms"] = (seen.get("settled") or {}).get("p50")
    told["bytes a key, Team"] = seen["bytes"]["p50"]
    told["CPU while idle, %"] = seen["idle"]["cpu_percent"]
    told["memory of the screens, MB"] = seen["memory_mb"]
    return told


SIZES = {"team": "12 agents, 3,000 calls", "center": "200 agents, 250,000 calls", "five": "1,000 agents, 1.25 million calls",
         "ten": "2,000 agents, 10 million scores"}


def curve(bench, sizes):
    for size in sizes:
        bench.remember("curve", size, grown(bench, size))


def curve_table(told):
    told = {size: told[size] for size in SIZES if size in told}
    works = list(dict.fromkeys(work for size in told for work in told[size]))
    head = ["| ours | " + " | ".join(SIZES[size] for size in told) + " |", "| --- |" + " --- |" * len(told)]
    return head + [f"| {work} | " + " | ".join(shown(told[size].get(work), "") for size in told) + " |" for work in works]


def ratio_table(told):
    return HEAD.splitlines() + ["| " + " | ".join(line) + " |" for name in ROWS for line in told.get(name, [])]


DOCS = os.path.join(HERE, "speed", "main.rs")


def write(bench):
    """Puts what is known under its headings in the docs. A table that nothing was measured for here stays as it is."""
    known = bench.known()
    with open(DOCS) as file:
        text = file.read()
    for heading, kind, table in (("# Beside others", "rows", ratio_table), ("# How it grows", "curve", curve_table)):
        if not known.get(kind):
            continue
        body = [known.get("machine", machine()), "", *table(known[kind])]
        body = "".join(f"//! {line}".rstrip() + "\n" for line in body)
        # Up to the next heading, or to the end of the docs.
        old = rf"(//! {heading}\n)(?://!(?! #).*\n)*(?=(//! #)?)"
        text = re.sub(old, lambda found: found[1] + body + ("//!\n" if found[2] else ""), text)
    with open(DOCS, "w") as file:
        file.write(text)


def machine():
    pages = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{datetime.date.today()}, {os.cpu_count()} cores, {pages:.0f} GiB, {os.uname().sysname}, load {os.getloadavg()[0]:.1f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", required=True, help="where data and files are made and kept; some 10 GB with the curve")
    parser.add_argument("--only", default="", help="rows: " + ",".join(ROWS))
    parser.add_argument("--curve", action="store_true", help="how every row grows, in place of the peers")
    parser.add_argument("--sizes", default="team,center,five", help="of the curve; also: ten")
    parser.add_argument("--write", action="store_true", help="put all that is known into the docs: speed/main.rs")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--by", choices=["clock", "cpu"], default="clock", help="what seconds are")
    parser.add_argument("--coachlog", default=os.path.join(ROOT, "target", "release", "coachlog"))
    parser.add_argument("--floor", help="the program of the bench target, where it is not to be built")
    parser.add_argument("--generate", help="the same")
    said = parser.parse_args()
    global BY
    BY = said.by
    bench = Bench(said)
    by = "" if BY == "clock" else "; seconds are the processors'"
    bench.remember("machine", None, f"{machine()}; the least of {said.runs} runs{by}.")
    print(f"{bench.known()['machine']}\n")
    if said.curve:
        curve(bench, said.sizes.split(","))
        print("\n".join(curve_table(bench.known()["curve"])))
    else:
        print(HEAD)
        for name in said.only.split(",") if said.only else [row for row in ROWS if row != "ten"]:
            if name == "none":
                continue
            bench.rows = []
            ROWS[name](bench)
            bench.remember("rows", name, bench.rows)
    if said.write:
        write(bench)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""How a terminal program feels, in figures: until it can be used, from a key to the screen, and what it costs.

    python3 tests/bench/probe.py --ready TODAY --before '2 ~OVERALL' --keys 'down*40 up*40' -- coachlog --db FILE --as Kim

The program runs in a pseudo-terminal that this script is the screen of. Each read is stamped as it comes and put aside;
only when the program is silent are the bytes given to the emulator (pyte, from PyPI), one read after the other, so that
the emulator's own slowness is in no figure. From the stamps:

    ready     from the start of the process to the read that shows the wanted text
    first     from a key to the first read that changes what is shown
    settled   from a key to the last one, before a silence
    bytes     what the program wrote for a key
    lag       keys at 60 a second: from the last key to the last change
    idle      CPU time and wake-ups of all its threads while nothing happens
    memory    the most that it has had resident

Prints one JSON object; times are milliseconds.
"""

import argparse
import fcntl
import json
import os
import re
import select
import signal
import statistics
import struct
import sys
import termios
import time

import pyte

NAMED = {
    "enter": "\r", "esc": "\x1b", "tab": "\t", "space": " ", "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C",
    "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F", "pageup": "\x1b[5~", "pagedown": "\x1b[6~", "f7": "\x1b[18~",
    "backspace": "\x7f", "ctrl-c": "\x03",
}
# Sequences that pyte takes for something else: private ones that are no mode, and strings to the terminal.
FOREIGN = re.compile(rb"\x1b\[[<=>][0-9;:]*[ -/]*[@-~]|\x1b[P_^].*?\x1b\\|\x1b\[\?[0-9;]*\$p", re.S)
# Begun and not ended: waits for the next read.
OPEN = re.compile(rb"\x1b(?:\[[0-9;:<=>?]*[ -/]*|[P_^](?:(?!\x1b\\).)*)?$", re.S)
# What a terminal is asked: where the cursor is, what it is, which colours it has.
ASKED = re.compile(rb"\x1b\[6n|\x1b\[0?c|\x1b\]1[01];\?(?:\x07|\x1b\\)")


def keys_of(text):
    """'down*3 j /' as a list of what a keyboard sends."""
    out = []
    for word in text.split():
        name, _, times = word.rpartition("*") if re.fullmatch(r".+\*\d+", word) else (word, "", "1")
        out += [NAMED.get(name, name).encode()] * int(times)
    return out


class Screen:
    """What is shown: an emulator that tells whether anything is another than before."""

    def __init__(self, columns, rows):
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.rest = b""

    def take(self, data):
        data = self.rest + data
        cut = OPEN.search(data)
        at = cut.start() if cut and len(data) - cut.start() < 4096 else len(data)
        data, self.rest = data[:at], data[at:]
        self.stream.feed(FOREIGN.sub(b"", data))

    def text(self):
        return "\n".join(self.screen.display)

    def look(self):
        """All that can be seen of it, to be compared."""
        s = self.screen
        cells = tuple(tuple(s.buffer[y][x] for x in range(s.columns)) for y in range(s.lines))
        return cells, (s.cursor.x, s.cursor.y, s.cursor.hidden)


class Program:
    """A program in a terminal of its own."""

    def __init__(self, command, size, env=None, folder=None):
        columns, rows = size
        self.screen = Screen(columns, rows)
        self.written = 0
        # Cursor keys are sent otherwise while the program asks for that.
        self.applied = False
        self.terminal, end = os.openpty()
        fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        # The leader of a session that opens a terminal has it as its own. This Python is not forked: that alone would
        # take longer than some programs need.
        files = [(os.POSIX_SPAWN_OPEN, 0, os.ttyname(end), os.O_RDWR, 0), (os.POSIX_SPAWN_DUP2, 0, 1), (os.POSIX_SPAWN_DUP2, 0, 2)]
        around = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **(env or {})}
        here = os.getcwd()
        os.chdir(folder or here)
        self.started = time.perf_counter()
        self.pid = os.posix_spawnp(command[0], command, around, file_actions=files, setsid=True)
        os.chdir(here)
        os.close(end)

    def read(self, wait):
        """A stamped read; None where nothing came in time or the program is gone."""
        if not select.select([self.terminal], [], [], max(0.0, wait))[0]:
            return None
        try:
            data = os.read(self.terminal, 1 << 16)
        except OSError:
            return None
        at = time.perf_counter()
        if not data:
            return None
        self.written += len(data)
        if b"\x1b[?1h" in data or b"\x1b[?1l" in data:
            self.applied = data.rfind(b"\x1b[?1h") > data.rfind(b"\x1b[?1l")
        for asked in ASKED.findall(data):
            self.answer(asked)
        return at, data

    def answer(self, asked):
        cursor = self.screen.screen.cursor
        if asked.endswith(b"n"):
            self.press(b"\x1b[%d;%dR" % (cursor.y + 1, cursor.x + 1))
        elif asked.endswith(b"c"):
            self.press(b"\x1b[?62;22c")
        else:
            colour = b"rgb:d0d0/d0d0/d0d0" if b"]10" in asked else b"rgb:1010/1010/1010"
            self.press(asked.split(b"?")[0] + colour + b"\x1b\\")

    def press(self, data):
        if self.applied and re.fullmatch(rb"\x1b\[[A-DHF]", data):
            data = b"\x1bO" + data[-1:]
        os.write(self.terminal, data)

    def until_silent(self, silence, most):
        """All reads up to a silence, not shown yet."""
        reads, end = [], time.perf_counter() + most
        while (left := end - time.perf_counter()) > 0:
            got = self.read(min(silence, left))
            if got is None:
                break
            reads.append(got)
        return reads

    def show(self, reads):
        for _, data in reads:
            self.screen.take(data)

    def until(self, wanted, most):
        """The stamp of the read that shows what is wanted; None where it never comes."""
        pattern, end, reads = re.compile(wanted, re.S), time.perf_counter() + most, []
        if pattern.search(self.screen.text()):
            return time.perf_counter()
        while time.perf_counter() < end:
            got = self.read(0.003 if reads else 0.2)
            if got:
                reads.append(got)
            # The emulator is slow: it gets its turn in a silence, or when it has waited long.
            if reads and (got is None or time.perf_counter() - reads[0][0] > 0.05):
                for n, (at, data) in enumerate(reads):
                    self.screen.take(data)
                    if pattern.search(self.screen.text()):
                        self.show(reads[n + 1:])
                        return at
                reads = []
            if got is None and not self.lives():
                return None
        return None

    def lives(self):
        try:
            return os.waitpid(self.pid, os.WNOHANG)[0] == 0
        except ChildProcessError:
            return False

    def changes(self, reads):
        """Stamps of the reads that changed what is shown."""
        stamps, before = [], self.screen.look()
        for at, data in reads:
            self.screen.take(data)
            now = self.screen.look()
            if now != before:
                stamps.append(at)
                before = now
        return stamps

    def key(self, data, silence=0.06, most=2.0):
        """One key: until the first change and the last, and the bytes of it."""
        written, pressed = self.written, time.perf_counter()
        self.press(data)
        first = self.read(most)
        reads = [first] + self.until_silent(silence, most) if first else []
        stamps = self.changes(reads)
        ms = [(at - pressed) * 1000 for at in stamps]
        return {"first": ms[0] if ms else None, "settled": ms[-1] if ms else None, "bytes": self.written - written}

    def burst(self, keys, hz):
        """Keys without waiting: how far the screen is behind the last one, and the furthest behind any."""
        begun, reads, pressed = time.perf_counter(), [], []
        for n, data in enumerate(keys):
            while (left := begun + n / hz - time.perf_counter()) > 0:
                got = self.read(left)
                if got:
                    reads.append(got)
            pressed.append(time.perf_counter())
            self.press(data)
        reads += self.until_silent(0.25, 5.0)
        stamps = self.changes(reads)
        late = [at for at in stamps if at >= pressed[-1]]
        lag = (late[-1] - pressed[-1]) * 1000 if late else None
        behind = [min((at for at in stamps if at >= key), default=None) for key in pressed]
        behind = [(at - key) * 1000 for at, key in zip(behind, pressed) if at is not None]
        return {"keys": len(keys), "lag": lag, "longest_until_a_change": max(behind, default=None)}

    def processes(self):
        found, todo = [], [self.pid]
        while todo:
            pid = todo.pop()
            found.append(pid)
            try:
                for thread in os.listdir(f"/proc/{pid}/task"):
                    with open(f"/proc/{pid}/task/{thread}/children") as file:
                        todo += map(int, file.read().split())
            except OSError:
                pass
        return found

    def spent(self):
        """Of each thread its CPU time in nanoseconds, and how often it was woken."""
        threads = {}
        for pid in self.processes():
            for thread in os.listdir(f"/proc/{pid}/task"):
                try:
                    with open(f"/proc/{pid}/task/{thread}/schedstat") as file:
                        ran, _, times = map(int, file.read().split())
                except OSError:
                    continue
                threads[pid, thread] = ran, times
        return threads

    def idle(self, seconds):
        """Per cent of a CPU, and wake-ups a second, while nothing is typed."""
        self.show(self.until_silent(0.5, 5.0))
        self.settle()
        before = self.spent()
        written, begun = self.written, time.perf_counter()
        while (left := begun + seconds - time.perf_counter()) > 0:
            self.read(left)
        took = time.perf_counter() - begun
        # A thread that has come to its end meanwhile (the day's backup) is not idle, and does not go on.
        after = self.spent()
        since = lambda what: sum(now[what] - before.get(thread, (0, 0))[what] for thread, now in after.items())
        return {
            "cpu_percent": since(0) / 1e7 / took, "wakeups_a_second": since(1) / took,
            "bytes_a_second": (self.written - written) / took,
        }

    def settle(self, most=60.0):
        """Waits while something runs beside the screens: a large file's backup of the day takes seconds, once."""
        end, part = time.perf_counter() + most, 0.5
        while time.perf_counter() < end:
            before = self.spent()
            self.show(self.until_silent(part, part))
            if sum(ran - before.get(thread, (0, 0))[0] for thread, (ran, _) in self.spent().items()) < part * 1e8:
                return

    def memory_mb(self):
        kb = 0
        for pid in self.processes():
            try:
                with open(f"/proc/{pid}/status") as file:
                    kb += int(re.search(r"VmHWM:\s+(\d+)", file.read())[1])
            except (OSError, TypeError):
                pass
        return kb / 1024

    def end(self):
        """Ends it, by asking first."""
        for how in (signal.SIGTERM, signal.SIGKILL):
            if not self.lives():
                break
            os.kill(self.pid, how)
            end = time.perf_counter() + 2
            while time.perf_counter() < end and self.lives():
                self.until_silent(0.02, 0.05)
        os.close(self.terminal)


def spread(values):
    values = sorted(v for v in values if v is not None)
    if not values:
        return None
    at = lambda share: values[min(len(values) - 1, int(share * (len(values) - 1) + 0.5))]
    return {"n": len(values), "least": values[0], "p50": statistics.median(values), "p95": at(0.95), "most": values[-1]}


def measure(command, ready=r"\S", before="", keys="", burst="", starts=5, size=(120, 40), idle=0.0, env=None, folder=None,
            most=120.0, hz=60.0, rest=0.4):
    """Starts the program so often; the keys go to the last start. What failed is told under "failed"."""
    told, times, program = {"command": command}, [], None
    for n in range(starts):
        program = Program(command, size, env, folder)
        at = program.until(ready, most)
        if at is None:
            shown = program.screen.text()
            program.end()
            return {**told, "failed": f"{ready!r} was never shown", "screen": shown}
        times.append((at - program.started) * 1000)
        if n + 1 < starts:
            program.end()
    try:
        told["ready"] = spread(times)
        program.show(program.until_silent(rest, rest * 3))
        for word in before.split():
            if word.startswith("~"):
                if program.until(word[1:], most) is None:
                    return {**told, "failed": f"{word[1:]!r} was never shown", "screen": program.screen.text()}
                continue
            for data in keys_of(word):
                program.press(data)
                program.show(program.until_silent(0.3, 20.0))
        told["screen"] = program.screen.text()
        pressed = []
        for data in keys_of(keys):
            program.show(program.until_silent(0.015, 0.2))
            pressed.append(program.key(data))
        # The first ones warm up what comes after.
        pressed = pressed[2:] or pressed
        if pressed:
            told["first"] = spread(k["first"] for k in pressed)
            told["settled"] = spread(k["settled"] for k in pressed)
            told["each"] = [k["settled"] for k in pressed]
            told["bytes"] = spread(k["bytes"] for k in pressed)
            told["unmoved"] = sum(k["first"] is None for k in pressed)
        if burst:
            told["burst"] = program.burst(keys_of(burst), hz)
        if idle:
            told["idle"] = program.idle(idle)
        told["memory_mb"] = program.memory_mb()
        told["screen_after"] = program.screen.text()
    finally:
        program.end()
    return told


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", nargs="+", help="the program and its arguments, after --")
    parser.add_argument("--ready", default=r"\S", help="a regular expression: shown, the program can be used")
    parser.add_argument("--before", default="", help="keys that lead to the screen, not timed; ~WORD waits for a pattern")
    parser.add_argument("--keys", default="", help="keys that are timed one by one: 'down*40 up*40'")
    parser.add_argument("--burst", default="", help="keys that are sent at --hz without waiting")
    parser.add_argument("--hz", type=float, default=60.0)
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--size", default="120x40")
    parser.add_argument("--idle", type=float, default=0.0, help="seconds")
    parser.add_argument("--folder", help="where it runs")
    parser.add_argument("--screens", action="store_true", help="with what was shown")
    said = parser.parse_args()
    size = tuple(map(int, said.size.split("x")))
    told = measure(said.command, said.ready, said.before, said.keys, said.burst, said.starts, size, said.idle,
                   folder=said.folder, hz=said.hz)
    told.pop("each", None)
    if not said.screens and "failed" not in told:
        told = {name: what for name, what in told.items() if not name.startswith("screen")}
    print(json.dumps(told, indent=1))
    return 1 if "failed" in told else 0


if __name__ == "__main__":
    sys.exit(main())

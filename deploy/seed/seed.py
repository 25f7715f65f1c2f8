#!/usr/bin/env python3
"""Posts the sample votes, each as a new voter, 50 at a time, and waits until exactly these have arrived in the result.

A vote that is not answered "recorded" is posted again with the same Idempotency-Key, so that it counts once. The last line is
the verdict; exit status 0 where the tally rose by what was posted, no more and no less."""
import argparse
import http.client
import json
import queue
import socket
import sys
import threading
import time
import urllib.request
import uuid


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--vote", default="vote:80", help="host:port of the vote page")
    parser.add_argument("--result", default="result:80", help="host:port of the result page")
    parser.add_argument("--poll", default="default")
    parser.add_argument("--votes", action="append", metavar="OPTION=NUMBER", help="default: a=2000 b=1000")
    parser.add_argument("--at-once", type=int, default=50, help="connections")
    parser.add_argument("--seconds", type=float, default=120, help="how long all of it may take")
    return parser.parse_args()


def tally(given):
    address = f"http://{given.result}/api/polls/{given.poll}/results"
    with urllib.request.urlopen(address, timeout=10) as answer:
        return {one["id"]: one["votes"] for one in json.load(answer)["options"]}


class Voters(threading.Thread):
    """One connection, on which votes go out until none is left."""

    def __init__(self, given, left, ends, problems):
        super().__init__(daemon=True)
        self.given, self.left, self.ends, self.problems = given, left, ends, problems

    def run(self):
        connection = http.client.HTTPConnection(self.given.vote, timeout=10)
        while True:
            try:
                choice = self.left.get_nowait()
            except queue.Empty:
                return
            key = str(uuid.uuid4())
            while not self.recorded(connection, choice, key):
                if time.monotonic() > self.ends:
                    return
                time.sleep(0.2)

    def recorded(self, connection, choice, key):
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
            "Idempotency-Key": key,
        }
        try:
            connection.request("POST", f"/polls/{self.given.poll}", f"vote={choice}", headers)
            answer = connection.getresponse()
            text = answer.read()
            if answer.status == 201:
                return True
            self.problems[f"{answer.status} {answer.reason}"] = text.decode(errors="replace")[:300]
            if answer.status != 503:  # trying again would not help
                self.ends = 0
        except (OSError, http.client.HTTPException) as error:
            self.problems[type(error).__name__] = str(error)
            connection.close()
        return False


def main():
    given = arguments()
    wanted = {}
    for one in given.votes or ["a=2000", "b=1000"]:
        option, number = one.split("=")
        wanted[option] = int(number)
    started = time.monotonic()
    ends = started + given.seconds
    try:
        before = tally(given)
    except (OSError, ValueError, KeyError) as error:
        sys.exit(f"seed: the result page at {given.result} does not answer with a tally: {error}")

    left, problems = queue.Queue(), {}
    most = max(wanted.values())
    for at in range(most):
        for option, number in wanted.items():
            if at < number:
                left.put(option)
    crowd = [Voters(given, left, ends, problems) for _ in range(given.at_once)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join(max(0.1, ends + 15 - time.monotonic()))
    posted = time.monotonic() - started
    print(f"posted {sum(wanted.values())} votes in {posted:.1f} s", flush=True)

    def risen():
        now = tally(given)
        return {option: now.get(option, 0) - before.get(option, 0) for option in wanted}

    arrived, last_error = {}, None
    while time.monotonic() < ends:
        try:
            arrived = risen()
            if all(arrived[option] >= number for option, number in wanted.items()):
                time.sleep(1)  # one too many would still come
                arrived = risen()
                break
        except (OSError, ValueError, KeyError) as error:
            last_error = error
        time.sleep(0.1)
    for what, example in problems.items():
        print(f"on the way: {what}: {example}")
    if not arrived:
        sys.exit(f"seed: the result page at {given.result} does not answer: {last_error}")
    verdict = " ".join(f"{option}={arrived[option]}/{number}" for option, number in wanted.items())
    right = arrived == wanted
    print(f"seed: {'exactly these' if right else 'WRONG: not these'} arrived: {verdict}")
    sys.exit(0 if right else 1)


if __name__ == "__main__":
    try:
        main()
    except (KeyboardInterrupt, socket.gaierror) as stopped:
        sys.exit(f"seed: {stopped}")

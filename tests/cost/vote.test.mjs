// What a vote costs the process `vote`: instructions and allocations, counted by callgrind. They are the same on every machine with the
// same compiler, so a test can hold them, where it could not hold a time.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { eventually, Process, startServers } from "../e2e/stack.mjs";

const build = process.env.SCRUTIN_BUILD ?? new URL("../../build/release", import.meta.url).pathname;
const known = JSON.parse(await readFile(new URL("vote.json", import.meta.url), "utf8"));
const tolerance = 0.05;

/** Votes of new voters, one after the other, over one connection. */
async function vote(socket, count) {
  const form = "vote=a";
  const head = "POST / HTTP/1.1\r\nHost: localhost:8080\r\nContent-Type: application/x-www-form-urlencoded\r\n";
  for (let i = 0; i < count; ++i) {
    socket.write(`${head}Content-Length: ${form.length}\r\n\r\n${form}`);
    let answer = "";
    while (!answer.includes("\r\n\r\n")) answer += (await once(socket, "data"))[0];
    assert.match(answer, /^HTTP\/1\.1 303 /);
  }
}

/** The sums of a dump: instructions, and calls of malloc, calloc, realloc and new. */
function sums(dump) {
  const names = new Map();
  let allocations = 0;
  let callee = "";
  for (const line of dump.split("\n")) {
    const called = /^cfn=\((\d+)\)(?: (.*))?$/.exec(line);
    const defined = /^fn=\((\d+)\) (.*)$/.exec(line);
    if (defined) names.set(defined[1], defined[2]);
    if (called) {
      if (called[2]) names.set(called[1], called[2]);
      callee = names.get(called[1]) ?? "";
    }
    const calls = /^calls=(\d+)/.exec(line);
    if (calls && /^(malloc|calloc|realloc)$/.test(callee)) allocations += Number(calls[1]);
  }
  return { instructions: Number(/^(?:summary|totals): (\d+)/m.exec(dump)[1]), allocations };
}

test("a vote costs as many instructions and allocations as is known", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "scrutin-cost-"));
  const servers = await startServers();
  const [host, port] = servers.given.SCRUTIN_VOTE_LISTEN.split(":");
  const env = {
    PATH: process.env.PATH,
    ...servers.given,
    SCRUTIN_VOTE_WORKERS: "1",
    SCRUTIN_REDIS_TIMEOUT_MS: "20000",
  };
  delete env.SCRUTIN_POSTGRES_URL;
  const dumps = join(folder, "dump");
  const tool = ["--tool=callgrind", `--callgrind-out-file=${dumps}`, "--separate-threads=no", `${build}/vote/vote`];
  const one = new Process("vote", "valgrind", tool, env);
  one.keepLog();
  const control = (what) => promisify(execFile)("callgrind_control", [what, `${one.child.pid}`]);
  try {
    await eventually(
      "vote is ready under callgrind",
      async () => {
        if (!one.runs) throw new Error(one.log);
        return (await fetch(`http://${servers.given.SCRUTIN_VOTE_ADMIN}/readyz`).catch(() => null))?.ok;
      },
      120000,
    );
    const socket = connect({ host, port, noDelay: true });
    await once(socket, "connect");
    socket.setEncoding("latin1");
    await vote(socket, 300);
    await control("--zero");
    const count = 1000;
    await vote(socket, count);
    await control("--dump");
    socket.destroy();
    const seen = await eventually("a dump", () => readFile(`${dumps}.1`, "utf8").catch(() => null));
    const all = sums(seen);
    for (const [what, expected] of Object.entries(known)) {
      const measured = all[what] / count;
      t.diagnostic(`${what} a vote: ${measured.toFixed(1)}, known: ${expected}`);
      const text = `${measured.toFixed(1)} ${what} a vote, where ${expected} are known: if that is meant, write it into vote.json`;
      assert.ok(Math.abs(measured / expected - 1) <= tolerance, text);
    }
  } finally {
    await one.stop();
    await servers.stop();
    await rm(folder, { recursive: true });
  }
});

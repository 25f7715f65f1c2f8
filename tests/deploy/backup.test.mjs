// docs/operate.md, "Backup and restore": what it promises, and what it says is lost, with votes under way.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { eventually, startServers, startStack } from "../e2e/stack.mjs";

const run = promisify(execFile);

const rows = async (url, text) => {
  const { stdout } = await run("psql", ["-qAtX", "-v", "ON_ERROR_STOP=1", "-c", text, url], { maxBuffer: 1 << 26 });
  return stdout.split("\n").filter(Boolean);
};
const ledger = async (url) => new Set(await rows(url, "SELECT uid FROM ledger"));
const missing = (wanted, from) => [...wanted].filter((uid) => !from.has(uid));

/** A crowd that votes until `stop()`, which answers the receipts of all votes that were answered "recorded". */
function startCrowd(stack) {
  const receipts = new Set();
  let over = false;
  const voter = async () => {
    for (let n = 0; !over; ++n) receipts.add((await stack.cast("default", n % 3 ? "a" : "b")).receipt);
  };
  const voters = Promise.all([voter(), voter(), voter()]);
  return {
    receipts,
    async stop() {
      over = true;
      await voters;
      return receipts;
    },
  };
}

/** The services, a crowd, and a second PostgreSQL, empty. */
function scene(name, body, env = {}) {
  test(name, { timeout: 240000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), "scrutin-backup-"));
    const stack = await startStack({ env });
    const other = await startServers();
    const crowd = startCrowd(stack);
    try {
      const file = join(folder, "votes.dump");
      const fresh = other.given.SCRUTIN_POSTGRES_URL;
      await body({
        stack,
        crowd,
        fresh,
        backUp: () => run("pg_dump", ["-Fc", "-f", file, stack.postgres]),
        restore: () => run("pg_restore", ["--exit-on-error", "--single-transaction", "-d", fresh, file]),
        async startAtFresh() {
          await stack.start("worker", { SCRUTIN_POSTGRES_URL: fresh });
          await stack.start("result", { SCRUTIN_POSTGRES_URL: fresh });
        },
      });
    } finally {
      await crowd.stop().catch(() => {});
      await stack.stop();
      await other.stop();
      await rm(folder, { recursive: true });
    }
  });
}

const counted = (stack, crowd, n) =>
  eventually(
    `${n} votes are counted`,
    async () => (await ledger(stack.postgres)).size >= n && crowd.receipts.size >= n,
  );

scene("a move to another server while people vote loses nothing", async (now) => {
  const { stack, crowd, fresh } = now;
  await counted(stack, crowd, 50);
  await stack.processes.worker.stop(); // votes wait in Redis from here on
  await now.backUp();
  await stack.processes.result.stop();
  await now.restore();
  await now.startAtFresh();
  const told = await crowd.stop();
  await eventually("all are counted", async () => missing(told, await ledger(fresh)).length === 0);
  assert.equal((await ledger(fresh)).size, told.size);
  assert.match(await stack.command("worker", ["audit"], { SCRUTIN_POSTGRES_URL: fresh }), /agree/);
  const { total } = await stack.tally("default");
  assert.equal(total, told.size);
});

/** A backup while people vote, then the server is lost. Answers what voters were told, and what the old one had counted. */
async function lose({ stack, crowd, fresh, ...now }) {
  await counted(stack, crowd, 50);
  await now.backUp();
  const before = crowd.receipts.size;
  await counted(stack, crowd, before + 50);
  await now.wait?.();
  await stack.processes.worker.stop("SIGKILL"); // with whatever it had in its hands
  await stack.processes.result.stop();
  const gone = await ledger(stack.postgres);

  await now.restore();
  const restored = await ledger(fresh);
  assert.ok(restored.size >= 50 && restored.size < gone.size);
  assert.deepEqual(missing(restored, gone), []);
  assert.match(await stack.command("worker", ["audit"], { SCRUTIN_POSTGRES_URL: fresh }), /agree/);

  await now.startAtFresh();
  const told = await crowd.stop();
  return { told, gone, lost: new Set(missing(gone, restored)) };
}

scene("what was counted after a backup is counted again while Redis keeps it", async (now) => {
  const { stack, fresh } = now;
  const { told } = await lose(now);
  await eventually("all are counted", async () => missing(told, await ledger(fresh)).length === 0);
  assert.equal((await ledger(fresh)).size, told.size);
  assert.match(await stack.command("worker", ["audit"], { SCRUTIN_POSTGRES_URL: fresh }), /agree/);
});

scene(
  "what was counted after a backup is lost with the server where Redis keeps nothing",
  async (now) => {
    const { stack, fresh } = now;
    const { told, gone, lost } = await lose({ ...now, wait: () => new Promise((done) => setTimeout(done, 3000)) });
    const counts = () => ledger(fresh);
    await eventually("what Redis kept is counted", async () =>
      missing(told, await counts()).every((uid) => lost.has(uid)),
    );
    assert.match(await stack.command("worker", ["audit"], { SCRUTIN_POSTGRES_URL: fresh }), /agree/);

    // Redis had forgotten what was committed, but for the last second.
    const really = missing(told, await counts());
    assert.ok(really.length > 0 && really.length <= lost.size, `${really.length} of ${lost.size}`);
    const answer = await fetch(`${stack.result}/api/receipts/${really[0]}`);
    assert.notEqual((await answer.json()).state, "counted");

    // The old ledger, where it can still be read, says which these are.
    assert.deepEqual(missing(new Set(really), gone), []);
  },
  { SCRUTIN_WORKER_KEEP_MS: "0" },
);

scene("a second backup restored into the same server is refused, and changes nothing", async (now) => {
  const { stack, crowd, fresh } = now;
  await counted(stack, crowd, 10);
  await now.backUp();
  await now.restore();
  const restored = await ledger(fresh);
  await assert.rejects(now.restore(), /already exists/);
  assert.deepEqual(await ledger(fresh), restored);
});

// `worker roles`: each service and each command of the worker under its own role, from the first vote to the screen.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import { eventually, startStack } from "../e2e/stack.mjs";

const run = promisify(execFile);

test("worker and result serve under roles that can do no more than they need", { timeout: 240000 }, async () => {
  const stack = await startStack();
  try {
    const script = await stack.command("worker", ["roles"]);
    const asOwner = (text) => run("psql", ["-qAtX", "-v", "ON_ERROR_STOP=1", "-c", text, stack.postgres]);
    await asOwner(script);
    const as = (role) => ({ SCRUTIN_POSTGRES_URL: stack.postgres.replace("//postgres@", `//${role}@`) });
    for (const name of ["worker", "result"]) {
      await stack.processes[name].stop();
      await stack.start(name, as(`scrutin_${name}`));
    }

    const { receipt } = await stack.cast("default", "a");
    await stack.castAll("default", { a: 2, b: 1 });
    await eventually("all are counted", async () => (await stack.tally("default")).total === 4);
    const found = await (await fetch(`${stack.result}/api/receipts/${receipt}`)).json();
    assert.equal(found.state, "counted");
    const events = await fetch(`${stack.result}/events?poll=default`);
    const reader = events.body.getReader();
    let heard = "";
    await eventually("the events tell of them", async () => {
      heard += Buffer.from((await reader.read()).value ?? []).toString();
      return heard.includes('"votes":3');
    });
    await reader.cancel();

    const worker = as("scrutin_worker");
    assert.match(await stack.command("worker", ["audit"], worker), /agree/);
    await asOwner("UPDATE tallies SET n = n + 1");
    assert.match(await stack.command("worker", ["audit", "--repair"], worker), /repaired/);
    assert.match(await stack.command("worker", ["audit"], worker), /agree/);
    await stack.command("worker", ["dead-letters", "retry", "--all"], worker);
    await stack.command("worker", ["drain"], worker);

    for (const name of ["worker", "result"]) {
      assert.doesNotMatch(stack.processes[name].log, /permission denied|must be owner/, name);
    }
    const seen = `${stack.postgres.replace("//postgres@", "//scrutin_result@")}`;
    await assert.rejects(run("psql", ["-qAtX", "-c", "SELECT voter, choice FROM ledger", seen]), /permission denied/);
  } finally {
    await stack.stop();
  }
});

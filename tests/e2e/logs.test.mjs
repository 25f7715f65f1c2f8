// One vote followed through the logs of all three processes, which say nothing of its voter and choice.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eventually, startStack } from "./stack.mjs";

let stack;
before(async () => {
  const env = {};
  for (const name of ["VOTE", "RESULT", "WORKER"]) env[`SCRUTIN_${name}_LOG_FORMAT`] = "json";
  for (const name of ["VOTE", "RESULT"]) env[`SCRUTIN_${name}_ACCESS_LOG`] = "-";
  stack = await startStack({ env });
});
after(() => stack?.stop());

const lines = (name) => stack.processes[name].log.trim().split("\n");
const events = (name) => lines(name).map((line) => JSON.parse(line));
const about = (name, trace) => lines(name).filter((line) => line.includes(trace));

test("each event is an object with the same names", async () => {
  await stack.cast("default", "a");
  await eventually("the access log is written", () => events("vote").some(({ msg }) => msg === "request"));
  for (const name of ["vote", "result", "worker"]) {
    for (const { time, level, process, msg } of events(name)) {
      assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/);
      assert.match(level, /^(info|warn|error)$/);
      assert.equal(process, name);
      assert.ok(msg);
    }
  }
  for (const { trace } of events("vote").filter(({ msg }) => msg === "request")) assert.match(trace, /^[0-9a-f]{32}$/);
});

test("a sampled vote is followed by its trace from the request to the tally", async () => {
  const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  const vote = await stack.cast("default", "b", { traceparent: `00-${trace}-00f067aa0ba902b7-01` });
  const [, voter] = /voter[^=]*=([0-9a-f]{32})/.exec(vote.cookies);
  for (const [name, said] of [
    ["vote", /"method":"POST".*"status":201/],
    ["worker", /has counted a vote in the poll default/],
    ["result", /shows a vote in the tallies/],
  ]) {
    await eventually(`${name} tells of it`, () => about(name, trace).length > 0);
    assert.equal(about(name, trace).length, 1, name);
    assert.match(about(name, trace)[0], said);
    for (const line of lines(name)) assert.doesNotMatch(line, new RegExp(`${voter}|${vote.receipt}`), name);
    assert.doesNotMatch(about(name, trace)[0], /"b"/);
  }
});

test("one that nobody samples is a line in the access log alone", async () => {
  const trace = "aaf92f3577b34da6a3ce929d0e0e4736";
  await stack.cast("default", "b", { traceparent: `00-${trace}-00f067aa0ba902b7-00` });
  const later = "bbf92f3577b34da6a3ce929d0e0e4736";
  await stack.cast("default", "a", { traceparent: `00-${later}-00f067aa0ba902b7-01` });
  await eventually("a later one is there", () => about("result", later).length > 0);
  await eventually("the access log is written", () => about("vote", trace).length > 0);
  assert.deepEqual([about("worker", trace), about("result", trace)], [[], []]);
});

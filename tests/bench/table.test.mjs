// What ./dev bench makes of its figures.
import assert from "node:assert/strict";
import { test } from "node:test";
import { figureLine, met, ratioLine, toMarkdown } from "../../bench/table.mjs";

const against = { name: "vote", unit: "votes/s", against: "a bare server" };

test("a ratio is the median of the rounds', not that of the medians", () => {
  const line = ratioLine({ ...against, ours: [90, 50, 80], other: [100, 100, 200], goal: 0.8 });
  assert.equal(line.ratio, 0.5);
  assert.deepEqual([line.least, line.most], [0.4, 0.9]);
  assert.deepEqual([line.ours, line.other], [80, 100]);
});

test("a goal is met, missed, or within the spread", () => {
  const line = (goal, atMost) => ratioLine({ ...against, ours: [40, 50, 90], other: [100, 100, 100], goal, atMost });
  assert.equal(met(line(0.5)), "yes");
  assert.equal(met(line(0.9)), "within the spread");
  assert.equal(met(line(0.91)), "no");
  assert.equal(met(line(0.5, true)), "yes");
  assert.equal(met(line(0.4, true)), "within the spread");
  assert.equal(met(line(0.39, true)), "no");
  assert.equal(met(line()), null);
});

test("a figure alone has the most that it may be", () => {
  const line = (goal) => figureLine({ name: "page, p99", unit: "ms", measured: [80, 120, 100], goal });
  assert.equal(line(100).ours, 100);
  assert.equal(met(line(100)), "yes");
  assert.equal(met(line(90)), "within the spread");
  assert.equal(met(line(79)), "no");
  assert.equal(met(figureLine({ name: "lost", unit: "votes", measured: [0], goal: 0 })), "yes");
});

test("the table stands as Markdown", () => {
  const lines = [
    ratioLine({ ...against, ours: [45000.4, 46000], other: [50000, 50000], goal: 0.95 }),
    ratioLine({ ...against, ours: [12.34], other: [5], goal: 2.5, atMost: true }),
    figureLine({ name: "age, p99", unit: "ms", measured: [251.2], goal: 250 }),
    ratioLine({ ...against, ours: [0.5], other: [0.25] }),
  ];
  assert.deepEqual(toMarkdown(lines).split("\n").slice(2), [
    "| vote | 45,500 votes/s | 50,000, a bare server | 0.91 | 0.90 to 0.92 | 0.95: no |",
    "| vote | 12.3 votes/s | 5.00, a bare server | 2.47 |  | at most 2.5: yes |",
    "| age, p99 | 251 ms |  |  |  | at most 250: no |",
    "| vote | 0.50 votes/s | 0.25, a bare server | 2.00 |  |  |",
  ]);
});

// The page's script draws what the server drew: the figures are those of timeline_drawing_test.cpp.
import assert from "node:assert/strict";
import { test } from "node:test";
import { outline, summed } from "../../result/assets/chart.js";

const drawn = (step, points) => outline({ step, points });

test("a line rises to the middle of its only step", () => {
  assert.deepEqual(drawn(5, [[1000, 3]]), {
    from: 1000,
    to: 1005,
    most: [1000, 3],
    path: "M0 100L500 0L1000 100",
  });
});

test("a line goes from middle to middle in proportion", () => {
  const points = [
    [10, 1],
    [11, 4],
    [12, 3],
  ];
  assert.equal(drawn(1, points).path, "M0 100L166.7 75L500 0L833.3 25L1000 100");
});

test("a line runs along the bottom where nobody voted", () => {
  const points = [
    [600, 2],
    [840, 1],
  ];
  assert.equal(drawn(60, points).path, "M0 100L100 0L200 100L800 100L900 50L1000 100");
});

test("the first of equal peaks is the highest step", () => {
  const points = [
    [10, 1],
    [11, 4],
    [12, 4],
  ];
  assert.deepEqual(drawn(1, points).most, [11, 4]);
});

test("a line of nothing but zeros lies on the bottom", () => {
  assert.equal(drawn(1, [[10, 0]]).path, "M0 100L500 100L1000 100");
});

test("neighbouring steps are one row of a table, as many as it takes", () => {
  const timeline = {
    step: 5,
    points: [
      [100, 1],
      [105, 2],
      [110, 3],
      [120, 4],
    ],
  };
  assert.deepEqual(summed(timeline, 12), timeline.points);
  assert.deepEqual(summed(timeline, 2), [
    [100, 6],
    [115, 4],
  ]);
});

test("a table has no more rows than it may, and loses no vote", () => {
  for (let steps = 1; steps < 100; ++steps) {
    const points = Array.from({ length: steps }, (_, i) => [i * i * 15, i]);
    const rows = summed({ step: 15, points }, 12);
    assert.ok(rows.length <= 12, `${rows.length} rows of ${steps} steps`);
    assert.equal(
      rows.reduce((sum, [, n]) => sum + n, 0),
      (steps * (steps - 1)) / 2,
    );
  }
});

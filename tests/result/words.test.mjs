import assert from "node:assert/strict";
import { test } from "node:test";
import { capital, fill, wording } from "../../result/assets/words.js";

test("places are filled, and those that nothing is given for stay", () => {
  assert.equal(fill("{n} of {all}: {n}", { n: 3 }), "3 of {all}: 3");
});

test("a name with hyphens ends one of a data attribute", () => {
  assert.equal(capital("not-closed"), "NotClosed");
});

test("nothing, one and many have texts of their own", () => {
  const texts = { votesZero: "no votes", votesOne: "{n} vote", votesMany: "{n} votes" };
  const { plural } = wording("en");
  assert.deepEqual(
    [0, 1, 2, 12345].map((n) => plural(texts, "votes", n)),
    ["no votes", "1 vote", "2 votes", "12,345 votes"],
  );
});

test("a step is told in the largest unit that it is a multiple of", () => {
  const units = ["seconds", "minutes", "hours"];
  const texts = Object.fromEntries(
    units.flatMap((unit) => [`${unit}One`, `${unit}Many`].map((key) => [key, `{n} ${unit}`])),
  );
  const { duration } = wording("en");
  assert.deepEqual(
    [5, 60, 90, 7200].map((step) => duration(texts, step)),
    ["5 seconds", "1 minutes", "90 seconds", "2 hours"],
  );
});

test("moments are written as in the reader's region, where they read the page's language in one", () => {
  const kept = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  const read = (languages) => {
    Object.defineProperty(globalThis, "navigator", { value: { languages }, configurable: true });
    return wording("en").moment(54_321, true);
  };
  const written = (language) =>
    new Intl.DateTimeFormat(language, { dateStyle: "short", timeStyle: "short" }).format(54_321_000);
  try {
    assert.equal(read(["fr-CA", "en-GB", "en-US"]), written("en-GB"));
    assert.equal(read(["en-US"]), written("en-US"));
    assert.notEqual(written("en-GB"), written("en-US"));
    assert.equal(read(["de"]), written("en"));
  } finally {
    if (kept) Object.defineProperty(globalThis, "navigator", kept);
    else delete globalThis.navigator;
  }
});

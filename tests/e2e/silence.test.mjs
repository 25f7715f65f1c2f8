// Connections that deliver nothing, without an end: what pages say of them, and how they come back. Nearly all of it is waiting,
// so the tests run at the same time, each with a poll and a wire of its own.
import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { isStill, launch, visit } from "./browser.mjs";
import { optionsOf } from "./polls.mjs";
import { eventually, pause, startStack } from "./stack.mjs";
import { live, shows, stateOf, votes } from "./watching.mjs";
import { Wire } from "./wire.mjs";

const named = (id, more) => ({ id, question: "Which animal?", options: optionsOf("Cats", "Dogs"), ...more });

let stack, browser;
before(async () => {
  const asked = { results: "after-vote" };
  const polls = [named("sockets"), named("streams"), named("blocked", asked), named("silent", asked), named("lid")];
  [stack, browser] = await Promise.all([startStack({ polls }), launch()]);
});
after(async () => {
  await browser?.close();
  await stack?.stop();
});

/** A wire to the result pages that is there for one test. */
async function wireOf(t) {
  const wire = await Wire.open(stack.result);
  t.after(() => wire.close());
  return wire;
}

describe("silence", { concurrency: true }, () => {
  for (const [way, poll, blocked] of [
    ["a WebSocket", "sockets", null],
    ["a stream of events", "streams", /^\/ws/],
  ]) {
    visit(
      `${way} that falls silent is noticed within 10 s, and the page comes back`,
      () => browser,
      async ({ open, t }) => {
        const wire = await wireOf(t);
        wire.blocked = blocked;
        const pages = await Promise.all(
          ["", "/screen", "/embed"].map(async (view) => {
            const page = await open();
            page.expects(/WebSocket connection to .* failed|Failed to load resource|EventSource/);
            await page.goto(`${wire.url}/polls/${poll}${view}`);
            return page;
          }),
        );
        await Promise.all(pages.map((page) => live(page, "true", 60000)));
        await pause(9000); // nobody votes: beats alone say that it is live
        for (const page of pages) assert.equal(await stateOf(page), "Live");
        await Promise.all(pages.map(isStill));
        wire.silent = /./;
        const begun = Date.now();
        await Promise.all(pages.map((page) => live(page, "false")));
        const noticed = Date.now() - begun;
        assert.ok(noticed <= 10000, `noticed after ${noticed} ms`);
        for (const page of pages) assert.match(await stateOf(page), /^Not live: reconnecting/);
        await stack.cast(poll, "a");
        wire.silent = null;
        const {
          options: [{ votes: now }],
        } = await eventually("the vote counts", async () => {
          const tally = await stack.tally(poll);
          return tally.total > 0 && tally;
        });
        await Promise.all(pages.map((page) => live(page, "true", 60000)));
        for (const page of pages) {
          await eventually("the vote is shown", async () => (await votes(page, "a")) >= now);
          assert.equal(await isStill(page), 2, "no page was loaded again");
        }
      },
    );
  }

  for (const how of ["blocked", "silent"]) {
    visit(
      `where sockets and events are ${how} the page asks, says so, and goes on as soon as they get through`,
      () => browser,
      async ({ open, t }) => {
        const wire = await wireOf(t);
        const page = await open();
        page.expects(/WebSocket connection to .* failed|Failed to load resource|EventSource/);
        const { receipt } = await stack.cast(how, "a");
        await eventually("the receipt is known", async () => (await stack.tally(how, `?receipt=${receipt}`)).public);
        wire[how] = /^\/(ws|events)/;
        const begun = wire.requests.length;
        const questions = () => wire.requests.slice(begun).filter((line) => line.startsWith("GET /api/"));
        await page.goto(`${wire.url}/polls/${how}?receipt=${receipt}`);
        await eventually(
          "the page asks, and says so",
          async () => (await stateOf(page)) === "Not live: asking every 5 seconds.",
          20000,
        );
        assert.equal(await page.locator("#main").getAttribute("data-live"), "false");
        await isStill(page);
        const before = await votes(page, "b");
        await stack.cast(how, "b");
        await shows(page, "b", before + 1, 12000);
        const lines = questions();
        assert.ok(
          lines.length >= 2 && lines.every((line) => line === `GET /api/polls/${how}/results?receipt=${receipt}`),
          lines.join(),
        );
        assert.equal(await stateOf(page), "Not live: asking every 5 seconds.");
        wire[how] = null;
        await live(page, "true", 60000);
        const until = questions().length;
        await pause(7000);
        assert.equal(questions().length, until, "who hears does not ask");
        assert.equal(await isStill(page), 2);
      },
    );
  }

  visit(
    "a phone that wakes up says at once that it is not live, and comes back",
    () => browser,
    async ({ open, t }) => {
      const wire = await wireOf(t);
      const page = await open();
      page.expects(/WebSocket connection to .* failed/);
      await page.clock.install();
      await page.goto(`${wire.url}/polls/lid`);
      await live(page);
      await isStill(page);
      const sockets = () => wire.requests.filter((line) => line.startsWith("GET /ws?poll=lid")).length;
      const before = sockets();
      wire.silent = /^\/ws/; // its address was of another network
      await pause(500);
      await stack.cast("lid", "b");
      await page.clock.fastForward(60000); // as if the lid had been closed: each timer rings once, late
      assert.match(await stateOf(page), /^Not live/);
      wire.silent = null;
      await live(page, "true", 60000);
      assert.ok(sockets() > before, "by a new socket");
      const { options } = await stack.tally("lid");
      await eventually("the vote is shown", async () => (await votes(page, "b")) >= options[1].votes);
      assert.equal(await isStill(page), 2);
    },
  );
});

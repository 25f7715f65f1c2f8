// Polls that open and close while people look at them.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { isStill, launch, visit } from "./browser.mjs";
import { inSeconds, optionsOf } from "./polls.mjs";
import { eventually, pause, startStack } from "./stack.mjs";

const question = { en: "Which animal?", fr: "Quel animal\u202f?" };
const asked = [{ id: "always", question, options: optionsOf("Cats", "Dogs") }];

let stack, browser;
before(async () => {
  [stack, browser] = await Promise.all([startStack({ polls: asked }), launch()]);
});
after(async () => {
  await browser?.close();
  await stack?.stop();
});

/** A new poll with these hours, once all three services know it. The earlier ones stay: pages may still show them. */
async function pollWith(terms) {
  const poll = { ...asked[0], id: `timed${asked.length}`, ...terms };
  asked.push(poll);
  await stack.writePolls(asked);
  stack.reload();
  await eventually(`${poll.id} is asked`, async () =>
    (await Promise.all([stack.vote, stack.result].map((site) => fetch(`${site}/polls/${poll.id}`)))).every(
      ({ ok }) => ok,
    ),
  );
  await eventually("worker knows it", () => stack.processes.worker.log.includes(poll.id));
  return poll;
}

/**
 * Such a poll that opens `lead` seconds from now and is open for `open` seconds, once `look` has seen what there is to see of it
 * before. A machine that is too slow for that is given more time.
 */
async function upcoming(lead, open, terms, look) {
  const poll = await pollWith({ opens: inSeconds(lead), closes: inSeconds(lead + open), ...terms });
  let why = "late";
  try {
    await look(poll);
  } catch (error) {
    if (Date.now() < poll.opens) throw error;
    why = error;
  }
  if (Date.now() < poll.opens) return poll;
  assert.ok(lead < 60, `the pages were not as expected within ${lead} seconds, until the poll opened: ${why}`);
  return upcoming(2 * lead, open, terms, look);
}

const phase = (page, wanted, ms) => page.locator(`#main[data-phase=${wanted}]`).waitFor({ timeout: ms });
/** So many milliseconds, and those until that moment. */
const past = (moment, ms) => Math.max(moment - Date.now(), 0) + ms;
const presses = (page) => page.locator("button[name=vote]:enabled").count();
/** "00:00:07" or "0:07" as seconds. */
const seconds = (text) =>
  text
    .match(/(\d+:)?\d+:\d+/)[0]
    .split(":")
    .reduce((sum, part) => sum * 60 + Number(part), 0);
/** Whether a page counts down to that moment. Asking it takes a while on a busy machine, and its own clock ticks on meanwhile. */
async function countsDownTo(moment, page, clock) {
  const most = (moment - Date.now()) / 1000;
  const left = seconds(await page.locator(clock).first().textContent());
  return left < most + 1.5 && left > (moment - Date.now()) / 1000 - 1.5;
}

visit(
  "the pages count down and switch by themselves, on time",
  () => browser,
  async ({ open }) => {
    const [vote, wrong, result, screen] = await Promise.all(
      ["en", "fr", "fr", "en"].map((language) => open({ language })),
    );
    // A phone whose clock is an hour ahead.
    await wrong.addInitScript(() => {
      const { now } = Date;
      const origin = performance.timeOrigin;
      Date.now = () => now() + 3600000;
      Object.defineProperty(performance, "timeOrigin", { get: () => origin + 3600000 });
    });
    const pages = [vote, wrong, result, screen];
    const poll = await upcoming(10, 9, { results: "after-close" }, async ({ id, opens }) => {
      await Promise.all([
        vote.goto(`${stack.vote}/polls/${id}`),
        wrong.goto(`${stack.vote}/polls/${id}`),
        result.goto(`${stack.result}/polls/${id}`),
        screen.goto(`${stack.result}/polls/${id}/screen`),
      ]);
      for (const page of pages) {
        await phase(page, "scheduled", past(opens, 100));
        assert.equal(await isStill(page), 1);
      }
      assert.equal(await presses(vote), 0);
      for (const [page, clock] of [
        [vote, "#opens b"],
        [wrong, "#opens b"],
        [result, "#phase"],
        [screen, "#phase"],
      ]) {
        await eventually(
          `${page.url()} counts down to the opening`,
          () => countsDownTo(opens, page, clock),
          past(opens, 100),
        );
      }
    });

    await Promise.all(pages.map((page) => phase(page, "open", past(poll.opens, 5000))));
    const late = Date.now() - poll.opens;
    assert.ok(late > -50 && late < 4000, `open ${late} ms after its moment`);
    assert.equal(await presses(vote), 2);
    await vote.locator("button[value=a]").click();
    await vote.locator("#status[data-state=recorded]").waitFor();
    await wrong.locator("button[value=a]").click();
    await wrong.locator("#status[data-state=recorded]").waitFor();
    assert.equal(await result.locator("#withheld").isVisible(), true);
    assert.equal(await result.locator("#tally").isVisible(), false);

    await Promise.all(pages.map((page) => phase(page, "closed", past(poll.closes, 5000))));
    const over = Date.now() - poll.closes;
    assert.ok(over > -50 && over < 4000, `closed ${over} ms after its moment`);
    assert.equal(await presses(vote), 0);
    assert.equal(await vote.locator("#status").getAttribute("data-state"), "recorded");
    // What was withheld comes, pushed.
    for (const page of [result, screen]) {
      await page.locator("#tally").waitFor({ timeout: 20000 });
      await eventually("both votes are shown", async () => /2/.test(await page.locator("#total").textContent()));
    }
    for (const page of pages) assert.equal(await isStill(page), 2, "no page was loaded again");

    const answer = await fetch(`${stack.vote}/polls/${poll.id}`, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams({ vote: "a" }),
    });
    assert.equal(answer.status, 403);
    const problem = await answer.json();
    assert.equal(problem.recorded, false);
    assert.match(problem.detail, /closed/i);
  },
);

visit(
  "a page whose script is long in coming counts by the server's clock all the same",
  () => browser,
  async ({ open }) => {
    const poll = await pollWith({ opens: inSeconds(600) });
    for (const [address, script, clock] of [
      [`${stack.vote}/polls/${poll.id}`, "**/vote*.js", "#opens b"],
      [`${stack.result}/polls/${poll.id}`, "**/result*.js", "#phase"],
    ]) {
      const page = await open();
      await page.routeWebSocket(/\/ws/, () => {}); // which would tell the time anew
      await page.route(script, async (route) => {
        await pause(4000);
        await route.continue();
      });
      await page.goto(address);
      assert.ok(
        await countsDownTo(poll.opens, page, clock),
        `${address}: ${await page.locator(clock).first().textContent()}`,
      );
    }
  },
);

visit(
  "without JavaScript the pages come back by themselves at the moment, and a late vote is told so",
  () => browser,
  async ({ open }) => {
    const [vote, late] = await Promise.all([0, 1].map(() => open({ js: false })));
    late.expects(/status of 403/);
    const poll = await upcoming(6, 14, {}, async ({ id, opens }) => {
      await vote.goto(`${stack.vote}/polls/${id}`);
      await phase(vote, "scheduled", past(opens, 100));
      assert.equal(await presses(vote), 0);
    });
    await phase(vote, "open", past(poll.opens, 9000)); // so much later that not all come at once
    assert.ok(Date.now() >= poll.opens);
    await vote.locator("button[value=b]").click();
    await vote.locator("#status[data-state=recorded]").waitFor();

    // A page that does not come back in time: what a phone in a pocket shows.
    await late.route(`**/polls/${poll.id}`, async (route) => {
      if (route.request().method() !== "GET") return route.continue();
      const response = await route.fetch();
      return route.fulfill({ response, body: (await response.text()).replace(/<noscript>.*?<\/noscript>/gs, "") });
    });
    await late.goto(`${stack.vote}/polls/${poll.id}`);
    await pause(Math.max(poll.closes - Date.now() + 50, 0));
    assert.ok(await presses(late), "the page is the old one");
    await late.locator("button[value=a]").click();
    await late.locator("main.error[data-recorded=false]").waitFor();
    assert.match(await late.locator("main").textContent(), /closed/);
    await phase(vote, "closed", past(poll.closes, 12000));
    const { options } = await stack.tally(poll.id);
    assert.deepEqual(
      options.map(({ votes }) => votes),
      [0, 1],
    );
  },
);

visit(
  "the list of polls says which are open, and changes by itself",
  () => browser,
  async ({ open }) => {
    const page = await open();
    const row = ({ id, opens }, wanted) =>
      page.locator(`a[href$="/${id}"][data-phase=${wanted}]`).waitFor({ timeout: past(opens, 20000) });
    const poll = await upcoming(6, 3600, {}, async (soon) => {
      await page.goto(`${stack.vote}/polls`);
      await row(soon, "scheduled");
    });
    await row(poll, "open");
    assert.ok(Date.now() >= poll.opens);
    await page.locator(`a[href$="/${poll.id}"]`).click();
    await page.locator("button[value=a]").click();
    await page.locator("#status[data-state=recorded]").waitFor();
  },
);

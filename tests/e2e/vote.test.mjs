// A person votes in one browser, another one watches.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, openPage } from "./browser.mjs";
import { eventually, startStack } from "./stack.mjs";

let stack, browser;
before(async () => {
  stack = await startStack();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await stack?.stop();
});

const count = async (page, id) => Number((await page.locator(`#tally li[data-id=${id}] .votes`).textContent()).match(/\d+/)[0]);
const shows = (page, id, n) => eventually(`${id} has ${n}`, async () => (await count(page, id)) === n);

test("a vote, and its change, appear on the other page without a reload", async () => {
  const watcher = await openPage(browser);
  await watcher.goto(stack.result);
  assert.equal(await watcher.locator("#total").textContent(), "No votes yet");
  await eventually("the page is live", async () => (await watcher.locator("#main").getAttribute("data-live")) === "true");
  let loads = 0;
  watcher.on("load", () => loads++);

  const voter = await openPage(browser);
  await voter.goto(stack.vote);
  assert.match(await voter.locator("footer").textContent(), /Processed by container ID \S+/);
  await voter.getByRole("button", { name: "Cats" }).click();
  await voter.locator("#status[data-state=recorded]").waitFor();
  assert.match(await voter.locator("#status").textContent(), /Recorded: your vote for Cats/);
  await shows(watcher, "a", 1);
  await shows(watcher, "b", 0);
  assert.equal(await watcher.locator("#total").textContent(), "1 vote");

  await voter.getByRole("button", { name: "Dogs" }).click();
  await shows(watcher, "b", 1);
  await shows(watcher, "a", 0);
  await voter.reload();
  assert.equal(await voter.locator("button[value=b]").isDisabled(), true);
  assert.equal(await voter.locator("button[value=a]").isDisabled(), false);
  assert.equal(loads, 0);
  assert.deepEqual([...watcher.foreign, ...voter.foreign], []);
});

test("the form works without JavaScript, in French, by keyboard alone", async () => {
  const before = await fetch(`${stack.result}/api/polls/default/results`).then((answer) => answer.json());
  const voter = await openPage(browser, { javaScriptEnabled: false, locale: "fr-FR", viewport: { width: 320, height: 640 } });
  await voter.goto(stack.vote);
  assert.equal(await voter.locator("html").getAttribute("lang"), "fr");
  for (let tab = 0; tab < 10 && (await voter.locator(":focus").getAttribute("value").catch(() => null)) !== "a"; ++tab) {
    await voter.keyboard.press("Tab");
  }
  await Promise.all([voter.waitForNavigation(), voter.keyboard.press("Enter")]);
  assert.equal(new URL(voter.url()).pathname, "/");
  assert.equal(await voter.locator("#status").getAttribute("data-state"), "recorded");
  assert.equal(await voter.locator("button[value=a]").isDisabled(), true);
  const fits = await voter.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
  assert.equal(fits, true);
  await eventually("the vote counts", async () => {
    const now = await fetch(`${stack.result}/api/polls/default/results`).then((answer) => answer.json());
    return now.total === before.total + 1;
  });
});

test("a vote that cannot be stored says so, and counts once it can", async () => {
  const voter = await openPage(browser);
  await voter.goto(stack.vote);
  await stack.processes.vote.stop("SIGKILL");
  await voter.getByRole("button", { name: "Cats" }).click();
  await voter.locator("#status[data-state=failed]").waitFor();
  await stack.start("vote");
  await voter.locator("#status[data-state=recorded]").waitFor({ timeout: 20000 });
});

test("the result page says when it is not live, and returns by itself", async () => {
  const watcher = await openPage(browser);
  await watcher.goto(stack.result);
  await eventually("live", async () => (await watcher.locator("#main").getAttribute("data-live")) === "true");
  assert.equal(await stack.processes.result.stop(), 0);
  await eventually("not live", async () => (await watcher.locator("#main").getAttribute("data-live")) === "false");
  assert.match(await watcher.locator("#state").textContent(), /Not live/);
  await stack.start("result");
  await eventually("live again", async () => (await watcher.locator("#main").getAttribute("data-live")) === "true", 20000);
});

// What browsers keep of a vote: those that keep no cookies, and two services on one host in one browser.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { fits, launch, sizes, visit } from "./browser.mjs";
import { optionsOf } from "./polls.mjs";
import { eventually, startStack } from "./stack.mjs";

const question = { en: "Which animal?", fr: "Quel animal\u202f?" };
const polls = [
  { id: "pets", question, options: optionsOf("Cats", "Dogs") },
  { id: "several", question, options: optionsOf("Cats", "Dogs", "Newts"), max: 2 },
  { id: "final", question, options: optionsOf("Cats", "Dogs"), change: false },
];

let stack, other, browser;
before(async () => {
  [stack, other, browser] = await Promise.all([startStack({ polls }), startStack({ polls }), launch()]);
});
after(async () => {
  await browser?.close();
  await stack?.stop();
  await other?.stop();
});

const editions = ["en", "fr"].flatMap((language) => [true, false].map((js) => ({ language, js })));
const named = ({ language, js }) => `${language}, ${js ? "with" : "without"} JavaScript`;
const words = {
  en: { recorded: "Recorded: your vote", none: "keeps no cookies" },
  fr: { recorded: "Enregistré\u00a0: votre vote", none: "ne garde aucun cookie" },
};

const option = (page, id) => page.locator(`[name=vote][value=${id}]`);
const state = (page, wanted) => page.locator(`#status[data-state=${wanted}]`).waitFor();
const said = (page) => page.locator("#status").textContent();
const says = (page, ...wanted) =>
  eventually(`the page says ${wanted.join(", ")}`, async () => {
    const text = await said(page);
    return wanted.every((one) => text.includes(one));
  });
const votes = async (of, poll) => Object.fromEntries((await of.tally(poll)).options.map((one) => [one.id, one.votes]));

for (const edition of editions) {
  const { language } = edition;
  for (const [poll, choose] of [
    ["pets", (page) => option(page, "a").click()],
    ["final", (page) => option(page, "a").click()],
    [
      "several",
      async (page) => {
        for (const id of "ac") await option(page, id).check();
        await page.locator("button.send").click();
      },
    ],
  ]) {
    visit(
      `a browser that keeps no cookies is told so, in ${poll}: ${named(edition)}`,
      () => browser,
      async ({ open }) => {
        const page = await open({ ...edition, cookies: false, size: sizes.phone });
        const before = await votes(stack, poll);
        await page.goto(`${stack.vote}/polls/${poll}`);
        await choose(page);
        await state(page, "recorded");
        await says(page, words[language].recorded, words[language].none);
        assert.equal(await page.locator("#status").getAttribute("role"), "status");
        const uid = await page.locator("#uid").textContent();
        const recorded = async (when) => {
          await state(page, "recorded");
          await says(page, words[language].recorded, words[language].none);
          assert.equal(await page.locator("[name=vote]").count(), 0, `${when}: nothing asks for a vote again`);
          assert.equal(await page.locator("#uid").textContent(), uid, when);
          assert.equal(await page.locator("#look_up").getAttribute("href"), `${stack.result}/receipts/${uid}`);
          assert.equal(await page.locator("#another a").isVisible(), true);
          assert.equal(await fits(page), true, `${when}: it fits a phone`);
        };
        await eventually(
          "there is nothing left to press",
          async () => (await page.locator("[name=vote]").count()) === 0,
        );
        await recorded("after the vote");
        await page.locator("a.language").click();
        await says(page, words[language === "en" ? "fr" : "en"].none);
        await page.locator("a.language").click();
        await recorded("in the first language again");
        await page.reload();
        await recorded("loaded again");
        await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
        assert.equal(await fits(page), true, "with text of twice the size it fits a phone");
        assert.equal((await page.context().cookies()).length, 0);
        const after = await eventually("the vote is counted", async () => {
          const now = await votes(stack, poll);
          return now.a > before.a && now;
        });
        assert.deepEqual(after, { ...before, a: before.a + 1, ...(poll === "several" ? { c: before.c + 1 } : {}) });

        // Whoever comes next.
        await page.locator("#another a").click();
        await state(page, "idle");
        assert.ok((await page.locator("[name=vote]").count()) > 1);
        assert.equal(await page.locator("#receipt").isVisible(), false);
      },
    );
  }
}

visit(
  "one who changes their mind meanwhile, without cookies, has one vote",
  () => browser,
  async ({ open }) => {
    const page = await open({ cookies: false });
    await page.goto(`${stack.vote}/polls/pets`);
    const before = (await stack.tally("pets")).voters;
    await page.evaluate(() => {
      document.querySelector("[value=a]").click();
      document.querySelector("[value=b]").click();
    });
    await says(page, "Recorded: your vote for Cats", words.en.none);
    await eventually("there is nothing left to press", async () => (await page.locator("[name=vote]").count()) === 0);
    await eventually("the vote is counted", async () => (await stack.tally("pets")).voters > before);
    assert.equal((await stack.tally("pets")).voters, before + 1);
  },
);

for (const js of [true, false]) {
  visit(
    `cookies that went while the page was open are no sign of a browser that keeps none: ${named({ language: "en", js })}`,
    () => browser,
    async ({ open }) => {
      const page = await open({ js });
      const before = (await stack.tally("pets")).voters;
      await page.goto(`${stack.vote}/polls/pets`);
      await page.context().clearCookies();
      await option(page, "a").click();
      await says(page, "Recorded: your vote for Cats", "You can change it at any time.");
      assert.ok(!page.url().includes("recorded"), page.url());
      await eventually("the vote is counted", async () => (await stack.tally("pets")).voters === before + 1);
      const dogs = (await votes(stack, "pets")).b;
      await option(page, "b").click();
      await says(page, "Recorded: your vote for Dogs");
      await page.reload();
      await says(page, "Recorded: your vote for Dogs");
      await eventually("it was changed", async () => (await votes(stack, "pets")).b === dogs + 1);
      assert.equal((await stack.tally("pets")).voters, before + 1);
      assert.ok(!(await said(page)).includes(words.en.none));
    },
  );

  visit(
    `the address of such a vote's page tells nobody else that they have voted: ${named({ language: "en", js })}`,
    () => browser,
    async ({ open }) => {
      const page = await open({ js, cookies: false });
      await page.goto(`${stack.vote}/polls/pets`);
      await option(page, "a").click();
      await says(page, words.en.none);
      await eventually("the address tells of the vote", () => page.url().includes("?recorded="));
      const address = page.url();
      for (const cookies of [true, false]) {
        const friend = await open({ js, cookies });
        await friend.goto(address);
        await state(friend, "idle");
        assert.equal(await option(friend, "a").isVisible(), true);
      }
    },
  );

  visit(
    `two services on one host, in one browser: ${named({ language: "en", js })}`,
    () => browser,
    async ({ open }) => {
      const page = await open({ js });
      // A browser that is slow asks for the icon of the page that it has just left, under the policy of the next one.
      page.expects(/\/assets\/icon\.[0-9a-f]+\.svg' violates/);
      const look = (of, poll = "pets") => page.goto(`${of.vote}/polls/${poll}`);
      const before = [(await stack.tally("pets")).voters, (await other.tally("pets")).voters];
      await look(stack);
      await look(other);
      await option(page, "b").click();
      await says(page, "Recorded: your vote for Dogs");
      await look(stack);
      await state(page, "idle");
      await option(page, "a").click();
      await says(page, "Recorded: your vote for Cats");
      await look(other, "final");
      await option(page, "b").click();
      await says(page, "Recorded: your vote for Dogs");
      await look(stack, "final");
      await option(page, "a").click();
      await says(page, "Recorded: your vote for Cats");
      for (const [of, poll, label] of [
        [other, "pets", "Dogs"],
        [stack, "pets", "Cats"],
        [other, "final", "Dogs"],
        [stack, "final", "Cats"],
      ]) {
        await look(of, poll);
        await says(page, `Recorded: your vote for ${label}`);
      }
      // Each is still the voter that it was, in a new tab too: a change adds no vote.
      for (const [of, id, label] of [
        [other, "a", "Cats"],
        [stack, "b", "Dogs"],
      ]) {
        const tab = await page.context().newPage();
        await tab.goto(`${of.vote}/polls/pets`);
        await option(tab, id).click();
        await says(tab, `Recorded: your vote for ${label}`);
        await tab.close();
      }
      await eventually(
        "each has one vote more",
        async () =>
          (await stack.tally("pets")).voters === before[0] + 1 && (await other.tally("pets")).voters === before[1] + 1,
      );
    },
  );
}

// What keeps one person from voting often: a code for each voter, and a limit on new ones.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { fits, launch, sizes, visit } from "./browser.mjs";
import { eventually, startStack } from "./stack.mjs";

const options = [
  { id: "a", label: { en: "Ann", fr: "Anne" } },
  { id: "b", label: { en: "Bob", fr: "Robert" } },
];
const question = { en: "Who shall it be?", fr: "Qui sera-ce\u202f?" };
const key = "the key of the passes";
const polls = [
  { id: "board", question, options, integrity: "roll" },
  { id: "once", question, options, integrity: "roll", change: false },
  { id: "several", question, options, integrity: "roll", max: 2 },
  { id: "crowd", question, options, integrity: "paced" },
];

let stack, browser, codes;
before(async () => {
  [stack, browser] = await Promise.all([
    startStack({ polls, env: { SCRUTIN_VOTE_PACE: "20", SCRUTIN_VOTE_PASS_KEY: key, SCRUTIN_RESULT_PASS_KEY: key } }),
    launch(),
  ]);
  codes = {};
  for (const { id } of polls.slice(0, 3)) codes[id] = await stack.codes(id, 12);
});
after(async () => {
  await browser?.close();
  await stack?.stop();
});

const says = (page, ...words) =>
  eventually(`the page says ${words.join(", ")}`, async () => {
    const text = await page.locator("#status").textContent();
    return words.every((word) => text.includes(word));
  });
const option = (page, id) => page.locator(`[name=vote][value=${id}]`);
const recorded = (page) => page.locator("#status[data-state=recorded]").waitFor();
const voters = async (poll) => (await stack.tally(poll)).voters ?? 0;

for (const language of ["en", "fr"]) {
  const [ann] = [options[0].label[language]];
  const label = { en: "Your code", fr: "Votre code" }[language];
  for (const js of [true, false]) {
    const edition = `${language}, ${js ? "with" : "without"} JavaScript`;

    visit(
      `a vote by the code of a card, and another one in its place: ${edition}`,
      () => browser,
      async ({ open }) => {
        const page = await open({ language, js, size: sizes.phone });
        const code = codes.board.pop();
        const before = await voters("board");
        await page.goto(`${stack.vote}/polls/board?code=${code}`);
        assert.equal(await page.getByLabel(label).inputValue(), code);
        await option(page, "a").click();
        await recorded(page);
        await says(page, ann);
        if (!js) await page.getByLabel(label).fill(code.toLowerCase().replaceAll("-", " "));
        await option(page, "b").click();
        await recorded(page);
        await says(page, options[1].label[language]);
        await eventually("it counts once", async () => (await voters("board")) === before + 1);
        assert.equal(await fits(page), true);
      },
    );

    visit(
      `a wrong code, then the right one: ${edition}`,
      () => browser,
      async ({ open }) => {
        const page = await open({ language, js });
        page.expects(/status of 403/);
        await page.goto(`${stack.vote}/polls/board`);
        await page.getByLabel(label).fill("0000-0000-0000-0000");
        await option(page, "a").click();
        const wrong = { en: "not one of this poll", fr: "pas de ce scrutin" }[language];
        if (js) {
          await says(page, wrong);
          assert.equal(await page.getByLabel(label).getAttribute("aria-invalid"), "true");
          assert.equal(await page.evaluate(() => document.activeElement.id), "code");
        } else {
          assert.match(await page.locator("main").textContent(), new RegExp(wrong));
          await page.locator("main a").click();
          // A card comes up beneath a pointer that rests, and Chromium without a screen draws no frame of its rising.
          await page.mouse.move(0, 0);
        }
        await page.getByLabel(label).fill(codes.board.pop());
        await option(page, "a").click();
        await recorded(page);
        if (js) assert.equal(await page.getByLabel(label).getAttribute("aria-invalid"), null);
      },
    );
  }
}

visit(
  "by the keyboard alone, Enter in the code votes for nothing",
  () => browser,
  async ({ open }) => {
    const page = await open();
    const asked = [];
    page.on("request", (request) => asked.push(request.method()));
    await page.goto(`${stack.vote}/polls/board`);
    await page.getByLabel("Your code").focus();
    await page.keyboard.type(codes.board.pop());
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.value), "a");
    assert.deepEqual(
      asked.filter((method) => method === "POST"),
      [],
    );
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await recorded(page);
    await says(page, "Bob");
  },
);

visit(
  "without a code the browser asks for it, and nothing is sent",
  () => browser,
  async ({ open }) => {
    const page = await open();
    await page.goto(`${stack.vote}/polls/board`);
    await option(page, "a").click();
    assert.equal(await page.evaluate(() => document.activeElement.id), "code");
    assert.equal(await page.locator("#status").getAttribute("data-state"), "idle");
  },
);

visit(
  "two people vote with one telephone where the first vote is final",
  () => browser,
  async ({ open }) => {
    const page = await open();
    page.expects(/status of 409/);
    const [mine, theirs] = codes.once;
    await page.goto(`${stack.vote}/polls/once?code=${mine}`);
    await option(page, "a").click();
    await recorded(page);
    await option(page, "b").click();
    await says(page, "the first choice is final");
    await page.getByLabel("Your code").fill(theirs);
    await option(page, "a").click();
    await recorded(page);
    await eventually("both count", async () => (await voters("once")) === 2);
  },
);

visit(
  "several options by one code, at twice the size of text",
  () => browser,
  async ({ open }) => {
    const page = await open({ size: sizes.phone });
    await page.goto(`${stack.vote}/polls/several?code=${codes.several[0]}`);
    await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
    assert.equal(await fits(page), true);
    for (const place of [option(page, "a"), option(page, "b"), page.locator("button.send")]) {
      await place.focus();
      await page.keyboard.press("Space");
    }
    await recorded(page);
  },
);

visit(
  "a browser without cookies votes by its code, and may vote again",
  () => browser,
  async ({ open }) => {
    const page = await open({ cookies: false });
    const before = await voters("board");
    await page.goto(`${stack.vote}/polls/board?code=${codes.board.pop()}`);
    await option(page, "a").click();
    await recorded(page);
    await option(page, "b").click();
    await says(page, "Bob");
    await recorded(page);
    await eventually("it counts once", async () => (await voters("board")) === before + 1);
  },
);

/** Keeps the places of new voters used up while `body` runs: they come back by and by, also to a slow browser's test. */
async function whileUsedUp(body) {
  let [over, refused] = [false, false];
  const others = (async () => {
    for (const last = Date.now() + 60000; !over && Date.now() < last;) {
      const form = new URLSearchParams({ vote: "a" });
      const answer = await fetch(`${stack.vote}/polls/crowd`, { method: "POST", body: form, redirect: "manual" });
      refused ||= answer.status === 429;
      if (refused) await new Promise((go) => setTimeout(go, 50));
    }
  })();
  try {
    await eventually("others have to wait", () => refused);
    await body();
  } finally {
    over = true;
    await others;
  }
}

for (const language of ["en", "fr"]) {
  visit(
    `who must wait is told so, ${language}; with JavaScript the vote is sent again, without there is a page`,
    () => browser,
    async ({ open }) => {
      const waits = { en: "Too many new voters", fr: "Trop de nouveaux votants" }[language];
      const [scripted, plain] = [await open({ language }), await open({ language, js: false })];
      for (const page of [scripted, plain]) {
        page.expects(/status of 429/);
        await page.goto(`${stack.vote}/polls/crowd`);
      }
      await whileUsedUp(async () => {
        await option(plain, "a").click();
        await plain.locator("main", { hasText: waits }).waitFor();
        await option(scripted, "a").click();
        await says(scripted, waits);
      });
      await recorded(scripted);
    },
  );
}

visit(
  "a hall votes by the code on its screen, which changes",
  () => browser,
  async ({ open }) => {
    const screen = await open();
    const log = stack.processes.result.log;
    const [, address] = /(\/polls\/crowd\/screen\?hall=\S+)/.exec(log) ?? [];
    assert.ok(address, log);
    await screen.goto(stack.result + address);
    assert.equal(await screen.locator(".code[data-renew]").count(), 1);
    const drawn = () => screen.locator(".code path").getAttribute("d");
    const first = await drawn();
    await eventually("another code is shown", async () => (await drawn()) !== first, 60000);
    const stranger = await open();
    await stranger.goto(`${stack.result}/polls/crowd/screen`);
    assert.equal(await stranger.locator(".code[data-renew]").count(), 0, "no pass for who has not the word");
  },
);

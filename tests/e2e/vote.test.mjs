// People vote: with JavaScript and without, in both languages, with answers that get lost.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { fits, launch, sizes, visit } from "./browser.mjs";
import { eventually, pause, startStack } from "./stack.mjs";
import { Wire } from "./wire.mjs";

const labels = { en: ["Cats", "Dogs", "Newts", "Owls"], fr: ["Chats", "Chiens", "Tritons", "Hiboux"] };
const optionsFor = (n) => labels.en.slice(0, n).map((en, i) => ({ id: "abcd"[i], label: { en, fr: labels.fr[i] } }));
const question = { en: "Which animal?", fr: "Quel animal\u202f?" };
const polls = [
  { id: "pets", question, options: optionsFor(2) },
  { id: "several", question, options: optionsFor(4), min: 2, max: 3 },
  { id: "final", question, options: optionsFor(2), change: false },
  { id: "finals", question, options: optionsFor(4), max: 2, change: false },
];

let stack, browser, wire;
before(async () => {
  [stack, browser] = await Promise.all([startStack({ polls }), launch()]);
  wire = await Wire.open(stack.vote);
});
after(async () => {
  await browser?.close();
  await wire?.close();
  await stack?.stop();
});

const editions = ["en", "fr"].flatMap((language) => [true, false].map((js) => ({ language, js })));
const named = ({ language, js }) => `${language}, ${js ? "with" : "without"} JavaScript`;

const option = (page, id) => page.locator(`[name=vote][value=${id}]`);
const state = (page, wanted) => page.locator(`#status[data-state=${wanted}]`).waitFor();
/** The options that the page calls one's own. */
const mine = (page) => page.locator(".mine:visible").locator("xpath=..").locator(".label").allTextContents();
const says = (page, ...words) =>
  eventually(`the page says ${words.join(", ")}`, async () => {
    const text = await page.locator("#status").textContent();
    return words.every((word) => text.includes(word));
  });

/** What a person does costs so many votes for each option, and no more. */
async function adds(poll, wanted, act) {
  const votes = async () => Object.fromEntries((await stack.tally(poll)).options.map((one) => [one.id, one.votes]));
  const before = await votes();
  await act();
  const expected = Object.fromEntries(Object.entries(before).map(([id, n]) => [id, n + (wanted[id] ?? 0)]));
  await eventually(
    `the tally of ${poll} is ${JSON.stringify(expected)}`,
    async () => JSON.stringify(await votes()) === JSON.stringify(expected),
  ).catch(async (error) => assert.fail(`${error.message}, it is ${JSON.stringify(await votes())}`));
}

for (const edition of editions) {
  const { language, js } = edition;
  const [cats, dogs, newts, owls] = labels[language];

  visit(
    `a vote, and another one in its place: ${named(edition)}`,
    () => browser,
    async ({ open }) => {
      const page = await open({ ...edition, size: sizes.phone });
      await page.goto(`${stack.vote}/polls/pets`);
      assert.equal(await page.locator("html").getAttribute("lang"), language);
      assert.deepEqual(await mine(page), []);
      await adds("pets", { a: 1 }, async () => {
        await option(page, "a").click();
        await says(page, cats);
        await state(page, "recorded");
        assert.deepEqual(await mine(page), [cats]);
      });
      await adds("pets", { a: -1, b: 1 }, async () => {
        await option(page, "b").click();
        await says(page, dogs);
        await state(page, "recorded");
      });
      await page.reload();
      assert.deepEqual(await mine(page), [dogs]);
      assert.equal(await fits(page), true);
    },
  );

  visit(
    `two or three of four: ${named(edition)}`,
    () => browser,
    async ({ open }) => {
      const page = await open(edition);
      page.expects(/status of 400/);
      await page.goto(`${stack.vote}/polls/several`);
      const send = page.locator("button.send");
      // Where the page judges itself it says so at once; where it cannot, the service does.
      const refused = async () => {
        if (js) {
          await state(page, "failed");
        } else {
          await page.locator("main[data-recorded=false]").waitFor();
          await page.goto(`${stack.vote}/polls/several`);
        }
      };
      await adds("several", {}, async () => {
        await option(page, "a").check();
        await send.click();
        await refused();
        for (const id of "abcd") await option(page, id).check();
        await send.click();
        await refused();
      });
      await adds("several", { a: 1, c: 1 }, async () => {
        for (const [id, on] of [
          ["a", true],
          ["b", false],
          ["c", true],
          ["d", false],
        ])
          await option(page, id).setChecked(on);
        await send.click();
        await state(page, "recorded");
        await says(page, cats, newts);
        assert.deepEqual(await mine(page), [cats, newts]);
      });
      await adds("several", { a: -1, b: 1, d: 1 }, async () => {
        for (const [id, on] of [
          ["a", false],
          ["b", true],
          ["d", true],
        ])
          await option(page, id).setChecked(on);
        await send.click();
        await says(page, dogs, owls);
      });
      await page.reload();
      assert.deepEqual(await mine(page), [dogs, newts, owls]);
      assert.equal(await option(page, "a").isChecked(), false);
      assert.equal(await option(page, "d").isChecked(), true);
      assert.equal((await stack.tally("several")).voters, editions.indexOf(edition) + 1);
    },
  );

  visit(
    `the first choice is final where the poll says so: ${named(edition)}`,
    () => browser,
    async ({ open }) => {
      const page = await open(edition);
      await page.goto(`${stack.vote}/polls/final`);
      await adds("final", { b: 1 }, async () => {
        await option(page, "b").click();
        await state(page, "recorded");
        await says(page, dogs);
      });
      for (const again of [false, true]) {
        if (again) await page.reload();
        await eventually(
          "there is nothing left to press",
          async () => (await page.locator("[name=vote]").count()) === 0,
        );
        assert.deepEqual(await mine(page), [dogs]);
      }
      await adds("final", {}, async () => {
        const cookies = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
        const answer = await fetch(`${stack.vote}/polls/final`, {
          method: "POST",
          headers: { Cookie: cookies, Accept: "application/json" },
          body: new URLSearchParams({ vote: "a" }),
        });
        assert.equal(answer.status, 409);
        assert.equal((await answer.json()).recorded, false);
      });
    },
  );
}

visit(
  "several choices are final too",
  () => browser,
  async ({ open }) => {
    const page = await open();
    await page.goto(`${stack.vote}/polls/finals`);
    await adds("finals", { b: 1, d: 1 }, async () => {
      await option(page, "b").check();
      await option(page, "d").check();
      await page.locator("button.send").click();
      await state(page, "recorded");
    });
    await eventually("there is nothing left to press", async () => (await page.locator("[name=vote]").count()) === 0);
    assert.deepEqual(await mine(page), ["Dogs", "Owls"]);
  },
);

for (const fate of ["lose", "refuse"]) {
  visit(
    `an answer that the network does ${fate}: the same vote is sent again, and counts once`,
    () => browser,
    async ({ open }) => {
      const page = await open();
      page.expects(/Failed to load resource: net::/);
      await page.goto(`${wire.url}/polls/pets`);
      const sent = wire.keys.length;
      wire.fate = fate;
      await adds("pets", { a: 1 }, async () => {
        await option(page, "a").click();
        await state(page, "failed");
        const { recorded } = await page.evaluate(() => ({ recorded: document.title }));
        assert.match(recorded, /^NOT recorded: |^Which animal/);
        await eventually("it is sent again", () => wire.keys.length >= sent + 2);
        wire.fate = "pass";
        await state(page, "recorded");
      });
      const keys = wire.keys.slice(sent);
      assert.ok(keys[0], "a vote has an Idempotency-Key");
      assert.equal(new Set(keys).size, 1, "all tries have the same key");
      // Another choice is another vote.
      await adds("pets", { a: -1, b: 1 }, async () => {
        await option(page, "b").click();
        await says(page, "Dogs");
      });
      assert.notEqual(wire.keys.at(-1), keys[0]);
    },
  );
}

visit(
  "an answer that is late: the page says so until it comes, and follows a change of mind",
  () => browser,
  async ({ open }) => {
    const page = await open();
    await page.goto(`${wire.url}/polls/pets`);
    wire.fate = "hold";
    await adds("pets", { b: 1 }, async () => {
      await option(page, "a").click();
      await state(page, "pending");
      await says(page, "Cats");
      await option(page, "b").click();
      await pause(300);
      await state(page, "pending");
      wire.release();
      await says(page, "Recorded", "Dogs");
    });
    assert.deepEqual(await mine(page), ["Dogs"]);
  },
);

visit(
  "a form whose answer was lost, sent again without JavaScript, counts once",
  () => browser,
  async ({ open }) => {
    const page = await open({ js: false });
    await page.goto(`${wire.url}/polls/pets`);
    await adds("pets", { a: 1 }, async () => {
      wire.fate = "lose";
      await option(page, "a").click({ noWaitAfter: true });
      await eventually("the vote was sent", () => wire.requests.at(-1)?.startsWith("POST"));
      await eventually("the browser gave up", () => page.url().startsWith("chrome-error:"));
      wire.fate = "pass";
      await page.goto(`${wire.url}/polls/pets`);
      await option(page, "a").click();
      await state(page, "recorded");
    });
  },
);

for (const edition of editions) {
  visit(
    `a vote that cannot be stored says so, and counts once it can: ${named(edition)}`,
    () => browser,
    async ({ open }) => {
      const page = await open(edition);
      page.expects(/status of 503/);
      await page.goto(`${stack.vote}/polls/pets`);
      await stack.redis.cut();
      let mended = false;
      try {
        await adds("pets", { b: 1 }, async () => {
          await option(page, "b").click();
          if (edition.js) {
            await state(page, "failed");
            assert.equal(await page.locator("#status").getAttribute("role"), "status");
            await says(page, edition.language === "en" ? "NOT recorded yet" : "PAS encore");
          } else {
            await page.locator("main[data-recorded=false]").waitFor();
          }
          await stack.redis.mend();
          mended = true;
          await eventually("vote is ready again", async () => (await fetch(`${stack.admin("vote")}/readyz`)).ok);
          if (!edition.js) await page.locator("main form button").click();
          await page.locator("#status[data-state=recorded]").waitFor({ timeout: 20000 });
        });
      } finally {
        if (!mended) await stack.redis.mend();
      }
    },
  );
}

visit(
  "a vote process that dies and comes back takes the vote",
  () => browser,
  async ({ open }) => {
    const page = await open();
    // One that has just started has not reached Redis yet.
    page.expects(/Failed to load resource: (net::|the server responded with a status of 503)/);
    await page.goto(`${stack.vote}/polls/pets`);
    await stack.processes.vote.stop("SIGKILL");
    await adds("pets", { a: 1 }, async () => {
      await option(page, "a").click();
      await state(page, "failed");
      await stack.start("vote");
      await page.locator("#status[data-state=recorded]").waitFor({ timeout: 20000 });
    });
  },
);

for (const js of [true, false]) {
  visit(
    `by keyboard alone, with a focus that can be seen, ${named({ language: "en", js })}`,
    () => browser,
    async ({ open }) => {
      const page = await open({ js });
      const focused = () =>
        page.evaluate(() => {
          const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
          return {
            value: document.activeElement.value,
            seen: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
          };
        });
      const tabTo = async (found) => {
        for (let n = 0; n < 40; ++n) {
          await page.keyboard.press("Tab");
          const at = await focused();
          assert.ok(at.seen, `the focus on ${JSON.stringify(at)} cannot be seen`);
          if (found(at)) return;
        }
        assert.fail("it cannot be reached by Tab");
      };
      await page.goto(`${stack.vote}/polls/pets`);
      await adds("pets", { b: 1 }, async () => {
        await tabTo(({ value }) => value === "b");
        await page.keyboard.press("Enter");
        await state(page, "recorded");
      });
      if (js) assert.equal((await focused()).value, "b", "the focus stays where it was");

      await page.goto(`${stack.vote}/polls/several`);
      await adds("several", { b: 1, c: 1 }, async () => {
        for (const id of "bc") {
          await tabTo(({ value }) => value === id);
          await page.keyboard.press("Space");
        }
        await tabTo(({ value }) => value === "");
        while (!(await page.evaluate(() => document.activeElement.classList.contains("send"))))
          await tabTo(({ value }) => value === "");
        await page.keyboard.press("Enter");
        await state(page, "recorded");
      });
    },
  );
}

visit(
  "what happens is said in one live region, without motion where none is wanted",
  () => browser,
  async ({ open }) => {
    const page = await open({ still: true });
    await page.goto(`${wire.url}/polls/pets`);
    await page.evaluate(() => {
      window.region = document.querySelector("[role=status]");
      window.heard = [];
      new MutationObserver(() => window.heard.push(window.region.dataset.state)).observe(window.region, {
        childList: true,
        characterData: true,
        subtree: true,
      });
    });
    wire.fate = "hold";
    await option(page, "a").click();
    await state(page, "pending");
    const moving = await page.evaluate(() =>
      document
        .getAnimations()
        .map(
          ({ animationName, transitionProperty, effect }) =>
            `${animationName ?? transitionProperty} of ${effect.target.outerHTML.slice(0, 60)}`,
        ),
    );
    assert.deepEqual(moving, []);
    wire.release();
    await state(page, "recorded");
    const [same, heard] = await page.evaluate(() => [
      window.region.isConnected && window.region === document.getElementById("status"),
      window.heard,
    ]);
    assert.equal(same, true, "the region itself stays, or nobody is told");
    assert.ok(heard.includes("pending") && heard.at(-1) === "recorded", heard.join());
  },
);

visit(
  "one receipt, one address where it is looked up, one link to the results",
  () => browser,
  async ({ open }) => {
    const page = await open();
    await page.goto(`${stack.vote}/polls/pets`);
    assert.equal(await page.locator("#receipt").isVisible(), false);
    await option(page, "a").click();
    await state(page, "recorded");
    const uid = await page.locator("#uid").textContent();
    assert.match(uid, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.equal(await page.locator("#look_up").getAttribute("href"), `${stack.result}/receipts/${uid}`);
    assert.match(await page.locator("#results a").getAttribute("href"), new RegExp(`^${stack.result}/polls/pets`));
    await page.reload();
    assert.equal(await page.locator("#uid").textContent(), uid);
  },
);

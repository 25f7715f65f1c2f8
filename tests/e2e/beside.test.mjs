// Our result pages on the original sample's table, which its own worker writes.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { launch, visit } from "./browser.mjs";
import { eventually, startStack } from "./stack.mjs";
import { live, shows } from "./watching.mjs";

const table = "CREATE TABLE IF NOT EXISTS votes (id VARCHAR(255) NOT NULL UNIQUE, vote VARCHAR(255) NOT NULL)";

let stack, browser;
before(async () => {
  [stack, browser] = await Promise.all([startStack({ services: ["result"], tables: table }), launch()]);
});
after(async () => {
  await browser?.close();
  await stack?.stop();
});

visit(
  "bars move as the sample's worker writes, and go on moving once ours has come",
  () => browser,
  async ({ open }) => {
    const page = await open();
    await page.goto(stack.result);
    await live(page);
    assert.match(await page.locator("#main").innerText(), /No votes yet/);
    await page.evaluate(() => (window.same = true));
    await stack.sql("INSERT INTO votes (id, vote) VALUES ('1f', 'a')");
    await shows(page, "a", 1);
    await stack.sql("INSERT INTO votes (id, vote) VALUES ('2f', 'b'), ('3f', 'b')");
    await shows(page, "b", 2);
    await stack.sql("UPDATE votes SET vote = 'b' WHERE id = '1f'");
    await shows(page, "b", 3);
    await shows(page, "a", 0);

    await stack.start("worker");
    await stack.sql("INSERT INTO votes (id, vote) VALUES ('4f', 'a')");
    await shows(page, "a", 1);
    await shows(page, "b", 3);
    await live(page);
    assert.equal(await page.evaluate(() => window.same), true, "the page was not loaded again");
  },
);

visit(
  "without JavaScript too",
  () => browser,
  async ({ open }) => {
    const page = await open({ js: false });
    const before = (await stack.tally("default")).total;
    await stack.sql("INSERT INTO votes (id, vote) VALUES ('5f', 'b')");
    await eventually("the vote shows", async () => {
      await page.goto(stack.result);
      return (await page.locator("#main").innerText()).includes(`${before + 1} votes`);
    });
  },
);

// Every page as people with other eyes and hands meet it: what axe-core finds in the light and in the dark, and whether a phone
// of 320 pixels has room for it.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fits, launch, openPage, sizes } from "./browser.mjs";
import { startScene } from "./scene.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

let scene, browser;
before(async () => {
  [scene, browser] = await Promise.all([startScene(), launch()]);
});
after(async () => {
  await browser?.close();
  await scene?.stop();
});

/** axe-core's violations, one line each. */
async function violations(page) {
  const found = await page.evaluate((tags) => axe.run(document, { runOnly: tags, resultTypes: ["violations"] }), rules);
  return found.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      (node) => `${id}: ${help}: ${node.html.slice(0, 160)} ${node.any.map((check) => check.message).join("; ")}`,
    ),
  );
}

/** What sticks out at the sides, and what has no room for a finger (WCAG 2.5.8). */
const misfits = (page) =>
  page.evaluate(() => [
    ...[...document.querySelectorAll("body *")]
      .filter(
        (one) =>
          document.documentElement.scrollWidth > innerWidth && one.getBoundingClientRect().right > innerWidth + 1,
      )
      .map((one) => `sticks out: ${one.outerHTML.slice(0, 100)}`)
      .slice(0, 3),
    ...[...document.querySelectorAll("button, input:not([type=hidden]), summary")]
      .filter((one) => one.checkVisibility())
      .map((one) => [one, (one.closest("label") ?? one).getBoundingClientRect()])
      .filter(([, box]) => box.width > 1 && (box.height < 24 || box.width < 24))
      .map(([one, box]) => `small: ${one.outerHTML.slice(0, 100)} is ${box.width} x ${box.height}`),
  ]);

/** A page that would load itself again in a moment does not, while it is looked at. */
const standStill = (page) =>
  page.evaluate(() => {
    for (let timer = setTimeout(() => {}); timer > 0; --timer) clearTimeout(timer);
  });

async function judge(page, shown, language) {
  await scene.show(page, shown, language);
  await standStill(page);
  await page.evaluate(axe);
  const found = [];
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    found.push(...(await violations(page)).map((line) => `${colorScheme}: ${line}`));
  }
  await page.setViewportSize(sizes.phone);
  found.push(...(await misfits(page)));
  if (!(await fits(page))) found.push("320 pixels are not enough");
  return [...found, ...page.complaints];
}

test("axe-core finds a fault where there is one", async () => {
  const page = await openPage(browser);
  await scene.show(page, scene.pages[0], "en");
  await page.evaluate(axe);
  await page.evaluate(() => document.documentElement.removeAttribute("lang"));
  assert.match((await violations(page)).join(), /html-has-lang/);
  await page.context().close();
});

for (const language of ["en", "fr"]) {
  test(`no page has a fault, ${language}`, async () => {
    const found = [];
    for (const shown of scene.pages.filter(({ only = language }) => only === language)) {
      const page = await openPage(browser, { language, still: true, ...shown.browser });
      const lines = await judge(page, shown, language).catch((error) => [error.message]);
      found.push(...lines.map((line) => `${shown.name}: ${line}`));
      await page.context().close();
    }
    assert.equal(found.join("\n"), "");
  });
}

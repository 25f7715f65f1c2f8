// node shots.mjs FOLDER: pictures of the pages, as people meet them, with votes cast.
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { openPage, launch } from "./browser.mjs";
import { inSeconds, optionsOf } from "./polls.mjs";
import { eventually, startStack } from "./stack.mjs";

const folder = process.argv[2];
if (!folder) throw new Error("usage: node shots.mjs FOLDER");
process.env.FONTCONFIG_FILE = new URL("fonts.conf", import.meta.url).pathname;

const phone = { size: { width: 390, height: 780 }, deviceScaleFactor: 2 };
const laptop = { size: { width: 1280, height: 800 } };
const projector = { size: { width: 1920, height: 1080 } };

const hour = 3600;
const polls = [
  { id: "pets", question: "Cats or Dogs?", options: optionsOf("Cats", "Dogs") },
  {
    id: "lunch",
    question: "What shall we eat together on Friday?",
    closes: inSeconds(1.4 * hour),
    options: [
      { id: "pizza", label: "Pizza", emoji: "🍕", colour: "#c2410c" },
      { id: "sushi", label: "Sushi", emoji: "🍣", colour: "#0f766e" },
      { id: "curry", label: "Curry", emoji: "🍛", colour: "#b45309" },
      { id: "salad", label: "A big salad", emoji: "🥗", colour: "#15803d" },
    ],
  },
  {
    id: "talks",
    question: "Which talks should be given again?",
    max: 3,
    options: optionsOf(
      "Actors on one thread",
      "Exactly once, twice proven",
      "Clocks that step back",
      "Votes over a slow disk",
      "A page without a script",
    ),
  },
  { id: "logo", question: "Which logo?", change: false, options: optionsOf("The two bars", "The tick", "The circle") },
  {
    id: "speaker",
    question: "Who opens next year?",
    opens: inSeconds(26 * hour),
    options: optionsOf("Ada", "Grace", "Katherine"),
  },
];

/** Again and again until `selector` is there. */
async function reload(page, selector) {
  await eventually(selector, async () => (await page.locator(selector).count()) || (await page.reload(), 0));
}

/** Without what differs from run to run, and without what sticks to the window's edge: it would cover what stands below it. */
async function steady(page) {
  await page.evaluate(() => {
    for (const stuck of document.querySelectorAll("#status, .cast"))
      stuck.style.cssText += "position: relative; inset: auto";
    for (const text of document.querySelectorAll("footer p"))
      text.textContent = text.textContent.replace(/(container ID\)?) \S+/, "$1 4f2a9c31d7be");
  });
}

await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const stack = await startStack({
  polls,
  env: { SCRUTIN_VOTE_RESULT_URL: "https://results.example", SCRUTIN_RESULT_VOTE_URL: "https://vote.example" },
});
const browser = await launch();
try {
  await stack.castAll("pets", { a: 58, b: 42 });
  await stack.castAll("lunch", { pizza: 47, sushi: 38, curry: 21, salad: 14 });
  await stack.castAll("talks", { a: 41, b: 36, c: 22, d: 17, e: 9 });

  const vote = async (page, ...ids) => {
    for (const id of ids) await page.locator(`[name=vote][value=${id}]`).click();
    if (ids.length > 1) await page.locator("button.send").click();
    await page.locator("#status[data-state=recorded]").waitFor();
  };
  const { receipt } = await stack.cast("pets", "a");
  await stack.cast("pets", "b");
  const live = (page) => page.locator("#main[data-live=true]").waitFor();
  const shots = [
    ["vote", stack.vote, "/polls/pets", [phone, laptop]],
    ["vote-recorded", stack.vote, "/polls/lunch", [phone, laptop], (page) => vote(page, "sushi")],
    ["vote-several", stack.vote, "/polls/talks", [phone, laptop], (page) => vote(page, "a", "c")],
    ["vote-scheduled", stack.vote, "/polls/speaker", [phone]],
    ["vote-final", stack.vote, "/polls/logo", [phone], (page) => vote(page, "b")],
    ["polls", stack.vote, "/polls", [phone, laptop]],
    ["receipt", stack.result, `/receipts/${receipt}`, [phone], (page) => reload(page, "#main[data-state=counted]")],
    ["duel", stack.result, "/polls/pets", [phone, laptop], live],
    ["bars", stack.result, "/polls/lunch", [phone, laptop], live],
    ["several", stack.result, "/polls/talks", [laptop], live],
    ["screen-duel", stack.result, "/polls/pets/screen", [projector], live],
    ["screen-bars", stack.result, "/polls/lunch/screen", [projector], live],
    [
      "screen-code",
      stack.result,
      "/polls/lunch/screen",
      [projector],
      (page) => live(page).then(() => page.keyboard.press("q")),
    ],
  ];
  const names = new Map([
    [phone, "phone"],
    [laptop, "laptop"],
    [projector, "projector"],
  ]);
  for (const [name, site, path, sizes, act] of shots) {
    for (const size of sizes) {
      for (const dark of [false, true]) {
        const page = await openPage(browser, { dark, still: true, ...size });
        await page.goto(site + path);
        await act?.(page);
        await steady(page);
        await page.screenshot({
          path: join(folder, `${name}-${names.get(size)}-${dark ? "dark" : "light"}.png`),
          fullPage: size === phone,
        });
        if (page.complaints.length) throw new Error(`${name}: ${page.complaints.join("\n")}`);
        await page.context().close();
      }
    }
  }
} finally {
  await browser.close();
  await stack.stop();
}

// People watch: by WebSocket, by server-sent events, without JavaScript, on a projector, inside another page.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createServer } from "node:http";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { fits, isStill, launch, sizes, visit } from "./browser.mjs";
import { inSeconds, optionsOf } from "./polls.mjs";
import { eventually, pause, startStack } from "./stack.mjs";
import { live, shows, stateOf, votes } from "./watching.mjs";
import { Wire } from "./wire.mjs";

const run = promisify(execFile);
const question = { en: "Which animal?", fr: "Quel animal\u202f?" };
const pets = { id: "pets", question, options: optionsOf("Cats", "Dogs") };
const many = {
  id: "many",
  question: "One of six?",
  options: optionsOf("Cats", "Dogs", "Newts", "Owls", "Toads", "Mice"),
};
const several = { ...many, id: "several", question: "Some of six?", max: 3 };
const hidden = { ...pets, id: "hidden", results: "hidden" };
const later = { ...pets, id: "later", results: "after-close", closes: inSeconds(86400) };
const voters = { ...pets, id: "voters", results: "after-vote" };
const restored = { ...pets, id: "restored" };

let stack, browser, wire;
before(async () => {
  [stack, browser] = await Promise.all([
    startStack({ polls: [pets, many, several, hidden, later, voters, restored] }),
    launch(),
  ]);
  wire = await Wire.open(stack.result);
});
after(async () => {
  await browser?.close();
  await wire?.close();
  await stack?.stop();
});

for (const language of ["en", "fr"]) {
  visit(
    `bars move with each vote, by WebSocket, ${language}`,
    () => browser,
    async ({ open }) => {
      const page = await open({ language });
      const sockets = [];
      page.on("websocket", (socket) => sockets.push(socket.url()));
      const before = (await stack.tally("many")).options.map((one) => one.votes);
      await page.goto(`${stack.result}/polls/many`);
      assert.equal(await page.locator("html").getAttribute("lang"), language);
      await live(page);
      await isStill(page);
      await stack.castAll("many", { a: 3, b: 1 });
      await shows(page, "a", before[0] + 3);
      await shows(page, "b", before[1] + 1);
      assert.equal(
        (await page.locator("#tally li[data-id=a] .percent").textContent()).trim(),
        language === "en" ? "75.0%" : "75,0\u202f%",
      );
      assert.equal(await page.locator("#tally li[data-id=a] .fill").getAttribute("width"), "75%");
      assert.match(await page.locator("#tally li[data-id=a]").getAttribute("class"), /leading/);
      assert.deepEqual(
        sockets.map((url) => new URL(url).pathname),
        ["/ws"],
      );
      assert.equal(await isStill(page), 2);
    },
  );
}

// A standby of PostgreSQL that takes over may lack the last batches, whose sum numbers what the pages are sent.
visit(
  "tallies go on where the database comes back with less than it had",
  () => browser,
  async ({ open }) => {
    const page = await open();
    await page.goto(`${stack.result}/polls/restored`);
    await live(page);
    await stack.castAll("restored", { a: 3 });
    const before = (await stack.tally("restored")).options.map((one) => one.votes);
    await shows(page, "a", before[0]);
    await run("psql", ["-qX", "-c", "UPDATE partitions SET batches = 0", stack.postgres]);
    await stack.castAll("restored", { b: 1 });
    await shows(page, "b", before[1] + 1);
    await stack.castAll("restored", { b: 1 });
    await shows(page, "b", before[1] + 2);
  },
);

visit(
  "by server-sent events where sockets do not get through",
  () => browser,
  async ({ open }) => {
    const page = await open();
    page.expects(/WebSocket connection to .* failed/);
    wire.blocked = /^\/ws/;
    try {
      await page.goto(`${wire.url}/polls/many`);
      await eventually(
        "the page asks for events",
        () => wire.requests.some((line) => line.startsWith("GET /events?poll=many")),
        30000,
      );
      await live(page);
      await isStill(page);
      const before = await votes(page, "c");
      await stack.castAll("many", { c: 2 });
      await shows(page, "c", before + 2);
      assert.equal(await isStill(page), 2);
    } finally {
      wire.blocked = null;
    }
  },
);

visit(
  "without JavaScript the page comes back every few seconds",
  () => browser,
  async ({ open }) => {
    const page = await open({ js: false });
    await page.goto(`${stack.result}/polls/many`);
    const before = await votes(page, "d");
    await stack.castAll("many", { d: 1 });
    await shows(page, "d", before + 1, 12000);
    assert.equal(await page.locator(".reloads").isVisible(), true);
  },
);

visit(
  "the page says when it is not live, and returns by itself",
  () => browser,
  async ({ open }) => {
    const [page, screen] = await Promise.all([open(), open()]);
    for (const one of [page, screen]) one.expects(/WebSocket connection to .* failed|Failed to load resource: net::/);
    await page.goto(`${stack.result}/polls/pets`);
    await screen.goto(`${stack.result}/polls/pets/screen`);
    await Promise.all([live(page), live(screen)]);
    assert.equal(await stack.processes.result.stop(), 0);
    await Promise.all([live(page, "false"), live(screen, "false")]);
    for (const one of [page, screen]) assert.match(await one.locator("#state").textContent(), /Not live/);
    await stack.start("result");
    await Promise.all([live(page), live(screen)]);
  },
);

const views = ["/polls/pets", "/polls/pets/screen", "/polls/pets/embed"];

// -- scripts that do not run
const scripts = {
  "is cut off": (route) => route.fulfill({ contentType: "text/javascript", body: '"use strict"; (() => {' }),
  "is blocked": (route) => route.abort(),
  "is not found": (route) => route.fulfill({ status: 404, body: "" }),
};
for (const [what, answer] of Object.entries(scripts)) {
  visit(
    `where the script ${what} the page says that it loads itself again, and does`,
    () => browser,
    async ({ open }) => {
      const before = (await stack.tally("pets")).options[0].votes;
      const pages = await Promise.all(
        views.map(async (path) => {
          const page = await open();
          page.expects(/exception: |Failed to load resource/);
          await page.route(/\/assets\/result\./, answer);
          await page.goto(stack.result + path);
          return page;
        }),
      );
      for (const page of pages) {
        await page.locator(".reloads").waitFor();
        assert.match(await stateOf(page), /does not update by itself: it reloads every 5 seconds/);
        assert.notEqual(await page.locator("#main").getAttribute("data-live"), "true");
      }
      await stack.cast("pets", "a");
      for (const page of pages)
        await eventually("the vote is shown", async () => (await votes(page, "a").catch(() => 0)) > before, 30000);
    },
  );
}

visit(
  "where the script lacks something it says so, and the page loads itself again",
  () => browser,
  async ({ open }) => {
    await stack.cast("pets", "a");
    await eventually("there are votes over time", async () => (await stack.tally("pets")).timeline?.points.length > 0);
    const page = await open();
    page.expects(/console: |exception: /);
    await page.addInitScript(() => delete Array.prototype.at);
    await page.goto(`${stack.result}/polls/pets`);
    await eventually("the page says so", async () =>
      /does not update by itself/.test(await stateOf(page).catch(() => "")),
    );
    const before = (await stack.tally("pets")).options[0].votes;
    await stack.cast("pets", "a");
    await eventually("the vote is shown", async () => (await votes(page, "a").catch(() => 0)) > before, 30000);
  },
);

visit(
  "a receipt that is on its way is looked up again where the script is blocked",
  () => browser,
  async ({ open }) => {
    const page = await open();
    page.expects(/Failed to load resource/);
    await page.route(/\/assets\/polls\./, (route) => route.abort());
    await stack.processes.worker.suspend();
    try {
      const { receipt } = await stack.cast("pets", "a");
      await page.goto(`${stack.result}/receipts/${receipt}`);
      await page.locator("#main[data-state=waiting]").waitFor();
    } finally {
      stack.processes.worker.resume();
    }
    await page.locator("#main[data-state=counted]").waitFor({ timeout: 30000 });
  },
);

test("the process ends in order while votes come, though some who watch do not answer", async () => {
  const silent = await Promise.all(
    Array.from({ length: 5 }, async () => {
      const { hostname, port, host } = new URL(stack.result);
      const socket = connect(Number(port), hostname);
      socket.on("error", () => {});
      socket.write(
        `GET /ws?poll=pets HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
      );
      let heard = "";
      socket.on("data", (bytes) => (heard += bytes));
      await eventually("a first message", () => heard.includes("tally"));
      return socket;
    }),
  );
  let ends = false;
  const end = stack.processes.result.stop().finally(() => (ends = true));
  while (!ends) await Promise.all([stack.cast("pets", "a"), pause(30)]);
  const code = await end;
  const { log } = stack.processes.result;
  for (const socket of silent) socket.destroy();
  await stack.start("result");
  assert.equal(code, 0, log.slice(-2000));
});

visit(
  "several choices: voters and votes are told apart",
  () => browser,
  async ({ open }) => {
    const page = await open();
    await page.goto(`${stack.result}/polls/several`);
    await live(page);
    await stack.castAll("several", { "a,b,c": 2, a: 1 });
    await eventually("three voters", async () => (await page.locator("#voters").textContent()) === "3 voters");
    assert.equal(await page.locator("#total").textContent(), "7 votes");
    const { voters: n, total, options } = await stack.tally("several");
    assert.deepEqual([n, total], [3, 7]);
    assert.equal(options.reduce((sum, { share }) => sum + Number(share), 0).toFixed(1), "100.0");
  },
);

visit(
  "who watches is counted",
  () => browser,
  async ({ open }) => {
    const pages = await Promise.all([open(), open(), open()]);
    for (const page of pages) await page.goto(`${stack.result}/polls/several`);
    await eventually(
      "three watch",
      async () => (await pages[0].locator("#viewers").textContent()) === "3 are watching",
      20000,
    );
    await pages[2].goto("about:blank");
    await eventually(
      "two watch",
      async () => (await pages[0].locator("#viewers").textContent()) === "2 are watching",
      20000,
    );
  },
);

visit(
  "votes over time are a line and a table",
  () => browser,
  async ({ open }) => {
    await stack.castAll("many", { e: 2 });
    for (const js of [true, false]) {
      const page = await open({ js });
      await page.goto(`${stack.result}/polls/many`);
      await page.locator("#timeline").waitFor();
      assert.match(await page.locator("#timeline .line").getAttribute("d"), /^M[\d. ]+L/);
      await page.locator("#timeline summary").click();
      assert.ok((await page.locator("#times tr").count()) >= 1);
      // A page may hear of the latest votes a second later than who asks, or with its next load.
      await eventually("the table has every vote", async () => {
        const rows = await page
          .locator("#times td:last-child")
          .allTextContents()
          .catch(() => []); // while it loads again
        const shown = rows.reduce((sum, text) => sum + Number(text), 0);
        return shown === (await stack.tally("many")).timeline.points.reduce((sum, [, n]) => sum + n, 0);
      });
    }
  },
);

// -- the projector
/** What a camera reads from the page, or nothing. */
async function scan(page) {
  const picture = (await page.screenshot()).toString("base64");
  const reader = await browser.newPage();
  try {
    await reader.addScriptTag({ path: createRequire(import.meta.url).resolve("jsqr/dist/jsQR.js") });
    return await reader.evaluate(async (data) => {
      const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
      const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
      canvas.drawImage(image, 0, 0);
      const { data: pixels, width, height } = canvas.getImageData(0, 0, image.width, image.height);
      return window.jsQR(pixels, width, height)?.data;
    }, picture);
  } finally {
    await reader.close();
  }
}

for (const dark of [false, true]) {
  visit(
    `the QR code leads to where one votes, ${dark ? "dark" : "light"}, and Q makes it large`,
    () => browser,
    async ({ open }) => {
      const page = await open({ size: { width: 1920, height: 1080 }, dark, still: true });
      await page.goto(`${stack.result}/polls/many/screen`);
      await live(page);
      const address = await page.locator(".address a").getAttribute("href");
      assert.equal(await scan(page), address);
      const answer = await fetch(address);
      assert.ok(answer.ok && (await answer.text()).includes("One of six?"), `${address} is where one votes`);
      const width = () => page.locator(".code").evaluate((code) => code.getBoundingClientRect().width);
      const small = await width();
      await page.keyboard.press("q");
      await eventually("the code is large", async () => (await width()) > 1.5 * small);
      assert.equal(await scan(page), address);
      await page.keyboard.press("q");
      await eventually("the code is small", async () => (await width()) === small);
    },
  );
}

visit(
  "keys on the projector: N and P for the polls, F for the full screen, H for help",
  () => browser,
  async ({ open }) => {
    const page = await open({ size: { width: 1920, height: 1080 } });
    await page.goto(`${stack.result}/polls/pets/screen`);
    await live(page);
    await isStill(page);
    const at = (id) => eventually(`${id} is shown`, async () => new URL(page.url()).pathname === `/polls/${id}/screen`);
    await page.keyboard.press("f");
    await eventually("full screen", () => page.evaluate(() => document.fullscreenElement !== null));
    await page.keyboard.press("n");
    await at("many");
    await live(page);
    assert.equal(await page.locator("h1").textContent(), "One of six?");
    const before = await votes(page, "f");
    await stack.castAll("many", { f: 1 });
    await shows(page, "f", before + 1);
    await page.keyboard.press("p");
    await at("pets");
    assert.equal(
      await page.evaluate(() => document.fullscreenElement !== null),
      true,
      "another poll does not end the full screen",
    );
    await page.keyboard.press("f");
    await eventually("no full screen", () => page.evaluate(() => document.fullscreenElement === null));
    await page.keyboard.press("h");
    await page.locator("dialog[open]").waitFor();
    await page.keyboard.press("Escape");
    await page
      .locator("dialog[open]")
      .waitFor({ state: "detached" })
      .catch(() => {});
    assert.equal(await page.locator("dialog[open]").count(), 0);
    await page.goBack();
    await at("many");
    assert.equal(await isStill(page), 2, "polls changed without loading a page");
  },
);

for (const size of [sizes.projector, { width: 1280, height: 720 }]) {
  visit(
    `from the last row: figures on ${size.width} x ${size.height}`,
    () => browser,
    async ({ open }) => {
      for (const poll of ["pets", "many"]) {
        const page = await open({ size });
        await page.goto(`${stack.result}/polls/${poll}/screen`);
        await live(page);
        const measured = await page.evaluate(() => {
          const height = (selector) =>
            Math.min(
              ...[...document.querySelectorAll(selector)].map(
                (one) => (parseFloat(getComputedStyle(one).fontSize) / innerHeight) * 100,
              ),
            );
          const { scrollHeight, scrollWidth } = document.documentElement;
          return {
            percent: height("#tally .percent"),
            label: height("#tally .label"),
            title: height("h1"),
            whole: scrollHeight <= innerHeight && scrollWidth <= innerWidth,
          };
        });
        assert.ok(measured.percent >= 3.5 && measured.label >= 2.5 && measured.title >= 3.5, JSON.stringify(measured));
        assert.equal(measured.whole, true, "all of it is on the screen at once");
      }
    },
  );
}

// -- inside another page
visit(
  "the embedded view is live in a page of another origin",
  () => browser,
  async ({ open }) => {
    const server = createServer((_, answer) => {
      answer.setHeader("Content-Type", "text/html");
      answer.end(
        `<!DOCTYPE html><link rel="icon" href="data:,"><title>A blog</title><iframe src="${stack.result}/polls/pets/embed" width="400" height="400"></iframe>`,
      );
    }).listen(0, "127.0.0.1");
    try {
      await once(server, "listening");
      const page = await open();
      await page.goto(`http://localhost:${server.address().port}/`);
      const frame = page.frameLocator("iframe");
      await frame.locator("#main[data-live=true]").waitFor({ timeout: 20000 });
      const before = await votes(frame, "a");
      await stack.castAll("pets", { a: 1 });
      await shows(frame, "a", before + 1);
      assert.equal(await page.frames()[1].evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  },
);

test("only the embedded view may stand in another page", async () => {
  const framed = async (url) =>
    (await fetch(url)).headers.get("Content-Security-Policy").includes("frame-ancestors 'none'") === false;
  assert.equal(await framed(`${stack.result}/polls/pets/embed`), true);
  for (const url of [`${stack.result}/polls/pets`, `${stack.result}/polls/pets/screen`, `${stack.vote}/polls/pets`])
    assert.equal(await framed(url), false, url);
});

// -- results that are not for all
/** The first message of a socket or of a stream of events. */
const firstOf = {
  socket: (path) =>
    new Promise((done, failed) => {
      const socket = new WebSocket(`${stack.result.replace("http", "ws")}/ws${path}`);
      socket.onmessage = ({ data }) => {
        done(data);
        socket.close();
      };
      socket.onerror = () => failed(new Error(`no socket ${path}`));
    }),
  async events(path) {
    const abort = new AbortController();
    const answer = await fetch(`${stack.result}/events${path}`, { signal: abort.signal });
    let text = "";
    for await (const bytes of answer.body) {
      text += Buffer.from(bytes).toString();
      if (/^data: .*\n\n/m.test(text)) break;
    }
    abort.abort();
    return text;
  },
};

/** Without the numbers that are no votes, and could be any: how often something was told, when, how soon to come back. */
const withoutCounters = (text) => text.replace(/"(sequence|now|edition)":("[^"]*"|\d+)|^id: .*$|content="\d+"/gm, "");

/** Everything that is said of a poll. */
async function everything(poll, query = "") {
  const get = async (path) => (await fetch(stack.result + path + query)).text();
  const and = query.replace("?", "&");
  return {
    page: await get(`/polls/${poll}`),
    screen: await get(`/polls/${poll}/screen`),
    embed: await get(`/polls/${poll}/embed`),
    api: await get(`/api/polls/${poll}/results`),
    csv: await get(`/polls/${poll}.csv`),
    events: await firstOf.events(`?poll=${poll}${and}`),
    // A browser's; this node may have none.
    ...(globalThis.WebSocket ? { socket: await firstOf.socket(`?poll=${poll}${and}`) } : {}),
  };
}

for (const { id } of [hidden, later, voters]) {
  visit(
    `results that are not public are nowhere: ${id}`,
    () => browser,
    async ({ open }) => {
      // Numbers that nothing else on a page is.
      await stack.castAll(id, { a: 137, b: 64 });
      const operator = "what the tables hold";
      await eventually(operator, async () => (await everything(id)).api.includes('"public":false'));
      const page = await open();
      const frames = [];
      page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => frames.push(payload)));
      await page.goto(`${stack.result}/polls/${id}`);
      await live(page);
      await stack.cast(id, "a");
      await eventually("a message came", () => frames.length > 0);
      const said = { ...(await everything(id)), frames: frames.join() };
      for (const [where, text] of Object.entries(said)) {
        assert.doesNotMatch(withoutCounters(text), /\b(137|138|64|201|202|68[.,]2|68[.,]3|31[.,]8|31[.,]7)\b/, where);
        assert.doesNotMatch(text, /"(votes|share|total|voters|timeline)":/, where);
      }
      assert.equal(await page.locator("#withheld").isVisible(), true);
      assert.equal(await page.locator("#tally").isVisible(), false);
    },
  );
}

visit(
  "who has voted sees them, by the link of the vote page",
  () => browser,
  async ({ open }) => {
    const page = await open();
    await page.goto(`${stack.vote}/polls/voters`);
    assert.equal(await page.locator("#results a").isVisible(), false);
    await page.locator("button[value=b]").click();
    await page.locator("#status[data-state=recorded]").waitFor();
    await page.locator("#results a").click();
    await page.locator("#tally").waitFor({ timeout: 10000 });
    await live(page);
    const before = await votes(page, "a");
    await stack.cast("voters", "a");
    await shows(page, "a", before + 1);
    assert.match(page.url(), /receipt=/);

    const uid = new URL(page.url()).searchParams.get("receipt");
    for (const [where, text] of Object.entries(await everything("voters", `?receipt=${uid}`))) {
      if (where !== "embed") assert.match(text, /13\d|"votes":\d/, where);
    }
    const { receipt } = await stack.cast("pets", "a");
    const wrong = await everything("voters", `?receipt=${receipt}`);
    for (const [where, text] of Object.entries(wrong))
      assert.doesNotMatch(withoutCounters(text), /"votes":\d|\b13[789]\b/, `${where} with a receipt of another poll`);
  },
);

// -- receipts
visit(
  "a receipt is on its way, counts, and is replaced",
  () => browser,
  async ({ open }) => {
    const page = await open();
    await stack.processes.worker.suspend();
    let first;
    try {
      first = await stack.cast("pets", "a");
      await page.goto(`${stack.result}/receipts/${first.receipt}`);
      await page.locator("#main[data-state=waiting]").waitFor();
    } finally {
      stack.processes.worker.resume();
    }
    await page.locator("#main[data-state=counted]").waitFor({ timeout: 20000 }); // by itself
    await stack.cast("pets", "b", { Cookie: first.cookies });
    await eventually("it is replaced", async () => {
      await page.goto(`${stack.result}/receipts/${first.receipt}`);
      return (await page.locator("#main").getAttribute("data-state")) === "replaced";
    });
    assert.doesNotMatch(await page.locator("main").textContent(), /Cats|Dogs/, "a receipt never tells the choice");
  },
);

visit(
  "on a phone nothing sticks out, whatever the view",
  () => browser,
  async ({ open }) => {
    for (const path of ["/polls/many", "/polls/pets", "/polls/many/embed", "/polls"]) {
      const page = await open({ size: sizes.phone, language: "fr" });
      await page.goto(stack.result + path);
      assert.equal(await fits(page), true, path);
    }
  },
);

visit(
  "where no motion is wanted the bars jump",
  () => browser,
  async ({ open }) => {
    const page = await open({ still: true });
    await page.goto(`${stack.result}/polls/many`);
    await live(page);
    assert.equal(
      await page
        .locator(".fill")
        .first()
        .evaluate((bar) => getComputedStyle(bar).transitionDuration),
      "0s",
    );
    assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
  },
);

visit(
  "with the colours of a high contrast the bars can be told from the track",
  () => browser,
  async ({ open }) => {
    const page = await open({ contrast: true });
    await page.goto(`${stack.result}/polls/many`);
    const colour = (selector) =>
      page
        .locator(selector)
        .first()
        .evaluate((shape) => getComputedStyle(shape).fill);
    assert.notEqual(await colour(".fill"), await colour(".track"));
  },
);

visit(
  "votes that come are said, in a region of their own",
  () => browser,
  async ({ open }) => {
    const page = await open();
    await page.goto(`${stack.result}/polls/pets`);
    await live(page);
    assert.equal(await page.locator("#news").getAttribute("role"), "status");
    await stack.cast("pets", "a");
    const total = () => page.locator("#total").textContent();
    await eventually(
      "the news has the total",
      async () => (await page.locator("#news").textContent()).includes(await total()),
      20000,
    );
  },
);

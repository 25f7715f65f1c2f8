// What a page costs on a phone's connection: bytes on the wire, HTTP headers among them, and requests.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { launch, sizes, visit } from "./browser.mjs";
import { startScene } from "./scene.mjs";
import { Wire } from "./wire.mjs";

let scene, browser, wires;
before(async () => {
  [scene, browser] = await Promise.all([startScene(), launch()]);
  wires = { vote: await Wire.open(scene.stack.vote), result: await Wire.open(scene.stack.result) };
});
after(async () => {
  await browser?.close();
  await wires?.vote.close();
  await wires?.result.close();
  await scene?.stop();
});

/** Loads the page by the wire; what that took. The icon counts, whether this browser wants it or not. */
async function load(page, wire, path) {
  const { received } = wire;
  const asked = wire.requests.length;
  await page.goto(wire.url + path, { waitUntil: "networkidle" });
  const icon = await page.locator("link[rel=icon]").getAttribute("href");
  if (!wire.requests.includes(`GET ${icon}`)) await (await fetch(wire.url + icon)).arrayBuffer();
  return { bytes: wire.received - received, requests: wire.requests.slice(asked) };
}

for (const language of ["en", "fr"]) {
  for (const poll of ["pets", "lunch", "talks", "soon"]) {
    visit(
      `the vote page of ${poll} is small, ${language}`,
      () => browser,
      async ({ open, t }) => {
        const page = await open({ size: sizes.phone, language });
        const first = await load(page, wires.vote, `/polls/${poll}`);
        t.diagnostic(`first load: ${first.bytes} bytes, ${first.requests.length} requests`);
        assert.ok(first.bytes > 3000, `only ${first.bytes} bytes were seen: ${first.requests}`);
        assert.ok(first.bytes <= 15000, `${first.bytes} bytes: ${first.requests}`);
        assert.ok(first.requests.length <= 6, first.requests.join(", "));

        const again = await load(page, wires.vote, `/polls/${poll}`);
        t.diagnostic(`again: ${again.bytes} bytes`);
        assert.deepEqual(again.requests, [`GET /polls/${poll}`]);
      },
    );
  }
}

visit(
  "twenty options in French stay within it too",
  () => browser,
  async ({ open, t }) => {
    const page = await open({ size: sizes.phone, language: "fr" });
    const { bytes } = await load(page, wires.vote, "/polls/crowd");
    t.diagnostic(`${bytes} bytes`);
    assert.ok(bytes <= 20000, `${bytes} bytes`);
  },
);

visit(
  "the result page: itself, its files once, and one socket",
  () => browser,
  async ({ open, t }) => {
    const page = await open();
    const first = await load(page, wires.result, "/polls/lunch");
    t.diagnostic(`first load: ${first.bytes} bytes, ${first.requests.length} requests`);
    const sockets = first.requests.filter((line) => line.startsWith("GET /ws?"));
    assert.deepEqual(sockets, ["GET /ws?poll=lunch"]);
    assert.ok(first.requests.length <= 7, first.requests.join(", "));
    const again = await load(page, wires.result, "/polls/lunch");
    assert.deepEqual(again.requests.sort(), ["GET /polls/lunch", "GET /ws?poll=lunch"]);
  },
);

// Debian's Chromium, driven by playwright-core.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { chromium } from "playwright-core";

const program = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox", // CI runs as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
  ],
};

/** Names under `example` lead to this machine: to a browser they are no localhost, which it trusts more than others. */
export const launch = () =>
  chromium.launch({ ...program, args: [...program.args, "--host-resolver-rules=MAP *.example 127.0.0.1"] });

/** A context whose settings block all cookies, as people set it: that takes a browser of its own. */
async function withoutCookies(options) {
  const profile = await mkdtemp(join(tmpdir(), "scrutin-e2e-profile-"));
  await mkdir(join(profile, "Default"));
  await writeFile(
    join(profile, "Default", "Preferences"),
    JSON.stringify({ profile: { default_content_setting_values: { cookies: 2 } } }),
  );
  const context = await chromium.launchPersistentContext(profile, { ...program, ...options });
  context.on("close", () => rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  return context;
}

export const sizes = {
  phone: { width: 320, height: 640 },
  laptop: { width: 1280, height: 800 },
  projector: { width: 3840, height: 2160 },
};

/**
 * A page of its own browser profile; `cookies: false` keeps none, `home` are the hosts that it may ask. `page.complaints` collects what no page of ours may do: requests to another host, errors on
 * the console (a violated Content-Security-Policy is one), exceptions that nobody caught. `page.expects(/.../)` names complaints
 * that the test causes itself.
 */
export async function openPage(
  browser,
  {
    js = true,
    language = "en",
    dark = false,
    contrast = false,
    still = false,
    size = sizes.laptop,
    cookies = true,
    home = ["127.0.0.1", "localhost"],
    ...more
  } = {},
) {
  const options = {
    locale: { en: "en-GB", fr: "fr-FR" }[language],
    javaScriptEnabled: js,
    colorScheme: dark ? "dark" : "light",
    forcedColors: contrast ? "active" : "none",
    reducedMotion: still ? "reduce" : "no-preference",
    viewport: size,
    ...more,
  };
  const context = cookies ? await browser.newContext(options) : await withoutCookies(options);
  const page = await context.newPage();
  const expected = [];
  page.complaints = [];
  page.expects = (pattern) => expected.push(pattern);
  const complain = (what) => {
    if (!expected.some((pattern) => pattern.test(what))) page.complaints.push(what);
  };
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (!["data:", "blob:", "about:"].includes(url.protocol) && !home.includes(url.hostname))
      complain(`asks ${request.url()}`);
  });
  page.on("websocket", (socket) => {
    if (!home.includes(new URL(socket.url()).hostname)) complain(`asks ${socket.url()}`);
  });
  page.on("console", (message) => {
    if (message.type() === "error") complain(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => complain(`exception: ${error.message}`));
  return page;
}

/**
 * What Chromium itself fails at on a busy machine, about once in a thousand visits: it draws no frame any more, so that a control
 * seems to move for ever, or it gives a navigation up. A page of ours that did this would do it again.
 */
const isOfTheBrowser = ({ message }) =>
  message.includes("net::ERR_ABORTED") ||
  (message.includes("visible, enabled and stable") && !/intercepts pointer|not visible|not enabled/.test(message));

/** A test whose body opens pages by `open(options)`; none of them may have a complaint at its end. */
export function visit(name, browserOf, body) {
  const once = async (t) => {
    const pages = [];
    const open = async (options) => {
      pages.push(await openPage(browserOf(), options));
      return pages.at(-1);
    };
    try {
      await body({ open, t });
      assert.equal(pages.flatMap((page) => page.complaints).join("\n"), "");
    } finally {
      await Promise.all(pages.map((page) => page.context().close()));
    }
  };
  return test(name, async (t) => {
    try {
      await once(t);
    } catch (error) {
      if (!isOfTheBrowser(error)) throw error;
      t.diagnostic(`once more, since the browser failed: ${error.message}`);
      await once(t);
    }
  });
}

/** Whether nothing sticks out at the sides. */
export const fits = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

/** How often this was asked of a page since it was loaded, this time among them. */
export const isStill = (page) =>
  page.evaluate(() => {
    window.same = (window.same ?? 0) + 1;
    return window.same;
  });

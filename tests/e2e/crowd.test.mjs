// The program crowd as operators run it: against a deployment behind TLS, whose poll of its own no list names.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, openPage } from "./browser.mjs";
import { optionsOf } from "./polls.mjs";
import { freePort, startProxy } from "./proxy.mjs";
import { startStack } from "./stack.mjs";

const build = process.env.SCRUTIN_BUILD ?? new URL("../../build/release", import.meta.url).pathname;
const polls = [
  { id: "pets", question: "Which animal?", options: optionsOf("Cats", "Dogs") },
  { id: "rehearsal", question: "Do all votes arrive?", options: optionsOf("Yes", "No"), listed: false },
];

let stack, proxy, folder, ports, cert;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "scrutin-crowd-"));
  ports = { vote: await freePort(), result: await freePort() };
  const env = {
    SCRUTIN_VOTE_RESULT_URL: `https://localhost:${ports.result}`,
    SCRUTIN_RESULT_VOTE_URL: `https://localhost:${ports.vote}`,
  };
  stack = await startStack({ polls, env });
  const site = (name, at) => `https://localhost:${ports[name]} {
    tls ${at}/cert.pem ${at}/key.pem
    reverse_proxy ${new URL(stack[name]).host}
  }`;
  proxy = await startProxy("caddy", ports.vote, (at) => {
    cert = join(at, "cert.pem");
    return `{
      admin off
      auto_https disable_redirects
      skip_install_trust
    }
    ${site("vote", at)}
    ${site("result", at)}\n`;
  });
});
after(async () => {
  await proxy?.stop();
  await stack?.stop();
  await rm(folder, { recursive: true });
});

/** Its exit status, and what it printed. */
const crowd = (...args) =>
  new Promise((done) =>
    execFile(`${build}/crowd/crowd`, args, (error, stdout, stderr) =>
      done({ status: error?.code ?? 0, stdout, stderr }),
    ),
  );
const small = ["--people", "60", "--arrive", "0.5", "--think", "0.3"];
const vote = () => `https://localhost:${ports.vote}`;
const trusting = () => ["--ca", cert];

test("a crowd that votes and watches over TLS is counted to the last vote", async () => {
  const report = join(folder, "report.json");
  const watching = ["--sockets", "4", "--events", "4"];
  const run = await crowd("run", vote(), "--poll", "rehearsal", ...trusting(), ...small, ...watching, "--json", report);
  assert.equal(run.status, 0, run.stdout + run.stderr);
  assert.match(
    run.stdout,
    /^https:\/\/localhost:\d+, poll "rehearsal": 60 people within 0.5 s, 4 sockets, 4 event streams/,
  );
  assert.match(run.stdout, /counted=60 .* wrong=0 tallies: equal$/m);
  const told = JSON.parse(await readFile(report, "utf8"));
  assert.equal(told.verdict.counted, 60);
  assert.equal(told.results, `https://localhost:${ports.result}`, "found by itself");
  assert.ok(told.times_ms.screen.count > 0 && told.counts.frames > 0);
  assert.deepEqual(told.mishaps, {});
});

test("several processes are one crowd, and their reports add up", async () => {
  const reports = ["1/2", "2/2"].map((share) => [share, join(folder, `${share[0]}.json`)]);
  const ends = await Promise.all(
    reports.map(([share, file]) =>
      crowd("run", vote(), "--poll", "rehearsal", ...trusting(), ...small, "--share", share, "--json", file),
    ),
  );
  for (const end of ends) assert.equal(end.status, 0, end.stdout + end.stderr);
  const sum = await crowd("merge", ...reports.map(([, file]) => file));
  assert.equal(sum.status, 0, sum.stderr);
  assert.match(sum.stdout, /counted=60 .* wrong=0 tallies: equal$/m);
  const { stdout } = await crowd("merge", "--json", "-", ...reports.map(([, file]) => file));
  assert.equal(JSON.parse(stdout).verdict.acknowledged >= 60, true);
});

test("a rehearsal says how many people are held, and leaves no trace in other polls", async () => {
  const run = await crowd("rehearse", vote(), ...trusting(), ...small, "--bound", "20");
  assert.equal(run.status, 0, run.stdout + run.stderr);
  assert.match(run.stdout, /holds 60 people who come within 0.5 s \(99 of 100 waits below 20000 ms\)/);
  assert.match(run.stdout, /nothing gave way/);
  assert.match(run.stderr, /^7 people: all within the bound$/m);
  const strict = await crowd("rehearse", vote(), ...trusting(), ...small, "--bound", "0.000001");
  assert.equal(strict.status, 1, "no crowd was held");
  assert.match(strict.stdout, /holds 0 people[^]*what gave way first: \w/);
  const { total } = await (await fetch(`${stack.result}/api/polls/pets/results`)).json();
  assert.equal(total, 0);
  const browser = await launch();
  try {
    const home = ["127.0.0.1"];
    const page = await openPage(browser, { home });
    for (const address of [stack.vote, `${stack.vote}/polls`, stack.result, `${stack.result}/polls`]) {
      await page.goto(address);
      assert.ok(!(await page.content()).includes("rehearsal"), address);
    }
    await page.goto(`${stack.result}/polls/rehearsal`);
    await page.locator("#main[data-live=true]").waitFor();
  } finally {
    await browser.close();
  }
});

test("what keeps it from beginning is said in a line, with status 2", async () => {
  const says = async (pattern, ...args) => {
    const { status, stderr } = await crowd(...args);
    assert.equal(status, 2, stderr);
    assert.match(stderr, pattern);
  };
  await says(/crowd: .*: no TLS with localhost: .*certificate verify failed/, "rehearse", vote());
  await says(/no such poll.*\n\n\[\[poll\]\]\nid = "try"/, "rehearse", vote(), ...trusting(), "--poll", "try");
  await says(/is no address of a site/, "rehearse", "vote.example.org");
  await says(/--poll is required/, "run", vote());
  await says(/--share is which of how many, as 2\/3, not "3\/2"/, "run", vote(), "--poll", "x", "--share", "3/2");
  await says(/the certificates in .* cannot be read/, "rehearse", vote(), "--ca", folder);
  const file = join(folder, "no.json");
  await writeFile(file, "{}");
  await says(/no.json: this is no report of crowd/, "merge", file);
});

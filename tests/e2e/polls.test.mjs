// Thirty polls of twenty options in three languages, one of a hundred and one in Arabic: their pages, their hours, and new settings while people vote.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inSeconds } from "./polls.mjs";
import { eventually, pause, startStack } from "./stack.mjs";

const words = (what, n) => ({ en: `${what} number ${n}`, fr: `${what} numéro ${n}`, de: `${what} Nummer ${n}` });
const options = Array.from({ length: 20 }, (_, i) => ({
  id: `o${i + 1}`,
  label: words("Option", i + 1),
  colour: "#1e90ff",
  emoji: "🎈",
}));
const thirty = Array.from({ length: 30 }, (_, i) => ({
  id: `poll${i + 1}`,
  question: words("Question", i + 1),
  options,
  max: (i % 3) + 1,
}));

let stack;
before(async () => {
  // A Redis that is slow on a busy machine is not what is looked at here.
  stack = await startStack({ polls: thirty });
});
after(() => stack?.stop());

const services = () => Object.values(stack.processes);
const reloads = () =>
  services().map(
    ({ log }) =>
      log.match(/settings were loaded again|(new|changed) polls:|polls that the settings no longer have/g)?.length ?? 0,
  );

/** The file with these polls, taken up by all three services. */
async function change(polls) {
  const before = reloads();
  await stack.writePolls(polls);
  stack.reload();
  await eventually("the settings are loaded again", () => reloads().every((n, i) => n > before[i]));
}

/** The page at an address for who reads that language. */
async function get(url, language) {
  const answer = await fetch(url, { headers: { "Accept-Language": language } });
  assert.equal(answer.status, 200, url);
  return answer.text();
}

test("all of them are listed, shown and counted, in the reader's language", async () => {
  for (const [site, language, word] of [
    [stack.vote, "en", "number"],
    [stack.vote, "fr", "numéro"],
    [stack.result, "fr", "numéro"],
  ]) {
    const list = await get(`${site}/polls`, language);
    for (const { id } of thirty) assert.ok(list.includes(`/polls/${id}"`), `${id} is listed`);
    await Promise.all(
      thirty.map(async ({ id }, i) => {
        const page = await get(`${site}/polls/${id}`, language);
        assert.ok(page.includes(`Question ${word} ${i + 1}`), id);
        for (let n = 1; n <= 20; ++n) assert.ok(page.includes(`Option ${word} ${n}`), `${id}: option ${n}`);
      }),
    );
  }
  await Promise.all(thirty.map(({ id }, i) => stack.cast(id, `o${(i % 20) + 1}`)));
  await Promise.all(
    thirty.map(({ id }, i) =>
      eventually(`the vote in ${id} counts`, async () => (await stack.tally(id)).options[i % 20].votes === 1),
    ),
  );
});

/** Posts until one that was sent after `closes`, each as a new voter; what was sent when, answered when and how. */
async function knock(id, closes) {
  const seen = [];
  while (!(seen.at(-1)?.from >= closes)) {
    const from = Date.now();
    const answer = await fetch(`${stack.vote}/polls/${id}`, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams({ vote: "o1" }),
    });
    const { recorded } = await answer.json();
    seen.push({ from, to: Date.now(), status: answer.status, recorded });
    await pause(200 + 200 * Math.random());
  }
  return seen;
}

test("each opens and closes on time", async () => {
  const timed = thirty.map((poll, i) => ({ ...poll, opens: inSeconds(6 + (i % 3)), closes: inSeconds(11 + (i % 4)) }));
  await change(timed);
  await Promise.all(
    timed.map(async ({ id, opens, closes }) => {
      const seen = await knock(id, closes);
      const early = seen.filter(({ to }) => to < opens);
      const inTime = seen.filter(({ from, to }) => from >= opens && to < closes);
      const late = seen.filter(({ from }) => from >= closes);
      for (const [when, some, status, recorded] of [
        ["before", early, 403, false],
        ["while it is open", inTime, 201, true],
        ["after", late, 403, false],
      ]) {
        assert.ok(some.length > 0, `${id}: no vote was sent ${when}`);
        for (const one of some) assert.deepEqual([one.status, one.recorded], [status, recorded], `${id}, ${when}`);
      }
      const earlier = id === "poll1" || id === "poll21" ? 1 : 0; // by the test above
      const recorded = earlier + seen.filter((one) => one.recorded).length;
      await eventually(`${recorded} votes in ${id}`, async () => (await stack.tally(id)).options[0].votes === recorded);
    }),
  );
});

test("new settings are taken up under traffic without a failed request", async (t) => {
  await change(thirty);
  const count = () =>
    Promise.all(thirty.map(async ({ id }) => (await stack.tally(id)).total)).then((all) =>
      all.reduce((sum, n) => sum + n, 0),
    );
  const before = await count();
  const wrong = [];
  let asked = 0;
  let recorded = 0;
  let runs = true;
  const worker = async (n) => {
    for (let i = n; runs; ++i) {
      const { id } = thirty[i % 29]; // the last one comes and goes
      try {
        const page = await fetch(`${[stack.vote, stack.result][i % 2]}/polls/${id}`);
        await page.text();
        if (page.status !== 200) wrong.push(`GET ${id}: ${page.status}`);
        await stack.cast(id, `o${(i % 20) + 1}`);
        ++recorded;
        asked += 2;
      } catch (error) {
        wrong.push(String(error.cause ?? error));
      }
    }
  };
  const workers = Array.from({ length: 6 }, (_, n) => worker(n * 5));
  try {
    for (let i = 0; i < 8; ++i) await change(i % 2 ? thirty : thirty.slice(0, 29));
  } finally {
    runs = false;
    await Promise.all(workers);
  }
  t.diagnostic(`${asked} requests, ${recorded} votes`);
  assert.deepEqual(wrong, []);
  assert.ok(recorded > 20);
  await eventually("each recorded vote counts once", async () => (await count()) === before + recorded);
});

test("a file with a mistake leaves the running polls in force, and the log says where it is", async () => {
  const logs = services().map(({ log }) => log.length);
  const told = (text) => services().every(({ log }, i) => log.slice(logs[i]).includes(text));
  await stack.writePolls(
    '[[poll]]\nid = "poll1"\nquestion = "?"\noptions = [{ id = "a", label = "A" }, { id = "a", label = "B" }]\n',
  );
  stack.reload();
  await eventually("all say that it was not loaded", () => told("the settings were not loaded again"));
  for (const [i, { name, log }] of services().entries())
    assert.match(log.slice(logs[i]), /scrutin\.toml:4:\d+: .*"a"/, name);
  for (const name of ["vote", "result", "worker"]) {
    const metrics = await fetch(`${stack.admin(name)}/metrics`).then((answer) => answer.text());
    assert.match(metrics, /^scrutin_config_last_reload_successful 0$/m, name);
  }
  assert.equal((await fetch(`${stack.vote}/polls/poll30`)).status, 200);
  await stack.cast("poll30", "o20");

  await change(thirty);
  const metrics = await fetch(`${stack.admin("vote")}/metrics`).then((answer) => answer.text());
  assert.match(metrics, /^scrutin_config_last_reload_successful 1$/m);
});

test("who reads Arabic is asked in it, from right to left, on a page in English", async () => {
  const arabic = { ar: "القطط", de: "Katzen" };
  await change([
    {
      id: "tongues",
      question: { ar: "القطط أم الكلاب؟", de: "Katzen oder Hunde?" },
      options: [
        { id: "a", label: arabic },
        { id: "b", label: "B" },
      ],
    },
  ]);
  await eventually("result shows it", async () => (await get(stack.result, "ar")).includes('lang="ar"'));
  for (const [site, paths] of [
    [stack.vote, ["", "/polls/tongues"]],
    [stack.result, ["", "/polls/tongues", "/polls/tongues/screen", "/polls/tongues/embed"]],
  ]) {
    for (const path of paths) {
      const page = await get(site + path, "ar, en;q=0.5");
      assert.match(page, /<html lang="en">/);
      assert.match(page, /<h1[^>]* lang="ar" dir="rtl">القطط أم الكلاب؟<\/h1>/);
      assert.match(page, /<bdi[^>]* lang="ar" dir="rtl">القطط<\/bdi>/);
      assert.match(page, /<bdi[^>]* dir="auto">B<\/bdi>/);
      assert.match(await get(`${site}${path}?lang=de`, "ar"), /<h1[^>]* lang="de" dir="ltr">Katzen oder Hunde\?<\/h1>/);
    }
  }
  const told = JSON.parse(await get(`${stack.vote}/api/polls/tongues`, "ar"));
  assert.deepEqual([told.language, told.languages, told.options[0].label], ["ar", ["ar", "de"], arabic.ar]);
  assert.match(await get(`${stack.result}/polls/tongues.csv`, "ar"), /"القطط"/);
});

test("a vote names up to a hundred options, by ids of 64 characters", async () => {
  const id = "x".repeat(64);
  await change([
    {
      id,
      question: "Which of them?",
      max: 100,
      options: Array.from({ length: 100 }, (_, i) => ({ id: `o${i}`, label: `Option ${i}` })),
    },
  ]);
  const all = Array.from({ length: 100 }, (_, i) => `o${i}`);
  const mine = await stack.cast(id, all);
  await stack.cast(id, [all[99]]);
  await eventually("both are counted", async () => {
    const counted = await stack.tally(id).catch(() => null); // until result has taken the poll up
    return counted?.voters === 2 && counted.options[0].votes === 1 && counted.options[99].votes === 2;
  });
  const page = await (await fetch(`${stack.vote}/polls/${id}`, { headers: { Cookie: mine.cookies } })).text();
  assert.equal(page.match(/ checked>/g).length, 100, "the browser remembers all of them");
  const screen = await (await fetch(`${stack.result}/polls/${id}/screen`)).text();
  assert.match(screen, /class="bars rows-25 halves quarters"/);
});

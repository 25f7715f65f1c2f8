// One stack with a poll in every state, and the list of all pages there are.
import { inSeconds, optionsOf } from "./polls.mjs";
import { eventually, startStack } from "./stack.mjs";

const day = 86400;

const duel = {
  id: "pets",
  question: { en: "Cats or Dogs?", fr: "Chats ou chiens\u202f?" },
  options: [
    { id: "a", label: { en: "Cats", fr: "Chats" } },
    { id: "b", label: { en: "Dogs", fr: "Chiens" } },
  ],
};
const lunch = {
  id: "lunch",
  question: { en: "What shall we eat together on Friday?", fr: "Que mangerons-nous ensemble vendredi\u202f?" },
  options: [
    {
      id: "pizza",
      label: { en: "Pizza, with a thin crust", fr: "Une pizza à pâte fine" },
      emoji: "🍕",
      colour: "#c2410c",
    },
    { id: "sushi", label: { en: "Sushi", fr: "Des sushis" }, emoji: "🍣", colour: "#0f766e" },
    { id: "curry", label: { en: "Curry", fr: "Un curry" }, emoji: "🍛", colour: "#ffd23f" },
    { id: "salad", label: { en: "A big salad", fr: "Une grande salade" }, emoji: "🥗" },
  ],
};
const talks = {
  id: "talks",
  question: { en: "Which talks should be given again?", fr: "Quelles conférences faut-il redonner\u202f?" },
  min: 2,
  max: 3,
  options: optionsOf(
    "Actors on one thread",
    "Exactly once",
    "A bar that both push",
    "Clocks that step back",
    "Votes over a slow disk",
    "No JavaScript",
  ),
};
const crowd = {
  id: "crowd",
  question: "Twenty of them",
  options: optionsOf(
    ...Array.from({ length: 20 }, (_, i) => `Option number ${i + 1}, whose name is rather long for a phone`),
  ),
};

// The pages are in neither language, and one runs from right to left.
const tongues = {
  id: "tongues",
  question: { ar: "القطط أم الكلاب؟", de: "Katzen oder Hunde?" },
  options: [
    { id: "a", label: { ar: "القطط", de: "Katzen" }, emoji: "🐈" },
    { id: "b", label: { ar: "الكلاب", de: "Hunde" }, emoji: "🐕" },
    { id: "c", label: "C++ 20" },
  ],
};
const hundred = {
  id: "hundred",
  question: "A hundred of them",
  max: 100,
  options: Array.from({ length: 100 }, (_, i) => ({ id: `o${i}`, label: `Option number ${i}` })),
};

const polls = [
  duel,
  lunch,
  talks,
  crowd,
  { ...duel, id: "final", change: false },
  { ...talks, id: "finaltalks", change: false },
  { ...lunch, id: "soon", opens: inSeconds(day), closes: inSeconds(2 * day) },
  { ...lunch, id: "open", opens: inSeconds(-day), closes: inSeconds(day) },
  { ...lunch, id: "over", opens: inSeconds(-2 * day), closes: inSeconds(-day) },
  { ...duel, id: "duelover" },
  { ...lunch, id: "never", results: "hidden" },
  { ...lunch, id: "later", results: "after-close", closes: inSeconds(day) },
  { ...lunch, id: "laterover", results: "after-close", closes: inSeconds(day) },
  { ...lunch, id: "voters", results: "after-vote" },
  { ...duel, id: "board", integrity: "roll" },
  { ...talks, id: "boards", integrity: "roll", opens: inSeconds(day) },
  { ...duel, id: "paced", integrity: "paced" },
  tongues,
  hundred,
];
const ended = { duelover: inSeconds(-60), laterover: inSeconds(-60) };

/** The stack, the pages, and two ways to get them. Names of pages are those of no poll. `only`: in the other language nothing differs. */
export async function startScene() {
  const stack = await startStack({ polls });
  await stack.castAll("pets", { a: 3, b: 2 });
  await stack.castAll("lunch", { pizza: 4, sushi: 2, curry: 1 });
  await stack.castAll("crowd", { a: 3, c: 2, t: 1 });
  const voter = {};
  for (const [poll, choice] of [
    ["pets", "a"],
    ["lunch", "curry"],
    ["talks", ["a", "c"]],
    ["final", "b"],
    ["finaltalks", ["b", "f"]],
    ["voters", "sushi"],
  ]) {
    voter[poll] = await stack.cast(poll, choice);
  }
  await stack.castAll("tongues", { a: 2, c: 1 });
  await stack.castAll("hundred", { o3: 2, o99: 1 });
  const replaced = await stack.cast("crowd", "b");
  await stack.cast("crowd", "c", { Cookie: replaced.cookies });
  // These are closed once they have votes.
  await stack.castAll("duelover", { a: 5, b: 5 });
  await stack.castAll("laterover", { pizza: 1, salad: 2 });
  await stack.writePolls(polls.map((poll) => ({ ...poll, closes: ended[poll.id] ?? poll.closes })));
  stack.reload();
  await eventually("two polls are closed", async () =>
    (await Promise.all(Object.keys(ended).map((id) => stack.tally(id)))).every(
      (now) => now.phase === "closed" && now.total > 0,
    ),
  );
  await eventually("the receipts are known", async () =>
    (
      await Promise.all(
        [replaced, ...Object.values(voter)].map(({ receipt }) =>
          fetch(`${stack.result}/receipts/${receipt}`).then((answer) => answer.text()),
        ),
      )
    ).every((text) => !text.includes('data-state="waiting"')),
  );
  const foreign = { post: "vote=a", headers: { Origin: "http://elsewhere.example" } };

  const vote = (name, path, more = {}) => ({ name: `vote: ${name}`, url: stack.vote + path, ...more });
  const result = (name, path, more = {}) => ({ name: `result: ${name}`, url: stack.result + path, ...more });
  const live = (page) => page.locator("#main[data-live=true]").waitFor();
  const choose = (label) => async (page) => {
    await page.locator(`button[value=${label}]`).click();
    await page.locator("#status[data-state=recorded]").waitFor();
  };
  const pages = [
    vote("two options", "/polls/pets"),
    vote("recorded", "/polls/pets", { cookies: voter.pets.cookies }),
    vote("recorded by the script", "/polls/pets", { act: choose("a") }),
    vote("colours and emoji", "/polls/lunch"),
    vote("colours and emoji, recorded", "/polls/lunch", { cookies: voter.lunch.cookies }),
    vote("several choices", "/polls/talks"),
    vote("several choices, picked", "/polls/talks", {
      act: async (page) => {
        for (const id of "abcd") await page.locator(`[name=vote][value=${id}]`).check();
        await page.locator("button.send").click();
        await page.locator("#status[data-state=failed]").waitFor();
      },
    }),
    vote("several choices, recorded", "/polls/talks", { cookies: voter.talks.cookies }),
    vote("twenty options", "/polls/crowd"),
    vote("a hundred options", "/polls/hundred", { only: "en" }),
    vote("other languages", "/polls/tongues?lang=ar"),
    vote("other languages, in none of the reader's", "/polls/tongues"),
    vote("final", "/polls/final", { cookies: voter.final.cookies }),
    vote("final, several choices", "/polls/finaltalks", { cookies: voter.finaltalks.cookies }),
    vote("recorded, no cookies kept", "/polls/voters", { post: "vote=pizza", headers: { Origin: stack.vote } }),
    vote("not recorded", "/polls/pets", {
      act: async (page) => {
        page.expects(/Failed to load resource/);
        await page.route("**/*", (route) => (route.request().method() === "POST" ? route.abort() : route.continue()));
        await page.locator("button[value=a]").click();
        await page.locator("#status[data-state=failed]").waitFor();
      },
    }),
    vote("recording", "/polls/pets", {
      act: async (page) => {
        await page.route("**/*", (route) => (route.request().method() === "POST" ? null : route.continue())); // no answer at all
        await page.locator("button[value=a]").click();
        await page.locator("#status[data-state=pending]").waitFor();
      },
    }),
    vote("a code for each voter", "/polls/board?code=7K3M-9QPX-R2DA-54TC"),
    vote("a code for each voter, not open yet", "/polls/boards"),
    vote("a wrong code", "/polls/board", {
      act: async (page) => {
        page.expects(/Failed to load resource/);
        await page.locator("#code").fill("nonsense");
        await page.locator("button[value=a]").click();
        await page.locator("#status[data-state=failed]").waitFor();
      },
    }),
    vote("a limit on new voters", "/polls/paced"),
    vote("no code", "/polls/board", { post: "vote=a", status: 403 }),
    vote("not open yet", "/polls/soon"),
    vote("open for a time", "/polls/open"),
    vote("over", "/polls/over"),
    vote("two options, over", "/polls/duelover"),
    vote("list of polls", "/polls"),
    vote("nothing here", "/nothing", { status: 404 }),
    vote("no such poll", "/polls/nothing", { status: 404 }),
    vote("from another site", "/polls/pets", { ...foreign, status: 403 }),
    vote("no option", "/polls/pets", { post: "", status: 400 }),
    vote("too many options", "/polls/talks", { post: "vote=a&vote=b&vote=c&vote=d", status: 400 }),
    vote("a vote too early", "/polls/soon", { post: "vote=pizza", status: 403 }),
    vote("a vote too late", "/polls/over", { post: "vote=pizza", status: 403 }),
    vote("a second vote", "/polls/final", { post: "vote=a", cookies: voter.final.cookies, status: 409 }),
    vote("Redis is away", "/polls/pets", { post: "vote=a", away: true, status: 503 }),
    result("two options", "/polls/pets", { act: live }),
    result("more options", "/polls/lunch", { act: live }),
    result("several choices", "/polls/talks", { act: live }),
    result("twenty options", "/polls/crowd", { act: live }),
    result("a hundred options", "/polls/hundred", { act: live, only: "en" }),
    result("other languages", "/polls/tongues?lang=ar", { act: live }),
    result("no votes", "/polls/open", { act: live }),
    result("not open yet", "/polls/soon", { act: live }),
    result("over", "/polls/duelover", { act: live }),
    result("for nobody", "/polls/never", { act: live }),
    result("after the close", "/polls/later", { act: live }),
    result("after the close, closed", "/polls/laterover", { act: live }),
    result("for voters", "/polls/voters", { act: live }),
    result("for voters, one of them", `/polls/voters?receipt=${voter.voters.receipt}`, { act: live }),
    result("all unfolded", "/polls/lunch", {
      act: async (page) => {
        await live(page);
        for (const summary of await page.locator("summary").all()) await summary.click();
      },
    }),
    ...["pets", "lunch", "crowd", "tongues", "soon", "duelover", "never"].flatMap((id) => [
      result(`projector, ${id}`, `/polls/${id}/screen`, {
        act: live,
        browser: { size: { width: 1920, height: 1080 } },
      }),
      result(`embedded, ${id}`, `/polls/${id}/embed`, { act: live, browser: { size: { width: 400, height: 400 } } }),
    ]),
    result("projector, a hundred options", "/polls/hundred/screen", {
      act: live,
      only: "en",
      browser: { size: { width: 1920, height: 1080 } },
    }),
    result("projector, keys", "/polls/lunch/screen", {
      act: async (page) => {
        await live(page);
        await page.keyboard.press("h");
      },
    }),
    result("projector, large code", "/polls/lunch/screen", {
      act: async (page) => {
        await live(page);
        await page.keyboard.press("q");
      },
    }),
    result("receipt, counted", `/receipts/${voter.pets.receipt}`),
    result("receipt, replaced", `/receipts/${replaced.receipt}`),
    result("receipt, not arrived", "/receipts/0192f0c1-2b3c-7d4e-8f50-123456789abc"),
    result("receipt, malformed", "/receipts/nothing", { status: 400 }),
    result("list of polls", "/polls"),
    result("no such poll", "/polls/nothing", { status: 404 }),
  ];

  // Redis is away for as long as `use` runs.
  const without = async (away, use) => {
    if (!away) return use();
    await stack.redis.cut();
    try {
      return await use();
    } finally {
      await stack.redis.mend();
    }
  };

  /** The answer as it is served. */
  const ask = ({ url, post, headers, cookies, away }, language) =>
    without(away, () =>
      fetch(url, {
        method: post === undefined ? "GET" : "POST",
        body: post,
        headers: {
          Accept: "text/html",
          "Accept-Language": language,
          ...(post === undefined ? {} : { "Content-Type": "application/x-www-form-urlencoded" }),
          ...(cookies ? { Cookie: cookies } : {}),
          ...headers,
        },
      }),
    );

  return {
    stack,
    pages,
    fetch: ask,

    /** The same in a browser, after what a person does there. What a form was answered is put into its place. */
    async show(page, shown, language) {
      const { url, post, cookies, status = 200, act } = shown;
      if (cookies) {
        const pairs = cookies.split("; ").map((pair) => /^([^=]*)=(.*)$/.exec(pair));
        await page.context().addCookies(pairs.map(([, name, value]) => ({ name, value, url })));
      }
      if (post !== undefined) {
        await page.route(
          url,
          async (route) => {
            const answer = await ask(shown, language);
            await route.fulfill({
              status: answer.status,
              headers: Object.fromEntries(answer.headers),
              body: await answer.text(),
            });
          },
          { times: 1 },
        );
      }
      if (status >= 400) page.expects(/Failed to load resource/); // Chromium says so of the page itself
      const answer = await page.goto(url);
      if (answer.status() !== status) throw new Error(`${url} was answered ${answer.status()}, not ${status}`);
      await act?.(page);
    },

    stop: () => stack.stop(),
  };
}

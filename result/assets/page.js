// The page itself. Its main element says in data attributes what it shows, in which words.
import { write } from "../../pages/assets/element.js";
import { barChart, lineChart } from "./chart.js";
import { asking, connect } from "./link.js";
import { capital, fill, wording } from "./words.js";

const quiet = 5000; // ms between announcements

/** To who listens, and not too often: each is read to its end. `text` is what there is to say. */
function announcer(news, text) {
  let announced = "";
  let waiting = 0;

  function announce() {
    if (!waiting) waiting = setTimeout(speak, 300);
  }

  function speak() {
    const next = text();
    waiting = 0;
    if (next === announced) return;
    announced = news.textContent = next;
    waiting = setTimeout(() => {
      waiting = 0;
      announce();
    }, quiet);
  }

  return { announce, stop: () => clearTimeout(waiting) };
}

/** The poll's phase, and the time that is left of it, by the server's clock: a phone's may be wrong. */
function phaseClock(element, texts, words) {
  let terms = { phase: texts.phase, opens: texts.opens, closes: texts.closes };
  let ahead = 0; // of the server's clock
  let timer = 0;

  function remaining(ms) {
    const seconds = Math.max(Math.ceil(ms / 1000), 0);
    if (seconds >= 172800) return words.plural(texts, "days", Math.floor(seconds / 86400));
    const two = (n) => String(n).padStart(2, "0");
    const hours = Math.floor(seconds / 3600);
    const minutes = Math.floor(seconds / 60) % 60;
    return `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
  }

  // At the moment itself the words change without waiting for the server, which may be hard to reach just then.
  function tick() {
    clearTimeout(timer);
    const now = Date.now() + ahead;
    const opens = terms.opens ? Date.parse(terms.opens) - now : 0;
    const closes = terms.closes ? Date.parse(terms.closes) - now : Infinity;
    texts.phase = terms.phase;
    if (texts.phase === "scheduled" && opens <= 0) texts.phase = "open";
    if (texts.phase === "open" && closes <= 0) texts.phase = "closed";
    const left = { scheduled: opens, open: closes }[texts.phase] ?? Infinity;
    const kind = texts.phase === "open" && left !== Infinity ? "closing" : texts.phase;
    write(element, fill(texts[`phase${capital(kind)}`], { time: remaining(left) }));
    element.classList.toggle("soon", left < 60000);
    if (left !== Infinity) timer = setTimeout(tick, (left % 1000) + 20);
  }

  return {
    tick,
    /** `lead`: how far the server's clock is ahead of this one, in ms. */
    set(lead) {
      ahead = lead;
    },
    /** The same of a beat: each comes a little later or sooner, and only a clock that was set is worth a jump. */
    correct(lead) {
      if (Math.abs(lead - ahead) > 1000) ahead = lead;
    },
    follow(message) {
      terms = message;
      tick();
    },
    stop: () => clearTimeout(timer),
  };
}

/**
 * Keeps the figures in `main` as they are now. `arrived`: when the page's own figures did, as this clock had it. `surrender` is
 * called with the error where this browser lacks something. Returns what ends it.
 */
export function watch(main, arrived, surrender) {
  const texts = main.dataset;
  const [state, total, voters, viewers, phase, withheld, tally, news, figure] = [
    "state",
    "total",
    "voters",
    "viewers",
    "phase",
    "withheld",
    "tally",
    "news",
    "timeline",
  ].map((id) => main.querySelector(`#${id}`));
  const words = wording(document.documentElement.lang);
  const { plural } = words;
  const bars = barChart(tally, texts, words);
  const drawLine = figure ? lineChart(figure, words) : () => {};
  const clock = phaseClock(phase, texts, words);
  const votes = (n) => plural(texts, "votes", n);
  let sequence = -1; // of the latest tally; a restarted server counts anew
  let reloading = 0;

  const { announce, stop: hush } = announcer(news, () => {
    const parts = [total.textContent];
    if (tally.hidden) parts[0] = withheld.textContent;
    else if (!tally.hasAttribute("data-empty")) parts.unshift(bars.spoken());
    if (texts.phase !== "open") parts.push(fill(texts[`phase${capital(texts.phase)}`], { time: "" }).trim());
    return parts.join(". ");
  });

  function show(kind) {
    texts.live = kind === "connecting" ? "" : String(kind === "live");
    write(state, fill(texts[`text${capital(kind)}`], { n: asking / 1000 }));
  }

  // The poll was changed: this page is of the past. Not all at once.
  function renew() {
    reloading ||= setTimeout(
      () => {
        reloading = 0;
        if (document.dispatchEvent(new CustomEvent("pollchange", { cancelable: true }))) location.reload();
      },
      2000 + Math.random() * 3000,
    );
  }

  function withhold(reason) {
    tally.hidden = true;
    withheld.hidden = false;
    write(withheld, texts[`withheld${capital(reason ?? "hidden")}`]);
    write(total, "");
    write(voters, "");
    drawLine(null);
    announce();
  }

  function draw(message) {
    if (!bars.fits(message.options)) {
      renew();
      return;
    }
    bars.draw(message.options);
    tally.hidden = false;
    withheld.hidden = true;
    tally.toggleAttribute("data-empty", message.total === 0);
    write(total, plural(texts, "total", message.total));
    write(voters, plural(texts, "voters", message.voters ?? 0));
    if (message.timeline) drawLine(message.timeline, votes); // left out where it is as it was
    announce();
  }

  function take(message, asked, lead) {
    sequence = message.public === false ? -1 : message.sequence; // without figures there is no order
    if (message.now) clock.set(lead);
    clock.follow(message);
    if (message.public === false) withhold(message.reason);
    else draw(message);
    if (viewers && message.viewers) write(viewers, plural(texts, "viewers", message.viewers));
    show(message.live === false ? "stale" : asked ? "asking" : "live");
  }

  function hear(data, { asked, fresh, by }) {
    let message;
    try {
      message = JSON.parse(data);
    } catch {
      return;
    }
    const lead = Date.parse(message.now) - Date.now();
    if (message.type === "beat") clock.correct(lead);
    if (message.type !== "tally") return;
    // A connection tells in order: where it counts backwards, the server's database came back with less than it had.
    const back = by && message.sequence < by.sequence;
    if (by) by.sequence = message.sequence;
    if (message.public !== false && message.sequence < sequence && !fresh && !back) {
      if (asked) sequence = -1; // once it is an answer that was overtaken; twice, the server counts anew
      return;
    }
    try {
      take(message, asked, lead);
    } catch (error) {
      surrender(error);
    }
  }

  clock.set(Date.parse(texts.now) - arrived);
  show(texts.live === "false" ? "stale" : "connecting");
  clock.tick();
  const link = connect(texts.base, texts.query, hear, () => {
    sequence = -1;
    show("reconnecting");
  });
  const forget = awaken(link, clock);
  return () => {
    forget();
    link.stop();
    hush();
    clock.stop();
    clearTimeout(reloading);
  };
}

/** Brings `link` and `clock` up to date when the browser wakes up, or its network comes back. Returns what ends that. */
function awaken(link, clock) {
  const wake = () => {
    if (document.hidden) return;
    link.hasten();
    clock.tick();
  };
  let back = 0;
  const leaving = new AbortController();
  const { signal } = leaving;
  // A hall's network comes back for all at once.
  const hasten = () => {
    back = setTimeout(link.hasten, Math.random() * 1000);
  };
  addEventListener("online", hasten, { signal });
  addEventListener("offline", link.drop, { signal });
  for (const kind of ["visibilitychange", "resume"]) document.addEventListener(kind, wake, { signal });
  const shown = (event) => {
    if (event.persisted) wake();
  };
  addEventListener("pageshow", shown, { signal });
  return () => {
    leaving.abort();
    clearTimeout(back);
  };
}

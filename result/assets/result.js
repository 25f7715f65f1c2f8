"use strict";
// Keeps the figures on a page as they are now. Its main element says in data attributes what it shows, in which words.
//
// Where this script does not run, for whatever reason, its page loads itself again and again, and says so. What makes it do that
// stands behind this script in the page; here it becomes a comment before the browser has read it, and cannot come back.
document.write("<!--");
(() => {
  const root = document.documentElement;
  root.classList.add("moves");
  const language = root.lang;
  const whole = new Intl.NumberFormat(language);
  const tenths = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const fill = (text, places) => text.replace(/\{(\w+)\}/g, (place, name) => places[name] ?? place);
  const plural = (texts, kind, n) => fill(texts[kind + (n === 0 ? "Zero" : n === 1 ? "One" : "Many")], { n: whole.format(n) });
  const write = (element, text) => {
    if (element && element.textContent !== text) element.textContent = text;
  };
  const capital = (word) => word.replace(/(?:^|-)(.)/g, (_, letter) => letter.toUpperCase());
  const asking = 5000; // ms between questions where no connection delivers

  /**
   * One connection at a time: a WebSocket, or where those do not get through, server-sent events. Each has a beat, so one
   * that is silent is over, whatever the browser thinks of it. While none delivers, the tally is asked for. `hear` gets each
   * message, and whether it was asked for or is the first of a connection; `lose` is called when nothing brings any more.
   * Returns what stops and what hastens it.
   */
  function connect(query, hear, lose) {
    const shortest = 500, longest = 10000; // ms between attempts
    const patience = 8000; // ms without a word; a beat comes every 3000
    const pause = 60000; // ms between looks whether a better way is free again
    let current = null; // that which delivers, or is to
    let attempt = null; // a WebSocket that is tried beside working events
    let silent = 0; // WebSockets in a row that brought nothing, or fell silent
    let failures = 0; // connections in a row of either kind that did not last
    let question = null; // what stops the one that is on its way
    let unanswered = 0; // in a row
    let answered = false; // the latest one was, and is the best that there is
    let timer = 0, later = 0, next = 0, over = false;

    const address = (path) => new URL(`${path}?${query}`, location.href);

    function deliver(link, data) {
      if (over || (link !== current && link !== attempt)) return link.end();
      link.heard = Date.now();
      link.since ??= link.heard;
      const lasts = link.heard - link.since > patience; // some let a first message through, and then nothing
      if (lasts) {
        failures = 0;
        if (link.socket) silent = 0;
      }
      if (link === attempt && lasts) { // the better way is free again
        current?.end();
        current = link;
        attempt = null;
        clearTimeout(later);
      }
      stopAsking();
      hear(data, { fresh: link === current && !link.heeded });
      if (link === current) link.heeded = true;
    }

    function fail(link, mute = false) {
      if (link === attempt) {
        attempt = null;
        later = setTimeout(tryAgain, pause);
      }
      if (link !== current || over) return;
      if (!link.socket) silent = 1; // one WebSocket, then events again
      else if (mute || !link.since) silent += link.since ? 1 : 1 + mute;
      current = attempt;
      attempt = null;
      if (current?.since) return;
      if (link.since) answered = false;
      if (!answered) lose();
      if (!next && !question) askIn(asking);
      if (current) return;
      // Who has tried each way, and gets answers, can wait longer.
      const wait = answered && failures > 3 ? pause / 2 : Math.min(shortest * 2 ** failures, longest);
      ++failures;
      timer = setTimeout(start, wait / 2 + Math.random() * wait / 2);
    }

    // Timers stand still while a phone sleeps, and clocks are set: what counts is what the clock says now.
    function look() {
      for (const link of [current, attempt]) {
        if (!link) continue;
        const age = Date.now() - link.heard;
        if (age < 0) link.heard = Date.now();
        if (age <= patience) continue;
        link.end();
        fail(link, true);
      }
    }

    function open(link) {
      link.heard = Date.now();
      return link;
    }

    function openSocket() {
      const url = address("/ws");
      url.protocol = url.protocol.replace("http", "ws");
      const socket = new WebSocket(url);
      const link = { socket: true, end: () => socket.close() };
      socket.onmessage = (event) => deliver(link, event.data);
      socket.onclose = () => fail(link);
      return open(link);
    }

    function openEvents() {
      const events = new EventSource(address("/events"));
      const link = { socket: false, end: () => events.close() };
      for (const kind of ["tally", "beat"]) events.addEventListener(kind, (event) => deliver(link, event.data));
      events.onerror = () => { events.close(); fail(link); };
      clearTimeout(later);
      later = setTimeout(tryAgain, pause);
      return open(link);
    }

    function tryAgain() {
      if (!over && current && !current.socket && !attempt) attempt = openSocket();
    }

    function start() {
      clearTimeout(timer);
      if (over || current) return;
      current = silent < 2 ? openSocket() : openEvents();
    }

    // A hall of phones that all lost their server do not all ask at once.
    function askIn(ms) {
      clearTimeout(next);
      question?.abort();
      question = null;
      next = setTimeout(ask, ms * (0.6 + 0.4 * Math.random()));
    }

    async function ask() {
      next = 0;
      const mine = question = new AbortController();
      const limit = setTimeout(() => mine.abort(), patience);
      const [poll, ...rest] = query.split("&"); // poll=ID, and a receipt where there is one
      const path = `/api/polls/${poll.slice(5)}/results${rest.length ? "?" + rest : ""}`;
      let told = null;
      try {
        const answer = await fetch(path, { headers: { Accept: "application/json" }, signal: mine.signal });
        if (answer.ok) told = await answer.text();
      } catch {
        // no answer: the network, or our patience
      }
      clearTimeout(limit);
      if (mine !== question) return;
      question = null;
      answered = told !== null;
      unanswered = answered ? 0 : unanswered + 1;
      next = setTimeout(ask, Math.min(asking * 2 ** unanswered, 4 * asking) * (0.9 + 0.1 * Math.random()));
      if (answered) hear(told, { asked: true });
      else lose();
    }

    function stopAsking() {
      clearTimeout(next);
      question?.abort();
      question = null;
      next = unanswered = 0;
      answered = false;
    }

    const looking = setInterval(look, 1000);
    askIn(2 * asking); // the page's own figures are new
    start();
    return {
      hasten() { // a phone woke up, or the network is back: what was heard before may be of the past
        look();
        start();
        if (!current?.since) askIn(1000);
      },
      drop() { // the system says that the network is gone; the browser may not notice for minutes
        for (const link of [attempt, current]) {
          if (!link) continue;
          link.end();
          fail(link);
        }
      },
      stop() {
        over = true;
        stopAsking();
        clearInterval(looking);
        for (const timeout of [timer, later]) clearTimeout(timeout);
        for (const link of [current, attempt]) link?.end();
        current = attempt = null;
      },
    };
  }

  /** Draws votes over time as the server does (timeline.cpp). */
  function chart(figure) {
    const texts = figure.dataset;
    const pick = (name) => figure.querySelector(name);
    const [line, area, most, pace, from, to, times] =
      [".line", ".area", ".most", "#pace", ".from", ".to", "#times"].map(pick);
    const details = pick("details");
    const clock = new Intl.DateTimeFormat(language, { timeStyle: "medium" });
    const date = new Intl.DateTimeFormat(language, { dateStyle: "short", timeStyle: "short" });
    const duration = (step) =>
      step % 3600 === 0 ? plural(texts, "hours", step / 3600) : step % 60 === 0 ? plural(texts, "minutes", step / 60) : plural(texts, "seconds", step);
    let shown = null, dated = false;

    const moment = (seconds) => (dated ? date : clock).format(seconds * 1000);
    const put = (element, seconds) => {
      element.dateTime = new Date(seconds * 1000).toISOString();
      write(element, moment(seconds));
    };

    function table() {
      if (!shown || !details.open) return;
      const { step, points } = shown;
      const begin = points[0][0];
      const length = Math.ceil(((points.at(-1)[0] - begin) / step + 1) / 12) * step;
      const sums = new Map();
      for (const [at, n] of points) {
        const row = begin + Math.floor((at - begin) / length) * length;
        sums.set(row, (sums.get(row) ?? 0) + n);
      }
      times.replaceChildren(...[...sums].map(([at, n]) => {
        const row = document.createElement("tr"), time = document.createElement("time");
        put(time, at);
        row.insertCell().append(time);
        row.insertCell().textContent = whole.format(n);
        return row;
      }));
    }
    details.addEventListener("toggle", table);

    return (timeline, votes) => {
      shown = timeline?.points?.length ? timeline : null;
      figure.hidden = !shown;
      if (!shown) return;
      const { step, points } = shown;
      const begin = points[0][0], end = points.at(-1)[0] + step;
      const top = points.reduce((best, point) => (point[1] > best[1] ? point : best));
      const corners = [[begin, 0]];
      let last = begin;
      for (const [at, n] of points) {
        if (at > last) corners.push([last, 0], [at, 0]);
        corners.push([at + step / 2, n]);
        last = at + step;
      }
      corners.push([end, 0]);
      const rounded = (value) => Math.round(value * 10) / 10;
      const path = "M" + corners.map(([at, n]) =>
        `${rounded((at - begin) / (end - begin) * 1000)} ${rounded(100 - n / Math.max(top[1], 1) * 100)}`).join("L");
      line.setAttribute("d", path);
      area.setAttribute("d", path + "Z");
      dated = end - begin >= 86400;
      write(most, whole.format(top[1]));
      write(pace, fill(texts.summary, { most: votes(top[1]), step: duration(step), time: moment(top[0]) }));
      put(from, begin);
      put(to, end);
      table();
    };
  }

  /** `arrived`: when the page's own figures did, as this clock had it. */
  function watch(main, arrived) {
    const texts = main.dataset;
    const find = (id) => main.querySelector("#" + id);
    const [state, total, voters, viewers, phase, withheld, tally, news, figure] =
      ["state", "total", "voters", "viewers", "phase", "withheld", "tally", "news", "timeline"].map(find);
    const rows = new Map([...tally.children].map((row) => [row.dataset.id, row]));
    const drawTimeline = figure && chart(figure);
    const quiet = 5000; // ms between announcements
    const percent = (share) => fill(texts.percent, { share: tenths.format(Number(share)) });
    const votes = (n) => plural(texts, "votes", n);

    let terms = { phase: texts.phase, opens: texts.opens, closes: texts.closes };
    let ahead = Date.parse(texts.now) - arrived; // of the server's clock: a phone's may be wrong
    let sequence = -1; // of the latest tally; a restarted server counts anew
    let announced = "", announcing = 0, reloading = 0, ticking = 0;

    function show(kind) {
      texts.live = kind === "connecting" ? "" : String(kind === "live");
      write(state, fill(texts["text" + capital(kind)], { n: asking / 1000 }));
    }

    function remaining(ms) {
      const seconds = Math.max(Math.ceil(ms / 1000), 0);
      if (seconds >= 172800) return plural(texts, "days", Math.floor(seconds / 86400));
      const two = (n) => String(n).padStart(2, "0");
      const hours = Math.floor(seconds / 3600), minutes = Math.floor(seconds / 60) % 60;
      return (hours ? `${hours}:${two(minutes)}` : minutes) + ":" + two(seconds % 60);
    }

    // At the moment itself the words change without waiting for the server, which may be hard to reach just then.
    function tick() {
      clearTimeout(ticking);
      const now = Date.now() + ahead;
      const opens = terms.opens ? Date.parse(terms.opens) - now : 0;
      const closes = terms.closes ? Date.parse(terms.closes) - now : Infinity;
      texts.phase = terms.phase;
      if (texts.phase === "scheduled" && opens <= 0) texts.phase = "open";
      if (texts.phase === "open" && closes <= 0) texts.phase = "closed";
      const left = { scheduled: opens, open: closes }[texts.phase] ?? Infinity;
      const kind = texts.phase === "open" && left !== Infinity ? "closing" : texts.phase;
      write(phase, fill(texts["phase" + capital(kind)], { time: remaining(left) }));
      phase.classList.toggle("soon", left < 60000);
      if (left !== Infinity) ticking = setTimeout(tick, left % 1000 + 20);
    }

    // To who listens, and not too often: each is read to its end.
    function announce() {
      if (announcing) return;
      const speak = () => {
        const figures = [...rows.values()].map((row) =>
          `${row.querySelector(".label").textContent.trim()} ${row.querySelector(".percent").textContent}`).join(", ");
        const parts = tally.hidden ? [withheld.textContent] : tally.hasAttribute("data-empty") ? [total.textContent] : [figures, total.textContent];
        if (texts.phase !== "open") parts.push(fill(texts["phase" + capital(texts.phase)], { time: "" }).trim());
        const next = parts.join(". ");
        announcing = 0;
        if (next === announced) return;
        announced = news.textContent = next;
        announcing = setTimeout(() => { announcing = 0; announce(); }, quiet);
      };
      announcing = setTimeout(speak, 300);
    }

    // The poll was changed: this page is of the past. Not all at once.
    function renew() {
      reloading ||= setTimeout(() => {
        reloading = 0;
        if (document.dispatchEvent(new CustomEvent("pollchange", { cancelable: true }))) location.reload();
      }, 2000 + Math.random() * 3000);
    }

    function withhold(reason) {
      tally.hidden = true;
      withheld.hidden = false;
      write(withheld, texts["withheld" + capital(reason ?? "hidden")]);
      write(total, "");
      write(voters, "");
      if (drawTimeline) drawTimeline(null);
      announce();
    }

    function draw(message) {
      const known = message.options.length === rows.size && message.options.every((option) => rows.has(option.id));
      if (!known) return renew();
      const most = Math.max(...message.options.map((option) => option.votes));
      const leads = message.options.filter((option) => option.votes === most).length === 1;
      for (const option of message.options) {
        const row = rows.get(option.id);
        write(row.querySelector(".percent"), percent(option.share));
        write(row.querySelector(".votes"), votes(option.votes));
        row.querySelector(".fill").setAttribute("width", `${Number(option.share)}%`);
        row.classList.toggle("leading", leads && option.votes === most);
      }
      tally.hidden = false;
      withheld.hidden = true;
      tally.toggleAttribute("data-empty", message.total === 0);
      write(total, plural(texts, "total", message.total));
      write(voters, plural(texts, "voters", message.voters ?? 0));
      if (drawTimeline && message.timeline) drawTimeline(message.timeline, votes); // left out where it is as it was
      announce();
    }

    function hear(data, { asked, fresh }) {
      let message;
      try {
        message = JSON.parse(data);
      } catch {
        return;
      }
      const lead = Date.parse(message.now) - Date.now();
      if (message.type === "beat" && Math.abs(lead - ahead) > 1000) ahead = lead; // a clock was set
      if (message.type !== "tally") return;
      if (message.sequence < sequence && !fresh) {
        if (asked) sequence = -1; // once it is an answer that was overtaken; twice, the server counts anew
        return;
      }
      try {
        take(message, asked, lead);
      } catch (error) {
        surrender(error);
      }
    }

    function take(message, asked, lead) {
      sequence = message.sequence;
      if (message.now) ahead = lead;
      terms = message;
      tick();
      if (message.public === false) withhold(message.reason);
      else draw(message);
      if (viewers && message.viewers) write(viewers, plural(texts, "viewers", message.viewers));
      show(message.live === false ? "stale" : asked ? "asking" : "live");
    }

    show(texts.live === "false" ? "stale" : "connecting");
    tick();
    const link = connect(texts.query, hear, () => {
      sequence = -1;
      show("reconnecting");
    });
    const wake = () => {
      if (document.hidden) return;
      link.hasten();
      tick();
    };
    let back = 0;
    const leaving = new AbortController();
    const { signal } = leaving;
    // A hall's network comes back for all at once.
    addEventListener("online", () => { back = setTimeout(link.hasten, Math.random() * 1000); }, { signal });
    addEventListener("offline", link.drop, { signal });
    for (const kind of ["visibilitychange", "resume"]) document.addEventListener(kind, wake, { signal });
    addEventListener("pageshow", (event) => { if (event.persisted) wake(); }, { signal });
    return () => {
      leaving.abort();
      link.stop();
      for (const timer of [announcing, reloading, ticking, back]) clearTimeout(timer);
    };
  }

  function offerSnippet() {
    const snippet = document.getElementById("snippet");
    const copy = document.getElementById("copy");
    if (!snippet) return;
    const address = new URL(snippet.dataset.path, location.href).href;
    snippet.value = snippet.value.replace(/src="[^"]*"/, () => `src="${address}"`);
    snippet.addEventListener("focus", () => snippet.select());
    copy.hidden = !navigator.clipboard; // there is none without HTTPS
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(snippet.value);
      copy.textContent = snippet.dataset.done;
    });
  }

  let stop = () => {};

  // This browser lacks something after all. Then the page does what it does where no script runs.
  function surrender(error) {
    stop();
    console.error(error);
    const { dataset } = document.getElementById("main");
    dataset.live = "";
    write(document.getElementById("state"), dataset.textReloading);
    root.classList.remove("moves");
    setTimeout(() => location.reload(), asking);
  }

  function begin(arrived) {
    stop();
    try {
      stop = watch(document.getElementById("main"), arrived);
    } catch (error) {
      surrender(error);
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    // A script may come long after its page.
    const sinceLoad = performance.getEntriesByType("navigation")[0]?.responseStart || performance.now();
    begin(performance.timeOrigin + sinceLoad);
    // Another poll has come into this page, without loading it.
    document.addEventListener("pollshown", () => begin(Date.now()));
    offerSnippet();
  });
})();

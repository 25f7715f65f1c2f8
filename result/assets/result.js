"use strict";
// Keeps the figures on a page as they are now. Its main element says in data attributes what it shows, in which words.
(() => {
  const language = document.documentElement.lang;
  const whole = new Intl.NumberFormat(language);
  const tenths = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const fill = (text, places) => text.replace(/\{(\w+)\}/g, (place, name) => places[name] ?? place);
  const plural = (texts, kind, n) => fill(texts[kind + (n === 0 ? "Zero" : n === 1 ? "One" : "Many")], { n: whole.format(n) });
  const write = (element, text) => {
    if (element && element.textContent !== text) element.textContent = text;
  };
  const capital = (word) => word.replace(/(?:^|-)(.)/g, (_, letter) => letter.toUpperCase());

  /**
   * One connection at a time: a WebSocket, or where those do not get through, server-sent events. `hear` gets each
   * message; `lose` is called each time that there is no connection any more. Returns what stops and what hastens it.
   */
  function connect(query, hear, lose) {
    const shortest = 500, longest = 10000; // ms between attempts
    const patience = 10000; // ms until a connection's first message; a proxy may hold it for ever
    const pause = 60000; // ms between looks whether WebSockets get through again
    let current = null; // that which delivers, or is to
    let attempt = null; // a WebSocket that is tried beside working events
    let silent = 0; // WebSockets in a row that ended before their first message
    let failures = 0; // connections in a row of either kind that did
    let timer = 0, later = 0, over = false;

    const address = (path) => new URL(`${path}?${query}`, location.href);

    function deliver(link, data) {
      if (over || (link !== current && link !== attempt)) return link.end();
      if (link === attempt) { // the better way is free again
        current?.end();
        current = link;
        attempt = null;
      }
      clearTimeout(link.limit);
      link.spoke = true;
      failures = 0;
      if (link.socket) silent = 0;
      hear(data);
    }

    function fail(link) {
      clearTimeout(link.limit);
      if (link === attempt) {
        attempt = null;
        later = setTimeout(tryAgain, pause);
      }
      if (link !== current) return;
      current = null;
      if (over) return;
      if (link.socket && !link.spoke) ++silent;
      if (!link.socket) silent = 1; // one WebSocket, then events again
      lose();
      const wait = Math.min(shortest * 2 ** failures++, longest);
      timer = setTimeout(start, wait / 2 + Math.random() * wait / 2);
    }

    function open(link) {
      link.limit = setTimeout(() => { link.end(); fail(link); }, patience);
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
      events.addEventListener("tally", (event) => deliver(link, event.data));
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

    start();
    return {
      hasten: start,
      drop() { // the system says that the network is gone; the browser may not notice for minutes
        const lost = current;
        lost?.end();
        if (lost) fail(lost);
      },
      stop() {
        over = true;
        clearTimeout(timer);
        clearTimeout(later);
        for (const link of [current, attempt]) if (link) { clearTimeout(link.limit); link.end(); }
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
    let sequence = -1; // of the latest tally on this connection; a restarted server counts anew
    let announced = "", announcing = 0, reloading = 0, ticking = 0;

    function show(kind) {
      texts.live = kind === "connecting" ? "" : String(kind === "live");
      write(state, texts["text" + capital(kind)]);
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

    function hear(data) {
      let message;
      try {
        message = JSON.parse(data);
      } catch {
        return;
      }
      if (message.type !== "tally" || message.sequence < sequence) return;
      sequence = message.sequence;
      if (message.now) ahead = Date.parse(message.now) - Date.now();
      terms = message;
      tick();
      if (message.public === false) withhold(message.reason);
      else draw(message);
      if (viewers && message.viewers) write(viewers, plural(texts, "viewers", message.viewers));
      show(message.live === false ? "stale" : "live");
    }

    const link = connect(texts.query, hear, () => {
      sequence = -1;
      show("reconnecting");
    });
    const wake = () => {
      if (document.hidden) return;
      link.hasten();
      tick();
    };
    const leaving = new AbortController();
    const { signal } = leaving;
    addEventListener("online", link.hasten, { signal });
    addEventListener("offline", link.drop, { signal });
    document.addEventListener("visibilitychange", wake, { signal });
    addEventListener("pageshow", (event) => { if (event.persisted) wake(); }, { signal });

    if (!state.textContent) show("connecting");
    tick();
    return () => {
      leaving.abort();
      link.stop();
      for (const timer of [announcing, reloading, ticking]) clearTimeout(timer);
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

  // A script may come long after its page.
  const sinceLoad = performance.getEntriesByType("navigation")[0]?.responseStart || performance.now();
  let stop = watch(document.getElementById("main"), performance.timeOrigin + sinceLoad);
  // Another poll has come into this page, without loading it.
  document.addEventListener("pollshown", () => {
    stop();
    stop = watch(document.getElementById("main"), Date.now());
  });
  offerSnippet();
})();

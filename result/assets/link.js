// The link to the server: one connection at a time, a WebSocket, or where those do not get through, server-sent events. Each has a
// beat, so one that is silent is over, whatever the browser thinks of it. While none delivers, the tally is asked for.

/** ms between questions where no connection delivers */
export const asking = 5000;
const shortest = 500; // ms between attempts
const longest = 10000;
const patience = 8000; // ms without a word; a beat comes every 3000
const pause = 60000; // ms between looks whether a better way is free again

/** Asks for the tally, again and again until `stop`. `hear` gets each answer, `lose` is called where none comes. */
function questions(base, query, hear, lose) {
  let next = 0;
  let question = null; // what stops the one that is on its way
  let unanswered = 0; // in a row
  let answered = false;

  const [poll, ...rest] = query.split("&"); // poll=ID, and a receipt where there is one
  const path = `${base}/api/polls/${poll.slice(5)}/results${rest.length ? `?${rest.join("&")}` : ""}`;

  async function ask() {
    next = 0;
    const mine = (question = new AbortController());
    const limit = setTimeout(() => mine.abort(), patience);
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
    if (answered) hear(told);
    else lose();
  }

  function cancel() {
    clearTimeout(next);
    question?.abort();
    question = null;
  }

  return {
    /** Whether one is on its way, or will be. */
    pending: () => Boolean(next || question),
    /** Whether the latest one was answered, and is the best that there is. */
    answered: () => answered,
    /** A connection has told more since. */
    outdate() {
      answered = false;
    },
    // A hall of phones that all lost their server do not all ask at once.
    startIn(ms) {
      cancel();
      next = setTimeout(ask, ms * (0.6 + 0.4 * Math.random()));
    },
    stop() {
      cancel();
      next = unanswered = 0;
      answered = false;
    },
  };
}

/** What both kinds of connection tell: `deliver(link, data)` each message, `fail(link)` their end. */
function openSocket(address, deliver, fail) {
  const url = address("/ws");
  url.protocol = url.protocol.replace("http", "ws");
  const socket = new WebSocket(url);
  const link = { socket: true, heard: Date.now(), end: () => socket.close() };
  socket.onmessage = (event) => deliver(link, event.data);
  socket.onclose = () => fail(link);
  return link;
}

function openEvents(address, deliver, fail) {
  const events = new EventSource(address("/events"));
  const link = { socket: false, heard: Date.now(), end: () => events.close() };
  for (const kind of ["tally", "beat"]) events.addEventListener(kind, (event) => deliver(link, event.data));
  events.onerror = () => {
    events.close();
    fail(link);
  };
  return link;
}

/**
 * Follows what `query` names; `base` is the path that stands before the server's own. `hear` gets each message, and whether it was asked
 * for or is the first of a connection, and `by` which one it came; `lose` is called when nothing brings any more. Returns what stops and
 * what hastens it.
 */
export function connect(base, query, hear, lose) {
  let current = null; // that which delivers, or is to
  let attempt = null; // a WebSocket that is tried beside working events
  let silent = 0; // WebSockets in a row that brought nothing, or fell silent
  let failures = 0; // connections in a row of either kind that did not last
  let timer = 0;
  let later = 0;
  let over = false;
  const tally = questions(base, query, (told) => hear(told, { asked: true }), lose);

  const address = (path) => new URL(`${base}${path}?${query}`, location.href);

  function deliver(link, data) {
    if (over || (link !== current && link !== attempt)) {
      link.end();
      return;
    }
    link.heard = Date.now();
    link.since ??= link.heard;
    const lasts = link.heard - link.since > patience; // some let a first message through, and then nothing
    if (lasts) {
      failures = 0;
      if (link.socket) silent = 0;
    }
    if (link === attempt && lasts) {
      // the better way is free again
      current?.end();
      current = link;
      attempt = null;
      clearTimeout(later);
    }
    tally.stop();
    hear(data, { fresh: link === current && !link.heeded, by: link });
    if (link === current) link.heeded = true;
  }

  function fail(link, mute = false) {
    if (link === attempt) {
      attempt = null;
      later = setTimeout(tryAgain, pause);
    }
    if (link !== current || over) return;
    if (!link.socket)
      silent = 1; // one WebSocket, then events again
    else if (mute || !link.since) silent += link.since ? 1 : 1 + mute;
    current = attempt;
    attempt = null;
    if (current?.since) return;
    if (link.since) tally.outdate();
    if (!tally.answered()) lose();
    if (!tally.pending()) tally.startIn(asking);
    if (current) return;
    // Who has tried each way, and gets answers, can wait longer.
    const wait = tally.answered() && failures > 3 ? pause / 2 : Math.min(shortest * 2 ** failures, longest);
    ++failures;
    timer = setTimeout(start, wait / 2 + (Math.random() * wait) / 2);
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

  function tryAgain() {
    if (!over && current && !current.socket && !attempt) attempt = openSocket(address, deliver, fail);
  }

  function start() {
    clearTimeout(timer);
    if (over || current) return;
    if (silent < 2) {
      current = openSocket(address, deliver, fail);
      return;
    }
    current = openEvents(address, deliver, fail);
    clearTimeout(later);
    later = setTimeout(tryAgain, pause);
  }

  const looking = setInterval(look, 1000);
  tally.startIn(2 * asking); // the page's own figures are new
  start();
  return {
    // A phone woke up, or the network is back: what was heard before may be of the past.
    hasten() {
      look();
      start();
      if (!current?.since) tally.startIn(1000);
    },
    // The system says that the network is gone; the browser may not notice for minutes.
    drop() {
      for (const link of [attempt, current]) {
        if (!link) continue;
        link.end();
        fail(link);
      }
    },
    stop() {
      over = true;
      tally.stop();
      clearInterval(looking);
      for (const timeout of [timer, later]) clearTimeout(timeout);
      for (const link of [current, attempt]) link?.end();
      current = attempt = null;
    },
  };
}

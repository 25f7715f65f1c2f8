"use strict";
// Keeps the tallies on the page as they are now.
(() => {
  const main = document.getElementById("main");
  const state = document.getElementById("state");
  const total = document.getElementById("total");
  const tally = document.getElementById("tally");
  const news = document.getElementById("news");
  const texts = main.dataset;
  const rows = new Map([...tally.children].map((row) => [row.dataset.id, row]));
  const shortest = 500, longest = 10000; // ms between attempts to connect
  const quiet = 5000; // ms between announcements
  const whole = new Intl.NumberFormat(document.documentElement.lang);
  const tenths = new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

  const count = (kind, n) => texts[kind + (n === 0 ? "Zero" : n === 1 ? "One" : "Many")].replace("{n}", whole.format(n));
  const percent = (share) => texts.percent.replace("{share}", tenths.format(Number(share)));

  let socket = null, failures = 0, retry = 0, announcing = 0, reloading = 0;
  let sequence = -1; // of the latest tally on this connection; a restarted server counts anew
  let announced = "";

  function show(kind) {
    texts.live = kind === "connecting" ? "" : String(kind === "live");
    const text = texts["text" + kind[0].toUpperCase() + kind.slice(1)];
    if (state.textContent !== text) state.textContent = text;
  }

  function announce() {
    if (announcing) return;
    const speak = () => {
      const text = [...rows.values()].map((row) =>
        `${row.querySelector(".label").textContent} ${row.querySelector(".percent").textContent}`).join(", ");
      const next = tally.hasAttribute("data-empty") ? total.textContent : `${text}. ${total.textContent}`;
      announcing = 0;
      if (next === announced) return;
      announced = news.textContent = next;
      announcing = setTimeout(() => { announcing = 0; announce(); }, quiet);
    };
    announcing = setTimeout(speak, 300);
  }

  function draw(message) {
    const known = message.options.length === rows.size && message.options.every((option) => rows.has(option.id));
    if (!known) { // the poll was changed: this page is of the past
      reloading ||= setTimeout(() => location.reload(), 2000 + Math.random() * 3000);
      return;
    }
    const most = Math.max(...message.options.map((option) => option.votes));
    const ahead = message.options.filter((option) => option.votes === most).length === 1;
    for (const option of message.options) {
      const row = rows.get(option.id);
      row.querySelector(".percent").textContent = percent(option.share);
      row.querySelector(".votes").textContent = count("votes", option.votes);
      row.querySelector(".fill").setAttribute("width", `${Number(option.share)}%`);
      row.classList.toggle("leading", ahead && option.votes === most);
    }
    tally.toggleAttribute("data-empty", message.total === 0);
    total.textContent = count("total", message.total);
    announce();
  }

  function hear(event) {
    let message;
    try {
      message = JSON.parse(event.data);
    } catch {
      return;
    }
    failures = 0;
    if (message.type === "tally") {
      if (message.sequence < sequence) return;
      sequence = message.sequence;
      draw(message);
    }
    show(message.live === false ? "stale" : "live");
  }

  function lose(lost) {
    if (lost !== socket) return;
    socket = null;
    show("reconnecting");
    const backOff = Math.min(shortest * 2 ** failures++, longest);
    retry = setTimeout(connect, backOff / 2 + Math.random() * backOff / 2);
  }

  function connect() {
    clearTimeout(retry);
    if (socket) return;
    sequence = -1;
    const url = new URL(texts.socket, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const opened = socket = new WebSocket(url);
    opened.onmessage = (event) => { if (opened === socket) hear(event); };
    opened.onclose = () => lose(opened);
  }

  addEventListener("online", connect);
  addEventListener("offline", () => {
    const lost = socket;
    if (!lost) return;
    lost.close();
    lose(lost);
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) connect(); });
  addEventListener("pageshow", (event) => { if (event.persisted) connect(); });

  if (!state.textContent) show("connecting");
  connect();
})();

// Votes without leaving the page, and follows the poll's clock. Without this script the form works as a plain form.
import { find } from "../../pages/assets/element.js";
import { arrival, localizeMoments } from "../../pages/assets/moment.js";

const main = find("main");
const form = find("ballot");
const choices = find("choices");
const status = find("status");
const results = find("results");
const code = find("code"); // where each voter has one
const texts = main.dataset;
const lang = document.documentElement.lang;
const multiple = texts.max > 1;
const options = form ? [...form.querySelectorAll("[name=vote]")] : [];
const card = (option) => option.closest(".option");
const label = (option) => card(option).querySelector(".label").textContent;
const patience = 10000; // ms for one answer
const tries = 8;
let recorded = texts.voted === undefined ? "" : status.firstElementChild.textContent;
let kept = options.filter((option) => card(option).dataset.mark).map((option) => option.value);
let wanted = null; // the latest choice that no final answer has come for
let sending = false;
let unkept = false; // this browser keeps no cookies
let endPause = () => {};

// crypto.randomUUID exists on https pages only.
const newKey = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

const pause = (ms) =>
  new Promise((done) => {
    endPause = done;
    setTimeout(done, ms);
  });

function show(state, strong, more = "") {
  status.dataset.state = state;
  status.setAttribute("aria-live", state === "failed" ? "assertive" : "polite");
  const heading = document.createElement("strong");
  heading.textContent = strong;
  status.replaceChildren(...(strong ? [heading, " "] : []), more);
  const prefix = { recorded: texts.recordedTitle, failed: texts.failedTitle }[state];
  document.title = (prefix ? `${prefix}: ` : "") + find("question").textContent;
}

// -- the clock: the server's, so that a phone's wrong one does no harm; Date.now() goes on while the phone sleeps
const ahead = texts.now - arrival();
const opens = Number(texts.opens ?? -Infinity);
let closes = Number(texts.closes ?? Infinity);
let phase = texts.phase;
let timer;

function countdown(ms) {
  const seconds = Math.ceil(ms / 1000);
  const days = Math.floor(seconds / 86400);
  const clock = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60]
    .map((n) => String(n).padStart(2, "0"))
    .join(":");
  return days
    ? `${new Intl.NumberFormat(lang, { style: "unit", unit: "day", unitDisplay: "long" }).format(days)} ${clock}`
    : clock;
}

function tick() {
  clearTimeout(timer);
  const now = Date.now() + ahead;
  const next = texts.phase === "closed" || now >= closes ? "closed" : now < opens ? "scheduled" : "open";
  if (next !== phase) enter(next);
  const moment = { scheduled: opens, open: closes }[phase];
  if (!Number.isFinite(moment)) return;
  const left = find(phase === "scheduled" ? "opens" : "closes").querySelector("b");
  left.textContent = countdown(moment - now);
  timer = setTimeout(tick, ((moment - now - 1) % 1000) + 1);
}

function enter(next) {
  phase = texts.phase = next;
  if (find("opens")) find("opens").hidden = phase !== "scheduled";
  if (find("closes")) find("closes").hidden = phase === "closed";
  if (form) {
    const focused = form.contains(document.activeElement);
    choices.disabled = phase !== "open";
    if (focused && choices.disabled) status.focus();
  }
  showResults();
  if (!sending) rest();
}

// What the page says when nothing is under way.
function rest() {
  if (status.dataset.state === "failed")
    show("failed", status.firstElementChild.textContent, phase === "closed" ? texts.closed : texts.again);
  else if (recorded) show("recorded", recorded, phase === "closed" && !unkept ? texts.closed : texts.after);
  else if (phase === "scheduled") show("scheduled", texts.scheduled);
  else if (phase === "closed") show("closed", texts.closed, texts.over);
  else show("idle", texts.strong, texts.hint);
}

function showResults() {
  if (!results) return;
  const [link, note] = results.children;
  const { when } = results.dataset;
  note.hidden = when === "live" || phase === "closed" || (when === "after-vote" && recorded !== "");
  link.hidden = !note.hidden;
}

// -- the vote
// The chosen button is not `disabled`: that would take the keyboard's focus from it. With another code it is another vote.
function mark(values, how) {
  for (const option of options) {
    const on = values.includes(option.value);
    const place = card(option);
    const mine = on && how === "mine";
    place.querySelector(".mine").hidden = !mine;
    if (on) place.dataset.mark = how;
    else delete place.dataset.mark;
    if (multiple) continue;
    option.disabled = false;
    if (mine && !code) option.setAttribute("aria-disabled", "true");
    else option.removeAttribute("aria-disabled");
  }
  choices.toggleAttribute("data-voted", values.length > 0);
}

// One choice for good: what was chosen stays to be read, and nothing is left to press.
function seal() {
  const focused = form.contains(document.activeElement);
  const cards = document.createElement("div");
  cards.className = "options few";
  for (const place of options.map(card).filter((one) => one.dataset.mark)) {
    const chosen = document.createElement("p");
    chosen.className = place.className;
    chosen.dataset.mark = "mine";
    chosen.append(...place.querySelectorAll(".emoji, .label, .mine"));
    cards.append(chosen);
  }
  form.replaceWith(cards);
  if (focused) status.focus();
}

function settle(vote, answer) {
  code?.removeAttribute("aria-invalid");
  kept = vote.values;
  recorded = texts.recorded.replace("{chosen_label}", () => vote.labels);
  mark(kept, "mine");
  find("uid").textContent = answer.receipt;
  if (find("look_up")) find("look_up").href = answer.receipt_url;
  if (results && answer.results_url) results.firstElementChild.href = answer.results_url;
  find("receipt").hidden = false;
  showResults();
}

// Whether this browser kept the cookies that came with the answer: only then its own address is not where it is led.
// `navigator.cookieEnabled` is true in browsers that keep none.
async function keeps(answer) {
  if (answer.cookies !== false || !answer.page) return true;
  show("recorded", recorded); // whatever becomes of this question
  try {
    return (await fetch(answer.page, { signal: AbortSignal.timeout?.(patience) })).redirected;
  } catch {
    return true; // nothing is known: the page says what it says to everyone
  }
}

// A second vote would be a second voter's: there is nothing left to press, and a page loaded again says so, too.
function settleUnkept(answer) {
  texts.after = texts.unkept;
  history.replaceState(history.state, "", answer.page);
  document.querySelector("a.language").search += `&${answer.page.split("?")[1]}`;
  find("another").hidden = false;
  mark(kept, "mine");
  wanted = null;
  unkept = true;
}

// "recorded"; "refused" and why; "away": certainly not recorded, worth another try; "silent": nobody knows.
async function post(vote) {
  const abort = new AbortController();
  const timeout = setTimeout(() => abort.abort(), patience);
  try {
    const response = await fetch(form.action, {
      method: "POST",
      headers: { Accept: "application/json", "Idempotency-Key": vote.key },
      body: new URLSearchParams([...vote.values.map((value) => ["vote", value]), ...vote.beside]),
      signal: abort.signal,
    });
    const answer = await response.json().catch(() => ({}));
    if (response.ok && answer.recorded === true) return { outcome: "recorded", answer };
    if (response.status === 503 || response.status === 429) {
      const unsure = response.status === 503 && answer.recorded !== false; // a proxy's own 503 says nothing of it
      const why = response.status === 429 ? answer : undefined;
      return {
        outcome: unsure ? "silent" : "away",
        after: Number(response.headers.get("Retry-After")) || 0,
        answer: why,
      };
    }
    if (response.status >= 400 && response.status < 500) return { outcome: "refused", answer };
  } catch {
    // No answer: the network, or our patience.
  } finally {
    clearTimeout(timeout);
  }
  return { outcome: "silent", after: 0 };
}

// One request at a time: with two under way, the earlier choice could arrive last and win.
async function send() {
  sending = true;
  form.setAttribute("aria-busy", "true");
  for (let tried = 0, silent = false; wanted;) {
    const vote = wanted;
    if (tried === 0) show("pending", texts.recording, vote.labels);
    const { outcome, after, answer } = await post(vote);
    silent ||= outcome === "silent"; // after one lost answer no later "not recorded" speaks for all tries
    if (outcome === "recorded") {
      settle(vote, answer);
      if (!code && !(await keeps(answer))) settleUnkept(answer);
    }
    if (wanted && vote !== wanted) {
      mark(wanted.values, "wait");
      tried = 0;
      silent = false;
    } else if (outcome === "recorded") {
      wanted = null;
      status.dataset.state = "recorded";
      rest();
    } else if (outcome !== "refused" && ++tried < tries) {
      show("failed", silent ? texts.waiting : texts.retrying, answer?.detail);
      const backOff = Math.min(1000 * 2 ** (tried - 1), 20000) * (0.75 + Math.random() / 2);
      await pause(Math.max(backOff, Math.min(after, 30) * 1000));
      if (vote !== wanted) {
        tried = 0;
        silent = false;
      }
    } else {
      mark(kept, "mine");
      show("failed", silent ? texts.unknown : texts.failed, answer?.detail || (silent ? "" : texts.again));
      wanted = null;
      if (answer?.phase === "closed") closes = -Infinity;
      if (answer?.reason?.endsWith("code")) blame(code);
    }
  }
  sending = false;
  form.removeAttribute("aria-busy");
  if (recorded && status.dataset.state === "recorded" && (unkept || (texts.final !== undefined && !code))) seal();
  tick();
}

function blame(field) {
  field?.setAttribute("aria-invalid", "true");
  field?.focus();
}

// What goes along with a choice, as the form has it.
const beside = () =>
  ["code", "pass"].flatMap((name) => (form.elements[name] ? [[name, form.elements[name].value]] : []));

function want(chosen) {
  const values = chosen.map((option) => option.value);
  if (wanted?.values.join() !== values.join() || String(wanted.beside) !== String(beside())) {
    wanted = { values, beside: beside(), labels: chosen.map(label).join(", "), key: newKey() };
    mark(values, "wait");
  }
  endPause();
  if (!sending) send();
}

const picked = () => options.filter((option) => option.checked);
const wrongCount = (n) => (n < texts.min ? texts.few : n > texts.max ? texts.many : "");

function count() {
  const n = picked().length;
  find("count").textContent = wrongCount(n) && n ? wrongCount(n) : texts.count.replace("{n}", n);
  find("count").toggleAttribute("data-wrong", n > texts.max);
}

form?.addEventListener("submit", (event) => {
  const chosen = multiple ? picked() : [event.submitter];
  if (chosen[0] === null) return; // a browser that does not say which button: the plain form it is
  event.preventDefault();
  if (multiple && wrongCount(chosen.length)) show("failed", texts.failed, wrongCount(chosen.length));
  else if (multiple || sending || !chosen[0].hasAttribute("aria-disabled")) want(chosen);
});

find("copy").addEventListener("click", async ({ target }) => {
  try {
    await navigator.clipboard.writeText(find("uid").textContent);
  } catch {
    // on http pages
    getSelection().selectAllChildren(find("uid"));
    document.execCommand("copy");
  }
  target.textContent = target.dataset.done;
});
find("copy").hidden = false;
localizeMoments();
if (form) {
  mark(kept, "mine");
  if (multiple) {
    form.addEventListener("change", count);
    addEventListener("pageshow", count); // a browser may have filled boxes in again
  }
}
addEventListener("pageshow", tick);
document.addEventListener("visibilitychange", tick);
tick();

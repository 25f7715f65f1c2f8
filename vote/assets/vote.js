"use strict";
// Votes without leaving the page. Without this script the form works as a plain form.
(() => {
  const form = document.getElementById("ballot");
  const status = document.getElementById("status");
  const texts = form.dataset;
  const patience = 10000; // ms for one answer
  const tries = 8;
  let wanted = null; // the latest choice that no final answer has come for
  let sending = false;
  let endPause = () => {};

  // crypto.randomUUID exists on https pages only.
  const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

  const pause = (ms) => new Promise((done) => {
    endPause = done;
    setTimeout(done, ms);
  });

  function show(state, strong, rest = "") {
    status.dataset.state = state;
    const heading = document.createElement("strong");
    heading.textContent = strong;
    status.replaceChildren(heading, " ", rest);
  }

  // The chosen button is disabled, but not under the keyboard's focus, which would be lost.
  function mark(chosen) {
    for (const button of form.elements) {
      const mine = button === chosen;
      const focused = mine && button.matches(":focus-visible");
      button.disabled = mine && !focused;
      button.toggleAttribute("aria-disabled", false);
      if (focused) {
        button.setAttribute("aria-disabled", "true");
        button.addEventListener("blur", () => { button.disabled = button.hasAttribute("aria-disabled"); }, { once: true });
      }
      button.querySelector(".mine").hidden = !mine;
    }
  }

  // "recorded"; "refused" and why; "away": certainly not recorded, worth another try; "silent": nobody knows.
  async function post(vote) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), patience);
    try {
      const response = await fetch(form.action, {
        method: "POST",
        headers: { Accept: "application/json", "Idempotency-Key": vote.key },
        body: new URLSearchParams({ vote: vote.button.value }),
        signal: abort.signal,
      });
      const answer = await response.json().catch(() => ({}));
      if (response.ok && answer.recorded === true) return { outcome: "recorded" };
      if (response.status === 503 || response.status === 429) {
        const unsure = response.status === 503 && answer.recorded !== false; // a proxy's own 503 says nothing of it
        return { outcome: unsure ? "silent" : "away", after: Number(response.headers.get("Retry-After")) || 0 };
      }
      if (response.status >= 400 && response.status < 500) return { outcome: "refused", why: answer.detail };
    } catch {
      // No answer: the network, or our patience.
    } finally {
      clearTimeout(timer);
    }
    return { outcome: "silent", after: 0 };
  }

  // One request at a time: with two under way, the earlier choice could arrive last and win.
  async function send() {
    sending = true;
    form.setAttribute("aria-busy", "true");
    for (let tried = 0, silent = false; wanted;) {
      const vote = wanted;
      if (tried === 0) show("pending", texts.recording, vote.label);
      const { outcome, after, why } = await post(vote);
      silent ||= outcome === "silent"; // after one lost answer no later "not recorded" speaks for all tries
      if (outcome === "recorded") mark(vote.button);
      if (vote !== wanted) {
        tried = 0;
        silent = false;
      } else if (outcome === "recorded") {
        show("recorded", texts.recorded.replace("{chosen_label}", () => vote.label), texts.changeable);
        document.title = document.getElementById("question").textContent;
        wanted = null;
      } else if (outcome !== "refused" && ++tried < tries) {
        show("failed", silent ? texts.waiting : texts.retrying);
        const backOff = Math.min(1000 * 2 ** (tried - 1), 20000) * (0.75 + Math.random() / 2);
        await pause(Math.max(backOff, Math.min(after, 30) * 1000));
        if (vote !== wanted) {
          tried = 0;
          silent = false;
        }
      } else {
        show("failed", silent ? texts.unknown : texts.failed, why || (silent ? "" : texts.again));
        wanted = null;
      }
    }
    sending = false;
    form.removeAttribute("aria-busy");
  }

  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button) return; // a browser that does not say which button: the plain form it is
    event.preventDefault();
    if (button.hasAttribute("aria-disabled") && !sending) return;
    if (wanted && wanted.button === button) {
      endPause();
      return;
    }
    wanted = { button, label: button.firstElementChild.textContent, key: newKey() };
    endPause();
    if (!sending) send();
  });
})();

// What a hall's operator does: full screen, the large QR code, other polls. Polls change without loading the page, as a
// browser would leave full screen.
import { find } from "../../pages/assets/element.js";

const root = document.documentElement;
const idleAfter = 4000; // ms
let idle = 0;
let renewal = 0;

function enlarge(large = !root.classList.contains("large-code")) {
  root.classList.toggle("large-code", large);
  find("enlarge").setAttribute("aria-pressed", String(large));
}

async function fullScreen() {
  try {
    await (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen());
  } catch {
    // a browser that has none, or a frame that may not: nothing to do
  }
}

function help() {
  const keys = find("keys");
  if (keys.open) keys.close();
  else keys.showModal();
}

function wake() {
  root.classList.remove("idle");
  clearTimeout(idle);
  idle = setTimeout(() => root.classList.add("idle"), idleAfter);
}

/** The page at `address`; rejects where there is none just now. */
async function pageAt(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/** Shows the page at `address` in place of this one. */
async function go(address, remember) {
  let page;
  try {
    page = await pageAt(address);
  } catch {
    return; // what is shown stays; the key can be pressed again
  }
  const files = (of) =>
    [...of.querySelectorAll("head script, head link")]
      .map((file) => file.getAttribute("src") ?? file.getAttribute("href"))
      .join();
  if (files(page) !== files(document)) {
    location.assign(address); // the server is of another version now
    return;
  }
  const focused = document.activeElement?.id;
  find("main").replaceWith(document.adoptNode(page.getElementById("main")));
  document.title = page.title;
  root.lang = page.documentElement.lang;
  if (remember) history.pushState(null, "", address);
  begin();
  if (focused) find(focused)?.focus();
  document.dispatchEvent(new Event("pollshown"));
}

// The code's address may hold a pass, which is worth something for some minutes only.
async function renewCode() {
  try {
    const page = await pageAt(location.href);
    const [shown, fresh] = [document, page].map((one) => one.querySelector(".code[data-renew]"));
    if (shown && fresh) shown.replaceWith(document.adoptNode(fresh));
  } catch {
    // what is shown holds for a while; the next time is soon
  }
  waitForCode();
}

function waitForCode() {
  clearTimeout(renewal);
  const shown = document.querySelector(".code[data-renew]");
  if (shown) renewal = setTimeout(renewCode, Number(shown.dataset.renew));
}

function follow(id) {
  const link = find(id);
  if (link) go(link.href, true);
}

function begin() {
  const large = root.classList.contains("large-code");
  find("full").hidden = !document.fullscreenEnabled;
  find("help").hidden = false;
  find("enlarge").hidden = !document.querySelector(".code");
  enlarge(large && !find("enlarge").hidden);
  markFull();
  waitForCode();
  find("full").addEventListener("click", fullScreen);
  find("help").addEventListener("click", help);
  find("enlarge").addEventListener("click", () => enlarge());
  for (const id of ["next", "previous"]) {
    find(id)?.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      follow(id);
    });
  }
}

const markFull = () => find("full").setAttribute("aria-pressed", String(document.fullscreenElement !== null));

const actions = {
  f: fullScreen,
  q: () => {
    if (!find("enlarge").hidden) enlarge();
  },
  n: () => follow("next"),
  arrowright: () => follow("next"),
  p: () => follow("previous"),
  arrowleft: () => follow("previous"),
  h: help,
  "?": help,
};

addEventListener("keydown", (event) => {
  wake();
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented || event.repeat)
    return;
  if (event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]")) return;
  const key = event.key.toLowerCase();
  if (key === "escape" && root.classList.contains("large-code")) {
    enlarge(false);
    return;
  }
  if (find("keys").open && !["h", "?"].includes(key)) return; // a dialog has keys of its own
  const act = Object.hasOwn(actions, key) ? actions[key] : null;
  if (!act) return;
  event.preventDefault();
  act();
});
for (const kind of ["pointermove", "pointerdown", "focusin"]) addEventListener(kind, wake);
addEventListener("popstate", () => go(location.href, false));
document.addEventListener("fullscreenchange", markFull);
document.addEventListener("pollchange", (event) => {
  event.preventDefault();
  go(location.href, false);
});

begin();
wake();

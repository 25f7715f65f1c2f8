// Keeps the figures on a page as they are now.
import "../../pages/assets/proof_of_life.js";
import { find, write } from "../../pages/assets/element.js";
import { arrival } from "../../pages/assets/moment.js";
import { asking } from "./link.js";
import { watch } from "./page.js";

const root = document.documentElement;
root.classList.add("moves");
let stop = () => {};

// This browser lacks something after all. Then the page does what it does where no script runs.
function surrender(error) {
  stop();
  console.error(error);
  const { dataset } = find("main");
  dataset.live = "";
  write(find("state"), dataset.textReloading);
  root.classList.remove("moves");
  setTimeout(() => location.reload(), asking);
}

function begin(arrived) {
  stop();
  try {
    stop = watch(find("main"), arrived, surrender);
  } catch (error) {
    surrender(error);
  }
}

function offerSnippet() {
  const snippet = find("snippet");
  const copy = find("copy");
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

document.addEventListener("DOMContentLoaded", () => {
  begin(arrival());
  // Another poll has come into this page, without loading it.
  document.addEventListener("pollshown", () => begin(Date.now()));
  offerSnippet();
});

// Times in the reader's own zone, and the page anew when it is due: a poll opens or closes, a receipt may have arrived.
import "./proof_of_life.js";
import { find } from "./element.js";
import { localizeMoments } from "./moment.js";

document.addEventListener("DOMContentLoaded", () => {
  localizeMoments();
  const { reload, next } = find("main").dataset;
  if (!reload) return;
  const due = Date.now() + reload * 1000;
  const look = () => {
    if (Date.now() < due) return;
    if (next) location.replace(next);
    else location.reload();
  };
  setTimeout(look, reload * 1000 + 100);
  document.addEventListener("visibilitychange", look); // a phone that slept
  addEventListener("pageshow", look);
});

"use strict";
// Times in the reader's own zone, and the page anew when it is due: a poll opens or closes, a receipt may have arrived.
// Where this script does not run the page is loaded anew all the same: what does that stands behind the script in the page, and
// becomes a comment here.
document.write("<!--");
document.addEventListener("DOMContentLoaded", () => {
  for (const time of document.querySelectorAll("time")) {
    time.textContent = new Date(time.dateTime).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  }
  const { reload, next } = document.getElementById("main").dataset;
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

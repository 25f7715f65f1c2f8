// Moments as the reader sees them.

/** Each moment of the page in the reader's own zone and language. */
export function localizeMoments() {
  const { lang } = document.documentElement;
  for (const time of document.querySelectorAll("time")) {
    time.textContent = new Date(time.dateTime).toLocaleString(lang, { dateStyle: "long", timeStyle: "short" });
  }
}

/** When the page came, in ms as Date.now() has it. A script may come long after its page. */
export function arrival() {
  const [navigation] = performance.getEntriesByType("navigation");
  return performance.timeOrigin + (navigation?.responseStart || performance.now());
}

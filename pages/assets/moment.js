// Moments as the reader sees them.

/** The reader's own variety of a language: "en-US", where one of theirs is such; else the language. */
export const regional = (language) =>
  (globalThis.navigator?.languages ?? []).find((one) => one.split("-")[0] === language) ?? language;

/** Each moment of the page in the reader's own zone, language and region. */
export function localizeMoments() {
  const lang = regional(document.documentElement.lang);
  for (const time of document.querySelectorAll("time")) {
    time.textContent = new Date(time.dateTime).toLocaleString(lang, { dateStyle: "long", timeStyle: "short" });
  }
}

/** When the page came, in ms as Date.now() has it. A script may come long after its page. */
export function arrival() {
  const [navigation] = performance.getEntriesByType("navigation");
  return performance.timeOrigin + (navigation?.responseStart || performance.now());
}

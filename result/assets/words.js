// Figures and moments in the words of the page: its texts stand in data attributes, with places in braces.
import { regional } from "../../pages/assets/moment.js";

/** `text` with its places filled: "{n} votes". */
export const fill = (text, places) => text.replace(/\{(\w+)\}/g, (place, name) => places[name] ?? place);

/** "not-closed" as the end of a name in `dataset`: "NotClosed". */
export const capital = (word) => word.replace(/(?:^|-)(.)/g, (_, letter) => letter.toUpperCase());

/** What writes figures in `language`, and moments as the reader's region does. */
export function wording(language) {
  const whole = new Intl.NumberFormat(language);
  const tenths = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const clock = new Intl.DateTimeFormat(regional(language), { timeStyle: "medium" });
  const date = new Intl.DateTimeFormat(regional(language), { dateStyle: "short", timeStyle: "short" });

  /** "no votes", "1 vote", "12 votes": the text of `kind` for `n` among `texts`. */
  const plural = (texts, kind, n) =>
    fill(texts[kind + (n === 0 ? "Zero" : n === 1 ? "One" : "Many")], { n: whole.format(n) });

  return {
    plural,
    whole: (n) => whole.format(n),
    tenths: (n) => tenths.format(n),
    /** A moment in seconds since 1970, with its day where `dated`. */
    moment: (seconds, dated) => (dated ? date : clock).format(seconds * 1000),
    /** The length of a step in seconds, in the largest unit that it is a multiple of. */
    duration(texts, step) {
      if (step % 3600 === 0) return plural(texts, "hours", step / 3600);
      if (step % 60 === 0) return plural(texts, "minutes", step / 60);
      return plural(texts, "seconds", step);
    },
  };
}

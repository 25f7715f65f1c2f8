// The drawings: a bar an option, and the line of votes over time, as the server draws them (timeline_drawing.cpp).
import { write } from "../../pages/assets/element.js";
import { fill } from "./words.js";

const width = 1000;
const height = 100;
const mostRows = 12;

/** What a line shows: its path, where it begins and ends, and its highest step, the first one where several are. */
export function outline({ step, points }) {
  const from = points[0][0];
  const to = points.at(-1)[0] + step;
  const most = points.reduce((best, point) => (point[1] > best[1] ? point : best));
  const corners = [[from, 0]];
  let last = from;
  for (const [at, n] of points) {
    if (at > last) corners.push([last, 0], [at, 0]);
    corners.push([at + step / 2, n]);
    last = at + step;
  }
  corners.push([to, 0]);
  const tenths = (value) => Math.round(value * 10) / 10;
  const x = (at) => tenths(((at - from) / (to - from)) * width);
  const y = (n) => tenths(height - (n / Math.max(most[1], 1)) * height);
  return { from, to, most, path: `M${corners.map(([at, n]) => `${x(at)} ${y(n)}`).join("L")}` };
}

/** The same votes as at most `rows` pairs of a moment and a number: as many neighbouring steps as it takes are one row. */
export function summed({ step, points }, rows) {
  const begin = points[0][0];
  const steps = (points.at(-1)[0] - begin) / step + 1;
  const length = Math.ceil(steps / rows) * step;
  const sums = new Map();
  for (const [at, n] of points) {
    const row = begin + Math.floor((at - begin) / length) * length;
    sums.set(row, (sums.get(row) ?? 0) + n);
  }
  return [...sums];
}

/** The line of votes over time in `figure`, and its table. Returns what draws a timeline; without one the figure is hidden. */
export function lineChart(figure, words) {
  const texts = figure.dataset;
  const pick = (name) => figure.querySelector(name);
  const [line, area, most, pace, from, to, times] = [".line", ".area", ".most", "#pace", ".from", ".to", "#times"].map(
    pick,
  );
  const details = pick("details");
  let shown = null;
  let dated = false;

  const put = (element, seconds) => {
    element.dateTime = new Date(seconds * 1000).toISOString();
    write(element, words.moment(seconds, dated));
  };

  function table() {
    if (!shown || !details.open) return;
    times.replaceChildren(
      ...summed(shown, mostRows).map(([at, n]) => {
        const row = document.createElement("tr");
        const time = document.createElement("time");
        put(time, at);
        row.insertCell().append(time);
        row.insertCell().textContent = words.whole(n);
        return row;
      }),
    );
  }
  details.addEventListener("toggle", table);

  return (timeline, votes) => {
    shown = timeline?.points?.length ? timeline : null;
    figure.hidden = !shown;
    if (!shown) return;
    const drawn = outline(shown);
    line.setAttribute("d", drawn.path);
    area.setAttribute("d", `${drawn.path}Z`);
    dated = drawn.to - drawn.from >= 86400;
    const [at, n] = drawn.most;
    write(most, words.whole(n));
    const places = { most: votes(n), step: words.duration(texts, shown.step), time: words.moment(at, dated) };
    write(pace, fill(texts.summary, places));
    put(from, drawn.from);
    put(to, drawn.to);
    table();
  };
}

/** The bars in `tally`, one for each option; `texts` has the words for a share and for votes. */
export function barChart(tally, texts, words) {
  const rows = new Map([...tally.children].map((row) => [row.dataset.id, row]));
  const percent = (share) => fill(texts.percent, { share: words.tenths(Number(share)) });

  return {
    /** Whether these options are those that have bars. */
    fits: (options) => options.length === rows.size && options.every((option) => rows.has(option.id)),

    draw(options) {
      const most = Math.max(...options.map((option) => option.votes));
      const leads = options.filter((option) => option.votes === most).length === 1;
      for (const option of options) {
        const row = rows.get(option.id);
        write(row.querySelector(".percent"), percent(option.share));
        write(row.querySelector(".votes"), words.plural(texts, "votes", option.votes));
        row.querySelector(".fill").setAttribute("width", `${Number(option.share)}%`);
        row.classList.toggle("leading", leads && option.votes === most);
      }
    },

    /** For who listens: "Cats 75.0%, Dogs 25.0%". */
    spoken: () =>
      [...rows.values()]
        .map((row) => `${row.querySelector(".label").textContent.trim()} ${row.querySelector(".percent").textContent}`)
        .join(", "),
  };
}

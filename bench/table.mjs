// The lines of ./dev bench, and what they say of their goals.

const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/**
 * A line of two things that were measured in turn: `ours[i]` and `other[i]` in the same round. The goal is of the ratio; `atMost` says
 * from which side.
 */
export function ratioLine({ name, unit, against, ours, other, goal = null, atMost = false }) {
  const ratios = ours.map((one, i) => one / other[i]);
  return {
    name,
    unit,
    against,
    ours: median(ours),
    other: median(other),
    ratio: median(ratios),
    least: Math.min(...ratios),
    most: Math.max(...ratios),
    goal,
    at_most: atMost,
  };
}

/** A line of one figure, measured once or more. Its goal, where it has one, is the most that it may be. */
export function figureLine({ name, unit, measured, goal = null }) {
  const spread = { least: Math.min(...measured), most: Math.max(...measured) };
  return { name, unit, against: "", ours: median(measured), other: null, ratio: null, ...spread, goal, at_most: true };
}

/** "yes", "no", or "within the spread" where some of the rounds reach it. null: it has no goal. */
export function met(line) {
  if (line.goal === null) return null;
  const reaches = (value) => (line.at_most ? value <= line.goal : value >= line.goal);
  if (reaches(line.ratio ?? line.ours)) return "yes";
  return reaches(line.at_most ? line.least : line.most) ? "within the spread" : "no";
}

const whole = new Intl.NumberFormat("en");
const short = (value) => (value >= 100 ? whole.format(Math.round(value)) : value.toPrecision(value < 1 ? 2 : 3));

/** As Markdown, so that it can stand in the README as it is. */
export function toMarkdown(lines) {
  const row = (line) => {
    const ratio = line.ratio === null ? "" : line.ratio.toFixed(2);
    const digits = line.ratio === null ? short : (value) => value.toFixed(2);
    const spread = line.least === line.most ? "" : `${digits(line.least)} to ${digits(line.most)}`;
    const other = line.other === null ? "" : `${short(line.other)}, ${line.against}`;
    const goal = line.goal === null ? "" : `${line.at_most ? "at most " : ""}${line.goal}: ${met(line)}`;
    return `| ${[line.name, `${short(line.ours)} ${line.unit}`, other, ratio, spread, goal].join(" | ")} |`;
  };
  const head = ["| Line | Ours | Beside it | Ratio | Spread | Goal |", "|---|---|---|---|---|---|"];
  return [...head, ...lines.map(row)].join("\n");
}

// Settings files with the polls of a test.

const text = (value) =>
  typeof value === "string"
    ? JSON.stringify(value)
    : `{ ${Object.entries(value)
        .map(([language, words]) => `${language} = ${JSON.stringify(words)}`)
        .join(", ")} }`;

const option = ({ id, label, colour, emoji }) => {
  const extra = [colour && `colour = ${text(colour)}`, emoji && `emoji = ${text(emoji)}`].filter(Boolean);
  return `  { ${[`id = ${text(id)}`, `label = ${text(label)}`, ...extra].join(", ")} },\n`;
};

function poll({ id, question, options, min, max, change, opens, closes, results, integrity, listed }) {
  const lines = ["[[poll]]", `id = ${text(id)}`, `question = ${text(question)}`];
  if (min !== undefined) lines.push(`min = ${min}`);
  if (max !== undefined) lines.push(`max = ${max}`);
  if (change !== undefined) lines.push(`change = ${change}`);
  if (opens) lines.push(`opens = ${opens.toISOString()}`);
  if (closes) lines.push(`closes = ${closes.toISOString()}`);
  if (results) lines.push(`results = ${text(results)}`);
  if (integrity) lines.push(`integrity = ${text(integrity)}`);
  if (listed !== undefined) lines.push(`listed = ${listed}`);
  return `${lines.join("\n")}\noptions = [\n${options.map(option).join("")}]\n`;
}

/** The polls as [[poll]] tables. Texts are strings, or objects with a text per language; moments are Dates. */
export const toToml = (polls) => polls.map(poll).join("\n");

/** The moment in so many seconds from now, on a whole second: what people write into a settings file. */
export const inSeconds = (n) => new Date(Math.ceil(Date.now() / 1000 + n) * 1000);

/** Options named a, b, c ... with these labels. */
export const optionsOf = (...labels) => labels.map((label, i) => ({ id: String.fromCharCode(97 + i), label }));

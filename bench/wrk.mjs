// wrk: requests over kept-alive connections, as many as a server answers.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** Requests a second that were answered with `status`. Any other answer is an error. */
export async function wrk(address, { connections, seconds, threads = 1, headers = {}, form = null, status = 200 }) {
  const folder = await mkdtemp(join(tmpdir(), "scrutin-wrk-"));
  const set = Object.entries(headers).map(([name, value]) => `wrk.headers["${name}"] = "${value}"\n`);
  const post = `wrk.method = "POST"
wrk.body = "${form}"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
`;
  // Each thread counts for itself; the answers of all must be right.
  const script = `${form === null ? "" : post}${set.join("")}
local threads = {}
function setup(thread) table.insert(threads, thread) end
function init() bad = 0 end
function response(status) if status ~= ${status} then bad = bad + 1 end end
function done(summary)
  local all = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  for _, thread in ipairs(threads) do all = all + thread:get("bad") end
  io.write(string.format("rate %f errors %d\\n", summary.requests / summary.duration * 1e6, all))
end
`;
  try {
    await writeFile(join(folder, "script.lua"), script);
    const size = [`-t${threads}`, `-c${connections}`, `-d${seconds}s`];
    const { stdout } = await promisify(execFile)("wrk", [...size, "-s", join(folder, "script.lua"), address]);
    const [, rate, errors] = /rate (\S+) errors (\d+)/.exec(stdout);
    if (errors !== "0") throw new Error(`${address}: ${stdout}`);
    return Number(rate);
  } finally {
    await rm(folder, { recursive: true });
  }
}

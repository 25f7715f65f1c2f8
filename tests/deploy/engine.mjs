// The container engine, by its command line, and a compose project of its own for one test run.
import { execFile } from "node:child_process";
import { promisify } from "node:util";

export const root = new URL("../..", import.meta.url).pathname;
const promised = promisify(execFile);

/** Runs a command; resolves to its status and what it printed, whatever the status is. */
export async function run(command, args, { env = {}, ms = 120000 } = {}) {
  try {
    const { stdout, stderr } = await promised(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      timeout: ms,
      maxBuffer: 1 << 26,
    });
    return { status: 0, stdout, stderr };
  } catch (error) {
    if (typeof error.code !== "number") {
      return { status: -1, stdout: error.stdout ?? "", stderr: `${error.stderr ?? ""}${error.message}` };
    }
    return { status: error.code, stdout: error.stdout, stderr: error.stderr };
  }
}

/** As run, but a status other than 0 is an error that says all. */
export async function must(command, args, options) {
  const done = await run(command, args, options);
  if (done.status === 0) return done.stdout;
  throw new Error(`${command} ${args.join(" ")}: status ${done.status}\n${done.stdout}${done.stderr}`);
}

export const docker = (...args) => must("docker", args);

/** Resolves once `check()` is truthy, rejects with the last error when that takes longer than `ms`. */
export async function eventually(what, check, ms = 60000) {
  const end = Date.now() + ms;
  for (let last; ;) {
    try {
      const value = await check();
      if (value) return value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`${what}: not within ${ms} ms${last ? `: ${last.message}` : ""}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** One project of docker-compose.yml: `command` is ["docker", "compose"] or ["docker-compose"]. */
export class Project {
  constructor(command, name, env) {
    Object.assign(this, { command, name, env });
  }

  args(args) {
    return [...this.command.slice(1), "-p", this.name, ...args];
  }

  compose(...args) {
    return must(this.command[0], this.args(args), { env: this.env, ms: 300000 });
  }

  tried(...args) {
    return run(this.command[0], this.args(args), { env: this.env, ms: 300000 });
  }

  /** The containers of a service, stopped ones too; those of profiles as well. */
  async containers(service) {
    const label = (key, value) => ["--filter", `label=com.docker.compose.${key}=${value}`];
    const ids = await docker("ps", "-aq", "--no-trunc", ...label("project", this.name), ...label("service", service));
    return ids.split("\n").filter(Boolean);
  }

  async inspect(service) {
    const [first] = await this.containers(service);
    if (!first) throw new Error(`there is no container of ${service}`);
    return JSON.parse(await docker("inspect", first))[0];
  }

  async exec(service, ...command) {
    const [first] = await this.containers(service);
    return run("docker", ["exec", first, ...command]);
  }

  healthy(service, ms) {
    return eventually(
      `${service} is healthy`,
      async () => {
        const { State } = await this.inspect(service);
        return State.Running && State.Health.Status === "healthy" && State;
      },
      ms,
    );
  }
}

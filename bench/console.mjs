import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { one } from "./driver.mjs";
import { freePort } from "./store.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
/** A person is held to a hundred requests a second, so that what a server can answer is asked by many. */
const PEOPLE = Array.from({ length: 160 }, (_, i) => `bench-${i}`);
const PASSWORD = "bench-password-of-no-value";

/** Our production server on the store, with a signed-in session's cookie as a browser would send it. */
export async function startConsole(redisUrl) {
  if (!existsSync(join(root, "dist/server.mjs"))) throw new Error("no build: run `npm run build` first");
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const dir = mkdtempSync(join(tmpdir(), "signalbox-bench-console-"));
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    cwd: root,
    stdio: ["ignore", "ignore", "pipe"],
    env: {
      ...process.env,
      NODE_ENV: "production",
      HOST: "127.0.0.1",
      PORT: String(port),
      SIGNALBOX_DATA_DIR: dir,
      SIGNALBOX_SOURCES: JSON.stringify([{ id: "bench", label: "Bench", url: redisUrl }]),
      SIGNALBOX_USERS: users(),
    },
  });
  let log = "";
  child.stderr.on("data", (chunk) => (log = (log + chunk).slice(-4_000)));
  for (let i = 0; ; i += 1) {
    if (child.exitCode !== null || i > 300) throw new Error(`the console did not start:\n${log}`);
    if (
      await fetch(`${url}/healthz`).then(
        (r) => r.ok,
        () => false,
      )
    )
      break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const cookies = [];
  for (const name of PEOPLE) cookies.push(await signIn(url, name));
  const [cookie] = cookies;
  return {
    url,
    pid: child.pid,
    cookie,
    cookies,
    headers: { cookie },
    /** These paths in turn, each by the next person. */
    asPeople: (paths, people) =>
      Array.from({ length: paths.length * people }, (_, i) => ({
        path: paths[i % paths.length],
        headers: { cookie: cookies[i % people] },
      })),
    async api(path, init = {}) {
      const response = await fetch(`${url}/api/v1${path}`, {
        ...init,
        headers: {
          cookie,
          "x-signalbox": "1",
          "content-type": "application/json",
          origin: url,
          "sec-fetch-site": "same-origin",
        },
      });
      if (!response.ok) throw new Error(`${init.method ?? "GET"} ${path}: ${response.status} ${await response.text()}`);
      return response.json();
    },
    stop() {
      child.kill("SIGTERM");
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Everybody has the same password, so one hash serves all. */
function users() {
  const made = spawnSync(process.execPath, ["scripts/hash-password.mjs", "x", "admin"], {
    cwd: root,
    input: `${PASSWORD}\n`,
    encoding: "utf8",
  });
  const hash = made.stdout.trim().slice("x:".length);
  return PEOPLE.map((name) => `${name}:${hash}`).join("\n");
}

async function signIn(url, username) {
  const csrf = await one(url, { path: "/api/auth/csrf" });
  const cookies = (reply) => [...reply.headers.matchAll(/\r\nset-cookie: *([^;\r]+)/gi)].map((match) => match[1]);
  const { csrfToken } = JSON.parse(csrf.body.toString());
  const reply = await one(url, {
    method: "POST",
    path: "/api/auth/callback/credentials",
    headers: { cookie: cookies(csrf).join("; "), origin: url },
    body: new URLSearchParams({ csrfToken, username, password: PASSWORD, json: "true" }).toString(),
  });
  const session = cookies(reply).find((cookie) => /session/i.test(cookie));
  if (!session) throw new Error(`sign-in failed: ${reply.status} ${reply.body}`);
  return session;
}

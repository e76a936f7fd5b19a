import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundle } from "@/scripts/bundle.mjs";

const dir = mkdtempSync(join(tmpdir(), "signalbox-start-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const readable = join(dir, "users");
writeFileSync(readable, "ada:admin:x\n", { mode: 0o644 });

const entry = join(dir, "server.mjs");
beforeAll(async () => {
  await bundle("server/server.ts", entry);
}, 60_000);

/** The entry itself, until it has left. */
function start(env: Record<string, string>): Promise<{ code: number | null; lines: string[] }> {
  const child = spawn(process.execPath, [entry], {
    cwd: dir,
    env: { PATH: process.env.PATH, NODE_ENV: "production", SIGNALBOX_DATA_DIR: dir, ...env },
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      text += chunk;
    });
  }
  return new Promise((resolve) => {
    child.on("close", (code) => resolve({ code, lines: text.trim().split("\n") }));
  });
}

describe("a start that must not be", () => {
  it.each<[string, Record<string, string>, RegExp]>([
    ["open to others without people", { HOST: "0.0.0.0" }, /^SIGNALBOX_USERS: .* not loopback/],
    ["half a pair of name and password", { SIDEKIQ_USERNAME: "root" }, /^SIDEKIQ_PASSWORD: is missing/],
    ["a secret out of an example", { SIGNALBOX_SECRET: "changeme".repeat(8) }, /^SIGNALBOX_SECRET: is a known sample/],
    [
      "people that everybody may read",
      { SIGNALBOX_USERS_FILE: readable },
      /^SIGNALBOX_USERS_FILE: the file .* chmod 600/,
    ],
    ["a mistyped variable", { SIGNALBOX_TOKEN: "x" }, /^SIGNALBOX_TOKEN: .* SIGNALBOX_TOKENS\?/],
    [
      "a folder that cannot be made",
      { SIGNALBOX_DATA_DIR: "/proc/x" },
      /^SIGNALBOX_DATA_DIR: \/proc\/x\/secret cannot/,
    ],
    ["no address of a store", { REDIS_URL: "http://:hunter2@h" }, /^REDIS_URL: /],
  ])(
    "%s: exit code 78, one line, the variable by name, no secret",
    async (_what, env, line) => {
      const { code, lines } = await start(env);
      expect([code, lines]).toEqual([78, [expect.stringMatching(line)]]);
      expect(lines.join()).not.toMatch(/hunter2|ada:/);
    },
    30_000,
  );
});

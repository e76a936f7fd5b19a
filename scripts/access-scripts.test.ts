import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { verifyPassword } from "@/lib/auth/password";
import { principalOfToken } from "@/lib/auth/tokens";
import { parseTokens } from "@/lib/config/tokens";
import { parseUsers } from "@/lib/config/users";

const run = (script: string, args: string[], input = "") =>
  spawnSync(process.execPath, [join(import.meta.dirname, script), ...args], { input, encoding: "utf8" });

describe("npm run hash-password", () => {
  it("prints a line for SIGNALBOX_USERS that the password opens, and never the password", async () => {
    const { stdout, stderr } = run("hash-password.mjs", ["ada", "operator"], "correct horse battery\n");
    const users = parseUsers(stdout);
    expect(users).toMatchObject([{ name: "ada", role: "operator" }]);
    expect(await verifyPassword(users, "ada", "correct horse battery")).toMatchObject({ name: "ada" });
    expect(await verifyPassword(users, "ada", "correct horse batterz")).toBeNull();
    expect(stdout + stderr).not.toContain("correct horse");
  });

  it("refuses a short one", () => {
    expect(run("hash-password.mjs", ["ada"], "short\n").status).toBe(1);
  });
});

describe("make-token", () => {
  it("prints a token and the line that lets it in, for as long as it says", () => {
    const { stdout } = run("make-token.mjs", ["ci", "read+metrics", "30"]);
    const token = /^token: (\S+)$/m.exec(stdout)?.[1] ?? "";
    const records = parseTokens(/^line: {2}(.+)$/m.exec(stdout)?.[1] ?? "", Date.now());
    expect(principalOfToken(records, token, null, Date.now())).toMatchObject({ name: "token:ci", role: "viewer" });
    expect(principalOfToken(records, token, null, Date.now() + 32 * 86_400_000)).toBeNull();
    expect(stdout.split("\n").filter((line) => line.includes(token.slice(-20)))).toHaveLength(1);
  });
});

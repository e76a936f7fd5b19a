import { mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, it, vi } from "vitest";
import { watchFiles } from "./watch-files";

const dir = mkdtempSync(join(tmpdir(), "signalbox-watch-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
afterEach(() => vi.useRealTimers());

it("tells of a file written anew, of a link that was moved, of one that came or went, and of nothing else", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const [plain, link, late] = ["plain", "link", "late"].map((name) => join(dir, name)) as [string, string, string];
  writeFileSync(plain, "a");
  writeFileSync(join(dir, "one"), "1");
  writeFileSync(join(dir, "two"), "1");
  symlinkSync(join(dir, "one"), link);
  let told = 0;
  const stop = watchFiles([plain, link, late], () => {
    told += 1;
  });
  const settle = () => new Promise((resolve) => setTimeout(resolve, 50));
  const after = async (change: () => void) => {
    await settle();
    change();
    vi.advanceTimersByTime(2_000);
    await settle();
    return told;
  };
  expect(await after(() => {})).toBe(0);
  expect(await after(() => writeFileSync(plain, "ab"))).toBe(1);
  expect(await after(() => utimesSync(plain, 1, 1))).toBe(2);
  const moved = () => {
    symlinkSync(join(dir, "two"), `${link}.new`);
    renameSync(`${link}.new`, link);
  };
  expect(await after(moved)).toBe(3);
  expect(await after(() => writeFileSync(late, "x"))).toBe(4);
  expect(await after(() => rmSync(late))).toBe(5);
  stop();
  expect(await after(() => writeFileSync(plain, "abc"))).toBe(5);
});

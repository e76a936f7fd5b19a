import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const page = readFileSync(`${root}docs/security-tests.md`, "utf8");
const rows = page
  .split("\n")
  .filter((line) => line.startsWith("|") && /\.(?:test|spec)\.ts`/.test(line))
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((part) => part.trim()),
  );

/** The tests a cell names: a file in backticks, then titles or parts of them. */
function testsOf(cell: string): { file: string; title: string }[] {
  let file = "";
  return cell.split(/; (?=[`a-zA-Z/])/).flatMap((part) => {
    const named = /^`([^`]+\.(?:test|spec)\.ts)`\s*(.*)$/s.exec(part.trim());
    if (named) file = named[1] ?? "";
    return { file, title: (named ? named[2] : part)?.trim() ?? "" };
  });
}

it("names a test for each attack", () => {
  const ids = rows.map(([id = ""]) => id).filter((id) => /^V\d+$/.test(id));
  // 19 is about a store that is not read yet, 34 about alerts.
  const all = Array.from({ length: 33 }, (_, index) => `V${index + 1}`).filter((id) => id !== "V19");
  expect(ids).toEqual(all);
});

it.each(rows.map((cells) => [cells[0] ?? "", cells.at(-1) ?? ""]))("finds the tests of %s", (_id, cell) => {
  for (const { file, title } of testsOf(cell)) {
    expect([file, existsSync(`${root}${file}`)]).toEqual([file, true]);
    expect([file, title, readFileSync(`${root}${file}`, "utf8").includes(title)]).toEqual([file, title, true]);
  }
});

import { describe, expect, it } from "vitest";
import { rebase, unmovableRow } from "./rebase";

describe("rebase", () => {
  it.each([
    ["", 'a="/x" b="/" c=""'],
    ["/tools/jobs", 'a="/tools/jobs/x" b="/tools/jobs" c="/tools/jobs"'],
  ])("puts %j in place", (base, expected) => {
    const text = 'a="/__BASE_PATH__/x" b="/__BASE_PATH__" c="/__BASE_PATH__"'.replace("b=", "href=");
    expect(rebase(text, base).replace("href=", "b=")).toBe(expected);
  });

  it("escapes the slashes where the placeholder's was escaped, and leaves no backslash behind", () => {
    const text = String.raw`/^\/__BASE_PATH__(?:\/x)$/ "^\\/__BASE_PATH__\\/x"`;
    expect(rebase(text, "/a/b")).toBe(String.raw`/^\/a\/b(?:\/x)$/ "^\\/a\\/b\\/x"`);
    expect(rebase(text, "")).toBe(String.raw`/^(?:\/x)$/ "^\\/x"`);
  });
});

describe("unmovableRow", () => {
  const row = (id: string, text: string) => `${id}:T${Buffer.byteLength(text).toString(16)},${text}`;

  it("finds a text row that holds the placeholder", () => {
    expect(unmovableRow(Buffer.from(`0:["$"]\n${row("1a", "é /__BASE_PATH__/x")}2:{}\n`))).toBe("1a");
  });

  it("ignores the placeholder outside of text rows, and text rows without it", () => {
    expect(unmovableRow(Buffer.from(`0:"/__BASE_PATH__"\n${row("1", "é plain")}2:"/__BASE_PATH__"\n`))).toBeNull();
  });
});

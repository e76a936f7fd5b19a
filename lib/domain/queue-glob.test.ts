import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Permission, roleAllows } from "./permissions";
import { matchesGlob, queueVisible } from "./queue-glob";

describe("a queue glob", () => {
  it.each([
    ["mail", "mail", true],
    ["mail", "mai", false],
    ["mail-in", "mail-*", true],
    ["mail-", "mail-*", true],
    ["xmail-in", "mail-*", false],
    ["anything", "*", true],
    ["a-b-c", "a-*-c", true],
    ["a-c", "a-*-c", false],
    ["aXbXc", "a*b*c", true],
    ["aXc", "a*b*c", false],
    ["aba", "a*ba*a", false],
    ["mail.in", "mail?in", false],
    ["(a+)+$", "(a+)+$", true],
  ])("%s ~ %s: %s", (name, glob, expected) => expect(matchesGlob(name, glob)).toBe(expected));

  it("agrees with the plain definition: `*` is any run of characters", () => {
    const slow = (name: string, glob: string): boolean => {
      if (glob === "") return name === "";
      if (glob[0] !== "*") return name[0] === glob[0] && slow(name.slice(1), glob.slice(1));
      return Array.from({ length: name.length + 1 }, (_, i) => i).some((i) => slow(name.slice(i), glob.slice(1)));
    };
    const text = fc.stringMatching(/^[ab]{0,8}$/);
    const glob = fc.stringMatching(/^[ab*]{0,6}$/);
    fc.assert(
      fc.property(text, glob, (name, pattern) => matchesGlob(name, pattern) === slow(name, pattern)),
      { numRuns: 3_000 },
    );
  });

  it("takes no time on what drives regular expressions mad", () => {
    expect(matchesGlob("a".repeat(100_000), `${"*a".repeat(50)}*b`)).toBe(false);
  });

  it("hides a job without a queue from who does not see every queue", () => {
    expect(queueVisible(null, ["*"])).toBe(false);
    expect(queueVisible(null, null)).toBe(true);
    expect(queueVisible("x", [])).toBe(false);
  });
});

describe("the table of rights", () => {
  it("denies what is not in it", () => {
    for (const unknown of ["jobs.explode", "", "constructor", "__proto__", "toString"]) {
      expect(roleAllows("admin", unknown as Permission)).toBe(false);
    }
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkJson, type JsonFaultCode } from "./check";
import { diffLines } from "./diff";
import { compactJson, prettyJson } from "./format";
import { positionOf } from "./position";

const faults: [string, JsonFaultCode, number][] = [
  ["", "value_expected", 0],
  ["[1,]", "trailing_comma", 3],
  ['{"a":1,}', "trailing_comma", 7],
  ["[1 2]", "comma_expected", 3],
  ["[1", "unclosed", 2],
  ["{", "unclosed", 1],
  ["[1,", "unclosed", 3],
  ["{a:1}", "key_expected", 1],
  ["{'a':1}", "single_quote", 1],
  ['{"a" 1}', "colon_expected", 5],
  ["['a']", "single_quote", 1],
  ["[nil]", "bad_literal", 1],
  ["[True]", "bad_literal", 1],
  ["[NaN]", "bad_literal", 1],
  ["[01]", "bad_number", 1],
  ["[1.]", "bad_number", 1],
  ["[.5]", "value_expected", 1],
  ["[0x10]", "bad_number", 1],
  ["[1e400]", "number_too_large", 1],
  ['["a', "string_unclosed", 1],
  ['["a\nb"]', "string_unclosed", 3],
  ['["a\tb"]', "control_character", 3],
  ['["\\x"]', "bad_escape", 2],
  ['["\\u12"]', "bad_escape", 2],
  ['["\\ud800"]', "lone_surrogate", 2],
  ['["\ud800"]', "lone_surrogate", 2],
  ['["\\udc00\\ud800"]', "lone_surrogate", 2],
  ['{"a":1,"\\u0061":2}', "duplicate_key", 7],
  ["[1] // x", "text_behind", 4],
  ["[".repeat(97) + "]".repeat(97), "too_deep", 96],
];

describe("the JSON check", () => {
  it.each(faults)("points at the fault of %j", (text, code, at) => {
    expect(checkJson(text)).toEqual({ ok: false, code, at });
  });

  it("takes what Ruby takes", () => {
    for (const text of ["[]", " [1.0, -0, 1e3, 12345678901234567890] ", '["\\ud83d\\ude00\\/"]', '"x"', '{"":{}}']) {
      expect(checkJson(text).ok, text).toBe(true);
    }
  });

  it("agrees with JSON.parse on any value, and its layouts change no token", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        const check = checkJson(text);
        if (!check.ok) return check.code === "duplicate_key" || check.code === "lone_surrogate";
        expect(compactJson(text, check.root)).toBe(text.replaceAll(/("(?:[^"\\]|\\.)*")|\s/g, "$1"));
        const pretty = prettyJson(text, check.root);
        const again = checkJson(pretty);
        expect(again.ok && compactJson(pretty, again.root)).toBe(compactJson(text, check.root));
        return true;
      }),
      { numRuns: 2_000 },
    );
  });

  it("takes nothing that JSON.parse refuses", () => {
    const pieces = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      '"',
      "1",
      "-",
      "0",
      ".",
      "e",
      "true",
      "nul",
      " ",
      "\\",
      "\n",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 14 }), (list) => {
        const text = list.join("");
        let parses = true;
        try {
          JSON.parse(text);
        } catch {
          parses = false;
        }
        const check = checkJson(text);
        return check.ok ? parses : !parses || check.code === "duplicate_key";
      }),
      { numRuns: 20_000 },
    );
  });

  it("counts lines and columns from one", () => {
    expect(positionOf("[\n  1,\n  x]", 9)).toEqual({ line: 3, column: 3 });
    expect(positionOf("x", 0)).toEqual({ line: 1, column: 1 });
  });
});

describe("the diff", () => {
  it("says what went and what came, and nothing else", () => {
    expect(diffLines("a\nb\nc", "a\nB\nc\nd")).toEqual([
      { kind: "same", text: "a" },
      { kind: "removed", text: "b" },
      { kind: "added", text: "B" },
      { kind: "same", text: "c" },
      { kind: "added", text: "d" },
    ]);
  });

  it("leads from either text to the other", () => {
    const text = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 12 }).map((list) => list.join("\n"));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const diff = diffLines(before, after);
        const of = (kind: string) =>
          diff
            .filter((line) => line.kind !== kind)
            .map((line) => line.text)
            .join("\n");
        expect(of("added")).toBe(before);
        expect(of("removed")).toBe(after);
      }),
      { numRuns: 2_000 },
    );
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { numberValue, scanPayload, stringValue, valueText } from "./payload-scan";

const scan = (text: string) => scanPayload(Buffer.from(text));

describe("scanPayload", () => {
  it("agrees with JSON.parse on what is an object, an other value and no JSON", () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string(), mangledJson()), (text) => {
        const result = scan(text);
        let parsed: unknown;
        try {
          parsed = JSON.parse(text);
        } catch {
          expect(result).toEqual({ ok: false, problem: "invalid_json" });
          return;
        }
        const isObject = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
        expect(result.ok).toBe(isObject);
        if (!result.ok) expect(result.problem).toBe("not_an_object");
      }),
      { numRuns: 3_000 },
    );
  });

  it("gives the span of every member", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(0, 1, 3), (object, indent) => {
        const text = JSON.stringify(object, null, indent);
        const bytes = Buffer.from(text);
        const result = scanPayload(bytes);
        if (!result.ok) throw new Error(result.problem);
        const parsed = Object.entries(JSON.parse(text) as object);
        expect(result.members.length).toBe(parsed.length);
        for (const [key, value] of parsed) {
          const member = result.last.get(key);
          if (!member) throw new Error(`no member ${key}`);
          expect(JSON.parse(valueText(bytes, member))).toEqual(value);
        }
      }),
    );
  });

  it("notes duplicates and lets the last win, also when one is written with escapes", () => {
    const bytes = Buffer.from('{"a":1,"b":2,"\\u0061":3}');
    const result = scanPayload(bytes);
    if (!result.ok) throw new Error(result.problem);
    expect(result.duplicateKeys).toBe(true);
    expect(numberValue(bytes, result, "a")).toBe(3);
  });

  it("reads strings with invalid UTF-8, and null for other kinds", () => {
    const bytes = Buffer.concat([Buffer.from('{"a":"x'), Buffer.from([0xff, 0xc3]), Buffer.from('","b":5}')]);
    const result = scanPayload(bytes);
    if (!result.ok) throw new Error(result.problem);
    expect(stringValue(bytes, result, "a")).toMatch(/^x\ufffd/);
    expect(stringValue(bytes, result, "b")).toBeNull();
    expect(numberValue(bytes, result, "a")).toBeNull();
  });

  it("stops at a bounded depth without recursion", () => {
    expect(scan(`{"a":${"[".repeat(100_000)}`)).toEqual({ ok: false, problem: "too_deep" });
    expect(scan("[".repeat(1_000_000))).toEqual({ ok: false, problem: "too_deep" });
    expect(scan(`{"a":${"[".repeat(900)}${"]".repeat(900)}}`).ok).toBe(true);
  });

  it("rejects what Ruby and JavaScript reject", () => {
    for (const text of [
      "",
      "{",
      '{"a"}',
      '{"a":}',
      '{"a":1,}',
      "{,}",
      '{"a":01}',
      '{"a":NaN}',
      '{"a":1}x',
      '{"a":[1,]}',
    ])
      expect(scan(text), text).toEqual({ ok: false, problem: "invalid_json" });
  });
});

/** Valid JSON with one byte changed or cut: the border between sound and broken. */
function mangledJson() {
  return fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom("", ",", "}", "{", '"', "\\", "0", " "))
    .map(([text, at, put]) => {
      const where = at % (text.length + 1);
      return text.slice(0, where) + put + text.slice(where + 1);
    });
}

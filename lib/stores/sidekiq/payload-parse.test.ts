import fc from "fast-check";
import { expect, it } from "vitest";
import { applyHidden, JsonNumber, type JsonValue, parseJson } from "./payload-parse";

/** What JSON.parse would have made of it. */
function plain(value: JsonValue): unknown {
  if (value instanceof JsonNumber) return Number(value.text);
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, member]) => [key, plain(member)]));
  return value;
}

it("reads whatever JSON.parse reads, to the same values", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), fc.nat(4), (text, indent) => {
      const value: unknown = JSON.parse(text);
      const pretty = JSON.stringify(value, null, indent);
      const parsed = parseJson(pretty);
      expect(parsed && JSON.stringify(plain(parsed.value))).toBe(JSON.stringify(value));
    }),
  );
});

it("refuses what JSON.parse refuses, but for control characters inside strings", () => {
  const wrong = [
    "",
    " ",
    "{",
    "[1",
    "[1,]",
    '{"a"}',
    '{"a":}',
    '{"a":1,}',
    "{,}",
    "01",
    "1.",
    ".5",
    "+1",
    "nul",
    "NaN",
  ];
  wrong.push('"a', '"\\', '"\\u12"', "'a'", "[1]]", '{"a":1}{', "{a:1}", "\u00a01", '"\\"');
  for (const text of wrong) expect(parseJson(text), text).toBeNull();
  expect(parseJson('"a\nb"')?.value).toBe("a\nb");
});

it("keeps the digits of numbers, and the last of duplicate keys", () => {
  const parsed = parseJson('{"a":12345678901234567890,"b":-0.0,"a":1e400}');
  expect(parsed?.duplicateKeys).toBe(true);
  expect(parsed?.value).toEqual(
    new Map([
      ["a", new JsonNumber("1e400")],
      ["b", new JsonNumber("-0.0")],
    ]),
  );
});

it("undoes every escape, and leaves lone surrogates alone", () => {
  expect(parseJson('"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\\ud800"')?.value).toBe('"\\/\b\f\n\r\té😀\ud800');
});

it("hides whole values, the outermost alone, and leaves every other byte", () => {
  const text = '{ "keep" : 1.0, "gone" : {"gone":[1,{"x":"]}"}]} ,"list":["secret",2] }';
  const parsed = parseJson(text, (key, value) => (key === "gone" || value === "secret" ? '"…"' : null));
  expect(applyHidden(text, parsed?.hidden ?? [])).toBe('{ "keep" : 1.0, "gone" : "…" ,"list":["…",2] }');
});

it("reads the top level alone when told to, strings with brackets included", () => {
  const parsed = parseJson('{"args":[{"a":"]}\\\\\\""},[1]],"class":"A"}', undefined, 1);
  expect(parsed?.tooDeep).toBe(true);
  expect(parsed?.value instanceof Map && parsed.value.get("class")).toBe("A");
});

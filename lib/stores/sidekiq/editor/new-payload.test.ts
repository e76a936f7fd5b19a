import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scanPayload } from "../payload-scan";
import { ANCESTOR, newIds, newPayload } from "./new-payload";
import { readArguments } from "./stored-arguments";

const STAMP = "1795355549123";
const OWN = [
  "jid",
  "args",
  "queue",
  "created_at",
  "enqueued_at",
  "at",
  "error_message",
  "bid",
  ANCESTOR,
  "lock_digest",
];
const LEFT = new Set(["created_at", "enqueued_at", "at", "error_message", "bid", ANCESTOR, "lock_digest"]);

const value = fc.oneof(
  fc.json({ maxDepth: 3 }),
  fc.constantFrom("1.0", "9007199254740993", "-0.0", "1e3", '"\\/\\u00e9"', "[]", "{}", '{"2":1,"1":2}', "null"),
);
const members = fc.uniqueArray(fc.tuple(fc.oneof(fc.constantFrom(...OWN), fc.string({ maxLength: 5 })), value), {
  selector: ([key]) => key,
  maxLength: 10,
});
const space = fc.constantFrom("", " ", "\n\t");

function payloadOf(list: [string, string][], blank: string): Buffer {
  const all = [
    ...list.filter(([key]) => key !== "class" && key !== "args"),
    ["class", '"A"'],
    ["args", '[1.0,{"b":2,"a":[]}]'],
  ];
  return Buffer.from(
    `${blank}{${blank}${all.map(([key, text]) => `${JSON.stringify(key)}${blank}:${blank}${text}`).join(`${blank},${blank}`)}${blank}}`,
  );
}

/** Each member's own bytes. */
function membersOf(bytes: Buffer): Map<string, string> {
  const scan = scanPayload(bytes);
  if (!scan.ok) throw new Error("no object");
  return new Map(
    [...scan.last].map(([key, { valueStart, valueEnd }]) => [key, bytes.toString("utf8", valueStart, valueEnd)]),
  );
}

describe("the payload of a new job", () => {
  it("has every member of the original byte for byte but for what makes it a new job", () => {
    fc.assert(
      fc.property(
        members,
        space,
        fc.boolean(),
        fc.option(fc.string({ minLength: 1, maxLength: 5 })),
        (list, blank, later, queue) => {
          const bytes = payloadOf(list, blank);
          const scan = scanPayload(bytes);
          if (!scan.ok) throw new Error("no object");
          const read = readArguments(bytes, scan);
          const ids = newIds("a token");
          const job = { ids, ancestor: "j1", queue, atMs: later ? 1 : null, changed: null, nowMs: 0 };
          const made = Buffer.from(
            newPayload(bytes, scan, typeof read === "string" ? null : read, job)
              .map(String)
              .join(STAMP),
          );
          const [before, after] = [membersOf(bytes), membersOf(made)];
          expect(() => JSON.parse(made.toString())).not.toThrow();
          for (const [key, text] of before) {
            if (key === "jid" || LEFT.has(key) || (key === "queue" && queue !== null)) continue;
            expect(after.get(key), key).toBe(text);
          }
          expect(after.get("jid")).toBe(JSON.stringify(ids.jid));
          if (queue !== null) expect(after.get("queue")).toBe(JSON.stringify(queue));
          expect(after.get(ANCESTOR)).toBe('"j1"');
          expect([after.get("created_at"), after.get("enqueued_at")]).toEqual([STAMP, later ? undefined : STAMP]);
          const added = new Set(["jid", "queue", "created_at", "enqueued_at", ANCESTOR]);
          expect([...after.keys()].filter((key) => !before.has(key) && !added.has(key))).toEqual([]);
          for (const key of LEFT) if (!added.has(key)) expect(after.has(key)).toBe(false);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it("names the same job for the same token, and another for another", () => {
    expect(newIds("x")).toEqual(newIds("x"));
    expect(newIds("x").jid).toMatch(/^[0-9a-f]{24}$/);
    expect(newIds("x").activeJobId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(newIds("y").jid).not.toBe(newIds("x").jid);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PayloadScan, scanPayload } from "./payload-scan";
import { cutsForQueue, minusOne, spliceQueueName, withCuts } from "./splice";

function sound(bytes: Buffer): PayloadScan {
  const scan = scanPayload(bytes);
  if (!scan.ok) throw new Error(scan.problem);
  return scan;
}

/** The payload as a push stores it, with the stamp written in. */
function pushed(text: string | Buffer, edits = { decrement: false, queue: null as string | null }): Buffer {
  const bytes = Buffer.from(text);
  return withCuts(bytes, cutsForQueue(bytes, sound(bytes), edits), "42");
}

const value = fc.oneof(
  fc.constantFrom(
    "1.0",
    "12345678901234567890",
    "-0.0",
    "1e400",
    "[]",
    "{}",
    '"\\u00e9\\/"',
    '"</script>"',
    '{"at":1,"enqueued_at":2}',
  ),
  fc.json({ maxDepth: 3 }),
);
const space = fc.constantFrom("", " ", "\n  ", "\t");
const plainKey = fc.constantFrom('"class"', '"args"', '"z"', '"a"', '"__proto__"', '"2"', '"x\\n"');
const known = fc.constantFrom('"at"', '"enqueued_at"', '"retry_count"', '"queue"', '"\\u0061t"');
/** Members of any kind, among them the fields that are edited, repeated and in any order, with blanks anywhere. */
const members = fc.array(fc.tuple(fc.oneof(plainKey, known), value, space, space, space), { maxLength: 8 });

const nameOf = (key: string) => String(JSON.parse(key));

describe("splice", () => {
  it("changes the named fields alone", () => {
    fc.assert(
      fc.property(members, fc.boolean(), fc.option(fc.string()), (list, decrement, queue) => {
        const text = `{${list.map(([k, v, a, b, c]) => `${a}${k}${b}:${c}${v}${a}`).join(",")}}`;
        const after = pushed(text, { decrement, queue });
        const rest = (scan: PayloadScan, bytes: Buffer) =>
          scan.members
            .filter((m) => m.key !== "at")
            .map((m) => ({ key: m.key, text: bytes.toString("latin1", m.keyStart, m.valueEnd) }));
        const before = rest(sound(Buffer.from(text)), Buffer.from(text));
        const result = rest(sound(after), after);
        const last = (key: string) => list.findLastIndex(([k]) => nameOf(k) === key);
        expect(result.slice(0, before.length).map((m) => m.key)).toEqual(before.map((m) => m.key));
        const added = result.slice(before.length).map((m) => m.key);
        const wanted = [...(queue !== null && last("queue") < 0 ? ["queue"] : [])];
        expect(added).toEqual([...wanted, ...(last("enqueued_at") < 0 ? ["enqueued_at"] : [])]);
        const editable = new Set([
          "enqueued_at",
          ...(decrement ? ["retry_count"] : []),
          ...(queue === null ? [] : ["queue"]),
        ]);
        const changed = before.filter((m, i) => result[i]?.text !== m.text);
        for (const m of changed) expect(editable.has(m.key)).toBe(true);
        for (const key of editable) expect(changed.filter((m) => m.key === key).length).toBeLessThanOrEqual(1);
        const parsed = JSON.parse(after.toString());
        expect(parsed.enqueued_at).toBe(42);
        if (queue !== null) expect(parsed.queue).toBe(JSON.parse(JSON.stringify(queue)));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["{}", '{"enqueued_at":42}'],
    ["{ }", '{ "enqueued_at":42}'],
    ['{"at":1}', '{"enqueued_at":42}'],
    ['{"at":1,"at":2}', '{"enqueued_at":42}'],
    ['{"at":1,"a":[1.0]}', '{"a":[1.0],"enqueued_at":42}'],
    ['{"a":1,"at":2,"b":3}', '{"a":1,"b":3,"enqueued_at":42}'],
    ['{"a":1 , "at":2}', '{"a":1 ,"enqueued_at":42}'],
    ['{"enqueued_at":1.5,"at":null,"z":1}', '{"enqueued_at":42,"z":1}'],
    ['{"enqueued_at":1,"enqueued_at":2}', '{"enqueued_at":1,"enqueued_at":42}'],
  ])("%s becomes %s", (before, after) => {
    expect(pushed(before).toString()).toBe(after);
  });

  it("keeps bytes that are not UTF-8", () => {
    const raw = Buffer.concat([
      Buffer.from('{"args":["'),
      Buffer.from([0xff, 0xc3, 0x28]),
      Buffer.from('"],"retry_count":0}'),
    ]);
    const after = pushed(raw, { decrement: true, queue: null });
    expect(after.subarray(0, 15).equals(raw.subarray(0, 15))).toBe(true);
    expect(after.toString("latin1")).toBe(`${raw.toString("latin1").slice(0, -2)}-1,"enqueued_at":42}`);
  });

  it("changes the queue's name and nothing else within a set", () => {
    const bytes = Buffer.from('{"a":1.0,"queue":"x" ,"at":5}');
    expect(spliceQueueName(bytes, sound(bytes), 'lo"w').toString()).toBe('{"a":1.0,"queue":"lo\\"w" ,"at":5}');
  });

  it.each([
    ["0", "-1"],
    ["-1", "-2"],
    ["5", "4"],
    ["12345678901234567890123", "12345678901234567890122"],
    ["1.0", "0.0"],
    ["0.5", "-0.5"],
    ["-0.25", "-1.25"],
    ["10.00", "9.00"],
    ["1e3", null],
    ["9".repeat(41), null],
  ])("one less than %s is %s", (text, result) => {
    expect(minusOne(text)).toBe(result);
  });
});

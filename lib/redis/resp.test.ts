import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type RespEvents, RespReader } from "./resp";

function read(stream: Buffer, pieces: readonly number[]): unknown[] {
  const seen: unknown[] = [];
  const events: RespEvents = {
    array: (parts) => seen.push(["array", parts]),
    bulk: (bytes, from, to) => seen.push(bytes.toString("latin1", from, to)),
    integer: (value) => seen.push(value),
    nothing: () => seen.push(null),
    error: (message) => seen.push(["error", message]),
  };
  const reader = new RespReader(events);
  let at = 0;
  for (let turn = 0; at < stream.length; turn++) {
    const room = reader.room();
    const size = Math.min(room.length, pieces[turn % pieces.length] ?? 1, stream.length - at);
    stream.copy(room, 0, at, at + size);
    reader.wrote(size);
    at += size;
  }
  return seen;
}

const bulk = (bytes: Buffer) => Buffer.concat([Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from("\r\n")]);
const anyPart = fc.oneof(
  fc
    .oneof(fc.uint8Array({ maxLength: 60 }), fc.constantFrom(Buffer.from("\r\n"), Buffer.from("$3\r\n*2\r\n\0")))
    .map((bytes) => ({ wire: bulk(Buffer.from(bytes)), means: Buffer.from(bytes).toString("latin1") as unknown })),
  fc.maxSafeInteger().map((n) => ({ wire: Buffer.from(`:${n}\r\n`), means: n as unknown })),
  fc.constant({ wire: Buffer.from("$-1\r\n"), means: null as unknown }),
  fc.constant({ wire: Buffer.from("+OK\r\n"), means: "OK" as unknown }),
  fc.constant({ wire: Buffer.from("-WRONGTYPE no\r\n"), means: ["error", "WRONGTYPE no"] as unknown }),
  fc.integer({ min: -1, max: 500 }).map((n) => ({ wire: Buffer.from(`*${n}\r\n`), means: ["array", n] as unknown })),
);

describe("a stream of replies", () => {
  it("reads the same however it is cut", () => {
    fc.assert(
      fc.property(fc.array(anyPart), fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }), (parts, pieces) => {
        expect(read(Buffer.concat(parts.map(({ wire }) => wire)), pieces)).toEqual(parts.map(({ means }) => means));
      }),
      { numRuns: 500 },
    );
  });

  it("holds a string larger than its memory, and what stands around it", () => {
    const large = Buffer.alloc(5 * 1024 * 1024, "\0$9\r\n");
    const stream = Buffer.concat([bulk(Buffer.from("before")), bulk(large), bulk(Buffer.from("behind"))]);
    const seen = read(stream, [1_000, 65_536, 7]);
    expect([seen[0], seen[2]]).toEqual(["before", "behind"]);
    expect(seen[1] === large.toString("latin1")).toBe(true);
  });

  it("refuses what is no RESP2", () => {
    for (const wrong of ["HTTP/1.1 200 OK\r\n", "$x\r\n", "$3\r\nabcd\r\n", "*99999999999999999999999\r\n", "%1\r\n"]) {
      expect(() => read(Buffer.from(wrong), [3])).toThrow("RESP2");
    }
    expect(() => read(Buffer.from(`$${2 ** 31}\r\n`), [100])).toThrow("RESP2");
    expect(() => read(Buffer.alloc(200_000, "-"), [60_000])).toThrow("RESP2");
  });
});

import { describe, expect, it } from "vitest";
import type { JobEntry } from "@/lib/domain/job.schema";
import { csvHeader, csvRow, ndjsonRow } from "./rows";

const entry: JobEntry = {
  ref: "r",
  place: { kind: "dead" },
  jid: "j1",
  activeJobId: null,
  class: "=cmd|' /C calc'!A0",
  wrapper: "none",
  queue: "low",
  args: "1",
  argsClipped: false,
  payloadBytes: 10,
  atMs: 1_795_355_549_000,
  createdAtMs: null,
  enqueuedAtMs: Number.POSITIVE_INFINITY,
  failedAtMs: null,
  retriedAtMs: null,
  attempts: 3,
  retryMax: true,
  error: { class: "E", message: 'say "no",\r\nplease' },
  tags: ["a", "b"],
  batchId: null,
  lock: null,
  activeJobRetry: false,
  encrypted: false,
  problem: null,
  willBeLost: false,
};

/** A reader of its own, by RFC 4180. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let at = 0;
  while (at < text.length) {
    const row: string[] = [];
    for (;;) {
      expect(text[at]).toBe('"');
      let value = "";
      for (at++; ; at++) {
        if (text[at] !== '"') value += text[at];
        else if (text[at + 1] === '"') value += text[at++];
        else break;
      }
      row.push(value);
      at++;
      if (text[at] !== ",") break;
      at++;
    }
    expect(text.slice(at, at + 2)).toBe("\r\n");
    at += 2;
    rows.push(row);
  }
  return rows;
}

describe("a CSV export", () => {
  it("has a line a job, quoted, with no formula in it", () => {
    const payload = '{"class":"A","args":[1.0,9007199254740993,"x"]}';
    const [header, row] = parseCsv(csvHeader() + csvRow({ entry, payload }));
    const of = (name: string) => row?.[header?.indexOf(name) ?? -1];
    expect(of("class")).toBe("'=cmd|' /C calc'!A0");
    expect(of("args")).toBe('[1.0,9007199254740993,"x"]');
    expect(of("error_message")).toBe('say "no",\r\nplease');
    expect(of("at")).toBe("2026-11-22T13:52:29.000Z");
    expect(of("enqueued_at")).toBe("");
  });
});

describe("an NDJSON export", () => {
  it("has the payload as it is stored, on one line", () => {
    const line = ndjsonRow({ entry, payload: '{"args":[9007199254740993,1.0],\n "class":"A"}' });
    expect(line).toContain('"payload":{"args":[9007199254740993,1.0],  "class":"A"}}\n');
    expect(line.trimEnd()).not.toContain("\n");
    expect(JSON.parse(line)).toMatchObject({ jid: "j1", payload: { class: "A" } });
    expect(JSON.parse(ndjsonRow({ entry, payload: "{oops\n" }))).toMatchObject({ payload: "{oops\n" });
  });
});

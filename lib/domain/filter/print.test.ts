import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explainFilter, parseFilter, pinFilter, printFilter } from "@/lib/domain/filter";
import { anyFilter, hostile, tree } from "./filter.arbitrary";

const NOW = Date.UTC(2026, 10, 22, 15, 0, 0);

describe("text and tree", () => {
  it("groups without caring how it was bracketed", () => {
    expect(tree("((a) (b (c)))")).toEqual(tree("a b c"));
    expect(tree("a OR (b OR c)")).toEqual(tree("a OR b OR c"));
  });

  it.each([
    ["a  AND b", "a b"],
    ['class:"Foo"', "class:Foo"],
    ["a (b OR c)", "a (b OR c)"],
    ["-(a b)", "-(a b)"],
    ['message:"two words"', 'message:"two words"'],
    ['"OR"', '"OR"'],
    ['"::"', '"::"'],
    ['"arg..a::b"', '"arg..a::b"'],
    ["retries:>=5", "retries>=5"],
    ["Net::ReadTimeout", "Net::ReadTimeout"],
    ['arg."my key".0:x', 'arg."my key".0:x'],
  ])("%s is printed as %s", (filter, printed) => {
    expect(printFilter(tree(filter))).toBe(printed);
  });

  it("every tree is printed as a text that parses to it again", () => {
    fc.assert(
      fc.property(anyFilter, (node) => {
        const printed = printFilter(node);
        fc.pre(printed.length <= 500);
        expect(parseFilter(printed)).toEqual({ ok: true, filter: node });
      }),
      { numRuns: 5_000 },
    );
  });

  it("every text that parses means the same when printed", () => {
    fc.assert(
      fc.property(hostile, (filter) => {
        const parsed = parseFilter(filter);
        if (!parsed.ok) return;
        const printed = printFilter(parsed.filter);
        if (printed.length > 500) return;
        expect(parseFilter(printed)).toEqual(parsed);
      }),
      { numRuns: 5_000 },
    );
  });

  it("is explained in parts whose brackets close", () => {
    fc.assert(
      fc.property(anyFilter, (node) => {
        const ids = explainFilter(node).map((part) => part.id);
        expect(ids.filter((id) => id === "open")).toHaveLength(ids.filter((id) => id === "close").length);
        expect(ids.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe("times of the reader", () => {
  const east = () => 60;
  const pinned = (filter: string) => printFilter(pinFilter(tree(filter), NOW, east));
  it.each([
    ["at<14:05", "at<2026-11-22T13:05:00.000Z"],
    ["at>14:05", "at>=2026-11-22T13:06:00.000Z"],
    ["died:2026-11-21", "died>=2026-11-20T23:00:00.000Z died<2026-11-21T23:00:00.000Z"],
    ["-at:14:05:09", "-(at>=2026-11-22T13:05:09.000Z at<2026-11-22T13:05:10.000Z)"],
    ["at<=2026-11-22T14:05+02:00 next<10m OR x", "at<=2026-11-22T14:05+02:00 next<10m OR x"],
  ])("%s is sent as %s", (filter, sent) => {
    expect(pinned(filter)).toBe(sent);
    expect(pinned(sent)).toBe(sent);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvCell, csvLine } from "./csv";

describe("csvCell", () => {
  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n-1", " =1", "\u00a0=1", "＝1", "＋1", "－1", "＠x"])(
    "disarms %j",
    (text) => {
      expect(csvCell(text)).toBe(`"'${text}"`);
    },
  );

  it("never begins a cell with what a spreadsheet runs, and gives every text back", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const cell = csvCell(text);
        const inner = cell.slice(1, -1).replaceAll('""', '"');
        expect(/^[=+\-@\t\r＝＋－＠]/.test(inner)).toBe(false);
        expect([text, `'${text}`]).toContain(inner);
      }),
      { numRuns: 5_000 },
    );
  });

  it("joins a line", () => {
    expect(csvLine(["a", 1, null, 'say "hi"'])).toBe('"a","1","","say ""hi"""\r\n');
  });
});

import { describe, expect, it } from "vitest";
import { looksLikeJobId, matchingEntries, type PaletteEntry } from "./entries";

const entry = (group: PaletteEntry["group"], label: string): PaletteEntry => ({
  id: label,
  group,
  label,
  run: () => {},
});
const entries = [
  entry("actions", "Use the dark theme"),
  entry("pages", "Dead"),
  entry("queues", "mailers"),
  entry("queues", "low-mail"),
  entry("classes", "MailJob"),
  entry("found", "Search everywhere"),
];
const labels = (typed: string) => matchingEntries(entries, typed).map(({ label }) => label);

describe("the palette", () => {
  it("shows what holds every word: pages and queues, the search, the rest; what begins with it first", () => {
    expect(labels("mail")).toEqual(["mailers", "low-mail", "Search everywhere", "MailJob"]);
    expect(labels("dead")).toEqual(["Dead", "Search everywhere"]);
    expect(labels("theme dark")).toEqual(["Search everywhere", "Use the dark theme"]);
    expect(labels("")).toHaveLength(entries.length);
  });

  it("shows a few of many", () => {
    const many = Array.from({ length: 100 }, (_, n) => entry("queues", `q${n}`));
    expect(matchingEntries(many, "q")).toHaveLength(6);
  });

  it("knows an id when it sees one", () => {
    expect(looksLikeJobId("7369af75a0a5e0421ae05800")).toBe(true);
    expect(looksLikeJobId("6489d013-316a-4f49-ae01-45af635aa326")).toBe(true);
    expect(looksLikeJobId("HardJob")).toBe(false);
  });
});

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseDuration } from "./duration";
import { type CronExpression, parseCron } from "./expression";
import { parseCronish } from "./parse";
import { nextTick, previousTick } from "./ticks";
import { toCronText } from "./to-cron";
import { findZone } from "./zone";

interface Answers {
  cron: Record<string, Answer | null>;
  natural: Record<string, Answer | null>;
  durations: Record<string, number | null>;
}
/** Per zone: seconds before the two changes of its clock, the ticks after each, and in one zone those before each. */
interface Answer {
  cron: string;
  zones: Record<string, [number, ...(string | null)[]]>;
}

const TICKS = 20;
/** Seconds on an idle machine; a busy one takes its time. */
const PATIENT_MS = 180_000;
const file = (name: string) => new URL(`../../../test/golden/cron/${name}`, import.meta.url);
const golden: Answers = { cron: {}, natural: {}, durations: {} };
for (const line of readFileSync(process.env.FUGIT ?? file("fugit.jsonl"), "utf8").split("\n")) {
  if (line === "") continue;
  const [kind, text, answer]: [keyof Answers, string, never] = JSON.parse(line);
  golden[kind][text] = answer;
}
/** As in `test/ruby/fugit_answers.rb`. */
const CHANGES: Record<string, readonly [number, number]> = {
  "Europe/Berlin": [1774746000, 1792890000],
  "America/New_York": [1772953200, 1793512800],
  "Australia/Lord_Howe": [1791041400, 1775314800],
  "America/Havana": [1772946000, 1793509200],
  "Asia/Kolkata": [1774746000, 1792890000],
};

describe("fugit's answers", () => {
  it("cover what was promised", () => {
    const known = [...Object.values(golden.cron), ...Object.values(golden.natural)].filter((answer) => answer !== null);
    expect(known.length).toBeGreaterThanOrEqual(300);
    expect(known.every(({ zones }) => Object.keys(zones).length === 5)).toBe(true);
  });

  it(
    "are ours for every cron expression",
    () => {
      expect(differences(golden.cron, parseCron)).toEqual([]);
    },
    PATIENT_MS,
  );

  it(
    "are ours for every natural form",
    () => {
      expect(differences(golden.natural, parseCronish)).toEqual([]);
    },
    PATIENT_MS,
  );

  it("are ours for every duration", () => {
    const ours = Object.fromEntries(Object.keys(golden.durations).map((text) => [text, parseDuration(text)]));
    expect(ours).toEqual(golden.durations);
  });
});

function differences(answers: Answers["cron"], parse: (text: string) => CronExpression | null): string[] {
  return Object.entries(answers).flatMap(([text, answer]) => {
    const cron = parse(text);
    if (cron === null || answer === null) {
      return (cron === null) === (answer === null)
        ? []
        : [`"${text}": ${cron && toCronText(cron)}, not ${answer?.cron}`];
    }
    if (toCronText(cron) !== answer.cron) return [`"${text}": ${toCronText(cron)}, not ${answer.cron}`];
    return Object.entries(answer.zones).flatMap(([name, runs]) => tickDifferences(text, cron, name, runs));
  });
}

function tickDifferences(
  text: string,
  cron: CronExpression,
  name: string,
  [before, ...runs]: Answer["zones"][string],
): string[] {
  const zone = findZone(name);
  const changes = CHANGES[name];
  if (!zone || !changes) return [`no zone ${name}`];
  const forth = (start: number) => walk(start, (at) => nextTick(cron, at * 1000, zone));
  const back = (start: number) => walk(start, (at) => previousTick(cron, at * 1000, zone));
  return runs.flatMap((run, index) => {
    const change = changes[index % 2] ?? 0;
    const [start, ours] =
      index < 2 ? [change - before, forth(change - before)] : [change + before, back(change + before)];
    const [mine, theirs] = [known(start, ours), known(start, unpacked(run ?? null))];
    return mine === theirs ? [] : [`"${text}" in ${name}, run ${index}: ${mine}, not ${theirs}`];
  });
}

function walk(from: number, step: (at: number) => number | null): number[] | null {
  const deltas: number[] = [];
  for (let at = from; deltas.length < TICKS; ) {
    const next = step(at);
    if (next === null) return null;
    deltas.push(Math.abs(next / 1000 - at));
    at = next / 1000;
  }
  return deltas;
}

/** Lengths in base 36, equal neighbours counted: `1o*19 6o`. */
function unpacked(text: string | null): number[] | null {
  if (text === null) return null;
  return text.split(" ").flatMap((run) => {
    const [delta = "", count = "1"] = run.split("*");
    return Array.from({ length: Number(count) }, () => Number.parseInt(delta, 36));
  });
}

/** As far as Ruby knows when clocks change: its zone files end with the year 2037. */
function known(start: number, deltas: readonly number[] | null): string | null {
  if (deltas === null) return null;
  let at = start;
  return deltas
    .filter((delta) => {
      at += delta;
      return at < Date.UTC(2038, 0, 1) / 1000 - 86_400;
    })
    .join(" ");
}

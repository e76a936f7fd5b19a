import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { runRuby } from "@/test/ruby/run";

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
/** The whole table takes the gem a quarter of an hour: here every so manieth of it. */
const NTH = 150;
const PATIENT_MS = 180_000;

it(
  "the recorded answers of fugit are those that the gem gives now",
  async () => {
    const said = await runRuby(
      "7.3",
      `require "stringio"
    ARGV.replace([${JSON.stringify(path("../golden/cron/expressions.json"))}, "${NTH}"])
    $stdout = StringIO.new
    load ${JSON.stringify(path("../ruby/fugit_answers.rb"))}
    lines = $stdout.string
    $stdout = STDOUT
    answer(lines)`,
      { redisUrl: "redis://127.0.0.1:1" },
    );
    const lines = String(said).trim().split("\n");
    expect(lines.length).toBeGreaterThan(30);
    const recorded = new Set(readFileSync(path("../golden/cron/fugit.jsonl"), "utf8").split("\n"));
    expect(lines.filter((line) => !recorded.has(line))).toEqual([]);
  },
  PATIENT_MS,
);

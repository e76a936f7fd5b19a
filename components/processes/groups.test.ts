import { expect, it } from "vitest";
import type { ProcessSummary } from "@/lib/domain/process.schema";
import { groupProcesses, slotLevel } from "./groups";

it("tells hosts of one process together, behind those of several, and a lone one by itself", () => {
  const process = (identity: string, tag = "shop") =>
    ({ identity, hostname: identity.split(":")[0], tag, busy: 1, concurrency: 5, quiet: false }) as ProcessSummary;
  const fleet = ["web-10:1", "web-2:1", "big-1:7", "big-1:8"].map((identity) => process(identity));
  const told = (processes: readonly ProcessSummary[], by: "host" | "tag") =>
    groupProcesses(processes, by).map((group) => [group.name, group.processes.map(({ identity }) => identity)]);
  expect(told(fleet, "host")).toEqual([
    ["big-1", ["big-1:7", "big-1:8"]],
    ["", ["web-2:1", "web-10:1"]],
  ]);
  expect(groupProcesses(fleet, "host").map(({ singles, concurrency }) => [singles, concurrency])).toEqual([
    [false, 10],
    [true, 10],
  ]);
  expect(told(fleet.slice(1), "host").map(([name]) => name)).toEqual(["big-1", "web-2"]);
  expect(told(fleet, "tag")).toHaveLength(1);
});

it("sorts running times into the legend's steps", () => {
  const now = 1_000_000_000;
  expect(slotLevel(now - 9_999, now)).toBe(0);
  expect(slotLevel(now - 10_000, now)).toBe(1);
  expect(slotLevel(now - 60_000, now)).toBe(2);
  expect(slotLevel(now - 600_000, now)).toBe(3);
  expect(slotLevel(null, now)).toBe(0);
});

import "server-only";
import { z } from "zod";
import { role, scope } from "@/lib/domain/access.schema";
import { jobSetName } from "@/lib/domain/job.schema";
import { type Operation, operation } from "@/lib/domain/operation.schema";
import type { OperationChange, OperationOwner, OperationRecord } from "../operation-store";

/*
 * The record is a hash, one field a fact, so that scripts can guard and count without reading the rest:
 *   id source verb target pace atMs queue ignoreLock withoutUndo   what was asked
 *   actor owner reason expected createdAtMs                  by whom, under what condition
 *   state error canary startedAtMs endedAtMs trashBatch undoneBy   where it stands
 *   scanned setSize total width sizeBytes places breakdown sample warnings   the frozen list
 *   token runner leaseUntilMs perSec                         who works on it
 *   cursor done gone refused unknown                         written by the script that moves a chunk
 * The frozen list is a hash of chunk index → entries side by side, each the number of its list (two bytes) and its
 * identity; the details another, of block index → packed lines; outcomes are one string, a byte an entry. A state
 * other than `running` and `cancelling` stops every chunk script.
 */

const owner = z.object({
  name: z.string(),
  role,
  method: z.enum(["session", "basic", "token", "system"]),
  scopes: z.array(scope).nullable(),
});

const runnerPart = z.object({
  expected: z.number().nullable(),
  token: z.string(),
  leaseUntilMs: z.number(),
  width: z.number(),
  sizeBytes: z.number(),
  places: z.array(z.union([z.object({ set: jobSetName }), z.object({ queue: z.string() })])),
});

export function encodeRecord(op: Operation, by: OperationOwner, expected: number | null): string[] {
  const fields: Record<string, unknown> = {
    id: op.id,
    source: op.source,
    verb: op.verb,
    target: op.target,
    pace: op.pace,
    ...op.params,
    actor: op.actor,
    owner: { name: by.name, role: by.role, method: by.method, scopes: by.scopes },
    reason: op.reason,
    expected,
    createdAtMs: op.createdAtMs,
    state: op.state,
    scanned: op.scanned,
    setSize: op.setSize,
    total: op.total,
    breakdown: op.breakdown,
    sample: op.sample,
    warnings: op.warnings,
    places: [],
    width: 0,
    sizeBytes: 0,
    token: "",
    runner: "",
    leaseUntilMs: 0,
    cursor: 0,
    done: 0,
    gone: 0,
    refused: 0,
    unknown: 0,
  };
  return Object.entries(fields).flatMap(([name, value]) => [name, encode(value)]);
}

/** Of an operation that ended as it was written. */
export function encodeEnded(
  op: Operation,
  by: OperationOwner,
  frozen: Pick<OperationRecord, "width" | "places" | "sizeBytes">,
): string[] {
  const { startedAtMs, endedAtMs, processed: cursor, done } = op;
  const facts = { startedAtMs, endedAtMs, cursor, done, ...frozen };
  return [...encodeRecord(op, by, null), ...Object.entries(facts).flatMap(([name, value]) => [name, encode(value)])];
}

export function encodeChange(change: OperationChange): string[] {
  return Object.entries(change).flatMap(([name, value]) => [name === "processed" ? "cursor" : name, encode(value)]);
}

/** @returns null for a hash that is not an operation of ours. */
export function decodeRecord(fields: Readonly<Record<string, string>>): OperationRecord | null {
  const f = new Map(Object.entries(fields));
  const text = (name: string) => f.get(name) || null;
  const count = (name: string) => Number(f.get(name) ?? 0);
  const number = (name: string) => (f.get(name) ? Number(f.get(name)) : null);
  const parsed = operation.safeParse({
    id: f.get("id"),
    source: f.get("source"),
    verb: f.get("verb"),
    target: json(f.get("target")),
    pace: json(f.get("pace")),
    params: {
      atMs: number("atMs"),
      queue: text("queue"),
      ignoreLock: f.get("ignoreLock") === "1",
      withoutUndo: f.get("withoutUndo") === "1",
    },
    state: f.get("state"),
    error: text("error"),
    actor: f.get("actor"),
    reason: text("reason"),
    createdAtMs: count("createdAtMs"),
    startedAtMs: number("startedAtMs"),
    endedAtMs: number("endedAtMs"),
    scanned: count("scanned"),
    setSize: count("setSize"),
    total: count("total"),
    processed: count("cursor"),
    done: count("done"),
    gone: count("gone"),
    refused: count("refused"),
    unknown: count("unknown"),
    perSec: number("perSec"),
    breakdown: json(f.get("breakdown")),
    runner: text("runner"),
    trashBatch: text("trashBatch"),
    canary: json(f.get("canary")),
    sample: json(f.get("sample")) ?? [],
    warnings: json(f.get("warnings")) ?? [],
    undoneBy: text("undoneBy"),
  });
  const by = owner.safeParse(json(f.get("owner")));
  const rest = runnerPart.safeParse({
    expected: number("expected"),
    token: f.get("token"),
    leaseUntilMs: count("leaseUntilMs"),
    width: count("width"),
    sizeBytes: count("sizeBytes"),
    places: json(f.get("places")) ?? [],
  });
  if (!parsed.success || !by.success || !rest.success) return null;
  return { operation: parsed.data, owner: by.data, ...rest.data };
}

function encode(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? "1" : "0";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function json(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return null;
  }
}

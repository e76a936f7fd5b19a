import "server-only";
import { limits } from "@/lib/config/limits";
import type { TrashOrigin } from "@/lib/stores/port";
import { KeyTable } from "../key-table";
import { lockOf, lockToRelease } from "../lock-step";
import { MAKE_JOB, makeJob } from "../lua/make-job";
import { OWN_TTL_MS, sourceOf } from "../move-call";
import type { PayloadScan } from "../payload-scan";
import { type Located, scoreOf } from "../plan";
import type { StampUnit } from "../stamp-unit";
import { recordHeader } from "../trash-record";
import type { WriteContext } from "../write-context";
import type { PayloadParts } from "./new-payload";

/** A second press, or a proxy that sends again, comes within this. */
const RECEIPT_MS = 10 * 60_000;

export interface MakeCall {
  readonly parts: PayloadParts;
  readonly unit: StampUnit;
  readonly queue: string;
  readonly atMs: number | null;
  readonly token: string;
  /** The entry that goes to the trash; null = none. */
  readonly replaced: { entry: Located; scan: PayloadScan; batch: TrashOrigin } | null;
}

export const receiptOf = ({ own }: WriteContext, token: string) => own.receipt(`job:${token}`);

/** @returns one letter, see the script. @throws AppError when nothing was done, or `sent` when nobody knows */
export async function runMake(context: WriteContext, call: MakeCall, script = makeJob): Promise<string> {
  const { keys, own, link } = context;
  const destination = call.atMs === null ? keys.queue(call.queue) : keys.set("scheduled");
  const table = new KeyTable();
  table.keys.push(keys.queues, destination, receiptOf(context, call.token));
  const fields: Record<(typeof MAKE_JOB)[number], string | number | Buffer> = {
    to: call.atMs === null ? "queue" : "set",
    name: call.atMs === null ? call.queue : scoreOf(call.atMs),
    unit: call.unit,
    receiptTtl: RECEIPT_MS,
    source: 0,
    kind: "",
    bytes: "",
    where: "",
    depth: limits.listRemovalDepth,
    record: "",
    trashMeta: 0,
    trashRecords: 0,
    trashIndex: 0,
    trashTotals: 0,
    trashId: "",
    trashTtl: OWN_TTL_MS,
    trashOrigin: "",
    trashActor: "",
    lock: 0,
    jid: "",
    digest: "",
    digests: 0,
    expiring: 0,
  };
  if (call.replaced) {
    const { entry, scan, batch } = call.replaced;
    const source = sourceOf(context, entry.at);
    const lock = lockToRelease(lockOf(entry.bytes, scan));
    Object.assign(fields, {
      source: table.index(source.key),
      kind: source.kind,
      bytes: entry.bytes,
      where: "set" in entry.at ? entry.at.score : entry.at.fromTail,
      record: recordHeader(entry.at, null),
      trashMeta: table.index(own.trashBatch(batch.id)),
      trashRecords: table.index(own.trashRecords(batch.id)),
      trashIndex: table.index(own.trash),
      trashTotals: table.index(own.trashTotals),
      trashId: batch.id,
      trashOrigin: source.origin,
      trashActor: batch.actor,
      ...(lock && {
        digests: table.index(keys.digests),
        expiring: table.index(keys.expiringDigests),
        jid: lock.jid,
        digest: lock.digest,
        lock: table.lock(keys.any(lock.digest)),
      }),
    });
  }
  const reply = await link.run(script, table.keys, [...MAKE_JOB.map((name) => fields[name]), ...call.parts], "write");
  return String(reply);
}

import "server-only";
import { limits } from "@/lib/config/limits";
import type { EditableJob, MadeJob } from "@/lib/domain/job-edit.schema";
import { letters, readLetter } from "@/lib/domain/outcome-letters";
import { AppError, isAppError } from "@/lib/errors/app-error";
import type { Script } from "@/lib/redis/link";
import type { CallOptions, JobReader, TrashOrigin } from "@/lib/stores/port";
import type { JobEditor, MakeJobRequest } from "@/lib/stores/port-editor";
import { readPayload } from "../entry";
import { type Found, findRefs } from "../find-refs";
import { lockOf } from "../lock-step";
import { scanPayload, stringValue } from "../payload-scan";
import { isPrivate, type Located } from "../plan";
import { decodeRef } from "../ref";
import { ownUnit } from "../stamp-unit";
import { room } from "../trash-room";
import type { WriteContext } from "../write-context";
import { type MakeCall, receiptOf, runMake } from "./make-call";
import { type NewIds, newIds, newPayload } from "./new-payload";
import { changedArguments, jidOf, readArguments, shownArguments } from "./stored-arguments";

/** A list that is popped all the time moves under a write. */
const LOOKS = 3;

/** @param script replaced in tests alone, to show that they notice a wrong one. */
export function createEditor(context: WriteContext, reader: JobReader, script?: Script): JobEditor {
  return {
    async editable(ref, options) {
      const payload = await reader.payload(ref, options);
      return payload && toEditable(ref, Buffer.from(payload));
    },
    async enqueue(request, options) {
      const payload = await reader.payload(request.ref, options);
      return payload ? make(context, request, Buffer.from(payload), null, script) : nothing("gone");
    },
    replaceArgs: (request, options) => replace(context, request, options, script),
  };
}

function toEditable(ref: string, bytes: Buffer): EditableJob {
  const scan = scanPayload(bytes);
  const { job, fields } = readPayload(bytes);
  const base = { ref, jid: null, class: job.class, queue: null, form: "plain" as const, encrypted: false };
  const running = decodeRef(ref)?.kind === "running";
  if (!scan.ok) return { ...base, text: null, refusal: "malformed", lock: null, batchId: null, running };
  const read = readArguments(bytes, scan);
  const lock = lockOf(bytes, scan);
  return {
    ...base,
    jid: jidOf(bytes, scan),
    class: job.class?.slice(0, 500) ?? null,
    queue: stringValue(bytes, scan, "queue"),
    ...(typeof read !== "string" && { form: read.stored.form, encrypted: read.stored.encrypted }),
    ...shownArguments(read),
    lock: lock && (lock.type || "unique"),
    batchId: fields.has("bid") ? stringValue(bytes, scan, "bid") : null,
    running,
  };
}

async function replace(
  context: WriteContext,
  request: MakeJobRequest & { batch: TrashOrigin },
  options: CallOptions | undefined,
  script: Script | undefined,
): Promise<MadeJob> {
  const ref = decodeRef(request.ref);
  if (!ref) throw new AppError("invalid_request", { field: "ref" });
  if (ref.kind === "running" || (ref.kind === "queue" && isPrivate(ref.queue)))
    return nothing("refused", "wrong_place");
  let made: MadeJob = nothing("unknown");
  for (let look = 0; look < LOOKS; look++) {
    const [found] = await findRefs(context, [ref], options?.signal);
    if (typeof found !== "object") return settled(context, request, found ?? "unknown");
    const { fits } = await room(context, 1, found.bytes.length);
    if (!fits) return nothing("refused", "trash_full");
    made = await make(context, request, found.bytes, { entry: found, batch: request.batch }, script);
    if (made.status !== "unknown" || made.jid !== null) return made;
  }
  return made;
}

/** Gone because the first of two equal requests replaced it: then that is what this one did, too. */
async function settled(
  context: WriteContext,
  request: MakeJobRequest & { batch: TrashOrigin },
  found: Exclude<Found, Located>,
): Promise<MadeJob> {
  if (!(await receiptSays(context, request.token))) return nothing(found);
  const destination = request.atMs === null ? request.queue : "scheduled";
  return { ...nothing("done"), jid: newIds(request.token).jid, destination, trashBatch: request.batch.id };
}

async function make(
  context: WriteContext,
  request: MakeJobRequest,
  bytes: Buffer,
  replaced: { entry: Located; batch: TrashOrigin } | null,
  script: Script | undefined,
): Promise<MadeJob> {
  const scan = scanPayload(bytes);
  if (!scan.ok) return nothing("refused", "malformed");
  const read = readArguments(bytes, scan);
  const needed = request.text !== null || readPayload(bytes).job.activeJob !== null;
  if (typeof read === "string" && (needed || read === "malformed"))
    return nothing("refused", read === "too_large" ? read : "malformed");
  const queue = request.queue ?? (scan.last.has("queue") ? stringValue(bytes, scan, "queue") : "default");
  if (!queue || isPrivate(queue)) return nothing("refused", "destination_invalid");
  const ids = newIds(request.token);
  const ancestor = jidOf(bytes, scan);
  const parts = newPayload(bytes, scan, typeof read === "string" ? null : read, {
    ids,
    ancestor,
    queue: request.queue,
    atMs: request.atMs,
    changed: request.text === null || typeof read === "string" ? null : changedArguments(read, request.text),
    nowMs: Date.now(),
  });
  const sizeBytes = parts.reduce((sum, part) => sum + part.length, 0);
  if (sizeBytes > limits.madeJobBytes) return nothing("refused", "too_large");
  const unit = (await context.liveUnit()) ?? ownUnit(bytes, scan);
  const call: MakeCall = {
    parts,
    unit,
    queue,
    atMs: request.atMs,
    token: request.token,
    replaced: replaced && { ...replaced, scan },
  };
  const letter = await send(context, call, script);
  return outcome(letter, {
    ids,
    ancestor,
    destination: request.atMs === null ? queue : "scheduled",
    batch: replaced?.batch.id ?? null,
  });
}

/** The reply was lost: the script leaves a receipt; without one nobody can say, and nothing is sent again. */
async function send(context: WriteContext, call: MakeCall, script: Script | undefined): Promise<string> {
  try {
    return await runMake(context, call, script);
  } catch (error) {
    if (!isAppError(error) || error.params.sent !== true) throw error;
    return (await receiptSays(context, call.token).catch(() => false)) ? letters.done : letters.unknown;
  }
}

async function receiptSays(context: WriteContext, token: string): Promise<boolean> {
  return (await context.link.read((redis) => redis.get(receiptOf(context, token)))) === letters.done;
}

function outcome(
  letter: string,
  {
    ids,
    ancestor,
    destination,
    batch,
  }: { ids: NewIds; ancestor: string | null; destination: string; batch: string | null },
): MadeJob {
  if (letter === letters.moved) return nothing("unknown");
  const { status, reason } = readLetter(letter);
  const known = status === "done" || status === "unknown";
  return {
    status,
    reason,
    jid: known ? ids.jid : null,
    ancestor,
    destination: status === "done" ? destination : null,
    trashBatch: status === "done" ? batch : null,
  };
}

function nothing(status: MadeJob["status"], reason: MadeJob["reason"] = null): MadeJob {
  return { status, reason, jid: null, ancestor: null, destination: null, trashBatch: null };
}

import type { Redis } from "ioredis";
import { newId } from "@/lib/state/id";
import { newIds } from "@/lib/stores/sidekiq/editor/new-payload";
import { encodeRef, hashText } from "@/lib/stores/sidekiq/ref";
import { isEditable } from "./jobs";
import { type Census, queueOf, type Verdict } from "./model";
import { keys } from "./order";
import type { Edit } from "./tasks";

/** An edit and what it must come to. */
export interface Planned extends Edit {
  readonly ancestor: string;
  readonly jid: string;
  readonly queue: string;
  /** Of the new job, the times made `*`. */
  readonly becomes: string;
}

const ARGS = /"args":(\[.*\]),"jid"/;

/** So many jobs of a set, spread over it: in turn other arguments and the same ones again, in a random order. */
export async function planEdits(redis: Redis, set: "retry", count: number): Promise<Planned[]> {
  const flat = await redis.zrangeBuffer(set, 0, "-1", "WITHSCORES");
  const editable: { was: string; ref: string }[] = [];
  for (let at = 0; at + 1 < flat.length; at += 2) {
    const bytes = flat[at] ?? Buffer.alloc(0);
    const was = bytes.toString("latin1");
    if (!isEditable(Number.parseInt(jidIn(was), 16))) continue;
    const identity = { score: String(flat[at + 1]), hash: hashText(bytes), rank: at / 2 };
    editable.push({ was, ref: encodeRef({ kind: "set", set, ...identity }) });
  }
  const chosen = editable.map((job) => ({ ...job, at: Math.random() })).sort((a, b) => a.at - b.at);
  if (chosen.length < count) throw new Error(`${chosen.length} jobs to edit, ${count} wanted`);
  const other = (i: number) => `["edited",${i},1.0,-0.0,12345678901234567890,"\\u00e9 \\/"]`;
  return chosen.slice(0, count).map(({ was, ref }, i) => plan(was, ref, i % 2 === 0 ? other(i) : null));
}

const jidIn = (text: string) => /"jid":"([0-9a-f]{24})"/.exec(text)?.[1] ?? "";

function plan(was: string, ref: string, text: string | null): Planned {
  const [token, batch] = [newId(), newId()];
  const { jid } = newIds(token);
  const ancestor = jidIn(was);
  const head = was.slice(0, was.indexOf(',"created_at"')).replace(`"jid":"${ancestor}"`, `"jid":"${jid}"`);
  const edited = text === null ? head : head.replace(ARGS, () => `"args":${text},"jid"`);
  const becomes = `${edited},"signalbox_ancestor":"${ancestor}","created_at":*,"enqueued_at":*}`;
  return { ref, text, token, batch, ancestor, jid, queue: queueOf(was), becomes };
}

const TIMES = /("(?:created_at|enqueued_at)":)[\d.]+(?=,"enqueued_at":|\}$)/g;

/**
 * Each edit is whole or not at all: the new job once and the old one in the trash, or the old one as it was. What was
 * edited is taken out of both counts, so that the rest can be judged as ever.
 * @param elsewhere where the old job may be when it was not edited, as another operation was faster
 */
export async function judgeEdits(
  redis: Redis,
  before: Census,
  after: Census,
  edits: readonly Planned[],
  { elsewhere = false } = {},
): Promise<Verdict> {
  const verdict: Verdict = { jobs: before.size, lost: [], duplicated: [], changed: [], unaccounted: 0, moved: 0 };
  for (const { ancestor, jid, queue, becomes, batch } of edits) {
    const [was] = before.get(ancestor) ?? [];
    const [old, made] = [after.get(ancestor) ?? [], after.get(jid) ?? []];
    const kept = await redis.exists(keys.trashBatch(batch), keys.trashRecords(batch));
    if (made.length === 0 && elsewhere) {
      if (kept !== 0) verdict.unaccounted++;
      continue;
    }
    before.delete(ancestor);
    after.delete(ancestor);
    after.delete(jid);
    if (!was || old.length === 0) verdict.lost.push(ancestor);
    else if (old.length > 1 || made.length > 1) verdict.duplicated.push(ancestor);
    else if (old[0]?.text !== was.text) verdict.changed.push(ancestor);
    else if (!made[0]) {
      if (old[0].place !== was.place || old[0].score !== was.score) verdict.changed.push(ancestor);
      if (kept !== 0) verdict.unaccounted++;
    } else {
      const placed = made[0].place === `queue:${queue}` || made[0].place === "executed";
      if (!placed || made[0].text.replace(TIMES, "$1*") !== becomes) verdict.changed.push(jid);
      if (old[0].place !== "trash" || kept !== 2) verdict.unaccounted++;
      verdict.moved++;
    }
  }
  return verdict;
}

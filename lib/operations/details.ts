import "server-only";
import { promisify } from "node:util";
import { deflateRaw, inflateRawSync } from "node:zlib";
import { DETAIL_BLOCK, type OperationStore } from "@/lib/state/operation-store";
import type { FrozenFacts } from "@/lib/stores/port";

/** What is kept of each frozen entry beside its identity: for the download, the canary and an undo. */
export type Detail = Pick<FrozenFacts, "jid" | "class" | "queue" | "activeJobId" | "memo">;

/** A block cannot inflate to more: five fields of at most a few hundred bytes an entry. */
const BLOCK_BYTES = 4 * 1024 * 1024;
const BLOCKS_AT_ONCE = 20;

const deflate = promisify(deflateRaw);

/** A block of at most `DETAIL_BLOCK` entries, packed beside the main thread. */
export function packDetails(facts: readonly Detail[]): Promise<Buffer> {
  const lines = facts.map((fact) => JSON.stringify([fact.jid, fact.class, fact.queue, fact.activeJobId, fact.memo]));
  return deflate(lines.join("\n"), { level: 1 });
}

const NONE: Detail = { jid: null, class: null, queue: null, activeJobId: null, memo: "" };

const linesOf = (block: Buffer) => inflateRawSync(block, { maxOutputLength: BLOCK_BYTES }).toString("utf8").split("\n");

/** The jids alone, block by block as far as they are kept, without looking at the rest of a line. */
export async function* jidBlocks(
  state: OperationStore,
  id: string,
  total: number,
): AsyncGenerator<readonly (string | null)[]> {
  for (let first = 0; first * DETAIL_BLOCK < total; first += BLOCKS_AT_ONCE) {
    const left = Math.ceil(total / DETAIL_BLOCK) - first;
    for (const block of await state.details(id, first, Math.min(BLOCKS_AT_ONCE, left))) {
      if (!block) return;
      yield linesOf(block).map((line) => (line.startsWith('["') ? line.slice(2, line.indexOf('"', 2)) : null));
    }
  }
}

export async function readJids(state: OperationStore, id: string, total: number): Promise<(string | null)[]> {
  const jids: (string | null)[] = [];
  for await (const block of jidBlocks(state, id, total)) for (const jid of block) jids.push(jid);
  return jids;
}

function unpackDetails(block: Buffer): Detail[] {
  return linesOf(block).map((line) => {
    const parsed: unknown = JSON.parse(line);
    if (!Array.isArray(parsed)) return NONE;
    const text = (i: number) => (typeof parsed[i] === "string" ? parsed[i] : null);
    return { jid: text(0), class: text(1), queue: text(2), activeJobId: text(3), memo: text(4) ?? "" };
  });
}

/** Details of entries `from` … `from + count - 1`; empty ones where they are no longer kept. */
export async function readDetails(state: OperationStore, id: string, from: number, count: number): Promise<Detail[]> {
  if (count <= 0) return [];
  const first = Math.floor(from / DETAIL_BLOCK);
  const blocks = await state.details(id, first, Math.floor((from + count - 1) / DETAIL_BLOCK) - first + 1);
  const all = blocks.flatMap((block) =>
    block ? unpackDetails(block) : Array.from({ length: DETAIL_BLOCK }, () => NONE),
  );
  return Array.from({ length: count }, (_, i) => all[from - first * DETAIL_BLOCK + i] ?? NONE);
}

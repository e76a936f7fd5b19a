import type { Operation, OperationPace } from "./operation.schema";

/** From so many jobs on an operation wants a reason. */
export const operationReasonFrom = 1_000;

const ENQUEUES: ReadonlySet<string> = new Set(["retry", "run_now", "move"]);

/** Whether workers get something to do by it: such a verb can be paced. */
export const enqueues = (verb: Operation["verb"]): boolean => ENQUEUES.has(verb);

export function paceFits(verb: Operation["verb"], pace: OperationPace | undefined): boolean {
  return pace === undefined || pace.kind === "at_once" || enqueues(verb);
}

/**
 * What has to be typed before jobs are killed or deleted: their number, or the name of the one list they are in.
 * Null for what is not asked. The server holds a request to the same texts.
 */
export function typedTexts({ verb, target, total }: Pick<Operation, "verb" | "target" | "total">): string[] | null {
  if (verb !== "kill" && verb !== "delete") return null;
  const name = target.set ?? target.queue;
  return [String(total), ...(name === undefined ? [] : [name])];
}

/** Digits may be grouped. */
export function isTyped(text: string, texts: readonly string[]): boolean {
  return texts.includes(text) || texts.includes(text.trim()) || texts.includes(text.replaceAll(/[\s,.]/g, ""));
}

/** Whether what it would remove does not fit into the trash: the server refuses to start it. */
export const lacksTrashRoom = ({ warnings }: Pick<Operation, "warnings">): boolean =>
  warnings.some(({ code, count, of }) => code === "trash_room" && count > (of ?? 100));

const UNDO_MS = 24 * 3_600_000;

/** Whether what it did can be taken back, as far as it is still there: for a day, unless it was without undo. */
export function isUndoable(
  { verb, state, done, params, endedAtMs }: Pick<Operation, "verb" | "state" | "done" | "params" | "endedAtMs">,
  nowMs: number,
): boolean {
  const ended = state === "done" || state === "cancelled" || state === "failed";
  return ended && verb !== "undo" && done > 0 && !params.withoutUndo && (endedAtMs ?? 0) > nowMs - UNDO_MS;
}

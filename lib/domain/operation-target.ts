import type { OperationTarget } from "./action.schema";
import type { JobSetName } from "./job.schema";

export type TargetList = { set: JobSetName } | { queue: string };

/** The lists a target names; none for a selection and for an undo, which find theirs while they freeze. */
export function listsOf(target: OperationTarget): TargetList[] {
  if (target.queue !== undefined) return [{ queue: target.queue }];
  const sets = target.sets ?? (target.set === undefined ? [] : [target.set]);
  return [...new Set(sets)].map((set) => ({ set }));
}

/** `dead`, `queue:mailers`: how the trash and the records name a list. */
export function listName(list: TargetList): string {
  return "set" in list ? list.set : `queue:${list.queue}`;
}

/** The target as the audit record has it: `set:dead`, `q:timeout`, `selection:214`, `operation:ID`. */
export function targetWords(target: OperationTarget): string[] {
  const lists = listsOf(target).map((list) => ("set" in list ? `set:${list.set}` : `queue:${list.queue}`));
  const selected = target.refs?.length ?? target.selection;
  return [
    ...lists,
    ...(selected === undefined ? [] : [`selection:${selected}`]),
    ...(target.undoOf === undefined ? [] : [`operation:${target.undoOf}`]),
    ...(target.q ? [`q:${target.q}`] : []),
  ];
}

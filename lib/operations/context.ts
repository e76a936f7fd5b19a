import "server-only";
import type { Scope } from "@/lib/domain/access.schema";
import type { Operation } from "@/lib/domain/operation.schema";
import { AppError } from "@/lib/errors/app-error";
import type { OperationOwner, OperationStore } from "@/lib/state/operation-store";
import type { JobWriter, Store } from "@/lib/stores/port";

/** What operations need from the process they run in. */
export interface OperationsDeps {
  /** By source; a source whose Redis may not be written to has none. */
  readonly states: ReadonlyMap<string, OperationStore>;
  /** The store with the rights the owner has now. @throws AppError `source_unknown` `forbidden` `unauthenticated` */
  readonly openStore: (source: string, owner: OperationOwner) => Store;
  /** Names this process in the records, `host:pid`. */
  readonly replica: string;
  /** Who let which jobs run one by one since then; without it a dry run knows of operations alone. */
  readonly retriesSince?: (
    source: string,
    sinceMs: number,
  ) => Promise<readonly { actor: string; jids: readonly string[] }[]>;
  /** Called once for every operation that came to an end here. */
  readonly onEnd?: (operation: Operation) => void;
}

/** @throws AppError `read_only` when nobody may write to this source. */
export function stateOf(deps: OperationsDeps, source: string): OperationStore {
  const state = deps.states.get(source);
  if (!state) throw new AppError("read_only", { source });
  return state;
}

/** @throws AppError `unsupported_operation` and what `openStore` throws. */
export function writerOf(
  deps: OperationsDeps,
  source: string,
  owner: OperationOwner,
): { store: Store; writer: JobWriter } {
  const store = deps.openStore(source, owner);
  if (!store.writer) throw new AppError("unsupported_operation", { source });
  return { store, writer: store.writer };
}

/** The queues an owner is confined to in a source, or undefined when there is no such bound. */
export function queueGlobsOf(owner: { scopes: readonly Scope[] | null }, source: string): string[] | undefined {
  const here = owner.scopes?.filter((scope) => scope.source === source);
  if (!here || here.some((scope) => scope.queues === null)) return undefined;
  return here.flatMap((scope) => scope.queues ?? []);
}

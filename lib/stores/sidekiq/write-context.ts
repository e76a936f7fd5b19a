import "server-only";
import type { OwnKeys } from "@/lib/state/keys";
import type { SidekiqContext } from "./context";
import type { StampUnit } from "./stamp-unit";

/** What the writing parts work on: the store, our own keys beside it, and the unit its workers write times in. */
export interface WriteContext extends SidekiqContext {
  readonly own: OwnKeys;
  /** Unit of the live processes; null when none is alive. */
  liveUnit(): Promise<StampUnit | null>;
}

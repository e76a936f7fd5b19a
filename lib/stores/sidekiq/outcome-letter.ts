import "server-only";
import type { OutcomeStatus, RefusalReason } from "@/lib/domain/action.schema";

/** What the scripts answer for one entry. `m`: not at that place of the list any more; look again. */
const REFUSALS: Readonly<Record<string, RefusalReason>> = {
  l: "lock_held",
  t: "wrong_type",
  f: "store_full",
  p: "too_deep_in_list",
  i: "destination_invalid",
  x: "malformed",
  w: "wrong_place",
  k: "trash_full",
};

export const letters = {
  done: "d",
  gone: "g",
  unknown: "u",
  moved: "m",
  malformed: "x",
  wrongPlace: "w",
  trashFull: "k",
  destinationInvalid: "i",
  storeFull: "f",
  lockHeld: "l",
} as const;

export function readLetter(letter: string): { status: OutcomeStatus; reason: RefusalReason | null } {
  if (letter === letters.done) return { status: "done", reason: null };
  if (letter === letters.gone) return { status: "gone", reason: null };
  const reason = REFUSALS[letter];
  return reason ? { status: "refused", reason } : { status: "unknown", reason: null };
}

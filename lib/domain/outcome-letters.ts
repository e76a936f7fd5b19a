import type { OutcomeStatus, RefusalReason } from "./action.schema";

/** One byte an entry, as the records of operations and the stores' scripts write it. */
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

/** `m`, not at that place of the list any more, is no final outcome; `r` a refusal without its reason. */
export function readLetter(letter: string): { status: OutcomeStatus; reason: RefusalReason | null } {
  if (letter === letters.done) return { status: "done", reason: null };
  if (letter === letters.gone) return { status: "gone", reason: null };
  const reason = REFUSALS[letter];
  if (reason || letter === "r") return { status: "refused", reason: reason ?? null };
  return { status: "unknown", reason: null };
}

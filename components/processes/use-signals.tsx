"use client";

import { type ReactNode, useState } from "react";
import type { ProcessActionRequest } from "@/lib/domain/action.schema";
import type { ProcessSummary } from "@/lib/domain/process.schema";
import { SignalDialog } from "./signal-dialog";

export interface SignalTarget {
  match: ProcessActionRequest["match"];
  /** How many processes that is, embedded ones included: the number the person confirms. */
  count: number;
  /** The process, host or tag in words. */
  name: string;
}
export type AskSignal = (verb: "quiet" | "stop", target: SignalTarget) => void;

/** Every quiet and stop is asked first; the dialog shows what the server refused and why. */
export function useSignals(
  source: string,
  processes: readonly ProcessSummary[],
): { ask: AskSignal; dialog: ReactNode } {
  const [asked, setAsked] = useState<{ verb: "quiet" | "stop"; target: SignalTarget } | null>(null);
  return {
    ask: (verb, target) => setAsked({ verb, target }),
    dialog:
      asked === null ? null : (
        <SignalDialog source={source} processes={processes} {...asked} onClose={() => setAsked(null)} />
      ),
  };
}

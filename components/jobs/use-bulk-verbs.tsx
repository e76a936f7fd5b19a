"use client";

import { type ReactNode, useState } from "react";
import type { BulkParams } from "@/components/operations/bulk-dialog";
import type { JobVerb, OperationTarget } from "@/lib/domain/action.schema";
import { BulkDialog, MoveDialog, RescheduleDialog } from "./later";

interface Asked {
  target: OperationTarget;
  count: number;
  verb: JobVerb;
  /** Null until the time or queue was given. */
  params: BulkParams | null;
}

/** Verbs on everything a target means, in the dialog that counts first; `dialogs` goes once beside the list. */
export function useBulkVerbs(source: string): {
  ask: (verb: JobVerb, target: OperationTarget, count: number) => void;
  dialogs: ReactNode;
} {
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => setAsked(null);
  const leaveParams = () => setAsked((before) => (before?.params === null ? null : before));
  const give = (params: BulkParams) => {
    setAsked((before) => (before === null ? null : { ...before, params }));
    return Promise.resolve();
  };
  return {
    ask: (verb, target, count) =>
      setAsked({ verb, target, count, params: verb === "reschedule" || verb === "move" ? null : {} }),
    dialogs: (
      <>
        {asked?.params === null && asked.verb === "reschedule" ? (
          <RescheduleDialog count={asked.count} onClose={leaveParams} onSubmit={(atMs) => give({ atMs })} />
        ) : null}
        {asked?.params === null && asked.verb === "move" ? (
          <MoveDialog source={source} count={asked.count} onClose={leaveParams} onSubmit={(queue) => give({ queue })} />
        ) : null}
        {asked === null || asked.params === null ? null : (
          <BulkDialog source={source} target={asked.target} verb={asked.verb} params={asked.params} onClose={close} />
        )}
      </>
    ),
  };
}

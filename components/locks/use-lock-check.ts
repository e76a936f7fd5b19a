"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { postLines } from "@/lib/api/json-lines";
import type { LockCheck, LockKind, LockVerdict } from "@/lib/domain/lock.schema";

export interface CheckState {
  running: boolean;
  /** Null before the first check. */
  last: LockCheck | null;
  verdicts: ReadonlyMap<string, LockVerdict>;
  stopped: boolean;
  error: unknown;
}

/** A check of many locks tells more often than a page can show. */
const SHOW_MS = 200;
const NOTHING: CheckState = { running: false, last: null, verdicts: new Map(), stopped: false, error: null };

/** Asks the server whether the jobs of locks exist, hears its steps, and can be stopped; leaving the page stops it. */
export function useLockCheck(source: string, kind: LockKind) {
  const [state, setState] = useState<CheckState>(NOTHING);
  const current = useRef<AbortController | null>(null);
  const stop = useCallback(() => current.current?.abort(), []);
  useEffect(() => stop, [stop]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was found of one kind says nothing of another
  useEffect(() => {
    stop();
    setState(NOTHING);
  }, [source, kind, stop]);

  const run = useCallback(
    async (digests: readonly string[] | null) => {
      current.current?.abort();
      const controller = new AbortController();
      current.current = controller;
      const mine = (change: (before: CheckState) => CheckState) => {
        if (current.current === controller) setState(change);
      };
      mine((before) => ({ ...NOTHING, running: true, verdicts: digests === null ? new Map() : before.verdicts }));
      const body = digests === null ? { kind } : { kind, digests };
      let heard: LockVerdict[] = [];
      let shownMs = 0;
      const hear = (step: LockCheck) => {
        heard.push(...step.verdicts);
        if (step.phase !== "done" && Date.now() - shownMs < SHOW_MS) return;
        shownMs = Date.now();
        const fresh = heard;
        heard = [];
        mine((before) => ({
          ...before,
          last: { ...step, verdicts: [] },
          verdicts:
            fresh.length === 0
              ? before.verdicts
              : new Map([...before.verdicts, ...fresh.map((one) => [one.digest, one] as const)]),
        }));
      };
      try {
        await postLines<LockCheck>(`/${source}/locks/check`, body, hear, controller.signal);
        mine((before) => ({ ...before, running: false }));
      } catch (error) {
        const stopped = controller.signal.aborted;
        mine((before) => ({ ...before, running: false, stopped, error: stopped ? null : error }));
      }
    },
    [source, kind],
  );
  const forget = useCallback(() => setState(NOTHING), []);
  return { ...state, run, stop, forget };
}

export type LockChecking = ReturnType<typeof useLockCheck>;

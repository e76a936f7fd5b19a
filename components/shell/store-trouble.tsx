"use client";

import { useErrorText } from "@/components/ui/states";
import { Status } from "@/components/ui/status";
import { Truncated } from "@/components/ui/text-link";
import { ApiError } from "@/lib/api/client";
import { useReading } from "./use-live";

/** Why the store does not answer and what to do, on every page of it; it takes no room from the page. */
export function StoreTrouble() {
  const health = useReading().data?.health;
  const down = health?.state === "down";
  const text = useErrorText(new ApiError(503, { code: health?.code ?? "other", params: health?.params ?? {} }));
  return (
    <span
      role="alert"
      className="flex min-w-0 items-center gap-1 text-bad text-small max-sm:absolute max-sm:inset-x-0 max-sm:top-full max-sm:overflow-hidden max-sm:bg-page max-sm:px-4"
    >
      {down ? (
        <>
          <Status level="bad">{null}</Status>
          <span className="min-w-0 flex-1">
            <Truncated text={text} />
          </span>
        </>
      ) : null}
    </span>
  );
}

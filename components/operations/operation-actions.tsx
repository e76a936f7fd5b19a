"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMay } from "@/components/shell/use-live";
import { Button } from "@/components/ui/button";
import { useHotkeys } from "@/components/ui/hotkeys";
import { errorText } from "@/components/ui/states";
import { showToast } from "@/components/ui/toast";
import { serverNow } from "@/lib/api/clock";
import { useCancelOperation, usePauseOperation, useResumeOperation } from "@/lib/api/mutations/operations";
import type { Operation } from "@/lib/domain/operation.schema";
import { isUndoable } from "@/lib/domain/operation-rules";
import { isFinal } from "./scope";
import { StartDialog } from "./start-dialog";
import { UndoDialog } from "./undo-dialog";

/** Start what waits, halt what runs, take back what is done. */
export function OperationActions({ operation, source }: { operation: Operation; source: string }) {
  const t = useTranslations("operations");
  const errors = useTranslations("errors");
  const cancel = useCancelOperation(source);
  const pause = usePauseOperation(source);
  const resume = useResumeOperation(source);
  const [asking, setAsking] = useState<"start" | "undo" | null>(null);
  const may = useMay("operations.run");
  const mayRestore = useMay("trash.restore");
  const onError = (error: unknown) => showToast({ title: errorText(errors, error), level: "bad" });
  const { id, total, state, canary } = operation;
  const close = () => setAsking(null);
  const undoable = may && mayRestore && isUndoable(operation, serverNow());
  useHotkeys({ u: () => setAsking("undo") }, undoable);
  if (!may) return null;
  return (
    <>
      {state === "frozen" && total > 0 ? (
        <Button tone="accent" onClick={() => setAsking("start")}>
          {t("startWaiting")}
        </Button>
      ) : null}
      {state === "running" ? (
        <Button pending={pause.isPending} onClick={() => pause.mutate(id, { onError })}>
          {t("pause")}
        </Button>
      ) : null}
      {state === "paused" ? (
        <Button tone="accent" pending={resume.isPending} onClick={() => resume.mutate({ id }, { onError })}>
          {t("resume")}
        </Button>
      ) : null}
      {canary?.verdict === "undecided" && state === "paused" ? (
        <Button pending={resume.isPending} onClick={() => resume.mutate({ id, skipCanary: true }, { onError })}>
          {t("skipCanary")}
        </Button>
      ) : null}
      {isFinal(operation) || state === "cancelling" ? null : (
        <Button pending={cancel.isPending} onClick={() => cancel.mutate(id, { onError })}>
          {state === "running" || state === "paused" ? t("cancel") : t("discard")}
        </Button>
      )}
      {undoable ? (
        <Button shortcut="u" onClick={() => setAsking("undo")}>
          {t("undo")}
        </Button>
      ) : null}
      {asking === "start" ? <StartDialog operation={operation} source={source} onClose={close} /> : null}
      {asking === "undo" ? <UndoDialog source={source} id={id} onClose={close} /> : null}
    </>
  );
}

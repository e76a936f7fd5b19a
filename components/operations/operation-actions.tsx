"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMay } from "@/components/shell/use-live";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { errorText } from "@/components/ui/states";
import { showToast } from "@/components/ui/toast";
import { useCancelOperation, useStartOperation } from "@/lib/api/mutations/operations";
import { useRestoreBatch } from "@/lib/api/mutations/trash";
import type { Operation } from "@/lib/domain/operation.schema";
import { BulkWarnings } from "./bulk-warnings";
import { isFinal } from "./scope";

/** Stop what runs, start what waits, put back what was removed. */
export function OperationActions({ operation, source }: { operation: Operation; source: string }) {
  const t = useTranslations("operations");
  const outcome = useTranslations("jobs.outcome");
  const errors = useTranslations("errors");
  const start = useStartOperation(source);
  const cancel = useCancelOperation(source);
  const restore = useRestoreBatch(source);
  const [asking, setAsking] = useState(false);
  const may = useMay("operations.run");
  const mayRestore = useMay("trash.restore");
  const fail = (error: unknown) => showToast({ title: errorText(errors, error), level: "bad" });
  const { verb, total, state, trashBatch } = operation;
  const damaging = verb === "kill" || verb === "delete";
  const label = t(`start.${verb}`, { count: total, scope: t(`scope.${operation.target.set}`) });
  const putBack = (batch: string) =>
    restore.mutate(batch, {
      onSuccess: (result) => showToast({ title: outcome("undonePartly", result) }),
      onError: fail,
    });
  return (
    <>
      {may && state === "frozen" && total > 0 ? (
        <Button tone={damaging ? "danger" : "accent"} onClick={() => setAsking(true)}>
          {label}
        </Button>
      ) : null}
      {may && !isFinal(operation) && state !== "cancelling" ? (
        <Button pending={cancel.isPending} onClick={() => cancel.mutate(operation.id, { onError: fail })}>
          {state === "running" ? t("cancel") : t("discard")}
        </Button>
      ) : null}
      {mayRestore && trashBatch !== null && isFinal(operation) && operation.done > 0 && verb === "delete" ? (
        <Button pending={restore.isPending} onClick={() => putBack(trashBatch)}>
          {t("restore", { count: operation.done })}
        </Button>
      ) : null}
      {asking ? (
        <ConfirmDialog
          open
          onOpenChange={setAsking}
          title={t("startTitle")}
          confirmLabel={label}
          tone={damaging ? "danger" : "accent"}
          {...(damaging ? { typed: String(total) } : {})}
          onConfirm={() => start.mutateAsync({ id: operation.id, expected: total }).then(() => undefined)}
        >
          <BulkWarnings operation={operation} />
        </ConfirmDialog>
      ) : null}
    </>
  );
}

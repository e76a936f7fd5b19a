"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMay } from "@/components/shell/use-live";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { ErrorPanel, errorText, Skeleton } from "@/components/ui/states";
import { showToast } from "@/components/ui/toast";
import { keys } from "@/lib/api/keys";
import { actOnQueue, readQueueEnd } from "@/lib/api/mutations/queues";
import { useRestoreBatch } from "@/lib/api/mutations/trash";
import type { QueueActionResult } from "@/lib/domain/action.schema";

export type QueueRemovalVerb = "clear" | "delete";

/** The trash has no room, and who asked may do without. */
class NoRoom extends Error {}

/** Reads the queue's size when it opens; that number is what is confirmed, and what arrives later stays. */
export function ClearQueueDialog({
  source,
  queue,
  verb,
  onClose,
}: {
  source: string;
  queue: string;
  verb: QueueRemovalVerb;
  onClose: () => void;
}) {
  const t = useTranslations("queues");
  const reasons = useTranslations("jobs.reason");
  const errors = useTranslations("errors");
  const client = useQueryClient();
  const restore = useRestoreBatch(source);
  const mayPurge = useMay("trash.purge");
  const [withoutUndo, setWithoutUndo] = useState(false);
  const end = useQuery({
    queryKey: [...keys.queues(source), "end", queue],
    queryFn: () => readQueueEnd(source, queue),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

  const undo = async (batch: string) => {
    try {
      const { restored } = await restore.mutateAsync(batch);
      showToast({ title: t("restoredToast", { count: restored, queue }) });
    } catch (error) {
      showToast({ level: "bad", title: errorText(errors, error) });
    }
  };
  const tell = ({ status, removed, kept, reason, trashBatch }: QueueActionResult) => {
    if (status === "gone") return showToast({ level: "info", title: t("goneToast", { queue }) });
    if (status === "unknown") return showToast({ level: "warn", title: t("unknownToast", { queue }) });
    if (status === "refused")
      return showToast({
        level: "warn",
        title: t("refusedToast", { queue, reason: reason === null ? "" : reasons(reason) }),
      });
    showToast({
      title: t(withoutUndo ? "clearedForGoodToast" : "clearedToast", { count: removed, queue }),
      ...(kept > 0 ? { body: t("clearedKept", { count: kept }) } : {}),
      ...(trashBatch === null ? {} : { undo: () => void undo(trashBatch) }),
    });
  };
  const count = end.data?.expected;

  return (
    <ConfirmDialog
      // Asked again, what was typed for the other question does not count.
      key={String(withoutUndo)}
      open
      onOpenChange={(open) => open || onClose()}
      tone="danger"
      title={t(verb === "clear" ? "clearTitle" : "deleteTitle", { queue })}
      confirmLabel={count === undefined ? t("reading") : t(`${verb}Confirm${withoutUndo ? "ForGood" : ""}`, { count })}
      typed={queue}
      disabled={count === undefined}
      keepsOpen={(error) => error instanceof NoRoom}
      onConfirm={async () => {
        if (end.data === undefined) return;
        const result = await actOnQueue(source, queue, verb, { ...end.data, confirm: queue, withoutUndo });
        if (result.reason === "trash_full" && mayPurge) {
          setWithoutUndo(true);
          throw new NoRoom();
        }
        tell(result);
        void client.invalidateQueries({ queryKey: keys.source(source) });
      }}
    >
      {end.isError ? <ErrorPanel error={end.error} onRetry={() => void end.refetch()} /> : null}
      {count === undefined ? (
        <Skeleton className="h-10" />
      ) : (
        <p>{t(`${verb}Body${withoutUndo ? "ForGood" : ""}`, { count, queue })}</p>
      )}
      <p>{t("clearNotRun")}</p>
    </ConfirmDialog>
  );
}

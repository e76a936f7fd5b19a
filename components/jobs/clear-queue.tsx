"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { errorText } from "@/components/ui/states";
import { showToast } from "@/components/ui/toast";
import { keys } from "@/lib/api/keys";
import { actOnQueue } from "@/lib/api/mutations/queues";
import { useRestoreBatch } from "@/lib/api/mutations/trash";
import { fetchJobPage } from "@/lib/api/queries/jobs";
import { isolate } from "./isolate";

interface Frozen {
  expected: number;
  newestRef: string | null;
}

/** Moves what waits in a queue now to the trash. What is meant is fixed when the question is asked. */
export function ClearQueueButton({ source, queue, disabled }: { source: string; queue: string; disabled: boolean }) {
  const t = useTranslations("jobs.clear");
  const outcome = useTranslations("jobs.outcome");
  const reason = useTranslations("jobs.reason");
  const errors = useTranslations("errors");
  const client = useQueryClient();
  const restore = useRestoreBatch(source);
  const [frozen, setFrozen] = useState<Frozen | null>(null);
  const fail = (error: unknown) => showToast({ title: errorText(errors, error), level: "bad" });

  const ask = async () => {
    try {
      const newest = { list: { queue }, cursor: null, direction: "backward", q: "", limit: 1 } as const;
      const page = await fetchJobPage(source, newest, new AbortController().signal);
      setFrozen({ expected: page.total, newestRef: page.jobs[0]?.ref ?? null });
    } catch (error) {
      fail(error);
    }
  };
  const undo = (batch: string) => () =>
    restore
      .mutateAsync(batch)
      .then((result) => showToast({ title: outcome("undone", { count: result.restored }) }), fail);
  const clear = async () => {
    if (frozen === null) return;
    const result = await actOnQueue(source, queue, "clear", frozen);
    void client.invalidateQueries({ queryKey: keys.jobs(source) });
    void client.invalidateQueries({ queryKey: keys.queues(source) });
    const { trashBatch } = result;
    const done = result.status === "done";
    showToast({
      title: done ? t("done", { count: result.removed, queue: isolate(queue) }) : outcome("nothing"),
      level: done ? "good" : "warn",
      ...(result.reason === null ? {} : { body: reason(result.reason) }),
      ...(trashBatch === null ? {} : { undo: () => void undo(trashBatch)() }),
    });
  };
  return (
    <>
      <Button tone="danger" disabled={disabled} onClick={ask}>
        {t("button")}
      </Button>
      {frozen === null ? null : (
        <ConfirmDialog
          open
          onOpenChange={() => setFrozen(null)}
          title={t("title", { queue: isolate(queue) })}
          confirmLabel={t("confirm", { count: frozen.expected, queue: isolate(queue) })}
          tone="danger"
          typed={queue}
          onConfirm={clear}
        >
          <p>{t("body", { count: frozen.expected })}</p>
        </ConfirmDialog>
      )}
    </>
  );
}

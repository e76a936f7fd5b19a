"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { paths } from "@/components/shell/paths";
import { useMay } from "@/components/shell/use-live";
import type { MenuEntry } from "@/components/ui/menu";
import { errorText } from "@/components/ui/states";
import { showToast } from "@/components/ui/toast";
import { keys } from "@/lib/api/keys";
import { actOnQueue } from "@/lib/api/mutations/queues";
import type { QueueList, QueueSummary } from "@/lib/domain/queue.schema";
import { ClearQueueDialog, type QueueRemovalVerb } from "./clear-queue-dialog";

/** What can be done with a queue, for its menu and for its own page. Pausing is there only where it works. */
export function useQueueActions(
  source: string,
  pausing: QueueList["pausing"],
): {
  /** For the menu of a row. */
  entriesOf: (queue: QueueSummary) => MenuEntry[];
  /** For the queue's own page, which has a button for clearing. */
  ownEntriesOf: (queue: QueueSummary) => MenuEntry[];
  clear: (queue: QueueSummary) => void;
  open: (queue: QueueSummary) => void;
  dialogs: ReactNode;
} {
  const t = useTranslations("queues");
  const errors = useTranslations("errors");
  const client = useQueryClient();
  const router = useRouter();
  const [removal, setRemoval] = useState<{ queue: string; verb: QueueRemovalVerb } | null>(null);

  const setPaused = async (queue: string, verb: "pause" | "resume") => {
    try {
      await actOnQueue(source, queue, verb);
      const undo = () => void setPaused(queue, verb === "pause" ? "resume" : "pause");
      showToast({
        title: t(verb === "pause" ? "pausedToast" : "resumedToast", { queue }),
        body: t("pauseActs"),
        undo,
      });
    } catch (error) {
      showToast({ level: "bad", title: errorText(errors, error) });
    }
    void client.invalidateQueries({ queryKey: keys.queues(source) });
  };
  const mayClear = useMay("queues.operate", "queue_clear");
  const mayDelete = useMay("queues.operate", "queue_delete") && mayClear;
  const open = (queue: QueueSummary) => router.push(paths.queue(source, queue.name));

  const pause = (queue: QueueSummary): MenuEntry[] => {
    if (pausing !== "available") return [];
    const verb = queue.paused ? "resume" : "pause";
    return [{ label: t(verb), onSelect: () => void setPaused(queue.name, verb) }];
  };
  const remove = (queue: QueueSummary, verb: QueueRemovalVerb): MenuEntry => ({
    label: t(verb),
    danger: true,
    onSelect: () => setRemoval({ queue: queue.name, verb }),
  });

  return {
    open,
    entriesOf: (queue) => [
      { label: t("open"), onSelect: () => open(queue) },
      ...pause(queue),
      ...(mayClear ? [{ kind: "separator" as const }, remove(queue, "clear")] : []),
      ...(mayDelete ? [remove(queue, "delete")] : []),
    ],
    clear: (queue) => setRemoval({ queue: queue.name, verb: "clear" }),
    ownEntriesOf: (queue) => [...pause(queue), ...(mayDelete ? [remove(queue, "delete")] : [])],
    dialogs:
      removal === null ? null : (
        <ClearQueueDialog
          key={`${removal.queue}-${removal.verb}`}
          source={source}
          queue={removal.queue}
          verb={removal.verb}
          onClose={() => setRemoval(null)}
        />
      ),
  };
}

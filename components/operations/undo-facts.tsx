"use client";

import { useTranslations } from "next-intl";
import type { Operation } from "@/lib/domain/operation.schema";
import { useOperation } from "./use-operation";

/** What an undo can put back, and what it can no longer reach. */
export function UndoFacts({ operation, source }: { operation: Operation; source: string }) {
  const t = useTranslations("operations.undoSentence");
  const undone = useOperation(source, operation.target.undoOf ?? null).data;
  if (undone === undefined) return null;
  const { total } = operation;
  return (
    <div className="grid gap-2">
      <p>
        {undone.verb === "delete"
          ? t("removed", { count: total })
          : t("moved", { count: total, of: undone.done, gone: Math.max(0, undone.done - total) })}
      </p>
      <p className="text-ink-3 text-small">{t("queues")}</p>
    </div>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { useUndoOperation } from "@/lib/api/mutations/operations";
import { ConfirmOperation } from "./confirm-operation";

/** Takes an operation back, as far as what it did is still there. */
export function UndoDialog({ source, id, onClose }: { source: string; id: string; onClose: () => void }) {
  const t = useTranslations("operations");
  const undo = useUndoOperation(source);
  return (
    <ConfirmOperation
      source={source}
      title={t("what.undo")}
      make={() => undo.mutateAsync(id)}
      label={(operation) =>
        operation === undefined ? t("undoWords.asking") : t("start.undo", { count: operation.total })
      }
      onClose={onClose}
    />
  );
}

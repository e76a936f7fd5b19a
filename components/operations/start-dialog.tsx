"use client";

import { useTranslations } from "next-intl";
import type { Operation } from "@/lib/domain/operation.schema";
import { ConfirmOperation } from "./confirm-operation";
import { useOperationTitle, useTargetText } from "./operation-words";

/** Confirms an operation that was counted before and still waits; closing leaves it waiting. */
export function StartDialog({
  operation,
  source,
  onClose,
}: {
  operation: Operation;
  source: string;
  onClose: () => void;
}) {
  const t = useTranslations("operations.start");
  const titleOf = useOperationTitle();
  const targetOf = useTargetText();
  const { verb, target, total, params } = operation;
  return (
    <ConfirmOperation
      source={source}
      title={titleOf(operation)}
      make={() => Promise.resolve(operation)}
      keeps
      label={() =>
        verb === "undo"
          ? t(verb, { count: total })
          : t(params.withoutUndo ? "deleteForGood" : verb, {
              count: total,
              scope: targetOf({ ...target, selection: undefined }, total),
            })
      }
      damaging={verb === "kill" || verb === "delete"}
      onClose={onClose}
    />
  );
}

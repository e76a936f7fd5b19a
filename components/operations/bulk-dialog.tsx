"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMay } from "@/components/shell/use-live";
import { useCreateOperation } from "@/lib/api/mutations/operations";
import type { JobVerb, OperationTarget } from "@/lib/domain/action.schema";
import { ConfirmOperation } from "./confirm-operation";
import { useTargetText, useTitleText } from "./operation-words";
import { requestKey } from "./scope";
import { OperationWords } from "./words";

export interface BulkParams {
  atMs?: number;
  queue?: string;
  /** Removals skip the trash; needs the right to purge. */
  withoutUndo?: boolean;
}

interface BulkDialogProps {
  source: string;
  /** Whole lists, what a filter matches in them, or a selection. */
  target: OperationTarget;
  verb: JobVerb;
  params: BulkParams;
  onClose: () => void;
}

/** One verb on more than a page of jobs: counted, shown, confirmed, then run by the server. */
export function BulkDialog({ params, ...rest }: BulkDialogProps) {
  const [withoutUndo, setWithoutUndo] = useState(params.withoutUndo ?? false);
  const mayPurge = useMay("trash.purge");
  return (
    <OperationWords>
      <Confirm
        {...rest}
        key={String(withoutUndo)}
        params={{ ...params, ...(withoutUndo && { withoutUndo }) }}
        onWithoutUndo={mayPurge ? () => setWithoutUndo(true) : undefined}
      />
    </OperationWords>
  );
}

function Confirm({
  source,
  target,
  verb,
  params,
  onWithoutUndo,
  onClose,
}: BulkDialogProps & { onWithoutUndo: (() => void) | undefined }) {
  const t = useTranslations("jobs.dialog");
  const words = useTranslations("operations.start");
  const create = useCreateOperation(source);
  const titleOf = useTitleText();
  const targetOf = useTargetText();
  const [key] = useState(requestKey);
  const q = target.q?.trim() ? target.q : undefined;
  const asked = { ...target, q };
  const title = titleOf(verb, { ...target, q: undefined });
  return (
    <ConfirmOperation
      source={source}
      title={title}
      make={() => create.mutateAsync({ verb, target: asked, ...params, idempotencyKey: key })}
      label={(operation) =>
        operation === undefined
          ? title
          : words(operation.params.withoutUndo ? "deleteForGood" : verb, {
              count: operation.total,
              scope: targetOf({ ...target, refs: undefined, undoOf: undefined }, operation.total),
            })
      }
      damaging={verb === "kill" || verb === "delete"}
      onWithoutUndo={onWithoutUndo}
      onClose={onClose}
    >
      {q === undefined ? null : <p className="break-words text-ink-2">{t("matching", { q })}</p>}
    </ConfirmOperation>
  );
}

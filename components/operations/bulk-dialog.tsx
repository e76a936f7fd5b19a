"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { paths } from "@/components/shell/route";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { ErrorPanel } from "@/components/ui/states";
import { TimeAgo } from "@/components/ui/time-ago";
import { useCancelOperation, useCreateOperation, useStartOperation } from "@/lib/api/mutations/operations";
import type { JobVerb } from "@/lib/domain/action.schema";
import type { JobSetName } from "@/lib/domain/job.schema";
import type { Operation } from "@/lib/domain/operation.schema";
import { Breakdown } from "./breakdown";
import { BulkWarnings } from "./bulk-warnings";
import { Progress } from "./progress";
import { requestKey } from "./scope";
import { useOperation } from "./use-operation";

export interface BulkParams {
  atMs?: number;
  queue?: string;
}

interface BulkDialogProps {
  source: string;
  set: JobSetName;
  q: string;
  verb: JobVerb;
  params: BulkParams;
  onClose: () => void;
}

/**
 * The question before acting on a whole set. It counts first, by making the operation: what is confirmed is
 * that frozen list with its number, whatever arrives meanwhile. Closing discards it.
 */
export function BulkDialog({ source, set, q, verb, params, onClose }: BulkDialogProps) {
  const t = useTranslations("jobs");
  const router = useRouter();
  const create = useCreateOperation(source);
  const start = useStartOperation(source);
  const cancel = useCancelOperation(source);
  const [key] = useState(requestKey);
  const [id, setId] = useState<string | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [typed, setTyped] = useState("");
  const operation = useOperation(source, id).data;
  const asked = useRef(false);
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    create
      .mutateAsync({ verb, target: q === "" ? { set } : { set, q }, ...params, idempotencyKey: key })
      .then((made) => setId(made.id), setFailure);
  });

  const scope = t(`all.scope.${set}`);
  const frozen = operation?.state === "frozen";
  const count = operation?.total ?? 0;
  const damaging = verb === "kill" || verb === "delete";
  const confirmed = !damaging || typed.replaceAll(/[\s,.]/g, "") === String(count) || typed.trim() === set;
  const ready = frozen && count > 0 && confirmed;

  const close = () => {
    if (id !== null && !start.isPending && !start.isSuccess) cancel.mutate(id);
    onClose();
  };
  const go = async () => {
    if (!ready || id === null || start.isPending) return;
    setFailure(null);
    try {
      await start.mutateAsync({ id, expected: count });
      router.push(paths.operation(source, id));
      onClose();
    } catch (error) {
      setFailure(error);
    }
  };
  const label = frozen ? t(`dialog.confirm.${verb}`, { count, scope }) : t(`dialog.frozenTitle.${verb}`, { scope });
  return (
    <Dialog
      open
      onOpenChange={close}
      title={t(`dialog.frozenTitle.${verb}`, { scope })}
      footer={
        <>
          <Button onClick={close}>{t("confirm.cancel")}</Button>
          <Button tone={damaging ? "danger" : "accent"} disabled={!ready} pending={start.isPending} onClick={go}>
            {label}
          </Button>
        </>
      }
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void go();
        }}
      >
        {q === "" ? null : <p className="break-words text-ink-2">{t("dialog.matching", { q })}</p>}
        {operation === undefined || operation.state === "freezing" ? (
          failure === null ? (
            <Freezing operation={operation} />
          ) : null
        ) : (
          <Frozen operation={operation} />
        )}
        {frozen && damaging && count > 0 ? (
          <TextField
            label={t("dialog.type", { number: String(count), name: set })}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            autoComplete="off"
            spellCheck={false}
            mono
          />
        ) : null}
        {failure === null ? null : <ErrorPanel error={failure} />}
      </form>
    </Dialog>
  );
}

function Freezing({ operation }: { operation: Operation | undefined }) {
  const t = useTranslations("jobs.dialog");
  const scanned = operation?.scanned ?? 0;
  const total = operation?.setSize ?? 0;
  return (
    <div className="grid min-h-24 content-start gap-2" role="status">
      <p>{t("freezing")}</p>
      <Progress label={t("freezing")} value={scanned} max={total} />
      <p className="text-ink-2">{t("freezingProgress", { scanned, total, found: operation?.total ?? 0 })}</p>
    </div>
  );
}

function Frozen({ operation }: { operation: Operation }) {
  const t = useTranslations("jobs.dialog");
  if (operation.total === 0) return <p>{t("nothing")}</p>;
  return (
    <>
      <p>{t.rich("frozen", { count: operation.total, when: () => <TimeAgo atMs={operation.createdAtMs} /> })}</p>
      <Breakdown operation={operation} narrow />
      <BulkWarnings operation={operation} />
    </>
  );
}

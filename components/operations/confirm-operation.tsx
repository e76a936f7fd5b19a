"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { paths } from "@/components/shell/route";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { ErrorPanel } from "@/components/ui/states";
import { Notice } from "@/components/ui/status";
import { TextLink } from "@/components/ui/text-link";
import { TimeAgo } from "@/components/ui/time-ago";
import { ApiError } from "@/lib/api/client";
import { useCancelOperation, useStartOperation } from "@/lib/api/mutations/operations";
import type { Operation } from "@/lib/domain/operation.schema";
import { enqueues, isTyped, lacksTrashRoom, operationReasonFrom, typedTexts } from "@/lib/domain/operation-rules";
import { DryRun } from "./dry-run";
import { firstDraft, PaceFields, paceOf, usePaceText } from "./pace-fields";
import { Progress } from "./progress";
import { UndoFacts } from "./undo-facts";
import { useOperation } from "./use-operation";

interface Props {
  source: string;
  title: string;
  /** Makes the operation, once; what it finds is confirmed. */
  make: () => Promise<Operation>;
  label: (operation: Operation | undefined) => string;
  damaging?: boolean;
  /** It waited before: closing does not discard it. */
  keeps?: boolean;
  /** For who may: asks the same again, past a trash that has no room. */
  onWithoutUndo?: (() => void) | undefined;
  children?: ReactNode;
  onClose: () => void;
}

/**
 * The question before acting on many jobs. It counts first, by making the operation: what is confirmed is that
 * frozen list with its number, whatever arrives meanwhile. Closing discards it.
 */
export function ConfirmOperation(props: Props) {
  const { source, title, make, label, damaging = false, keeps = false, onWithoutUndo, children, onClose } = props;
  const t = useTranslations("jobs");
  const words = useTranslations("operations");
  const router = useRouter();
  const start = useStartOperation(source);
  const cancel = useCancelOperation(source);
  const [id, setId] = useState<string | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState("");
  const [draft, setDraft] = useState(firstDraft);
  const operation = useOperation(source, id).data;
  const asked = useRef(false);
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    make().then((made) => setId(made.id), setFailure);
  });

  const frozen = operation?.state === "frozen";
  const count = operation?.total ?? 0;
  const isUndo = operation?.verb === "undo";
  const paced = operation !== undefined && enqueues(operation.verb);
  const pace = paceOf(draft);
  const reasonMissing = count >= operationReasonFrom && !isUndo && reason.trim() === "";
  const texts = operation === undefined ? null : typedTexts(operation);
  const confirmed = texts === null || isTyped(typed, texts);
  const noRoom = operation !== undefined && lacksTrashRoom(operation);
  const ready = frozen && count > 0 && !noRoom && confirmed && !reasonMissing && (!paced || pace !== null);

  const discard = () => {
    if (id !== null && !keeps && !start.isPending && !start.isSuccess) cancel.mutate(id);
  };
  const close = () => {
    discard();
    onClose();
  };
  const go = async () => {
    if (!ready || id === null || start.isPending) return;
    setFailure(null);
    const why = reason.trim() === "" ? {} : { reason: reason.trim() };
    try {
      const confirm = texts === null ? {} : { confirm: typed };
      await start.mutateAsync({ id, expected: count, ...confirm, ...why, ...(paced && pace !== null ? { pace } : {}) });
      router.push(paths.operation(source, id));
      onClose();
    } catch (error) {
      setFailure(error);
    }
  };
  return (
    <Dialog
      open
      wide
      onOpenChange={close}
      title={title}
      footer={
        <>
          <Button onClick={close}>{t("confirm.cancel")}</Button>
          <Button tone={damaging ? "danger" : "accent"} disabled={!ready} pending={start.isPending} onClick={go}>
            {label(frozen ? operation : undefined)}
          </Button>
        </>
      }
    >
      <form
        className="grid grid-cols-[minmax(0,1fr)] gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void go();
        }}
      >
        {children}
        {operation === undefined || operation.state === "freezing" ? (
          failure === null ? (
            <Freezing operation={operation} />
          ) : null
        ) : (
          <Frozen operation={operation} source={source} />
        )}
        {frozen && noRoom && onWithoutUndo ? (
          <div>
            <Button
              tone="danger"
              onClick={() => {
                discard();
                onWithoutUndo();
              }}
            >
              {words("withoutUndo")}
            </Button>
          </div>
        ) : null}
        {frozen && count > 0 && paced ? <PaceFields draft={draft} onChange={setDraft} total={count} /> : null}
        {frozen && count > 0 && !isUndo && !noRoom ? (
          <TextField
            label={
              count >= operationReasonFrom
                ? words("reason.required", { from: operationReasonFrom })
                : words("reason.label")
            }
            hint={words("reason.help")}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            maxLength={500}
            autoComplete="off"
          />
        ) : null}
        {frozen && texts !== null && count > 0 && !noRoom ? (
          <TextField
            label={t("dialog.type", { number: String(count), name: texts[1] ?? String(count) })}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            autoComplete="off"
            spellCheck={false}
            mono
          />
        ) : null}
        {operation === undefined || start.isPending || start.isSuccess || failure !== null ? null : (
          <Overtaken operation={operation} source={source} />
        )}
        {failure === null ? null : <StartFailure failure={failure} source={source} />}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}

/** Somebody else was quicker while this was looked at. */
function Overtaken({ operation, source }: { operation: Operation; source: string }) {
  const t = useTranslations("operations");
  const paceOf = usePaceText();
  const { state, startedAtMs } = operation;
  if (startedAtMs === null && state !== "cancelled" && state !== "discarded") return null;
  return (
    <Notice level="warn">
      {startedAtMs === null ? t("discardedMeanwhile") : t("startedMeanwhile", { pace: paceOf(operation.pace) })}{" "}
      <TextLink href={paths.operation(source, operation.id)}>{t("toRunning")}</TextLink>
    </Notice>
  );
}

/** What hindered it; when that is another operation, with the way there. */
function StartFailure({ failure, source }: { failure: unknown; source: string }) {
  const t = useTranslations("operations");
  const other = failure instanceof ApiError && failure.code === "conflict" ? failure.params.operation : undefined;
  return (
    <div className="grid gap-1">
      <ErrorPanel error={failure} />
      {typeof other === "string" ? (
        <p>
          <TextLink href={paths.operation(source, other)}>{t("toRunning")}</TextLink>
        </p>
      ) : null}
    </div>
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

function Frozen({ operation, source }: { operation: Operation; source: string }) {
  const t = useTranslations("jobs.dialog");
  if (operation.verb === "undo") return <UndoFacts operation={operation} source={source} />;
  if (operation.total === 0) return <p>{t("nothing")}</p>;
  return (
    <>
      <p>{t.rich("frozen", { count: operation.total, when: () => <TimeAgo atMs={operation.createdAtMs} /> })}</p>
      <DryRun operation={operation} source={source} />
    </>
  );
}

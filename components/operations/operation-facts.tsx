"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { paths } from "@/components/shell/route";
import { TextLink } from "@/components/ui/text-link";
import { TimeAgo } from "@/components/ui/time-ago";
import { useFormat } from "@/components/ui/use-format";
import type { Operation } from "@/lib/domain/operation.schema";
import { enqueues } from "@/lib/domain/operation-rules";
import { useTargetText } from "./operation-words";
import { usePaceText } from "./pace-fields";
import { isFinal } from "./scope";

export function OperationFacts({ operation, source }: { operation: Operation; source: string }) {
  const t = useTranslations("operations.fact");
  const format = useFormat();
  const { params, target, pace, undoneBy } = operation;
  const paceOf = usePaceText();
  const targetOf = useTargetText();
  const link = (id: string) => (
    <TextLink href={paths.operation(source, id)}>
      <span className="font-mono text-small">{id}</span>
    </TextLink>
  );
  return (
    <dl className="grid grid-cols-[minmax(88px,auto)_1fr] gap-x-3 gap-y-1 pt-2">
      <Fact name={t("actor")}>
        <bdi>{operation.actor}</bdi>
      </Fact>
      {operation.reason === null ? null : (
        <Fact name={t("reason")}>
          <bdi>{operation.reason}</bdi>
        </Fact>
      )}
      {target.undoOf === undefined ? (
        <Fact name={t("target")}>
          <bdi>{targetOf(target)}</bdi>
        </Fact>
      ) : (
        <Fact name={t("undoOf")}>{link(target.undoOf)}</Fact>
      )}
      {target.q === undefined ? null : (
        <Fact name={t("filter")}>
          <bdi className="font-mono text-small">{target.q}</bdi>
        </Fact>
      )}
      {enqueues(operation.verb) ? <Fact name={t("pace")}>{paceOf(pace)}</Fact> : null}
      {undoneBy === null ? null : <Fact name={t("undoneBy")}>{link(undoneBy)}</Fact>}
      <Fact name={t("created")}>
        <TimeAgo atMs={operation.createdAtMs} />
      </Fact>
      {operation.startedAtMs === null ? null : (
        <Fact name={t("started")}>
          <TimeAgo atMs={operation.startedAtMs} />
        </Fact>
      )}
      {operation.endedAtMs === null ? null : (
        <Fact name={t("ended")}>
          <TimeAgo atMs={operation.endedAtMs} />
        </Fact>
      )}
      {params.queue === null ? null : (
        <Fact name={t("queue")}>
          <bdi>{params.queue}</bdi>
        </Fact>
      )}
      {params.atMs === null ? null : <Fact name={t("at")}>{format.exact(params.atMs)}</Fact>}
      {params.withoutUndo ? <Fact name={t("withoutUndo")}>{t("yes")}</Fact> : null}
      {params.ignoreLock ? <Fact name={t("ignoreLock")}>{t("yes")}</Fact> : null}
      {isFinal(operation) || operation.startedAtMs === null ? null : (
        <Fact name={t("runner")}>{operation.runner ?? t("nobody")}</Fact>
      )}
      <Fact name={t("id")}>
        <span className="font-mono text-small">{operation.id}</span>
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-2">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}

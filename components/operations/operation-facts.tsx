"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { TimeAgo } from "@/components/ui/time-ago";
import { useFormat } from "@/components/ui/use-format";
import type { Operation } from "@/lib/domain/operation.schema";
import { isFinal } from "./scope";

export function OperationFacts({ operation }: { operation: Operation }) {
  const t = useTranslations("operations.fact");
  const format = useFormat();
  const { params } = operation;
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

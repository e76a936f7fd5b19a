"use client";

import { useTranslations } from "next-intl";
import { PageHeader } from "@/components/shell/page-header";
import { paths, useRoute } from "@/components/shell/route";
import { ErrorPanel, errorText, Skeleton } from "@/components/ui/states";
import { Notice } from "@/components/ui/status";
import { TextLink } from "@/components/ui/text-link";
import { ApiError } from "@/lib/api/client";
import type { Operation } from "@/lib/domain/operation.schema";
import { Breakdown } from "./breakdown";
import { OperationActions } from "./operation-actions";
import { OperationCounts } from "./operation-counts";
import { OperationFacts } from "./operation-facts";
import { OperationStateWord, useOperationTitle } from "./operation-words";
import { useOperation } from "./use-operation";

/** One operation, live: what it does, how far it is, what came of it. */
export function OperationScreen() {
  const t = useTranslations("operations");
  const route = useRoute();
  const source = route?.kind === "source" ? route.source : "";
  const id = route?.kind === "source" ? route.name : null;
  const query = useOperation(source, id);
  const operation = query.data;
  if (operation !== undefined) return <OperationView operation={operation} source={source} />;
  return (
    <>
      <PageHeader title={t("one")} />
      {query.error === null ? (
        <Skeleton className="h-64 w-full" />
      ) : (
        <ErrorPanel error={query.error} onRetry={query.refetch} />
      )}
    </>
  );
}

function OperationView({ operation, source }: { operation: Operation; source: string }) {
  const t = useTranslations("operations");
  const jobs = useTranslations("jobs");
  const errors = useTranslations("errors");
  const titleOf = useOperationTitle();
  const set = operation.target.set;
  const { total, processed } = operation;
  return (
    <>
      <PageHeader title={titleOf(operation)}>
        <OperationActions operation={operation} source={source} />
      </PageHeader>
      <div className="grid gap-6">
        <div className="grid gap-2">
          <p className="flex flex-wrap items-center gap-x-3">
            <OperationStateWord operation={operation} />
            <span className="text-ink-2">{t(`sentence.${operation.state}`, { total, processed })}</span>
            <TextLink href={paths.section(source, set === "retry" ? "retries" : set)}>
              {t("toList", { scope: t(`scope.${set}`) })}
            </TextLink>
          </p>
          {operation.error === null ? null : (
            <Notice level="bad">{errorText(errors, new ApiError(0, { code: operation.error }))}</Notice>
          )}
          <OperationCounts operation={operation} />
        </div>
        <div className="grid items-start gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,2fr)_minmax(280px,1fr)]">
          <section className="min-w-0">
            <h2 className="border-line border-b pb-1 font-strong">{t("breakdown")}</h2>
            <div className="pt-2">
              {operation.state === "freezing" ? (
                <p className="text-ink-3">{jobs("dialog.freezing")}</p>
              ) : (
                <Breakdown operation={operation} />
              )}
            </div>
          </section>
          <section className="min-w-0">
            <h2 className="border-line border-b pb-1 font-strong">{t("facts")}</h2>
            <OperationFacts operation={operation} />
          </section>
        </div>
      </div>
    </>
  );
}

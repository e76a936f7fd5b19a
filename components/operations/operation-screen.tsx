"use client";

import { useTranslations } from "next-intl";
import { DetailWait } from "@/components/shell/detail-page";
import { PageHeader } from "@/components/shell/page-header";
import { paths, useRoute } from "@/components/shell/route";
import { errorText } from "@/components/ui/states";
import { Notice } from "@/components/ui/status";
import { TextLink } from "@/components/ui/text-link";
import { ApiError } from "@/lib/api/client";
import type { Operation } from "@/lib/domain/operation.schema";
import { listsOf, type TargetList } from "@/lib/domain/operation-target";
import { Breakdown } from "./breakdown";
import { CanaryView } from "./canary-view";
import { DryRun } from "./dry-run";
import { OperationActions } from "./operation-actions";
import { OperationCounts } from "./operation-counts";
import { OperationFacts } from "./operation-facts";
import { OperationJobs } from "./operation-jobs";
import { OperationStateWord, useOperationTitle, useTargetText } from "./operation-words";
import { UndoFacts } from "./undo-facts";
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
  return <DetailWait title={t("one")} query={query} gone={null} />;
}

function OperationView({ operation, source }: { operation: Operation; source: string }) {
  const t = useTranslations("operations");
  const jobs = useTranslations("jobs");
  const errors = useTranslations("errors");
  const titleOf = useOperationTitle();
  const [list, ...others] = listsOf(operation.target);
  const targetOf = useTargetText();
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
            {list === undefined || others.length > 0 ? null : (
              <TextLink href={listPath(source, list)}>{t("toList", { scope: targetOf(operation.target) })}</TextLink>
            )}
          </p>
          {operation.error === null || saidBelow(operation) ? null : (
            <Notice level="bad">{errorText(errors, new ApiError(0, { code: operation.error }))}</Notice>
          )}
          <OperationCounts operation={operation} />
        </div>
        <CanaryView operation={operation} />
        <div className="grid items-start gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,2fr)_minmax(280px,1fr)]">
          <section className="min-w-0">
            <h2 className="border-line border-b pb-1 font-strong">{t("breakdown")}</h2>
            <div className="pt-2">
              {operation.state === "freezing" ? (
                <p className="text-ink-3">{jobs("dialog.freezing")}</p>
              ) : (
                <Touched operation={operation} source={source} />
              )}
            </div>
          </section>
          <section className="min-w-0">
            <h2 className="border-line border-b pb-1 font-strong">{t("facts")}</h2>
            <OperationFacts operation={operation} source={source} />
          </section>
        </div>
        {operation.total > 0 && operation.state !== "freezing" ? (
          <OperationJobs operation={operation} source={source} />
        ) : null}
      </div>
    </>
  );
}

/** What became of the first jobs stands with them, with its numbers. */
function saidBelow({ canary, error }: Operation): boolean {
  return canary !== null && (error === "canary_failed" || error === "canary_undecided");
}

function Touched({ operation, source }: { operation: Operation; source: string }) {
  if (operation.verb === "undo") return <UndoFacts operation={operation} source={source} />;
  if (operation.state === "frozen") {
    return (
      <div className="grid gap-4">
        <DryRun operation={operation} source={source} />
      </div>
    );
  }
  return <Breakdown operation={operation} />;
}

function listPath(source: string, list: TargetList): string {
  if ("queue" in list) return paths.queue(source, list.queue);
  return paths.section(source, list.set === "retry" ? "retries" : list.set);
}

"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMay } from "@/components/shell/use-live";
import { Button } from "@/components/ui/button";
import { Segmented } from "@/components/ui/segmented";
import { ErrorPanel, Skeleton } from "@/components/ui/states";
import { useFormat } from "@/components/ui/use-format";
import { withBase } from "@/lib/api/base-path";
import { useReveal } from "@/lib/api/mutations/jobs";
import { payloadPath } from "@/lib/api/queries/jobs";
import type { JobDetail } from "@/lib/domain/job.schema";
import { ArgTree } from "./arg-tree";
import type { JobPartProps } from "./job-part";
import { hidesSomething } from "./masked";
import { Section } from "./section";

/** The arguments a person wrote, as a tree or as the bytes say; masked values shown to who may, on record. */
export function JobArguments({ job, detail, source, left = false }: JobPartProps) {
  const t = useTranslations("jobs.detail");
  const row = useTranslations("jobs.row");
  const [view, setView] = useState<"tree" | "raw">("tree");
  const reveal = useReveal(source);
  const shown = reveal.data ?? detail;
  return (
    <Section
      title={t("arguments")}
      aside={
        <Segmented
          label={t("rawLabel")}
          value={view}
          onChange={setView}
          options={[
            { value: "tree", label: t("tree") },
            { value: "raw", label: t("raw") },
          ]}
        />
      }
    >
      {detail !== undefined && hidesSomething(detail) ? <Masked reveal={reveal} jobRef={job.ref} /> : null}
      {shown === undefined ? (
        <Waiting args={job.args} />
      ) : view === "raw" || hasNoTree(shown) ? (
        <Raw job={shown} source={source} left={left} />
      ) : shown.argTree.length === 0 ? (
        <p className="text-ink-3">{row("noArgs")}</p>
      ) : (
        <div className="overflow-x-auto">
          <ArgTree nodes={shown.argTree} />
        </div>
      )}
    </Section>
  );
}

const UNPARSED: ReadonlySet<string | null> = new Set(["invalid_json", "not_an_object", "too_large"]);
const hasNoTree = ({ problem, argTree }: JobDetail) => UNPARSED.has(problem) && argTree.length === 0;

/** What the list already knows, until the whole of it is here. */
function Waiting({ args }: { args: string }) {
  if (args === "") return <Skeleton className="h-5 w-1/2" />;
  return <bdi className="block wrap-anywhere pl-4 font-mono text-small leading-5">{args}</bdi>;
}

function Masked({ reveal, jobRef }: { reveal: ReturnType<typeof useReveal>; jobRef: string }) {
  const t = useTranslations("jobs.detail");
  const may = useMay("jobs.reveal");
  const shown = reveal.data !== undefined;
  return (
    <div className="grid gap-2 pb-2">
      <p className="flex flex-wrap items-center gap-2 text-ink-2">
        {shown ? t("revealed") : may ? t("revealNote") : t("maskedNote")}
        {!may ? null : shown ? (
          <Button size="small" onClick={reveal.reset}>
            {t("hide")}
          </Button>
        ) : (
          <Button size="small" pending={reveal.isPending} onClick={() => reveal.mutate(jobRef)}>
            {t("reveal")}
          </Button>
        )}
      </p>
      {reveal.error === null ? null : <ErrorPanel error={reveal.error} />}
    </div>
  );
}

function Raw({ job, source, left }: { job: JobDetail; source: string; left: boolean }) {
  const t = useTranslations("jobs.detail");
  const format = useFormat();
  const may = useMay("jobs.reveal");
  return (
    <>
      <pre className="max-h-[480px] overflow-auto whitespace-pre-wrap wrap-anywhere rounded-control bg-well p-2 text-small leading-5">
        <bdi>{job.payload}</bdi>
      </pre>
      <p className="flex flex-wrap gap-3 pt-1 text-ink-2 text-small">
        {job.payloadClipped ? (
          <span>{t("clipped", { shown: format.bytes(job.payload.length), size: format.bytes(job.payloadBytes) })}</span>
        ) : null}
        {may && !left ? (
          <a
            className="rounded-control text-accent underline-offset-2 hover:underline"
            href={withBase(payloadPath(source, job.ref))}
            download
          >
            {t("download")}
          </a>
        ) : null}
      </p>
    </>
  );
}

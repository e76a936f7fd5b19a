"use client";

import { useTranslations } from "next-intl";
import { Section } from "@/components/jobs/section";
import { paths } from "@/components/shell/route";
import { TextLink } from "@/components/ui/text-link";
import type { BatchDetail, BatchEntry } from "@/lib/domain/batch.schema";
import { BatchProgress } from "./batch-columns";

/** From the outermost batch down to this one and those inside it. */
export function BatchTree({ batch, source }: { batch: BatchDetail; source: string }) {
  const t = useTranslations("batches.page");
  const depth = batch.ancestors.length;
  const alone = depth === 0 && batch.nested.length === 0;
  return (
    <Section title={t("family")}>
      {alone ? (
        <p className="text-ink-2">{t("noFamily")}</p>
      ) : (
        <ul className="grid gap-1">
          {batch.ancestors.map((each, index) => (
            <Line key={each.bid} batch={each} depth={index} source={source} />
          ))}
          <Line batch={batch} depth={depth} source={source} here />
          {batch.nested.map((each) => (
            <Line key={each.bid} batch={each} depth={depth + 1} source={source} />
          ))}
        </ul>
      )}
      {batch.nestedComplete ? null : <p className="pt-1 text-ink-2">{t("partial")}</p>}
    </Section>
  );
}

const STEP_PX = 16;
const DEEPEST = 6;

function Line({
  batch,
  depth,
  source,
  here = false,
}: {
  batch: BatchEntry;
  depth: number;
  source: string;
  here?: boolean;
}) {
  const name = batch.description ?? batch.bid;
  return (
    <li
      className="flex min-w-0 flex-wrap items-baseline gap-x-3"
      style={{ paddingLeft: Math.min(depth, DEEPEST) * STEP_PX }}
    >
      <span className="min-w-0 flex-1 truncate" aria-current={here ? "page" : undefined}>
        {here ? (
          <span className="font-strong" data-tip={name}>
            {name}
          </span>
        ) : (
          <TextLink href={paths.batch(source, batch.bid)} truncate>
            {name}
          </TextLink>
        )}
      </span>
      <BatchProgress batch={batch} />
    </li>
  );
}

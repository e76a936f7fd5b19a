"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { paths } from "@/components/shell/paths";
import { Button } from "@/components/ui/button";
import { ErrorPanel } from "@/components/ui/states";
import { TextLink } from "@/components/ui/text-link";
import { useFormat } from "@/components/ui/use-format";
import { classesOfQueueQuery } from "@/lib/api/queries/errors";
import { is, printFilter } from "@/lib/domain/filter";
import { ErrorWords } from "./words";

const SHOWN = 12;

/** Which classes wait in a queue, on demand: counted among jobs spread over the whole of it. */
export function ClassHistogram(props: { source: string; queue: string }) {
  return (
    <ErrorWords>
      <Classes {...props} />
    </ErrorWords>
  );
}

function Classes({ source, queue }: { source: string; queue: string }) {
  const t = useTranslations("causes.histogram");
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const { data, error } = useQuery({ ...classesOfQueueQuery(source, queue), enabled: open });
  const rows = data?.values.slice(0, SHOWN) ?? [];
  const top = Math.max(1, ...rows.map(({ count }) => count));
  return (
    <div className="pb-1">
      <span className="-ml-2 inline-block">
        <Button size="small" tone="link" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t("show")}
        </Button>
      </span>
      {open && error !== null ? <ErrorPanel error={error} /> : null}
      {!open || data === undefined ? null : rows.length === 0 ? (
        <p className="px-2 text-ink-2">{t("empty")}</p>
      ) : (
        <div className="px-2 pb-2">
          <table className="w-full max-w-[720px] table-fixed">
            <caption className="pb-1 text-left text-ink-3 text-small">
              {t("looked", { looked: data.looked, total: data.total ?? data.looked })}
            </caption>
            <tbody>
              {rows.map(({ value, count }) => (
                <tr key={value} className="h-6">
                  <td className="w-1/2 truncate pr-3">
                    <TextLink
                      plain
                      truncate
                      href={`${paths.queue(source, queue)}?q=${encodeURIComponent(printFilter(is("class", value)))}`}
                    >
                      {value}
                    </TextLink>
                  </td>
                  <td aria-hidden="true">
                    <span className="block h-2 bg-ink-3" style={{ width: `${(count / top) * 100}%` }} />
                  </td>
                  <td className="w-16 text-right tabular-nums">{format.count(count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

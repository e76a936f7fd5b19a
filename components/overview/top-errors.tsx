"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { paths } from "@/components/shell/paths";
import { ErrorPanel, Skeleton } from "@/components/ui/states";
import { TextLink } from "@/components/ui/text-link";
import { TimeAgo } from "@/components/ui/time-ago";
import { useFormat } from "@/components/ui/use-format";
import { errorsQuery } from "@/lib/api/queries/errors";
import type { ErrorGroup } from "@/lib/domain/error.schema";

const SHOWN = 6;

const VIEW = { q: "", state: "open", sort: "recent" } as const;

/** What fails now, by cause; each opens its group. */
export function TopErrors({ source }: { source: string }) {
  const t = useTranslations("overview");
  const query = useQuery({
    ...errorsQuery(source, VIEW),
    // Rows never move under the reader: once everything is counted anew, they change when the page is come back to.
    refetchInterval: ({ state: { data } }) =>
      data?.coverage.complete === false || data?.coverage.refreshing === true ? 1_000 : false,
  });
  const errors = query.data?.groups.slice(0, SHOWN) ?? [];
  /** Before everything was read, none found is no sign that there are none. */
  const known = query.data !== undefined && (query.data.coverage.complete || errors.length > 0);
  return (
    <section className="min-w-0">
      <div className="flex h-7 items-center gap-3">
        <h2 className="font-strong text-small">{t("errors")}</h2>
        {!known ? null : (
          <span className="truncate text-small">
            <TextLink truncate href={paths.section(source, "errors")}>
              {t("errorsAll", { count: query.data.total })}
            </TextLink>
          </span>
        )}
      </div>
      {query.isError && !known ? <ErrorPanel error={query.error} /> : null}
      {!known && !query.isError ? <Skeleton className="h-60" /> : null}
      {known && errors.length === 0 ? <p className="border-line border-t py-2 text-ink-2">{t("noErrors")}</p> : null}
      <ul>
        {errors.map((error) => (
          <ErrorLine key={error.id} error={error} />
        ))}
      </ul>
    </section>
  );
}

function ErrorLine({ error }: { error: ErrorGroup }) {
  const format = useFormat();
  return (
    <li className="grid h-10 content-center border-line border-t leading-4">
      <div className="flex min-w-0 gap-3">
        <span className="min-w-0 flex-1">
          <TextLink truncate href={paths.error(error.source, error.id)}>
            {error.errorClass ?? "–"}
          </TextLink>
        </span>
        <span className="shrink-0">{format.count(error.total)}</span>
      </div>
      <div className="flex min-w-0 gap-3 text-small leading-4">
        <p className="min-w-0 flex-1 truncate text-ink-3" data-tip="">
          {error.class === null ? null : <bdi className="pr-2 text-ink-2">{error.class}</bdi>}
          {error.message}
        </p>
        <span className="shrink-0 text-ink-3">
          <TimeAgo atMs={error.lastSeenMs} style="short" />
        </span>
      </div>
    </li>
  );
}

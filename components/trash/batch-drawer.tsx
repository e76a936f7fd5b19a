"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { JobLines } from "@/components/operations/job-lines";
import { Button } from "@/components/ui/button";
import { Drawer } from "@/components/ui/dialog";
import { Loaded } from "@/components/ui/loaded";
import { Empty } from "@/components/ui/states";
import { trashEntriesQuery } from "@/lib/api/queries/trash";
import type { TrashBatch } from "@/lib/domain/trash.schema";
import { useOriginText } from "./trash-columns";

/** The jobs of a removed batch, in the order they were removed. */
export function BatchDrawer({ source, batch, onClose }: { source: string; batch: TrashBatch; onClose: () => void }) {
  const t = useTranslations("trash");
  const originOf = useOriginText();
  const query = useInfiniteQuery(trashEntriesQuery(source, batch.id));
  const lines = query.data?.pages.flatMap(({ entries }) => entries);
  const title = t("entries", { count: batch.entries, origin: originOf(batch.origin) });
  return (
    <Drawer open onOpenChange={onClose} title={title}>
      <Loaded query={query} data={lines}>
        {(found) =>
          found.length === 0 ? (
            <Empty title={t("entriesEmpty")} />
          ) : (
            <JobLines source={source} lines={found} label={title} />
          )
        }
      </Loaded>
      {query.hasNextPage ? (
        <div className="pt-3">
          <Button pending={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("more")}
          </Button>
        </div>
      ) : null}
    </Drawer>
  );
}

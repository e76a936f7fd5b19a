import "server-only";
import type { Redis } from "ioredis";
import type { BatchKind } from "@/lib/domain/batch.schema";
import type { Batches } from "@/lib/stores/port";
import type { SidekiqContext } from "../context";
import { met } from "../key-survey";
import { readBatch } from "./detail";
import { readBatchPage } from "./page";

export function createBatches(ctx: SidekiqContext): Batches {
  const { link } = ctx;
  return {
    page: (request, options) => link.bulk((redis) => readBatchPage(redis, ctx, request, options?.signal)),
    batch: (bid, options) =>
      link.bulk(async (redis) => {
        const read = (kind: BatchKind) => readBatch(redis, ctx, kind, bid, options?.signal);
        return (await read("pro")) ?? (await read("open_source"));
      }),
  };
}

export async function batchesPresent(redis: Redis, ctx: SidekiqContext): Promise<boolean> {
  return met(ctx, "open_batches") || (await redis.exists(ctx.keys.any("batches"))) > 0;
}

import type {
  CronBulkRequest,
  CronBulkResult,
  CronCreateRequest,
  CronEditRequest,
  CronResult,
  CronRunRequest,
} from "@/lib/domain/cron.schema";
import { encodeName } from "@/lib/domain/paths";
import { apiDelete, apiPatch, apiPost } from "../client";

const pathOf = (source: string, id: string) => `/${source}/cron/${encodeName(id)}`;

/** @throws ApiError, as all of these */
export const createCron = (source: string, request: CronCreateRequest) =>
  apiPost<CronResult>(`/${source}/cron`, request);
export const editCron = (source: string, id: string, request: CronEditRequest) =>
  apiPatch<CronResult>(pathOf(source, id), request);
export const deleteCron = (source: string, id: string, version: string) =>
  apiDelete<CronResult>(pathOf(source, id), { version });
export const restoreCron = (source: string, token: string) => apiPost<CronResult>(`/${source}/cron/restore`, { token });
export const runCron = (source: string, id: string, request: CronRunRequest) =>
  apiPost<CronResult>(`${pathOf(source, id)}/run`, request);
export const changeCrons = (source: string, request: CronBulkRequest) =>
  apiPost<CronBulkResult>(`/${source}/cron/actions`, request);

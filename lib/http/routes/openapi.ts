import "server-only";
import { version } from "@/package.json";
import type { Api, ApiOptions } from "../context";
import { endpoint } from "../endpoint";
import { openApiDocument } from "../openapi";

/** Added last: the document lists every address there is. */
export function registerOpenApi(app: Api, { basePath }: Pick<ApiOptions, "basePath">): void {
  let document: string | null = null;
  endpoint(app, {
    method: "get",
    path: "/openapi.json",
    summary: "This document",
    permission: null,
    response: "OpenApi",
    handler: (_input, c) => {
      document ??= openApiDocument(app, { version, basePath });
      c.header("Content-Type", "application/json; charset=utf-8");
      return c.newResponse(document, 200);
    },
  });
}

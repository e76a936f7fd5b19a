/** The path Signalbox is mounted at, without a trailing slash; put into the page by the server when it starts. */
export function basePath(): string {
  if (typeof document === "undefined") return "";
  return document.querySelector<HTMLMetaElement>('meta[name="signalbox-base"]')?.content ?? "";
}

/** `/api/v1/sources` as the browser must ask for it. */
export function withBase(path: string): string {
  return `${basePath()}${path}`;
}

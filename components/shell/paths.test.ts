import { describe, expect, it } from "vitest";
import { parseRoute, paths } from "./paths";

describe("addresses", () => {
  it("knows the source and the section", () => {
    expect(parseRoute("/")).toEqual({ kind: "sources" });
    expect(parseRoute("/s/prod")).toEqual({ kind: "source", source: "prod", section: "overview", name: null });
    expect(parseRoute("/s/prod/dead")).toMatchObject({ section: "dead", name: null });
    expect(parseRoute("/s/prod/nonsense")).toEqual({ kind: "unknown" });
    expect(parseRoute("/s/prod/queues/a/b")).toEqual({ kind: "unknown" });
  });

  it.each(["default", "", ".", "a/b", "~x", "büro", "50%"])("brings the queue %j back", (queue) => {
    expect(parseRoute(paths.queue("prod", queue))).toMatchObject({ section: "queues", name: queue });
  });

  it("survives a broken escape", () => {
    expect(parseRoute("/s/prod/jobs/%E0%A4%A")).toMatchObject({ section: "jobs", name: null });
  });
});

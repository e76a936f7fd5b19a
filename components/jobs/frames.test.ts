import { expect, test } from "vitest";
import { frameRuns } from "./frames";

test("frames keep their order, gems between the application's are one run", () => {
  const lines = [
    { text: "app/a.rb:1", application: true },
    { text: "gems/x.rb:1", application: false },
    { text: "gems/y.rb:2", application: false },
    { text: "app/b.rb:9", application: true },
  ];
  const runs = frameRuns(lines);
  expect(runs.map((run) => [run.application, run.frames.length])).toEqual([
    [true, 1],
    [false, 2],
    [true, 1],
  ]);
  expect(runs.flatMap((run) => run.frames.map((frame) => frame.text))).toEqual(lines.map((line) => line.text));
});
